package sync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/sync/errgroup"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/sync/status"
)

// feed brings events in. It belongs to one goroutine.
type feed struct {
	*Engine
	backoff *backoff.ExponentialBackOff
	lost    time.Time // since when the relay isn't reached
	live    bool      // the connection that just broke had been live
	first   bool      // the file was empty: what comes is history, not news
	at      shop.Position
	place   wire.Cursor // after the last page that was applied
	checked bool        // whether the file is up to date with this program
}

// follow catches up and then listens, until something breaks. The error is
// never nil.
func (f *feed) follow(ctx context.Context) error {
	if err := f.bringUpToDate(ctx); err != nil {
		return err
	}
	cursor, at, err := f.store.Cursor(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	went, err := f.withHeads(ctx)
	if err == nil && !went {
		err = f.from(ctx, wire.Cursor(cursor), at)
	}
	if !errors.Is(err, errCursor) || cursor == "" && !went {
		return err
	}
	if err := f.offerBack(ctx); err != nil {
		return err
	}
	f.log.Warn("the relay has another history; filling the shop's file again", "cursor", cursor)
	if err := f.store.Reset(ctx); err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	return f.from(ctx, "", 0)
}

// bringUpToDate empties a file that an older program filled with less than
// this one understands; the feed fills it again.
func (f *feed) bringUpToDate(ctx context.Context) error {
	if f.refill.Swap(false) {
		if err := f.store.Reset(ctx); err != nil {
			f.refill.Store(true)
			return fmt.Errorf("%w: %w", errStore, err)
		}
	}
	if f.checked {
		return nil
	}
	outdated, err := f.store.Outdated(ctx)
	if err == nil && outdated {
		f.log.Info("this program understands more; filling the shop's file again")
		err = f.store.Reset(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	f.checked = true
	return nil
}

func (f *feed) from(ctx context.Context, cursor wire.Cursor, at shop.Position) error {
	f.first, f.at, f.place = cursor == "", at, cursor
	cursor, err := f.catchUp(ctx, cursor)
	if err != nil {
		return err
	}
	f.first = false
	if err := f.review(ctx); err != nil {
		return err
	}
	return f.stream(ctx, cursor)
}

// catchUp applies pages up to the journal's end; the next is fetched while one
// is applied.
func (f *feed) catchUp(ctx context.Context, cursor wire.Cursor) (wire.Cursor, error) {
	pages := make(chan wire.Page, 1)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(pages)
		return f.fetchPages(ctx, cursor, pages)
	})
	group.Go(func() error {
		begin, done := f.at, 0
		for page := range pages {
			done += len(page.Events)
			if err := f.apply(ctx, page, false); err != nil {
				return err
			}
			cursor = page.Cursor
			if page.More {
				f.reached(status.CatchingUp{Done: done, Total: int(max(page.End, begin) - begin)})
			}
		}
		return nil
	})
	err := group.Wait()
	return cursor, err
}

func (f *feed) fetchPages(ctx context.Context, cursor wire.Cursor, pages chan<- wire.Page) error {
	for {
		page, err := f.page(ctx, cursor, wire.MaxPage)
		if err != nil {
			return err
		}
		select {
		case pages <- page:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if !page.More {
			return nil
		}
		cursor = page.Cursor
		if behind(page) > segmentsFrom {
			if cursor, err = f.fetchSegments(ctx, cursor, pages); err != nil {
				return err
			}
		}
	}
}

// behind is how many events there are after a page.
func behind(page wire.Page) shop.Position {
	if len(page.Events) == 0 {
		return 0
	}
	return page.End - min(page.End, page.Events[len(page.Events)-1].Position)
}

// apply folds what is new in a page and tells of it.
func (f *feed) apply(ctx context.Context, page wire.Page, live bool) error {
	events := f.unseen(page.Events)
	if len(events) == 0 && len(page.Events) > 0 {
		f.place = page.Cursor
		return nil // its cursor may be one that was passed already
	}
	if _, err := f.store.Apply(ctx, events, string(page.Cursor)); err != nil {
		return fmt.Errorf("%w: %w", errStore, err)
	}
	f.keep(ctx, page)
	if len(events) == 0 {
		return nil
	}
	f.at = max(f.at, events[len(events)-1].Position)
	f.backoff.Reset()
	if news := newsIn(events, live); len(news.Messages) > 0 && !f.first {
		f.onNews(news)
	}
	return nil
}

// unseen leaves out events that are applied already. The store would fold them
// into the same, but they are no news.
func (f *feed) unseen(events []shop.Event) []shop.Event {
	fresh := events[:0:0]
	at := f.at
	for _, event := range events {
		if event.Position > at {
			at = event.Position
			fresh = append(fresh, event)
		}
	}
	return fresh
}

// reached says that the relay answers.
func (f *feed) reached(state status.State) {
	f.watcher.Change(func(s *status.Status) { s.State = state })
	poke(f.wakeOutbox)
	poke(f.wakeUploads)
}

// report tells the window why it broke, and answers how long to wait. A live
// connection that breaks is not called offline before a second try failed.
func (f *feed) report(err error) time.Duration {
	f.log.Info("the link to the relay broke", "why", err)
	wait := f.backoff.NextBackOff()
	if f.live {
		f.lost = f.now()
	}
	var state status.State = status.Offline{Since: f.lost, Why: whyOf(err)}
	if problem := f.problem(err); problem != nil {
		state, wait = status.Blocked{Problem: problem}, max(wait, f.timing.Blocked)
		if (problem == status.NotApproved{}) {
			wait = min(wait, f.timing.Approval)
		}
	} else if f.live {
		state = status.Connecting{}
	}
	if !f.live {
		f.current.away()
	}
	f.live = false
	f.watcher.Change(func(s *status.Status) { s.State = state })
	return wait
}
