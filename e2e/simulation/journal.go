package simulation

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/journal"
)

// brittleLog is a relay's way to the journal: each call may be held before and
// after, and writes go wrong.
type brittleLog struct {
	journal.Log
	w *world
}

// Append appends; see journal.Log.
func (l brittleLog) Append(ctx context.Context, batch uuid.UUID, after journal.Cursor, data [][]byte) (journal.Cursor, error) {
	l.w.point("append")
	l.w.spoilWrite()
	end, err := l.Log.Append(ctx, batch, after, data)
	if l.w.params.Spoil == Unguarded && errors.Is(err, journal.ErrConflict) {
		if after, err = l.Log.End(ctx); err == nil {
			end, err = l.Log.Append(ctx, batch, after, data)
		}
	}
	l.w.point("appended")
	return end, err
}

// Read reads; see journal.Log.
func (l brittleLog) Read(ctx context.Context, after journal.Cursor, max, maxBytes int) ([]journal.Entry, error) {
	l.w.point("read")
	return l.Log.Read(ctx, after, max, maxBytes)
}

// brittleIntake is the same for webhooks.
type brittleIntake struct {
	journal.Intake
	w *world
}

// Put keeps a body; see journal.Intake.
func (q brittleIntake) Put(ctx context.Context, envelope journal.Envelope) (journal.Position, error) {
	q.w.point("put")
	q.w.spoilWrite()
	position, err := q.Intake.Put(ctx, envelope)
	q.w.point("was put")
	return position, err
}

// Read reads; see journal.Intake.
func (q brittleIntake) Read(ctx context.Context, after journal.Position, max int) ([]journal.IntakeEntry, error) {
	q.w.point("read intake")
	return q.Intake.Read(ctx, after, max)
}

// Trim is never asked of a simulated intake.
func (q brittleIntake) Trim(context.Context, journal.Position, time.Time) (int, error) { return 0, nil }

// spoilWrite lets the next write go wrong now and then.
func (w *world) spoilWrite() {
	if !w.chance(w.faults.journal) {
		return
	}
	w.memory.Inject([]journal.Fault{journal.FaultConflict, journal.FaultLostAck, journal.FaultUnavailable}[w.random.IntN(3)])
}
