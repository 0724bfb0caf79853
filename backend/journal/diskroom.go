package journal

import (
	"fmt"
	"sync"
	"time"
)

// diskRoom refuses writes a little before the disk is full: JetStream gives up
// for good when it meets a full disk, whereas a refusal ends by itself once
// there is room again.
type diskRoom struct {
	dir   string
	least int64 // negative: never refuse

	mu     sync.Mutex
	asked  time.Time
	answer error
}

// roomFor is how long an answer is good for.
const roomFor = 250 * time.Millisecond

func (d *diskRoom) check() error {
	if d.least < 0 {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.asked.IsZero() && time.Since(d.asked) < roomFor {
		return d.answer
	}
	d.asked, d.answer = time.Now(), nil
	// Some file systems report no sizes at all; those are trusted.
	if free, total, err := diskFree(d.dir); err == nil && total > 0 && free < d.least {
		d.answer = fmt.Errorf("%w: the disk is full: %d MB left, %d MB are needed; make room on it", ErrUnavailable, free>>20, d.least>>20)
	}
	return d.answer
}
