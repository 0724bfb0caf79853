package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/segments"
	"mostrador/shop/wire"
)

// Stretch is a sealed stretch of the feed on its way to a device. The relay
// opens personal content while it passes: devices have no keys, so that a
// customer who is forgotten is unreadable in segments at once.
type Stretch struct {
	shop   *Shop
	reader *segments.Reader
	end    uint64
}

// Stretch gives the rest of the segment that has the event after a cursor;
// false when that is not sealed. ErrCursor when the cursor is not of this
// journal. Close ends it.
func (s *Shop) Stretch(ctx context.Context, after wire.Cursor) (*Stretch, bool, error) {
	place, err := parse(after)
	if err != nil || s.params.Segments == nil {
		return nil, false, err
	}
	var found facts.Sealed
	var ok bool
	err = s.View(ctx, func(f *facts.Tx) error {
		found, ok = f.SealedAt(place.Position + 1)
		return f.Err()
	})
	if err != nil || !ok {
		return nil, false, err
	}
	reader, err := s.params.Segments.Open(ctx, s.params.Shop, infoOf(found))
	if err != nil {
		// The journal itself still has it; the feed serves it from there.
		s.params.Logger.Error("a segment can't be read", "first", found.First, "error", err)
		return nil, false, nil
	}
	t := &Stretch{shop: s, reader: reader, end: uint64(s.Position())}
	if err := t.seek(place); err != nil {
		return nil, false, errors.Join(err, reader.Close())
	}
	return t, true, nil
}

// seek passes over what the device has, and compares its cursor on the way.
func (t *Stretch) seek(place journal.Cursor) error {
	at := t.reader.Before()
	for at.Position < place.Position {
		e, err := t.reader.Next()
		if err != nil {
			return err
		}
		at = e.Cursor
	}
	if !place.IsZero() && (at.Chain != place.Chain || place.Epoch > at.Epoch && place.Epoch > t.shop.place().Epoch) {
		return ErrCursor
	}
	return nil
}

// Close ends reading.
func (t *Stretch) Close() error { return t.reader.Close() }

// Page appends the next events to out as a wire.Page in JSON, at most limit of
// them; io.EOF when there are no more.
func (t *Stretch) Page(ctx context.Context, out []byte, limit int) ([]byte, error) {
	out = append(out, `{"events":[`...)
	var last journal.Cursor
	for n := 0; n < limit; n++ {
		e, err := t.reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ',')
		}
		if out, err = t.shop.codec.appendJSON(ctx, out, e); err != nil {
			return nil, fmt.Errorf("entry %d: %w", e.Cursor.Position, err)
		}
		last = e.Cursor
	}
	if last.IsZero() {
		return nil, io.EOF
	}
	out = append(append(append(out, `],"cursor":"`...), last.String()...), `","more":`...)
	out = strconv.AppendBool(out, uint64(last.Position) < t.end)
	out = append(strconv.AppendUint(append(out, `,"end":`...), t.end, 10), '}', '\n')
	return out, nil
}
