package engine

import (
	"context"
	"errors"
	"fmt"

	"mostrador/backend/journal"
)

// Broken is closed once the shop's journal turned out to be damaged, another
// one than this relay folded, or over. The shop must be closed, and opened
// again after Check and, where that says so, Repair.
func (s *Shop) Broken() <-chan struct{} { return s.broken }

// NeedsRepair says that an error means damage and not that something is out of
// reach.
func NeedsRepair(err error) bool {
	return errors.Is(err, ErrDisagrees) || errors.Is(err, journal.ErrDamaged) || errors.Is(err, journal.ErrCursorUnknown)
}

// notice closes Broken on errors that don't go away by themselves.
func (s *Shop) notice(err error) {
	if NeedsRepair(err) || errors.Is(err, journal.ErrRenewed) {
		s.breaking.Do(func() { close(s.broken) })
	}
}

// Check reads a journal from its beginning to its end and looks for the place
// up to which this relay folded it; nil when both are as they should be.
func Check(ctx context.Context, p Params) error {
	witness, err := witnessOf(p)
	if err != nil {
		return err
	}
	var place journal.Cursor
	for {
		entries, err := p.Log.Read(ctx, place, 0, 0)
		if err != nil {
			return err
		}
		if len(entries) == 0 {
			break
		}
		place = entries[len(entries)-1].Cursor
	}
	if _, err := p.Log.End(ctx); err != nil {
		return err
	}
	if _, err := p.Log.Read(ctx, witness, 1, 1); err != nil {
		return fmt.Errorf("look for the place that was folded: %w", err)
	}
	return nil
}
