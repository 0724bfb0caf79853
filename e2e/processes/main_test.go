package processes_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"mostrador/e2e/processes/desktop"
	"mostrador/e2e/processes/programs"
)

// servers are the relay and the sandbox, built once.
var servers programs.Programs

func TestMain(m *testing.M) {
	desktop.ServeIfAsked()
	folder, err := os.MkdirTemp("", "mostrador-programs-")
	if err == nil {
		servers, err = programs.Build(context.Background(), folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if err := os.RemoveAll(folder); err != nil && code == 0 {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
		os.Exit(code)
	}))
}
