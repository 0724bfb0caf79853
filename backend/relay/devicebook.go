package relay

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// deviceBook remembers when and where each device was seen, and how far it has
// counted its proofs: what nobody needs to keep for ever, and what a relay that
// starts anew would rather know.
type deviceBook struct {
	path string
	log  *slog.Logger

	mu      sync.Mutex
	seen    map[shop.DeviceID]sighting
	written time.Time
}

// sighting is what was last seen of a device.
type sighting struct {
	At    time.Time `json:"at"`
	Place string    `json:"place,omitempty"`
	Run   []byte    `json:"run,omitempty"`
	Count uint64    `json:"count,omitempty"`
}

const (
	deviceBookFile = "devices.json"
	// bookEvery is how often the book is written down at most.
	bookEvery = time.Minute
)

func openDeviceBook(dir string, log *slog.Logger) *deviceBook {
	b := &deviceBook{path: filepath.Join(dir, deviceBookFile), log: log, seen: map[shop.DeviceID]sighting{}}
	raw, err := os.ReadFile(b.path)
	if err == nil {
		err = json.Unmarshal(raw, &b.seen)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		log.Warn("relay: when devices were last seen can't be read", "error", err)
		b.seen = map[shop.DeviceID]sighting{}
	}
	return b
}

// proven notes a proof. It answers true when the device's key seems to be in
// use in two places: another start of the program has counted as far already.
func (b *deviceBook) proven(request wire.SessionRequest, place string, now time.Time) (doubled bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := b.seen[request.Device]
	if request.Count > 0 {
		doubled = request.Count <= last.Count && string(request.Run) != string(last.Run)
		last.Count, last.Run = max(last.Count, request.Count), request.Run
	}
	last.At, last.Place = now, place
	b.seen[request.Device] = last
	if now.Sub(b.written) >= bookEvery {
		b.written = now
		b.keep()
	}
	return doubled
}

// met notes where a device joined from.
func (b *deviceBook) met(device shop.DeviceID, place string, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := b.seen[device]
	last.At, last.Place = now, place
	b.seen[device] = last
}

// connected notes that a device is still there.
func (b *deviceBook) connected(device shop.DeviceID, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := b.seen[device]
	last.At = now
	b.seen[device] = last
}

func (b *deviceBook) last(device shop.DeviceID) sighting {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.seen[device]
}

// keep writes the book down; it is called with the lock held.
func (b *deviceBook) keep() {
	raw, err := json.Marshal(b.seen)
	if err == nil {
		err = os.WriteFile(b.path+".new", raw, 0o600)
	}
	if err == nil {
		err = os.Rename(b.path+".new", b.path)
	}
	if err != nil {
		b.log.Warn("relay: when devices were last seen can't be kept", "error", err)
	}
}

func (b *deviceBook) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keep()
	return nil
}

// doubledKey names a noticing: one a day is enough.
func doubledKey(device shop.DeviceID, now time.Time) string {
	return fmt.Sprintf("device %s doubled %s", device, now.UTC().Format(time.DateOnly))
}
