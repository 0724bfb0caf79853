package sync_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"mostrador/shop/wire"
	"mostrador/sync"
	"mostrador/sync/status"
)

// has puts a file at the relay.
func (r *testRelay) has(content string) (hash string) {
	sum := sha256.Sum256([]byte(content))
	hash = hex.EncodeToString(sum[:])
	r.set(func() { r.files[hash] = []byte(content) })
	return hash
}

func TestAPictureIsFetchedOnceForAllWhoAskAndThenIsHere(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	hash := relay.has("a picture")
	var all errgroup.Group
	for range 20 {
		all.Go(func() error {
			path, err := d.engine.Media().Open(t.Context(), hash)
			if err != nil {
				return err
			}
			content, err := os.ReadFile(path)
			if string(content) != "a picture" {
				return fmt.Errorf("%q: %w", content, err)
			}
			return err
		})
	}
	require.NoError(t, all.Wait())
	assert.Equal(t, 1, relay.count(wire.PathMedia+hash))

	relay.set(func() { relay.before = func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) } })
	path, err := d.engine.Media().Open(t.Context(), hash)
	require.NoError(t, err, "without a network")
	assert.Equal(t, filepath.Join(d.dir, "media", hash[:2], hash[2:4], hash), path)
}

func TestOnlyAFewFilesAreFetchedAtATime(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	var now, most atomic.Int64
	release := make(chan struct{})
	relay.set(func() {
		relay.before = func(_ http.ResponseWriter, q *http.Request) bool {
			if strings.HasPrefix(q.URL.Path, wire.PathMedia) {
				most.Store(max(most.Load(), now.Add(1)))
				<-release
				now.Add(-1)
			}
			return false
		}
	})
	var all errgroup.Group
	for i := range 12 {
		hash := relay.has(fmt.Sprint("picture ", i))
		all.Go(func() error { _, err := d.engine.Media().Open(context.Background(), hash); return err })
	}
	d.eventually("four are on their way", func() bool { return now.Load() == 4 })
	close(release)
	require.NoError(t, all.Wait())
	assert.LessOrEqual(t, most.Load(), int64(4))
}

func TestADamagedAMissingAndAHalfFileAreToldAndLeaveNothingBehind(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	media := d.engine.Media()

	hash := relay.has("right")
	relay.set(func() { relay.files[hash] = []byte("wrong") })
	_, err := media.Open(t.Context(), hash)
	require.ErrorIs(t, err, sync.ErrMediaDamaged)

	missing := strings.Repeat("ab", 32)
	_, err = media.Open(t.Context(), missing)
	require.ErrorIs(t, err, sync.ErrMediaGone)

	_, err = media.Open(t.Context(), "../../etc/passwd")
	require.ErrorIs(t, err, sync.ErrMediaName)

	half := relay.has("the whole of it")
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path != wire.PathMedia+half {
				return false
			}
			w.Header().Set("Content-Length", "15")
			_, _ = w.Write([]byte("the who"))
			panic(http.ErrAbortHandler)
		}
	})
	_, err = media.Open(t.Context(), half)
	require.Error(t, err)
	assert.False(t, media.Has(half))
	relay.set(func() { relay.before = nil; relay.files[hash] = []byte("right") })
	for _, h := range []string{hash, half} {
		_, err = media.Open(t.Context(), h)
		require.NoError(t, err, "a second try may succeed")
	}
	left, err := os.ReadDir(filepath.Join(d.dir, "media", "unfinished"))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestWhoStopsWaitingDoesNotStopTheOthers(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	hash := relay.has("slow")
	asked, release := make(chan struct{}), make(chan struct{})
	relay.set(func() {
		relay.before = func(_ http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path == wire.PathMedia+hash {
				close(asked)
				<-release
			}
			return false
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() { _, err := d.engine.Media().Open(ctx, hash); first <- err }()
	<-asked
	second := make(chan error, 1)
	go func() { _, err := d.engine.Media().Open(context.Background(), hash); second <- err }()
	cancel()
	require.ErrorIs(t, <-first, context.Canceled)
	close(release)
	require.NoError(t, <-second)
}

func TestAFileOfTheOwnersThatIsTooLargeOrBreaksOffIsNotKept(t *testing.T) {
	d := newDesk(t, newRelay(t))
	d.start()
	_, err := d.engine.Media().Put(t.Context(), endless{})
	var large *sync.TooLarge
	require.ErrorAs(t, err, &large)
	broken := errors.New("the stick was pulled out")
	_, err = d.engine.Media().Put(t.Context(), &breaking{bytes.NewReader([]byte("begin")), broken})
	require.ErrorIs(t, err, broken)
	for _, folder := range []string{"unfinished", "to-upload"} {
		left, err := os.ReadDir(filepath.Join(d.dir, "media", folder))
		require.NoError(t, err)
		assert.Empty(t, left, folder)
	}
}

func TestAFileThatNoMessageNamesStaysOnThisComputer(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	d.becomes(status.Live{})
	hash, err := d.engine.Media().Put(t.Context(), strings.NewReader("thought better of it"))
	require.NoError(t, err)
	d.says(1, "only words")
	d.outboxEmpty()
	assert.True(t, d.engine.Media().Has(hash))
	assert.Zero(t, relay.count(wire.PathMedia+hash))
	require.NoError(t, d.engine.Media().Remove(hash))
	assert.False(t, d.engine.Media().Has(hash))
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

type breaking struct {
	*bytes.Reader
	err error
}

func (b *breaking) Read(p []byte) (int, error) {
	if b.Len() == 0 {
		return 0, b.err
	}
	return b.Reader.Read(p)
}
