package sender

import (
	"strconv"
	"time"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// An error that concerns more than its message holds the channel, or all
// channels of the shop, up: transient ones for a while, the others until
// something is accepted or somebody says "try again". What is queued waits
// meanwhile instead of failing one by one, and the owner is told once. Each shop
// has a sender of its own, so that its pauses never hold another's messages.

// topic is what notices about a pause replace each other by.
func topic(channel shop.ChannelID, scope whatsapp.Scope) string {
	if scope >= whatsapp.ScopeShop {
		return "sending"
	}
	return "sending|" + channel.String()
}

const (
	pauseLeast = 30 * time.Second
	pauseMost  = 15 * time.Minute
	// latePause is kept after an error that came only with a status: each try
	// costs a message then.
	latePause = 15 * time.Minute
	lateMost  = 6 * time.Hour
)

// paused is a channel that nothing leaves through for a while.
type paused struct {
	until time.Time
	times int // how often in a row by an error that doesn't go by itself; 0: a transient one
	code  int
	topic string // of the notice
}

// Paused says whether a channel is held up by an error that somebody has to
// settle, and its code.
func (s *Sender) Paused(channel shop.ChannelID) (code int, until time.Time, held bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.paused[channel]
	return p.code, p.until, p.times > 0
}

// Resume lets a channel that was paused go on at once, for a token that was
// given anew or a payment that was made.
func (s *Sender) Resume(channel shop.ChannelID) {
	s.mu.Lock()
	if p := s.paused[channel]; p.times > 0 {
		p.until = time.Time{} // it counts as held until something is accepted
		s.paused[channel] = p
	} else {
		delete(s.paused, channel)
	}
	s.mu.Unlock()
	s.free()
}

// pauseFor pauses the channel where an error concerns more than one message.
// It gives the end of a pause during which the message itself waits, and what
// the owner is to be told.
func (s *Sender) pauseFor(c claim, outcome whatsapp.Outcome) (until time.Time, told shop.Body) {
	channel := c.out.Sending.Channel
	s.mu.Lock()
	defer s.mu.Unlock()
	wide := outcome.Policy.Scope >= whatsapp.ScopeNumber
	switch {
	case outcome.Kind == whatsapp.OutcomeAccepted:
		s.quicken(channel)
		return time.Time{}, s.accepted(channel)
	case outcome.Kind == whatsapp.OutcomeRefused && wide:
		return s.block(channel, codeOf(outcome), outcome.Policy, pauseLeast, pauseMost)
	case wide && (outcome.Kind == whatsapp.OutcomeRetry || outcome.Kind == whatsapp.OutcomeNotSent):
		s.slowDown(channel, codeOf(outcome))
		s.hold(channel, outcome.Policy, max(outcome.Policy.Delay(failures(c, codeOf(outcome))), outcome.After))
		if outcome.Policy.Action == whatsapp.Wait && failures(c, codeOf(outcome)) == 1 {
			return time.Time{}, pausedNotice(channel, codeOf(outcome), outcome.Policy)
		}
	}
	return time.Time{}, nil
}

// accepted ends a channel's pause; mu is held.
func (s *Sender) accepted(channel shop.ChannelID) shop.Body {
	was := s.paused[channel]
	delete(s.paused, channel)
	if was.times == 0 {
		return nil
	}
	for id, p := range s.paused { // what held all of the shop's numbers is over for all
		if p.topic == was.topic {
			delete(s.paused, id)
		}
	}
	return &shop.NoticeRaised{About: shop.NoticeSendingResumed, Severity: shop.SeverityNews, Topic: was.topic}
}

// hold lets nothing leave for a while; for all channels where the error is the
// shop's. mu is held.
func (s *Sender) hold(channel shop.ChannelID, policy whatsapp.ErrorPolicy, d time.Duration) {
	until := s.Shop.Now().Add(d)
	for _, id := range s.affected(channel, policy.Scope) {
		p := s.paused[id]
		if !until.After(p.until) {
			continue
		}
		p.until = until
		if policy.Action == whatsapp.Wait { // hours: somebody wants to know of it
			p.times, p.code, p.topic = max(p.times, 1), policy.Code, topic(channel, policy.Scope)
		}
		s.paused[id] = p
	}
}

func (s *Sender) affected(channel shop.ChannelID, scope whatsapp.Scope) []shop.ChannelID {
	if scope < whatsapp.ScopeShop {
		return []shop.ChannelID{channel}
	}
	all := []shop.ChannelID{}
	for _, c := range s.Shop.Channels() {
		all = append(all, c.ID)
	}
	return all
}

// block pauses a channel, longer each time, until something is accepted or
// Resume is called. mu is held.
func (s *Sender) block(channel shop.ChannelID, code int, policy whatsapp.ErrorPolicy, least, most time.Duration) (until time.Time, told shop.Body) {
	p := s.paused[channel]
	until = s.Shop.Now().Add(min(least<<min(p.times, 10), most))
	if p.times == 0 || p.code != code {
		told = pausedNotice(channel, code, policy)
	}
	next := paused{until: until, times: p.times + 1, code: code, topic: topic(channel, policy.Scope)}
	for _, id := range s.affected(channel, policy.Scope) {
		s.paused[id] = next
	}
	s.paused[channel] = next
	return until, told
}

func pausedNotice(channel shop.ChannelID, code int, policy whatsapp.ErrorPolicy) shop.Body {
	return &shop.NoticeRaised{About: shop.NoticeSendingPaused, Severity: shop.SeverityUrgent, Topic: topic(channel, policy.Scope),
		Parameters: map[string]string{"code": strconv.Itoa(code), "step": string(policy.Step)}}
}

// late acts on failures that came with a status: the message is lost, what
// waits behind it need not be.
func (s *Sender) late(failures map[shop.ChannelID]facts.LateFailure) error {
	s.mu.Lock()
	first := s.lateSeen == nil
	if first {
		s.lateSeen = map[shop.ChannelID]shop.Position{} // those of an earlier run say nothing of today
	}
	told := map[shop.ChannelID]shop.Body{}
	for channel, failure := range failures {
		if failure.Position <= s.lateSeen[channel] {
			continue
		}
		s.lateSeen[channel] = failure.Position
		policy := whatsapp.Policy(failure.Code)
		if first || policy.Scope < whatsapp.ScopeNumber {
			continue
		}
		if policy.Action == whatsapp.Never {
			if _, body := s.block(channel, failure.Code, policy, latePause, lateMost); body != nil {
				told[channel] = body
			}
			continue
		}
		s.slowDown(channel, failure.Code)
		s.hold(channel, policy, policy.Delay(1))
		if policy.Action == whatsapp.Wait {
			told[channel] = pausedNotice(channel, failure.Code, policy)
		}
	}
	s.mu.Unlock()
	if len(told) == 0 {
		return nil
	}
	return s.decide(s.soft, func(_ *facts.Tx, emit emitter) error {
		for channel, body := range told {
			if err := emit(shop.Sending{Channel: channel}, shop.ByPlatform, body); err != nil {
				return err
			}
		}
		return nil
	})
}

// noClient: without a token nothing can leave; what is queued waits.
func (s *Sender) noClient(head facts.Head, err error) {
	if s.soft.Err() != nil {
		return
	}
	s.Logger.Error("a channel has no client", "channel", head.Channel, "error", err)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold(head.Channel, whatsapp.ErrorPolicy{Scope: whatsapp.ScopeNumber}, pauseLeast)
}
