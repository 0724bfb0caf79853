package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/crypto/chacha20poly1305"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// A large file comes in parts, so that an upload which breaks goes on where it
// was. Each part lies, sealed with the customer's key as the whole will be, in
// the spool until all are there.

// ErrOffset says that a part doesn't begin where the last one ended; ask how
// much is there.
var ErrOffset = errors.New("this is not the next part of the file")

// PartWish names a file that comes in parts.
type PartWish struct {
	Shop     shop.ShopID
	Customer shop.CustomerID // whose key seals it; zero: the shop's own
	Name     string          // its hash
	Size     int64
	MIME     string
}

func (s *Store) partsFolder(w PartWish) string {
	return filepath.Join(s.spool, partPrefix+w.Shop.String()+"-"+w.Customer.String()+"-"+w.Name)
}

// Parts says how much of a file is there; all of it once it is kept.
func (s *Store) Parts(ctx context.Context, w PartWish) (wire.Parts, error) {
	if err := hexHash(w.Name); err != nil {
		return wire.Parts{}, err
	}
	if file, err := s.openAs(ctx, w.Shop, folderOf(w.Shop, w.Name)+w.Customer.String()); err == nil {
		return wire.Parts{Have: file.Size, Kept: true}, file.Close()
	}
	have, _, err := s.haveParts(w)
	return wire.Parts{Have: have}, err
}

// part is one that is there.
type part struct {
	path         string
	offset, size int64
}

// haveParts lists the parts that follow each other from the beginning.
func (s *Store) haveParts(w PartWish) (have int64, parts []part, err error) {
	entries, err := os.ReadDir(s.partsFolder(w))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil, nil
	}
	if err != nil {
		return 0, nil, err
	}
	for _, entry := range entries {
		first, length, _ := strings.Cut(entry.Name(), "-")
		offset, err1 := strconv.ParseInt(first, 10, 64)
		size, err2 := strconv.ParseInt(length, 10, 64)
		if err1 == nil && err2 == nil {
			parts = append(parts, part{filepath.Join(s.partsFolder(w), entry.Name()), offset, size})
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return int(a.offset - b.offset) })
	for i, p := range parts {
		if p.offset != have {
			return have, parts[:i], nil
		}
		have += p.size
	}
	return have, parts, nil
}

// AddPart takes the next part in; with the last one the file is kept. What it
// is worth is told even when ErrOffset is the answer.
func (s *Store) AddPart(ctx context.Context, w PartWish, offset int64, body io.Reader) (wire.Parts, error) {
	if err := hexHash(w.Name); err != nil {
		return wire.Parts{}, err
	}
	switch {
	case w.Size > MaxFile:
		return wire.Parts{}, ErrTooLarge
	case w.Size <= 0 || offset < 0 || offset >= w.Size:
		return wire.Parts{}, ErrOffset
	}
	temp, size, err := s.sealPart(ctx, w, io.LimitReader(body, w.Size-offset))
	if err != nil {
		return wire.Parts{}, err
	}
	defer func() { _ = os.Remove(temp) }()
	s.partsMu.Lock()
	defer s.partsMu.Unlock()
	have, _, err := s.haveParts(w)
	if err != nil {
		return wire.Parts{}, err
	}
	if have != offset || size == 0 {
		return wire.Parts{Have: have}, ErrOffset
	}
	if err := os.MkdirAll(s.partsFolder(w), 0o700); err != nil {
		return wire.Parts{}, fmt.Errorf("keep a part of a file: %w", err)
	}
	if err := os.Rename(temp, filepath.Join(s.partsFolder(w), fmt.Sprintf("%012d-%d", offset, size))); err != nil {
		return wire.Parts{}, fmt.Errorf("keep a part of a file: %w", err)
	}
	if have += size; have < w.Size {
		return wire.Parts{Have: have}, nil
	}
	return wire.Parts{Have: have, Kept: true}, s.join(ctx, w)
}

// maxPart is the most that a part may hold, so that joining them needs little
// memory.
const maxPart = 8 << 20

// sealPart writes a part beside the others, sealed. A part that broke off
// counts as far as it came.
func (s *Store) sealPart(ctx context.Context, w PartWish, body io.Reader) (path string, size int64, err error) {
	temp, err := os.CreateTemp(s.spool, "file-*")
	if err != nil {
		return "", 0, fmt.Errorf("take a part of a file in: %w", err)
	}
	defer func() {
		err = errors.Join(err, temp.Close())
		if err != nil {
			_ = os.Remove(temp.Name())
		}
	}()
	sealer, err := newSealer(temp, func(id uuid.UUID, key []byte) ([]byte, error) {
		return s.keys.Seal(ctx, w.Shop, w.Customer, shop.EventID{UUID: id}, key)
	})
	if err != nil {
		return "", 0, fmt.Errorf("take a part of a file in: %w", err)
	}
	read := &counted{Reader: io.LimitReader(body, maxPart)}
	if _, err := io.Copy(sealer, read); err != nil && read.failed == nil {
		return "", 0, fmt.Errorf("take a part of a file in: %w", err)
	}
	if err := errors.Join(sealer.Close(), temp.Sync()); err != nil {
		return "", 0, fmt.Errorf("take a part of a file in: %w", err)
	}
	return temp.Name(), read.size, nil
}

// counted counts what is read, and tells a reader's failure from a writer's.
type counted struct {
	io.Reader
	size   int64
	failed error
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.size += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.failed = err
	}
	return n, err
}

// join makes one file of all parts; partsMu is held. Parts that are not what
// was announced are thrown away.
func (s *Store) join(ctx context.Context, w PartWish) error {
	whole, err := s.Create(ctx, w.Shop, w.Customer)
	if err != nil {
		return err
	}
	defer whole.Abort()
	_, parts, err := s.haveParts(w)
	if err != nil {
		return err
	}
	for _, p := range parts {
		plain, err := s.openPart(ctx, w, p.path)
		if err != nil {
			return errors.Join(err, os.RemoveAll(s.partsFolder(w)))
		}
		if _, err := whole.Write(plain); err != nil {
			return err
		}
	}
	_, _, err = whole.Commit(ctx, w.Name, w.MIME)
	if err == nil || errors.Is(err, ErrHash) {
		err = errors.Join(err, os.RemoveAll(s.partsFolder(w)))
	}
	return err
}

func (s *Store) openPart(ctx context.Context, w PartWish, path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	h, err := readHeader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	key, err := s.keys.Open(ctx, w.Shop, w.Customer, shop.EventID{UUID: h.id}, h.wrapped)
	if err != nil {
		return nil, err
	}
	seal, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, ErrDamaged
	}
	var plain []byte
	rest := raw[h.size():]
	for number := int64(0); len(rest) > 0; number++ {
		n := min(len(rest), sealedChunk)
		opened, err := seal.Open(nil, chunkNonce(number, n == len(rest)), rest[:n], nil)
		if err != nil {
			return nil, ErrDamaged
		}
		plain, rest = append(plain, opened...), rest[n:]
	}
	return plain, nil
}
