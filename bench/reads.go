package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/generate"
)

const (
	readTimes = 200
	// What is kept back of the past to come in while the window reads.
	catchingUp = 150_000
	warmUp     = 20
)

// reads compares what the window asks the store with a bare SELECT of the same
// rows on the same file.
func (b *bench) reads() error {
	g := generate.New(generate.Params{Messages: b.messages, Seed: 1, Brief: b.messages > 2_000_000})
	path := b.storePath("big")
	s, err := store.Open(b.ctx, store.Params{Path: path, Shop: g.Shop()})
	if err != nil {
		return err
	}
	defer s.Close()
	if err := b.fill(s, g, path); err != nil {
		return err
	}
	bare, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=cache_size(-1024)")
	if err != nil {
		return err
	}
	defer bare.Close()
	if err := b.bareIndex(bare); err != nil {
		return err
	}
	// As on any start but the very first: what was prepared while the file was
	// empty is prepared anew, and closing has had SQLite look at the tables.
	if err := s.Close(); err != nil {
		return err
	}
	if s, err = store.Open(b.ctx, store.Params{Path: path, Shop: g.Shop()}); err != nil {
		return err
	}
	defer s.Close()
	return b.compareReads(s, bare, g.Busiest())
}

// fill writes the past, the last stretch of it while the list and a conversation
// are read over and over, and weighs the file.
func (b *bench) fill(s *store.Store, g *generate.Generator, path string) error {
	began, events := time.Now(), 0
	var idle, busy []time.Duration
	for {
		page, err := g.Next(2000)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		if idle == nil && g.Messages() >= b.messages-b.messages/20 {
			filled := perSecond(events, time.Since(began))
			b.add(fmt.Sprintf("fill a store with %d messages (%d events)", g.Messages(), events), rate(filled), "≥ 12,000/s", "", filled >= 12_000)
			if idle, err = b.readFor(s, g, time.Second); err != nil {
				return err
			}
			if busy, err = b.readWhileApplying(s, g, page); err != nil {
				return err
			}
			continue
		}
		if _, err := s.Apply(b.ctx, page, "bench:1:"); err != nil {
			return err
		}
		events += len(page)
	}
	calm, now := quantile(idle, .99), quantile(busy, .99)
	b.add("list and conversation read while 2,000 events a transaction come in, p99", ms(now), "≤ 5 ms over idle", "idle "+ms(calm), now <= calm+5*time.Millisecond)
	return b.weigh(path, g.TextBytes())
}

// readWhileApplying reads until a stretch of events is in.
func (b *bench) readWhileApplying(s *store.Store, g *generate.Generator, page []shop.Event) ([]time.Duration, error) {
	done := make(chan struct{})
	var failed error
	busiest := g.Busiest()
	go func() {
		defer close(done)
		for n := 0; n < catchingUp && failed == nil && len(page) > 0; n += len(page) {
			if _, failed = s.Apply(b.ctx, page, "bench:1:"); failed == nil {
				page, failed = g.Next(2000)
			}
		}
		if failed == nil && len(page) > 0 {
			_, failed = s.Apply(b.ctx, page, "bench:1:")
		}
	}()
	times, err := b.readUntil(s, busiest, done)
	<-done
	return times, errors.Join(err, failed)
}

func (b *bench) readFor(s *store.Store, g *generate.Generator, d time.Duration) ([]time.Duration, error) {
	done := make(chan struct{})
	timer := time.AfterFunc(d, func() { close(done) })
	defer timer.Stop()
	return b.readUntil(s, g.Busiest(), done)
}

// readUntil reads a list and a page by turns, as often as a person may scroll.
func (b *bench) readUntil(s *store.Store, busiest shop.ConversationID, done <-chan struct{}) ([]time.Duration, error) {
	var times []time.Duration
	tick := time.NewTicker(4 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return times, nil
		case <-tick.C:
		}
		began := time.Now()
		if _, err := s.Chats(b.ctx, store.ChatQuery{Filter: store.All, Limit: 50}); err != nil {
			return nil, err
		}
		times = append(times, time.Since(began))
		began = time.Now()
		if _, err := s.Thread(b.ctx, store.ThreadQuery{Conversation: busiest, Limit: 50}); err != nil {
			return nil, err
		}
		times = append(times, time.Since(began))
	}
}

func (b *bench) weigh(path string, texts int64) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	mb := func(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }
	b.tell("the file of these messages", mb(info.Size()), fmt.Sprintf("all texts %s = %s, %d bytes a message",
		mb(texts), times(float64(info.Size()), float64(texts)), info.Size()/int64(b.messages)))
	return nil
}

