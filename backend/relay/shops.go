package relay

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/registry"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// shopFeed is a shop's journal as routes read it.
type shopFeed interface {
	Feed(ctx context.Context, after wire.Cursor, limit int) (wire.Page, error)
	Changed(ctx context.Context, after wire.Cursor) <-chan struct{}
}

// shops holds the shops that are open at this relay, and what works for them.
type shops struct {
	relay *Relay

	work   context.Context // of everything that works in the background
	stop   context.CancelFunc
	ending sync.WaitGroup

	mu     sync.Mutex // held while a shop opens, so that it opens once
	open   map[shop.ShopID]*engine.Shop
	ends   map[shop.ShopID]func() // ends and waits for what works for an open shop
	closed bool
}

func (r *Relay) openShops(ctx context.Context) error {
	if err := os.MkdirAll(r.shopFolder(), 0o700); err != nil {
		return fmt.Errorf("make the folder for shops: %w", err)
	}
	work, stop := context.WithCancel(context.Background())
	r.shops = &shops{relay: r, work: work, stop: stop, open: map[shop.ShopID]*engine.Shop{},
		ends: map[shop.ShopID]func(){}}
	if err := r.startWorkers(ctx); err != nil {
		return err
	}
	r.shops.openAll(ctx)
	r.shops.ending.Go(r.shops.followRegistry)
	return nil
}

func (r *Relay) shopFolder() string { return filepath.Join(r.params.DataDir, "shops") }

// openAll opens every shop of the registry. One that can't be opened must not
// keep the others from working.
func (s *shops) openAll(ctx context.Context) {
	for _, known := range s.relay.registry.Shops() {
		if _, err := s.get(ctx, known.ID); err != nil && ctx.Err() == nil {
			s.relay.alarm("shop_closed", "a shop can't be opened", "shop", known.ID, "error", err)
		}
	}
}

// followRegistry opens shops that another relay created.
func (s *shops) followRegistry() {
	for {
		changed := s.relay.registry.Changed()
		s.openAll(s.work)
		select {
		case <-s.work.Done():
			return
		case <-changed:
		}
	}
}

// get gives an open shop, opening it first if need be.
func (s *shops) get(ctx context.Context, id shop.ShopID) (*engine.Shop, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.open[id]; ok {
		return found, nil
	}
	if s.closed {
		return nil, engine.ErrClosed
	}
	if _, known := s.relay.registry.Shop(id); !known {
		return nil, fmt.Errorf("shop %s: %w", id, registry.ErrNotFound)
	}
	opened, err := s.openOne(ctx, id)
	if err != nil {
		return nil, err
	}
	s.open[id] = opened
	s.begin(opened)
	return opened, nil
}

// begin starts what works for a shop, and what opens it anew when its journal
// turns out to be another one. The lock is held.
func (s *shops) begin(opened *engine.Shop) {
	var working sync.WaitGroup
	ctx, cancel := context.WithCancel(s.work)
	s.ends[opened.ID()] = func() {
		cancel()
		s.relay.endWork(opened.ID())
		working.Wait()
	}
	s.relay.startWork(ctx, &working, opened)
	s.ending.Go(func() {
		select {
		case <-s.work.Done():
			working.Wait()
			cancel()
		case <-opened.Broken():
			s.reopen(opened)
		}
	})
}

