package relay

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mostrador/shop/wire"
)

const (
	// streamPage bounds what one stream holds in memory at a time.
	streamPage = 200
	// streamBeat keeps proxies from closing a silent stream and finds out about
	// devices that left without a word.
	streamBeat = 20 * time.Second
	// streamPatience is how long a write to a device may take.
	streamPatience = 30 * time.Second
)

func (r *Relay) registerFeed(api huma.API) {
	feed := operation(api, "feed", http.MethodGet, wire.PathFeed, "Events after a place, in order; zstd or gzip if accepted")
	huma.Register(api, feed, r.feed)

	offers := operation(api, "offers", http.MethodPost, wire.PathOffers, "Bring back pages of the feed that the relay may have lost")
	offers.MaxBodyBytes, offers.BodyReadTimeout = maxOffer, commandPatience
	huma.Register(api, offers, r.offers)

	heads := operation(api, "heads", http.MethodGet, wire.PathHeads,
		"The shop, its open orders and its newest conversations, for a device whose history is yet to come")
	huma.Register(api, heads, r.heads)

	segment := operation(api, "segment", http.MethodGet, wire.PathSegment,
		"Pages of the feed up to the end of the sealed stretch of the journal that has the next event; 404 where none has")
	segment.Responses["200"] = &huma.Response{Description: "Pages (see feed), one JSON document after the other; zstd or gzip if accepted",
		Content: map[string]*huma.MediaType{"application/json": {}}}
	huma.Register(api, segment, r.segment)

	counts := operation(api, "counts", http.MethodGet, wire.PathCounts, "Messages of each conversation at a place, to compare a device's file with")
	huma.Register(api, counts, r.counts)

	stream := operation(api, "stream", http.MethodGet, wire.PathStream,
		"Server-sent events: pages of the feed as they come (id: the cursor), and who looks at what")
	stream.Responses["200"] = &huma.Response{Description: "Events named page (a Page) and presence (a Presence)",
		Content: map[string]*huma.MediaType{"text/event-stream": {}}}
	huma.Register(api, stream, r.stream)
}

type feedInput struct {
	After wire.Cursor `query:"after" doc:"Where the page before ended; empty: the beginning"`
	Limit int         `query:"limit" minimum:"0" maximum:"2000" doc:"Most events of the page; 0: as many as possible"`
}

