package sync_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
)

// file is a shop's file with what tests ask of it.
type file struct {
	t     testing.TB
	path  string
	store *store.Store
}

func openFile(t testing.TB, dir string, of shop.ShopID) *file {
	path := filepath.Join(dir, "shop.db")
	s, err := store.Open(context.Background(), store.Params{Path: path, Shop: of})
	require.NoError(t, err)
	return &file{t: t, path: path, store: s}
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

// dump is all confirmed rows that the stories here make.
func (f *file) dump() []string {
	file, err := sql.Open("sqlite", f.path)
	require.NoError(f.t, err)
	defer file.Close()
	all := []string{}
	for _, table := range []string{"conversations", "messages", "customers", "identifiers", "ledger", "reactions", "skipped"} {
		rows, err := file.QueryContext(context.Background(), "SELECT * FROM "+table+" ORDER BY 1, 2")
		require.NoError(f.t, err)
		columns, err := rows.Columns()
		require.NoError(f.t, err)
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			require.NoError(f.t, rows.Scan(into...))
			all = append(all, fmt.Sprintf("%s %q", table, values))
		}
		require.NoError(f.t, rows.Err())
		rows.Close()
	}
	require.NotEmpty(f.t, all)
	return all
}
