//go:build !race

package simulation_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/e2e/simulation"
)

// A simulation that finds nothing proves nothing, unless it finds what is there.
func TestABrokenRuleIsFound(t *testing.T) {
	for name, spoil := range map[string]simulation.Spoil{
		"a relay decides unguarded": simulation.Unguarded, "200 comes before the disk": simulation.EarlyOK,
		"a lost answer is posted again": simulation.PostsAgain, "a command is lost": simulation.LosesCommands,
		"a device passes an event over": simulation.SkipsEvents,
	} {
		t.Run(name, func(t *testing.T) {
			const within = 60
			base, files := folder(t, "spoilt"), &simulation.Files{}
			t.Cleanup(func() { require.NoError(t, files.Close()) })
			for seed := uint64(1); seed <= within; seed++ {
				dir := filepath.Join(base, fmt.Sprint(seed))
				require.NoError(t, os.Mkdir(dir, 0o700))
				if report := simulation.Run(simulation.Params{Seed: seed, Folder: dir, Files: files, Spoil: spoil}); len(report.Wrong) > 0 {
					t.Logf("seed %d: %s", seed, report.Wrong[0])
					return
				}
			}
			t.Fatalf("not found in %d histories", within)
		})
	}
}
