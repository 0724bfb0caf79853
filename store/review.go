package store

import (
	"context"
	"errors"
	"fmt"

	"mostrador/shop"
)

// Held is why a waiting command may not leave before somebody has decided: what
// it was written for is no longer so.
type Held string

// The reasons. A later version may add others.
const (
	NotHeld      Held = ""
	HeldWindow   Held = "window_closed" // it needs a template now
	HeldNewer    Held = "newer_message" // the customer wrote meanwhile
	HeldPrice    Held = "price"         // it would cost more now
	HeldMoved    Held = "already_moved" // the order is no longer where it was
	HeldReplaced Held = "already_told"  // somebody else told the customer
)

// glance is what somebody saw who wrote something: the customer's newest
// message, whether the reply window was open, and the price (-1: not known).
type glance struct {
	in    int64
	open  bool
	price int64
}

// sees takes the glance for what a wish sends.
func (f *fold) sees(wish shop.Wish, conversation shop.ConversationID) glance {
	channel, customer, ok := f.sendsTo(wish)
	if !ok {
		return glance{price: -1}
	}
	var g glance
	var inAt int64
	f.scan(`SELECT coalesce(max(c.in_newest), 0), coalesce(max(c.in_at), 0) FROM conversations c
		WHERE c.channel = ? AND c.customer IN (
			SELECT same.id FROM customers me JOIN customers same ON same.root = me.root WHERE me.id = ?)`,
		[]any{blob(channel.UUID), blob(customer.UUID)}, &g.in, &inAt)
	window := shop.ReplyWindow{LastInbound: moment(inAt)}
	g.open = window.OpenAt(f.store.now())
	g.price = f.priceOf(wish, channel, g.open)
	return g
}

// sendsTo is whom a wish writes to.
func (f *fold) sendsTo(wish shop.Wish) (channel shop.ChannelID, customer shop.CustomerID, ok bool) {
	order := func(id shop.OrderID, tell shop.Telling) {
		channel = tell.Channel
		ok = f.scan("SELECT customer FROM shown_orders WHERE id = ? AND customer <> x''", []any{blob(id.UUID)}, &customer.UUID)
	}
	switch w := wish.(type) {
	case *shop.SendMessage:
		return w.Channel, w.Customer, true
	case *shop.MoveOrder:
		if w.Tell != nil {
			order(w.Order, *w.Tell)
		}
	case *shop.TellAgain:
		order(w.Order, w.Tell)
	}
	return channel, customer, ok
}

// priceOf is what a wish would cost now.
func (f *fold) priceOf(wish shop.Wish, channel shop.ChannelID, open bool) int64 {
	settings := f.settingsNow()
	category := shop.CategoryService
	if use := templateOf(wish, open); use != nil {
		var t shop.Template
		f.scan(`SELECT t.content FROM channels c JOIN templates t ON t.waba = c.waba WHERE c.id = ? AND t.name = ? AND t.language = ?`,
			[]any{blob(channel.UUID), use.Name, use.Language}, jsonInto{&t})
		category = t.Category
	}
	var used int
	f.scan("SELECT coalesce(sum(delivered), 0) FROM months WHERE month = ? AND channel = ?",
		[]any{monthOf(settings, millis(f.store.now())), blob(channel.UUID)}, &used)
	price, known := shop.PriceOf(*settings, category, used)
	if !known {
		return -1
	}
	return price.Micros
}

// templateOf is the template that a wish would use; nil for none.
func templateOf(wish shop.Wish, open bool) *shop.TemplateUse {
	var tell *shop.Telling
	switch w := wish.(type) {
	case *shop.SendMessage:
		return w.Content.Template
	case *shop.MoveOrder:
		tell = w.Tell
	case *shop.TellAgain:
		tell = &w.Tell
	}
	if tell == nil || open && tell.Text != "" {
		return nil
	}
	return tell.Template
}

