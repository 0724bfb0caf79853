package sandbox

import (
	"sync"
	"time"
)

// clock is the platform's time: the real one, or one that runs faster and can be set
// ahead. It never goes back.
type clock struct {
	base func() time.Time

	mu   sync.Mutex
	rate float64
	// at is the platform's time when base was from.
	at, from time.Time
}

func newClock(base func() time.Time) *clock {
	now := base()
	return &clock{base: base, rate: 1, at: now, from: now}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.read()
}

func (c *clock) read() time.Time {
	passed := c.base().Sub(c.from)
	if c.rate == 1 {
		return c.at.Add(passed)
	}
	return c.at.Add(time.Duration(float64(passed) * c.rate))
}

// change sets the clock ahead and how fast it runs; 0 leaves the rate alone.
func (c *clock) change(ahead time.Duration, rate float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.from = c.read().Add(max(ahead, 0)), c.base()
	if rate > 0 {
		c.rate = rate
	}
}

// real is how long a while of the platform's time takes.
func (c *clock) real(d time.Duration) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Duration(float64(d) / c.rate)
}

func (c *clock) speed() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rate
}

// SetClock sets the platform's time ahead by a while, and how fast it runs from now on (1
// is as in life, 0 leaves it). Everything that comes due happens: webhooks are tried
// again, files expire, reply windows close.
func (sb *Sandbox) SetClock(ahead time.Duration, rate float64) {
	sb.clock.change(ahead, rate)
	signal(sb.tasks.wake)
	signal(sb.hooks.wake)
}

// Now is the platform's time.
func (sb *Sandbox) Now() time.Time { return sb.now() }
