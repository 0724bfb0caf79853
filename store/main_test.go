package store_test

import (
	"flag"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// A property checks as often as RAPID_CHECKS says, else as -rapid.checks does,
// else a quarter as often where the race detector slows SQLite down.
func TestMain(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "rapid.checks" })
	checks := os.Getenv("RAPID_CHECKS")
	if checks == "" && !chosen {
		checks = usualChecks
	}
	if checks != "" {
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic("RAPID_CHECKS: " + err.Error())
		}
	}
	goleak.VerifyTestMain(m)
}
