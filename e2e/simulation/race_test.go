//go:build race

package simulation_test

// histories is how many are lived where each takes ten times as long.
const histories = 150
