package backup

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func replaceAll(in []byte, from, to string) []byte {
	return bytes.ReplaceAll(in, []byte(from), []byte(to))
}

// Copies are made over years, with gaps; after each the old ones are thinned out.
func TestOfEachDayWeekAndMonthTheNewestIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC)
		var kept, ever []Copy
		for range rapid.IntRange(1, 150).Draw(t, "copies") {
			now = now.Add(time.Duration(rapid.OneOf(rapid.IntRange(1, 30), rapid.IntRange(20, 28), rapid.IntRange(24, 24*40)).Draw(t, "hours")) * time.Hour)
			made := Copy{Path: now.String(), At: now}
			ever = append([]Copy{made}, ever...)
			kept = Keep(append([]Copy{made}, kept...), time.UTC)
			require.Equal(t, made, kept[0], "the newest is never removed")
		}
		require.LessOrEqual(t, len(kept), keepDays+keepWeeks+keepMonths)
		require.True(t, slices.IsSortedFunc(kept, func(a, b Copy) int { return b.At.Compare(a.At) }))
		require.Equal(t, kept, Keep(kept, time.UTC), "thinning out twice removes nothing more")
		for _, span := range []struct {
			most int
			name string
		}{{keepDays, "2006-01-02"}, {keepMonths, "2006-01"}} {
			require.Equal(t, newestOf(ever, span.name, span.most), newestOf(kept, span.name, span.most))
		}
	})
}

// newestOf are the newest copies of the last days or months that have one.
func newestOf(all []Copy, layout string, most int) (newest []time.Time) {
	seen := map[string]bool{}
	for _, c := range all {
		if name := c.At.Format(layout); !seen[name] && len(seen) < most {
			seen[name] = true
			newest = append(newest, c.At)
		}
	}
	return newest
}

func TestOldBackupsGoAndOtherFilesStay(t *testing.T) {
	folder := t.TempDir()
	other := filepath.Join(folder, "mostrador-holidays.db")
	require.NoError(t, os.WriteFile(other, nil, 0o600))
	f, s, _ := filled(t)
	now := f.Now
	for range 4 {
		_, err := Make(t.Context(), Params{Source: s, Folder: folder, Now: now})
		require.NoError(t, err)
		now = now.Add(time.Hour)
	}
	all, err := List(folder)
	require.NoError(t, err)
	require.Len(t, all, 1, "of one day the newest")
	require.Equal(t, now.Add(-time.Hour), all[0].At)
	require.FileExists(t, other)
}

func TestNamesSayWhenAndWhetherSealed(t *testing.T) {
	c, ok := parse("/x/mostrador-20261106-080000.db.age")
	require.True(t, ok)
	require.Equal(t, Copy{Path: "/x/mostrador-20261106-080000.db.age", At: time.Date(2026, 11, 6, 8, 0, 0, 0, time.UTC), Sealed: true}, c)
	for _, name := range []string{"mostrador-20261106-080000.zip", "mostrador-2026.db", "shop.db", "mostrador-20261306-080000.db", ""} {
		_, ok := parse(name)
		require.False(t, ok, name)
	}
	none, err := List(filepath.Join(t.TempDir(), "not there"))
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestBackupsAreMadeDailyAndOneThatFailedIsTriedAgain(t *testing.T) {
	for _, last := range []time.Duration{time.Hour, 24 * 365 * time.Hour} { // ago
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			newest := start.Add(-last)
			var tried []time.Duration
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			Schedule{Clock: SystemClock{}, First: 10 * time.Minute, Every: 24 * time.Hour, Retry: time.Hour,
				Newest: func() (time.Time, error) { return newest, nil },
				Make: func(context.Context) error {
					tried = append(tried, time.Since(start))
					switch len(tried) {
					case 1:
						return errBroken
					case 4:
						cancel()
					}
					newest = time.Now()
					return nil
				}}.Run(ctx)
			first := max(10*time.Minute, 24*time.Hour-last)
			again := first + time.Hour
			require.Equal(t, []time.Duration{first, again, again + 24*time.Hour, again + 48*time.Hour}, tried)
		})
	}
}
