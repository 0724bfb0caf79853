package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"mostrador/shop"
)

// Apply folds events into the confirmed tables and moves the place in the feed,
// in one transaction. Events at or before the place already reached are passed
// over, so that any page may come twice; the cursor is kept as it is given and
// empty leaves it alone. Events must be in the journal's order.
//
// An event that this program does not understand is kept aside and does not
// stop the others.
func (s *Store) Apply(ctx context.Context, events []shop.Event, cursor string) (Changed, error) {
	var changed Changed
	var forgot bool
	opened := openAll(events)
	err := s.writer.do(ctx, normal, func(t *tx) error {
		f := newFold(t, s)
		if err := f.apply(opened, cursor); err != nil {
			return err
		}
		changed, forgot = f.finish(), f.forgot
		return t.err
	})
	if err != nil {
		return Changed{}, fmt.Errorf("apply %d events: %w", len(events), s.explain(err))
	}
	s.wipe(ctx, forgot)
	s.publish(changed)
	return changed, nil
}

// Cursor is the place in the feed: the cursor last given to Apply, and the
// position of the last event that was folded.
func (s *Store) Cursor(ctx context.Context) (string, shop.Position, error) {
	var cursor string
	var position shop.Position
	err := s.reads.each(ctx, "SELECT key, value FROM meta WHERE key IN ('cursor', 'position')", nil, func(rows rowScanner) error {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return err
		}
		if key == "cursor" {
			cursor = value
			return nil
		}
		n, err := strconv.ParseUint(value, 10, 63)
		position = shop.Position(n)
		return err
	})
	if err != nil {
		return "", 0, fmt.Errorf("read the place in the feed: %w", s.explain(err))
	}
	return cursor, position, nil
}

// fold is one transaction's work: rows that many events touch are kept here and
// written once at the end.
type fold struct {
	*tx
	store    *Store
	position shop.Position

	conversations map[shop.ConversationID]*conversation
	byN           map[int64]*conversation
	dirty         orderedSet[shop.ConversationID]
	customers     orderedSet[shop.CustomerID]
	orders        orderedSet[shop.OrderID]
	messages      orderedSet[shop.MessageID]
	sendings      sendings
	steps         []any // rows of the ledger, one after the other
	found         []foundText
	changed       Changed

	settings    *shop.ShopFacts
	hasDangling bool
	overlaid    bool // commands wait, so shown rows must be laid over
	waiting     map[shop.CommandID]struct{}
	days        map[string]dayCount
	refusals    *bool
	forgot      bool // a customer, so the index must be merged at the end
}

func newFold(t *tx, s *Store) *fold {
	f := &fold{tx: t, store: s, sendings: newSendings(),
		conversations: map[shop.ConversationID]*conversation{}, byN: map[int64]*conversation{},
		waiting: map[shop.CommandID]struct{}{}, days: map[string]dayCount{}}
	f.position = readPosition(t)
	f.hasDangling = t.scan("SELECT 1 FROM dangling LIMIT 1", nil, new(int))
	t.each("SELECT id FROM outbox", nil, func(rows rowScanner) error {
		var id shop.CommandID
		if err := rows.Scan(&id.UUID); err != nil {
			return err
		}
		f.waiting[id] = struct{}{}
		return nil
	})
	f.overlaid = len(f.waiting) > 0
	return f
}

func readPosition(t *tx) shop.Position {
	var text string
	if !t.scan("SELECT value FROM meta WHERE key = 'position'", nil, &text) {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		t.fail(fmt.Errorf("the place in the feed is %q: %w", text, err))
	}
	return shop.Position(n)
}

// openedEvent is an event with its body, or why it can't be read.
type openedEvent struct {
	*shop.Event
	body shop.Body
	err  error
}

// openAll reads the bodies on all cores, before the file is locked.
func openAll(events []shop.Event) []openedEvent {
	opened := make([]openedEvent, len(events))
	open := func(from, to int) {
		for i := from; i < to; i++ {
			body, err := events[i].Open()
			opened[i] = openedEvent{&events[i], body, err}
		}
	}
	const share = 128
	var work sync.WaitGroup
	last := max(len(events)-share, 0)
	for from := 0; from < last; from += share {
		work.Go(func() { open(from, min(from+share, last)) })
	}
	open(last, len(events))
	work.Wait()
	return opened
}

