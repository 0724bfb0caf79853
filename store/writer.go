package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	_ "modernc.org/sqlite" // the driver
)

// durability is how surely a transaction outlives a power cut.
type durability string

const (
	normal durability = "NORMAL" // what the feed can refill
	full   durability = "FULL"   // what only this device knows
)

// writer is the one connection that writes. Transactions begin immediate, so
// that none fails half way because another program took the lock.
type writer struct {
	mu    sync.Mutex
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	level durability
}

func openWriter(ctx context.Context, path string) (*writer, error) {
	db, err := sql.Open("sqlite", writerDSN(path))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &writer{db: db, conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.shut()
}

// shut closes the connection; the lock is held.
func (w *writer) shut() error {
	if w.conn == nil {
		return nil
	}
	for _, stmt := range w.stmts {
		_ = stmt.Close() // the connection closes next and reports
	}
	_, err := w.conn.ExecContext(context.Background(), "PRAGMA optimize")
	err = errors.Join(err, w.conn.Close(), w.db.Close())
	w.conn = nil
	return err
}

// do runs work in one transaction; an error rolls all of it back.
func (w *writer) do(ctx context.Context, level durability, work func(t *tx) error) (err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn == nil {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// A context that can end costs the driver a goroutine per statement, so
	// the work looks at ctx between its steps instead.
	calm := context.WithoutCancel(ctx)
	if err := w.begin(calm, level); err != nil {
		return err
	}
	t := &tx{w: w, ctx: calm, parent: ctx}
	defer func() {
		if p := recover(); p != nil {
			_, _ = w.conn.ExecContext(calm, "ROLLBACK")
			panic(p)
		}
		if err == nil {
			if _, err = w.conn.ExecContext(calm, "COMMIT"); err == nil {
				return
			}
		}
		_, rollback := w.conn.ExecContext(calm, "ROLLBACK")
		if rollback != nil && !errors.Is(err, ErrClosed) {
			err = fmt.Errorf("%w (roll back: %w)", err, rollback)
		}
	}()
	if err = work(t); err == nil {
		err = t.err
	}
	return err
}

func (w *writer) begin(ctx context.Context, level durability) error {
	if w.level != level {
		if _, err := w.conn.ExecContext(ctx, "PRAGMA synchronous = "+string(level)); err != nil {
			return err
		}
		w.level = level
	}
	_, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	return err
}

func (w *writer) each(ctx context.Context, query string, args []any, scan func(rows rowScanner) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn == nil {
		return ErrClosed
	}
	stmt, err := w.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	return walk(rows, scan)
}

func (w *writer) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.stmts[query] = stmt
	return stmt, nil
}

// tx is a running transaction. The first error sticks: what follows does
// nothing, and whoever began the transaction sees it.
type tx struct {
	w      *writer
	ctx    context.Context // ends never
	parent context.Context // the caller's
	err    error
}

// exec changes rows and says how many.
func (t *tx) exec(query string, args ...any) int64 {
	if t.err != nil {
		return 0
	}
	stmt, err := t.w.stmt(t.ctx, query)
	if err != nil {
		t.err = err
		return 0
	}
	result, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		t.err = err
		return 0
	}
	n, err := result.RowsAffected()
	t.err = err
	return n
}

// insert adds a row and returns its key.
func (t *tx) insert(query string, args ...any) int64 {
	if t.err != nil {
		return 0
	}
	stmt, err := t.w.stmt(t.ctx, query)
	if err != nil {
		t.err = err
		return 0
	}
	result, err := stmt.ExecContext(t.ctx, args...)
	if err != nil {
		t.err = err
		return 0
	}
	id, err := result.LastInsertId()
	t.err = err
	return id
}

// scan reads one row; false when there is none.
func (t *tx) scan(query string, args []any, dest ...any) bool {
	found := false
	t.each(query, args, func(rows rowScanner) error {
		found = true
		return rows.Scan(dest...)
	})
	return found && t.err == nil
}

func (t *tx) each(query string, args []any, scan func(rows rowScanner) error) {
	if t.err != nil {
		return
	}
	stmt, err := t.w.stmt(t.ctx, query)
	if err != nil {
		t.err = err
		return
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		t.err = err
		return
	}
	t.err = walk(rows, scan)
}

func (t *tx) fail(err error) {
	if t.err == nil {
		t.err = err
	}
}
