package sender

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/media"
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
	files, ok := s.upload(head)
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
	s.paired(head.Conversation)
	s.step("claimed")
	accepted, err := s.post(client, number, c, files)
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
	// template is the one that the message fills in.
	template shop.Template
}

// claim asks every rule once more, by the facts of this moment, and takes the
// message if all say yes and nobody else has it.
func (s *Sender) claim(id shop.MessageID) (c claim, err error) {
	err = s.decide(s.soft, func(f *facts.Tx, emit emitter) error {
		c = claim{}
		now := s.Shop.Now()
		o, first, ok := f.Outgoing(id)
		if !ok || !first || o.Claimed() || o.Until.After(now) || f.Paused() {
			return nil
		}
		reason := shop.MayLeave(f.Without(id), o.Sending, now)
		address, addressed := f.AddressOn(o.Sending.Customer, o.Sending.Channel)
		if reason == shop.ReasonNone && !addressed {
			reason = shop.ReasonNoAddress
		}
		quoted, named := f.Wamid(o.Quotes)
		if reason == shop.ReasonNone && o.Sending.Type == shop.TypeReaction && !named {
			reason = shop.ReasonNotFound // WhatsApp doesn't know what it is a reaction to
		}
		if reason != shop.ReasonNone {
			return emit(o.Sending, shop.ByRelay, &shop.MessageRefused{Message: id, Reason: reason})
		}
		c = claim{held: true, out: o, attempt: o.Attempt + 1, until: now.Add(s.ClaimFor), address: address, quoted: quoted}
		c.template = templateOf(f, o.Sending)
		return emit(o.Sending, shop.ByRelay, &shop.MessageClaimed{
			Message: id, Relay: s.Shop.RelayName(), Attempt: c.attempt, Deadline: c.until})
	})
	return c, err
}

var errTooLate = errors.New("the deadline passed before it could be posted")

// post sends a claimed message, and is done by the deadline either way.
func (s *Sender) post(client *whatsapp.Client, number string, c claim, files uploads) (whatsapp.Accepted, error) {
	message, err := outgoing(c, files)
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

func templateOf(f *facts.Tx, sending shop.Sending) shop.Template {
	if sending.Content.Template == nil {
		return shop.Template{}
	}
	channel, _ := f.Channel(sending.Channel)
	template, _ := f.Template(channel.WABA, sending.Content.Template.Name, sending.Content.Template.Language)
	return template
}

// upload brings a message's files to the platform before the claim, since it
// may take long; false when the message can't go on now.
func (s *Sender) upload(head facts.Head) (files uploads, ok bool) {
	var o facts.Outgoing
	err := s.Shop.View(s.soft, func(f *facts.Tx) error {
		o, _, ok = f.Outgoing(head.Message)
		return nil
	})
	if err != nil {
		s.failedStep("read", err)
		return nil, false
	}
	if !ok {
		return nil, false
	}
	files = uploads{}
	for _, file := range attached(o.Sending) {
		id, err := s.uploadOne(o.Sending, file)
		if id == "" {
			if s.soft.Err() == nil {
				s.uploadFailed(o, err)
			}
			return nil, false
		}
		files[file.media.Hash] = id
	}
	return files, true
}

// attachment is a file of a message and what it is there.
type attachment struct {
	kind  shop.MessageType
	media shop.Media
}

func attached(sending shop.Sending) []attachment {
	var all []attachment
	add := func(kind shop.MessageType, media *shop.Media) {
		if media != nil && media.Hash != "" {
			all = append(all, attachment{kind, *media})
		}
	}
	content := sending.Content
	if sending.Type.HasMedia() {
		add(sending.Type, content.Media)
	}
	if content.Interactive != nil {
		add(content.Interactive.HeaderType, content.Interactive.HeaderFile)
	}
	if content.Template == nil {
		return all
	}
	if content.Template.Header != nil {
		add(content.Template.Header.FileType, content.Template.Header.File)
	}
	for _, card := range content.Template.Cards {
		add(card.FileType, card.File)
	}
	return all
}

func (s *Sender) uploadOne(sending shop.Sending, file attachment) (string, error) {
	if s.Uploads == nil {
		return "", errors.New("this relay has no place for files")
	}
	return s.Uploads.PlatformMedia(s.soft, media.Outbound{Shop: s.Shop.ID(), Channel: sending.Channel, Customer: sending.Customer,
		Type: file.kind, Media: file.media})
}

// uploadTries is how often a file is tried whose upload fails without a reason
// from the platform.
const uploadTries = 5

// uploadFailed: unlike a message, a file may be uploaded again whatever became
// of it.
func (s *Sender) uploadFailed(o facts.Outgoing, err error) {
	var unfit *media.UnfitError
	if errors.As(err, &unfit) {
		s.refuse(o, unfit.Problem.Reason)
		return
	}
	outcome := whatsapp.OutcomeOf(err)
	if outcome.Kind == whatsapp.OutcomeUnknown {
		outcome.Kind, outcome.After = whatsapp.OutcomeRetry, 2*time.Second
		outcome.Policy = whatsapp.ErrorPolicy{Action: whatsapp.Retry, Base: 2 * time.Second, Factor: 4, Max: 5 * time.Minute, MaxAttempts: uploadTries}
	}
	s.Logger.Warn("a file could not be handed to WhatsApp", "message", o.Sending.Message, "outcome", outcome.Kind.String())
	s.settleOutcome(claim{out: o, attempt: o.Attempt + 1}, whatsapp.Accepted{}, outcome, fmt.Sprintf("upload: %s", words(err)))
}

// refuse gives up on a message that a rule of ours says no to.
func (s *Sender) refuse(o facts.Outgoing, reason shop.Reason) {
	err := s.decide(s.soft, func(f *facts.Tx, emit emitter) error {
		if now, _, ok := f.Outgoing(o.Sending.Message); !ok || now.Claimed() {
			return nil
		}
		return emit(o.Sending, shop.ByRelay, &shop.MessageRefused{Message: o.Sending.Message, Reason: reason})
	})
	if err != nil {
		s.failedStep("refuse", err)
	}
}
