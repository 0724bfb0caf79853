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

// maxStreams is how many streams a device may have open. One is enough; more
// are left over from connections that broke without a word.
const maxStreams = 8

// join adds a stream; false: the device has too many already.
func (p *presence) join(of shop.ShopID, device shop.DeviceID) (<-chan wire.Presence, func(), bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of[of] == nil {
		p.of[of] = map[chan wire.Presence]shop.DeviceID{}
	}
	open := 0
	for _, other := range p.of[of] {
		if other == device {
			open++
		}
	}
	if open >= maxStreams {
		return nil, nil, false
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
	}, true
}

// connected are the devices that have a stream open.
func (p *presence) connected(of shop.ShopID) map[shop.DeviceID]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	here := map[shop.DeviceID]bool{}
	for _, device := range p.of[of] {
		here[device] = true
	}
	return here
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
