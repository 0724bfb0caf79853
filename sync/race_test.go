//go:build race

package sync_test

// slowdown is how much less to do where the race detector slows SQLite down.
const slowdown = 5
