package sync_test

import (
	"context"
	"slices"
	stdsync "sync"
	"testing"

	"mostrador/shop"
	"mostrador/shop/wire"
)

type file struct {
	store *memory
}

var memories stdsync.Map

func openFile(_ testing.TB, dir string, _ shop.ShopID) *file {
	m, _ := memories.LoadOrStore(dir, &memory{events: map[shop.Position]shop.EventID{}, refused: map[shop.CommandID]shop.Reason{}})
	return &file{store: m.(*memory)}
}

func (f *file) close() {}

func (f *file) do(c shop.Command) {
	f.store.mu.Lock()
	f.store.box = append(f.store.box, c)
	wake := f.store.wake
	f.store.mu.Unlock()
	if wake != nil {
		wake()
	}
}

func (f *file) position() shop.Position {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	return shop.Position(len(f.store.events))
}

func (f *file) outbox() []shop.CommandID {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	var ids []shop.CommandID
	for _, c := range f.store.box {
		ids = append(ids, c.ID)
	}
	return ids
}

func (f *file) refusedWhy(id shop.CommandID) shop.Reason {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	return f.store.refused[id]
}

func (f *file) dump() any {
	f.store.mu.Lock()
	defer f.store.mu.Unlock()
	return f.store.events
}

type memory struct {
	mu      stdsync.Mutex
	events  map[shop.Position]shop.EventID
	cursor  string
	box     []shop.Command
	refused map[shop.CommandID]shop.Reason
	wake    func()
}

func (m *memory) Cursor(context.Context) (string, shop.Position, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursor, shop.Position(len(m.events)), nil
}

func (m *memory) Apply(ctx context.Context, events []shop.Event, cursor string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	for _, e := range events {
		m.events[e.Position] = e.ID
	}
	m.cursor = cursor
	return nil
}

func (m *memory) Reset(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events, m.cursor = map[shop.Position]shop.EventID{}, ""
	return nil
}

func (m *memory) Outbox(_ context.Context, limit int) ([]shop.Command, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.box[:min(limit, len(m.box))]), nil
}

func (m *memory) Posting(context.Context, []shop.CommandID) error { return nil }

func (m *memory) Answered(_ context.Context, a wire.Answer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.box = slices.DeleteFunc(m.box, func(c shop.Command) bool { return c.ID == a.Command })
	if a.Refused != "" {
		m.refused[a.Command] = a.Refused
	}
	return nil
}

func (m *memory) OnOutbox(f func()) func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wake = f
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.wake = nil
	}
}
