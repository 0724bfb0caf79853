package media

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/google/uuid"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"

	"mostrador/backend/relay/keys"
	"mostrador/shop"
)

// MaxFile is the largest file kept: the largest that the platform moves.
const MaxFile = 100 << 20

// Why a file can't be had or isn't taken.
var (
	ErrNotFound = errors.New("there is no such file")
	ErrHash     = errors.New("the file is not what its name says: its hash differs")
	ErrTooLarge = errors.New("the file is larger than 100 MB")
	ErrEmpty    = errors.New("the file is empty")
	ErrName     = errors.New("a file is named by its SHA-256: 64 hex digits")
)

const metaMIME = "mime"

// Keys seal small secrets with the key of a customer; the zero customer is the
// shop itself. keys.Keyring is one.
type Keys interface {
	Seal(ctx context.Context, of shop.ShopID, customer shop.CustomerID, bound shop.EventID, plain []byte) ([]byte, error)
	Open(ctx context.Context, of shop.ShopID, customer shop.CustomerID, bound shop.EventID, sealed []byte) ([]byte, error)
}

// Store keeps files in a bucket. Its methods may be called from several
// goroutines.
type Store struct {
	bucket *blob.Bucket
	keys   Keys
	spool  string
	folder string // of a bucket in a folder; see SyncUnder

	partsMu sync.Mutex // held while a part joins the others
}

// NewStore keeps files in the bucket; those on their way lie, sealed already,
// in the folder spool.
func NewStore(bucket *blob.Bucket, keys Keys, spool string) (*Store, error) {
	if err := os.MkdirAll(spool, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for files on their way: %w", err)
	}
	if err := clearSpool(spool); err != nil {
		return nil, fmt.Errorf("clear what an earlier run left half-way: %w", err)
	}
	return &Store{bucket: bucket, keys: keys, spool: spool}, nil
}

// ParseHash reads a SHA-256 in hex or base64, as the platform writes either,
// and gives it in lower-case hex.
func ParseHash(text string) (string, error) {
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == sha256.Size {
		return strings.ToLower(text), nil
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if raw, err := encoding.DecodeString(text); err == nil && len(raw) == sha256.Size {
			return hex.EncodeToString(raw), nil
		}
	}
	return "", ErrName
}

// hexHash is the one form that names a file.
func hexHash(name string) error {
	if len(name) != 2*sha256.Size || strings.Trim(name, "0123456789abcdef") != "" {
		return ErrName
	}
	return nil
}

func folderOf(of shop.ShopID, name string) string {
	return "files/" + of.String() + "/" + name[:2] + "/" + name + "/"
}

// Open gives a file of a shop. A file that several customers sent is kept once
// for each, and any that can still be opened will do.
func (s *Store) Open(ctx context.Context, of shop.ShopID, name string) (*File, error) {
	if err := hexHash(name); err != nil {
		return nil, err
	}
	result := ErrNotFound
	list := s.bucket.List(&blob.ListOptions{Prefix: folderOf(of, name)})
	for {
		object, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil, result
		}
		if err != nil {
			return nil, fmt.Errorf("look for a file: %w", err)
		}
		file, err := s.openAs(ctx, of, object.Key)
		if err == nil {
			return file, nil
		}
		result = err
	}
}

func (s *Store) openAs(ctx context.Context, of shop.ShopID, key string) (*File, error) {
	owner, err := uuid.Parse(key[strings.LastIndexByte(key, '/')+1:])
	if err != nil {
		return nil, ErrNotFound
	}
	file, err := openFile(ctx, s.bucket, key, func(id uuid.UUID, wrapped []byte) ([]byte, error) {
		return s.keys.Open(ctx, of, shop.CustomerID{UUID: owner}, shop.EventID{UUID: id}, wrapped)
	})
	if gcerrors.Code(err) == gcerrors.NotFound || errors.Is(err, keys.ErrForgotten) {
		return nil, ErrNotFound
	}
	return file, err
}

