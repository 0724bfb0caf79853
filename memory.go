package main

import (
	"runtime/debug"
	"time"
)

const (
	// startGrowth lets the heap grow fivefold before it is collected, so that
	// collecting doesn't take part in the start.
	startGrowth = 400
	// calmGrowth keeps it small afterwards: little is made while one answers.
	calmGrowth = 50
	// calmAfter is when the start's leftovers are given back to the system.
	calmAfter = 2 * time.Second
)

// hurry is called first of all.
func hurry() { debug.SetGCPercent(startGrowth) }

// calm gives back what the start took, once it is over.
func (s *session) calm() {
	s.work.Go(func() {
		timer := time.NewTimer(calmAfter)
		defer timer.Stop()
		select {
		case <-s.ctx.Done():
		case <-timer.C:
		}
		debug.SetGCPercent(calmGrowth)
		debug.FreeOSMemory()
	})
}
