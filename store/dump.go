package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Dump writes the confirmed tables as text, the same on every device that has
// folded the same events. It is for comparing, and holds everything: nobody
// sends it anywhere.
func (s *Store) Dump(ctx context.Context) (string, error) {
	var b strings.Builder
	for _, table := range confirmedTables {
		if err := s.dumpTable(ctx, &b, table.name, table.order); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func (s *Store) dumpTable(ctx context.Context, b *strings.Builder, table, order string) error {
	db, done, err := s.dumpConn()
	if err != nil {
		return err
	}
	defer done()
	return s.explain(dumpRows(ctx, b, db, table, order))
}

func dumpRows(ctx context.Context, w io.Writer, db queryer, table, order string) error {
	if _, err := fmt.Fprintf(w, "-- %s\n", table); err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+table+" ORDER BY "+order)
	if err != nil {
		return fmt.Errorf("dump %s: %w", table, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return fmt.Errorf("dump %s: %w", table, err)
	}
	for rows.Next() {
		if err := dumpRow(w, rows, columns); err != nil {
			return fmt.Errorf("dump %s: %w", table, err)
		}
	}
	return rows.Err()
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func (s *Store) dumpConn() (queryer, func(), error) {
	if s.reads.shared == nil {
		s.reads.swap.RLock()
		return s.reads.db, s.reads.swap.RUnlock, nil
	}
	s.writer.mu.Lock()
	if s.writer.conn == nil {
		s.writer.mu.Unlock()
		return nil, nil, ErrClosed
	}
	return s.writer.conn, s.writer.mu.Unlock, nil
}

func dumpRow(w io.Writer, rows *sql.Rows, columns []string) error {
	values := make([]any, len(columns))
	dest := make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	for i, value := range values {
		if raw, ok := value.([]byte); ok {
			value = hex.EncodeToString(raw)
		}
		if _, err := fmt.Fprintf(w, "%s=%v|", columns[i], value); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// Size counts what a store holds, for checks and for the settings page.
type Size struct {
	Messages, Notes, Conversations, Customers, Orders, Skipped, Dangling int
}

// Size counts the rows of the large tables. It walks them, so it is not for
// showing while someone waits.
func (s *Store) Size(ctx context.Context) (Size, error) {
	var n Size
	_, err := s.one(ctx, `SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM notes), (SELECT count(*) FROM conversations),
		(SELECT count(*) FROM customers), (SELECT count(*) FROM orders), (SELECT count(*) FROM skipped), (SELECT count(*) FROM dangling)`,
		nil, &n.Messages, &n.Notes, &n.Conversations, &n.Customers, &n.Orders, &n.Skipped, &n.Dangling)
	return n, err
}
