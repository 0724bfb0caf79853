package instance_test

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/instance"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestASecondStartShowsTheFirstAndHandsItsLinksOver(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	folder, shown := t.TempDir(), make(chan []string, 1)
	first, err := instance.Claim(t.Context(), folder, nil, func(links []string) { shown <- links })
	require.NoError(t, err)
	_, err = instance.Claim(t.Context(), folder, []string{"mostrador://pair?x"}, nil)
	require.ErrorIs(t, err, instance.ErrRunning)
	assert.Equal(t, []string{"mostrador://pair?x"}, <-shown)

	other, err := instance.Claim(t.Context(), t.TempDir(), nil, nil)
	require.NoError(t, err, "another folder is another program")
	require.NoError(t, other.Close())

	require.NoError(t, first.Close())
	again, err := instance.Claim(t.Context(), folder, nil, nil)
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

func TestWhatADeadProgramLeftIsClearedAway(t *testing.T) {
	runtime := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", runtime)
	folder := t.TempDir()
	first, err := instance.Claim(t.Context(), folder, nil, nil)
	require.NoError(t, err)
	require.NoError(t, first.Close())
	sockets, err := filepath.Glob(filepath.Join(runtime, "mostrador-*"))
	require.NoError(t, err)
	stale := filepath.Join(sockets[0], "left.sock")
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: stale})
	require.NoError(t, err)
	listener.SetUnlinkOnClose(false)
	require.NoError(t, listener.Close())
	require.FileExists(t, stale)
	require.NoError(t, os.Remove(stale))
	second, err := instance.Claim(t.Context(), folder, nil, nil)
	require.NoError(t, err)
	require.NoError(t, second.Close())
}
