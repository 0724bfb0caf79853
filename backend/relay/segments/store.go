package segments

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"gocloud.dev/blob"

	"mostrador/backend/journal"
	"mostrador/shop"
)

// Info names a segment.
type Info struct {
	First  journal.Position
	Cursor journal.Cursor // of the last entry
	Name   string         // in the storage
	Bytes  int64
}

// Last is the position of the last entry.
func (i Info) Last() journal.Position { return i.Cursor.Position }

// Store keeps segments in a bucket. Its methods may be called from several
// goroutines, and by several relays on the same storage.
type Store struct {
	bucket *blob.Bucket
	settle func(key string) error
}

// New keeps segments in a bucket. Settle makes an object that was written
// durable; nil where the storage does that by itself.
func New(bucket *blob.Bucket, settle func(key string) error) *Store {
	if settle == nil {
		settle = func(string) error { return nil }
	}
	return &Store{bucket: bucket, settle: settle}
}

func folder(of shop.ShopID) string { return "segments/" + of.String() + "/" }

const extension = ".zst"

// name says all that an index needs, so that the index can be made anew from
// names alone: first and last position, epoch, chain hash of the last entry, and
// the SHA-256 of the file.
func (i Info) name(of shop.ShopID, sum [32]byte) string {
	return fmt.Sprintf("%s%012d-%012d-%d-%s-%s%s", folder(of), i.First, i.Cursor.Position, i.Cursor.Epoch,
		hex.EncodeToString(i.Cursor.Chain[:]), hex.EncodeToString(sum[:]), extension)
}

func parseName(of shop.ShopID, name string) (Info, []byte, bool) {
	text, ok := strings.CutPrefix(strings.TrimSuffix(name, extension), folder(of))
	parts := strings.Split(text, "-")
	if !ok || len(parts) != 5 || !strings.HasSuffix(name, extension) {
		return Info{}, nil, false
	}
	first, err1 := strconv.ParseUint(parts[0], 10, 62)
	last, err2 := strconv.ParseUint(parts[1], 10, 62)
	epoch, err3 := strconv.ParseUint(parts[2], 10, 32)
	chain, err4 := hex.DecodeString(parts[3])
	sum, err5 := hex.DecodeString(parts[4])
	if errors.Join(err1, err2, err3, err4, err5) != nil || len(chain) != 32 || len(sum) != 32 || first == 0 || last < first {
		return Info{}, nil, false
	}
	return Info{First: journal.Position(first), Name: name,
		Cursor: journal.Cursor{Epoch: uint32(epoch), Position: journal.Position(last), Chain: journal.Hash(chain)}}, sum, true
}

// Put seals count entries that follow each other after the place before; next
// gives them in order. It returns once they are kept.
func (s *Store) Put(ctx context.Context, of shop.ShopID, before journal.Cursor, count int, next func() (journal.Entry, error)) (Info, error) {
	var packed bytes.Buffer
	info, err := pack(&packed, before, count, next)
	if err != nil {
		return Info{}, err
	}
	info.Bytes = int64(packed.Len())
	info.Name = info.name(of, sha256.Sum256(packed.Bytes()))
	if err := s.bucket.WriteAll(ctx, info.Name, packed.Bytes(), &blob.WriterOptions{ContentType: "application/zstd"}); err != nil {
		return Info{}, fmt.Errorf("segments: keep %d to %d: %w", info.First, info.Last(), err)
	}
	return info, s.settle(info.Name)
}

func pack(to io.Writer, before journal.Cursor, count int, next func() (journal.Entry, error)) (Info, error) {
	info := Info{First: before.Position + 1}
	var w *writer
	for i := range count {
		e, err := next()
		if err != nil {
			return Info{}, err
		}
		if i == 0 {
			if w, err = newWriter(to, e.Cursor.Epoch, info.First, count, before.Chain); err != nil {
				return Info{}, err
			}
		}
		if err := w.add(e); err != nil {
			return Info{}, fmt.Errorf("segments: %w", err)
		}
		info.Cursor = e.Cursor
	}
	if w == nil {
		return Info{}, errors.New("segments: nothing to seal")
	}
	if err := w.zip.Close(); err != nil {
		return Info{}, fmt.Errorf("segments: %w", err)
	}
	return info, nil
}

// List names a shop's segments by their first positions. Of several with the
// same first position (relays that sealed at once, or a journal that was
// repaired) all are named.
func (s *Store) List(ctx context.Context, of shop.ShopID) ([]Info, error) {
	var all []Info
	list := s.bucket.List(&blob.ListOptions{Prefix: folder(of)})
	for {
		object, err := list.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("segments: look for segments: %w", err)
		}
		if info, _, ok := parseName(of, object.Key); ok {
			info.Bytes = object.Size
			all = append(all, info)
		}
	}
	slices.SortFunc(all, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// Open reads a segment's entries. The file's hash is checked first, so that
// nothing is handed out of a file that was changed.
func (s *Store) Open(ctx context.Context, of shop.ShopID, info Info) (*Reader, error) {
	_, sum, ok := parseName(of, info.Name)
	if !ok {
		return nil, damaged("%q is not a segment's name", info.Name)
	}
	raw, err := s.bucket.ReadAll(ctx, info.Name)
	if err != nil {
		return nil, fmt.Errorf("segments: read %d to %d: %w", info.First, info.Last(), err)
	}
	if is := sha256.Sum256(raw); !bytes.Equal(is[:], sum) {
		return nil, damaged("%s does not have the hash in its name", info.Name)
	}
	return newReader(bytes.NewReader(raw), info, func() error { return nil })
}
