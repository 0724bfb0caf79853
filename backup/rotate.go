package backup

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// How many are kept: of each of the last days, weeks and months that have a
// copy, the newest.
const (
	keepDays   = 7
	keepWeeks  = 4
	keepMonths = 12
)

// Keep says which of some copies, newest first, are kept. The newest always is.
func Keep(all []Copy, zone *time.Location) []Copy {
	if zone == nil {
		zone = time.UTC
	}
	spans := []struct {
		most int
		of   func(time.Time) string
	}{
		{keepDays, func(t time.Time) string { return t.Format("2006-01-02") }},
		{keepWeeks, func(t time.Time) string {
			year, week := t.ISOWeek()
			return fmt.Sprintf("%d-%d", year, week)
		}},
		{keepMonths, func(t time.Time) string { return t.Format("2006-01") }},
	}
	kept := make([]bool, len(all))
	for _, span := range spans {
		seen := map[string]bool{}
		for i, c := range all {
			name := span.of(c.At.In(zone))
			if len(seen) < span.most && !seen[name] {
				seen[name], kept[i] = true, true
			}
		}
	}
	var some []Copy
	for i, c := range all {
		if kept[i] {
			some = append(some, c)
		}
	}
	return some
}

// rotate removes the copies that have had their time.
func rotate(folder string, zone *time.Location) (removed int, err error) {
	all, err := List(folder)
	if err != nil {
		return 0, err
	}
	kept := map[string]bool{}
	for _, c := range Keep(all, zone) {
		kept[c.Path] = true
	}
	var errs []error
	for _, c := range all {
		if kept[c.Path] {
			continue
		}
		if err := os.Remove(c.Path); err != nil {
			errs = append(errs, fmt.Errorf("remove an old backup: %w", err))
			continue
		}
		removed++
	}
	return removed, errors.Join(errs...)
}
