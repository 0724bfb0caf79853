package facts

import (
	"database/sql"
	"errors"
	"fmt"

	"mostrador/backend/journal"
	"mostrador/shop"
)

// Tx is the one open transaction. It answers shop.Facts as of all that was
// folded into it. Whoever began it ends it with Commit or Rollback.
type Tx struct {
	store *Store
	err   error
	done  bool
}

var _ shop.Facts = (*Tx)(nil)

// Err is the first failure of a read; see shop.Facts.
func (t *Tx) Err() error { return t.err }

func (t *Tx) fail(err error) {
	if t.err == nil && err != nil {
		t.err = fmt.Errorf("facts: %w", err)
	}
}

// Commit keeps what was folded, with the place it brings the file to.
func (t *Tx) Commit(end journal.Cursor) error {
	if err := t.exec(`UPDATE progress SET cursor = ?`, end.String()); err != nil {
		return err
	}
	return t.end("COMMIT")
}

// Keep commits what is this relay's own, such as SetTranslated, without
// moving the place in the journal.
func (t *Tx) Keep() error { return t.end("COMMIT") }

// Rollback drops what was folded; after Commit it does nothing.
func (t *Tx) Rollback() { _ = t.end("ROLLBACK") }

func (t *Tx) end(how string) error {
	if t.done {
		return nil
	}
	_, err := t.store.conn.ExecContext(background, how)
	if err != nil && how == "COMMIT" {
		return fmt.Errorf("facts: commit: %w", err) // Rollback still ends it
	}
	t.done = true
	t.store.turn.Unlock()
	return err
}

// Mark begins a part of the transaction that can be dropped by itself.
func (t *Tx) Mark() error { return t.exec("SAVEPOINT part") }

// Unmark keeps the part since Mark, or drops it.
func (t *Tx) Unmark(keep bool) error {
	if !keep {
		if err := t.exec("ROLLBACK TO part"); err != nil {
			return err
		}
		t.err = nil
	}
	return t.exec("RELEASE part")
}

// Cursor is the place up to which the file was folded when Tx began.
func (t *Tx) Cursor() (journal.Cursor, error) {
	var text string
	if !t.row(`SELECT cursor FROM progress`, nil, &text) {
		return journal.Cursor{}, t.err
	}
	if text == (journal.Cursor{}).String() {
		return journal.Cursor{}, nil
	}
	cursor, err := journal.ParseCursor(text)
	if err != nil {
		return journal.Cursor{}, fmt.Errorf("facts: %w", err)
	}
	return cursor, nil
}

func (t *Tx) exec(query string, args ...any) error {
	_, err := t.change(query, args...)
	return err
}

// change runs a statement and says how many rows it changed.
func (t *Tx) change(query string, args ...any) (int64, error) {
	stmt, err := t.store.prepared(query)
	if err != nil {
		return 0, err
	}
	result, err := stmt.ExecContext(background, args...)
	if err != nil {
		return 0, fmt.Errorf("facts: %w", err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("facts: %w", err)
	}
	return n, nil
}

// row reads one row; false when there is none or when reading failed, which
// Err keeps.
func (t *Tx) row(query string, args []any, into ...any) bool {
	stmt, err := t.store.prepared(query)
	if err != nil {
		t.fail(err)
		return false
	}
	err = stmt.QueryRowContext(background, args...).Scan(into...)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.fail(err)
	}
	return err == nil
}

// rows reads many, calling read for each.
func (t *Tx) rows(query string, args []any, read func(scan func(...any) error) error) {
	stmt, err := t.store.prepared(query)
	if err != nil {
		t.fail(err)
		return
	}
	found, err := stmt.QueryContext(background, args...)
	if err != nil {
		t.fail(err)
		return
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		if err := read(found.Scan); err != nil {
			t.fail(err)
			return
		}
	}
	t.fail(found.Err())
}
