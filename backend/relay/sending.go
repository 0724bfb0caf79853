package relay

import (
	"sync"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/sender"
	"mostrador/shop"
)

// senders send for the open shops, unless sending is paused.
type senders struct {
	relay *Relay

	mu     sync.Mutex
	paused bool
	shops  map[shop.ShopID]*engine.Shop
	of     map[shop.ShopID]*sender.Sender
}

func newSenders(r *Relay) *senders {
	return &senders{relay: r, paused: r.params.SenderPaused,
		shops: map[shop.ShopID]*engine.Shop{}, of: map[shop.ShopID]*sender.Sender{}}
}

// add begins to send for a shop, now or once sending is no longer paused.
func (s *senders) add(of *engine.Shop) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shops[of.ID()] = of
	s.begin(of)
}

func (s *senders) begin(of *engine.Shop) {
	if s.paused || s.of[of.ID()] != nil {
		return
	}
	s.of[of.ID()] = sender.New(sender.Params{Shop: of, Clients: s.relay, Uploads: s.relay.uploads,
		ClaimFor: s.relay.params.ClaimFor})
}

func (s *senders) unpause() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = false
	for _, of := range s.shops {
		s.begin(of)
	}
}

// remove ends sending for a shop and waits for the messages under way.
func (s *senders) remove(id shop.ShopID) {
	s.mu.Lock()
	found := s.of[id]
	delete(s.of, id)
	delete(s.shops, id)
	s.mu.Unlock()
	if found != nil {
		found.Close()
	}
}

// resume lets a channel with a new token go on at once.
func (s *senders) resume(of shop.ShopID, channel shop.ChannelID) {
	s.mu.Lock()
	found := s.of[of]
	s.mu.Unlock()
	if found != nil {
		found.Resume(channel)
	}
}

// pausedBy is the code of the error that holds a channel up.
func (s *senders) pausedBy(of shop.ShopID, channel shop.ChannelID) (code int, held bool) {
	s.mu.Lock()
	found := s.of[of]
	s.mu.Unlock()
	if found == nil {
		return 0, false
	}
	code, _, held = found.Paused(channel)
	return code, held
}

// close waits for the messages under way, of all shops at once.
func (s *senders) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = true
	var ending sync.WaitGroup
	for _, one := range s.of {
		ending.Go(one.Close)
	}
	ending.Wait()
	clear(s.of)
}

// StartSending ends the pause that Params.SenderPaused began.
func (r *Relay) StartSending() { r.senders.unpause() }
