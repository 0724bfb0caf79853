package store

import (
	"context"

	"mostrador/shop"
)

// CountOrders counts the orders in a status.
func (s *Store) CountOrders(ctx context.Context, status shop.StatusID) (int, error) {
	n := 0
	_, err := s.one(ctx, "SELECT count(*) FROM shown_orders WHERE status = ?", []any{string(status)}, &n)
	return n, err
}
