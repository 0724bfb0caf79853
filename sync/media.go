package sync

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	stdsync "sync"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// What can go wrong with a file.
var (
	ErrMediaGone    = errors.New("the relay doesn't have this file")
	ErrMediaDamaged = errors.New("the file that came is not the one asked for")
	ErrMediaName    = errors.New("not the name of a file")
)

// MaxMedia is how large a file may be, in bytes: WhatsApp's limit for
// documents, 100 MB.
const MaxMedia = 100 << 20

// Media is a shop's pictures and files on this computer, each under the
// SHA-256 of its bytes. Those of customers are fetched when they are first
// asked for; those that the owner adds go up before the command that names
// them.
type Media struct {
	dir    string
	client *client
	wake   func() // something is to be uploaded

	mu     stdsync.Mutex
	wanted map[string]shop.CustomerID // by hash: what commands wait for

	flights   singleflight.Group
	downloads *semaphore.Weighted
	life      *lifetime
}

// downloadsAtOnce leaves room on a thin line for messages.
const downloadsAtOnce = 4

func newMedia(life *lifetime, dir string, c *client, wake func()) (*Media, error) {
	m := &Media{dir: dir, client: c, wake: wake, life: life, wanted: map[string]shop.CustomerID{}, downloads: semaphore.NewWeighted(downloadsAtOnce)}
	for _, folder := range []string{m.tempDir(), m.pendingDir(), m.refusedDir()} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("make the folder for pictures and files: %w", err)
		}
	}
	return m, m.tidy()
}

func (m *Media) tempDir() string    { return filepath.Join(m.dir, "unfinished") }
func (m *Media) pendingDir() string { return filepath.Join(m.dir, "to-upload") }
func (m *Media) refusedDir() string { return filepath.Join(m.dir, "refused") }

// Path is where a file is, or would be.
func (m *Media) Path(hash string) string {
	return filepath.Join(m.dir, hash[:2], hash[2:4], hash)
}

// Has says whether a file is on this computer already.
func (m *Media) Has(hash string) bool {
	if !isHash(hash) {
		return false
	}
	_, err := os.Stat(m.Path(hash))
	return err == nil
}

// Open answers where a file is, and fetches it first if need be. Errors are
// ErrMediaName, ErrMediaGone, ErrMediaDamaged and those of the network. When
// ctx ends, the fetching goes on for others.
func (m *Media) Open(ctx context.Context, hash string) (path string, err error) {
	if !isHash(hash) {
		return "", fmt.Errorf("%w: %q", ErrMediaName, hash)
	}
	if m.Has(hash) {
		return m.Path(hash), nil
	}
	fetched := m.flights.DoChan(hash, func() (any, error) {
		if !m.life.begin() {
			return nil, context.Cause(m.life.ctx)
		}
		defer m.life.done()
		return nil, m.fetch(m.life.ctx, hash)
	})
	select {
	case result := <-fetched:
		return m.Path(hash), result.Err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// fetch brings a file from the relay.
func (m *Media) fetch(ctx context.Context, hash string) error {
	if err := m.downloads.Acquire(ctx, 1); err != nil {
		return context.Cause(ctx)
	}
	defer m.downloads.Release(1)
	if m.Has(hash) {
		return nil
	}
	ctx, quiet := watchSilence(ctx, m.client.silence)
	defer quiet.stop()
	answer, err := m.client.open(ctx, func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, m.client.base+wire.PathMedia+hash, nil)
	})
	if errors.Is(err, errMissing) || errors.Is(err, ErrNotARelay) {
		return fmt.Errorf("%w: %w", ErrMediaGone, err)
	}
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	got, err := m.keep(quiet.over(answer.Body), func(got string) error {
		if got != hash {
			return ErrMediaDamaged
		}
		return nil
	})
	if err != nil && got == "" && ctx.Err() == nil {
		return fmt.Errorf("fetch a file: %w", err)
	}
	return causeOf(ctx, err)
}

// Put adds a file of the owner's. When it returns, the file is safe on this
// computer, and will be uploaded before any command that names it leaves.
func (m *Media) Put(ctx context.Context, content io.Reader) (hash string, err error) {
	hash, err = m.keep(&untilDone{ctx, content}, m.plan)
	if err != nil {
		return "", err
	}
	return hash, nil
}

// Remove takes a file off this computer, for a customer who is forgotten.
func (m *Media) Remove(hash string) error {
	if !isHash(hash) {
		return fmt.Errorf("%w: %q", ErrMediaName, hash)
	}
	return errors.Join(gone(filepath.Join(m.pendingDir(), hash)), gone(filepath.Join(m.refusedDir(), hash)), gone(m.Path(hash)))
}

// keep writes content under its hash; before runs between the two, and may
// refuse.
func (m *Media) keep(content io.Reader, before func(hash string) error) (hash string, err error) {
	temp, err := os.CreateTemp(m.tempDir(), "file-*")
	if err != nil {
		return "", fmt.Errorf("store a file: %w", err)
	}
	defer func() {
		_ = temp.Close()
		_ = os.Remove(temp.Name()) // gone already when all went well
	}()
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(temp, sum), io.LimitReader(content, MaxMedia+1))
	if err != nil {
		return "", fmt.Errorf("store a file: %w", err)
	}
	if size > MaxMedia {
		return "", fmt.Errorf("store a file: %w", &TooLarge{Limit: MaxMedia})
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	if err := before(hash); err != nil {
		return hash, err
	}
	if err := m.name(temp, hash); err != nil {
		return hash, fmt.Errorf("store a file: %w", err)
	}
	return hash, nil
}

// name makes a finished file durable under its hash, folders included.
func (m *Media) name(temp *os.File, hash string) error {
	folder := filepath.Dir(m.Path(hash))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := settle(temp, m.Path(hash)); err != nil {
		return err
	}
	return errors.Join(syncFolder(filepath.Dir(folder)), syncFolder(m.dir))
}

// TooLarge says that a file is over the limit, in bytes.
type TooLarge struct{ Limit int64 }

// Error says it for the log.
func (t *TooLarge) Error() string { return fmt.Sprintf("it is larger than %d bytes", t.Limit) }

func isHash(text string) bool {
	raw, err := hex.DecodeString(text)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == text
}

func gone(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove a file: %w", err)
	}
	return nil
}

// untilDone ends reading with a context.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(p)
}

// reasonFor is why a file was refused, in the owner's terms.
func reasonFor(err error) shop.Reason {
	var r *refusal
	if errors.As(err, &r) && (r.problem.Type == wire.ProblemTooLarge || r.problem.Status == http.StatusRequestEntityTooLarge) {
		return shop.ReasonTooLong
	}
	return shop.ReasonInvalid
}
