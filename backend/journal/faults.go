package journal

import (
	"math/rand/v2"
	"sync"
)

// Fault is something that goes wrong in a write to the memory engine.
type Fault int

const (
	// FaultNone lets the write pass.
	FaultNone Fault = iota
	// FaultConflict answers ErrConflict and appends nothing, as if another
	// writer's batch had been there for a moment. (A Put just succeeds.)
	FaultConflict
	// FaultLostAck keeps what was written and answers ErrUnknown, for a Put
	// ErrUnavailable.
	FaultLostAck
	// FaultUnavailable keeps nothing and answers ErrUnavailable.
	FaultUnavailable
)

// Faults makes writes go wrong by chance, the same way for the same seed.
// Each number is a share of writes, 0 to 1.
type Faults struct {
	Seed        uint64
	Conflict    float64
	LostAck     float64
	Unavailable float64
}

// dice decides what happens to the next write.
type dice struct {
	mu     sync.Mutex
	odds   Faults
	random *rand.Rand
	queued []Fault
}

func newDice(odds Faults) *dice {
	return &dice{odds: odds, random: rand.New(rand.NewPCG(odds.Seed, odds.Seed))}
}

func (d *dice) queue(faults []Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.queued = append(d.queued, faults...)
}

func (d *dice) next() Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.queued) > 0 {
		fault := d.queued[0]
		d.queued = d.queued[1:]
		return fault
	}
	roll := d.random.Float64()
	for _, outcome := range []struct {
		share float64
		fault Fault
	}{{d.odds.Conflict, FaultConflict}, {d.odds.LostAck, FaultLostAck}, {d.odds.Unavailable, FaultUnavailable}} {
		if roll < outcome.share {
			return outcome.fault
		}
		roll -= outcome.share
	}
	return FaultNone
}
