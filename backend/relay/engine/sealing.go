package engine

import (
	"context"
	"errors"
	"fmt"
	"io"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/segments"
	"mostrador/shop"
)

// Segments keeps sealed stretches of journals; see package segments, whose
// Store this is.
type Segments interface {
	Put(ctx context.Context, of shop.ShopID, before journal.Cursor, count int, next func() (journal.Entry, error)) (segments.Info, error)
	List(ctx context.Context, of shop.ShopID) ([]segments.Info, error)
	Open(ctx context.Context, of shop.ShopID, info segments.Info) (*segments.Reader, error)
}

// SegmentEvents is how many events a segment has.
const SegmentEvents = 10_000

// Seal seals what is old enough and says how many segments that made. Whoever
// seals first among relays that share a storage counts; what a second one seals
// has the same entries.
func (s *Shop) Seal(ctx context.Context) (made int, err error) {
	if s.params.Segments == nil {
		return 0, nil
	}
	last, err := s.lastSealed(ctx)
	if err != nil {
		return 0, err
	}
	size := journal.Position(s.params.SegmentEvents)
	for journal.Position(s.Position()) >= last.Position+size {
		info, err := s.params.Segments.Put(ctx, s.params.Shop, s.before(last), int(size), s.entriesAfter(ctx, last))
		if err != nil {
			return made, fmt.Errorf("seal after %d: %w", last.Position, err)
		}
		err = s.Keep(ctx, func(f *facts.Tx) error { return f.AddSealed(sealedOf(info)) })
		if err != nil {
			return made, err
		}
		last, made = info.Cursor, made+1
	}
	return made, nil
}

func sealedOf(i segments.Info) facts.Sealed {
	return facts.Sealed{First: i.First, Cursor: i.Cursor, Name: i.Name, Bytes: i.Bytes}
}

func infoOf(s facts.Sealed) segments.Info {
	return segments.Info{First: s.First, Cursor: s.Cursor, Name: s.Name, Bytes: s.Bytes}
}

// before is a place with the hash that the entry after it is chained to.
func (s *Shop) before(place journal.Cursor) journal.Cursor {
	if place.IsZero() {
		place.Chain = journal.Genesis(s.logName())
	}
	return place
}

func (s *Shop) logName() string { return LogName(s.params.Shop) }

// LogName is the name of a shop's journal.
func LogName(id shop.ShopID) string { return "shop-" + id.String() }

// entriesAfter reads the journal on from a place, entry by entry.
func (s *Shop) entriesAfter(ctx context.Context, place journal.Cursor) func() (journal.Entry, error) {
	var page []journal.Entry
	return func() (journal.Entry, error) {
		if len(page) == 0 {
			var err error
			if page, err = s.params.Log.Read(ctx, place, foldPage, feedBytes); err != nil {
				return journal.Entry{}, err
			}
			if len(page) == 0 {
				return journal.Entry{}, io.ErrUnexpectedEOF
			}
		}
		e := page[0]
		page, place = page[1:], e.Cursor
		return e, nil
	}
}

// lastSealed is where the next segment begins, by the index, which is made anew
// from the storage when relay.db is new.
func (s *Shop) lastSealed(ctx context.Context) (last journal.Cursor, err error) {
	var listed bool
	err = s.View(ctx, func(f *facts.Tx) error {
		listed = f.Listed()
		found, ok := f.LastSealed()
		if last = (journal.Cursor{}); ok {
			last = found.Cursor
		}
		return f.Err()
	})
	if err != nil || listed {
		return last, err
	}
	there, err := s.params.Segments.List(ctx, s.params.Shop)
	if err != nil {
		return last, err
	}
	all, err := s.ours(ctx, there)
	if err != nil {
		return last, err
	}
	if len(all) > 0 {
		last = all[len(all)-1].Cursor
	}
	return last, s.Keep(ctx, func(f *facts.Tx) error { return f.SetListed(all) })
}

// ours are the segments that follow each other from the beginning and are of
// this journal.
func (s *Shop) ours(ctx context.Context, there []segments.Info) (all []facts.Sealed, err error) {
	next := journal.Position(1)
	for _, info := range there {
		if info.First != next || info.Last() > journal.Position(s.Position()) {
			continue
		}
		_, err := s.params.Log.Read(ctx, info.Cursor, 1, 1)
		if errors.Is(err, journal.ErrCursorUnknown) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all, next = append(all, sealedOf(info)), info.Last()+1
	}
	return all, nil
}
