package journal

import (
	"context"
	"sync"
)

// waiters tells those who wait at a place in a stream that it has grown. It
// only ever knows a lower bound of the end, so a wake-up is a hint to read.
type waiters struct {
	mu      sync.Mutex
	end     Position
	closed  bool
	waiting map[chan struct{}]waiter
}

type waiter struct {
	after  Position
	forget func() bool // drops the hook on the waiter's context
}

// reached wakes everyone who waits at a place before end.
func (w *waiters) reached(end Position) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if end <= w.end {
		return
	}
	w.end = end
	for ch, waiting := range w.waiting {
		if waiting.after < end {
			w.wake(ch)
		}
	}
}

// close wakes everyone for good.
func (w *waiters) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for ch := range w.waiting {
		w.wake(ch)
	}
}

// wake closes a channel that is still waited on. The lock is held.
func (w *waiters) wake(ch chan struct{}) {
	if waiting, still := w.waiting[ch]; still {
		waiting.forget()
		delete(w.waiting, ch)
		close(ch)
	}
}

// wait returns a channel that is closed when the stream is known to reach
// beyond after, when the context ends, or at close.
func (w *waiters) wait(ctx context.Context, after Position) <-chan struct{} {
	ch := make(chan struct{})
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || w.end > after || ctx.Err() != nil {
		close(ch)
		return ch
	}
	if w.waiting == nil {
		w.waiting = make(map[chan struct{}]waiter)
	}
	forget := context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.wake(ch)
	})
	w.waiting[ch] = waiter{after: after, forget: forget}
	return ch
}

// known is the furthest end that was heard of.
func (w *waiters) known() Position {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.end
}
