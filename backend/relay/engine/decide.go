package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/keys"
	"mostrador/shop"
)

// Decision reads facts and appends events through emit, which folds them at
// once: what is decided next already sees them. It may run several times, each
// time on newer facts, and must do nothing else that lasts.
type Decision func(f *facts.Tx, emit func(...shop.Event) error) error

// request is a decision that waits for its turn.
type request struct {
	decide Decision
	answer chan error
	err    error
}

const (
	// gather is how many decisions share a batch at most, and
	// gatherEvents after how many events no further one joins.
	gather       = 64
	gatherEvents = 400
	// conflictsMost is how often a batch is decided anew in one go. Every
	// conflict means that another relay got on.
	conflictsMost = 200
)

// Decide runs a decision under the decision rule and returns once its events
// are durable and folded. A decision without events just reads. Errors are the
// decision's own, the journal's, or ErrClosed.
func (s *Shop) Decide(ctx context.Context, decide Decision) error {
	r := &request{decide: decide, answer: make(chan error, 1)}
	if s.byTurns != nil {
		return s.decideByTurns(ctx, r)
	}
	select {
	case s.requests <- r:
	case <-s.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	return <-r.answer
}

// DecideEvents is Decide for a decision that knows all its events at once. It
// returns the events that were appended.
func (s *Shop) DecideEvents(ctx context.Context, decide func(*facts.Tx) ([]shop.Event, error)) ([]shop.Event, error) {
	var decided []shop.Event
	err := s.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
		var err error
		if decided, err = decide(f); err != nil {
			return err
		}
		return emit(decided...)
	})
	return decided, err
}

// View reads facts.
func (s *Shop) View(ctx context.Context, read func(*facts.Tx) error) error {
	return s.Decide(ctx, func(f *facts.Tx, _ func(...shop.Event) error) error { return read(f) })
}

// Keep changes what is this relay's own in the facts, such as how far the
// intake was translated.
func (s *Shop) Keep(ctx context.Context, change func(*facts.Tx) error) error {
	return s.View(ctx, change)
}

// run is the only goroutine that writes: it decides what is asked and folds
// what other relays append.
func (s *Shop) run(ctx context.Context) {
	defer close(s.done)
	idle := time.NewTimer(restAfter)
	defer idle.Stop()
	for {
		watch, cancel := context.WithCancel(ctx)
		grown := s.params.Log.Changed(watch, s.place())
		select {
		case <-ctx.Done():
			cancel()
			return
		case r := <-s.requests:
			s.serve(ctx, s.waiting(r))
			idle.Reset(restAfter)
		case <-grown:
			s.follow(ctx)
			idle.Reset(restAfter)
		case <-idle.C:
			if err := s.store.Rest(); err != nil {
				s.params.Logger.Warn("relay.db could not be closed for a rest", "error", err)
			}
		}
		cancel()
	}
}

// restAfter is how long nothing happens before relay.db is closed: a relay may
// hold a thousand shops of which ten are at work.
const restAfter = time.Minute

// followPause is how long a journal that can't be read is left alone.
const followPause = time.Second

func (s *Shop) follow(ctx context.Context) {
	_, err := s.foldOn(ctx)
	if err == nil || ctx.Err() != nil {
		return
	}
	s.notice(err)
	s.params.Logger.Error("the journal can't be followed", "error", err)
	// Requests are still answered meanwhile, with the error they meet.
	timer := time.NewTimer(followPause)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-s.requests:
			s.serve(ctx, s.waiting(r))
		case <-timer.C:
			return
		}
	}
}

// waiting gathers the decisions that wait already: they share one batch, and
// its one fsync.
func (s *Shop) waiting(first *request) []*request {
	all := []*request{first}
	for len(all) < gather {
		select {
		case r := <-s.requests:
			all = append(all, r)
		default:
			return all
		}
	}
	return all
}

