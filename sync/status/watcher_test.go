package status_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mostrador/sync/status"
)

func TestTheWindowHearsOfEachChangeOnceAndInOrder(t *testing.T) {
	w := status.NewWatcher()
	var heard []status.Status
	cancel := w.Subscribe(func(s status.Status) {
		assert.Equal(t, s, w.Get(), "a listener may look")
		heard = append(heard, s)
	})
	since := time.Date(2026, 10, 1, 10, 0, 0, 0, time.UTC)
	w.Change(func(s *status.Status) { s.State = status.Live{} })
	w.Change(func(s *status.Status) { s.State = status.Live{} })
	w.Change(func(s *status.Status) { s.Waiting = 2 })
	w.Change(func(s *status.Status) { s.State = status.Offline{Since: since, Why: status.NoAnswer} })
	cancel()
	w.Change(func(s *status.Status) { s.Waiting = 0 })

	assert.Equal(t, []status.Status{
		{State: status.Live{}},
		{State: status.Live{}, Waiting: 2},
		{State: status.Offline{Since: since, Why: status.NoAnswer}, Waiting: 2},
	}, heard)
	assert.Equal(t, 0, w.Get().Waiting)
}

func TestChangesFromManySidesArriveOneAtATime(t *testing.T) {
	w := status.NewWatcher()
	last := 0
	w.Subscribe(func(s status.Status) {
		assert.Equal(t, last+1, s.Waiting)
		last = s.Waiting
	})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { w.Change(func(s *status.Status) { s.Waiting++ }) })
	}
	all.Wait()
	assert.Equal(t, 50, last)
}
