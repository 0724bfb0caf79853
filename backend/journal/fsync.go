package journal

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	probeWrites = 64
	probeBytes  = 1 << 10
	probeTime   = 250 * time.Millisecond
)

// probeFsync measures small appends in a folder, for a quarter of a second at most.
func probeFsync(dir string) (FsyncProbe, error) {
	path := filepath.Join(dir, "probe")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return FsyncProbe{}, fmt.Errorf("%w: the data folder cannot be written to: %w", ErrUnavailable, err)
	}
	defer func() {
		_ = file.Close()
		_ = os.Remove(path)
	}()
	block := make([]byte, probeBytes)
	begin := time.Now()
	var took []time.Duration
	for len(took) < probeWrites && time.Since(begin) < probeTime {
		start := time.Now()
		if _, err := file.Write(block); err != nil {
			return FsyncProbe{}, fmt.Errorf("%w: writing to the data folder: %w", ErrUnavailable, err)
		}
		if err := file.Sync(); err != nil {
			return FsyncProbe{}, fmt.Errorf("%w: syncing the data folder: %w", ErrUnavailable, err)
		}
		took = append(took, time.Since(start))
	}
	perSecond := float64(len(took)) / time.Since(begin).Seconds()
	slices.Sort(took)
	return FsyncProbe{PerSecond: perSecond, Median: took[len(took)/2]}, nil
}
