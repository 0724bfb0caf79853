package engine

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
)

// Fact is something that the relay itself states: set-up, mostly.
type Fact struct {
	Body     shop.Body
	Channel  shop.ChannelID  // where it is about one
	Customer shop.CustomerID // whose it is, where it is about one
}

// Record appends facts that the relay states, as one batch, after what is
// needed for their order to be right was folded.
func (s *Shop) Record(ctx context.Context, all ...Fact) error {
	return s.Decide(ctx, func(_ *facts.Tx, emit func(...shop.Event) error) error {
		for _, fact := range all {
			event, err := s.Event(shop.EventID{UUID: uuid.New()}, fact)
			if err != nil {
				return err
			}
			if err := emit(event); err != nil {
				return err
			}
		}
		return nil
	})
}

// Configure appends facts of the shop as a whole: settings, people, devices,
// labels, replies, templates.
func (s *Shop) Configure(ctx context.Context, bodies ...shop.Body) error {
	all := make([]Fact, len(bodies))
	for i, body := range bodies {
		all[i] = Fact{Body: body}
	}
	return s.Record(ctx, all...)
}

// ConnectChannel states that the shop has a business number, and its id.
// Stating the same again does nothing.
func (s *Shop) ConnectChannel(ctx context.Context, body *shop.ChannelConnected) (shop.ChannelID, error) {
	id := shop.ChannelFor(s.params.Shop, body.PhoneNumberID)
	_, err := s.DecideEvents(ctx, func(f *facts.Tx) ([]shop.Event, error) {
		known, _ := f.Channel(id)
		if known == (shop.ChannelFacts{ID: id, PhoneNumberID: body.PhoneNumberID, WABA: body.WABA,
			Portfolio: body.Portfolio, Number: body.Number, Name: body.Name}) {
			return nil, nil
		}
		event, err := s.Event(shop.EventID{UUID: uuid.New()}, Fact{Body: body, Channel: id})
		return []shop.Event{event}, err
	})
	return id, err
}

// RecordMedia states what became of a message's file, once.
func (s *Shop) RecordMedia(ctx context.Context, channel shop.ChannelID, customer shop.CustomerID, body shop.Body) error {
	var message shop.MessageID
	switch b := body.(type) {
	case *shop.MediaStored:
		message = b.Message
	case *shop.MediaMissed:
		message = b.Message
	default:
		return fmt.Errorf("record media: %s is not about a file", body.Kind())
	}
	_, err := s.DecideEvents(ctx, func(f *facts.Tx) ([]shop.Event, error) {
		id := shop.EventFor(s.params.Shop, body.Kind(), message.String())
		who, known := f.Customer(customer)
		if f.Seen(id) || known && who.Forgotten {
			return nil, nil
		}
		event, err := s.Event(id, Fact{Body: body, Channel: channel, Customer: customer})
		return []shop.Event{event}, err
	})
	return err
}

// Forget makes everything personal of a customer unreadable for ever: in the
// journal, in the facts and, through the feed, on the devices.
func (s *Shop) Forget(ctx context.Context, customer shop.CustomerID) error {
	return s.Record(ctx, Fact{Body: &shop.CustomerForgotten{Customer: customer}, Customer: customer})
}

// Event makes an event that the relay states now.
func (s *Shop) Event(id shop.EventID, fact Fact) (shop.Event, error) {
	now := s.Now()
	return shop.NewEvent(shop.Event{
		ID: id, Shop: s.params.Shop, At: now, Recorded: now, Author: shop.Author{Kind: shop.ByRelay},
		Channel: fact.Channel, Customer: fact.Customer,
	}, fact.Body)
}