func (f *fold) apply(events []openedEvent, cursor string) error {
	start := f.position
	last := shop.Position(0)
	for i := range events {
		if i%256 == 0 && f.parent.Err() != nil {
			return f.parent.Err()
		}
		e := &events[i]
		if err := f.fits(e.Event, last); err != nil {
			return err
		}
		last = e.Position
		if e.Position <= f.position {
			continue
		}
		if err := f.one(e); err != nil {
			return fmt.Errorf("%s at %d: %w", e.Kind, e.Position, err)
		}
		f.position = e.Position
	}
	if f.position != start {
		f.arrived()
		f.setMeta("position", strconv.FormatUint(uint64(f.position), 10))
		f.settleUpTo(f.position)
	}
	if cursor != "" {
		f.setMeta("cursor", cursor)
	}
	return f.err
}

// fits refuses what would be passed over unread, or belongs elsewhere.
func (f *fold) fits(e *shop.Event, last shop.Position) error {
	switch {
	case e.Position <= last || e.Position > 1<<62:
		return fmt.Errorf("%s has position %d after %d: %w", e.Kind, e.Position, last, ErrOrder)
	case e.Shop != f.store.shop:
		return fmt.Errorf("%s at %d: %w", e.Kind, e.Position, ErrOtherShop)
	}
	return nil
}

func (f *fold) setMeta(key, value string) {
	f.exec("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", key, value)
}

// one folds an event, or keeps it aside.
func (f *fold) one(opened *openedEvent) error {
	e, body, err := opened.Event, opened.body, opened.err
	switch {
	case errors.Is(err, shop.ErrUnknownKind):
		f.skip(e)
	case err != nil:
		// A body that can't be read is kept like one that isn't known: the
		// feed must go on, and a later version may read it.
		f.store.log.Warn("kept aside an event that can't be read", "kind", e.Kind, "position", uint64(e.Position))
		f.skip(e)
	default:
		f.body(e, body)
	}
	if (e.Cause.Command != shop.CommandID{}) {
		f.answeredBy(e, body)
	}
	return f.err
}

func (f *fold) skip(e *shop.Event) {
	raw, err := json.Marshal(e)
	if err != nil {
		f.fail(err)
		return
	}
	f.exec("INSERT INTO skipped (position, kind, v, customer, event) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		int64(e.Position), string(e.Kind), e.V, blob(e.Customer.UUID), string(raw))
}

func (f *fold) body(e *shop.Event, body shop.Body) {
	if f.messageBody(e, body) || f.customerBody(e, body) || f.orderBody(e, body) || f.shopBody(e, body) {
		return
	}
	switch body.(type) {
	case *shop.CommandRefused, *shop.CommandNoted: // answers: see answeredBy
	default:
		f.skip(e)
	}
}

// finish writes what was kept and says what changed.
func (f *fold) finish() Changed {
	f.flush()
	for i := 0; i < len(f.customers.list); i++ { // grows while groups are followed
		f.showCustomer(f.customers.list[i])
	}
	for _, id := range f.orders.list {
		f.showOrder(id)
	}
	for _, id := range f.dirty.list {
		if c := f.conversations[id]; c != nil {
			f.writeConversation(c)
		}
		f.showChat(id)
	}
	f.writeDays()
	if f.forgot {
		f.emptySearch()
	}
	f.changed.Position = f.position
	f.changed.Conversations = f.dirty.list
	f.changed.Customers = f.customers.list
	f.changed.Orders = f.orders.list
	f.changed.Messages = f.messages.list
	return f.changed
}

// rowScanner is a row that is being read.
type rowScanner interface{ Scan(dest ...any) error }

// Outdated says that the file keeps events aside that this program understands,
// or was folded by an older one that understood less. Reset and a new fetch
// bring it up to date.
func (s *Store) Outdated(ctx context.Context) (bool, error) {
	var folded string
	if _, err := s.one(ctx, "SELECT value FROM meta WHERE key = 'fold'", nil, &folded); err != nil {
		return false, err
	}
	if folded == foldVersion {
		return false, nil
	}
	if by, _ := strconv.Atoi(folded); by < sameRows { // what is no number is older than all
		return true, nil
	}
	skipped, err := list(ctx, s, "SELECT DISTINCT kind, v FROM skipped ORDER BY kind, v LIMIT 1000", nil, func(rows rowScanner) (shop.Event, error) {
		e := shop.Event{Body: json.RawMessage("{}")}
		err := rows.Scan(&e.Kind, &e.V)
		return e, err
	})
	for _, e := range skipped {
		if _, unknown := e.Open(); !errors.Is(unknown, shop.ErrUnknownKind) {
			return true, err
		}
	}
	return false, err
}
