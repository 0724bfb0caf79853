package generate

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// page is how many events a transaction holds, as when a device catches up.
const page = 2000

// Filled is what Fill did.
type Filled struct {
	Events   int
	Messages int
	Texts    int64         // bytes
	Applying time.Duration // the store's part of the time
}

// Fill writes all events of a generator into a store. Progress, which may be
// nil, is told after each page.
func Fill(ctx context.Context, s *store.Store, g *Generator, progress func(Filled)) (Filled, error) {
	var done Filled
	for {
		events, err := g.Next(page)
		if err != nil || len(events) == 0 {
			return done, err
		}
		began := time.Now()
		if _, err := s.Apply(ctx, events, cursor(g.position)); err != nil {
			return done, fmt.Errorf("after %d messages: %w", done.Messages, err)
		}
		done.Applying += time.Since(began)
		done.Events, done.Messages, done.Texts = done.Events+len(events), g.Messages(), g.TextBytes()
		if progress != nil {
			progress(done)
		}
	}
}

func cursor(p shop.Position) string { return fmt.Sprintf("generated:%d:", p) }
