package sync

import (
	"context"
	"errors"
	"net/http"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
)

// keeper is a shop's file that keeps the newest pages of the feed: a *store.Store.
type keeper interface {
	KeepPage(ctx context.Context, page store.KeptPage) error
	KeptPages(ctx context.Context, after shop.Position, limit int) ([]store.KeptPage, shop.Position, error)
	DropKept(ctx context.Context) error
}

// keep keeps a page that has a receipt, for a relay that may lose its own.
func (f *feed) keep(ctx context.Context, page wire.Page) {
	after := f.place
	f.place = page.Cursor
	file, ok := f.store.(keeper)
	if !ok || page.Receipt == "" {
		return
	}
	err := file.KeepPage(ctx, store.KeptPage{After: string(after), Cursor: string(page.Cursor), Receipt: page.Receipt, Events: page.Events})
	if err != nil {
		f.log.Warn("a page was not kept", "error", err)
	}
}

// offerAtOnce is how many pages are offered together.
const offerAtOnce = 20

// offerBack brings the kept pages to a relay that doesn't know this device's
// place: it may have lost what is in them. Nothing here is dropped before the
// relay took them, or said that they are none of its own.
func (f *feed) offerBack(ctx context.Context) error {
	file, ok := f.store.(keeper)
	if !ok {
		return nil
	}
	after := shop.Position(0)
	for {
		pages, last, err := file.KeptPages(ctx, after, offerAtOnce)
		if err != nil {
			return storeFailed(err)
		}
		if len(pages) == 0 {
			return storeFailed(file.DropKept(ctx))
		}
		added, err := f.offer(ctx, pages)
		if errors.Is(err, errInvalid) {
			added, err = f.offerEach(ctx, pages)
		}
		switch {
		case errors.Is(err, errMissing), errors.Is(err, ErrNotARelay):
			f.log.Warn("the relay takes nothing back", "why", err)
			return storeFailed(file.DropKept(ctx))
		case err != nil:
			return err
		case added > 0:
			f.log.Warn("the relay had lost what this device has", "events", added)
		}
		after = last
	}
}

// offerEach offers pages one by one, so that one that the relay does not accept
// doesn't keep the others from it.
func (f *feed) offerEach(ctx context.Context, pages []store.KeptPage) (added int, err error) {
	for i := range pages {
		n, err := f.offer(ctx, pages[i:i+1])
		added += n
		if errors.Is(err, errInvalid) {
			f.log.Warn("the relay does not know a page as its own", "cursor", pages[i].Cursor)
			continue
		}
		if err != nil {
			return added, err
		}
	}
	return added, nil
}

func (f *feed) offer(ctx context.Context, pages []store.KeptPage) (int, error) {
	var offer wire.Offer
	for _, page := range pages {
		offer.Pages = append(offer.Pages, wire.OfferedPage{After: wire.Cursor(page.After), Cursor: wire.Cursor(page.Cursor),
			Receipt: page.Receipt, Events: page.Events})
	}
	var answer wire.OfferAnswer
	err := f.client.call(ctx, http.MethodPost, wire.PathOffers, offer, &answer)
	return answer.Added, err
}
