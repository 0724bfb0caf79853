package simulation_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"mostrador/e2e/simulation"
)

var (
	seed    = flag.Uint64("seed", 0, "live this one history and tell all of it")
	minutes = flag.Float64("minutes", 0, "live histories for so long, from a seed that the time decides")
)

// TestWhateverBreaksNothingIsLostOrDoubled lives many histories. One that went
// wrong is told with its seed: -seed N lives it again.
func TestWhateverBreaksNothingIsLostOrDoubled(t *testing.T) {
	if *seed != 0 {
		one(t, *seed)
		return
	}
	count, first, end := uint64(histories), uint64(1), time.Now().Add(atMost)
	if *minutes > 0 {
		count, first = 1<<40, uint64(time.Now().UnixNano())%1e12
		end = time.Now().Add(time.Duration(*minutes * float64(time.Minute)))
	}
	began, total := time.Now(), liveMany(t, first, count, end)
	t.Logf("%d histories from seed %d, %.0f a minute; %+v", total.histories.Load(), first,
		float64(total.histories.Load())/time.Since(began).Minutes(), total.sum())
}

func one(t *testing.T, seed uint64) {
	report := simulation.Run(simulation.Params{Seed: seed, Folder: folder(t, "one"), Trace: func(line string) { t.Log(line) }})
	t.Logf("%+v", report)
	require.Empty(t, report.Wrong, "seed %d", seed)
}

// folder is in memory where that is possible.
func folder(t *testing.T, name string) string {
	t.Helper()
	base := "/dev/shm"
	if _, err := os.Stat(base); err != nil {
		base = ""
	}
	dir, err := os.MkdirTemp(base, "mostrador-"+name+"-")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	return dir
}

type figures struct{ histories, events, asked, wrote, sent, unknown, failed, refused atomic.Int64 }

func (f *figures) add(r simulation.Report) {
	f.histories.Add(1)
	for _, one := range []struct {
		to *atomic.Int64
		n  int
	}{{&f.events, r.Events}, {&f.asked, r.Asked}, {&f.wrote, r.Wrote}, {&f.sent, r.Sent}, {&f.unknown, r.Unknown}, {&f.failed, r.Failed}, {&f.refused, r.Refused}} {
		one.to.Add(int64(one.n))
	}
}

func (f *figures) sum() string {
	return fmt.Sprintf("%d events, %d commands, %d questions, %d sent, %d unknown, %d failed, %d refused", f.events.Load(),
		f.asked.Load(), f.wrote.Load(), f.sent.Load(), f.unknown.Load(), f.failed.Load(), f.refused.Load())
}

// liveMany lives histories, as many at a time as there are processors.
func liveMany(t *testing.T, first, count uint64, end time.Time) *figures {
	total, base := &figures{}, folder(t, "many")
	var next, bad atomic.Uint64
	var all errgroup.Group
	for range workers() {
		all.Go(func() error {
			files := &simulation.Files{}
			defer files.Close()
			for {
				n := next.Add(1) - 1
				if n >= count || bad.Load() > 4 || time.Now().After(end) {
					return nil
				}
				s := first + n
				dir := filepath.Join(base, fmt.Sprint(s))
				if err := os.Mkdir(dir, 0o700); err != nil {
					return err
				}
				report := simulation.Run(simulation.Params{Seed: s, Folder: dir, Files: files})
				total.add(report)
				if len(report.Wrong) > 0 {
					bad.Add(1)
					t.Errorf("seed %d: %q\nlive it again: go test ./e2e/simulation -run Whatever -seed %d", s, report.Wrong, s)
				}
				if err := os.RemoveAll(dir); err != nil {
					return err
				}
			}
		})
	}
	require.NoError(t, all.Wait())
	return total
}
