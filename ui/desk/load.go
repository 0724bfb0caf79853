package desk

import (
	"context"
	"sync"
)

// Slot holds the newest reading for one view. A newer one cancels the older,
// whose result is dropped. The zero value is ready.
type Slot struct {
	mu     sync.Mutex
	turn   int
	cancel context.CancelFunc
}

func (s *Slot) next(parent context.Context) (context.Context, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
	ctx, cancel := context.WithCancel(parent)
	s.cancel = cancel
	s.turn++
	return ctx, s.turn
}

func (s *Slot) current(turn int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.turn == turn
}

// Drop forgets the reading that is under way.
func (s *Slot) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn++
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

// Load reads off the UI goroutine and shows the result on it, unless the slot
// has begun a newer reading meanwhile. A failure is shown in words.
func Load[T any](d *Desk, slot *Slot, read func(ctx context.Context) (T, error), show func(T)) {
	ctx, turn := slot.next(d.ctx)
	end := func(result T, err error) {
		switch {
		case !slot.current(turn):
		case err != nil:
			d.Failed(err)
		default:
			show(result)
		}
	}
	if d.ahead {
		end(read(ctx))
		return
	}
	d.Background(func() {
		result, err := read(ctx)
		if ctx.Err() != nil {
			return
		}
		d.onUI(func() { end(result, err) })
	})
}

// Work does something off the UI goroutine once, and tells done on it.
func (d *Desk) Work(f func(ctx context.Context) error, done func(error)) {
	if d.ahead {
		d.finish(done, f(d.ctx))
		return
	}
	d.Background(func() {
		err := f(d.ctx)
		d.onUI(func() { d.finish(done, err) })
	})
}

// Background runs f on a goroutine that Close waits for.
func (d *Desk) Background(f func()) {
	if d.ctx.Err() != nil {
		return
	}
	d.work.Add(1)
	go func() {
		defer d.work.Done()
		f()
	}()
}
