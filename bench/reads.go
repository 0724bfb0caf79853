package main

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

const readTimes = 200

// reads compares what the window asks the store with a bare SELECT of the same
// rows on the same file.
func (b *bench) reads() error {
	path := b.storePath("big")
	var first storetest.Customer
	var of shop.ShopID
	var s *store.Store
	err := b.inFixture(func(tb storetest.TB) {
		f := storetest.Collect(tb)
		of = f.Shop
		var err error
		if s, err = store.Open(b.ctx, store.Params{Path: path, Shop: of, Now: func() time.Time { return f.Now }}); err != nil {
			tb.Fatalf("open: %v", err)
		}
		f.Feed(s)
		first = f.Fill(s, b.messages, max(b.messages/100, 100))
	})
	if s != nil {
		defer s.Close()
	}
	if err != nil {
		return err
	}
	bare, err := sql.Open("sqlite", "file:"+path+"?_pragma=query_only(1)&_pragma=cache_size(-1024)")
	if err != nil {
		return err
	}
	defer bare.Close()
	return b.compareReads(s, bare, first.Conversation)
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
	const bareSearch = "SELECT f.rowid, m.text FROM messages_fts f JOIN messages m ON m.position = f.rowid WHERE messages_fts MATCH ? ORDER BY f.rowid DESC LIMIT 50"
	for _, r := range []reading{
		{"first page of a conversation", thread,
			"SELECT * FROM messages WHERE conversation = (SELECT n FROM conversations WHERE id = ?) ORDER BY at DESC, position DESC LIMIT 50",
			[]any{conversation.UUID[:]}, 5 * time.Millisecond},
		{"list of conversations", chats,
			"SELECT s.*, c.name, m.type, m.text FROM shown_chats s LEFT JOIN shown_customers c ON c.id = s.customer LEFT JOIN messages m ON m.position = s.last_position ORDER BY s.at DESC, s.id DESC LIMIT 50",
			nil, 5 * time.Millisecond},
		{"search, a common word", search("pan"), bareSearch, []any{`"pan"*`}, 20 * time.Millisecond},
		{"search, two letters", search("ch"), bareSearch, []any{`"ch"*`}, 50 * time.Millisecond},
	} {
		if err := b.compareRead(bare, r); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
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
	for range readTimes { // by turns, so that both have the same caches
		began := time.Now()
		n, err := r.ours(b.ctx)
		ours = append(ours, time.Since(began))
		if err != nil {
			return err
		}
		began = time.Now()
		m, err := scanAll(b.ctx, statement, r.args)
		theirs = append(theirs, time.Since(began))
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