// Share makes sure that a file which the shop has is kept with a customer's own
// key too, so that it stays theirs when another is forgotten. ErrNotFound: the
// shop has no such file.
func (s *Store) Share(ctx context.Context, of shop.ShopID, name string, customer shop.CustomerID) error {
	if err := hexHash(name); err != nil {
		return err
	}
	own, err := s.openAs(ctx, of, folderOf(of, name)+customer.String())
	if err == nil {
		return own.Close()
	}
	file, err := s.Open(ctx, of, name)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	w, err := s.Create(ctx, of, customer)
	if err != nil {
		return err
	}
	defer w.Abort()
	if _, err := io.Copy(w, file); err != nil {
		return fmt.Errorf("keep a file for one more customer: %w", err)
	}
	_, _, err = w.Commit(ctx, name, file.MIME)
	return err
}

// Writer takes a file in. Commit or Abort ends it.
type Writer struct {
	store    *Store
	of       shop.ShopID
	customer shop.CustomerID
	spool    *os.File
	sealer   *sealer
	hash     hash.Hash
	head     []byte // the first bytes
	size     int64
}

// Create begins a file of a customer, or of the shop when the customer is zero.
func (s *Store) Create(ctx context.Context, of shop.ShopID, customer shop.CustomerID) (*Writer, error) {
	spool, err := os.CreateTemp(s.spool, "file-*")
	if err != nil {
		return nil, fmt.Errorf("take a file in: %w", err)
	}
	w := &Writer{store: s, of: of, customer: customer, spool: spool, hash: sha256.New()}
	w.sealer, err = newSealer(spool, func(id uuid.UUID, key []byte) ([]byte, error) {
		return s.keys.Seal(ctx, of, customer, shop.EventID{UUID: id}, key)
	})
	if err != nil {
		w.Abort()
		return nil, fmt.Errorf("take a file in: %w", err)
	}
	return w, nil
}

// Write takes more of the file; ErrTooLarge ends it.
func (w *Writer) Write(p []byte) (int, error) {
	w.size += int64(len(p))
	if w.size > MaxFile {
		return 0, ErrTooLarge
	}
	w.hash.Write(p)
	w.head = append(w.head, p[:min(len(p), headSize-len(w.head))]...)
	return w.sealer.Write(p)
}

// Kind is what the file is by its first bytes, and by what was said of it only
// where those allow it.
func (w *Writer) Kind(declared string) string { return settled(w.head, declared) }

// Abort forgets the file. After Commit it does nothing.
func (w *Writer) Abort() {
	_ = w.spool.Close()
	_ = os.Remove(w.spool.Name())
}

// Commit keeps the file, if it is the wanted one (any, when want is empty),
// and gives its name and size.
func (w *Writer) Commit(ctx context.Context, want, mime string) (name string, size int64, err error) {
	defer w.Abort()
	name = hex.EncodeToString(w.hash.Sum(nil))
	switch {
	case want != "" && want != name:
		return "", 0, ErrHash
	case w.size == 0:
		return "", 0, ErrEmpty
	}
	if err := w.sealer.Close(); err != nil {
		return "", 0, fmt.Errorf("take a file in: %w", err)
	}
	key := folderOf(w.of, name) + w.customer.String()
	if w.store.whole(ctx, w.of, key, w.size) {
		return name, w.size, nil
	}
	if _, err := w.spool.Seek(0, io.SeekStart); err != nil {
		return "", 0, fmt.Errorf("take a file in: %w", err)
	}
	err = w.store.bucket.Upload(ctx, key, w.spool, &blob.WriterOptions{
		ContentType: "application/octet-stream", Metadata: map[string]string{metaMIME: mime}})
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", err)
	}
	if err := w.store.settle(key); err != nil {
		return "", 0, err
	}
	return name, w.size, nil
}

// whole says whether a file is kept already, and not what a power cut left of it.
func (s *Store) whole(ctx context.Context, of shop.ShopID, key string, size int64) bool {
	file, err := s.openAs(ctx, of, key)
	if err != nil {
		return false
	}
	return file.Close() == nil && file.Size == size && s.settle(key) == nil
}
