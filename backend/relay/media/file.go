package media

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/google/uuid"
	"gocloud.dev/blob"
	"golang.org/x/crypto/chacha20poly1305"
)

// File is a stored file being read, from any place in it. It belongs to one
// goroutine.
type File struct {
	Size int64
	MIME string // as it was given when it was stored; may be empty

	ctx    context.Context // of the request that reads it, as io.Reader has none
	bucket *blob.Bucket
	key    string
	seal   cipher.AEAD
	begin  int64 // of the first chunk

	offset int64        // of the next byte to read
	stream *blob.Reader // at the chunk `next`, nil before the first read and after a jump
	next   int64
	chunk  []byte // the opened chunk `number`
	number int64  // -1: none
	sealed []byte
}

// openFile reads the header and the first chunk, which proves the key.
func openFile(ctx context.Context, bucket *blob.Bucket, name string, unwrap func(id uuid.UUID, wrapped []byte) ([]byte, error)) (*File, error) {
	attributes, err := bucket.Attributes(ctx, name)
	if err != nil {
		return nil, err
	}
	reader, err := bucket.NewRangeReader(ctx, name, 0, min(attributes.Size, int64(headerFixed+maxWrapped)), nil)
	if err != nil {
		return nil, err
	}
	h, err := readHeader(reader)
	if err = errors.Join(err, reader.Close()); err != nil {
		return nil, err
	}
	size, err := plainSize(attributes.Size, h)
	if err != nil {
		return nil, err
	}
	key, err := unwrap(h.id, h.wrapped)
	if err != nil {
		return nil, err
	}
	seal, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, ErrDamaged
	}
	f := &File{Size: size, MIME: attributes.Metadata[metaMIME], ctx: ctx, bucket: bucket, key: name, seal: seal,
		begin: h.size(), number: -1}
	return f, f.load(0)
}

// Read gives the bytes from the present place on.
func (f *File) Read(p []byte) (int, error) {
	if f.offset >= f.Size {
		return 0, io.EOF
	}
	if err := f.load(f.offset / chunkSize); err != nil {
		return 0, err
	}
	n := copy(p, f.chunk[f.offset%chunkSize:])
	f.offset += int64(n)
	return n, nil
}

// Seek goes to another place.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.offset
	case io.SeekEnd:
		offset += f.Size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	f.offset = offset
	return offset, nil
}

// Close lets go of the storage.
func (f *File) Close() error {
	if f.stream == nil {
		return nil
	}
	err := f.stream.Close()
	f.stream = nil
	return err
}

func (f *File) load(number int64) error {
	if f.number == number {
		return nil
	}
	if f.stream == nil || f.next != number {
		if err := f.jump(number); err != nil {
			return err
		}
	}
	last := (number+1)*chunkSize >= f.Size
	length := int64(chunkSize)
	if last {
		length = f.Size - number*chunkSize
	}
	f.sealed = slices.Grow(f.sealed[:0], int(length)+tagSize)[:length+tagSize]
	if _, err := io.ReadFull(f.stream, f.sealed); err != nil {
		return fmt.Errorf("read a stored file: %w", err)
	}
	opened, err := f.seal.Open(f.chunk[:0], chunkNonce(number, last), f.sealed, nil)
	if err != nil {
		return ErrDamaged
	}
	f.chunk, f.number, f.next = opened, number, number+1
	return nil
}

func (f *File) jump(number int64) error {
	if err := f.Close(); err != nil {
		return err
	}
	stream, err := f.bucket.NewRangeReader(f.ctx, f.key, f.begin+number*sealedChunk, -1, nil)
	if err != nil {
		return fmt.Errorf("read a stored file: %w", err)
	}
	f.stream, f.next = stream, number
	return nil
}
