package journal

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// streamIntake is the Intake on a JetStream stream. One goroutine writes, so
// that whoever comes while it waits for the disk joins the next group.
type streamIntake struct {
	engine  *JetStream
	stream  *stream
	queue   chan *putting
	quit    chan struct{}
	done    sync.WaitGroup
	waiters waiters
	// groupEnd is a position known to be the last of its message, so that a
	// reader in step need not fetch that message again.
	groupEnd atomic.Uint64
}

// putting is one body on its way to the disk.
type putting struct {
	raw      []byte
	position Position
	err      error
	settled  chan struct{}
}

func (p *putting) settle(position Position, err error) {
	p.position, p.err = position, err
	close(p.settled)
}

func startIntake(ctx context.Context, e *JetStream, s *stream) (*streamIntake, error) {
	q := &streamIntake{engine: e, stream: s, queue: make(chan *putting, groupMost), quit: make(chan struct{})}
	last, found, err := s.last(ctx)
	if err != nil {
		return nil, err
	}
	if found {
		if bodies, err := decodeGroup(last.raw); err == nil {
			q.waiters.reached(groupPosition(last.seq, len(bodies)-1))
		}
	}
	s.hear(func(seq uint64) { q.waiters.reached(groupPosition(seq, 0)) })
	q.done.Go(q.write)
	return q, nil
}

// stop answers whoever still waits.
func (q *streamIntake) stop() {
	close(q.quit)
	q.done.Wait()
	q.waiters.close()
}

var errIntakeClosed = fmt.Errorf("%w: the engine is closed", ErrUnavailable)

