package media

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gocloud.dev/gcerrors"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// ErrPlace says that the feed doesn't know the place asked for.
var ErrPlace = errors.New("not a place in this feed")

// Feed is a shop's journal as the fetcher needs it.
type Feed interface {
	Feed(ctx context.Context, after wire.Cursor, limit int) (wire.Page, error)
	Changed(ctx context.Context, after wire.Cursor) <-chan struct{}
	// RecordMedia appends what became of a message's file, unless it is known
	// already.
	RecordMedia(ctx context.Context, channel shop.ChannelID, customer shop.CustomerID, body shop.Body) error
}

const (
	feedPage   = 500
	maxWaiting = 500 // files of one shop waited for at a time; the feed waits meanwhile
	feedPause  = time.Second
	keepEvery  = 10 * time.Second // how often the place in the feed is written down
)

// follower fetches the files of one shop.
type follower struct {
	*Fetcher
	feed  Feed
	shop  shop.ShopID
	place string // where its place in the feed is kept

	mu       sync.Mutex
	waiting  map[shop.MessageID]wanted // announced, not begun
	begun    map[shop.MessageID]wanted
	pages    []feedPlace // begins of pages that hold something unsettled, and of the last one
	counter  int
	kept     wire.Cursor
	lastKept time.Time

	room   chan struct{} // one token per file being fetched
	ending sync.WaitGroup
}

type feedPlace struct {
	number int
	begin  wire.Cursor
}

// Follow fetches the files of a shop until the context ends, then waits for
// what is under way.
func (f *Fetcher) Follow(ctx context.Context, of shop.ShopID, feed Feed) {
	w := &follower{Fetcher: f, feed: feed, shop: of, place: "places/" + of.String(),
		waiting: map[shop.MessageID]wanted{}, begun: map[shop.MessageID]wanted{}, room: make(chan struct{}, maxWaiting)}
	defer w.ending.Wait()
	cursor := w.restore(ctx)
	for ctx.Err() == nil {
		page, err := feed.Feed(ctx, cursor, feedPage)
		if err != nil {
			if ctx.Err() == nil {
				f.Logger.Warn("media: reading the feed", "shop", of, "error", err)
			}
			cursor = w.afterFailure(ctx, cursor, err)
			continue
		}
		w.take(cursor, page)
		cursor = page.Cursor
		if page.More {
			w.beginAll(ctx, maxWaiting/2)
			continue
		}
		w.beginAll(ctx, 0)
		w.keep(ctx)
		select {
		case <-ctx.Done():
		case <-feed.Changed(ctx, cursor):
		}
	}
}

// afterFailure pauses; a place that the journal doesn't know starts over.
func (w *follower) afterFailure(ctx context.Context, cursor wire.Cursor, err error) wire.Cursor {
	sleep(ctx, feedPause)
	if errors.Is(err, ErrPlace) {
		return ""
	}
	return cursor
}

func (w *follower) take(begin wire.Cursor, page wire.Page) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counter++
	w.pages = append(w.pages, feedPlace{w.counter, begin})
	for _, event := range page.Events {
		switch event.Kind {
		case shop.KindMessageReceived, shop.KindMessageEchoed, shop.KindMessageImported:
			if want, ok := wantedOf(event); ok {
				want.page = w.counter
				if _, known := w.begun[want.message]; !known {
					w.waiting[want.message] = want
				}
			}
		case shop.KindMediaStored, shop.KindMediaMissed:
			delete(w.waiting, settledMessage(event))
		}
	}
}

func settledMessage(event shop.Event) shop.MessageID {
	body, err := event.Open()
	if err != nil {
		return shop.MessageID{}
	}
	switch b := body.(type) {
	case *shop.MediaStored:
		return b.Message
	case *shop.MediaMissed:
		return b.Message
	}
	return shop.MessageID{}
}

// beginAll begins what waits, once no more than `enough` would stay. During a
// catch-up little is begun: what was settled long ago is further on in the feed.
func (w *follower) beginAll(ctx context.Context, enough int) {
	w.mu.Lock()
	var begin []wanted
	if len(w.waiting) > enough {
		for message, want := range w.waiting {
			begin = append(begin, want)
			w.begun[message] = want
		}
		clear(w.waiting)
	}
	w.mu.Unlock()
	for _, want := range begin {
		select {
		case <-ctx.Done():
			return
		case w.room <- struct{}{}:
			w.ending.Go(func() {
				defer func() { <-w.room }()
				w.finish(ctx, want)
			})
		}
	}
}

func (w *follower) finish(ctx context.Context, want wanted) {
	body := w.settle(ctx, want)
	if body == nil {
		return
	}
	for ctx.Err() == nil {
		err := w.feed.RecordMedia(ctx, want.channel, want.customer, body)
		if err == nil {
			w.settled(ctx, want, body)
			return
		}
		w.Logger.Warn("media: writing down what became of a file", "message", want.message, "error", err)
		sleep(ctx, w.Pause)
	}
}

func (w *follower) settled(ctx context.Context, want wanted, body shop.Body) {
	outcome := "stored"
	if missed, ok := body.(*shop.MediaMissed); ok {
		outcome = missed.Why
	}
	w.Metric(outcome)
	w.mu.Lock()
	delete(w.begun, want.message)
	w.mu.Unlock()
	w.keep(ctx)
}

// restore is where the last run had everything settled.
func (w *follower) restore(ctx context.Context) wire.Cursor {
	raw, err := w.Store.bucket.ReadAll(ctx, w.place)
	if err != nil {
		if gcerrors.Code(err) != gcerrors.NotFound && ctx.Err() == nil {
			w.Logger.Warn("media: starting at the beginning of the feed", "shop", w.shop, "error", err)
		}
		return ""
	}
	w.kept = wire.Cursor(raw)
	return w.kept
}

// keep writes down the beginning of the oldest page that holds something
// unsettled. Losing it costs reading again.
func (w *follower) keep(ctx context.Context) {
	w.mu.Lock()
	w.forgetSettled()
	if len(w.pages) == 0 || w.pages[0].begin == w.kept || w.Now().Sub(w.lastKept) < keepEvery {
		w.mu.Unlock()
		return
	}
	place := w.pages[0].begin
	w.kept, w.lastKept = place, w.Now()
	w.mu.Unlock()
	if err := w.write(ctx, place); err != nil && ctx.Err() == nil {
		w.Logger.Warn("media: writing down the place in the feed", "shop", w.shop, "error", err)
	}
}

func (w *follower) write(ctx context.Context, place wire.Cursor) error {
	if err := w.Store.bucket.WriteAll(ctx, w.place, []byte(place), nil); err != nil {
		return fmt.Errorf("keep %s: %w", w.place, err)
	}
	return nil
}

// forgetSettled drops pages without anything unsettled, but for the last one.
func (w *follower) forgetSettled() {
	holds := map[int]bool{w.counter: true}
	for _, open := range []map[shop.MessageID]wanted{w.waiting, w.begun} {
		for _, want := range open {
			holds[want.page] = true
		}
	}
	w.pages = slices.DeleteFunc(w.pages, func(p feedPlace) bool { return !holds[p.number] })
}
