package relay

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// sightings remember that the platform checked the webhook's address and when
// it last posted something, for the check list. They are the relay's, not a
// shop's, and losing them costs a line of that list.
type sightings struct {
	file     string
	verified atomic.Int64 // Unix seconds; 0: never
	posted   atomic.Int64
	kept     atomic.Int64 // of posted, in the file
}

type sightingsFile struct {
	Verified int64 `json:"verified,omitempty"`
	Posted   int64 `json:"posted,omitempty"`
}

func openSightings(folder string) (*sightings, error) {
	s := &sightings{file: filepath.Join(folder, "webhook-seen.json")}
	raw, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	var known sightingsFile
	if json.Unmarshal(raw, &known) == nil { // what can't be read is seen again soon
		s.verified.Store(known.Verified)
		s.posted.Store(known.Posted)
	}
	return s, nil
}

func (s *sightings) sawCheck(now time.Time) error {
	s.verified.Store(now.Unix())
	return s.keep()
}

// sawPost is called for each webhook, so it only writes the first of an hour.
func (s *sightings) sawPost(now time.Time) error {
	s.posted.Store(now.Unix())
	if before := s.kept.Load(); now.Unix()-before < int64(time.Hour/time.Second) || !s.kept.CompareAndSwap(before, now.Unix()) {
		return nil
	}
	return s.keep()
}

func (s *sightings) keep() error {
	raw, err := json.Marshal(sightingsFile{Verified: s.verified.Load(), Posted: s.posted.Load()})
	if err != nil {
		return err
	}
	return os.WriteFile(s.file, raw, 0o600)
}

func moment(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
