package sync

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// Turns does what Run does step by step, in whoever calls it, for simulations
// that decide themselves who goes on when. An engine has either Run or Turns.
type Turns struct {
	feed *feed
	post *poster
}

// Turns gives an engine that is not run in steps.
func (e *Engine) Turns() *Turns {
	return &Turns{feed: &feed{Engine: e, backoff: e.timing.backoff(), lost: e.now()}, post: newPoster(e)}
}

// Pull fetches and applies one page of at most limit events; more says that
// there is another. A file whose history the relay doesn't know is emptied.
func (t *Turns) Pull(ctx context.Context, limit int) (more bool, err error) {
	f := t.feed
	if err := f.bringUpToDate(ctx); err != nil {
		return false, err
	}
	cursor, at, err := f.store.Cursor(ctx)
	if err != nil {
		return false, fmt.Errorf("%w: %w", errStore, err)
	}
	page, err := f.page(ctx, wire.Cursor(cursor), limit)
	if errors.Is(err, errCursor) && cursor != "" {
		return true, f.store.Reset(ctx)
	}
	if err != nil {
		f.current.away()
		return false, err
	}
	f.first, f.at = cursor == "", at
	if err := f.apply(ctx, page, false); err != nil || page.More {
		return page.More, err
	}
	return false, f.review(ctx)
}

// page fetches the page after a cursor.
func (f *feed) page(ctx context.Context, after wire.Cursor, limit int) (wire.Page, error) {
	var page wire.Page
	query := url.Values{"after": {string(after)}, "limit": {strconv.Itoa(limit)}}
	if err := f.client.call(ctx, http.MethodGet, wire.PathFeed+"?"+query.Encode(), nil, &page); err != nil {
		return page, err
	}
	if page.Cursor == "" {
		page.Cursor = after
	}
	if page.More && page.Cursor == after {
		return page, fmt.Errorf("%w: its feed stands still", ErrFailing)
	}
	return page, nil
}

// Post takes at most most commands to the relay, in one batch, and says whether
// there was something to take. An error is followed by another try later.
func (t *Turns) Post(ctx context.Context, most int) (more bool, err error) {
	batch, _, err := t.post.next(ctx)
	if err != nil || len(batch) == 0 {
		return false, err
	}
	batch = batch[:min(len(batch), most)]
	if batch, err = t.post.mark(ctx, batch); err != nil {
		return false, err
	}
	return true, t.post.post(ctx, batch)
}

// Waiting are the commands that have no answer yet.
func (t *Turns) Waiting(ctx context.Context) ([]shop.CommandID, error) {
	waiting, err := t.post.store.Outbox(ctx, wire.MaxCommands)
	ids := make([]shop.CommandID, len(waiting))
	for i, entry := range waiting {
		ids[i] = entry.Command.ID
	}
	return ids, err
}
