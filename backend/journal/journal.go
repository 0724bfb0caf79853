// Package journal keeps a shop's history as one ordered, chained log, and the
// raw webhook bodies in a durable queue beside it.
//
// It promises that what Append or Put acknowledged is on disk, that entries
// come back in exactly the order they were accepted, that of two writers at
// the same place exactly one wins, and that damage is reported instead of
// being skipped. It stores opaque bytes: what an entry says, and sealing what
// is personal in it, is the caller's business. The relay is the caller; the
// sandbox uses the same logs for its own state.
//
// There are two makes: JetStream, embedded ([OpenEmbedded]) or on an external
// cluster ([OpenExternal]), and memory with faults on demand ([NewMemory]) for
// tests. Both pass the suite in package journaltest.
package journal

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Limits of what one call may append. The engine carries at most 8 MB in one
// message, headers included; JetStream accepts at most 1,000 messages in an
// atomic batch (nats-server, streamDefaultMaxAtomicBatchSize).
const (
	// MaxEntry is the most bytes one entry or one webhook body may have.
	MaxEntry = maxPayload - 64<<10
	// MaxBatch is the most entries one Append may have.
	MaxBatch = 1000
	// MaxBatchBytes is the most bytes the entries of one Append may have together.
	MaxBatchBytes = 32 << 20

	maxPayload = 8 << 20
)

// Position is a place in a log: 1 for the first entry, without gaps. In the
// intake positions only rise: bodies that were stored together stand close,
// and there are gaps between groups. Zero is before the first in both.
type Position uint64

// Hash is a SHA-256.
type Hash [32]byte

// Entry is one link of a log.
type Entry struct {
	Cursor   Cursor    // where it stands, its own hash included
	Batch    uuid.UUID // the batch it was appended in
	Recorded time.Time // the appender's clock, UTC
	Data     []byte
}

// Log is one ordered, chained log: a shop's journal, or the registry.
// Its methods may be called from several goroutines.
type Log interface {
	// Append adds data as one atomic batch directly after `after` and returns
	// the cursor of its last entry. All of it is appended or nothing.
	//
	// ErrConflict means that another writer was there first: read on and decide
	// again. Appending a batch that is already there is a success, so a caller
	// who got ErrUnknown may repeat the same call. When an acknowledgement is
	// lost, the tail is read for the batch's id before answering; ErrUnknown
	// remains only where that too is impossible.
	//
	// Other errors: ErrTooLarge, ErrCursorUnknown, ErrDamaged, ErrUnavailable
	// (nothing was appended) and the context's own.
	Append(ctx context.Context, batch uuid.UUID, after Cursor, data [][]byte) (Cursor, error)

	// Read returns entries after a cursor, at most max of them and about
	// maxBytes (at least one entry if there is any; zero means a sensible
	// default for either). The chain is verified: an entry that does not fit is
	// never returned, nor anything behind it; once the good ones before it are
	// read, the error is ErrDamaged. A cursor of another log or epoch, or beyond
	// the end, is ErrCursorUnknown.
	Read(ctx context.Context, after Cursor, max int, maxBytes int) ([]Entry, error)

	// End returns the cursor of the last entry, the zero Cursor if there is none.
	End(ctx context.Context) (Cursor, error)

	// Changed returns a channel that is closed once there are entries after
	// `after`, or the context ends, or the engine closes. It may be closed
	// early; Read tells.
	Changed(ctx context.Context, after Cursor) <-chan struct{}
}

// Envelope is one webhook body as it came in, with what is needed to judge
// and translate it later.
type Envelope struct {
	ID       uuid.UUID
	Received time.Time         // the relay's clock
	Route    string            // which address it came to
	Headers  map[string]string // only those that matter (signature, content type)
	Body     []byte            // the raw bytes, as signed
}

// IntakeEntry is an envelope with its place in the intake.
type IntakeEntry struct {
	Position Position
	Envelope
}

// Intake is the durable queue of raw webhook bodies. Its methods may be
// called from several goroutines.
type Intake interface {
	// Put returns when the body is on disk. Several waiting callers share the
	// cost. On an error the body may or may not be kept: the sender repeats, and
	// translating twice makes the same events.
	Put(ctx context.Context, envelope Envelope) (Position, error)

	// Read returns at most max bodies after a position, oldest first. A body
	// that does not match its own hash, or is missing between others, gives
	// ErrDamaged with its position once the good ones before it are read;
	// reading on after that position is possible, since bodies stand alone.
	// A position beyond the end is ErrCursorUnknown: bodies that were there are
	// gone, and new ones would take their places.
	// A reader takes all there is before it waits with Changed.
	Read(ctx context.Context, after Position, max int) ([]IntakeEntry, error)

	// Changed is closed once there are bodies after `after`; see Log.Changed.
	Changed(ctx context.Context, after Position) <-chan struct{}

	// Trim removes bodies that are both translated (at or before
	// translatedUpTo) and received before olderThan, oldest first, and says how
	// many. It stops at the first that must stay.
	Trim(ctx context.Context, translatedUpTo Position, olderThan time.Time) (int, error)
}

// Engine opens logs and the intake.
type Engine interface {
	// Log opens a log by name ("shop-<uuid>", "registry"), made on first use.
	// Names have 1 to 64 of a-z, 0-9, '-' and '_'.
	Log(ctx context.Context, name string) (Log, error)
	// Intake opens the queue of webhook bodies.
	Intake(ctx context.Context) (Intake, error)
	// FsyncProbe is what writing to this engine's disk costs, measured when it
	// was opened; its zero value means not measured.
	FsyncProbe() FsyncProbe
	// Close waits for what is under way. Logs of a closed engine answer
	// ErrUnavailable.
	Close() error
}

// FsyncProbe says how fast the disk makes a small write durable.
type FsyncProbe struct {
	PerSecond float64       // zero: not measured
	Median    time.Duration // of one write and fsync
}

// SlowFsync is the number of fsyncs per second under which a shop at Meta's
// usual full rate (80 messages a second with three statuses each) falls behind.
const SlowFsync = 400

// Slow tells whether the disk was measured and found too slow.
func (p FsyncProbe) Slow() bool { return p.PerSecond > 0 && p.PerSecond < SlowFsync }
