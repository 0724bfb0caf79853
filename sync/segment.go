package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/klauspost/compress/zstd"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// segmentsFrom is how far behind a device is that asks for sealed stretches of
// the journal: they cost the relay less than pages of the feed.
const segmentsFrom shop.Position = 5000

// segmentWindow is more than any segment needs to be opened.
const segmentWindow = 8 << 20

// fetchSegments brings the pages of sealed stretches, one after the other, as
// long as there are any, and gives the place after them. A stretch that breaks
// off is gone on with from its last whole page.
func (f *feed) fetchSegments(ctx context.Context, cursor wire.Cursor, pages chan<- wire.Page) (wire.Cursor, error) {
	for {
		began := cursor
		err := f.client.pages(ctx, wire.PathSegment+"?"+url.Values{"after": {string(cursor)}}.Encode(), func(page wire.Page) error {
			select {
			case pages <- page:
				cursor = page.Cursor
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
		switch {
		case errors.Is(err, errMissing), errors.Is(err, ErrNotARelay): // an older relay has none at all
			return cursor, nil
		case err != nil:
			return cursor, err
		case cursor == began:
			return cursor, nil
		}
	}
}

// pages reads an answer of several pages, one after the other.
func (c *client) pages(ctx context.Context, path string, each func(wire.Page) error) error {
	ctx, quiet := watchSilence(ctx, c.silence)
	defer quiet.stop()
	answer, err := c.open(ctx, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
		if err == nil {
			request.Header.Set("Accept-Encoding", "zstd")
		}
		return request, err
	})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if !isJSON(answer) {
		return fmt.Errorf("%w: it sent %q", ErrNotARelay, answer.Header.Get("Content-Type"))
	}
	body, closeBody, err := unpacked(answer, quiet)
	if err != nil {
		return err
	}
	defer closeBody()
	return c.eachPage(ctx, quiet, body, each)
}

func unpacked(answer *http.Response, quiet *silence) (io.Reader, func(), error) {
	body := quiet.over(answer.Body)
	if answer.Header.Get("Content-Encoding") != "zstd" {
		return body, func() {}, nil
	}
	zip, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(segmentWindow))
	if err != nil {
		return nil, nil, err
	}
	return zip, zip.Close, nil
}

func (c *client) eachPage(ctx context.Context, quiet *silence, body io.Reader, each func(wire.Page) error) error {
	for decoder := json.NewDecoder(body); ; {
		var page wire.Page
		err := decoder.Decode(&page)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && ctx.Err() == nil:
			return fmt.Errorf("%w: a page can't be read: %w", ErrFailing, err)
		case err != nil:
			return unreached(c.base, causeOf(ctx, err), c.now())
		case page.Cursor == "":
			return fmt.Errorf("%w: a page has no place", ErrFailing)
		}
		if err := each(page); err != nil {
			return err
		}
		quiet.touch() // waiting for the store is not the relay's silence
	}
}
