package simulation_test

import "runtime"

// histories is how many are lived in each test run.
const histories = 400

func workers() int { return runtime.GOMAXPROCS(0) }
