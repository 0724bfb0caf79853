package segments

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gocloud.dev/blob/memblob"

	"mostrador/backend/journal"
	"mostrador/shop"
)

// written is a journal of so many entries.
func written(t *testing.T, count int) []journal.Entry {
	t.Helper()
	engine := journal.NewMemory(journal.MemoryParams{})
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	var place journal.Cursor
	for i := range count {
		place, err = log.Append(t.Context(), uuid.New(), place, [][]byte{fmt.Appendf(nil, "entry %d", i+1)})
		require.NoError(t, err)
	}
	all, err := log.Read(t.Context(), journal.Cursor{}, count, 1<<30)
	require.NoError(t, err)
	require.Len(t, all, count)
	return all
}

func put(t *testing.T, s *Store, id shop.ShopID, before journal.Cursor, all []journal.Entry) Info {
	t.Helper()
	next := 0
	info, err := s.Put(t.Context(), id, before, len(all), func() (journal.Entry, error) {
		next++
		return all[next-1], nil
	})
	require.NoError(t, err)
	return info
}

func read(r *Reader) ([]journal.Entry, error) {
	var all []journal.Entry
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, e)
	}
}

func TestWhatIsSealedComesBackWithItsChain(t *testing.T) {
	ctx := context.Background()
	bucket := memblob.OpenBucket(nil)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	store, id := New(bucket, nil), shop.ShopID{UUID: uuid.New()}
	all := written(t, 25)

	first := put(t, store, id, journal.Cursor{Chain: journal.Genesis("shop-1")}, all[:10])
	second := put(t, store, id, all[9].Cursor, all[10:20])

	listed, err := store.List(ctx, id)
	require.NoError(t, err)
	require.Equal(t, []Info{first, second}, listed, "the names say all that the index needs")
	other, err := store.List(ctx, shop.ShopID{UUID: uuid.New()})
	require.NoError(t, err)
	require.Empty(t, other)

	for i, info := range listed {
		r, err := store.Open(ctx, id, info)
		require.NoError(t, err)
		got, err := read(r)
		require.NoError(t, err)
		require.Equal(t, all[i*10:i*10+10], got)
		require.NoError(t, r.Close())
	}
}

func TestAChangedSegmentIsNeverHandedOut(t *testing.T) {
	ctx := context.Background()
	bucket := memblob.OpenBucket(nil)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	store, id := New(bucket, nil), shop.ShopID{UUID: uuid.New()}
	all := written(t, 12)
	info := put(t, store, id, journal.Cursor{Chain: journal.Genesis("shop-1")}, all)
	raw, err := bucket.ReadAll(ctx, info.Name)
	require.NoError(t, err)
	for i := range raw {
		changed := append([]byte(nil), raw...)
		changed[i] ^= 0x10
		require.NoError(t, bucket.WriteAll(ctx, info.Name, changed, nil))
		_, err := store.Open(ctx, id, info)
		require.ErrorIs(t, err, ErrDamaged, "byte %d", i)
		require.NoError(t, bucket.WriteAll(ctx, info.Name, raw[:i], nil))
		_, err = store.Open(ctx, id, info)
		require.ErrorIs(t, err, ErrDamaged, "cut at %d", i)
	}
}

// Entries that are each whole but don't belong together are not a segment.
func TestEntriesOfElsewhereAreNotASegment(t *testing.T) {
	ctx := context.Background()
	bucket := memblob.OpenBucket(nil)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	store, id := New(bucket, nil), shop.ShopID{UUID: uuid.New()}
	all := written(t, 6)
	all[3].Recorded = all[3].Recorded.Add(time.Second)
	info := put(t, store, id, journal.Cursor{Chain: journal.Genesis("shop-1")}, all)
	r, err := store.Open(ctx, id, info)
	require.NoError(t, err)
	_, err = read(r)
	require.ErrorIs(t, err, ErrDamaged)
	require.NoError(t, r.Close())
}
