package desk

import (
	"slices"
	"sync"
	"time"
)

// turns tells views that a minute has passed, for what is counted in minutes.
type turns struct {
	mu        sync.Mutex
	running   bool
	listeners []*func()
}

// OnMinute calls f on the UI goroutine when the clock's minute turns.
func (d *Desk) OnMinute(f func()) (cancel func()) {
	t := &d.turn
	t.mu.Lock()
	t.listeners = append(t.listeners, &f)
	start := !t.running
	t.running = true
	t.mu.Unlock()
	if start {
		d.Background(d.countMinutes)
	}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.listeners = slices.DeleteFunc(t.listeners, func(o *func()) bool { return o == &f })
	}
}

func (d *Desk) countMinutes() {
	for {
		now := d.Now()
		timer := time.NewTimer(now.Truncate(time.Minute).Add(time.Minute).Sub(now))
		select {
		case <-d.ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
			d.onUI(d.tellMinute)
		}
	}
}

func (d *Desk) tellMinute() {
	d.turn.mu.Lock()
	listeners := slices.Clone(d.turn.listeners)
	d.turn.mu.Unlock()
	for _, f := range listeners {
		(*f)()
	}
}
