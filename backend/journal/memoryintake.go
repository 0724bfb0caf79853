package journal

import (
	"context"
	"fmt"
	"time"
)

// memoryIntake is an Intake in memory.
type memoryIntake struct {
	engine  *Memory
	first   uint64 // of frames[0], as if each were a message of its own
	frames  [][]byte
	waiters waiters
}

// Put keeps a body; see Intake.
func (q *memoryIntake) Put(ctx context.Context, envelope Envelope) (Position, error) {
	raw, err := encodeEnvelope(envelope)
	if err != nil {
		return 0, err
	}
	leave, err := q.engine.enter(ctx)
	if err != nil {
		return 0, err
	}
	defer leave()
	fault := q.engine.dice.next()
	if fault == FaultUnavailable {
		return 0, ErrUnavailable
	}
	q.frames = append(q.frames, raw)
	position := q.end()
	q.waiters.reached(position)
	if fault == FaultLostAck {
		return 0, fmt.Errorf("%w: the acknowledgement was lost", ErrUnavailable)
	}
	return position, nil
}

func (q *memoryIntake) end() Position {
	return groupPosition(q.first+uint64(len(q.frames))-1, 0)
}

// Read returns bodies in order; see Intake.
func (q *memoryIntake) Read(ctx context.Context, after Position, max int) ([]IntakeEntry, error) {
	leave, err := q.engine.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if groupSeq(after) > groupSeq(q.end()) {
		return nil, ErrCursorUnknown
	}
	max, _ = readLimits(max, 0)
	var entries []IntakeEntry
	size := 0
	for i, raw := range q.frames {
		position := groupPosition(q.first+uint64(i), 0)
		if position <= after {
			continue
		}
		if len(entries) >= max || size >= mostMaxBytes {
			break
		}
		envelope, err := decodeEnvelope(raw)
		if err != nil && len(entries) > 0 {
			return entries, nil
		}
		if err != nil {
			return nil, &DamagedError{"intake", position, err.Error()}
		}
		entries = append(entries, IntakeEntry{Position: position, Envelope: envelope})
		size += len(raw)
	}
	return entries, nil
}

// Changed tells of growth; see Intake.
func (q *memoryIntake) Changed(ctx context.Context, after Position) <-chan struct{} {
	return q.waiters.wait(ctx, after)
}

// Trim removes what is old and translated; see Intake.
func (q *memoryIntake) Trim(ctx context.Context, translatedUpTo Position, olderThan time.Time) (int, error) {
	leave, err := q.engine.enter(ctx)
	if err != nil {
		return 0, err
	}
	defer leave()
	count := 0
	for i, raw := range q.frames {
		if groupPosition(q.first+uint64(i), 0) > translatedUpTo {
			break
		}
		envelope, err := decodeEnvelope(raw)
		if err == nil && !envelope.Received.Before(olderThan) {
			break
		}
		if err == nil {
			count = i + 1
		}
	}
	q.frames = q.frames[count:]
	q.first += uint64(count)
	return count, nil
}
