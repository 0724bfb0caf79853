package keys

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAKeyFileFromABackupBringsNobodyBack(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "keys.db")
	bakery, lucia, event := place(t)
	_, ana, _ := place(t)
	k := open(t, path)
	hers, err := k.Seal(ctx, bakery, lucia, event, []byte("hola"))
	require.NoError(t, err)
	anas, err := k.Seal(ctx, bakery, ana, event, []byte("qué tal"))
	require.NoError(t, err)
	require.NoError(t, k.Close())
	backup, err := os.ReadFile(path)
	require.NoError(t, err)

	k = open(t, path)
	require.NoError(t, k.Destroy(ctx, bakery, lucia))
	_, late, _ := place(t) // has a key only after the backup was made
	_, err = k.Seal(ctx, bakery, late, event, []byte("adiós"))
	require.NoError(t, err)
	require.NoError(t, k.Destroy(ctx, bakery, late))
	require.NoError(t, k.Close())
	list, err := os.ReadFile(path + ".forgotten")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path+".forgotten", append(list, []byte("half a li")...), 0o600))
	require.NoError(t, os.WriteFile(path, backup, 0o600))

	k = open(t, path)
	_, err = k.Open(ctx, bakery, lucia, event, hers)
	require.ErrorIs(t, err, ErrForgotten)
	_, err = k.Seal(ctx, bakery, late, event, []byte("otra vez"))
	require.ErrorIs(t, err, ErrForgotten)
	plain, err := k.Open(ctx, bakery, ana, event, anas)
	require.NoError(t, err)
	require.Equal(t, "qué tal", string(plain))
	gone, err := k.Forgotten(ctx, bakery)
	require.NoError(t, err)
	require.Len(t, gone, 2)
}
