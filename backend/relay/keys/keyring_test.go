package keys

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

var master = bytes.Repeat([]byte{7}, MasterSize)

func place(t *testing.T) (shop.ShopID, shop.CustomerID, shop.EventID) {
	t.Helper()
	return shop.ShopID{UUID: uuid.New()}, shop.CustomerID{UUID: uuid.New()}, shop.EventID{UUID: uuid.New()}
}

func open(t *testing.T, path string) *Keyring {
	t.Helper()
	k, err := Open(context.Background(), path, master)
	require.NoError(t, err)
	t.Cleanup(func() { _ = k.Close() })
	return k
}

func TestSealedContentOpensOnlyInItsPlace(t *testing.T) {
	ctx := context.Background()
	k := open(t, filepath.Join(t.TempDir(), "keys.db"))
	bakery, lucia, event := place(t)
	sealed, err := k.Seal(ctx, bakery, lucia, event, []byte("Lucía, +34 600"))
	require.NoError(t, err)
	require.NotContains(t, string(sealed), "Lucía")

	plain, err := k.Open(ctx, bakery, lucia, event, sealed)
	require.NoError(t, err)
	require.Equal(t, "Lucía, +34 600", string(plain))

	otherShop, otherCustomer, otherEvent := place(t)
	_, err = k.Open(ctx, bakery, lucia, otherEvent, sealed)
	require.ErrorIs(t, err, ErrSealed)
	_, err = k.Open(ctx, otherShop, lucia, event, sealed)
	require.ErrorIs(t, err, ErrMissing)
	_, err = k.Seal(ctx, bakery, otherCustomer, event, []byte("x"))
	require.NoError(t, err)
	_, err = k.Open(ctx, bakery, otherCustomer, event, sealed)
	require.ErrorIs(t, err, ErrSealed)
	sealed[len(sealed)-1] ^= 1
	_, err = k.Open(ctx, bakery, lucia, event, sealed)
	require.ErrorIs(t, err, ErrSealed)
}

func TestKeysOutliveTheProgramAndNeedTheirMaster(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "keys.db")
	bakery, lucia, event := place(t)
	first := open(t, path)
	sealed, err := first.Seal(ctx, bakery, lucia, event, []byte("hola"))
	require.NoError(t, err)
	require.NoError(t, first.Close())

	plain, err := open(t, path).Open(ctx, bakery, lucia, event, sealed)
	require.NoError(t, err)
	require.Equal(t, "hola", string(plain))

	_, err = Open(ctx, path, bytes.Repeat([]byte{8}, MasterSize))
	require.ErrorIs(t, err, ErrMaster)
	_, err = Open(ctx, path, []byte("short"))
	require.Error(t, err)
}

func TestADestroyedKeyStaysDestroyed(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "keys.db")
	bakery, lucia, event := place(t)
	k := open(t, path)
	sealed, err := k.Seal(ctx, bakery, lucia, event, []byte("hola"))
	require.NoError(t, err)
	var wrapped []byte
	require.NoError(t, k.db.QueryRow(`SELECT wrapped FROM keys`).Scan(&wrapped))

	require.NoError(t, k.Destroy(ctx, bakery, lucia))
	require.NoError(t, k.Destroy(ctx, bakery, lucia))
	for _, ring := range []*Keyring{k, open(t, path)} {
		_, err = ring.Open(ctx, bakery, lucia, event, sealed)
		require.ErrorIs(t, err, ErrForgotten)
		_, err = ring.Seal(ctx, bakery, lucia, event, []byte("again"))
		require.ErrorIs(t, err, ErrForgotten)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		require.False(t, bytes.Contains(raw, wrapped), "%s still holds the wrapped key", file)
	}
	require.Error(t, k.Destroy(ctx, bakery, shop.CustomerID{}))
}

func TestTwoProcessesMakeOneKey(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "keys.db")
	bakery, lucia, event := place(t)
	rings := []*Keyring{open(t, path), open(t, path)}
	sealed := make([][]byte, 8)
	var wait sync.WaitGroup
	for i := range sealed {
		wait.Go(func() {
			var err error
			sealed[i], err = rings[i%2].Seal(ctx, bakery, lucia, event, []byte("hola"))
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for i := range sealed {
		_, err := rings[(i+1)%2].Open(ctx, bakery, lucia, event, sealed[i])
		require.NoError(t, err)
	}
}