// Review checks every command again that waits and was never posted: is what it
// was written for still so? Those where it isn't are held until Release, Revise
// or Cancel. It answers how many are held now. Whoever posts calls it after
// this device was away, once it knows what happened meanwhile.
func (s *Store) Review(ctx context.Context) (held int, err error) {
	_, err = s.local(ctx, "check what waits", func(f *fold) error {
		if held, err = f.review(); err != nil {
			return err
		}
		return f.err
	})
	return held, err
}

func (f *fold) review() (held int, err error) {
	type entry struct {
		waitingCommand
		seen         glance
		conversation shop.ConversationID
		attempts     int
		held         Held
	}
	var all []entry
	f.each(`SELECT seq, command, conversation, attempts, held, seen_in, seen_open, seen_price FROM outbox WHERE answered = 0 ORDER BY seq`,
		nil, func(rows rowScanner) error {
			var e entry
			err := rows.Scan(&e.seq, jsonInto{&e.cmd}, &e.conversation.UUID, &e.attempts, &e.held,
				&e.seen.in, truth{&e.seen.open}, &e.seen.price)
			if err != nil {
				return err
			}
			e.wish, err = e.cmd.Open()
			all = append(all, e)
			return err
		})
	places := map[shop.OrderID]shop.StatusID{}
	for _, e := range all {
		why := f.changedSince(e.wish, e.conversation, e.seen, places)
		switch {
		case e.held != NotHeld:
			held++
		case why != NotHeld && e.attempts == 0:
			held++
			f.exec("UPDATE outbox SET held = ? WHERE seq = ?", string(why), e.seq)
			f.retouch(e.seq, e.wish)
			f.changed.Outbox = true
		}
	}
	return held, f.err
}

// changedSince says what is no longer as it was. Places follows where the
// waiting moves before this one bring the orders.
func (f *fold) changedSince(wish shop.Wish, conversation shop.ConversationID, seen glance, places map[shop.OrderID]shop.StatusID) Held {
	if why := f.orderWent(wish, places); why != NotHeld {
		return why
	}
	if _, _, sends := f.sendsTo(wish); !sends {
		return NotHeld
	}
	now := f.sees(wish, conversation)
	switch {
	case seen.open && !now.open && templateOf(wish, false) == nil:
		return HeldWindow
	case now.in > seen.in:
		return HeldNewer
	case seen.price >= 0 && now.price > seen.price:
		return HeldPrice
	}
	return NotHeld
}

// orderWent says whether an order is elsewhere than a move believed.
func (f *fold) orderWent(wish shop.Wish, places map[shop.OrderID]shop.StatusID) Held {
	move, ok := wish.(*shop.MoveOrder)
	if !ok {
		return NotHeld
	}
	place, known := places[move.Order]
	if !known && !f.scan("SELECT status FROM orders WHERE id = ?", []any{blob(move.Order.UUID)}, word[shop.StatusID]{&place}) {
		return NotHeld // it waits itself
	}
	if place != move.From && place != move.To {
		return HeldMoved
	}
	places[move.Order] = move.To
	return NotHeld
}

// Release lets held commands leave as they are: somebody has looked at what
// changed. What changes after this is asked about again.
func (s *Store) Release(ctx context.Context, ids ...shop.CommandID) (Changed, error) {
	return s.local(ctx, "let a command leave", func(f *fold) error {
		for _, id := range ids {
			w, conversation, ok := f.neverPosted(id)
			if ok {
				f.decided(w, conversation)
			}
		}
		return f.err
	})
}

