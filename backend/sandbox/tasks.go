package sandbox

import (
	"container/heap"
	"context"
	"sync"
	"time"
)

// tasks runs things when their time has come, one after the other, in order of time and
// then of asking.
type tasks struct {
	now  func() time.Time
	wake chan struct{}
	// real is how long a while of now's time takes; nil means just so long.
	real func(time.Duration) time.Duration

	mu      sync.Mutex
	waiting taskHeap
	seq     int64
	running bool
}

type task struct {
	at  time.Time
	seq int64
	do  func()
}

type taskHeap []task

func (h taskHeap) Len() int { return len(h) }
func (h taskHeap) Less(i, j int) bool {
	if h[i].at.Equal(h[j].at) {
		return h[i].seq < h[j].seq
	}
	return h[i].at.Before(h[j].at)
}
func (h taskHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *taskHeap) Push(x any)   { *h = append(*h, x.(task)) }
func (h *taskHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = task{}
	*h = old[:len(old)-1]
	return last
}

func newTasks(now func() time.Time) *tasks {
	return &tasks{now: now, wake: make(chan struct{}, 1)}
}

// after asks for something to be done once a while has passed.
func (t *tasks) after(d time.Duration, do func()) {
	t.mu.Lock()
	t.seq++
	heap.Push(&t.waiting, task{at: t.now().Add(d), seq: t.seq, do: do})
	t.mu.Unlock()
	signal(t.wake)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// next takes the first task that is due, or says how long until there is one.
func (t *tasks) next() (do func(), wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.running = false
	if len(t.waiting) == 0 {
		return nil, time.Hour
	}
	if wait := t.waiting[0].at.Sub(t.now()); wait > 0 {
		return nil, wait
	}
	t.running = true
	return heap.Pop(&t.waiting).(task).do, 0
}

func (t *tasks) run(ctx context.Context) {
	for ctx.Err() == nil {
		do, wait := t.next()
		if do != nil {
			do()
			continue
		}
		if t.real != nil {
			wait = t.real(wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-t.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// idle says that nothing is due and nothing is running.
func (t *tasks) idle() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.running && (len(t.waiting) == 0 || t.waiting[0].at.After(t.now()))
}
