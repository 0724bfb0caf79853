package engine

import (
	"context"
	"sync"

	"mostrador/shop"
)

// byTurns is how a shop works that has no goroutine: who asks waits for the
// lock and then decides everything that waits by then, as run would.
type byTurns struct {
	turn sync.Locker
	ctx  context.Context // lives as long as the shop

	mu      sync.Mutex
	waiting []*request
}

func (t *byTurns) queue(r *request) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiting = append(t.waiting, r)
}

// take takes what shares the next batch, oldest first.
func (t *byTurns) take() []*request {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(len(t.waiting), gather)
	all := t.waiting[:n:n]
	t.waiting = t.waiting[n:]
	return all
}

func (s *Shop) decideByTurns(ctx context.Context, r *request) error {
	if s.byTurns.ctx.Err() != nil {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.byTurns.queue(r)
	s.byTurns.turn.Lock()
	defer s.byTurns.turn.Unlock()
	for {
		select {
		case err := <-r.answer:
			return err
		default:
			s.serve(s.byTurns.ctx, s.byTurns.take())
		}
	}
}

// Follow folds what other relays appended; only for a shop that works by turns.
func (s *Shop) Follow(ctx context.Context) error {
	s.byTurns.turn.Lock()
	defer s.byTurns.turn.Unlock()
	for {
		more, err := s.foldOn(ctx)
		if err != nil || !more {
			return err
		}
	}
}

// Step reads the intake on and translates for one shop; false when nothing is
// left. Only for a translator that works by turns.
func (t *Translator) Step(ctx context.Context, id shop.ShopID) (more bool, err error) {
	t.mu.Lock()
	w := t.shops[id]
	t.mu.Unlock()
	if w == nil {
		return false, ErrClosed
	}
	if !w.begun {
		w.channels = len(w.shop.Channels())
		if w.begun = w.begin(ctx); !w.begun {
			return true, nil
		}
	}
	if more, err = t.tail.step(ctx); err != nil {
		return true, err
	}
	_, again := w.step(ctx)
	return more || again, nil
}
