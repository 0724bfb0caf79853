//go:build !race

package simulation_test

// histories is how many are lived in each test run.
const histories = 3000