// Revise changes what a waiting command says, in its place in the order; the
// wish must be of the same kind. ErrLeft says that it may have left already,
// ErrNotFound that it does not wait any more.
func (s *Store) Revise(ctx context.Context, id shop.CommandID, wish shop.Wish) (Changed, error) {
	return s.local(ctx, "change a command", func(f *fold) error {
		w, conversation, ok := f.neverPosted(id)
		if !ok {
			return f.err
		}
		cmd, err := shop.NewCommand(id, w.cmd.At, w.cmd.Person, wish)
		if err != nil {
			return err
		}
		if cmd.Kind != w.cmd.Kind || f.conversationOf(wish) != conversation {
			return fmt.Errorf("a %s can't become a %s, nor go elsewhere", w.cmd.Kind, cmd.Kind)
		}
		f.exec("UPDATE outbox SET command = ? WHERE seq = ?", jsonText(cmd), w.seq)
		f.exec("DELETE FROM local_items WHERE seq = ?", w.seq)
		f.localItem(w.seq, cmd, wish, conversation)
		w.wish, w.cmd = wish, cmd
		f.decided(w, conversation)
		return f.err
	})
}

// neverPosted reads a waiting command that can't have left; otherwise the fold
// fails.
func (f *fold) neverPosted(id shop.CommandID) (w waitingCommand, conversation shop.ConversationID, ok bool) {
	var attempts int
	f.each("SELECT seq, command, conversation, attempts FROM outbox WHERE id = ? AND answered = 0", []any{blob(id.UUID)}, func(rows rowScanner) error {
		ok = true
		err := rows.Scan(&w.seq, jsonInto{&w.cmd}, &conversation.UUID, &attempts)
		if err == nil {
			w.wish, err = w.cmd.Open()
		}
		return err
	})
	switch {
	case !ok:
		f.fail(ErrNotFound)
	case attempts > 0:
		f.fail(ErrLeft)
	}
	return w, conversation, ok && f.err == nil
}

// decided writes down what somebody sees who lets a command leave.
func (f *fold) decided(w waitingCommand, conversation shop.ConversationID) {
	seen := f.sees(w.wish, conversation)
	f.exec("UPDATE outbox SET held = '', seen_in = ?, seen_open = ?, seen_price = ? WHERE seq = ?",
		seen.in, flag(seen.open), seen.price, w.seq)
	f.retouch(w.seq, w.wish)
	f.changed.Outbox = true
}

// WaitingCommand is a command that has not left, as people look at it.
type WaitingCommand struct {
	OutboxEntry
	Wish shop.Wish
	// Who it is for: the customer's name, "" where it is for none.
	Who string
	// Order is the number of the order that it speaks of, "" for none.
	Order string
	// Fixed: it may have left already, so that it can't be changed any more.
	Fixed bool
}

// Waiting lists what has not left, in the order in which it was given.
func (s *Store) Waiting(ctx context.Context, limit int) ([]WaitingCommand, error) {
	entries, err := s.Outbox(ctx, bounded(limit))
	if err != nil {
		return nil, fmt.Errorf("read what waits: %w", err)
	}
	all := make([]WaitingCommand, 0, len(entries))
	for _, e := range entries {
		w := WaitingCommand{OutboxEntry: e, Fixed: e.Attempts > 0}
		if w.Wish, err = e.Command.Open(); err != nil {
			continue // a later program's
		}
		if err := s.named(ctx, &w); err != nil {
			return nil, fmt.Errorf("read what waits: %w", err)
		}
		all = append(all, w)
	}
	return all, nil
}

// named finds whom and what a waiting command is about.
func (s *Store) named(ctx context.Context, w *WaitingCommand) error {
	if (w.Conversation != shop.ConversationID{}) {
		row, err := s.Chat(ctx, w.Conversation)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		w.Who = row.Name
	}
	var order shop.OrderID
	switch wish := w.Wish.(type) {
	case *shop.SendMessage:
		if w.Who != "" {
			return nil
		}
		_, err := s.one(ctx, "SELECT name FROM shown_customers WHERE id = ?", []any{blob(wish.Customer.UUID)}, &w.Who)
		return err
	case *shop.MoveOrder:
		order = wish.Order
	case *shop.TellAgain:
		order = wish.Order
	case *shop.EditOrder:
		order = wish.Order
	}
	if (order == shop.OrderID{}) {
		return nil
	}
	_, err := s.one(ctx, "SELECT number FROM shown_orders WHERE id = ?", []any{blob(order.UUID)}, &w.Order)
	return err
}
