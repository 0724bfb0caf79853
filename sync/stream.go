package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/tmaxmax/go-sse"
	"golang.org/x/sync/errgroup"

	"mostrador/shop/wire"
	"mostrador/sync/status"
)

// errEnded: the relay ended the stream, as it does before it stops.
var errEnded = fmt.Errorf("%w: the stream ended", ErrFailing)

// errDoubtful: someone asked to try again while the stream had been quiet.
var errDoubtful = fmt.Errorf("%w: asked to connect again", ErrNoAnswer)

// errRefill: the file is to be filled again.
var errRefill = fmt.Errorf("%w: the file is to be filled again", ErrNoAnswer)

// stream listens to what happens from a place on, until the connection breaks.
// What was read before that is applied in any case.
func (f *feed) stream(ctx context.Context, cursor wire.Cursor) error {
	listening, quiet := watchSilence(ctx, f.timing.Silence)
	defer quiet.stop()
	answer, err := f.client.open(listening, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.client.base+wire.PathStream, nil)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Accept", "text/event-stream")
		request.Header.Set("Accept-Encoding", "identity") // compression would hold frames back
		if cursor != "" {
			request.Header.Set("Last-Event-ID", string(cursor))
		}
		return request, nil
	})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	f.live = true
	f.current.listens(quiet)
	defer func() { f.current.lost(f.now()) }()
	f.reached(status.Live{})

	began := time.Now()
	pages := make(chan wire.Page, 256)
	var group errgroup.Group
	group.Go(func() error {
		defer close(pages)
		return f.listen(listening, quiet, answer.Body, pages)
	})
	group.Go(func() error {
		defer quiet.stop() // a failing store ends the listening as well
		return f.applyStream(ctx, quiet, pages)
	})
	err = group.Wait()
	if time.Since(began) > f.timing.Settled {
		f.backoff.Reset()
	}
	return err
}

// listen reads frames until the stream breaks; the error is never nil.
func (f *feed) listen(ctx context.Context, quiet *silence, body io.Reader, pages chan<- wire.Page) error {
	for frame, err := range sse.Read(quiet.over(body), &sse.ReadConfig{MaxEventSize: maxAnswer}) {
		if err != nil {
			return unreached(f.client.base, causeOf(ctx, err), f.now())
		}
		if err := f.take(ctx, frame, pages); err != nil {
			return err
		}
		quiet.touch() // waiting for the store is not the relay's silence
	}
	if err := causeOf(ctx, errEnded); !errors.Is(err, context.Canceled) {
		return err
	}
	return errEnded
}

func (f *feed) take(ctx context.Context, frame sse.Event, pages chan<- wire.Page) error {
	switch frame.Type {
	case wire.EventPage:
		var page wire.Page
		if err := json.Unmarshal([]byte(frame.Data), &page); err != nil {
			return fmt.Errorf("%w: a frame can't be read: %w", ErrFailing, err)
		}
		if page.Cursor == "" {
			page.Cursor = wire.Cursor(frame.LastEventID)
		}
		select {
		case pages <- page:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	case wire.EventPresence:
		var presence wire.Presence
		if json.Unmarshal([]byte(frame.Data), &presence) == nil {
			f.onPresence(presence)
		}
	}
	return nil
}

// applyStream applies each page as it comes; those that came meanwhile go into
// one transaction.
func (f *feed) applyStream(ctx context.Context, quiet *silence, pages <-chan wire.Page) error {
	for {
		select {
		case page, ok := <-pages:
			if !ok {
				return nil
			}
			if err := f.apply(ctx, drain(page, pages), true); err != nil {
				return err
			}
		case <-f.wakeRefill:
			if f.refill.Load() {
				quiet.cancel(errRefill)
			}
		case <-f.wakeFeed:
			if quiet.doubtful() {
				quiet.cancel(errDoubtful)
			}
		}
	}
}

// drain adds the pages that are there already, up to a page's size.
func drain(page wire.Page, pages <-chan wire.Page) wire.Page {
	for len(page.Events) < wire.MaxPage && page.Receipt == "" { // a receipt is for a page as it came
		select {
		case next, ok := <-pages:
			if !ok {
				return page
			}
			page.Events = append(page.Events, next.Events...)
			page.Cursor, page.End = next.Cursor, next.End
		default:
			return page
		}
	}
	return page
}
