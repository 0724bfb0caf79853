package sync

import (
	"context"
	"fmt"
	stdsync "sync"
	"time"
)

// current knows whether this device has heard what happened at the shop. Only
// then may what waits leave: while it was away the customer may have written,
// or a window have closed, so that it is checked again first.
type current struct {
	mu     stdsync.Mutex
	stream *silence  // that is being listened to; nil: none
	seen   time.Time // when it last was up to date; zero: never
}

// flap is how long the link may be gone, if the owner was not told that this
// computer is offline, before what waits is checked again.
const flap = 30 * time.Second

func (c *current) caughtUp(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = now
}

func (c *current) listens(to *silence) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stream = to
}

func (c *current) lost(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stream != nil {
		c.stream, c.seen = nil, now
	}
}

// away: this device is offline, and everybody can see it.
func (c *current) away() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stream, c.seen = nil, time.Time{}
}

// holds says whether this device is up to date. A stream on which nothing was
// heard for long may be one that outlived a laptop's sleep.
func (c *current) holds(now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stream != nil {
		return c.stream.heardWithin(c.stream.limit)
	}
	return !c.seen.IsZero() && now.Sub(c.seen) < flap && now.Sub(c.seen) > -flap
}

// review checks what waits, now that everything is known, and lets it leave.
func (f *feed) review(ctx context.Context) error {
	if !f.current.holds(f.now()) {
		if _, err := f.store.Review(ctx); err != nil {
			return fmt.Errorf("%w: %w", errStore, err)
		}
	}
	f.current.caughtUp(f.now())
	poke(f.wakeOutbox)
	return nil
}
