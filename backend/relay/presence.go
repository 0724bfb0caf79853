package relay

import (
	"context"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"mostrador/shop"
	"mostrador/shop/wire"
)

func (r *Relay) registerPresence(api huma.API) {
	op := operation(api, "presence", http.MethodPost, wire.PathPresence, "Say where this person looks or writes; forgotten after ten seconds")
	op.MaxBodyBytes = maxSigningIn
	op.DefaultStatus = http.StatusNoContent
	huma.Register(api, op, func(ctx context.Context, in *presenceInput) (*struct{}, error) {
		c := callerOf(ctx)
		r.presence.tell(c.shop, wire.Presence{Person: c.person, Device: c.device,
			Conversation: in.Body.Conversation, Writing: in.Body.Writing})
		return nil, nil
	})
}

type presenceInput struct {
	Body struct {
		Conversation shop.ConversationID `json:"conversation"`
		Writing      bool                `json:"writing,omitempty"`
	}
}

// presence passes on who looks at what, to the streams of the same shop. A
// stream that is behind misses some: the next one says it all again.
type presence struct {
	mu sync.Mutex
	of map[shop.ShopID]map[chan wire.Presence]shop.DeviceID
}

const presenceBuffer = 16

func newPresence() *presence {
	return &presence{of: map[shop.ShopID]map[chan wire.Presence]shop.DeviceID{}}
}

func (p *presence) join(of shop.ShopID, device shop.DeviceID) (<-chan wire.Presence, func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[of] == nil {
		p.of[of] = map[chan wire.Presence]shop.DeviceID{}
	}
	heard := make(chan wire.Presence, presenceBuffer)
	p.of[of][heard] = device
	return heard, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.of[of], heard)
		if len(p.of[of]) == 0 {
			delete(p.of, of)
		}
	}
}

func (p *presence) tell(of shop.ShopID, who wire.Presence) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for heard, device := range p.of[of] {
		if device == who.Device {
			continue
		}
		select {
		case heard <- who:
		default:
		}
	}
}
