package sender

import (
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// settle writes down what became of an attempt.
func (s *Sender) settle(c claim, accepted whatsapp.Accepted, err error) {
	outcome := whatsapp.OutcomeOf(err)
	var unsendable *unsendableError
	if errors.As(err, &unsendable) {
		outcome = whatsapp.Outcome{Kind: whatsapp.OutcomeRefused}
	}
	s.settleOutcome(c, accepted, outcome, words(err))
}

// words are the platform's, for the ledger, or ours where it said nothing.
func words(err error) string {
	var api *whatsapp.APIError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &api) && api.Details != "":
		return api.Details
	case errors.As(err, &api) && api.Message != "":
		return api.Message
	}
	return err.Error()
}

func (s *Sender) settleOutcome(c claim, accepted whatsapp.Accepted, outcome whatsapp.Outcome, why string) {
	paused, notice := s.pauseFor(c, outcome)
	for {
		// Not with a context of ours: an outcome that is known must not be lost
		// because the relay is stopping.
		err := s.decide(s.hard, func(f *facts.Tx, emit emitter) error {
			if err := s.write(f, emit, written{c, accepted, outcome, why, paused}); err != nil {
				return err
			}
			if notice == nil {
				return nil
			}
			return emit(shop.Sending{Channel: c.out.Sending.Channel}, shop.ByPlatform, notice)
		})
		if err == nil || s.hard.Err() != nil || errors.Is(err, engine.ErrClosed) {
			return
		}
		s.Logger.Error("the outcome of a message can't be written down", "message", c.out.Sending.Message, "error", err)
		s.Sleep(s.hard, viewPause)
	}
}

// written is an outcome on its way into the journal.
type written struct {
	claim    claim
	accepted whatsapp.Accepted
	outcome  whatsapp.Outcome
	why      string
	paused   time.Time // the channel is, until then; zero: it isn't
}

func (w written) code() int { return codeOf(w.outcome) }

// codeOf is WhatsApp's error code; 0 where it gave none.
func codeOf(outcome whatsapp.Outcome) int {
	if outcome.API == nil {
		return 0
	}
	return outcome.API.Code
}

func (s *Sender) write(f *facts.Tx, emit emitter, w written) error {
	about := w.claim.out.Sending
	if w.outcome.Kind == whatsapp.OutcomeAccepted {
		return emit(about, shop.ByPlatform, &shop.MessageAccepted{
			Message: about.Message, Attempt: w.claim.attempt, Ref: shop.RefFor(s.Shop.ID(), w.accepted.MessageID), Held: held(w.accepted.Status),
			Personal: shop.MessageAcceptedPersonal{Wamid: w.accepted.MessageID, WaID: w.accepted.WaID},
		})
	}
	message, _ := f.Message(about.Message)
	if message.Rank >= shop.RankAccepted || message.Flag == shop.FlagFailed {
		return nil // a status came before the answer and said more
	}
	_, _, queued := f.Outgoing(about.Message)
	switch {
	case w.outcome.Kind == whatsapp.OutcomeUnknown && !queued:
		return nil // its claim expired; that it isn't known is written already
	case w.outcome.Kind == whatsapp.OutcomeUnknown:
		return emit(about, shop.ByRelay, &shop.MessageUnsettled{Message: about.Message, Attempt: w.claim.attempt, Why: w.why})
	case queued && !w.paused.IsZero():
		return emit(about, shop.ByRelay, w.postponed(w.paused))
	case queued && w.again():
		return emit(about, shop.ByRelay, w.postponed(s.Shop.Now().Add(w.delay())))
	}
	return s.writeFailed(emit, w)
}

func held(status string) string {
	if status == "accepted" {
		return ""
	}
	return status
}

func (w written) postponed(until time.Time) shop.Body {
	return &shop.MessagePostponed{Message: w.claim.out.Sending.Message, Attempt: w.claim.attempt, Until: until, Code: w.code()}
}

