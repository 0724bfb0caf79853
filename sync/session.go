package sync

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// session holds the bearer and renews it: before it expires, and when the
// relay no longer accepts it.
type session struct {
	client *client // without a session of its own
	device shop.DeviceID
	key    Key
	proofs *proofs
	turn   chan struct{} // holds one token: a lock that a context can end

	text  string
	renew time.Time
}

func newSession(c *client, device shop.DeviceID, key Key, counted *proofs) *session {
	return &session{client: c, device: device, key: key, proofs: counted, turn: make(chan struct{}, 1)}
}

// bearer answers one that is not the spoilt one.
func (s *session) bearer(ctx context.Context, spoilt string) (string, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if s.text != "" && s.text != spoilt && s.client.now().Before(s.renew) {
		return s.text, nil
	}
	s.text = ""
	answer, err := s.prove(ctx)
	if err != nil {
		return "", err
	}
	// The lifetime is the relay's own reckoning, so that a clock that is off
	// here by minutes changes nothing; a fifth of it is kept as a margin.
	lifetime := answer.Expires.Sub(answer.Now)
	s.text, s.renew = answer.Bearer, s.client.now().Add(lifetime-lifetime/5)
	return s.text, nil
}

func (s *session) prove(ctx context.Context) (wire.SessionAnswer, error) {
	request := wire.SessionRequest{Device: s.device, At: s.client.now().UTC(), Nonce: make([]byte, 16)}
	_, _ = rand.Read(request.Nonce) // never fails
	var err error
	if request.Count, err = s.proofs.next(); err != nil {
		return wire.SessionAnswer{}, fmt.Errorf("%w: %w", errStore, err)
	}
	if request.Count > 0 {
		request.Run = s.proofs.run
	}
	if request.Signature, err = s.key.Sign(wire.SessionMessage(request)); err != nil {
		return wire.SessionAnswer{}, fmt.Errorf("%w: %w", ErrNoKey, err)
	}
	var answer wire.SessionAnswer
	err = s.client.call(ctx, http.MethodPost, wire.PathSession, request, &answer)
	if err == nil && answer.Bearer == "" {
		return answer, fmt.Errorf("%w: its session has no bearer", ErrNotARelay)
	}
	return answer, err
}
