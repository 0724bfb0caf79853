package simulation

import (
	"iter"
	"slices"
	"time"
)

// task is work of one node that can be held, and ended, at each of its points.
type task struct {
	node  *node
	name  string
	next  func() (struct{}, bool)
	stop  func()
	yield func(struct{}) bool
	ready func() bool // nil: may go on
	done  bool        // the work came to its end
	ended func(done bool)
}

// crashed unwinds a task whose node died.
type crashed struct{}

// scheduler has the tasks that are under way. One of them runs at a time.
type scheduler struct {
	tasks   []*task
	running *task
	trace   func(node, text string)
}

// start makes a task; it runs once it is chosen. Ended, if there is one, hears
// whether it came to its end or its node died.
func (s *scheduler) start(n *node, name string, work func(), ended func(done bool)) {
	t := &task{node: n, name: name, ended: ended}
	t.next, t.stop = iter.Pull(func(yield func(struct{}) bool) {
		t.yield = yield
		defer func() {
			if p := recover(); p != nil {
				if _, ok := p.(crashed); !ok {
					panic(p)
				}
			}
		}()
		work()
		t.done = true
	})
	s.tasks = append(s.tasks, t)
}

// point is a place where the running task may be held or ended.
func (s *scheduler) point(name string) {
	if s.running != nil {
		s.trace(s.running.node.name, s.running.name+" at "+name)
		s.hold(nil)
	}
}

// until holds the running task until a condition is there.
func (s *scheduler) until(ready func() bool) {
	if s.running != nil && !ready() {
		s.hold(ready)
	}
}

func (s *scheduler) hold(ready func() bool) {
	t := s.running
	t.ready = ready
	if !t.yield(struct{}{}) {
		panic(crashed{})
	}
}

// goOn lets a task run to its next point.
func (s *scheduler) goOn(t *task) {
	s.running, t.ready = t, nil
	_, more := t.next()
	s.running = nil
	if !more {
		s.tasks = slices.DeleteFunc(s.tasks, func(other *task) bool { return other == t })
		s.tell(t)
	}
}

func (s *scheduler) tell(t *task) {
	if t.ended != nil {
		t.ended(t.done)
	}
}

// able are the tasks that may go on.
func (s *scheduler) able() []*task {
	var all []*task
	for _, t := range s.tasks {
		if !t.node.frozen() && (t.ready == nil || t.ready()) {
			all = append(all, t)
		}
	}
	return all
}

// end ends a node's tasks where they stand.
func (s *scheduler) end(n *node) {
	var rest, gone []*task
	for _, t := range s.tasks {
		if t.node == n {
			gone = append(gone, t)
		} else {
			rest = append(rest, t)
		}
	}
	s.tasks = rest
	for _, t := range gone {
		t.stop()
	}
	for _, t := range gone {
		s.tell(t)
	}
}

// has says whether a node is at some work already.
func (s *scheduler) has(n *node, name string) bool {
	return slices.ContainsFunc(s.tasks, func(t *task) bool { return t.node == n && t.name == name })
}

// turn is a lock that tasks wait for.
type turn struct {
	tasks *scheduler
	held  bool
}

// Lock waits until the lock is free.
func (l *turn) Lock() {
	l.tasks.until(func() bool { return !l.held })
	l.held = true
}

// Unlock frees it.
func (l *turn) Unlock() { l.held = false }

// node is a program on a machine of its own.
type node struct {
	name  string
	off   time.Duration // its clock against the world's
	thaws time.Time     // until then it stands still
	world func() time.Time
}

func (n *node) frozen() bool { return n.world().Before(n.thaws) }

// Now is the node's clock.
func (n *node) Now() time.Time { return n.world().Add(n.off) }
