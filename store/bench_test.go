package store_test

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

// bigSize is how many messages the big store of the read benchmarks holds;
// STORE_BENCH_MESSAGES=1000000 makes the one that the bars speak of.
func bigSize() int {
	if n, err := strconv.Atoi(os.Getenv("STORE_BENCH_MESSAGES")); err == nil {
		return n
	}
	return 100_000
}

func openFile(tb testing.TB, id shop.ShopID, now func() time.Time) *store.Store {
	s, err := store.Open(context.Background(), store.Params{Path: tb.TempDir() + "/shop.db", Shop: id, Now: now})
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, s.Close()) })
	return s
}

// BenchmarkApply folds a mixture of messages and statuses in pages of a
// thousand, with the search index.
func BenchmarkApply(b *testing.B) {
	f := storetest.Collect(b)
	s := openFile(b, f.Shop, nil)
	customers := make([]storetest.Customer, 500)
	for i := range customers {
		customers[i] = f.Customer("Cliente " + strconv.Itoa(i))
	}
	f.Feed(s)
	f.Store = nil
	f.Take()
	for i := 0; len(f.Events()) < max(b.N, 1); i++ {
		c := customers[i*7919%len(customers)]
		f.Tick(time.Second)
		f.Receives(c, f.Sentence(i))
		if i%2 == 0 {
			m := f.Sends(c, f.Sentence(i+1))
			f.Progresses(m, shop.DeliverySent)
			f.Progresses(m, shop.DeliveryDelivered)
			f.Reads(c)
		}
	}
	events := f.Events()[:b.N]
	b.ResetTimer()
	for from := 0; from < len(events); from += 1000 {
		if _, err := s.Apply(ctx, events[from:min(from+1000, len(events))], "c"); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkReads(b *testing.B) {
	f := storetest.Collect(b)
	s := openFile(b, f.Shop, func() time.Time { return f.Now })
	first := f.Fill(s, bigSize(), bigSize()/100)
	reads := map[string]func() error{
		"chats to answer": func() error { _, err := s.Chats(ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: 50}); return err },
		"chats all":       func() error { _, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 50}); return err },
		"counts":          func() error { _, err := s.Counts(ctx); return err },
		"thread": func() error {
			_, err := s.Thread(ctx, store.ThreadQuery{Conversation: first.Conversation, Limit: 50})
			return err
		},
		"customer":      func() error { _, err := s.Customer(ctx, first.ID); return err },
		"orders":        func() error { _, err := s.OrdersByStatus(ctx, "new", nil, 50); return err },
		"today":         func() error { _, err := s.Today(ctx); return err },
		"search common": func() error { _, err := s.Search(ctx, "pan", 50); return err },
		"search rare":   func() error { _, err := s.Search(ctx, "4711", 50); return err },
		"search prefix": func() error { _, err := s.Search(ctx, "ch", 50); return err },
	}
	for name, read := range reads {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDo(b *testing.B) {
	f := storetest.Collect(b)
	s := openFile(b, f.Shop, nil)
	lucia := f.Customer("Lucía")
	f.Feed(s)
	for b.Loop() {
		cmd := f.Command(say(f, lucia, "Vale"))
		if _, err := s.Do(ctx, cmd); err != nil {
			b.Fatal(err)
		}
		if _, err := s.Cancel(ctx, cmd.ID); err != nil {
			b.Fatal(err)
		}
	}
}
