package store

import (
	"context"
	"strings"
	"sync"
)

// RecordQueries notes every query that reads make until stop is called.
func RecordQueries() (stop func() []string) {
	var mu sync.Mutex
	seen := orderedSet[string]{}
	noteQuery = func(q string) {
		mu.Lock()
		defer mu.Unlock()
		seen.add(q)
	}
	return func() []string {
		noteQuery = func(string) {}
		return seen.list
	}
}

// Explain is SQLite's plan for a query.
func (s *Store) Explain(ctx context.Context, query string) ([]string, error) {
	args := make([]any, strings.Count(query, "?"))
	for i := range args {
		args[i] = 1
	}
	db, done, err := s.dumpConn()
	if err != nil {
		return nil, err
	}
	defer done()
	rows, err := db.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return nil, err
	}
	var plan []string
	err = walk(rows, func(r rowScanner) error {
		var id, parent, unused int
		var detail string
		err := r.Scan(&id, &parent, &unused, &detail)
		plan = append(plan, detail)
		return err
	})
	return plan, err
}

// DumpShown writes the tables that follow from the confirmed ones and the outbox.
func (s *Store) DumpShown(ctx context.Context) (string, error) {
	var b strings.Builder
	for _, table := range shownTables {
		if err := s.dumpTable(ctx, &b, table, "id"); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// Rows counts a table's rows.
func (s *Store) Rows(ctx context.Context, table string) (int, error) {
	n := 0
	_, err := s.one(ctx, "SELECT count(*) FROM "+table, nil, &n)
	return n, err
}

// LookLess lowers from how many messages on conversations are not read through.
func LookLess(n int) (restore func()) {
	before := threadsLooked
	threadsLooked = n
	return func() { threadsLooked = before }
}

// Snippet is what the fuzz test of search looks into.
var (
	Snippet = snippet
)

// Wipe empties a store of everything, what only the device knows included.
func (s *Store) Wipe(ctx context.Context) error {
	err := s.writer.do(ctx, normal, func(t *tx) error {
		for _, table := range []string{"outbox", "touches", "local_items", "refused", "drafts", "settings", "reply_uses"} {
			t.exec("DELETE FROM " + table)
		}
		return t.err
	})
	if err != nil {
		return err
	}
	return s.Reset(ctx)
}

// Match and Words are what a text is searched by.
func Match(text string) string {
	q := parseQuery(text)
	return matchOf(q.terms)
}

func Words(text string) []string {
	q := parseQuery(text)
	return q.words()
}
