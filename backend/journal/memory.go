package journal

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// MemoryParams says how a memory engine behaves.
type MemoryParams struct {
	Clock  func() time.Time // nil: time.Now
	Faults Faults
}

// Memory is the Engine that keeps everything in memory, for tests. It starts
// no goroutine and sleeps nowhere, so it works under testing/synctest, and it
// goes wrong on demand.
type Memory struct {
	now  func() time.Time
	dice *dice

	mu     sync.Mutex
	closed bool
	logs   map[string]*memoryLog
	intake *memoryIntake
}

// NewMemory makes an empty engine.
func NewMemory(params MemoryParams) *Memory {
	if params.Clock == nil {
		params.Clock = time.Now
	}
	return &Memory{now: params.Clock, dice: newDice(params.Faults), logs: make(map[string]*memoryLog)}
}

// Inject lines up faults for the next writes, before those of chance.
func (m *Memory) Inject(faults ...Fault) { m.dice.queue(faults) }

// Crash stops this engine as a power cut would and returns the one that opens
// after it, with everything that was acknowledged. What was written without an
// acknowledgement is there too.
func (m *Memory) Crash() *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.end()
	next := &Memory{now: m.now, dice: m.dice, logs: make(map[string]*memoryLog, len(m.logs))}
	for name, log := range m.logs {
		again := &memoryLog{engine: next, name: name, epoch: log.epoch, keeps: log.keeps, genesis: log.genesis, frames: log.frames}
		again.waiters.reached(Position(len(log.frames)))
		next.logs[name] = again
	}
	if m.intake != nil {
		next.intake = &memoryIntake{engine: next, first: m.intake.first, frames: m.intake.frames}
		if len(next.intake.frames) > 0 {
			next.intake.waiters.reached(next.intake.end())
		}
	}
	return next
}

// Damage flips one bit of what a log ("intake" for the intake) holds at a position.
func (m *Memory) Damage(name string, position Position) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if log, ok := m.logs[name]; ok {
		flip(log.frames, int(position)-1)
	}
	if name == "intake" && m.intake != nil {
		flip(m.intake.frames, int(groupSeq(position)-m.intake.first))
	}
}

func flip(frames [][]byte, index int) {
	damaged := append([]byte(nil), frames[index]...)
	damaged[len(damaged)-1] ^= 1
	frames[index] = damaged
}

// Log opens a log; see Engine.
func (m *Memory) Log(_ context.Context, name string) (Log, error) {
	if err := checkLogName(name); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(); err != nil {
		return nil, err
	}
	log, ok := m.logs[name]
	if !ok {
		log = &memoryLog{engine: m, name: name, epoch: firstEpoch, genesis: genesis(name, firstEpoch)}
		m.logs[name] = log
	}
	return log, nil
}

// Intake opens the queue of webhook bodies; see Engine.
func (m *Memory) Intake(context.Context) (Intake, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.usable(); err != nil {
		return nil, err
	}
	if m.intake == nil {
		m.intake = &memoryIntake{engine: m, first: 1}
	}
	return m.intake, nil
}

// FsyncProbe is zero: there is no disk.
func (m *Memory) FsyncProbe() FsyncProbe { return FsyncProbe{} }

// Close ends the engine; Crash returns one with its content.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.end()
	return nil
}

func (m *Memory) end() {
	m.closed = true
	for _, log := range m.logs {
		log.waiters.close()
	}
	if m.intake != nil {
		m.intake.waiters.close()
	}
}

// usable tells whether the engine still answers. The lock is held.
func (m *Memory) usable() error {
	if m.closed {
		return fmt.Errorf("%w: the engine is closed", ErrUnavailable)
	}
	return nil
}

// enter takes the lock for a call, if the engine and the context still live.
func (m *Memory) enter(ctx context.Context) (leave func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	if err := m.usable(); err != nil {
		m.mu.Unlock()
		return nil, err
	}
	return m.mu.Unlock, nil
}
