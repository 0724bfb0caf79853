package sync

import (
	"context"
	stdsync "sync"
)

// lifetime owns goroutines: those that began before the end are waited for,
// and none begins after it.
type lifetime struct {
	ctx     context.Context
	end     context.CancelFunc
	mu      stdsync.Mutex
	running stdsync.WaitGroup
}

func newLifetime() *lifetime {
	l := &lifetime{}
	l.ctx, l.end = context.WithCancel(context.Background())
	return l
}

// begin counts a piece of work, which calls done; false after the end.
func (l *lifetime) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ctx.Err() != nil {
		return false
	}
	l.running.Add(1)
	return true
}

func (l *lifetime) done() { l.running.Done() }

// close ends what runs and waits for it.
func (l *lifetime) close() {
	l.end()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running.Wait()
}
