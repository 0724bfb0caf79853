package media

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"golang.org/x/crypto/chacha20poly1305"
)

// A sealed file is read from any place without opening the rest: a header,
// then chunks, each sealed by itself with its number and whether it is the
// last, so that none can be moved, dropped or cut off unnoticed.
//
//	4  magic "mmf1"
//	16 id of the file, at random
//	2  length of the wrapped key, big endian
//	…  the file's own key, sealed with the customer's and bound to the id
//	…  chunks of 64 KiB, the last one shorter, each with a tag of 16 bytes
const (
	sealedMagic  = "mmf1"
	idSize       = 16
	headerFixed  = len(sealedMagic) + idSize + 2
	maxWrapped   = 1024
	chunkSize    = 64 << 10
	tagSize      = chacha20poly1305.Overhead
	sealedChunk  = chunkSize + tagSize
	lastChunkBit = 1
)

// ErrDamaged says that a stored file was changed, cut off, or sealed with
// another key.
var ErrDamaged = errors.New("the stored file is damaged or sealed with another key")

// header is what stands before the chunks.
type header struct {
	id      uuid.UUID
	wrapped []byte
}

func (h header) size() int64 { return int64(headerFixed + len(h.wrapped)) }

func (h header) encode() []byte {
	out := append([]byte(sealedMagic), h.id[:]...)
	out = binary.BigEndian.AppendUint16(out, uint16(len(h.wrapped)))
	return append(out, h.wrapped...)
}

func readHeader(in io.Reader) (header, error) {
	fixed := make([]byte, headerFixed)
	if _, err := io.ReadFull(in, fixed); err != nil {
		return header{}, ErrDamaged
	}
	length := int(binary.BigEndian.Uint16(fixed[headerFixed-2:]))
	if string(fixed[:len(sealedMagic)]) != sealedMagic || length > maxWrapped {
		return header{}, ErrDamaged
	}
	h := header{id: uuid.UUID(fixed[len(sealedMagic):][:idSize]), wrapped: make([]byte, length)}
	if _, err := io.ReadFull(in, h.wrapped); err != nil {
		return header{}, ErrDamaged
	}
	return h, nil
}

func chunkNonce(number int64, last bool) []byte {
	nonce := make([]byte, chacha20poly1305.NonceSize)
	binary.BigEndian.PutUint64(nonce, uint64(number))
	if last {
		nonce[len(nonce)-1] = lastChunkBit
	}
	return nonce
}

// sealer seals what is written to it. Close writes the last chunk.
type sealer struct {
	out    io.Writer
	seal   cipher.AEAD
	number int64
	plain  []byte
	sealed []byte
}

// newSealer writes the header and seals with a new key, which wrap seals in turn.
func newSealer(out io.Writer, wrap func(id uuid.UUID, key []byte) ([]byte, error)) (*sealer, error) {
	key := make([]byte, chacha20poly1305.KeySize)
	_, _ = rand.Read(key) // never fails
	seal, err := chacha20poly1305.New(key)
	if err != nil {
		return nil, fmt.Errorf("make a file's seal: %w", err)
	}
	h := header{id: uuid.New()}
	if h.wrapped, err = wrap(h.id, key); err != nil {
		return nil, err
	}
	if _, err := out.Write(h.encode()); err != nil {
		return nil, err
	}
	return &sealer{out: out, seal: seal, plain: make([]byte, 0, chunkSize)}, nil
}

// Write seals full chunks and keeps the rest. A chunk is only written once
// more follows, because the last one is sealed differently.
func (s *sealer) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		if len(s.plain) == chunkSize {
			if err := s.flush(false); err != nil {
				return 0, err
			}
		}
		n := min(len(p), chunkSize-len(s.plain))
		s.plain = append(s.plain, p[:n]...)
		p = p[n:]
	}
	return written, nil
}

// Close writes the last chunk.
func (s *sealer) Close() error { return s.flush(true) }

func (s *sealer) flush(last bool) error {
	s.sealed = s.seal.Seal(s.sealed[:0], chunkNonce(s.number, last), s.plain, nil)
	s.plain = s.plain[:0]
	s.number++
	_, err := s.out.Write(s.sealed)
	return err
}

// plainSize is the size of the file inside a sealed one.
func plainSize(sealed int64, h header) (int64, error) {
	body := sealed - h.size()
	chunks := (body + sealedChunk - 1) / sealedChunk
	plain := body - chunks*tagSize
	if chunks < 1 || plain < 0 {
		return 0, ErrDamaged
	}
	return plain, nil
}
