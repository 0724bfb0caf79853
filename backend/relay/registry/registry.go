package registry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/journal"
)

// LogName is the registry's name among the journal's logs.
const LogName = "registry"

// Params say what a registry works with.
type Params struct {
	Log       journal.Log
	MasterKey []byte           // MasterKeySize bytes
	Now       func() time.Time // nil: time.Now
	Logger    *slog.Logger     // nil: silent
}

// Registry is the fold of the registry's log and the way to change it. Its
// methods may be called from several goroutines.
type Registry struct {
	log    journal.Log
	seals  seals
	now    func() time.Time
	logger *slog.Logger

	deciding sync.Mutex // one fold or decision at a time; guards cursor
	cursor   journal.Cursor

	mu      sync.RWMutex // guards state, wrong and changed
	state   *state
	wrong   map[string]int // wrong secrets per code, this relay's count
	changed chan struct{}  // closed at the next change

	stop   context.CancelFunc
	ending sync.WaitGroup
}

// Open folds the log and follows it until Close.
func Open(ctx context.Context, params Params) (*Registry, error) {
	seals, err := newSeals(params.MasterKey)
	if err != nil {
		return nil, err
	}
	r := &Registry{log: params.Log, seals: seals, now: params.Now, logger: params.Logger,
		state: newState(), wrong: map[string]int{}, changed: make(chan struct{})}
	if r.now == nil {
		r.now = time.Now
	}
	if r.logger == nil {
		r.logger = slog.New(slog.DiscardHandler)
	}
	if err := r.catchUp(ctx); err != nil {
		return nil, err
	}
	if err := r.checkMasterKey(); err != nil {
		return nil, err
	}
	following, stop := context.WithCancel(context.Background())
	r.stop = stop
	r.ending.Go(func() { r.follow(following) })
	return r, nil
}

// Close stops following. The log belongs to the caller.
func (r *Registry) Close() {
	r.stop()
	r.ending.Wait()
}

// checkMasterKey opens one token: a wrong key is better found now than at the
// first send.
func (r *Registry) checkMasterKey() error {
	for id, c := range r.state.channels {
		if _, err := r.seals.openToken(id, c.sealedToken); err != nil {
			return err
		}
	}
	return nil
}

// follow folds what other relays append.
func (r *Registry) follow(ctx context.Context) {
	for ctx.Err() == nil {
		r.deciding.Lock()
		after := r.cursor
		r.deciding.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-r.log.Changed(ctx, after):
		}
		if err := r.catchUp(ctx); err != nil && ctx.Err() == nil {
			r.logger.Warn("registry: reading on", "error", err)
			wait(ctx, followPause)
		}
	}
}

// followPause is how long to wait after the registry could not be read.
const followPause = time.Second

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (r *Registry) catchUp(ctx context.Context) error {
	r.deciding.Lock()
	defer r.deciding.Unlock()
	return r.foldToEnd(ctx)
}

// foldToEnd is called with deciding held.
func (r *Registry) foldToEnd(ctx context.Context) error {
	for {
		entries, err := r.log.Read(ctx, r.cursor, 0, 0)
		if err != nil {
			return fmt.Errorf("read the registry: %w", err)
		}
		if len(entries) == 0 {
			return nil
		}
		facts := make([]fact, 0, len(entries))
		for _, entry := range entries {
			f, err := decode(entry.Data)
			if err != nil {
				return err
			}
			facts = append(facts, f)
		}
		r.apply(facts, entries[len(entries)-1].Cursor)
	}
}

func (r *Registry) apply(facts []fact, cursor journal.Cursor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, f := range facts {
		r.state.fold(f)
	}
	r.cursor = cursor
	close(r.changed)
	r.changed = make(chan struct{})
}

// maxConflicts bounds how often one decision is taken again.
const maxConflicts = 50

// decide is the decision rule: fold to the end, decide on that, append exactly
// there. The decider may be called several times and must not keep anything.
func (r *Registry) decide(ctx context.Context, decider func(*state) ([]fact, error)) error {
	r.deciding.Lock()
	defer r.deciding.Unlock()
	for range maxConflicts {
		if err := r.foldToEnd(ctx); err != nil {
			return err
		}
		facts, err := decider(r.state)
		if err != nil || len(facts) == 0 {
			return err
		}
		data, err := encode(facts)
		if err != nil {
			return err
		}
		end, err := r.append(ctx, data)
		if errors.Is(err, journal.ErrConflict) {
			continue
		}
		if err != nil {
			return fmt.Errorf("write to the registry: %w", err)
		}
		r.apply(facts, end)
		return nil
	}
	return fmt.Errorf("write to the registry: %w", journal.ErrConflict)
}

// append repeats once when it is not known whether the batch was kept.
func (r *Registry) append(ctx context.Context, data [][]byte) (journal.Cursor, error) {
	batch := uuid.New()
	end, err := r.log.Append(ctx, batch, r.cursor, data)
	if errors.Is(err, journal.ErrUnknown) {
		return r.log.Append(ctx, batch, r.cursor, data)
	}
	return end, err
}
