package sender

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// advance takes the next steps of a conversation's first message.
func (s *Sender) advance(head facts.Head) {
	if !head.Deadline.IsZero() {
		s.expire(head)
		return
	}
	client, number, err := s.Clients.Client(s.soft, s.Shop.ID(), head.Channel)
	if err != nil {
		s.noClient(head, err)
		return
	}
	mediaID, ok := s.upload(head)
	if !ok || s.limiter(head.Channel).Wait(s.soft) != nil {
		return
	}
	s.step("ready")
	c, err := s.claim(head.Message)
	if err != nil {
		s.failedStep("claim", err)
		return
	}
	if !c.held {
		return
	}
	s.step("claimed")
	accepted, err := s.post(client, number, c, mediaID)
	s.step("posted")
	s.settle(c, accepted, err)
	s.step("settled")
}

// failedStep is a step that the journal didn't take; it is tried again soon.
func (s *Sender) failedStep(step string, err error) {
	if s.soft.Err() != nil {
		return
	}
	s.Logger.Error("a step of sending failed", "step", step, "error", err)
	s.Sleep(s.soft, viewPause)
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// expire gives up on a claim that has no outcome: what became of the message
// is not known, and it is never sent again by itself.
func (s *Sender) expire(head facts.Head) {
	err := s.decide(s.soft, func(f *facts.Tx, emit emitter) error {
		o, _, ok := f.Outgoing(head.Message)
		if !ok || !o.Deadline.Equal(head.Deadline) || s.Shop.Now().Before(o.Deadline) {
			return nil
		}
		return emit(o.Sending, shop.ByRelay, &shop.MessageUnsettled{Message: head.Message, Attempt: o.Attempt, Why: "no outcome before the deadline"})
	})
	if err != nil {
		s.failedStep("expire", err)
	}
}

// emitter states something about a message.
type emitter func(about shop.Sending, by shop.AuthorKind, body shop.Body) error

func (s *Sender) decide(ctx context.Context, decide func(*facts.Tx, emitter) error) error {
	return s.Shop.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
		return decide(f, func(about shop.Sending, by shop.AuthorKind, body shop.Body) error {
			fact := engine.Fact{Body: body, Channel: about.Channel, Customer: about.Customer}
			if f.Forgotten(about.Customer) {
				fact.Customer = shop.CustomerID{}
				anonymous(body)
			}
			event, err := s.Shop.Event(shop.EventID{UUID: uuid.New()}, fact)
			if err != nil {
				return err
			}
			event.Author.Kind = by
			return emit(event)
		})
	})
}

// anonymous takes out what names a customer who was forgotten meanwhile.
func anonymous(body shop.Body) {
	if b, ok := body.(*shop.MessageAccepted); ok {
		b.Personal = shop.MessageAcceptedPersonal{}
	}
}

// claim is an attempt that this relay may make until the deadline.
type claim struct {
	held    bool
	out     facts.Outgoing
	attempt int
	until   time.Time // the deadline
	address facts.Address
	quoted  string // wamid
}

// claim asks every rule once more, by the facts of this moment, and takes the
// message if all say yes and nobody else has it.
func (s *Sender) claim(id shop.MessageID) (c claim, err error) {
	err = s.decide(s.soft, func(f *facts.Tx, emit emitter) error {
		c = claim{}
		now := s.Shop.Now()
		o, first, ok := f.Outgoing(id)
		if !ok || !first || o.Claimed() || o.Until.After(now) {
			return nil
		}
		reason := shop.MayLeave(f.Without(id), o.Sending, now)
		address, addressed := f.AddressOn(o.Sending.Customer, o.Sending.Channel)
		if reason == shop.ReasonNone && !addressed {
			reason = shop.ReasonNoAddress
		}
		if reason != shop.ReasonNone {
			return emit(o.Sending, shop.ByRelay, &shop.MessageRefused{Message: id, Reason: reason})
		}
		c = claim{held: true, out: o, attempt: o.Attempt + 1, until: now.Add(s.ClaimFor), address: address}
		c.quoted, _ = f.Wamid(o.Quotes)
		return emit(o.Sending, shop.ByRelay, &shop.MessageClaimed{
			Message: id, Relay: s.Shop.RelayName(), Attempt: c.attempt, Deadline: c.until})
	})
	return c, err
}

var errTooLate = errors.New("the deadline passed before it could be posted")

// post sends a claimed message, and is done by the deadline either way.
func (s *Sender) post(client *whatsapp.Client, number string, c claim, mediaID string) (whatsapp.Accepted, error) {
	message, err := outgoing(c, mediaID)
	if err != nil {
		return whatsapp.Accepted{}, err
	}
	left := c.until.Sub(s.Shop.Now())
	if left <= 0 {
		return whatsapp.Accepted{}, &whatsapp.NotSentError{Err: errTooLate}
	}
	ctx, cancel := context.WithTimeout(s.hard, left)
	defer cancel()
	return client.Send(ctx, number, message)
}

// upload brings a message's file to the platform before the claim, since it
// may take long; false when the message can't go on now.
func (s *Sender) upload(head facts.Head) (mediaID string, ok bool) {
	var o facts.Outgoing
	err := s.Shop.View(s.soft, func(f *facts.Tx) error {
		o, _, ok = f.Outgoing(head.Message)
		return nil
	})
	if err != nil {
		s.failedStep("read", err)
		return "", false
	}
	media := o.Sending.Content.Media
	if !ok || !o.Sending.Type.HasMedia() || media == nil {
		return "", ok
	}
	if s.Uploads == nil {
		err = errors.New("this relay has no place for files")
	} else {
		mediaID, err = s.Uploads.PlatformMedia(s.soft, s.Shop.ID(), head.Channel, media.Hash)
	}
	if mediaID != "" {
		return mediaID, true
	}
	if s.soft.Err() != nil {
		return "", false
	}
	s.uploadFailed(o, err)
	return "", false
}

// uploadTries is how often a file is tried whose upload fails without a reason
// from the platform.
const uploadTries = 5

// uploadFailed: unlike a message, a file may be uploaded again whatever became
// of it.
func (s *Sender) uploadFailed(o facts.Outgoing, err error) {
	outcome := whatsapp.OutcomeOf(err)
	if outcome.Kind == whatsapp.OutcomeUnknown {
		outcome.Kind, outcome.After = whatsapp.OutcomeRetry, 2*time.Second
		outcome.Policy = whatsapp.ErrorPolicy{Action: whatsapp.Retry, Base: 2 * time.Second, Factor: 4, Max: 5 * time.Minute, MaxAttempts: uploadTries}
	}
	s.Logger.Warn("a file could not be handed to WhatsApp", "message", o.Sending.Message, "outcome", outcome.Kind.String())
	s.settleOutcome(claim{out: o, attempt: o.Attempt + 1}, whatsapp.Accepted{}, outcome, fmt.Sprintf("upload: %s", words(err)))
}
