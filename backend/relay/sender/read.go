package sender

import (
	"context"
	"time"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
)

const (
	readWithin = 20 * time.Second
	readTries  = 6
)

// tellRead tells the platform once that everything up to a message was read.
// Telling twice is harmless, so an unknown outcome is tried again; what the
// platform refuses is left.
func (s *Sender) tellRead(u facts.Unread) {
	client, number, err := s.Clients.Client(s.soft, s.Shop.ID(), u.Channel)
	if err == nil && s.limiter(u.Channel).Wait(s.soft) == nil {
		ctx, cancel := context.WithTimeout(s.soft, readWithin)
		err = client.MarkRead(ctx, number, u.Wamid)
		cancel()
	}
	if s.soft.Err() != nil {
		return
	}
	if s.retryRead(u, err) {
		return
	}
	err = s.Shop.Keep(s.soft, func(f *facts.Tx) error { return f.Told(u.Conversation, u.UpTo) })
	if err != nil {
		s.failedStep("told", err)
	}
}

// retryRead says whether telling is to be tried again later.
func (s *Sender) retryRead(u facts.Unread, err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := whatsapp.OutcomeOf(err).Kind
	r := s.retries[u.Conversation]
	r.times++
	if kind == whatsapp.OutcomeAccepted || kind == whatsapp.OutcomeRefused || r.times >= readTries {
		delete(s.retries, u.Conversation)
		return false
	}
	r.at = s.Shop.Now().Add(5 * time.Second << r.times)
	s.retries[u.Conversation] = r
	return true
}