func (r *Relay) feed(ctx context.Context, in *feedInput) (*output[wire.Page], error) {
	of, err := r.shopOf(ctx, callerOf(ctx).shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	limit := in.Limit
	if limit == 0 {
		limit = wire.MaxPage
	}
	page, err := of.Feed(ctx, in.After, limit)
	return answer(r, page, err)
}

// maxOffer is the most bytes of an offer.
const maxOffer = 32 << 20

type offersInput struct {
	Body wire.Offer
}

func (r *Relay) offers(ctx context.Context, in *offersInput) (*output[wire.OfferAnswer], error) {
	of, err := r.shopOf(ctx, callerOf(ctx).shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	added, err := of.Offered(ctx, in.Body.Pages)
	return answer(r, wire.OfferAnswer{Added: added}, err)
}

type headsInput struct {
	Next string `query:"next" doc:"From the part before; empty: the first part"`
}

func (r *Relay) heads(ctx context.Context, in *headsInput) (*output[wire.Heads], error) {
	of, err := r.shopOf(ctx, callerOf(ctx).shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	heads, err := of.Heads(ctx, in.Next)
	return answer(r, heads, err)
}

func (r *Relay) counts(ctx context.Context, _ *struct{}) (*output[wire.Counts], error) {
	of, err := r.shopOf(ctx, callerOf(ctx).shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	counts, err := of.Counts(ctx)
	return answer(r, counts, err)
}

type streamInput struct {
	LastEventID wire.Cursor `header:"Last-Event-ID" doc:"The cursor of the last page seen"`
	After       wire.Cursor `query:"after" doc:"The same, for a first connection"`
}

// stream first reads once, so that a wrong cursor gets a problem instead of a
// stream that ends.
func (r *Relay) stream(ctx context.Context, in *streamInput) (*huma.StreamResponse, error) {
	after := in.LastEventID
	if after == "" {
		after = in.After
	}
	c := callerOf(ctx)
	of, err := r.shopOf(ctx, c.shop)
	if err != nil {
		return nil, r.refusal(err)
	}
	page, err := of.Feed(ctx, after, streamPage)
	if err != nil {
		return nil, r.refusal(err)
	}
	heard, leave, ok := r.presence.join(c.shop, c.device)
	if !ok {
		return nil, newProblem(http.StatusTooManyRequests, wire.ProblemTooMany, "this device has too many streams open", "close one, or wait a minute")
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		defer leave()
		request, w := humago.Unwrap(hctx)
		s := &liveStream{relay: r, shop: of, caller: c, heard: heard, w: w, control: http.NewResponseController(w)}
		s.run(request.Context(), after, page)
	}}, nil
}

// liveStream writes one device's stream. Nothing is buffered for a slow
// device: it reads the journal from where the device is.
type liveStream struct {
	relay   *Relay
	shop    shopFeed
	caller  caller
	heard   <-chan wire.Presence
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s *liveStream) run(ctx context.Context, after wire.Cursor, page wire.Page) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.relay.metrics.streams.Inc()
	defer s.relay.metrics.streams.Dec()
	s.w.Header().Set("Content-Type", "text/event-stream")
	s.w.Header().Set("Cache-Control", "no-store")
	s.w.Header().Set("X-Accel-Buffering", "no") // nginx would hold events back
	if s.write([]byte(": here\n\n")) != nil {
		return
	}
	for {
		if len(page.Events) > 0 {
			if s.writePage(page) != nil {
				return
			}
			after = page.Cursor
		}
		if !page.More && !s.wait(ctx, after) {
			return
		}
		var err error
		if page, err = s.shop.Feed(ctx, after, streamPage); err != nil {
			return // the device connects again and gets the problem
		}
	}
}

// wait returns true once there may be more in the feed, false when the stream
// is to end.
func (s *liveStream) wait(ctx context.Context, after wire.Cursor) bool {
	beat := time.NewTicker(streamBeat)
	defer beat.Stop()
	expired := time.NewTimer(s.caller.expires.Sub(s.relay.now()))
	defer expired.Stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changed := s.shop.Changed(ctx, after)
	for {
		var err error
		select {
		case <-s.caller.gone:
			return false
		case <-s.relay.stopping:
			return false
		case <-expired.C:
			return false
		case <-changed:
			return ctx.Err() == nil
		case <-beat.C:
			s.relay.book.connected(s.caller.device, s.relay.now())
			err = s.write([]byte(": still here\n\n"))
		case who := <-s.heard:
			err = s.writeEvent(wire.EventPresence, "", who)
		}
		if err != nil {
			return false
		}
	}
}

func (s *liveStream) writePage(page wire.Page) error {
	select {
	case <-s.caller.gone:
		return revokedProblem()
	default:
		return s.writeEvent(wire.EventPage, string(page.Cursor), page)
	}
}

func (s *liveStream) writeEvent(name, id string, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	var frame bytes.Buffer
	if id != "" {
		frame.WriteString("id: " + id + "\n")
	}
	frame.WriteString("event: " + name + "\ndata: ")
	frame.Write(raw)
	frame.WriteString("\n\n")
	return s.write(frame.Bytes())
}

func (s *liveStream) write(frame []byte) error {
	if err := s.control.SetWriteDeadline(time.Now().Add(streamPatience)); err != nil {
		return err
	}
	if _, err := s.w.Write(frame); err != nil {
		return err
	}
	return s.control.Flush()
}
