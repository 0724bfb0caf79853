package journal

import (
	"context"
	"fmt"
)

// Epoch is a log's newest epoch; see Renewer.
func (m *Memory) Epoch(ctx context.Context, name string) (uint32, error) {
	opened, err := m.Log(ctx, name)
	if err != nil {
		return 0, err
	}
	return opened.(*memoryLog).epoch, nil
}

// Salvage returns what is whole of a log; see Renewer.
func (m *Memory) Salvage(ctx context.Context, name string, after Position) ([]Loose, error) {
	leave, err := m.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	log := m.logs[name]
	if log == nil {
		return nil, nil
	}
	var all []Loose
	for position := after + 1; int(position) <= len(log.frames) && len(all) < salvageMost; position++ {
		if entry, before, err := log.at(position); err == nil {
			all = append(all, Loose{entry, before})
		}
	}
	return all, nil
}

// Renew begins a log's next epoch; see Renewer.
func (m *Memory) Renew(ctx context.Context, name string, epoch uint32, fill func(add func([]Entry) error) error) (Log, error) {
	opened, err := m.Log(ctx, name)
	if err != nil {
		return nil, err
	}
	old := opened.(*memoryLog)
	if epoch <= old.epoch {
		return nil, fmt.Errorf("journal: epoch %d of %s is over", epoch, name)
	}
	filling := newRefill(name, epoch)
	next := &memoryLog{engine: m, name: name, epoch: epoch, genesis: old.genesis}
	err = fill(func(entries []Entry) error {
		for _, link := range filling.links(entries) {
			next.frames = append(next.frames, link.raw)
		}
		return nil
	})
	if err == nil && len(next.frames) == 0 {
		err = errNothingKept
	}
	if err != nil {
		return nil, err
	}
	leave, err := m.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if m.logs[name] != old {
		return nil, fmt.Errorf("%w: another was about to renew %s", ErrUnavailable, name)
	}
	next.keeps = old.keeps.next(old.epoch, filling.same)
	next.waiters.reached(Position(len(next.frames)))
	old.renewed = true
	old.waiters.close()
	m.logs[name] = next
	return next, nil
}

// Lose takes the newest entries of a log away, as a restored backup does; from
// is the first that is gone.
func (m *Memory) Lose(name string, from Position) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if log, ok := m.logs[name]; ok && from > 0 && int(from) <= len(log.frames) {
		log.frames = log.frames[: from-1 : from-1]
	}
}
