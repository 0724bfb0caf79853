package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

// spare keeps emptied stores between the many checks of a property: making one
// costs more than all that is done with it.
type spare struct {
	stores []*store.Store
	clocks []time.Time
	used   int
}

func newSpare(t *testing.T) *spare {
	p := &spare{clocks: make([]time.Time, 2)}
	for i := range p.clocks {
		s, err := store.Open(ctx, store.Params{Path: ":memory:", Shop: storetest.Collect(t).Shop, Now: func() time.Time { return p.clocks[i] }})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		p.stores = append(p.stores, s)
	}
	return p
}

// next gives an empty store whose clock stands still.
func (p *spare) next(t require.TestingT, now time.Time) *store.Store {
	i := p.used % len(p.stores)
	p.used++
	p.clocks[i] = now
	require.NoError(t, p.stores[i].Wipe(ctx))
	return p.stores[i]
}

func dumps(t require.TestingT, s *store.Store) (confirmed, shown string) {
	confirmed, err := s.Dump(ctx)
	require.NoError(t, err)
	shown, err = s.DumpShown(ctx)
	require.NoError(t, err)
	return confirmed, shown
}

func TestTheSameEventsMakeTheSameStoreHoweverTheyCome(t *testing.T) {
	spare := newSpare(t)
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		h.live(rapid.IntRange(5, 80).Draw(t, "steps"))
		events := h.Events()

		whole := spare.next(t, h.Now)
		_, err := whole.Apply(ctx, events, "a:1:")
		require.NoError(t, err)

		pieces := spare.next(t, h.Now)
		for at := 0; at < len(events); {
			from := max(0, at-rapid.IntRange(0, 5).Draw(t, "again"))
			to := min(len(events), at+rapid.IntRange(1, 10).Draw(t, "size"))
			_, err := pieces.Apply(ctx, events[from:to], "")
			require.NoError(t, err)
			at = to
		}
		wantConfirmed, wantShown := dumps(t, whole)
		confirmed, shown := dumps(t, pieces)
		require.Equal(t, wantConfirmed, confirmed)
		require.Equal(t, wantShown, shown)

		require.NoError(t, pieces.Reset(ctx))
		_, err = pieces.Apply(ctx, events, "")
		require.NoError(t, err)
		confirmed, shown = dumps(t, pieces)
		require.Equal(t, wantConfirmed, confirmed, "after a reset")
		require.Equal(t, wantShown, shown, "after a reset")
	})
}

func TestTheListSaysWhatTheThreadsSay(t *testing.T) {
	spare := newSpare(t)
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		h.live(rapid.IntRange(5, 80).Draw(t, "steps"))
		s := spare.next(t, h.Now)
		for _, e := range h.Events() {
			_, err := s.Apply(ctx, []shop.Event{e}, "")
			require.NoError(t, err)
		}
		rows, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 500})
		require.NoError(t, err)
		failed, err := s.Failed(ctx, 1000)
		require.NoError(t, err)
		undelivered := map[shop.ConversationID]bool{}
		for _, m := range failed {
			undelivered[m.Conversation] = true
		}
		for _, row := range rows {
			checkRow(t, s, row, h.Events())
			require.Equal(t, undelivered[row.Conversation], row.Undelivered)
		}
		counts, err := s.Counts(ctx)
		require.NoError(t, err)
		require.Len(t, failed, counts.Failed)
	})
}

// checkRow works a row out from its thread the long way.
func checkRow(t *rapid.T, s *store.Store, row store.ChatRow, events []shop.Event) {
	items, err := s.Thread(ctx, store.ThreadQuery{Conversation: row.Conversation, Limit: 500})
	require.NoError(t, err)
	info, err := s.Conversation(ctx, row.Conversation)
	require.NoError(t, err)
	var waits, lastIn, last time.Time
	from := waitsFrom(t, row, events)
	unread := 0
	for _, item := range items {
		if item.Kind != store.ItemMessage {
			continue
		}
		last = item.At
		if item.Past { // nobody waits because of it, and it opens no window
			continue
		}
		if item.Outgoing {
			waits = time.Time{}
			continue
		}
		lastIn = item.At
		if waits.IsZero() && shop.Position(item.Key.Position) >= from {
			waits = item.At
		}
		if shop.Position(item.Key.Position) > info.ReadUpTo {
			unread++
		}
	}
	require.Equal(t, waits, row.WaitsSince)
	require.Equal(t, lastIn, row.LastInbound)
	require.Equal(t, last, row.At)
	require.Equal(t, unread, row.Unread)
}

// waitsFrom is the position at which a customer last wrote to what was done.
func waitsFrom(t *rapid.T, row store.ChatRow, events []shop.Event) (from shop.Position) {
	begun, done := false, false
	for _, e := range events {
		body, err := e.Open()
		if err != nil {
			continue // of a later version
		}
		switch b := body.(type) {
		case *shop.MessageReceived:
			if b.Conversation == row.Conversation && done {
				from = e.Position
			}
			if b.Conversation == row.Conversation {
				begun, done = true, false
			}
		case *shop.MessageEchoed:
			begun = begun || b.Conversation == row.Conversation
		case *shop.MessageImported:
			begun = begun || b.Conversation == row.Conversation
		case *shop.MessageQueued:
			begun = begun || b.Conversation == row.Conversation
		case *shop.NoteAdded:
			begun = begun || b.Conversation == row.Conversation
		case *shop.ConversationMarked:
			if begun && b.Conversation == row.Conversation {
				done = b.State == shop.Done
			}
		case *shop.CustomerForgotten:
			if b.Customer == row.Leaf { // the row's own, whoever it was merged into
				begun, done, from = false, false, 0
			}
		}
	}
	return from
}

