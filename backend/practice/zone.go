package practice

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// zoneName is a zone's IANA name, since a shop's settings hold a name while the
// computer's zone often has none. What is tried first is surest; the bakery's
// own zone does where it has the same time now, and a zone that is only a
// distance from UTC does everywhere else.
func zoneName(zone *time.Location, bakery string, now time.Time) string {
	names := []string{zone.String()}
	if zone == time.Local {
		names = []string{strings.TrimPrefix(os.Getenv("TZ"), ":"), zone.String(), linkedZone("/etc/localtime"), bakery}
	}
	_, here := now.In(zone).Zone()
	for _, name := range names {
		if name == "" || name == "Local" {
			continue
		}
		known, err := time.LoadLocation(name)
		if err != nil {
			continue
		}
		if _, there := now.In(known).Zone(); there == here {
			return name
		}
	}
	return distance(here)
}

// distance names a zone by its distance from UTC; the signs of these zones are
// the other way round.
func distance(seconds int) string {
	hours := seconds / 3600
	if hours == 0 {
		return "UTC"
	}
	return fmt.Sprintf("Etc/GMT%+d", -hours)
}

// linkedZone reads a zone's name from where a link into the zone files points.
func linkedZone(link string) string {
	target, err := filepath.EvalSymlinks(link)
	if err != nil {
		return ""
	}
	_, name, _ := strings.Cut(filepath.ToSlash(target), "zoneinfo/")
	return name
}
