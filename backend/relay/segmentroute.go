package relay

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mostrador/backend/relay/engine"
	"mostrador/shop/wire"
)

// segmentPage is how many events of a segment are handed out at a time: what a
// device that stops in the middle has is kept page by page.
const segmentPage = 1000

type segmentInput struct {
	After wire.Cursor `query:"after" doc:"Where the page before ended; empty: the beginning"`
}

func (r *Relay) segment(ctx context.Context, in *segmentInput) (*huma.StreamResponse, error) {
	of, err := r.shopOf(ctx, callerOf(ctx).shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	stretch, ok, err := of.Stretch(ctx, in.After)
	if err != nil {
		return nil, r.refusal(err)
	}
	if !ok {
		return nil, newProblem(http.StatusNotFound, wire.ProblemNotFound, "the next events are not sealed", "fetch the feed")
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		defer func() { _ = stretch.Close() }()
		request, w := humago.Unwrap(hctx)
		w.Header().Set("Content-Type", "application/json")
		if err := writeStretch(request.Context(), w, stretch); err != nil && request.Context().Err() == nil {
			r.logger.Warn("relay: a segment was cut off", "error", err)
			panic(http.ErrAbortHandler) // so that the device sees that it is not whole
		}
	}}, nil
}

func writeStretch(ctx context.Context, w http.ResponseWriter, stretch *engine.Stretch) error {
	control := http.NewResponseController(w)
	var page []byte
	for {
		var err error
		if page, err = stretch.Page(ctx, page[:0], segmentPage); errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := control.SetWriteDeadline(time.Now().Add(streamPatience)); err != nil {
			return err
		}
		if _, err := w.Write(page); err != nil {
			return err
		}
	}
}