// bareIndex makes a search index as anyone would who had only this table: it
// reads the texts there, so that it can make snippets itself.
func (b *bench) bareIndex(db *sql.DB) error {
	for _, statement := range []string{
		`CREATE VIRTUAL TABLE bare_fts USING fts5 (text, content='messages', content_rowid='position', prefix="2 3", tokenize="unicode61 remove_diacritics 2")`,
		"INSERT INTO bare_fts (bare_fts) VALUES ('rebuild')",
		"PRAGMA wal_checkpoint(TRUNCATE)",
	} {
		if _, err := db.ExecContext(b.ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// reading is one question, asked in both ways.
type reading struct {
	name string
	ours func(ctx context.Context) (int, error)
	bare string
	args []any
	most time.Duration // of the 95th percentile
}

func (b *bench) compareReads(s *store.Store, bare *sql.DB, conversation shop.ConversationID) error {
	thread := func(ctx context.Context) (int, error) {
		items, err := s.Thread(ctx, store.ThreadQuery{Conversation: conversation, Limit: 50})
		return len(items), err
	}
	chats := func(ctx context.Context) (int, error) {
		rows, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 50})
		return len(rows), err
	}
	search := func(words string) func(ctx context.Context) (int, error) {
		return func(ctx context.Context) (int, error) {
			found, err := s.Search(ctx, words, 50)
			return len(found.Messages), err
		}
	}
	const bareSearch = "SELECT m.id, m.conversation, m.at, m.type, snippet(bare_fts, 0, '[', ']', '…', 20) FROM bare_fts JOIN messages m ON m.position = bare_fts.rowid WHERE bare_fts MATCH ? ORDER BY bare_fts.rowid DESC LIMIT 50"
	for _, r := range []reading{
		{"first page of a conversation", thread,
			"SELECT * FROM messages WHERE conversation = (SELECT n FROM conversations WHERE id = ?) ORDER BY at DESC, position DESC LIMIT 50",
			[]any{conversation.UUID[:]}, 5 * time.Millisecond},
		{"list of conversations", chats,
			"SELECT s.*, c.name, m.type, m.text FROM shown_chats s LEFT JOIN shown_customers c ON c.id = s.customer LEFT JOIN messages m ON m.position = s.last_position ORDER BY s.at DESC, s.id DESC LIMIT 50",
			nil, 5 * time.Millisecond},
		{"search, a common word", search("pan"), bareSearch, []any{`"pan"*`}, 20 * time.Millisecond},
		{"search, two words", search("tarta manzana"), bareSearch, []any{`"tarta"* AND "manzana"*`}, 20 * time.Millisecond},
		{"search, two letters", search("ch"), bareSearch, []any{`"ch"*`}, 50 * time.Millisecond},
	} {
		if err := b.compareRead(bare, r); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	return b.searchesWithoutPeer(s)
}

// searchesWithoutPeer are what a bare query has no words for.
func (b *bench) searchesWithoutPeer(s *store.Store) error {
	for _, q := range []struct{ name, text string }{
		{"search, a rare name", "barosquitor"}, {"search, a slip of the finger", "manzzana"},
		{"search, a filter and a common word", "label:VIP tarta"}, {"search, pictures of a customer", "from:lucia has:photo"},
		{"search, before a day", "tarta before:2025-01-01"}, {"search, the middle of a number", "6123"},
	} {
		var took []time.Duration
		for range readTimes / 4 {
			began := time.Now()
			if _, err := s.Search(b.ctx, q.text, 50); err != nil {
				return fmt.Errorf("%s: %w", q.name, err)
			}
			took = append(took, time.Since(began))
		}
		p95 := quantile(took, .95)
		b.add(q.name+", p95", ms(p95), "≤ 50 ms", "", p95 <= 50*time.Millisecond)
	}
	return nil
}

func (b *bench) compareRead(bare *sql.DB, r reading) error {
	statement, err := bare.PrepareContext(b.ctx, r.bare)
	if err != nil {
		return err
	}
	defer statement.Close() //nolint:errcheck // only read from
	var ours, theirs []time.Duration
	for i := range readTimes + warmUp { // by turns, so that both have the same caches
		began := time.Now()
		n, err := r.ours(b.ctx)
		took := time.Since(began)
		if err != nil {
			return err
		}
		began = time.Now()
		m, err := scanAll(b.ctx, statement, r.args)
		if i >= warmUp {
			ours, theirs = append(ours, took), append(theirs, time.Since(began))
		}
		if err != nil {
			return err
		}
		if n != m {
			return fmt.Errorf("the store reads %d rows and the bare SELECT %d", n, m)
		}
	}
	p50, p95, limit := quantile(ours, .5), quantile(ours, .95), quantile(theirs, .5)
	b.add(fmt.Sprintf("%s, %d messages, p50", r.name, b.messages), ms(p50), "≤ 1.5 × bare",
		"bare SELECT "+ms(limit)+" = "+times(p50.Seconds(), limit.Seconds()), float64(p50) <= 1.5*float64(limit))
	b.add("the same, p95", ms(p95), fmt.Sprintf("≤ %d ms", r.most.Milliseconds()), "", p95 <= r.most)
	return nil
}

func scanAll(ctx context.Context, statement *sql.Stmt, args []any) (int, error) {
	rows, err := statement.QueryContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	n := 0
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Err()
}
