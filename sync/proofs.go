package sync

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// proofs counts the proofs that this device makes, over its restarts, so that
// the relay notices when a copy of it counts as well. The number lies beside
// the account and is copied with it.
type proofs struct {
	path string // "": it isn't counted
	run  []byte // of this start of the program
}

const proofsFile = "proofs"

func newProofs(dir string) *proofs {
	p := &proofs{run: make([]byte, 8)}
	_, _ = rand.Read(p.run) // never fails
	if dir != "" {
		p.path = filepath.Join(dir, proofsFile)
	}
	return p
}

// next is the number of the proof that is about to be made; it is written down
// before it is used. What can't be read begins anew, which looks like a copy and
// is told as one: the files were changed.
func (p *proofs) next() (uint64, error) {
	if p.path == "" {
		return 0, nil
	}
	raw, err := os.ReadFile(p.path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("count the device's proofs: %w", err)
	}
	last, _ := strconv.ParseUint(strings.TrimSpace(string(raw)), 10, 64)
	if err := writeFile(p.path, []byte(strconv.FormatUint(last+1, 10)+"\n"), 0o600); err != nil {
		return 0, fmt.Errorf("count the device's proofs: %w", err)
	}
	return last + 1, nil
}
