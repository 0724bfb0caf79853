package media

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// partLife is how long the parts of an upload that broke are kept.
const partLife = 48 * time.Hour

// clearSpool drops what an earlier run left half-way. Parts of uploads stay for
// a while: the device goes on with them.
func clearSpool(spool string) error {
	entries, err := os.ReadDir(spool)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			continue // it is gone already
		}
		half := strings.HasPrefix(entry.Name(), "file-")
		old := strings.HasPrefix(entry.Name(), partPrefix) && time.Since(info.ModTime()) > partLife
		if !half && !old {
			continue
		}
		if err := os.RemoveAll(filepath.Join(spool, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// partPrefix begins the names of folders of parts.
const partPrefix = "parts-"
