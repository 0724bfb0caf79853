package simulation

import (
	"context"
	"errors"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// Files keeps emptied stores between histories: making one costs more than all
// that a history does with it. It belongs to one goroutine at a time.
type Files struct{ spare []*file }

// file is a store in memory whose clock can be changed.
type file struct {
	*store.Store
	now func() time.Time
}

// Close closes what is kept.
func (f *Files) Close() error {
	var errs []error
	for _, one := range f.spare {
		errs = append(errs, one.Close())
	}
	f.spare = nil
	return errors.Join(errs...)
}

// take gives an empty store.
func (f *Files) take(of shop.ShopID, now func() time.Time) (*file, error) {
	if n := len(f.spare); n > 0 {
		one := f.spare[n-1]
		f.spare, one.now = f.spare[:n-1], now
		return one, nil
	}
	one := &file{now: now}
	var err error
	one.Store, err = store.Open(context.Background(), store.Params{Path: ":memory:", Shop: of, Now: func() time.Time { return one.now() }})
	return one, err
}

// give takes a store back. One that can't be emptied, since something waits in
// it, is closed.
func (f *Files) give(one *file) error {
	ctx := context.Background()
	refused, err := one.Refused(ctx, store.MaxRows)
	if err != nil {
		return err
	}
	for _, r := range refused {
		if _, err := one.DismissRefused(ctx, r.Command.ID); err != nil {
			return err
		}
	}
	waiting, err := one.Outbox(ctx, 1)
	if err != nil {
		return err
	}
	if len(waiting) > 0 {
		return one.Close()
	}
	if err := one.Reset(ctx); err != nil {
		return err
	}
	f.spare = append(f.spare, one)
	return nil
}