// Put returns when a body is on disk; see Intake.
func (q *streamIntake) Put(ctx context.Context, envelope Envelope) (Position, error) {
	raw, err := encodeEnvelope(envelope)
	if err != nil {
		return 0, err
	}
	if err := q.engine.writable(len(raw)); err != nil {
		return 0, err
	}
	p := &putting{raw: raw, settled: make(chan struct{})}
	select {
	case <-q.quit:
		return 0, errIntakeClosed
	default:
	}
	select {
	case q.queue <- p:
	case <-q.quit:
		return 0, errIntakeClosed
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	select {
	case <-p.settled:
		return p.position, p.err
	case <-q.quit:
		return q.lastAnswer(p)
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// lastAnswer is for a body that was queued when the engine closed: the writer
// either stored it or never will.
func (q *streamIntake) lastAnswer(p *putting) (Position, error) {
	q.done.Wait()
	select {
	case <-p.settled:
		return p.position, p.err
	default:
		return 0, errIntakeClosed
	}
}

// write takes what waits and makes it durable, group by group.
func (q *streamIntake) write() {
	var next *putting
	for {
		if next == nil {
			select {
			case next = <-q.queue:
			case <-q.quit:
				return
			}
		}
		var group []*putting
		group, next = q.gather(next)
		q.store(group)
	}
}

// gather adds what already waits to the first, as far as one message carries
// it; what does not fit is the next group's first.
func (q *streamIntake) gather(first *putting) (group []*putting, next *putting) {
	group, size := []*putting{first}, groupHeader+4+len(first.raw)
	// Those whose bodies were just stored may be about to bring the next ones.
	runtime.Gosched()
	for len(group) < groupMost {
		select {
		case p := <-q.queue:
			size += 4 + len(p.raw)
			if size > maxGroup {
				return group, p
			}
			group = append(group, p)
		default:
			return group, nil
		}
	}
	return group, nil
}

// store makes a group durable as one message, which costs one fsync.
func (q *streamIntake) store(group []*putting) {
	ctx, cancel := q.engine.bounded(context.Background())
	defer cancel()
	bodies := make([][]byte, len(group))
	for i, p := range group {
		bodies[i] = p.raw
	}
	ack, err := q.engine.js.PublishMsg(ctx, &nats.Msg{Subject: q.stream.subject, Data: encodeGroup(bodies)},
		jetstream.WithRetryAttempts(0))
	if err != nil {
		err = fmt.Errorf("%w: keeping webhook bodies: %w", ErrUnavailable, err)
		for _, p := range group {
			p.settle(0, err)
		}
		return
	}
	q.waiters.reached(groupPosition(ack.Sequence, len(group)-1))
	for i, p := range group {
		p.settle(groupPosition(ack.Sequence, i), nil)
	}
}

// fetchMost is how many messages one Read takes at most; each may hold many bodies.
const fetchMost = 128

// Read returns bodies in order; see Intake.
func (q *streamIntake) Read(ctx context.Context, after Position, max int) ([]IntakeEntry, error) {
	max, _ = readLimits(max, 0)
	from := groupSeq(after)
	if from == 0 || uint64(after) == q.groupEnd.Load() || after == pastGroup(from) {
		from++
	}
	got, err := q.fetch(ctx, after, from, max)
	if err != nil {
		return nil, err
	}
	var entries []IntakeEntry
	for _, g := range got {
		bodies, err := q.open(g, after)
		entries = append(entries, bodies...)
		if len(entries) >= max {
			return entries[:max], nil
		}
		if err != nil && len(entries) > 0 {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
	}
	if len(entries) == 0 && from == groupSeq(after) {
		q.groupEnd.Store(uint64(after)) // nothing more in that message: look behind it
		return q.Read(ctx, after, max)
	}
	if len(entries) > 0 {
		q.groupEnd.Store(uint64(entries[len(entries)-1].Position))
	}
	return entries, nil
}

// fetch reads messages that follow each other without a hole, from a sequence
// on, or from the first that was not trimmed.
func (q *streamIntake) fetch(ctx context.Context, after Position, from uint64, max int) ([]stored, error) {
	got, err := q.stream.fetch(ctx, from, min(max, fetchMost), mostMaxBytes)
	if err == nil && (len(got) == 0 || got[0].seq != from) {
		got, from, err = q.skipTrimmed(ctx, after, from, max)
	}
	if err != nil {
		return nil, err
	}
	for i, g := range got {
		if g.seq == from+uint64(i) {
			continue
		}
		if i > 0 {
			return got[:i], nil
		}
		return q.fromLeader(ctx, from, "bodies are missing")
	}
	return got, nil
}

func (q *streamIntake) skipTrimmed(ctx context.Context, after Position, from uint64, max int) ([]stored, uint64, error) {
	state, err := q.stream.info(ctx)
	if err == nil && groupSeq(after) > state.LastSeq {
		err = ErrCursorUnknown
	}
	if err != nil || state.Msgs == 0 || state.LastSeq < from {
		return nil, from, err
	}
	if from < state.FirstSeq {
		from = state.FirstSeq
	}
	got, err := q.stream.fetch(ctx, from, min(max, fetchMost), mostMaxBytes)
	if err == nil && len(got) == 0 {
		got, err = q.fromLeader(ctx, from, "bodies cannot be read")
	}
	return got, from, err
}

// fromLeader reads one message from the stream's leader, since a copy that lags
// has nothing to say about damage.
func (q *streamIntake) fromLeader(ctx context.Context, seq uint64, reason string) ([]stored, error) {
	one, found, err := q.stream.at(ctx, seq)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, &DamagedError{q.stream.name, pastGroup(seq), reason}
	}
	return []stored{one}, nil
}

// open unpacks the bodies of a message that stand after a position.
func (q *streamIntake) open(g stored, after Position) ([]IntakeEntry, error) {
	bodies, err := decodeGroup(g.raw)
	if err != nil {
		return nil, &DamagedError{q.stream.name, pastGroup(g.seq), err.Error()}
	}
	entries := make([]IntakeEntry, 0, len(bodies))
	for i, raw := range bodies {
		position := groupPosition(g.seq, i)
		if position <= after {
			continue
		}
		envelope, err := decodeEnvelope(raw)
		if err != nil {
			return entries, &DamagedError{q.stream.name, position, err.Error()}
		}
		entries = append(entries, IntakeEntry{Position: position, Envelope: envelope})
	}
	return entries, nil
}

// Changed tells of growth; see Intake.
func (q *streamIntake) Changed(ctx context.Context, after Position) <-chan struct{} {
	return q.waiters.wait(ctx, after)
}

// Trim removes what is old and translated; see Intake.
func (q *streamIntake) Trim(ctx context.Context, translatedUpTo Position, olderThan time.Time) (int, error) {
	state, err := q.stream.info(ctx)
	if err != nil || state.Msgs == 0 {
		return 0, err
	}
	last, count, err := q.oldest(ctx, state.FirstSeq, translatedUpTo, olderThan)
	if err != nil || count == 0 {
		return 0, err
	}
	ctx, cancel := q.engine.bounded(ctx)
	defer cancel()
	if err := q.stream.handle.Purge(ctx, jetstream.WithPurgeSequence(last+1)); err != nil {
		return 0, unavailable(ctx, "trimming the intake", err)
	}
	return count, nil
}

// oldest finds how far the messages may go: up to the last one of which every
// body is old and translated, before the first of which one is not. A message
// that cannot be read goes with those behind it.
func (q *streamIntake) oldest(ctx context.Context, from uint64, upTo Position, olderThan time.Time) (last uint64, count int, err error) {
	seen := 0
	for from <= groupSeq(upTo) {
		got, err := q.stream.fetch(ctx, from, fetchMost, mostMaxBytes)
		if err != nil || len(got) == 0 {
			return last, count, err
		}
		for _, g := range got {
			bodies, damage := q.open(g, 0)
			if damage == nil && !allDone(bodies, upTo, olderThan) {
				return last, count, nil
			}
			seen += len(bodies)
			if damage == nil {
				last, count = g.seq, seen
			}
		}
		from = got[len(got)-1].seq + 1
	}
	return last, count, nil
}

func allDone(bodies []IntakeEntry, upTo Position, olderThan time.Time) bool {
	for _, body := range bodies {
		if body.Position > upTo || !body.Received.Before(olderThan) {
			return false
		}
	}
	return true
}
