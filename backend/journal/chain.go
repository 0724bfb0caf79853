package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"

	"github.com/google/uuid"
)

// An entry is stored as one frame:
//
//	2  magic "mj"
//	1  version of the frame
//	16 batch
//	8  recorded, nanoseconds since 1970, big endian
//	32 hash of the entry before
//	32 hash of this entry
//	…  data
//
// The hash covers the hash before, the position, batch, recorded and data. The
// first entry's "before" is made of the log's name and epoch, so that entries
// moved into another log do not fit.
const (
	frameVersion = 1
	frameHeader  = 2 + 1 + 16 + 8 + 32 + 32
)

var frameMagic = [2]byte{'m', 'j'}

var errFrame = errors.New("not an entry this version can read")

type frame struct {
	batch    uuid.UUID
	recorded int64
	prev     Hash
	own      Hash
	data     []byte
}

// genesis is the hash before the first entry of a log.
func genesis(name string, epoch uint32) Hash {
	text := append([]byte("mostrador journal\x00"), name...)
	text = binary.BigEndian.AppendUint32(append(text, 0), epoch)
	return sha256.Sum256(text)
}

func (f *frame) hash(position Position) Hash {
	digest := sha256.New()
	var fixed [8 + 16 + 8]byte
	binary.BigEndian.PutUint64(fixed[:8], uint64(position))
	copy(fixed[8:24], f.batch[:])
	binary.BigEndian.PutUint64(fixed[24:], uint64(f.recorded))
	digest.Write(f.prev[:])
	digest.Write(fixed[:])
	digest.Write(f.data)
	return Hash(digest.Sum(nil))
}

func (f *frame) encode() []byte {
	out := make([]byte, 0, frameHeader+len(f.data))
	out = append(out, frameMagic[0], frameMagic[1], frameVersion)
	out = append(out, f.batch[:]...)
	out = binary.BigEndian.AppendUint64(out, uint64(f.recorded))
	out = append(out, f.prev[:]...)
	out = append(out, f.own[:]...)
	return append(out, f.data...)
}

func decodeFrame(raw []byte) (frame, error) {
	if len(raw) < frameHeader || !bytes.Equal(raw[:2], frameMagic[:]) || raw[2] != frameVersion {
		return frame{}, errFrame
	}
	f := frame{recorded: int64(binary.BigEndian.Uint64(raw[19:27])), data: raw[frameHeader:]}
	copy(f.batch[:], raw[3:19])
	copy(f.prev[:], raw[27:59])
	copy(f.own[:], raw[59:91])
	return f, nil
}

// link is an entry on its way into a log.
type link struct {
	cursor Cursor
	raw    []byte
}

// forge chains data after a place and returns what is to be stored.
func forge(batch uuid.UUID, after Cursor, recorded time.Time, data [][]byte) []link {
	links := make([]link, len(data))
	for i, d := range data {
		f := frame{batch: batch, recorded: recorded.UnixNano(), prev: after.Chain, data: d}
		after.Position++
		f.own = f.hash(after.Position)
		after.Chain = f.own
		links[i] = link{cursor: after, raw: f.encode()}
	}
	return links
}

// open checks that a stored frame is whole and returns it as an entry, with
// the hash of the entry that came before it.
func open(stream string, epoch uint32, position Position, raw []byte) (Entry, Hash, error) {
	f, err := decodeFrame(raw)
	if err != nil {
		return Entry{}, Hash{}, &DamagedError{stream, position, err.Error()}
	}
	if f.hash(position) != f.own {
		return Entry{}, Hash{}, &DamagedError{stream, position, "its content does not match its hash"}
	}
	return Entry{
		Cursor:   Cursor{Epoch: epoch, Position: position, Chain: f.own},
		Batch:    f.batch,
		Recorded: time.Unix(0, f.recorded).UTC(),
		Data:     f.data,
	}, f.prev, nil
}

// checkBatch tells whether data may be appended in one go.
func checkBatch(data [][]byte) error {
	for _, d := range data {
		if len(d) > MaxEntry {
			return tooLarge("an entry", len(d), MaxEntry, "bytes")
		}
	}
	if total := batchBytes(data); total > MaxBatchBytes {
		return tooLarge("a batch", total, MaxBatchBytes, "bytes")
	}
	if len(data) > MaxBatch {
		return tooLarge("a batch", len(data), MaxBatch, "entries")
	}
	if len(data) == 0 {
		return errEmptyBatch
	}
	return nil
}

func batchBytes(data [][]byte) int {
	total := 0
	for _, d := range data {
		total += len(d)
	}
	return total
}
