package sender

import (
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
	paused, told := s.pauseFor(c, outcome)
	for {
		// Not with a context of ours: an outcome that is known must not be lost
		// because the relay is stopping.
		err := s.decide(s.hard, func(f *facts.Tx, emit emitter) error {
			if err := s.write(f, emit, written{c, accepted, outcome, why, paused}); err != nil {
				return err
			}
			if told == nil {
				return nil
			}
			return emit(shop.Sending{Channel: c.out.Sending.Channel}, shop.ByPlatform, told)
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
		return s.writeAccepted(emit, w)
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

func (s *Sender) writeAccepted(emit emitter, w written) error {
	about := w.claim.out.Sending
	err := emit(about, shop.ByPlatform, &shop.MessageAccepted{
		Message: about.Message, Attempt: w.claim.attempt, Ref: shop.RefFor(s.Shop.ID(), w.accepted.MessageID), Held: held(w.accepted.Status),
		Personal: shop.MessageAcceptedPersonal{Wamid: w.accepted.MessageID, WaID: w.accepted.WaID},
	})
	if err != nil || about.Type != shop.TypeReaction {
		return err
	}
	return emit(about, shop.ByRelay, &shop.MessageReacted{Conversation: w.claim.out.Conversation,
		Target: shop.RefFor(s.Shop.ID(), w.claim.quoted), Personal: shop.MessageReactedPersonal{Emoji: about.Content.Text}})
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
	if err == nil && about.Type == shop.TypeReaction {
		err = emit(about, shop.ByRelay, &shop.NoticeRaised{About: shop.NoticeReactionFailed, Severity: shop.SeverityNews,
			Topic:      "reaction|" + w.claim.out.Quotes.String(),
			Parameters: map[string]string{"code": strconv.Itoa(w.code()), "message": w.claim.out.Quotes.String()}})
	}
	if err != nil || w.outcome.Policy.Step != whatsapp.StepOptOut {
		return err
	}
	return emit(about, shop.ByPlatform, &shop.ConsentChanged{Customer: about.Customer, Purpose: shop.Offers, Source: "platform"})
}
