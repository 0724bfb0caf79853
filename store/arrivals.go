package store

import (
	"context"
	"time"

	"mostrador/shop"
)

// arrived notes when this device got what a transaction brings. Rows of the same
// second become one, so that a long absence makes few.
func (f *fold) arrived() {
	now := millis(f.store.now())
	var last, at int64
	if f.scan("SELECT position, at FROM arrivals ORDER BY position DESC LIMIT 1", nil, &last, &at) && at/1000 == now/1000 {
		f.exec("DELETE FROM arrivals WHERE position = ?", last)
	}
	f.exec("INSERT INTO arrivals (position, at) VALUES (?, ?) ON CONFLICT DO NOTHING", int64(f.position), now)
}

// arrival is when this device got what is at a position; zero: not known.
func (s *Store) arrival(ctx context.Context, position shop.Position) (when time.Time, err error) {
	_, err = s.one(ctx, "SELECT at FROM arrivals WHERE position >= ? ORDER BY position LIMIT 1", []any{int64(position)}, at{&when})
	return when, err
}
