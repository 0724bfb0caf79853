package main

import (
	"fmt"
	"os"
	"time"

	"mostrador/internal/frames"
)

// timingEnv makes the program say on its standard error when the list of
// conversations can be used. `make bench` sets it.
const timingEnv = "MOSTRADOR_TIMING"

var started = time.Now()

// noteFirstFrame waits until the list shows what was read, and then until that
// is painted.
func (p *program) noteFirstFrame(s *session) {
	if os.Getenv(timingEnv) == "" {
		return
	}
	s.desk.OnListed(func() {
		frames.Painted(p.window, func() {
			fmt.Fprintf(os.Stderr, "first-usable-frame %d\n", time.Since(started).Milliseconds())
		})
	})
}
