package facts

import (
	"slices"

	"github.com/google/uuid"

	"mostrador/backend/journal"
	"mostrador/shop"
)

// Wanted gathers positions of events, each once.
type Wanted map[journal.Position]struct{}

// Sorted are the positions in order.
func (w Wanted) Sorted() []journal.Position {
	all := make([]journal.Position, 0, len(w))
	for position := range w {
		if position > 0 {
			all = append(all, position)
		}
	}
	slices.Sort(all)
	return all
}

// marksMost is how many of the events about one thing count, the newest first.
const marksMost = 500

func (t *Tx) marked(w Wanted, subject uuid.UUID) {
	t.positions(w, `SELECT position FROM marks WHERE subject = ? ORDER BY position DESC LIMIT ?`, subject[:], marksMost)
}

func (t *Tx) positions(w Wanted, query string, values ...any) {
	t.rows(query, values, func(scan func(...any) error) error {
		var position journal.Position
		err := scan(&position)
		w[position] = struct{}{}
		return err
	})
}

// WantShop wants what was said of the shop itself: settings, people, labels,
// replies, templates.
func (t *Tx) WantShop(w Wanted) {
	t.positions(w, `SELECT position FROM marks WHERE subject = ?`, uuid.Nil[:])
}

// WantOpenOrders wants what was said of orders that are not finished, and of
// their customers; the newest of them.
func (t *Tx) WantOpenOrders(w Wanted, limit int) {
	final := map[shop.StatusID]bool{}
	for _, status := range t.Shop().Pipeline {
		final[status.ID] = status.Final
	}
	var orders, customers []uuid.UUID
	t.rows(`SELECT id, status, customer FROM orders ORDER BY counted DESC LIMIT ?`, args(10*limit), func(scan func(...any) error) error {
		var id, customer uuid.UUID
		var status shop.StatusID
		err := scan(&id, &status, &customer)
		if !final[status] && len(orders) < limit {
			orders, customers = append(orders, id), append(customers, customer)
		}
		return err
	})
	for i := range orders {
		t.marked(w, orders[i])
		t.wantCustomer(w, customers[i])
	}
}

// wantCustomer wants what was said of a customer and of all that are merged
// with it.
func (t *Tx) wantCustomer(w Wanted, id uuid.UUID) {
	if id == uuid.Nil {
		return
	}
	t.marked(w, id)
	var group []uuid.UUID
	t.rows(`SELECT same.id FROM customers me JOIN customers same ON same.root = me.root AND same.id <> me.id WHERE me.id = ?`,
		args(id[:]), func(scan func(...any) error) error {
			var member uuid.UUID
			err := scan(&member)
			group = append(group, member)
			return err
		})
	for _, member := range group {
		t.marked(w, member)
	}
}

// Tail is a conversation as heads need it.
type Tail struct {
	ID       shop.ConversationID
	Customer shop.CustomerID
	Newest   journal.Position
	events   [4]journal.Position // last read, marked, claimed; and the message since which the customer waits
}

const selectTails = `SELECT id, customer, newest, read_event, mark_event, claim_event, waits FROM conversations `

func (t *Tx) tails(query string, values ...any) []Tail {
	var all []Tail
	t.rows(selectTails+query, values, func(scan func(...any) error) error {
		var one Tail
		err := scan(&one.ID, &one.Customer, &one.Newest, &one.events[0], &one.events[1], &one.events[2], &one.events[3])
		all = append(all, one)
		return err
	})
	return all
}

// NewestTails are the conversations whose last message stands before a
// position, newest first; 0: all.
func (t *Tx) NewestTails(before journal.Position, limit int) []Tail {
	if before == 0 {
		before = 1 << 62
	}
	return t.tails(`WHERE newest > 0 AND newest < ? ORDER BY newest DESC LIMIT ?`, int64(before), limit)
}

// WaitingTails are the conversations that wait longest for an answer.
func (t *Tx) WaitingTails(limit int) []Tail {
	return t.tails(`WHERE waits > 0 AND state = 'open' ORDER BY waits LIMIT ?`, limit)
}

// WantTail wants a conversation's last messages with what became of them, and
// what was said of it and of its customer.
func (t *Tx) WantTail(w Wanted, one Tail, messages int) {
	t.rows(`SELECT position, named_event, rank_event, flag_event, file_event, settled_event FROM messages
		WHERE conversation = ? ORDER BY position DESC LIMIT ?`, args(one.ID.UUID[:], messages), func(scan func(...any) error) error {
		var at [6]journal.Position
		err := scan(&at[0], &at[1], &at[2], &at[3], &at[4], &at[5])
		for _, position := range at {
			w[position] = struct{}{}
		}
		return err
	})
	for _, position := range one.events {
		w[position] = struct{}{}
	}
	t.marked(w, one.ID.UUID)
	t.wantCustomer(w, one.Customer.UUID)
}
