package journal

import (
	"context"

	"github.com/google/uuid"
)

// memoryLog is a Log in memory. It stores the same frames as the durable one.
type memoryLog struct {
	engine  *Memory
	name    string
	epoch   uint32
	keeps   kept
	renewed bool // goes on in a newer epoch
	genesis Hash
	frames  [][]byte
	waiters waiters
}

// Append adds a batch; see Log.
func (l *memoryLog) Append(ctx context.Context, batch uuid.UUID, after Cursor, data [][]byte) (Cursor, error) {
	if err := checkBatch(data); err != nil {
		return Cursor{}, err
	}
	leave, err := l.engine.enter(ctx)
	if err != nil {
		return Cursor{}, err
	}
	defer leave()
	fault := l.engine.dice.next()
	if fault == FaultUnavailable {
		return Cursor{}, ErrUnavailable
	}
	if l.renewed {
		return Cursor{}, ErrRenewed
	}
	place, err := l.recognise(after)
	if err != nil {
		return Cursor{}, err
	}
	if int(place.Position) < len(l.frames) {
		return l.compare(batch, place.Position+1, len(data))
	}
	if fault == FaultConflict {
		return Cursor{}, ErrConflict
	}
	links := forge(batch, place, l.engine.now(), data)
	for _, link := range links {
		l.frames = append(l.frames, link.raw)
	}
	end := links[len(links)-1].cursor
	l.waiters.reached(end.Position)
	if fault == FaultLostAck {
		return Cursor{}, ErrUnknown
	}
	return end, nil
}

// recognise turns a caller's cursor into the place to chain from.
func (l *memoryLog) recognise(c Cursor) (Cursor, error) {
	if c.IsZero() {
		return Cursor{Epoch: l.epoch, Chain: l.genesis}, nil
	}
	if l.keeps.has(c) {
		c.Epoch = l.epoch
	}
	if c.Epoch != l.epoch || c.Position == 0 || c.Position > Position(len(l.frames)) {
		return Cursor{}, ErrCursorUnknown
	}
	entry, _, err := l.at(c.Position)
	if err != nil {
		return Cursor{}, err
	}
	if entry.Cursor != c {
		return Cursor{}, ErrCursorUnknown
	}
	return c, nil
}

func (l *memoryLog) at(position Position) (Entry, Hash, error) {
	return open(l.name, l.epoch, position, l.frames[position-1])
}

// compare tells a batch that is already there from another writer's.
func (l *memoryLog) compare(batch uuid.UUID, first Position, count int) (Cursor, error) {
	entry, _, err := l.at(first)
	if err != nil {
		return Cursor{}, err
	}
	if entry.Batch != batch {
		return Cursor{}, ErrConflict
	}
	last, _, err := l.at(first + Position(count) - 1)
	return last.Cursor, err
}

// Read returns verified entries; see Log.
func (l *memoryLog) Read(ctx context.Context, after Cursor, max int, maxBytes int) ([]Entry, error) {
	leave, err := l.engine.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if l.renewed {
		return nil, ErrRenewed
	}
	place, err := l.recognise(after)
	if err != nil {
		return nil, err
	}
	max, maxBytes = readLimits(max, maxBytes)
	var entries []Entry
	for size := 0; len(entries) < max && size < maxBytes && int(place.Position) < len(l.frames); {
		entry, prev, err := l.at(place.Position + 1)
		if err == nil && prev != place.Chain {
			err = &DamagedError{l.name, place.Position + 1, "it does not follow the entry before it"}
		}
		if err != nil && len(entries) > 0 {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
		size += len(l.frames[place.Position])
		place = entry.Cursor
	}
	return entries, nil
}

// End returns the last entry's cursor; see Log.
func (l *memoryLog) End(ctx context.Context) (Cursor, error) {
	leave, err := l.engine.enter(ctx)
	if err != nil {
		return Cursor{}, err
	}
	defer leave()
	if len(l.frames) == 0 {
		return Cursor{}, nil
	}
	entry, _, err := l.at(Position(len(l.frames)))
	return entry.Cursor, err
}

// Changed tells of growth; see Log.
func (l *memoryLog) Changed(ctx context.Context, after Cursor) <-chan struct{} {
	return l.waiters.wait(ctx, after.Position)
}
