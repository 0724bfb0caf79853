package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"mostrador/shop"
)

// OrderRow is an order as board and table show it.
type OrderRow struct {
	ID         shop.OrderID
	Number     string // empty: it waits on this device and has none yet
	Status     shop.StatusID
	StatusName string
	Final      bool
	Step       int // the status's place in the pipeline, from 0; -1: not in it
	Steps      int
	Due        time.Time
	Opened     time.Time
	Moved      time.Time // when it came to its status
	Customer   shop.CustomerID
	Name       string // the customer's, or the walk-in's
	Items      []shop.Item
	ItemsText  string
	Total      shop.Money
	Payment    shop.Payment
	Delivery   bool
	Waiting    bool // something of it has not left yet
	Told       Told // of its present status
	OptedOut   bool // the customer wants no updates
	Key        OrderKey
}

// OrderKey is a row's place in its list: that of the last row read, to go on.
type OrderKey struct {
	Value int64
	ID    shop.OrderID
}

// ToldState says whether a customer knows of an order's status.
type ToldState string

// The states.
const (
	NotTold      ToldState = ""
	ToldWaiting  ToldState = "waiting"  // on this device, not yet at the relay
	ToldSent     ToldState = "told"     // queued or further: see rank
	ToldFailed   ToldState = "failed"   // it did not arrive: see flag
	ToldWithheld ToldState = "withheld" // a rule said no: see reason
)

// Told is how a customer stands with an order's status.
type Told struct {
	State   ToldState
	Status  shop.StatusID
	At      time.Time
	Message shop.MessageID
	Rank    shop.Rank
	Flag    shop.Flag
	Code    int
	Reason  shop.Reason
}

// Held says that the customer counts as told: asking again sends nothing.
func (t Told) Held() bool { return t.State == ToldSent || t.State == ToldWaiting }

const selectOrder = `SELECT o.id, o.number, o.opened, o.status, o.moved, o.customer, o.due, o.items, o.payment, o.total, o.currency,
	o.delivery, o.waiting, CASE WHEN coalesce(root.name, '') <> '' THEN root.name ELSE o.name END,
	o.tracking, o.phone, o.address, o.notes, o.name, o.number_n,
	coalesce((SELECT 1 - allowed FROM consents WHERE customer = o.customer AND purpose = 'order_updates'), 0)
	FROM shown_orders o
	LEFT JOIN shown_customers leaf ON leaf.id = nullif(o.customer, x'')
	LEFT JOIN shown_customers root ON root.id = leaf.root `

// fullOrder is a row with what only the card shows.
type fullOrder struct {
	OrderRow
	tracking, phone, address, notes, walkIn string
	numberN                                 int64
}

func scanOrder(rows rowScanner) (fullOrder, error) {
	var o fullOrder
	err := rows.Scan(&o.ID.UUID, &o.Number, at{&o.Opened}, &o.Status, at{&o.Moved}, &o.Customer.UUID, at{&o.Due},
		jsonInto{&o.Items}, jsonInto{&o.Payment}, &o.Total.Micros, &o.Total.Currency, truth{&o.Delivery}, truth{&o.Waiting},
		&o.Name, &o.tracking, &o.phone, &o.address, &o.notes, &o.walkIn, &o.numberN, truth{&o.OptedOut})
	o.ItemsText = ItemsText(o.Items)
	return o, err
}

// OrderSort is what a table of orders is sorted by.
type OrderSort string

// The ways to sort.
const (
	ByDue    OrderSort = "due"    // soonest first
	ByNumber OrderSort = "number" // newest first
	ByTotal  OrderSort = "total"  // largest first
)

var orderTables = map[OrderSort]string{
	ByDue:    selectOrder + "WHERE (o.due, o.id) > (?, ?) ORDER BY o.due, o.id LIMIT ?",
	ByNumber: selectOrder + "WHERE (o.number_n, o.id) < (?, ?) ORDER BY o.number_n DESC, o.id DESC LIMIT ?",
	ByTotal:  selectOrder + "WHERE (o.total, o.id) < (?, ?) ORDER BY o.total DESC, o.id DESC LIMIT ?",
}

var (
	lowest  = OrderKey{Value: math.MinInt64}
	highest = OrderKey{Value: math.MaxInt64, ID: shop.OrderID{UUID: [16]byte{
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	}}}
)

