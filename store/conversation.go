package store

import (
	"mostrador/shop"
)

// spot is a place in a thread: threads are ordered by (at, position).
type spot struct{ at, position int64 }

func (a spot) after(b spot) bool {
	return a.at > b.at || a.at == b.at && a.position > b.position
}

func (a spot) none() bool { return a.position == 0 }

// conversation is a confirmed row while events are folded into it.
type conversation struct {
	n           int64
	id          shop.ConversationID
	channel     shop.ChannelID
	customer    shop.CustomerID
	state       shop.ConversationState
	until       int64
	readUpTo    int64
	unread      int64
	in          spot  // the customer's last
	inNewest    int64 // position of the one that arrived last
	out         spot  // ours
	waits       spot  // the customer's first after ours
	waitsFrom   int64 // what arrived before this position was done, and waits no more
	last        spot
	undelivered int64
	gone        bool
}

const selectConversation = `SELECT n, id, channel, customer, state, snoozed_until, read_up_to, unread, in_at, in_position,
	in_newest, out_at, out_position, waits_at, waits_position, waits_from, last_at, last_position, undelivered FROM conversations `

func (c *conversation) scan(rows rowScanner) error {
	return rows.Scan(&c.n, &c.id.UUID, &c.channel.UUID, &c.customer.UUID, word[shop.ConversationState]{&c.state}, &c.until,
		&c.readUpTo, &c.unread, &c.in.at, &c.in.position, &c.inNewest, &c.out.at, &c.out.position,
		&c.waits.at, &c.waits.position, &c.waitsFrom, &c.last.at, &c.last.position, &c.undelivered)
}

// known loads a conversation; nil when there is none.
func (f *fold) known(id shop.ConversationID) *conversation {
	if c, ok := f.conversations[id]; ok {
		return c
	}
	return f.loadConversation(selectConversation+"WHERE id = ?", blob(id.UUID))
}

func (f *fold) numbered(n int64) *conversation {
	if c, ok := f.byN[n]; ok {
		return c
	}
	return f.loadConversation(selectConversation+"WHERE n = ?", n)
}

func (f *fold) loadConversation(query string, key any) *conversation {
	c := &conversation{}
	found := false
	f.each(query, []any{key}, func(rows rowScanner) error {
		found = true
		return c.scan(rows)
	})
	if !found || f.err != nil {
		return nil
	}
	f.conversations[c.id], f.byN[c.n] = c, c
	return c
}

// conversation loads the conversation that an event speaks of, or begins it.
func (f *fold) conversation(e *shop.Event, id shop.ConversationID) *conversation {
	if c := f.known(id); c != nil && !c.gone {
		f.dirty.add(id)
		return c
	}
	c := &conversation{n: int64(e.Position), id: id, channel: e.Channel, customer: e.Customer, state: shop.Open}
	f.conversations[id], f.byN[c.n] = c, c
	f.dirty.add(id)
	f.ensureCustomer(e, e.Customer)
	return c
}

func (f *fold) writeConversation(c *conversation) {
	if c.gone {
		return
	}
	f.exec(`INSERT INTO conversations (n, id, channel, customer, state, snoozed_until, read_up_to, unread, in_at, in_position,
			in_newest, out_at, out_position, waits_at, waits_position, waits_from, last_at, last_position, undelivered)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (n) DO UPDATE SET state = excluded.state, snoozed_until = excluded.snoozed_until,
			read_up_to = excluded.read_up_to, unread = excluded.unread, in_at = excluded.in_at,
			in_position = excluded.in_position, in_newest = excluded.in_newest, out_at = excluded.out_at,
			out_position = excluded.out_position, waits_at = excluded.waits_at, waits_position = excluded.waits_position,
			waits_from = excluded.waits_from, last_at = excluded.last_at, last_position = excluded.last_position, undelivered = excluded.undelivered`,
		c.n, blob(c.id.UUID), blob(c.channel.UUID), blob(c.customer.UUID), string(c.state), c.until, c.readUpTo, c.unread,
		c.in.at, c.in.position, c.inNewest, c.out.at, c.out.position, c.waits.at, c.waits.position,
		c.waitsFrom, c.last.at, c.last.position, c.undelivered)
}

// wrote: the customer's message opens the conversation again, whatever it was.
// After one that was done the waiting begins anew. Done by itself ends no
// waiting, so that taking it back shows again since when the customer waits.
func (c *conversation) wrote(s spot) {
	if c.state == shop.Done {
		c.waits, c.waitsFrom = spot{}, s.position
	}
	c.state, c.until = shop.Open, 0
	if s.after(c.out) && (c.waits.none() || c.waits.after(s)) {
		c.waits = s
	}
	if s.after(c.in) {
		c.in = s
	}
	if s.after(c.last) {
		c.last = s
	}
	c.inNewest = max(c.inNewest, s.position)
	if s.position > c.readUpTo {
		c.unread++
	}
}

// answered: our message ends the waiting of what came before it.
func (f *fold) answered(c *conversation, s spot) {
	if s.after(c.last) {
		c.last = s
	}
	if !s.after(c.out) {
		return
	}
	c.out = s
	if c.waits.none() || c.waits.after(s) {
		return
	}
	c.waits = spot{}
	if c.in.after(s) { // it arrived before ours was known: look for the first
		f.scan(`SELECT at, position FROM messages WHERE conversation = ? AND (at, position) > (?, ?) AND outgoing = 0 AND origin = ''
			AND position >= ? ORDER BY at, position LIMIT 1`, []any{c.n, s.at, s.position, c.waitsFrom}, &c.waits.at, &c.waits.position)
	}
}

// read: reading up to a place never goes back.
func (f *fold) read(c *conversation, upTo int64) {
	if upTo <= c.readUpTo {
		return
	}
	c.readUpTo = upTo
	c.unread = f.unreadAfter(c, upTo)
}

// unreadAfter counts the customer's messages that arrived after a position. The
// count walks what is newer than the position, so it is small when it is asked.
func (f *fold) unreadAfter(c *conversation, upTo int64) int64 {
	if upTo >= c.inNewest {
		return 0
	}
	var n int64
	f.scan("SELECT count(*) FROM messages WHERE position > ? AND +conversation = ? AND outgoing = 0 AND origin = ''", []any{upTo, c.n}, &n)
	return n
}

// settle: what did not arrive in a conversation was dealt with.
func (f *fold) settle(c *conversation) {
	if c.undelivered == 0 {
		return
	}
	f.forget()
	f.exec("UPDATE messages SET unresolved = 0 WHERE conversation = ? AND unresolved = 1", c.n)
	c.undelivered = 0
}
