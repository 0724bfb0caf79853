package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/shop"
)

var (
	// ErrCursor says that a cursor is not a place in this shop's journal; the
	// device must begin anew.
	ErrCursor = errors.New("engine: not a place in this shop's journal")
	// ErrDisagrees says that the journal is not the one this relay folded: it
	// was damaged, cut, or restored from a copy. Nothing is written to it until
	// Repair began a new epoch.
	ErrDisagrees = errors.New("engine: the journal is not the one this relay knows")
	// ErrClosed says that the shop was closed.
	ErrClosed = errors.New("engine: the shop is closed")
)

// Params is what a shop needs.
type Params struct {
	Shop      shop.ShopID
	Log       journal.Log
	Keys      Keys
	FactsPath string           // of this shop's relay.db
	Now       func() time.Time // nil: time.Now
	Logger    *slog.Logger     // nil: nothing is logged
	RelayName string           // names this relay in claims; stable over restarts
	Segments  Segments         // nil: nothing is sealed
	// ReceiptKey makes receipts of pages; relays that share a journal share it.
	// Empty: none are made, and nothing that devices offer is taken.
	ReceiptKey []byte
	// SegmentEvents is how many events a segment has; 0: SegmentEvents.
	SegmentEvents int
	// Turn makes the shop work in whoever asks, one at a time by this lock, and
	// not in a goroutine of its own: Follow folds what other relays append. It is
	// for simulations, which decide themselves who goes on when. Nil otherwise.
	Turn sync.Locker
}

// Shop is one shop at this relay. It is safe for use by many goroutines.
type Shop struct {
	params Params
	codec  codec
	store  *facts.Store

	requests chan *request
	byTurns  *byTurns // instead of requests; see Params.Turn
	stop     context.CancelFunc
	done     chan struct{}
	broken   chan struct{} // closed once the journal turned out not to be the one folded
	breaking sync.Once
	// distrusted: a device proved that the journal is not what it was.
	distrusted atomic.Bool

	mu       sync.Mutex
	cursor   journal.Cursor // folded and committed up to here
	changed  chan struct{}  // closed and replaced when cursor moves
	channels []shop.ChannelFacts
}

// Open opens a shop and folds its journal to the end.
func Open(ctx context.Context, p Params) (*Shop, error) {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	if p.SegmentEvents <= 0 {
		p.SegmentEvents = SegmentEvents
	}
	p.Logger = p.Logger.With("shop", p.Shop)
	store, err := facts.Open(p.FactsPath, p.Shop)
	if err != nil {
		return nil, err
	}
	s := &Shop{
		params: p, codec: codec{shop: p.Shop, keys: p.Keys}, store: store,
		requests: make(chan *request), done: make(chan struct{}), broken: make(chan struct{}), changed: make(chan struct{}),
	}
	begun := false
	defer func() {
		if !begun { // also when what reads the journal panics
			_ = store.Close() // the error that matters is begin's
		}
	}()
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	begun = true
	running, stop := context.WithCancel(context.Background())
	s.stop = stop
	if p.Turn != nil {
		s.byTurns = &byTurns{turn: p.Turn, ctx: running}
		close(s.done)
		return s, nil
	}
	go s.run(running)
	return s, nil
}

// begin folds to the end before anything else happens.
func (s *Shop) begin(ctx context.Context) error {
	cursor, err := s.store.Cursor()
	if err != nil {
		return err
	}
	s.cursor = cursor
	if _, err := s.params.Log.End(ctx); err != nil { // also says what was found damaged when the log was opened
		return err
	}
	rebuilt := cursor.IsZero()
	for more := true; more; {
		if more, err = s.foldOn(ctx); err != nil {
			return err
		}
	}
	return s.refresh(rebuilt && !s.cursor.IsZero())
}

// refresh reads what is kept in memory and tidies up.
func (s *Shop) refresh(rebuilt bool) error {
	tx, err := s.store.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if rebuilt {
		if err := tx.ToldAll(); err != nil {
			return err
		}
	}
	if err := tx.Prune(s.params.Now()); err != nil {
		return err
	}
	s.channels = tx.Channels()
	if err := tx.Err(); err != nil {
		return err
	}
	return tx.Keep()
}

