package sync

import (
	"context"
	"fmt"
	"net/http"
	stdsync "sync"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
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
		if err := f.askAbout(ctx); err != nil {
			return err
		}
		if _, err := f.store.Review(ctx); err != nil {
			return fmt.Errorf("%w: %w", errStore, err)
		}
	}
	f.current.caughtUp(f.now())
	poke(f.wakeOutbox)
	return nil
}

// askAbout asks the relay about commands that were posted before without an
// answer: those that it has never seen did not leave, and are checked again like
// the others.
func (f *feed) askAbout(ctx context.Context) error {
	waiting, err := f.store.Outbox(ctx, 5*wire.MaxCommands)
	if err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	var doubtful []shop.Command
	for _, entry := range waiting {
		if entry.Attempts > 0 && len(doubtful) < wire.MaxCommands {
			doubtful = append(doubtful, entry.Command)
		}
	}
	if len(doubtful) == 0 {
		return nil
	}
	var known wire.Answers
	err = f.client.call(ctx, http.MethodPost, wire.PathCommands, wire.Commands{Commands: doubtful, OnlyKnown: true}, &known)
	if err != nil { // they stay as they are: not to be changed, and the same answer whenever they are asked
		f.log.Info("the relay could not be asked about commands", "why", err)
		return nil
	}
	return f.sortOut(ctx, doubtful, known.Answers)
}

// sortOut writes down the answers, and that the others did not leave.
func (f *feed) sortOut(ctx context.Context, asked []shop.Command, known []wire.Answer) error {
	answered := map[shop.CommandID]bool{}
	var settled []store.Answer
	for _, a := range known {
		answered[a.Command] = true
		settled = append(settled, store.Answer{Command: a.Command, Refused: a.Refused, Field: a.Field, Position: a.Position})
	}
	var never []shop.CommandID
	for _, command := range asked {
		if !answered[command.ID] {
			never = append(never, command.ID)
		}
	}
	if _, err := f.store.AnsweredAll(ctx, settled); err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	if err := f.store.NeverPosted(ctx, never); err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	return nil
}
