package engine

import (
	"context"
	"slices"
	"strconv"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
)

// unsettledAtOnce is how many messages are given up in one decision.
const unsettledAtOnce = 200

// SettleRenewal writes down what a new epoch of the journal means, unless that
// was done: whatever was on its way to WhatsApp has a fate that nobody knows,
// and the owner is told. It is called whenever a shop was opened, before
// anything is sent for it.
func (s *Shop) SettleRenewal(ctx context.Context) error {
	for done := false; !done; {
		err := s.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
			done = true
			if f.Renewed() == 0 || f.RenewalTold() {
				return f.Err()
			}
			waiting := f.QueuedBefore(f.Renewed(), unsettledAtOnce)
			done = len(waiting) < unsettledAtOnce
			for _, o := range waiting {
				if err := s.unsettle(emit, o); err != nil {
					return err
				}
			}
			if !done {
				return nil
			}
			event, err := s.Event(shop.EventFor(s.params.Shop, shop.KindNoticeRaised, "renewed at "+strconv.FormatUint(uint64(f.Renewed()), 10)),
				Fact{Body: &shop.NoticeRaised{About: shop.NoticeJournalRenewed, Severity: shop.SeverityUrgent, Topic: string(shop.NoticeJournalRenewed)}})
			if err != nil {
				return err
			}
			return emit(event)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Shop) unsettle(emit func(...shop.Event) error, o facts.Outgoing) error {
	event, err := s.Event(shop.EventFor(s.params.Shop, shop.KindMessageUnsettled, "renewed "+o.Sending.Message.String()),
		Fact{Channel: o.Sending.Channel, Customer: o.Sending.Customer,
			Body: &shop.MessageUnsettled{Message: o.Sending.Message, Attempt: o.Attempt, Why: "the journal was repaired"}})
	if err != nil {
		return err
	}
	return emit(event)
}

// Recover appends events that this journal lost, from a device that has them,
// each once, and says how many that were. They keep their ids, times and
// authors, but get new positions.
func (s *Shop) Recover(ctx context.Context, events []shop.Event) (added int, err error) {
	for part := range slices.Chunk(events, gatherEvents) {
		n := 0
		err := s.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
			n = 0
			for _, e := range part {
				if e.Shop != s.params.Shop || f.Seen(e.ID) || f.Recovered(e.ID) || e.Kind == shop.KindJournalRenewed {
					continue
				}
				if f.Forgotten(e.Customer) {
					e.Personal = nil
				}
				n++
				if err := emit(e); err != nil {
					return err
				}
			}
			return f.Err()
		})
		if err != nil {
			return added, err
		}
		added += n
	}
	return added, nil
}
