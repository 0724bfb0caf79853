//go:build !race

package simulation_test

import "time"

// histories is how many are lived in each test run, and atMost how long that may
// take: a machine that has other things to do lives fewer.
const (
	histories = 3000
	atMost    = 25 * time.Second
	sameSeeds = 8
)
