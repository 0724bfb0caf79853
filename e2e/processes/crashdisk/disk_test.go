//go:build linux

package crashdisk_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/e2e/processes/crashdisk"
)

// What was synced is there after a power cut, and what was not is gone: a disk
// that kept more would prove nothing.
func TestAPowerCutTakesWhatWasNotSynced(t *testing.T) {
	d, err := crashdisk.Mount(t.TempDir())
	if err != nil {
		t.Skip("no disk can be mounted here: ", err)
	}
	t.Cleanup(func() { require.NoError(t, d.Close()) })
	in := func(name string) string { return filepath.Join(d.Path(), name) }
	file, err := os.Create(in("mixed"))
	require.NoError(t, err)
	_, err = file.WriteString("kept, ")
	require.NoError(t, err)
	require.NoError(t, file.Sync())
	_, err = file.WriteString("not kept")
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(in("never"), []byte("never synced"), 0o600))
	sure, err := os.OpenFile(in("sure"), os.O_CREATE|os.O_WRONLY|os.O_SYNC, 0o600)
	require.NoError(t, err)
	_, err = sure.WriteString("each write is synced")
	require.NoError(t, err)
	require.NoError(t, os.Rename(in("sure"), in("renamed")))
	seen, err := os.ReadFile(in("mixed"))
	require.NoError(t, err)
	assert.Equal(t, "kept, not kept", string(seen))

	d.Cut()
	_, err = file.WriteString("too late")
	assert.Error(t, err)
	assert.Error(t, file.Sync())
	_ = file.Close()
	_ = sure.Close()
	require.NoError(t, d.Restore())
	assert.Positive(t, d.Lost())
	for name, want := range map[string]string{"mixed": "kept, ", "never": "", "renamed": "each write is synced"} {
		got, err := os.ReadFile(in(name))
		require.NoError(t, err)
		assert.Equal(t, want, string(got), name)
	}
	require.NoError(t, os.Truncate(in("mixed"), 2))
	d.Cut()
	require.NoError(t, d.Restore())
	got, err := os.ReadFile(in("mixed"))
	require.NoError(t, err)
	assert.Equal(t, "ke", string(got))
}
