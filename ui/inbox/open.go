package inbox

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// opening says which conversation to show, and what of it.
type opening struct {
	id      shop.ConversationID
	message shop.MessageID // with its surroundings
	at      time.Time      // or what was said then
	note    shop.NoteID    // marked, with at
	compose string
	focus   bool // the composer gets the keys
}

// opened is what was read of a conversation.
type opened struct {
	opening
	info  store.ConversationInfo
	items []store.ThreadItem
	end   bool // items reach to the newest
	draft store.Draft
	card  store.CustomerCard
	from  *store.ThreadKey // of a second reading
	gone  bool             // there is no such conversation any more
}

// page is how many messages are read at once.
const page = 60

// show opens a conversation.
func (r *Room) show(o opening) {
	if o.id == r.open && (o.message == shop.MessageID{}) && o.at.IsZero() {
		r.toMain(o)
		return
	}
	if o.id != r.open {
		r.composer.keep()
		r.thread.later()
	}
	r.heading = true
	desk.Load(r.d, &r.slot, func(ctx context.Context) (opened, error) { return r.read(ctx, o) }, r.opened)
}

func (r *Room) toMain(o opening) {
	r.panes.Open = kit.MainPane
	r.relayPanes()
	r.composer.insert(o.compose)
	if o.focus {
		r.composer.focus()
	}
}

func (r *Room) read(ctx context.Context, o opening) (opened, error) {
	result := opened{opening: o}
	var err error
	if result.info, err = r.d.Store.Conversation(ctx, o.id); err != nil {
		result.gone = errors.Is(err, store.ErrNotFound)
		return result, unlessGone(err)
	}
	if result.items, result.end, err = r.readItems(ctx, o); err != nil {
		return result, err
	}
	if result.draft, err = r.d.Store.Draft(ctx, o.id); err != nil {
		return result, err
	}
	result.card, err = r.d.Store.Customer(ctx, result.info.Customer)
	return result, unlessGone(err)
}

