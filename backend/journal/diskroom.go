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
	free   int64 // when asked, less what was written since
	answer error
}

// roomFor is how long an answer is good for, unless as much is written
// meanwhile as there was room.
const roomFor = 250 * time.Millisecond

// check tells whether bytes may be written.
func (d *diskRoom) check(bytes int) error {
	if d.least < 0 {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	// A batch is staged once before it is stored, so all counts twice.
	d.free -= 2 * int64(bytes)
	if !d.asked.IsZero() && time.Since(d.asked) < roomFor && (d.answer != nil || d.free > d.least) {
		return d.answer
	}
	d.asked, d.answer = time.Now(), nil
	free, total, err := diskFree(d.dir)
	d.free = free
	// Some file systems report no sizes at all; those are trusted.
	if err == nil && total > 0 && free < d.least {
		d.answer = fmt.Errorf("%w: the disk is full: %d MB left, %d MB are needed; make room on it", ErrUnavailable, free>>20, d.least>>20)
	}
	return d.answer
}
