package engine

import (
	"context"
	"slices"

	"mostrador/backend/relay/facts"
	"mostrador/shop"
)

// SettleForgotten makes journal and keys agree on who was forgotten, whichever
// of the two came out of a backup: a key that is back is destroyed again, and
// whose key is gone is forgotten in the journal as well. It is called whenever
// a shop was opened, before anything is translated or sent for it.
func (s *Shop) SettleForgotten(ctx context.Context) error {
	gone, err := s.params.Keys.Forgotten(ctx, s.params.Shop)
	if err != nil {
		return err
	}
	var said []shop.CustomerID
	err = s.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
		said = f.AllForgotten()
		for _, customer := range gone {
			if slices.Contains(said, customer) {
				continue
			}
			event, err := s.Event(shop.EventFor(s.params.Shop, shop.KindCustomerForgotten, "again "+customer.String()),
				Fact{Body: &shop.CustomerForgotten{Customer: customer}, Customer: customer})
			if err != nil {
				return err
			}
			if err := emit(event); err != nil {
				return err
			}
		}
		return f.Err()
	})
	if err != nil {
		return err
	}
	for _, customer := range said {
		if err := s.params.Keys.Destroy(ctx, s.params.Shop, customer); err != nil {
			return err
		}
	}
	return nil
}
