package journal

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// How bodies that wait together share the disk. A plain append costs one
// fsync, an atomic batch about four whatever its size, so a batch pays from
// five bodies on.
const (
	groupFrom  = 5
	groupMost  = 500
	groupBytes = 16 << 20
)

// streamIntake is the Intake on a JetStream stream. One goroutine writes, so
// that whoever comes while it waits for the disk joins the next group.
type streamIntake struct {
	engine *JetStream
	stream *stream
	queue  chan *putting
	quit   chan struct{}
	done   sync.WaitGroup
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

func startIntake(e *JetStream, s *stream) *streamIntake {
	q := &streamIntake{engine: e, stream: s, queue: make(chan *putting, groupMost), quit: make(chan struct{})}
	q.done.Go(q.write)
	return q
}

// stop lets the writer finish what is queued.
func (q *streamIntake) stop() {
	close(q.quit)
	q.done.Wait()
}

var errIntakeClosed = fmt.Errorf("%w: the engine is closed", ErrUnavailable)

// Put returns when a body is on disk; see Intake.
func (q *streamIntake) Put(ctx context.Context, envelope Envelope) (Position, error) {
	raw, err := encodeEnvelope(envelope)
	if err != nil {
		return 0, err
	}
	if err := q.engine.room(); err != nil {
		return 0, err
	}
	select {
	case <-q.quit:
		return 0, errIntakeClosed
	default:
	}
	p := &putting{raw: raw, settled: make(chan struct{})}
	select {
	case q.queue <- p:
	case <-q.quit:
		return 0, errIntakeClosed
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	return q.await(ctx, p)
}

func (q *streamIntake) await(ctx context.Context, p *putting) (Position, error) {
	select {
	case <-p.settled:
		return p.position, p.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// write takes what waits and makes it durable, group by group.
func (q *streamIntake) write() {
	for {
		select {
		case p := <-q.queue:
			q.store(q.gather(p))
		case <-q.quit:
			q.drain()
			return
		}
	}
}

// drain answers those who were queued when the engine closed.
func (q *streamIntake) drain() {
	for {
		select {
		case p := <-q.queue:
			p.settle(0, errIntakeClosed)
		default:
			return
		}
	}
}

// gather adds what already waits to the first.
func (q *streamIntake) gather(first *putting) []*putting {
	group, size := []*putting{first}, len(first.raw)
	for len(group) < groupMost && size < groupBytes {
		select {
		case p := <-q.queue:
			group = append(group, p)
			size += len(p.raw)
		default:
			return group
		}
	}
	return group
}

func (q *streamIntake) store(group []*putting) {
	ctx, cancel := context.WithTimeout(context.Background(), requestTimeout)
	defer cancel()
	if len(group) >= groupFrom {
		q.storeTogether(ctx, group)
		return
	}
	q.storeEach(ctx, group)
}

// storeEach costs one fsync for each body.
func (q *streamIntake) storeEach(ctx context.Context, group []*putting) {
	futures := make([]jetstream.PubAckFuture, len(group))
	for i, p := range group {
		future, err := q.engine.js.PublishMsgAsync(&nats.Msg{Subject: q.stream.subject, Data: p.raw})
		if err != nil {
			p.settle(0, unavailable(ctx, "keeping a webhook body", err))
			continue
		}
		futures[i] = future
	}
	for i, p := range group {
		if futures[i] == nil {
			continue
		}
		select {
		case ack := <-futures[i].Ok():
			q.stored(p, Position(ack.Sequence))
		case err := <-futures[i].Err():
			p.settle(0, unavailable(ctx, "keeping a webhook body", err))
		case <-ctx.Done():
			p.settle(0, fmt.Errorf("%w: keeping a webhook body: %w", ErrUnavailable, ctx.Err()))
		}
	}
}

// storeTogether makes a group durable as one atomic batch.
func (q *streamIntake) storeTogether(ctx context.Context, group []*putting) {
	messages := make([]*nats.Msg, len(group))
	for i, p := range group {
		messages[i] = &nats.Msg{Subject: q.stream.subject, Data: p.raw, Header: nats.Header{}}
	}
	ack, err := jetstreamext.PublishMsgBatch(ctx, q.engine.js, messages, jetstreamext.BatchFlowControl{})
	if err != nil {
		for _, p := range group {
			p.settle(0, fmt.Errorf("%w: keeping %d webhook bodies: %w", ErrUnavailable, len(group), err))
		}
		return
	}
	first := Position(ack.Sequence) - Position(len(group)) + 1
	for i, p := range group {
		q.stored(p, first+Position(i))
	}
}

func (q *streamIntake) stored(p *putting, position Position) {
	q.stream.waiters.reached(position)
	p.settle(position, nil)
}

// Read returns bodies in order; see Intake.
func (q *streamIntake) Read(ctx context.Context, after Position, max int) ([]IntakeEntry, error) {
	got, err := q.stream.fetch(ctx, after+1, max, mostMaxBytes)
	if err != nil {
		return nil, err
	}
	if len(got) == 0 || got[0].position != after+1 {
		got, after, err = q.skipTrimmed(ctx, after, max)
		if err != nil {
			return nil, err
		}
	}
	entries := make([]IntakeEntry, 0, len(got))
	for _, g := range got {
		entry, err := q.open(after, g)
		if err != nil && len(entries) > 0 {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
		after = g.position
	}
	return entries, nil
}

// skipTrimmed looks again, from the first body that was not trimmed.
func (q *streamIntake) skipTrimmed(ctx context.Context, after Position, max int) ([]stored, Position, error) {
	state, err := q.stream.info(ctx)
	if err != nil {
		return nil, 0, err
	}
	if state.Msgs == 0 || Position(state.LastSeq) <= after {
		return nil, after, nil
	}
	if first := Position(state.FirstSeq); after+1 < first {
		after = first - 1
	}
	got, err := q.stream.fetch(ctx, after+1, max, mostMaxBytes)
	if err == nil && len(got) == 0 {
		err = &DamagedError{q.stream.name, after + 1, "the body cannot be read"}
	}
	return got, after, err
}

func (q *streamIntake) open(after Position, g stored) (IntakeEntry, error) {
	if g.position != after+1 {
		return IntakeEntry{}, &DamagedError{q.stream.name, after + 1, "the body is missing"}
	}
	envelope, err := decodeEnvelope(g.raw)
	if err != nil {
		return IntakeEntry{}, &DamagedError{q.stream.name, g.position, err.Error()}
	}
	return IntakeEntry{Position: g.position, Envelope: envelope}, nil
}

// Changed tells of growth; see Intake.
func (q *streamIntake) Changed(ctx context.Context, after Position) <-chan struct{} {
	return q.stream.waiters.wait(ctx, after)
}

// Trim removes what is old and translated; see Intake.
func (q *streamIntake) Trim(ctx context.Context, translatedUpTo Position, olderThan time.Time) (int, error) {
	state, err := q.stream.info(ctx)
	if err != nil || state.Msgs == 0 {
		return 0, err
	}
	last, count, err := q.oldest(ctx, Position(state.FirstSeq), translatedUpTo, olderThan)
	if err != nil || count == 0 {
		return 0, err
	}
	ctx, cancel := bounded(ctx)
	defer cancel()
	if err := q.stream.handle.Purge(ctx, jetstream.WithPurgeSequence(uint64(last)+1)); err != nil {
		return 0, unavailable(ctx, "trimming the intake", err)
	}
	return count, nil
}

// oldest finds how far the bodies may go: up to the last one that is old,
// before the first that is not. One that cannot be read goes with those behind it.
func (q *streamIntake) oldest(ctx context.Context, from, upTo Position, olderThan time.Time) (last Position, count int, err error) {
	seen := 0
	for from <= upTo {
		got, err := q.stream.fetch(ctx, from, defaultMax, mostMaxBytes)
		if err != nil || len(got) == 0 {
			return last, count, err
		}
		for _, g := range got {
			if g.position > upTo {
				return last, count, nil
			}
			seen++
			envelope, err := decodeEnvelope(g.raw)
			if err == nil && !envelope.Received.Before(olderThan) {
				return last, count, nil
			}
			if err == nil {
				last, count = g.position, seen
			}
		}
		from = got[len(got)-1].position + 1
	}
	return last, count, nil
}
