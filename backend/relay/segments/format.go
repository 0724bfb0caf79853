package segments

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"mostrador/backend/journal"
)

// A segment is one zstd frame of
//
//	4  magic "mseg"
//	1  version
//	4  epoch of the entries, big endian as all numbers
//	8  position of the first entry
//	4  number of entries
//	32 hash of the entry before the first
//	…  for each entry: 4 length of data, 16 batch, 8 recorded (nanoseconds), data
//
// The hashes of the entries themselves are left out: they follow from the rest.
const (
	magic         = "mseg"
	formatVersion = 1
	headerSize    = 4 + 1 + 4 + 8 + 4 + 32
	entryHeader   = 4 + 16 + 8
	// window bounds what reading a segment holds in memory.
	window = 1 << 20
)

// ErrDamaged says that a segment is not what was sealed.
var ErrDamaged = errors.New("segments: a segment is damaged")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// writer compresses entries that follow each other.
type writer struct {
	zip *zstd.Encoder
}

func newWriter(to io.Writer, epoch uint32, first journal.Position, count int, before journal.Hash) (*writer, error) {
	zip, err := zstd.NewWriter(to, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(window), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, fmt.Errorf("segments: %w", err)
	}
	head := append(make([]byte, 0, headerSize), magic...)
	head = append(head, formatVersion)
	head = binary.BigEndian.AppendUint32(head, epoch)
	head = binary.BigEndian.AppendUint64(head, uint64(first))
	head = binary.BigEndian.AppendUint32(head, uint32(count))
	head = append(head, before[:]...)
	_, err = zip.Write(head)
	return &writer{zip: zip}, err
}

func (w *writer) add(e journal.Entry) error {
	head := make([]byte, 0, entryHeader)
	head = binary.BigEndian.AppendUint32(head, uint32(len(e.Data)))
	head = append(head, e.Batch[:]...)
	head = binary.BigEndian.AppendUint64(head, uint64(e.Recorded.UnixNano()))
	if _, err := w.zip.Write(head); err != nil {
		return err
	}
	_, err := w.zip.Write(e.Data)
	return err
}

// Reader reads a segment's entries in order.
type Reader struct {
	close func() error
	zip   *zstd.Decoder
	in    *bufio.Reader
	want  Info
	left  int
	place journal.Cursor
}

func newReader(from io.Reader, want Info, closing func() error) (*Reader, error) {
	zip, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(window))
	if err != nil {
		return nil, fmt.Errorf("segments: %w", err)
	}
	r := &Reader{zip: zip, in: bufio.NewReaderSize(zip, 64<<10), want: want, close: closing}
	head := make([]byte, headerSize)
	if _, err := io.ReadFull(r.in, head); err != nil {
		zip.Close()
		return nil, damaged("it has no head: %v", err)
	}
	r.place = journal.Cursor{Epoch: binary.BigEndian.Uint32(head[5:9]),
		Position: journal.Position(binary.BigEndian.Uint64(head[9:17])) - 1, Chain: journal.Hash(head[21:])}
	r.left = int(binary.BigEndian.Uint32(head[17:21]))
	if string(head[:4]) != magic || head[4] != formatVersion || r.place.Position+1 != want.First ||
		r.left != int(want.Last()-want.First+1) || r.place.Epoch != want.Cursor.Epoch {
		zip.Close()
		return nil, damaged("its head is not that of %s", want.Name)
	}
	return r, nil
}

// Before is the place before the first entry, as the segment says; it is proven
// when the last entry was read.
func (r *Reader) Before() journal.Cursor { return r.place }

// Next gives the next entry; io.EOF after the last, ErrDamaged when the entries
// don't lead to the segment's end.
func (r *Reader) Next() (journal.Entry, error) {
	if r.left == 0 {
		if r.place != r.want.Cursor {
			return journal.Entry{}, damaged("its entries don't lead to its end")
		}
		return journal.Entry{}, io.EOF
	}
	head := make([]byte, entryHeader)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return journal.Entry{}, damaged("after %d: %v", r.place.Position, err)
	}
	length := binary.BigEndian.Uint32(head)
	if length > journal.MaxEntry {
		return journal.Entry{}, damaged("after %d: an entry of %d bytes", r.place.Position, length)
	}
	e := journal.Entry{Batch: uuid.UUID(head[4:20]), Recorded: time.Unix(0, int64(binary.BigEndian.Uint64(head[20:]))).UTC(),
		Data: make([]byte, length)}
	if _, err := io.ReadFull(r.in, e.Data); err != nil {
		return journal.Entry{}, damaged("after %d: %v", r.place.Position, err)
	}
	r.place.Position++
	r.place.Chain = journal.Follow(r.place.Chain, r.place.Position, e.Batch, e.Recorded, e.Data)
	e.Cursor = r.place
	r.left--
	return e, nil
}

// Close ends reading.
func (r *Reader) Close() error {
	r.zip.Close()
	return r.close()
}
