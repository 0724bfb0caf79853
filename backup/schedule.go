package backup

import (
	"context"
	"time"
)

// Clock is the time that a schedule follows.
type Clock interface {
	Now() time.Time
	After(d time.Duration) <-chan time.Time
}

// SystemClock is the computer's.
type SystemClock struct{}

// Now is part of Clock.
func (SystemClock) Now() time.Time { return time.Now() }

// After is part of Clock.
func (SystemClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Schedule says when copies are made.
type Schedule struct {
	Clock  Clock
	First  time.Duration // after Run began
	Every  time.Duration // since the newest copy
	Newest func() (time.Time, error)
	Make   func(ctx context.Context) error
	// Retry is how long after one that failed the next is tried.
	Retry time.Duration
}

// Run makes copies until ctx ends; the caller waits for it. Make tells itself
// what went wrong.
func (s Schedule) Run(ctx context.Context) {
	wait := s.First
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.Clock.After(wait):
		}
		wait = s.turn(ctx)
	}
}

// turn makes a copy if it is time, and says how long to wait then. A computer
// that slept finds it is time as soon as it looks.
func (s Schedule) turn(ctx context.Context) time.Duration {
	newest, err := s.Newest()
	if err != nil {
		return s.Retry
	}
	if left := newest.Add(s.Every).Sub(s.Clock.Now()); left > 0 && left <= s.Every {
		return min(left, s.Retry)
	}
	if err := s.Make(ctx); err != nil {
		return s.Retry
	}
	return min(s.Every, s.Retry)
}
