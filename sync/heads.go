package sync

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/sync/errgroup"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
)

// headed is a shop's file that can show a choice of events while its history
// comes in beside it: a *store.Store on a disk.
type headed interface {
	Store
	HasHeads(ctx context.Context) (bool, error)
	Provisional(ctx context.Context) (provisional bool, next string, err error)
	ApplyHeads(ctx context.Context, part store.Heads) (store.Changed, error)
	History(ctx context.Context) (*store.Store, error)
	Adopt(ctx context.Context, history *store.Store) error
	DropHistory() error
}

// headsFrom is how long a journal is whose devices begin with heads: a shorter
// one is here in a moment anyway.
const headsFrom shop.Position = 20_000

// withHeads shows the heads, follows the feed from there and brings the history
// in behind; false: this file or this relay has no use for that.
func (f *feed) withHeads(ctx context.Context) (bool, error) {
	file, ok := f.store.(headed)
	if !ok {
		return false, nil
	}
	may, err := file.HasHeads(ctx)
	if err != nil || !may {
		return false, storeFailed(errors.Join(err, file.DropHistory()))
	}
	provisional, next, err := file.Provisional(ctx)
	if err != nil {
		return false, storeFailed(err)
	}
	if !provisional {
		if next, ok, err = f.firstHeads(ctx, file); err != nil || !ok {
			return false, err
		}
	}
	cursor, at, err := file.Cursor(ctx)
	if err != nil {
		return true, storeFailed(err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return f.bringHistory(ctx, file, next) })
	group.Go(func() error { return f.from(ctx, wire.Cursor(cursor), at) })
	return true, group.Wait()
}

func storeFailed(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errStore, err)
}

// firstHeads brings what the list needs; false where the journal is short, or
// the relay an older one.
func (f *feed) firstHeads(ctx context.Context, file headed) (next string, ok bool, err error) {
	part, err := f.headsPart(ctx, "")
	if errors.Is(err, errMissing) || errors.Is(err, ErrNotARelay) {
		return "", false, nil
	}
	if err != nil || part.Position < f.heads {
		return "", false, err
	}
	return part.Next, true, f.applyHeads(ctx, file, part)
}

func (f *feed) headsPart(ctx context.Context, next string) (part wire.Heads, err error) {
	path := wire.PathHeads
	if next != "" {
		path += "?" + url.Values{"next": {next}}.Encode()
	}
	err = f.client.call(ctx, http.MethodGet, path, nil, &part)
	return part, err
}

func (f *feed) applyHeads(ctx context.Context, file headed, part wire.Heads) error {
	_, err := file.ApplyHeads(ctx, store.Heads{Events: part.Events, Cursor: string(part.Cursor), Position: part.Position, Next: part.Next})
	return storeFailed(err)
}

// bringHistory brings the further heads, then the history, and lets the file
// take it over once it has caught up.
func (f *feed) bringHistory(ctx context.Context, file headed, next string) error {
	for next != "" {
		part, err := f.headsPart(ctx, next)
		if err != nil {
			return err
		}
		if err := f.applyHeads(ctx, file, part); err != nil {
			return err
		}
		next = part.Next
	}
	history, err := file.History(ctx)
	if err != nil {
		return storeFailed(err)
	}
	if err := f.fillHistory(ctx, file, history); err != nil {
		return errors.Join(err, history.Close())
	}
	f.log.Info("the shop's history is here")
	return storeFailed(file.Adopt(ctx, history))
}

// fillHistory applies the feed from the beginning, or from where it was left,
// until everything that is shown is in it.
func (f *feed) fillHistory(ctx context.Context, file headed, history *store.Store) error {
	for {
		cursor, at, err := history.Cursor(ctx)
		if err != nil {
			return storeFailed(err)
		}
		_, shown, err := file.Cursor(ctx)
		if err != nil {
			return storeFailed(err)
		}
		if at >= shown {
			return nil
		}
		err = f.applyTo(ctx, history, wire.Cursor(cursor))
		if errors.Is(err, errCursor) && cursor != "" {
			err = storeFailed(history.Reset(ctx))
		}
		if err != nil {
			return err
		}
	}
}

// applyTo applies the feed to a file up to the journal's end.
func (f *feed) applyTo(ctx context.Context, file *store.Store, cursor wire.Cursor) error {
	pages := make(chan wire.Page, 1)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(pages)
		return f.fetchPages(ctx, cursor, pages)
	})
	group.Go(func() error {
		for page := range pages {
			if _, err := file.Apply(ctx, page.Events, string(page.Cursor)); err != nil {
				return storeFailed(err)
			}
		}
		return nil
	})
	return group.Wait()
}