// OrderTable reads a stretch of all orders.
func (s *Store) OrderTable(ctx context.Context, sort OrderSort, after *OrderKey, limit int) ([]OrderRow, error) {
	query, ok := orderTables[sort]
	if !ok {
		return nil, fmt.Errorf("list orders: there is no way to sort called %q", sort)
	}
	from := highest
	if sort == ByDue {
		from = lowest
	}
	if after != nil {
		from = *after
	}
	key := func(o fullOrder) int64 {
		switch sort {
		case ByNumber:
			return o.numberN
		case ByTotal:
			return o.Total.Micros
		}
		return millis(o.Due)
	}
	return s.orderRows(ctx, query, []any{from.Value, blob(from.ID.UUID), bounded(limit)}, key)
}

// OrdersByStatus reads a stretch of a column of the board: by when they are
// due, or, for a final status, the last moved first.
func (s *Store) OrdersByStatus(ctx context.Context, status shop.StatusID, after *OrderKey, limit int) ([]OrderRow, error) {
	info, err := s.Shop(ctx)
	if err != nil {
		return nil, err
	}
	step, _ := info.Pipeline.Status(status)
	query, from := selectOrder+"WHERE o.status = ? AND (o.due, o.id) > (?, ?) ORDER BY o.due, o.id LIMIT ?", lowest
	key := func(o fullOrder) int64 { return millis(o.Due) }
	if step.Final {
		query, from = selectOrder+"WHERE o.status = ? AND (o.moved, o.id) < (?, ?) ORDER BY o.moved DESC, o.id DESC LIMIT ?", highest
		key = func(o fullOrder) int64 { return millis(o.Moved) }
	}
	if after != nil {
		from = *after
	}
	return s.orderRows(ctx, query, []any{string(status), from.Value, blob(from.ID.UUID), bounded(limit)}, key)
}

func (s *Store) orderRows(ctx context.Context, query string, args []any, key func(fullOrder) int64) ([]OrderRow, error) {
	all, err := list(ctx, s, query, args, scanOrder)
	if err != nil {
		return nil, fmt.Errorf("list orders: %w", err)
	}
	info, err := s.Shop(ctx)
	if err != nil {
		return nil, err
	}
	return s.finishRows(ctx, all, info, key)
}

// finishRows adds what stands beside an order: its step, and whether it was told.
func (s *Store) finishRows(ctx context.Context, all []fullOrder, info ShopInfo, key func(fullOrder) int64) ([]OrderRow, error) {
	rows := make([]OrderRow, len(all))
	for i, o := range all {
		row := o.OrderRow
		row.place(info.Pipeline)
		row.Key = OrderKey{ID: row.ID}
		if key != nil {
			row.Key.Value = key(o)
		}
		told, err := s.told(ctx, row.ID, row.Customer)
		if err != nil {
			return nil, err
		}
		row.Told = told[row.Status]
		rows[i] = row
	}
	return rows, nil
}

func (r *OrderRow) place(pipeline shop.Pipeline) {
	status, ok := pipeline.Status(r.Status)
	r.StatusName, r.Final = status.Name, status.Final
	if !ok {
		r.StatusName = string(r.Status)
	}
	r.Step, r.Steps = pipeline.Index(r.Status), len(pipeline)
}

func (s *Store) ordersOf(ctx context.Context, id shop.CustomerID, info ShopInfo, limit int) ([]OrderRow, error) {
	all, err := list(ctx, s, selectOrder+"WHERE o.customer = ? ORDER BY o.opened DESC, o.id DESC LIMIT ?", []any{blob(id.UUID), limit}, scanOrder)
	if err != nil {
		return nil, err
	}
	return s.finishRows(ctx, all, info, nil)
}

// OrdersOf lists the orders of a customer and of all that were merged into the
// same one, newest first.
func (s *Store) OrdersOf(ctx context.Context, customer shop.CustomerID, limit int) ([]OrderRow, error) {
	info, err := s.Shop(ctx)
	if err != nil {
		return nil, err
	}
	group, err := s.group(ctx, customer)
	if err != nil {
		return nil, err
	}
	var all []OrderRow
	for _, member := range group {
		rows, err := s.ordersOf(ctx, member, info, bounded(limit))
		if err != nil {
			return nil, fmt.Errorf("list a customer's orders: %w", err)
		}
		all = append(all, rows...)
	}
	sortBy(all, func(a, b OrderRow) bool { return a.Opened.After(b.Opened) })
	return all[:min(len(all), bounded(limit))], nil
}

