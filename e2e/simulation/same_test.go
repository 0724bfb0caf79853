package simulation_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/e2e/simulation"
)

// What went wrong once can be looked at again: a seed is one history, whatever
// was lived before it.
func TestASeedIsAlwaysTheSameHistory(t *testing.T) {
	kept := &simulation.Files{}
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	lives := func(seed uint64, files *simulation.Files) (all []string) {
		report := simulation.Run(simulation.Params{Seed: seed, Folder: folder(t, fmt.Sprint(seed)), Files: files,
			Trace: func(line string) { all = append(all, line) }})
		require.Empty(t, report.Wrong)
		return append(all, fmt.Sprintf("%+v", report))
	}
	for seed := uint64(20); seed < 20+sameSeeds; seed++ {
		require.Equal(t, lives(seed, nil), lives(seed, kept), "seed %d", seed)
	}
}
