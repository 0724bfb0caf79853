package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/klauspost/compress/zstd"

	"mostrador/shop"
)

// KeptPage is a page of the feed with the relay's receipt for it.
type KeptPage struct {
	After, Cursor, Receipt string
	Events                 []shop.Event
}

// keptFor is how many positions back pages are kept. What is older is in the
// relay's sealed segments.
const keptFor = 20_000

// KeepPage keeps a page that was applied. Losing it harms nobody by itself.
func (s *Store) KeepPage(ctx context.Context, page KeptPage) error {
	if len(page.Events) == 0 || tellsOfForgotten(page.Events) {
		return nil
	}
	raw, err := json.Marshal(page.Events)
	if err != nil {
		return fmt.Errorf("keep a page: %w", err)
	}
	zip, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("keep a page: %w", err)
	}
	last := int64(page.Events[len(page.Events)-1].Position)
	packed := zip.EncodeAll(raw, nil)
	err = s.writer.do(ctx, normal, func(t *tx) error {
		t.exec("INSERT OR REPLACE INTO kept_pages (position, after, cursor, receipt, events) VALUES (?, ?, ?, ?, ?)",
			last, page.After, page.Cursor, page.Receipt, packed)
		t.exec("DELETE FROM kept_pages WHERE position < ?", last-keptFor)
		return t.err
	})
	return s.explain(err)
}

// tellsOfForgotten tells whether a page has words of somebody who is forgotten
// in it. One without them is kept, so that a relay that was put back to an
// earlier day hears who is to be forgotten.
func tellsOfForgotten(events []shop.Event) bool {
	forgotten := map[shop.CustomerID]bool{}
	for _, e := range events {
		if e.Kind == shop.KindCustomerForgotten {
			forgotten[e.Customer] = true
		}
	}
	return slices.ContainsFunc(events, func(e shop.Event) bool { return len(e.Personal) > 0 && forgotten[e.Customer] })
}

// KeptPages are the pages after a position, oldest first, at most limit of them,
// and the position of the last.
func (s *Store) KeptPages(ctx context.Context, after shop.Position, limit int) ([]KeptPage, shop.Position, error) {
	unzip, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, after, fmt.Errorf("read kept pages: %w", err)
	}
	defer unzip.Close()
	pages, err := list(ctx, s, "SELECT position, after, cursor, receipt, events FROM kept_pages WHERE position > ? ORDER BY position LIMIT ?",
		[]any{int64(after), limit}, func(rows rowScanner) (page KeptPage, err error) {
			var packed []byte
			if err := rows.Scan(number[shop.Position]{&after}, &page.After, &page.Cursor, &page.Receipt, &packed); err != nil {
				return page, err
			}
			raw, err := unzip.DecodeAll(packed, nil)
			if err == nil {
				err = json.Unmarshal(raw, &page.Events)
			}
			return page, err
		})
	return pages, after, err
}

// DropKept forgets the kept pages.
func (s *Store) DropKept(ctx context.Context) error {
	return s.explain(s.writer.do(ctx, normal, func(t *tx) error {
		t.exec("DELETE FROM kept_pages")
		return t.err
	}))
}