// again says whether the message may be tried again; a message that never left
// this machine may for ever, until a rule says no.
func (w written) again() bool {
	switch w.outcome.Kind {
	case whatsapp.OutcomeNotSent:
		return true
	case whatsapp.OutcomeRetry:
		return w.failures() <= w.outcome.Policy.MaxAttempts
	}
	return false
}

// failures is how often in a row it failed for this reason.
func (w written) failures() int { return failures(w.claim, w.code()) }

func failures(c claim, code int) int {
	if c.out.Code == code {
		return c.out.Tries + 1
	}
	return 1
}

func (w written) delay() time.Duration {
	return max(w.outcome.Policy.Delay(w.failures()), w.outcome.After)
}

func (s *Sender) writeFailed(emit emitter, w written) error {
	about := w.claim.out.Sending
	err := emit(about, shop.ByPlatform, &shop.MessageFailed{Message: about.Message, Attempt: w.claim.attempt, Code: w.code(), Details: w.why})
	if err != nil || w.outcome.Policy.Step != whatsapp.StepOptOut {
		return err
	}
	return emit(about, shop.ByPlatform, &shop.ConsentChanged{Customer: about.Customer, Purpose: shop.Offers, Source: "platform"})
}

const (
	pauseLeast = 30 * time.Second
	pauseMost  = 15 * time.Minute
)

// pauseFor pauses the channel where an error concerns more than one message.
// With a token that expired, or a restricted account, messages wait instead of
// failing one by one; the owner is told once. It gives the end of such a pause.
func (s *Sender) pauseFor(c claim, outcome whatsapp.Outcome) (until time.Time, notice shop.Body) {
	channel := c.out.Sending.Channel
	s.mu.Lock()
	defer s.mu.Unlock()
	wide := outcome.Policy.Scope >= whatsapp.ScopeNumber
	switch {
	case outcome.Kind == whatsapp.OutcomeAccepted:
		delete(s.paused, channel)
	case outcome.Kind == whatsapp.OutcomeRefused && wide:
		return s.block(channel, outcome)
	case wide && (outcome.Kind == whatsapp.OutcomeRetry || outcome.Kind == whatsapp.OutcomeNotSent):
		s.hold(channel, outcome.Policy, max(outcome.Policy.Delay(failures(c, codeOf(outcome))), outcome.After))
	}
	return time.Time{}, nil
}

// hold lets nothing leave for a while; for all channels where the error is the
// shop's. mu is held.
func (s *Sender) hold(channel shop.ChannelID, policy whatsapp.ErrorPolicy, d time.Duration) {
	until := s.Shop.Now().Add(d)
	for _, id := range s.affected(channel, policy.Scope) {
		if p := s.paused[id]; until.After(p.until) {
			p.until = until
			s.paused[id] = p
		}
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
func (s *Sender) block(channel shop.ChannelID, outcome whatsapp.Outcome) (until time.Time, notice shop.Body) {
	code := codeOf(outcome)
	p := s.paused[channel]
	until = s.Shop.Now().Add(min(pauseLeast<<min(p.times, 10), pauseMost))
	if p.times == 0 || p.code != code {
		notice = &shop.PlatformNoticed{Field: FieldSendingPaused, Personal: shop.PartKeptPersonal{
			Raw: json.RawMessage(`{"code":` + strconv.Itoa(code) + `,"step":` + strconv.Quote(string(outcome.Policy.Step)) + `}`)}}
	}
	next := paused{until: until, times: p.times + 1, code: code}
	for _, id := range s.affected(channel, outcome.Policy.Scope) {
		s.paused[id] = next
	}
	s.paused[channel] = next
	return until, notice
}

// FieldSendingPaused is the field of a platform.noticed which says that nothing
// leaves through a channel: the token expired, the account is restricted, a
// payment is missing. Its raw JSON has the error's code and the next step.
const FieldSendingPaused = "sending_paused"

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
