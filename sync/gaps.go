package sync

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
	"mostrador/sync/status"
)

// gaps compares this device's file with the relay's counts now and then. Where
// they differ the file is filled again from the journal, and the owner is told.
type gaps struct {
	*Engine
	repaired time.Time // when the file was last filled again because of a difference
}

// repairPause is how long a repair is given to hold: should the same difference
// come back, filling the file again and again would help nobody.
const repairPause = 24 * time.Hour

// errDiffers: the file does not have what the relay counts.
var errDiffers = errors.New("the shop's file differs from the relay's count")

func (e *Engine) gapLoop(ctx context.Context) {
	g := &gaps{Engine: e}
	wait := e.timing.FirstCheck
	for {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-e.wakeCheck:
			timer.Stop()
		case <-timer.C:
		}
		wait = e.timing.Check
		if !e.current.holds(e.now()) {
			wait = e.timing.FirstCheck
			continue
		}
		if err := g.check(ctx); err != nil && ctx.Err() == nil {
			e.log.Info("the file could not be compared with the relay's count", "why", err)
		}
	}
}

// CheckNow compares the file with the relay's count at once, as far as the link
// is there.
func (e *Engine) CheckNow() { poke(e.wakeCheck) }

// check looks twice: what is forgotten or comes in between two counts is no
// difference.
func (g *gaps) check(ctx context.Context) error {
	if filling, err := g.filling(ctx); err != nil || filling {
		return err // it can't have everything yet
	}
	missing, err := g.compare(ctx)
	if err == nil && missing > 0 {
		missing, err = g.compare(ctx)
	}
	if err != nil || missing == 0 {
		return err
	}
	if now := g.now(); !g.repaired.IsZero() && now.Sub(g.repaired) < repairPause {
		return fmt.Errorf("%w again, in %d conversations, after it was filled anew", errDiffers, missing)
	}
	g.repaired = g.now()
	g.log.Warn("the file differs from the relay's count; filling it again", "conversations", missing)
	g.watcher.Change(func(s *status.Status) { s.Repair = status.Repair{At: g.repaired, Conversations: missing} })
	g.Refill()
	return nil
}

// filling says whether the file's history still comes in.
func (g *gaps) filling(ctx context.Context) (bool, error) {
	file, ok := g.store.(headed)
	if !ok {
		return false, nil
	}
	provisional, _, err := file.Provisional(ctx)
	return provisional, storeFailed(err)
}

// compare answers in how many conversations the file differs from the relay.
func (g *gaps) compare(ctx context.Context) (int, error) {
	var counts wire.Counts
	if err := g.client.call(ctx, http.MethodGet, wire.PathCounts, nil, &counts); err != nil {
		return 0, err
	}
	if err := g.reaches(ctx, counts.Position); err != nil {
		return 0, err
	}
	here, err := g.store.Tallies(ctx, counts.Position)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errStore, err)
	}
	return differences(counts.Conversations, here), nil
}

// reaches waits until the file has come as far as a count.
func (g *gaps) reaches(ctx context.Context, position shop.Position) error {
	ctx, cancel := context.WithTimeout(ctx, g.timing.Silence)
	defer cancel()
	moved := make(chan struct{}, 1)
	defer g.store.Subscribe(func(store.Changed) { poke(moved) })()
	for {
		_, at, err := g.store.Cursor(ctx)
		if err != nil {
			return fmt.Errorf("%w: %w", errStore, err)
		}
		if at >= position {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
		}
	}
}

// differences counts the conversations in which two counts differ.
func differences(there []wire.ConversationCount, here []store.Tally) (n int) {
	counted := make(map[shop.ConversationID]wire.ConversationCount, len(there))
	for _, c := range there {
		if c.Received+c.Sent > 0 {
			counted[c.Conversation] = c
		}
	}
	for _, t := range here {
		c, ok := counted[t.Conversation]
		delete(counted, t.Conversation)
		if !ok || c.Received != t.Received || c.Sent != t.Sent || c.Newest != t.Newest {
			n++
		}
	}
	return n + len(counted)
}

// Refill empties what the journal can refill and fetches it again; what waits
// to leave, drafts and settings stay.
func (e *Engine) Refill() {
	e.refill.Store(true)
	poke(e.wakeRefill)
	poke(e.wakeFeed)
}
