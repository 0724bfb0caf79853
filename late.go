package main

import (
	"context"
	"errors"
	"io"
	stdsync "sync"

	"mostrador/sync"
	"mostrador/sync/status"
)

// lateLink is a link that is made after the window is shown.
type lateLink struct{ *status.Watcher }

func newLateLink() *lateLink { return &lateLink{status.NewWatcher()} }

func (l *lateLink) attach(w *status.Watcher) {
	follow := func(s status.Status) { l.Change(func(now *status.Status) { *now = s }) }
	w.Subscribe(follow)
	follow(w.Get())
}

// fail shows a problem that keeps the link from being made at all.
func (l *lateLink) fail(p status.Problem) {
	l.Change(func(now *status.Status) { now.State = status.Blocked{Problem: p} })
}

// lateMedia is a shop's files before and after the link is there.
type lateMedia struct {
	mu    stdsync.Mutex
	inner *sync.Media
	ready chan struct{}
}

var errNotConnected = errors.New("the shop's files are not there yet")

func (m *lateMedia) attach(inner *sync.Media) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inner = inner
	if m.ready != nil {
		close(m.ready)
		m.ready = nil
	}
}

// wait answers the files once the link was made.
func (m *lateMedia) wait(ctx context.Context) (*sync.Media, error) {
	m.mu.Lock()
	inner := m.inner
	if inner == nil && m.ready == nil {
		m.ready = make(chan struct{})
	}
	ready := m.ready
	m.mu.Unlock()
	if inner != nil {
		return inner, nil
	}
	select {
	case <-ready:
		return m.wait(ctx)
	case <-ctx.Done():
		return nil, errors.Join(errNotConnected, context.Cause(ctx))
	}
}

// Open answers where a file is.
func (m *lateMedia) Open(ctx context.Context, hash string) (string, error) {
	inner, err := m.wait(ctx)
	if err != nil {
		return "", err
	}
	return inner.Open(ctx, hash)
}

// Put takes a file in.
func (m *lateMedia) Put(ctx context.Context, r io.Reader) (string, error) {
	inner, err := m.wait(ctx)
	if err != nil {
		return "", err
	}
	return inner.Put(ctx, r)
}
