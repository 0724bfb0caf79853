//go:build race

package simulation_test

import "time"

// Under the race detector a history takes twenty times as long.
const (
	histories = 150
	atMost    = 8 * time.Second
	sameSeeds = 1
)
