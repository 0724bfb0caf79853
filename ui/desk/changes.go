package desk

import (
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"mostrador/store"
)

// pause is the least time between two rounds of telling rooms what changed: a
// flood of events must not keep the window from drawing.
const pause = 60 * time.Millisecond

// changes gathers what changed and tells the rooms on the UI goroutine.
type changes struct {
	mu        sync.Mutex
	gathered  store.Changed
	due       bool
	last      time.Time
	timer     *time.Timer
	stopped   bool
	listeners []*listener
	cancel    func()
}

type listener struct{ tell func(store.Changed) }

// OnChanged calls tell on the UI goroutine after something changed. Cancel it
// when the view goes.
func (d *Desk) OnChanged(tell func(store.Changed)) (cancel func()) {
	l := &listener{tell: tell}
	d.changes.mu.Lock()
	d.changes.listeners = append(d.changes.listeners, l)
	d.changes.mu.Unlock()
	return func() {
		d.changes.mu.Lock()
		defer d.changes.mu.Unlock()
		d.changes.listeners = slices.DeleteFunc(d.changes.listeners, func(o *listener) bool { return o == l })
	}
}

func (d *Desk) listen() {
	if d.Store == nil {
		return
	}
	d.changes.cancel = d.Store.Subscribe(d.gather)
}

// gather is called on whatever goroutine committed; it only notes and arms.
func (d *Desk) gather(c store.Changed) {
	ch := &d.changes
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.gathered.Merge(c)
	if ch.due || ch.stopped {
		return
	}
	ch.due = true
	wait := max(0, pause-time.Since(ch.last))
	ch.timer = time.AfterFunc(wait, func() { fyne.Do(d.tellAll) })
}

func (d *Desk) tellAll() {
	ch := &d.changes
	ch.mu.Lock()
	changed, listeners := ch.gathered, slices.Clone(ch.listeners)
	ch.gathered, ch.due, ch.last = store.Changed{}, false, time.Now()
	stopped := ch.stopped
	ch.mu.Unlock()
	if stopped {
		return
	}
	for _, l := range listeners {
		l.tell(changed)
	}
}

func (ch *changes) stop() {
	ch.mu.Lock()
	defer ch.mu.Unlock()
	ch.stopped = true
	if ch.timer != nil {
		ch.timer.Stop()
	}
	if ch.cancel != nil {
		ch.cancel()
	}
}
