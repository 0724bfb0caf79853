package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver that the store has as well

	"mostrador/store"
)

const (
	applyEvents = 60_000
	applyPage   = 1000
)

// apply folds events into a store with its search index, beside a loop that
// only inserts the rows that came of it, with the same indexes and in
// transactions of the same size.
func (b *bench) apply() error {
	of, setup, events, err := b.mixture(applyEvents)
	if err != nil {
		return err
	}
	path := b.storePath("applied")
	s, err := store.Open(b.ctx, store.Params{Path: path, Shop: of})
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Apply(b.ctx, setup, "bench:0:"); err != nil {
		return err
	}
	began := time.Now()
	for from := 0; from < len(events); from += applyPage {
		to := min(from+applyPage, len(events))
		if _, err := s.Apply(b.ctx, events[from:to], fmt.Sprintf("bench:%d:", to)); err != nil {
			return err
		}
	}
	ours := perSecond(len(events), time.Since(began))

	spent, rows, err := b.bareInserts(path, b.storePath("bare"), store.Params{Shop: of})
	if err != nil {
		return err
	}
	bare := perSecond(len(events), spent)
	limit := fmt.Sprintf("bare INSERTs of the same %d rows: %s = %.0f %%", rows, rate(bare), 100*ours/bare)
	b.add("apply events to the store, with search index", rate(ours), "≥ 50 % of bare, ≥ 12,000/s", limit, ours >= bare/2 && ours >= 12_000)
	return nil
}

// inserted are the tables whose rows come of events.
var inserted = []string{"customers", "identifiers", "conversations", "messages", "ledger", "months", "days", "shown_customers", "shown_chats"}

// bareInserts copies the rows of one store into an empty one of the same shape,
// and times only the inserting.
func (b *bench) bareInserts(from, to string, params store.Params) (spent time.Duration, total int, err error) {
	params.Path = to
	empty, err := store.Open(b.ctx, params)
	if err != nil {
		return 0, 0, err
	}
	if err := empty.Close(); err != nil {
		return 0, 0, err
	}
	source, err := sql.Open("sqlite", "file:"+from+"?mode=ro")
	if err != nil {
		return 0, 0, err
	}
	defer source.Close()
	// The store's own settings for what the feed can refill.
	target, err := sql.Open("sqlite", "file:"+to+"?_pragma=journal_mode(wal)&_pragma=synchronous(1)&_pragma=cache_size(-3072)&_pragma=secure_delete(1)&_pragma=temp_store(2)")
	if err != nil {
		return 0, 0, err
	}
	defer target.Close()
	target.SetMaxOpenConns(1)
	for _, table := range inserted {
		if _, err := target.ExecContext(b.ctx, "DELETE FROM "+table); err != nil {
			return 0, 0, err
		}
		rows, err := readAll(b.ctx, source, "SELECT * FROM "+table)
		if err != nil {
			return 0, 0, err
		}
		took, err := insertAll(b.ctx, target, "INSERT INTO "+table+" VALUES", rows)
		if err != nil {
			return 0, 0, fmt.Errorf("insert into %s: %w", table, err)
		}
		spent, total = spent+took, total+len(rows)
	}
	texts, err := readAll(b.ctx, source, "SELECT position, text FROM messages WHERE text <> ''")
	if err != nil {
		return 0, 0, err
	}
	took, err := insertAll(b.ctx, target, "INSERT INTO messages_fts (rowid, text) VALUES", texts)
	return spent + took, total + len(texts), err
}

func readAll(ctx context.Context, db *sql.DB, query string) ([][]any, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all [][]any
	for rows.Next() {
		values, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			dest[i] = &values[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		for i, value := range values {
			if raw, ok := value.([]byte); ok && raw == nil {
				values[i] = []byte{}
			}
		}
		all = append(all, values)
	}
	return all, rows.Err()
}

// insertAll inserts rows with one prepared statement, a page a transaction.
func insertAll(ctx context.Context, db *sql.DB, into string, rows [][]any) (time.Duration, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	query := into + " (" + strings.TrimSuffix(strings.Repeat("?, ", len(rows[0])), ", ") + ")"
	began := time.Now()
	for from := 0; from < len(rows); from += applyPage {
		if err := insertPage(ctx, db, query, rows[from:min(from+applyPage, len(rows))]); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

func insertPage(ctx context.Context, db *sql.DB, query string, rows [][]any) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	insert, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer insert.Close() //nolint:errcheck // the transaction ends it
	for _, row := range rows {
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return tx.Commit()
}
