package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// streamLog is a Log on a JetStream stream whose sequence is the position.
type streamLog struct {
	engine  *JetStream
	stream  *stream
	waiters waiters
	epoch   uint32
	keeps   kept
	renewed atomic.Bool // another relay began a newer epoch
	genesis Hash
	damage  error                  // found when it was opened; nothing is appended to a damaged log
	known   atomic.Pointer[Cursor] // the last cursor that was seen to be of this log
}

// settleTimeout bounds how long a lost acknowledgement is looked for.
const settleTimeout = 3 * time.Second

// Append adds a batch; see Log.
func (l *streamLog) Append(ctx context.Context, batch uuid.UUID, after Cursor, data [][]byte) (Cursor, error) {
	if err := checkBatch(data); err != nil {
		return Cursor{}, err
	}
	if l.damage != nil {
		return Cursor{}, l.damage
	}
	if err := l.engine.writable(batchBytes(data)); err != nil {
		return Cursor{}, err
	}
	place, err := l.recognise(ctx, after)
	if err != nil {
		return Cursor{}, err
	}
	if err := ctx.Err(); err != nil {
		return Cursor{}, err
	}
	links := forge(batch, place, l.engine.now(), data)
	seq, err := l.publish(ctx, links)
	if err != nil {
		return l.settle(ctx, batch, place, len(data), err)
	}
	end := links[len(links)-1].cursor
	if seq != uint64(end.Position) {
		return Cursor{}, &DamagedError{l.stream.name, end.Position, "the engine stored it at " + strconv.FormatUint(seq, 10)}
	}
	return l.learn(end), nil
}

// recognise turns a caller's cursor into the place to chain from.
func (l *streamLog) recognise(ctx context.Context, c Cursor) (Cursor, error) {
	if c.IsZero() {
		return Cursor{Epoch: l.epoch, Chain: l.genesis}, nil
	}
	if c = l.current(c); c.Epoch != l.epoch || c.Position == 0 {
		return Cursor{}, ErrCursorUnknown
	}
	if known := l.known.Load(); known != nil && *known == c {
		return c, nil
	}
	at, found, err := l.stream.at(ctx, uint64(c.Position))
	if err != nil {
		return Cursor{}, err
	}
	if !found {
		return Cursor{}, l.absent(ctx, c.Position)
	}
	entry, _, err := open(l.stream.name, l.epoch, c.Position, at.raw)
	if err != nil {
		return Cursor{}, err
	}
	if entry.Cursor != c {
		return Cursor{}, ErrCursorUnknown
	}
	return l.learn(c), nil
}

// current is a cursor of an earlier epoch as this one names the same place.
func (l *streamLog) current(c Cursor) Cursor {
	if l.keeps.has(c) {
		c.Epoch = l.epoch
	}
	return c
}

// absent says what it means that nothing is stored at a position.
func (l *streamLog) absent(ctx context.Context, position Position) error {
	state, err := l.stream.info(ctx)
	if err != nil {
		return err
	}
	if uint64(position) > state.LastSeq {
		return ErrCursorUnknown
	}
	// Another server may lead the stream by now.
	if _, found, err := l.stream.at(ctx, uint64(position)); err != nil || found {
		return cmp.Or(err, fmt.Errorf("%w: %s has just changed its leader", ErrUnavailable, l.stream.name))
	}
	return &DamagedError{l.stream.name, position, "the entry is missing"}
}

func (l *streamLog) learn(c Cursor) Cursor {
	l.known.Store(&c)
	l.waiters.reached(c.Position)
	return c
}

// publish stores links if the stream ends right before them, and returns the
// position of the last.
func (l *streamLog) publish(ctx context.Context, links []link) (uint64, error) {
	ctx, cancel := l.engine.bounded(ctx)
	defer cancel()
	before := uint64(links[0].cursor.Position) - 1
	if len(links) == 1 {
		ack, err := l.engine.js.PublishMsg(ctx, &nats.Msg{Subject: l.stream.subject, Data: links[0].raw},
			jetstream.WithExpectLastSequence(before), jetstream.WithRetryAttempts(0))
		if err != nil {
			return 0, err
		}
		return ack.Sequence, nil
	}
	messages := make([]*nats.Msg, len(links))
	for i, link := range links {
		messages[i] = &nats.Msg{Subject: l.stream.subject, Data: link.raw, Header: nats.Header{}}
	}
	messages[0].Header.Set(jetstream.ExpectedLastSeqHeader, strconv.FormatUint(before, 10))
	ack, err := jetstreamext.PublishMsgBatch(ctx, l.engine.js, messages, jetstreamext.BatchFlowControl{})
	if err != nil {
		return 0, err
	}
	return ack.Sequence, nil
}

