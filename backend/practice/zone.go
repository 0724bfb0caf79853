package practice

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// localZone is the computer's time zone under its IANA name, since a shop's
// settings hold a name. Where there is none to be had it is UTC's.
func localZone() *time.Location {
	for _, name := range []string{os.Getenv("TZ"), time.Local.String(), linkedZone("/etc/localtime")} {
		if name == "" || name == "Local" {
			continue
		}
		if zone, err := time.LoadLocation(strings.TrimPrefix(name, ":")); err == nil {
			return zone
		}
	}
	return time.UTC
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
