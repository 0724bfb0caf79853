package status

import "sync"

// Watcher holds the present status and tells of changes. The zero value is
// not usable; NewWatcher makes one that is Connecting.
type Watcher struct {
	mu          sync.Mutex
	now         Status
	subscribers map[int]func(Status)
	next        int
	// telling is held while subscribers are called, so that they see the
	// changes in order; mu is not, so that they may call Get and Subscribe.
	telling sync.Mutex
}

// NewWatcher begins with Connecting and nothing waiting.
func NewWatcher() *Watcher {
	return &Watcher{now: Status{State: Connecting{}}, subscribers: map[int]func(Status){}}
}

// Get is the present status.
func (w *Watcher) Get() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Subscribe calls f with every later change, in order and one at a time, from
// the goroutine that made the change. f must not block and must not call
// Change. The answer ends it; a call under way may still finish after that.
func (w *Watcher) Subscribe(f func(Status)) (cancel func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := w.next
	w.next++
	w.subscribers[id] = f
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.subscribers, id)
	}
}

// Change edits the status. Nobody is told of a change that changes nothing.
func (w *Watcher) Change(edit func(*Status)) {
	w.telling.Lock()
	defer w.telling.Unlock()
	now, listeners := w.edited(edit)
	for _, listener := range listeners {
		listener(now)
	}
}

func (w *Watcher) edited(edit func(*Status)) (Status, []func(Status)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.now
	edit(&w.now)
	if w.now == before {
		return before, nil
	}
	listeners := make([]func(Status), 0, len(w.subscribers))
	for _, listener := range w.subscribers {
		listeners = append(listeners, listener)
	}
	return w.now, listeners
}
