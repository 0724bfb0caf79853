package sender

import (
	"time"

	"golang.org/x/time/rate"

	"mostrador/shop"
)

// Two rates are kept before WhatsApp has to say no (cloudapi.md section 7): that
// of a number over all messages, which is halved when WhatsApp says 130429 and
// grows back, and that of a number to one customer: one message in six seconds,
// of which 45 may be had in advance.
const (
	pairEvery = 6 * time.Second
	pairBurst = 45
	// pairsMost is how many conversations are remembered before those that wait
	// for nothing are forgotten.
	pairsMost = 10_000

	codeThroughput = 130429
	// leastRate is what a number is never slowed below, in messages a second.
	leastRate = 1
	// growAfter is how long a slower rate holds before it may double.
	growAfter = 30 * time.Second
)

// throttle is a channel's rate.
type throttle struct {
	*rate.Limiter
	changed time.Time // when it was last made slower or faster
}

func (s *Sender) limiter(channel shop.ChannelID) *rate.Limiter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.throttled(channel).Limiter
}

// throttled gives a channel's rate; mu is held.
func (s *Sender) throttled(channel shop.ChannelID) *throttle {
	t := s.limiters[channel]
	if t == nil {
		t = &throttle{Limiter: rate.NewLimiter(rate.Limit(s.PerSecond), max(int(s.PerSecond), 1))}
		s.limiters[channel] = t
	}
	return t
}

// slowDown halves a channel's rate; mu is held.
func (s *Sender) slowDown(channel shop.ChannelID, code int) {
	if code != codeThroughput {
		return
	}
	t := s.throttled(channel)
	t.SetLimit(max(t.Limit()/2, leastRate))
	t.SetBurst(max(int(t.Limit()), 1))
	t.changed = s.Shop.Now()
}

// quicken doubles a rate that was slowed, once it held for a while; mu is held.
func (s *Sender) quicken(channel shop.ChannelID) {
	t := s.throttled(channel)
	if t.Limit() >= rate.Limit(s.PerSecond) || s.Shop.Now().Sub(t.changed) < growAfter {
		return
	}
	t.SetLimit(min(t.Limit()*2, rate.Limit(s.PerSecond)))
	t.SetBurst(max(int(t.Limit()), 1))
	t.changed = s.Shop.Now()
}

// pairWait is until when a conversation has to wait so that its customer
// doesn't get too many at once; zero: it need not. mu is held.
func (s *Sender) pairWait(id shop.ConversationID, now time.Time) time.Time {
	l := s.pairs[id]
	if l == nil || l.TokensAt(now) >= 1 {
		return time.Time{}
	}
	missing := 1 - l.TokensAt(now)
	return now.Add(time.Duration(missing * float64(pairEvery)))
}

// paired counts a message to a customer.
func (s *Sender) paired(id shop.ConversationID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Shop.Now()
	l := s.pairs[id]
	if l == nil {
		if len(s.pairs) >= pairsMost {
			s.forgetPairs(now)
		}
		l = rate.NewLimiter(rate.Every(pairEvery), pairBurst)
		s.pairs[id] = l
	}
	l.AllowN(now, 1)
}

// forgetPairs forgets the conversations that have all their messages again.
func (s *Sender) forgetPairs(now time.Time) {
	for id, l := range s.pairs {
		if l.TokensAt(now) >= pairBurst {
			delete(s.pairs, id)
		}
	}
}
