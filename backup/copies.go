package backup

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Copy is a backup as its name tells it.
type Copy struct {
	Path   string
	At     time.Time // when it was made, UTC, to the second
	Sealed bool
	Bytes  int64
}

const (
	namePrefix   = "mostrador-"
	nameTime     = "20060102-150405"
	plainEnding  = ".db"
	sealedEnding = ".db.age"
	halfPrefix   = ".mostrador-half-"
)

// freeName is the name of a copy made now; a second one within the same second
// takes the next.
func freeName(folder string, now time.Time, sealed bool) (string, error) {
	at := now.UTC().Truncate(time.Second)
	ending := plainEnding
	if sealed {
		ending = sealedEnding
	}
	all, err := List(folder)
	if err != nil {
		return "", err
	}
	for slices.ContainsFunc(all, func(c Copy) bool { return c.At.Equal(at) }) {
		at = at.Add(time.Second)
	}
	return filepath.Join(folder, namePrefix+at.Format(nameTime)+ending), nil
}

func parse(path string) (Copy, bool) {
	rest, ok := strings.CutPrefix(filepath.Base(path), namePrefix)
	if !ok {
		return Copy{}, false
	}
	stamp, sealed := strings.CutSuffix(rest, sealedEnding)
	if !sealed {
		if stamp, ok = strings.CutSuffix(rest, plainEnding); !ok {
			return Copy{}, false
		}
	}
	at, err := time.Parse(nameTime, stamp)
	if err != nil || at.Format(nameTime) != stamp {
		return Copy{}, false
	}
	return Copy{Path: path, At: at, Sealed: sealed}, true
}

// List finds the copies in a folder, newest first; none where there is no
// folder. Other files are passed over.
func List(folder string) ([]Copy, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for backups: %w", err)
	}
	var all []Copy
	for _, e := range entries {
		c, ok := parse(filepath.Join(folder, e.Name()))
		if !ok || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil {
			c.Bytes = info.Size()
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Copy) int { return b.At.Compare(a.At) })
	return all, nil
}

// removeHalves removes what an end of the program left half made.
func removeHalves(folder string) {
	halves, _ := filepath.Glob(filepath.Join(folder, halfPrefix+"*")) // the pattern is right
	for _, half := range halves {
		_ = os.RemoveAll(half) // the next time
	}
}