// settle finds out what became of a batch whose publishing failed.
func (l *streamLog) settle(ctx context.Context, batch uuid.UUID, after Cursor, count int, cause error) (Cursor, error) {
	var refused *jetstream.APIError
	isConflict := errors.As(cause, &refused) && isWrongLastSequence(refused)
	if refused != nil && refused.ErrorCode == sealedCode {
		return Cursor{}, fmt.Errorf("%w: %s", ErrRenewed, l.stream.name)
	}
	if refused != nil && !isConflict {
		return Cursor{}, fmt.Errorf("%w: appending to %s: %w", ErrUnavailable, l.stream.name, cause)
	}
	// The answer matters even when the caller's time is up.
	look, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	first, found, err := l.stream.at(look, uint64(after.Position)+1)
	// In a cluster even the entry that won may need a moment to be there.
	for !found && !l.engine.conn.IsClosed() && pause(look) {
		first, found, err = l.stream.at(look, uint64(after.Position)+1)
	}
	switch {
	case err == nil && found:
		return l.compare(look, batch, first, count)
	case err == nil && isConflict:
		return Cursor{}, l.absent(look, after.Position+1)
	default:
		return Cursor{}, fmt.Errorf("%w: appending to %s: %w", ErrUnknown, l.stream.name, errors.Join(cause, err))
	}
}

// compare tells a batch that is already there from another writer's.
func (l *streamLog) compare(ctx context.Context, batch uuid.UUID, first stored, count int) (Cursor, error) {
	l.waiters.reached(Position(first.seq))
	entry, _, err := open(l.stream.name, l.epoch, Position(first.seq), first.raw)
	if err != nil {
		return Cursor{}, err
	}
	if entry.Batch != batch {
		return Cursor{}, ErrConflict
	}
	if count == 1 {
		return l.learn(entry.Cursor), nil
	}
	position := Position(first.seq) + Position(count) - 1
	last, found, err := l.stream.at(ctx, uint64(position))
	if err != nil {
		return Cursor{}, fmt.Errorf("%w: %w", ErrUnknown, err)
	}
	if !found {
		return Cursor{}, l.absent(ctx, position)
	}
	if entry, _, err = open(l.stream.name, l.epoch, position, last.raw); err != nil {
		return Cursor{}, err
	}
	return l.learn(entry.Cursor), nil
}

// sealedCode is how the engine refuses what is appended to a sealed stream
// (nats-server, JSStreamSealedErr).
const sealedCode jetstream.ErrorCode = 10109

func isWrongLastSequence(err *jetstream.APIError) bool {
	return err.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		err.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant
}