// Close waits for what is under way. Afterwards everything answers ErrClosed.
func (s *Shop) Close() error {
	s.stop()
	<-s.done
	return s.store.Close()
}

// ID is the shop's id.
func (s *Shop) ID() shop.ShopID { return s.params.Shop }

// RelayName names this relay in claims.
func (s *Shop) RelayName() string { return s.params.RelayName }

// Now is the relay's clock.
func (s *Shop) Now() time.Time { return s.params.Now().UTC() }

// Logger logs with the shop's id.
func (s *Shop) Logger() *slog.Logger { return s.params.Logger }

// Position is the place up to which this relay has folded.
func (s *Shop) Position() shop.Position {
	s.mu.Lock()
	defer s.mu.Unlock()
	return shop.Position(s.cursor.Position)
}

// Folded is closed once more has been folded than when it was asked for: by
// this relay's decisions or another's.
func (s *Shop) Folded() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

// Channels are the shop's business numbers as folded so far.
func (s *Shop) Channels() []shop.ChannelFacts {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channels
}

// place is where the next batch goes.
func (s *Shop) place() journal.Cursor {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cursor
}

// moved tells everyone who waits that the fold went on.
func (s *Shop) moved(to journal.Cursor, channels []shop.ChannelFacts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cursor = to
	if channels != nil {
		s.channels = channels
	}
	close(s.changed)
	s.changed = make(chan struct{})
}

const (
	foldPage  = 1000
	foldBytes = 8 << 20
)

// foldOn folds the next stretch of the journal and says whether there was one.
func (s *Shop) foldOn(ctx context.Context) (more bool, err error) {
	entries, err := s.params.Log.Read(ctx, s.place(), foldPage, foldBytes)
	if errors.Is(err, journal.ErrCursorUnknown) {
		return false, fmt.Errorf("%w: %w", ErrDisagrees, err)
	}
	if err != nil || len(entries) == 0 {
		return false, err
	}
	events := make([]shop.Event, len(entries))
	for i, entry := range entries {
		if events[i], err = s.codec.decode(ctx, entry); err != nil {
			return false, err
		}
	}
	return true, s.foldRead(ctx, events, entries[len(entries)-1].Cursor)
}

func (s *Shop) foldRead(ctx context.Context, events []shop.Event, end journal.Cursor) error {
	if err := s.destroyKeys(ctx, events); err != nil {
		return err
	}
	tx, err := s.store.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, e := range events {
		if err := tx.Fold(e); err != nil {
			return err
		}
	}
	channels := channelsAfter(tx, events)
	if err := tx.Commit(end); err != nil {
		return err
	}
	s.moved(end, channels)
	return s.cleanUp(events)
}

func channelsAfter(tx *facts.Tx, events []shop.Event) []shop.ChannelFacts {
	if !has(events, shop.KindChannelConnected) {
		return nil
	}
	return tx.Channels()
}

func has(events []shop.Event, kind shop.Kind) bool {
	for _, e := range events {
		if e.Kind == kind {
			return true
		}
	}
	return false
}

// destroyKeys destroys the keys of customers that were forgotten, before the
// place behind the event is kept: after a crash it is done again.
func (s *Shop) destroyKeys(ctx context.Context, events []shop.Event) error {
	for _, e := range events {
		if e.Kind != shop.KindCustomerForgotten {
			continue
		}
		body, err := e.Open()
		if err != nil {
			return err
		}
		forgotten, ok := body.(*shop.CustomerForgotten)
		if !ok {
			continue
		}
		if err := s.params.Keys.Destroy(ctx, s.params.Shop, forgotten.Customer); err != nil {
			return fmt.Errorf("forget a customer: %w", err)
		}
	}
	return nil
}

// cleanUp wipes what a forgotten customer left beside relay.db.
func (s *Shop) cleanUp(events []shop.Event) error {
	if !has(events, shop.KindCustomerForgotten) {
		return nil
	}
	return s.store.CleanUp()
}
