package practice

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAShopsZoneHasANameWhereverTheComputerIs(t *testing.T) {
	now := time.Date(2026, 11, 27, 10, 42, 0, 0, time.UTC)
	madrid, err := time.LoadLocation("Europe/Madrid")
	require.NoError(t, err)
	assert.Equal(t, "Europe/Madrid", zoneName(madrid, "America/Sao_Paulo", now))
	for _, seconds := range []int{-3 * 3600, 0, 3600, 9 * 3600, 5*3600 + 1800} {
		name := zoneName(time.FixedZone("somewhere", seconds), "Europe/Madrid", now)
		zone, err := time.LoadLocation(name)
		require.NoError(t, err, name)
		_, offset := now.In(zone).Zone()
		assert.Equal(t, seconds/3600, offset/3600)
	}
	name := zoneName(time.Local, "Europe/Madrid", now)
	_, err = time.LoadLocation(name)
	require.NoError(t, err)
}