// serve decides requests, in batches, until each has its answer.
func (s *Shop) serve(ctx context.Context, all []*request) {
	conflicts := 0
	for len(all) > 0 {
		n, err := s.attempt(ctx, all)
		if errors.Is(err, journal.ErrConflict) && conflicts < conflictsMost {
			conflicts++
			_, err = s.foldOn(ctx)
			if err == nil {
				continue
			}
		}
		s.notice(err)
		for _, r := range all[:n] {
			if r.err == nil {
				r.err = err
			}
			r.answer <- r.err
		}
		all = all[n:]
	}
}

// batch is what is being decided on trial.
type batch struct {
	tx     *facts.Tx
	place  journal.Cursor
	bytes  int
	events []shop.Event
}

// attempt decides as many requests as fit one batch, appends it and commits
// what was folded. It returns how many requests that settles.
func (s *Shop) attempt(ctx context.Context, all []*request) (int, error) {
	tx, err := s.store.Begin()
	if err != nil {
		return len(all), err
	}
	defer tx.Rollback()
	b := &batch{tx: tx, place: s.place()}
	n := 0
	for n < len(all) && len(b.events) < gatherEvents {
		if err := b.decide(all[n]); err != nil {
			return n + 1, err
		}
		n++
	}
	if len(b.events) == 0 {
		return n, tx.Keep()
	}
	data, err := s.codec.encodeAll(ctx, b.events)
	if err != nil {
		return n, err
	}
	end, err := s.append(ctx, b.place, data)
	if err != nil {
		return n, err
	}
	if err := s.destroyKeys(ctx, b.events); err != nil {
		return n, err
	}
	channels := channelsAfter(tx, b.events)
	if err := tx.Commit(end); err != nil {
		return n, err
	}
	s.moved(end, channels)
	return n, s.cleanUp(b.events)
}

// decide runs one decision; when it fails, what it emitted is dropped and the
// others go on. The error returned is one that nobody can go on after.
func (b *batch) decide(r *request) error {
	if err := b.tx.Mark(); err != nil {
		return err
	}
	events, size := len(b.events), b.bytes
	r.err = r.decide(b.tx, b.emit)
	if r.err == nil {
		r.err = b.tx.Err()
	}
	if r.err != nil {
		b.events, b.bytes = b.events[:events], size
	}
	return b.tx.Unmark(r.err == nil)
}

// overhead is more than an entry has beside the body and the personal part.
const overhead = 2048

func (b *batch) emit(events ...shop.Event) error {
	for _, e := range events {
		e.Position = shop.Position(b.place.Position) + shop.Position(len(b.events)) + 1
		size := sizeOf([]shop.Event{e})
		if len(b.events) >= journal.MaxBatch || size > journal.MaxEntry || b.bytes+size > journal.MaxBatchBytes {
			return fmt.Errorf("%w: too much was decided at once", journal.ErrTooLarge)
		}
		if len(e.Personal) > 0 && b.tx.Forgotten(e.Customer) {
			return fmt.Errorf("%s: %w", e.Kind, keys.ErrForgotten)
		}
		if err := b.tx.Fold(e); err != nil {
			return err
		}
		b.events, b.bytes = append(b.events, e), b.bytes+size
	}
	return nil
}

// sizeOf is at least what events take in the journal.
func sizeOf(events []shop.Event) (bytes int) {
	for _, e := range events {
		bytes += len(e.Body) + len(e.Personal) + overhead
	}
	return bytes
}

// append appends a batch; one whose acknowledgement was lost is asked for
// again by its id. What stays unknown is folded, if it is there, before the
// next decision, since that one conflicts.
func (s *Shop) append(ctx context.Context, place journal.Cursor, data [][]byte) (journal.Cursor, error) {
	id := uuid.New()
	const tries = 3
	for try := 1; ; try++ {
		end, err := s.params.Log.Append(ctx, id, place, data)
		if !errors.Is(err, journal.ErrUnknown) || try == tries {
			if errors.Is(err, journal.ErrCursorUnknown) {
				err = fmt.Errorf("%w: %w", ErrDisagrees, err)
			}
			return end, err
		}
	}
}