// told reads how an order's customer stands with each status: what came last
// counts, and a message on purpose counts like the first.
func (s *Store) told(ctx context.Context, id shop.OrderID, customer shop.CustomerID) (map[shop.StatusID]Told, error) {
	all := map[shop.StatusID]Told{}
	key := blob(id.UUID)
	err := s.reads.each(ctx, `SELECT status, at, reason FROM withheld WHERE order_id = ? ORDER BY position LIMIT 200`, []any{key},
		func(rows rowScanner) error {
			t := Told{State: ToldWithheld}
			err := rows.Scan(&t.Status, at{&t.At}, &t.Reason)
			all[t.Status] = t
			return err
		})
	if err != nil {
		return nil, s.explain(err)
	}
	err = s.reads.each(ctx, `SELECT id, update_status, at, rank, flag, code, reason FROM messages
		WHERE update_order = ? AND update_order <> x'' AND update_customer = ? ORDER BY position LIMIT 200`,
		[]any{key, blob(customer.UUID)}, func(rows rowScanner) error {
			t := Told{}
			err := rows.Scan(&t.Message.UUID, &t.Status, at{&t.At}, &t.Rank, &t.Flag, &t.Code, &t.Reason)
			t.State = toldBy(t.Flag)
			if before := all[t.Status]; !before.Held() || t.Held() {
				all[t.Status] = t
			}
			return err
		})
	if err != nil {
		return nil, s.explain(err)
	}
	err = s.reads.each(ctx, `SELECT id, update_status, at FROM local_items WHERE update_order = ? AND update_order <> x'' AND refused = ''
		ORDER BY seq LIMIT 200`, []any{key}, func(rows rowScanner) error {
		t := Told{State: ToldWaiting}
		err := rows.Scan(&t.Message.UUID, &t.Status, at{&t.At})
		all[t.Status] = t
		return err
	})
	return all, s.explain(err)
}

// toldBy: an update counts as told while it is queued, accepted or unknown; a
// refusal or a definite failure frees it.
func toldBy(flag shop.Flag) ToldState {
	switch flag {
	case shop.FlagFailed, shop.FlagRefused, shop.FlagCancelled:
		return ToldFailed
	}
	return ToldSent
}

// OrderCard is all that is known of an order.
type OrderCard struct {
	OrderRow
	WalkIn   string // name written on the order
	Phone    string
	Address  string
	Notes    string
	Tracking string
	Tellings map[shop.StatusID]Told
	History  []OrderStep
}

// OrderStep is something that happened to an order.
type OrderStep struct {
	At     time.Time
	What   string // opened, edited, moved
	From   shop.StatusID
	To     shop.StatusID
	Person shop.PersonID
	Author string
}

// Order reads an order's card; ErrNotFound when there is none.
func (s *Store) Order(ctx context.Context, id shop.OrderID) (OrderCard, error) {
	rows, err := list(ctx, s, selectOrder+"WHERE o.id = ?", []any{blob(id.UUID)}, scanOrder)
	o, err := first(rows, err, "order")
	if err != nil {
		return OrderCard{}, err
	}
	info, err := s.Shop(ctx)
	if err != nil {
		return OrderCard{}, err
	}
	card := OrderCard{OrderRow: o.OrderRow, WalkIn: o.walkIn, Phone: o.phone, Address: o.address, Notes: o.notes, Tracking: o.tracking}
	card.place(info.Pipeline)
	if card.Tellings, err = s.told(ctx, id, o.Customer); err != nil {
		return OrderCard{}, fmt.Errorf("read order: %w", err)
	}
	card.Told = card.Tellings[card.Status]
	card.History, err = list(ctx, s, `SELECT h.at, h.what, h.from_status, h.to_status, h.person, coalesce(p.name, '')
		FROM order_history h LEFT JOIN people p ON p.id = h.person WHERE h.order_id = ? ORDER BY h.position LIMIT 500`,
		[]any{blob(id.UUID)}, func(rows rowScanner) (OrderStep, error) {
			var step OrderStep
			err := rows.Scan(at{&step.At}, &step.What, &step.From, &step.To, &step.Person.UUID, &step.Author)
			return step, err
		})
	return card, err
}

// OrderByNumber finds an order by what people read; ErrNotFound when none has it.
func (s *Store) OrderByNumber(ctx context.Context, number int64) (shop.OrderID, error) {
	var id shop.OrderID
	found, err := s.one(ctx, "SELECT id FROM shown_orders WHERE number_n = ? LIMIT 1", []any{number}, &id.UUID)
	if err == nil && !found {
		err = fmt.Errorf("order %d: %w", number, ErrNotFound)
	}
	return id, err
}