// unlessGone passes over that something isn't there any more.
func unlessGone(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// shut leaves a conversation that is no more.
func (r *Room) shut() {
	r.open, r.info = shop.ConversationID{}, store.ConversationInfo{}
	r.main.Hide()
	r.none.Show()
	r.side.set(store.CustomerCard{})
	r.panes.Open = kit.ListPane
	r.relayPanes()
	r.list.movedOn()
}

// readItems reads the newest, or what surrounds a message or a moment.
func (r *Room) readItems(ctx context.Context, o opening) ([]store.ThreadItem, bool, error) {
	q := store.ThreadQuery{Conversation: o.id, Limit: page}
	switch {
	case o.message != shop.MessageID{}:
		q.Around = o.message
		items, err := r.d.Store.Thread(ctx, q)
		if errors.Is(err, store.ErrNotFound) { // it waits on this device: it is among the newest
			q.Around = shop.MessageID{}
			items, err = r.d.Store.Thread(ctx, q)
			return items, true, err
		}
		return items, reachesEnd(items, o.message), err
	case !o.at.IsZero():
		q.Limit = page / 2
		q.Before = &store.ThreadKey{At: o.at.UnixMilli()}
		older, err := r.d.Store.Thread(ctx, q)
		if err != nil {
			return nil, false, err
		}
		q.Before, q.After = nil, &store.ThreadKey{At: o.at.UnixMilli(), Position: -1}
		newer, err := r.d.Store.Thread(ctx, q)
		return append(older, newer...), len(newer) < q.Limit, err
	}
	items, err := r.d.Store.Thread(ctx, q)
	return items, true, err
}

// reachesEnd says that fewer items follow a message than were asked for.
func reachesEnd(items []store.ThreadItem, id shop.MessageID) bool {
	for i, item := range items {
		if item.Message == id {
			return len(items)-i < page-page/2
		}
	}
	return false
}

func (r *Room) opened(o opened) {
	r.heading = false
	if o.gone {
		r.d.Toast(words.Reason(shop.ReasonNotFound))
		r.sayNone()
		return
	}
	moved := o.id != r.open
	r.open, r.info = o.id, o.info
	r.orderTerms = orderTerms(o.card)
	if moved {
		r.thread.backTo = shop.MessageID{}
		r.chosen.clear()
	}
	r.main.Show()
	r.panes.Open = kit.MainPane
	r.relayPanes()
	r.head.set(o.info)
	r.thread.open(o)
	r.side.set(o.card)
	r.composer.open(o)
	if moved {
		r.company.opened(o.draft)
		r.find.close()
		r.list.movedOn()
		id := o.id.String()
		r.d.InOrder(func(ctx context.Context) error { return r.d.Store.SaveSetting(ctx, store.SettingLastConversation, id) })
	}
	r.relay()
	r.readSoon()
}

// reread brings what is open up to date, without moving it.
func (r *Room) reread() {
	if r.again.busy {
		r.again.again = r.reread
		return
	}
	from, detached := r.thread.loaded()
	o := opened{opening: opening{id: r.open}, from: from}
	latest(r.d, &r.again, func(ctx context.Context) (opened, error) { return r.readAgain(ctx, o, detached) }, r.rereadDone)
}

// readAgain reads what is loaded of the open conversation. What that is, is
// asked on the UI goroutine.
func (r *Room) readAgain(ctx context.Context, o opened, detached int) (opened, error) {
	var err error
	if o.info, err = r.d.Store.Conversation(ctx, o.id); err != nil {
		o.gone = errors.Is(err, store.ErrNotFound)
		return o, unlessGone(err)
	}
	q := store.ThreadQuery{Conversation: o.id, After: o.from, Limit: store.MaxRows}
	switch {
	case o.from == nil:
		q.Limit = page
	case detached > 0:
		q.Limit = detached
	}
	if o.items, err = r.d.Store.Thread(ctx, q); err != nil {
		return o, err
	}
	o.end = detached == 0 && len(o.items) < store.MaxRows
	o.card, err = r.d.Store.Customer(ctx, o.info.Customer)
	return o, unlessGone(err)
}

func (r *Room) rereadDone(o opened) {
	if o.id != r.open {
		return
	}
	if o.gone {
		r.shut()
		return
	}
	if from, _ := r.thread.loaded(); !sameKey(from, o.from) { // more was read meanwhile
		r.reread()
		return
	}
	r.info, r.orderTerms = o.info, orderTerms(o.card)
	r.head.set(o.info)
	r.company.show()
	r.composer.arrived(o.items)
	r.thread.update(o.items, o.end)
	r.side.set(o.card)
	r.composer.refresh()
	r.readSoon()
}

func sameKey(a, b *store.ThreadKey) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// first opens where one was last, or the newest question without an answer.
func (r *Room) first() {
	desk.Load(r.d, &r.slot, r.firstID, func(id shop.ConversationID) {
		if (id != shop.ConversationID{}) {
			r.show(opening{id: id, focus: true})
			return
		}
		r.sayNone()
	})
}

// sayNone says that no conversation is open, if so.
func (r *Room) sayNone() {
	if (r.open == shop.ConversationID{}) {
		r.none.Show()
	}
}

func (r *Room) firstID(ctx context.Context) (shop.ConversationID, error) {
	last, err := r.d.Store.Setting(ctx, store.SettingLastConversation)
	if err != nil {
		return shop.ConversationID{}, err
	}
	if id, err := uuid.Parse(last); err == nil {
		if row, err := r.d.Store.Chat(ctx, shop.ConversationID{UUID: id}); err == nil {
			return row.Conversation, nil
		}
	}
	waiting, err := r.d.Store.Chats(ctx, store.ChatQuery{Filter: store.ToAnswer})
	if err != nil {
		return shop.ConversationID{}, err
	}
	if n := len(waiting); n > 0 {
		return waiting[n-1].Conversation, nil
	}
	newest, err := r.d.Store.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 1})
	if err != nil || len(newest) == 0 {
		return shop.ConversationID{}, err
	}
	return newest[0].Conversation, nil
}

// showCustomer opens a customer's newest conversation.
func (r *Room) showCustomer(id shop.CustomerID, compose string) {
	r.heading = true
	desk.Load(r.d, &r.slot, func(ctx context.Context) ([]store.ChatRow, error) {
		return r.d.Store.ConversationsOf(ctx, id)
	}, func(rows []store.ChatRow) {
		if len(rows) == 0 {
			r.heading = false
			r.d.Toast(say("inbox.noConversation"))
			return
		}
		r.show(opening{id: rows[0].Conversation, compose: compose, focus: true})
	})
}

// readDelay keeps a conversation that one only passes through unread.
const readDelay = 400 * time.Millisecond

// readSoon marks what is open as read once somebody can have seen it.
func (r *Room) readSoon() {
	if r.reading != nil {
		r.reading()
	}
	r.reading = kit.After(readDelay, r.markRead)
}

func (r *Room) markRead() {
	upTo := r.info.LastPosition
	switch {
	case !r.shown, !r.active, r.open == shop.ConversationID{}, r.info.Unread == 0:
		return
	case !r.thread.atEnd(), r.panes.Single() && r.panes.Open != kit.MainPane:
		return
	case r.marked[r.open] >= upTo:
		return
	}
	r.marked[r.open] = upTo
	r.d.Do(&shop.ReadConversation{Conversation: r.open, UpTo: upTo}, nil)
}
