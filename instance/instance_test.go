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
	sockets, err := filepath.Glob(filepath.Join(runtime, "mostrador-*", "*.sock"))
	require.NoError(t, err)
	require.Len(t, sockets, 1)
	require.NoError(t, first.Close())

	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: sockets[0]})
	require.NoError(t, err)
	listener.SetUnlinkOnClose(false)
	require.NoError(t, listener.Close())
	_, err = os.Lstat(sockets[0])
	require.NoError(t, err, "a killed program leaves its socket behind")
	second, err := instance.Claim(t.Context(), folder, nil, nil)
	require.NoError(t, err)
	require.NoError(t, second.Close())
}