// pause waits a moment between two looks; false when there is no time left.
func pause(ctx context.Context) bool {
	timer := time.NewTimer(50 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// Read returns verified entries; see Log.
func (l *streamLog) Read(ctx context.Context, after Cursor, max int, maxBytes int) ([]Entry, error) {
	if l.renewed.Load() {
		return nil, fmt.Errorf("%w: %s", ErrRenewed, l.stream.name)
	}
	after = l.current(after)
	if after.Epoch != l.epoch && !after.IsZero() || after.Position == 0 && !after.IsZero() {
		return nil, ErrCursorUnknown
	}
	got, err := l.stream.fetch(ctx, uint64(after.Position)+1, max, maxBytes)
	if err != nil {
		return nil, err
	}
	if len(got) == 0 {
		return l.nothing(ctx, after, max, maxBytes)
	}
	return l.verify(ctx, after, got)
}

// nothing decides what an empty answer means: the end, a cursor of elsewhere,
// an entry that came meanwhile, or a hole.
func (l *streamLog) nothing(ctx context.Context, after Cursor, max, maxBytes int) ([]Entry, error) {
	if _, err := l.recognise(ctx, after); err != nil {
		return nil, err
	}
	state, err := l.stream.info(ctx)
	if err != nil || state.LastSeq <= uint64(after.Position) {
		return nil, err
	}
	got, err := l.stream.fetch(ctx, uint64(after.Position)+1, max, maxBytes)
	if err != nil {
		return nil, err
	}
	if len(got) == 0 {
		return l.fromLeader(ctx, after, "the entry cannot be read")
	}
	return l.verify(ctx, after, got)
}

// fromLeader reads the one entry after a place from the stream's leader: in a
// cluster any copy may answer a read, and one that lags has nothing to say about
// damage.
func (l *streamLog) fromLeader(ctx context.Context, after Cursor, reason string) ([]Entry, error) {
	one, found, err := l.stream.at(ctx, uint64(after.Position)+1)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, &DamagedError{l.stream.name, after.Position + 1, reason}
	}
	return l.verify(ctx, after, []stored{one})
}

// verify opens what was fetched and keeps what fits the chain.
func (l *streamLog) verify(ctx context.Context, after Cursor, got []stored) ([]Entry, error) {
	if Position(got[0].seq) != after.Position+1 {
		return l.fromLeader(ctx, after, "the entry is missing")
	}
	place := after
	if place.IsZero() {
		place.Chain = l.genesis
	}
	entries := make([]Entry, 0, len(got))
	for _, g := range got {
		entry, err := l.follows(place, g)
		if err != nil && len(entries) > 0 {
			return entries, nil
		}
		if err != nil {
			// The caller's cursor may be the one that is wrong.
			if _, unknown := l.recognise(ctx, after); unknown != nil {
				return nil, unknown
			}
			return nil, err
		}
		entries = append(entries, entry)
		place = entry.Cursor
	}
	l.learn(place)
	return entries, nil
}

func (l *streamLog) follows(place Cursor, g stored) (Entry, error) {
	if Position(g.seq) != place.Position+1 {
		return Entry{}, &DamagedError{l.stream.name, place.Position + 1, "the entry is missing"}
	}
	entry, prev, err := open(l.stream.name, l.epoch, Position(g.seq), g.raw)
	if err != nil {
		return Entry{}, err
	}
	if prev != place.Chain {
		return Entry{}, &DamagedError{l.stream.name, Position(g.seq), "it does not follow the entry before it"}
	}
	return entry, nil
}

// End returns the last entry's cursor; see Log.
func (l *streamLog) End(ctx context.Context) (Cursor, error) {
	if l.damage != nil {
		return Cursor{}, l.damage
	}
	known := l.waiters.known() // before asking, so that an append in between is not taken for a loss
	last, found, err := l.stream.last(ctx)
	if err != nil {
		return Cursor{}, err
	}
	if Position(last.seq) < known {
		// Newer entries were there: either they are lost, or this answer is late.
		state, err := l.stream.info(ctx)
		if err == nil && state.LastSeq > last.seq {
			last, found, err = l.newest(ctx, last, state.LastSeq)
		}
		if err != nil {
			return Cursor{}, err
		}
	}
	if !found {
		return Cursor{}, nil
	}
	entry, _, err := open(l.stream.name, l.epoch, Position(last.seq), last.raw)
	if err != nil {
		return Cursor{}, err
	}
	return l.learn(entry.Cursor), nil
}

// newest reads the last entry by its position, where asking for the last one
// gave an earlier one.
func (l *streamLog) newest(ctx context.Context, earlier stored, seq uint64) (stored, bool, error) {
	one, found, err := l.stream.at(ctx, seq)
	if err == nil && !found {
		err = &DamagedError{l.stream.name, Position(earlier.seq) + 1, "the entry cannot be read"}
	}
	return one, found, err
}

// Changed tells of growth; see Log.
func (l *streamLog) Changed(ctx context.Context, after Cursor) <-chan struct{} {
	return l.waiters.wait(ctx, after.Position)
}
