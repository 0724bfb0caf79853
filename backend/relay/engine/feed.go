package engine

import (
	"context"
	"errors"
	"fmt"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// feedBytes is about how much of the journal one page of the feed holds.
const feedBytes = 2 << 20

// Feed returns the events after a cursor, at most limit of them (0: as many as
// a page has at most). ErrCursor when the cursor is not of this journal.
func (s *Shop) Feed(ctx context.Context, after wire.Cursor, limit int) (wire.Page, error) {
	place, err := parse(after)
	if err != nil {
		return wire.Page{}, err
	}
	if limit <= 0 || limit > wire.MaxPage {
		limit = wire.MaxPage
	}
	entries, err := s.params.Log.Read(ctx, place, limit, feedBytes)
	if errors.Is(err, journal.ErrDamaged) || errors.Is(err, journal.ErrRenewed) {
		s.notice(err)
	}
	if err != nil {
		return wire.Page{}, asCursor(err)
	}
	page := wire.Page{Events: make([]shop.Event, 0, len(entries)), Cursor: after}
	for _, entry := range entries {
		event, err := s.codec.decode(ctx, entry)
		if err != nil {
			return wire.Page{}, err
		}
		page.Events = append(page.Events, event)
		place = entry.Cursor
	}
	if len(entries) > 0 {
		page.Cursor = wire.Cursor(place.String())
	}
	end, err := s.params.Log.End(ctx)
	if err != nil {
		return wire.Page{}, err
	}
	page.End, page.More = shop.Position(end.Position), end.Position > place.Position
	return page, s.certify(after, &page)
}

// Counts is how many messages each conversation has at the place up to which
// this relay folded; see wire.Counts.
func (s *Shop) Counts(ctx context.Context) (wire.Counts, error) {
	var counts wire.Counts
	err := s.View(ctx, func(f *facts.Tx) error {
		place, err := f.Cursor()
		if err != nil {
			return err
		}
		counts = wire.Counts{Position: shop.Position(place.Position), Conversations: f.Counts()}
		if !place.IsZero() {
			counts.Cursor = wire.Cursor(place.String())
		}
		return f.Err()
	})
	return counts, err
}

// End is the cursor of the journal's end.
func (s *Shop) End(ctx context.Context) (wire.Cursor, error) {
	end, err := s.params.Log.End(ctx)
	if err != nil || end.IsZero() {
		return "", err
	}
	return wire.Cursor(end.String()), nil
}

// Changed is closed once there are events after a cursor; it may be closed
// early. A cursor that is none is closed at once: Feed says what is wrong.
func (s *Shop) Changed(ctx context.Context, after wire.Cursor) <-chan struct{} {
	place, err := parse(after)
	if err != nil {
		closed := make(chan struct{})
		close(closed)
		return closed
	}
	return s.params.Log.Changed(ctx, place)
}

func parse(cursor wire.Cursor) (journal.Cursor, error) {
	place, err := journal.ParseCursor(string(cursor))
	if err != nil {
		return place, fmt.Errorf("%w: %w", ErrCursor, err)
	}
	return place, nil
}

func asCursor(err error) error {
	if errors.Is(err, journal.ErrCursorUnknown) {
		return fmt.Errorf("%w: %w", ErrCursor, err)
	}
	return err
}
