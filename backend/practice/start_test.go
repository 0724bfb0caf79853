package practice

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, params Params) *Practice {
	t.Helper()
	if params.Dir == "" {
		params.Dir = t.TempDir()
	}
	began := time.Now()
	p, err := Start(t.Context(), params)
	require.NoError(t, err)
	t.Log("started in", time.Since(began).Round(time.Millisecond))
	t.Cleanup(func() { stop(t, p) })
	return p
}

func stop(t *testing.T, p *Practice) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 30*time.Second)
	defer cancel()
	require.NoError(t, p.Close(ctx))
}

func TestItStarts(t *testing.T) {
	start(t, Params{Quiet: true})
}
