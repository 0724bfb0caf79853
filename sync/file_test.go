package sync_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
)

// file is a shop's file with what tests ask of it.
type file struct {
	t     testing.TB
	store *store.Store
}

func openFile(t testing.TB, dir string, of shop.ShopID) *file {
	path := filepath.Join(dir, "shop.db")
	s, err := store.Open(context.Background(), store.Params{Path: path, Shop: of})
	require.NoError(t, err)
	return &file{t: t, store: s}
}

func (f *file) close() { require.NoError(f.t, f.store.Close()) }

func (f *file) do(command shop.Command) {
	_, err := f.store.Do(context.Background(), command)
	require.NoError(f.t, err)
}

func (f *file) position() shop.Position {
	_, position, err := f.store.Cursor(context.Background())
	require.NoError(f.t, err)
	return position
}

func (f *file) outbox() []shop.CommandID {
	entries, err := f.store.Outbox(context.Background(), 1000)
	require.NoError(f.t, err)
	ids := []shop.CommandID{}
	for _, entry := range entries {
		ids = append(ids, entry.Command.ID)
	}
	return ids
}

func (f *file) refusedWhy(id shop.CommandID) shop.Reason {
	refused, err := f.store.Refused(context.Background(), 100)
	require.NoError(f.t, err)
	for _, r := range refused {
		if r.Command.ID == id {
			return r.Reason
		}
	}
	return shop.ReasonNone
}

// dump is all confirmed rows.
func (f *file) dump() string {
	text, err := f.store.Dump(context.Background())
	require.NoError(f.t, err)
	require.NotEmpty(f.t, text)
	return text
}
