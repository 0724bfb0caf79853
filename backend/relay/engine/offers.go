package engine

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"mostrador/backend/journal"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// ErrReceipt says that an offered page is not one that this shop's relays gave out.
var ErrReceipt = errors.New("engine: the page was not given out by this relay")

// receiptsNear is how far behind the journal's end pages still get a receipt:
// what is further back is in segments, or soon will be.
const receiptsNear = 2 * SegmentEvents

// receipt proves that a page was given out here. The device keeps it.
func (s *Shop) receipt(after, cursor wire.Cursor, events []shop.Event) (string, error) {
	raw, err := json.Marshal(events)
	if err != nil {
		return "", fmt.Errorf("make a receipt: %w", err)
	}
	sum := sha256.Sum256(raw)
	mac := hmac.New(sha256.New, s.params.ReceiptKey)
	for _, part := range [][]byte{s.params.Shop.UUID[:], []byte(after), []byte(cursor), sum[:]} {
		mac.Write(append(part, 0))
	}
	return base64.RawStdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// certify gives a page its receipt, where it is worth one.
func (s *Shop) certify(after wire.Cursor, page *wire.Page) error {
	if len(s.params.ReceiptKey) == 0 || len(page.Events) == 0 ||
		page.End > page.Events[len(page.Events)-1].Position+receiptsNear {
		return nil
	}
	var err error
	page.Receipt, err = s.receipt(after, page.Cursor, page.Events)
	return err
}

// Offered takes what this journal lacks of pages that a device kept, and says
// how many events that were. ErrReceipt: one of them is not from here, and none
// is taken. ErrDisagrees: a page belongs to the epoch that the journal is in
// without being in it, so the journal itself is not what it was; it will be
// repaired, and what is offered again after that is taken.
func (s *Shop) Offered(ctx context.Context, pages []wire.OfferedPage) (added int, err error) {
	for _, page := range pages {
		want, err := s.receipt(page.After, page.Cursor, page.Events)
		if err != nil {
			return 0, err
		}
		if len(s.params.ReceiptKey) == 0 || !hmac.Equal([]byte(want), []byte(page.Receipt)) {
			return 0, ErrReceipt
		}
	}
	for _, page := range pages {
		lacking, err := s.lacking(ctx, page)
		if err != nil {
			return added, err
		}
		n, err := s.Recover(ctx, lacking)
		added += n
		if err != nil {
			return added, err
		}
	}
	if added > 0 {
		s.params.Logger.Warn("a device brought back what the journal had lost", "events", added)
	}
	return added, nil
}

// lacking are the events of a page that are not in the journal.
func (s *Shop) lacking(ctx context.Context, page wire.OfferedPage) ([]shop.Event, error) {
	after, err := parse(page.After)
	if err != nil {
		return nil, err
	}
	cursor, err := parse(page.Cursor)
	if err != nil {
		return nil, err
	}
	_, err = s.params.Log.Read(ctx, cursor, 1, 1)
	if err == nil || !errors.Is(err, journal.ErrCursorUnknown) {
		return nil, err
	}
	end, err := s.params.Log.End(ctx)
	if err != nil {
		return nil, err
	}
	if cursor.Epoch >= end.Epoch {
		s.distrusted.Store(true)
		err := fmt.Errorf("%w: a device has %d of epoch %d", ErrDisagrees, cursor.Position, cursor.Epoch)
		s.notice(err)
		return nil, err
	}
	here, err := s.params.Log.Read(ctx, after, len(page.Events), 0)
	if errors.Is(err, journal.ErrCursorUnknown) {
		return page.Events, nil
	}
	if err != nil {
		return nil, err
	}
	there := map[shop.EventID]bool{}
	for _, entry := range here {
		event, err := s.codec.decode(ctx, entry)
		if err != nil {
			return nil, err
		}
		there[event.ID] = true
	}
	var lacking []shop.Event
	for _, event := range page.Events {
		if !there[event.ID] {
			lacking = append(lacking, event)
		}
	}
	return lacking, nil
}

// Distrusted says that a device proved the journal not to be what it was, even
// though it is whole in itself: a copy of an earlier day, with what happened since.
func (s *Shop) Distrusted() bool { return s.distrusted.Load() }