func (s *shops) openOne(ctx context.Context, id shop.ShopID) (*engine.Shop, error) {
	params, err := s.params(ctx, id)
	if err != nil {
		return nil, err
	}
	opened, err := engine.Open(ctx, params)
	if engine.NeedsRepair(err) {
		if params.Log, err = s.repair(ctx, params, err); err == nil {
			opened, err = engine.Open(ctx, params)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := errors.Join(opened.SettleRenewal(ctx), opened.SettleForgotten(ctx), s.relay.complete(ctx, opened)); err != nil {
		return nil, errors.Join(err, opened.Close())
	}
	return opened, nil
}

func (s *shops) params(ctx context.Context, id shop.ShopID) (engine.Params, error) {
	r := s.relay
	log, err := r.engine.Log(ctx, engine.LogName(id))
	return engine.Params{Shop: id, Log: log, Keys: r.keys,
		FactsPath: filepath.Join(r.shopFolder(), id.String()+".db"), Now: r.now, Logger: r.logger, RelayName: r.params.Name,
		Segments: r.segments, SegmentEvents: r.params.SegmentEvents, ReceiptKey: r.receipts}, err
}

// repair begins the next epoch of a shop's journal; see engine.Repair.
func (s *shops) repair(ctx context.Context, params engine.Params, why error) (journal.Log, error) {
	s.relay.alarm("journal", "a shop's journal is not as it was; it is repaired, and nothing is sent until the owner says so",
		"shop", params.Shop, "error", why)
	renewer, ok := s.relay.engine.(journal.Renewer)
	if !ok {
		return nil, why
	}
	return engine.Repair(ctx, params, renewer, why)
}

// reopenPause lies between two tries to open a shop again.
const reopenPause = time.Second

// reopen closes a shop whose journal is broken and opens it again, after a
// repair where it is needed. Until then it is there and answers that it is closed.
func (s *shops) reopen(broken *engine.Shop) {
	id := broken.ID()
	s.mu.Lock()
	end := s.ends[id]
	s.mu.Unlock()
	end()
	err := broken.Close()
	for s.work.Err() == nil {
		if err != nil {
			s.relay.logger.Error("relay: opening a shop again", "shop", id, "error", err)
		}
		if err = s.check(broken); err == nil {
			s.mu.Lock()
			delete(s.open, id)
			delete(s.ends, id)
			s.mu.Unlock()
			// What can't be opened now is opened when it is asked for.
			if _, err = s.get(s.work, id); err != nil && s.work.Err() == nil {
				s.relay.alarm("shop_closed", "a shop can't be opened", "shop", id, "error", err)
			}
			return
		}
		timer := time.NewTimer(reopenPause)
		select {
		case <-s.work.Done():
		case <-timer.C:
		}
		timer.Stop()
	}
}

// check reads a closed shop's journal through, and repairs it if it must be.
func (s *shops) check(broken *engine.Shop) error {
	params, err := s.params(s.work, broken.ID())
	if err != nil {
		return err
	}
	if err = engine.Check(s.work, params); err == nil && broken.Distrusted() {
		err = fmt.Errorf("%w: a device has what it lacks", engine.ErrDisagrees)
	}
	if engine.NeedsRepair(err) {
		_, err = s.repair(s.work, params, err)
	}
	return err
}

// all are the shops that are open.
func (s *shops) all() []*engine.Shop {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.open))
}

// allOpen says whether every shop of the registry is open.
func (s *shops) allOpen() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, known := range s.relay.registry.Shops() {
		if s.open[known.ID] == nil {
			return false
		}
	}
	return true
}

// complete writes into a shop's journal what the registry knows and the
// journal doesn't: a relay may have stopped between the two.
func (r *Relay) complete(ctx context.Context, of *engine.Shop) error {
	var missing []shop.Body
	err := of.View(ctx, func(f *facts.Tx) error {
		missing = nil
		if known, ok := r.registry.Shop(of.ID()); ok && f.Shop().Name == "" {
			missing = append(missing, withStart(shop.ShopConfigured{Name: &known.Name}))
		}
		for _, p := range r.registry.People(of.ID()) {
			if _, known := f.Person(p.ID); !known {
				missing = append(missing, &shop.PersonSaved{Person: p.ID, Name: p.Name, Role: p.Role})
			}
		}
		return f.Err()
	})
	if err == nil && len(missing) > 0 {
		err = of.Configure(ctx, missing...)
	}
	if err != nil {
		return err
	}
	for _, c := range r.registry.Channels(of.ID()) {
		_, err := of.ConnectChannel(ctx, &shop.ChannelConnected{PhoneNumberID: c.PhoneNumberID, WABA: c.WABA,
			Portfolio: c.Portfolio, Number: c.Number, Name: c.Name})
		if err != nil {
			return err
		}
	}
	return nil
}

// close stops the work, waits for it as long as the context allows, and closes
// the shops.
func (s *shops) close(ctx context.Context) error {
	s.stop()
	ended := make(chan struct{})
	go func() {
		s.ending.Wait()
		close(ended)
	}()
	var errs []error
	select {
	case <-ended:
	case <-ctx.Done():
		errs = append(errs, fmt.Errorf("waiting for work under way: %w", ctx.Err()))
		<-ended // what works in the background ends with its context
	}
	s.relay.stopWorkers()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for id, opened := range s.open {
		errs = append(errs, opened.Close())
		delete(s.open, id)
	}
	return errors.Join(errs...)
}

// shopOf is a caller's shop.
func (r *Relay) shopOf(ctx context.Context, id shop.ShopID) (*engine.Shop, error) {
	return r.shops.get(ctx, id)
}

// alarm tells the operator of what does not mend itself.
func (r *Relay) alarm(kind, text string, about ...any) {
	r.metrics.alarms.WithLabelValues(kind).Inc()
	r.logger.Error("relay: "+text, about...)
}
