//go:build linux

package system_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/system"
)

func TestTheProgramStartsWithTheSessionWhenItIsTold(t *testing.T) {
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	start := system.Autostart{Program: "/opt/my shop/mostrador", Arguments: []string{"-data", `/home/ana/100% "cake"`}}
	on, err := start.On()
	require.NoError(t, err)
	assert.False(t, on)

	require.NoError(t, start.Set(true))
	on, err = start.On()
	require.NoError(t, err)
	assert.True(t, on)
	text, err := os.ReadFile(filepath.Join(config, "autostart", "mostrador.desktop"))
	require.NoError(t, err)
	assert.Contains(t, string(text), "Exec=\"/opt/my shop/mostrador\" \"-data\" \"/home/ana/100%% \\\\\"cake\\\\\"\"\n")

	require.NoError(t, start.Set(false))
	require.NoError(t, start.Set(false), "twice is no error")
	on, err = start.On()
	require.NoError(t, err)
	assert.False(t, on)
}