// A device that asks, is answered and then folds the answer ends where a device
// ends that only folds.
func TestAnOverlayLeavesNothingBehind(t *testing.T) {
	spare := newSpare(t)
	rapid.Check(t, func(t *rapid.T) {
		h := newHistory(t)
		h.live(rapid.IntRange(0, 40).Draw(t, "steps"))
		before := len(h.Events())
		asker := spare.next(t, h.Now)
		_, err := asker.Apply(ctx, h.Events(), "")
		require.NoError(t, err)

		asked := askAndDecide(t, h, asker)
		settle(t, asker, asked, h.Events()[before:])

		other := spare.next(t, h.Now)
		_, err = other.Apply(ctx, h.Events(), "")
		require.NoError(t, err)
		wantConfirmed, wantShown := dumps(t, other)
		confirmed, shown := dumps(t, asker)
		require.Equal(t, wantConfirmed, confirmed)
		require.Equal(t, wantShown, shown)
		for _, table := range []string{"outbox", "touches", "local_items", "refused"} {
			n, err := asker.Rows(ctx, table)
			require.NoError(t, err)
			require.Zero(t, n, table)
		}
	})
}

type asked struct {
	cmd      shop.Command
	refused  shop.Reason
	position shop.Position
}

// askAndDecide hands commands to a device and writes what a relay answers.
func askAndDecide(t *rapid.T, h *history, s *store.Store) []asked {
	var all []asked
	for range rapid.IntRange(1, 8).Draw(t, "commands") {
		h.Tick(time.Minute)
		c := pick(t, h.customers, "customer")
		wish, body := wishFor(t, h, c)
		cmd := h.Command(wish)
		_, err := s.Do(ctx, cmd)
		require.NoError(t, err)
		a := asked{cmd: cmd}
		if rapid.IntRange(0, 4).Draw(t, "refused") == 0 {
			a.refused, body = shop.ReasonNotAllowed, &shop.CommandRefused{Reason: shop.ReasonNotAllowed}
		}
		h.Add(storetest.Envelope{Channel: h.Channel, Customer: c.ID, Cause: cmd.ID}, body)
		a.position = h.Position()
		all = append(all, a)
	}
	return all
}

func wishFor(t *rapid.T, h *history, c storetest.Customer) (shop.Wish, shop.Body) {
	id := uuid.NewSHA1(uuid.Nil, []byte{byte(h.Position()), byte(h.Position() >> 8)})
	name := "Doña Lucía"
	switch rapid.IntRange(0, 6).Draw(t, "wish") {
	case 0:
		return &shop.AddNote{Note: shop.NoteID{UUID: id}, Conversation: c.Conversation, Text: "ojo"},
			&shop.NoteAdded{Note: shop.NoteID{UUID: id}, Conversation: c.Conversation, Personal: shop.NotePersonal{Text: "ojo"}}
	case 1:
		return &shop.ReadConversation{Conversation: c.Conversation, UpTo: h.Position()}, &shop.ConversationRead{Conversation: c.Conversation, UpTo: h.Position()}
	case 2:
		return &shop.MarkConversation{Conversation: c.Conversation, State: shop.Done}, &shop.ConversationMarked{Conversation: c.Conversation, State: shop.Done}
	case 3:
		return &shop.EditCustomer{Customer: c.ID, Fields: shop.CustomerFields{Name: &name}},
			&shop.CustomerEdited{Customer: c.ID, Personal: shop.CustomerFields{Name: &name}}
	case 4:
		content := shop.Order{Items: []shop.Item{{Name: "Pan", Quantity: 1, Price: storetest.Euros(2, 0)}}, Total: storetest.Euros(2, 0)}
		h.orders = append(h.orders, shop.OrderID{UUID: id})
		return &shop.OpenOrder{Order: shop.OrderID{UUID: id}, Status: "new", Customer: c.ID, Content: content},
			&shop.OrderOpened{OrderID: shop.OrderID{UUID: id}, Number: "1", Status: "new", Customer: c.ID, Order: content}
	case 5:
		if len(h.orders) > 0 {
			order := pick(t, h.orders, "order")
			return &shop.MoveOrder{Order: order, From: "new", To: "ready", Tell: &shop.Telling{Channel: h.Channel, Text: "listo"}},
				&shop.OrderMoved{OrderID: order, From: "new", To: "ready"}
		}
	}
	content := shop.Content{Text: "Confirmado"}
	return &shop.SendMessage{Message: shop.MessageID{UUID: id}, Channel: h.Channel, Customer: c.ID, Type: shop.TypeText, Content: content},
		&shop.MessageQueued{Message: shop.MessageID{UUID: id}, Conversation: c.Conversation, Type: shop.TypeText,
			Category: shop.CategoryService, Personal: shop.MessageQueuedPersonal{Content: content}}
}

// settle lets answers and events arrive, either first, or only the events.
func settle(t *rapid.T, s *store.Store, all []asked, events []shop.Event) {
	answer := func(a asked) {
		_, err := s.Answered(ctx, a.cmd.ID, a.refused, "", a.position)
		require.NoError(t, err)
	}
	var late []asked
	for _, a := range all {
		switch rapid.IntRange(0, 2).Draw(t, "answer") {
		case 0:
			answer(a)
		case 1:
			late = append(late, a)
		}
	}
	for _, e := range events {
		_, err := s.Apply(ctx, []shop.Event{e}, "")
		require.NoError(t, err)
	}
	for _, a := range late {
		answer(a)
	}
	for _, a := range all {
		_, err := s.DismissRefused(ctx, a.cmd.ID)
		require.NoError(t, err)
	}
}
