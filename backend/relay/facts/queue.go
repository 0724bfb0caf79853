package facts

import (
	"encoding/json"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// Outgoing is a message on its way out.
type Outgoing struct {
	Sending      shop.Sending
	Conversation shop.ConversationID
	Quotes       shop.MessageID
	Position     shop.Position
	Attempt      int       // of the last claim; 0: none yet
	Relay        string    // whose claim it is; empty: nobody's
	Deadline     time.Time // of the claim; no POST starts after it
	Until        time.Time // of a postponement; not before
	Code         int       // of the last postponement
	Tries        int       // how often in a row it was postponed with that code
}

// Claimed says whether an attempt is under way, or was when its relay stopped.
func (o Outgoing) Claimed() bool { return !o.Deadline.IsZero() }

const outgoingColumns = `message, position, conversation, channel, customer, type, category, content, quotes, update_key,
	again, attempt, relay, deadline, until, code, tries, first`

func scanOutgoing(scan func(...any) error) (o Outgoing, first bool, err error) {
	var content, update string
	var deadline, until int64
	err = scan(&o.Sending.Message, &o.Position, &o.Conversation, &o.Sending.Channel, &o.Sending.Customer, &o.Sending.Type,
		&o.Sending.Category, &content, &o.Quotes, &update, &o.Sending.Again, &o.Attempt, &o.Relay, &deadline, &until, &o.Code, &o.Tries, &first)
	if err != nil {
		return o, first, err
	}
	o.Deadline, o.Until = moment(deadline), moment(until)
	if err := json.Unmarshal([]byte(content), &o.Sending.Content); err != nil || update == "" {
		return o, first, err
	}
	o.Sending.Update = &shop.UpdateKey{}
	return o, first, json.Unmarshal([]byte(update), o.Sending.Update)
}

// Head is the first message on its way out in a conversation: only it may leave.
type Head struct {
	Message      shop.MessageID
	Conversation shop.ConversationID
	Channel      shop.ChannelID
	Deadline     time.Time // of a claim; zero: not claimed
	Until        time.Time // not before
}

// Heads are heads of a channel, those first about which something may be done
// soonest, then the oldest.
func (t *Tx) Heads(channel shop.ChannelID, limit int) []Head {
	var heads []Head
	if t.Paused() {
		return nil
	}
	t.rows(`SELECT message, conversation, channel, deadline, until FROM outgoing
		WHERE channel = ? AND first = 1 ORDER BY ready, position LIMIT ?`, args(channel.UUID[:], limit), func(scan func(...any) error) error {
		var h Head
		var deadline, until int64
		err := scan(&h.Message, &h.Conversation, &h.Channel, &deadline, &until)
		h.Deadline, h.Until = moment(deadline), moment(until)
		heads = append(heads, h)
		return err
	})
	return heads
}

// Outgoing is one message on its way out, and whether it is its conversation's first.
func (t *Tx) Outgoing(id shop.MessageID) (o Outgoing, first, ok bool) {
	t.rows(`SELECT `+outgoingColumns+` FROM outgoing WHERE message = ?`, args(id.UUID[:]), func(scan func(...any) error) error {
		var err error
		o, first, err = scanOutgoing(scan)
		ok = err == nil
		return err
	})
	return o, first, ok
}

// Wamid is the platform's id of a message, where it is known.
func (t *Tx) Wamid(id shop.MessageID) (wamid string, ok bool) {
	ok = t.row(`SELECT wamid FROM messages WHERE id = ? AND wamid <> ''`, args(id.UUID[:]), &wamid)
	return wamid, ok
}

// MessageByRef finds a message by the hash of its wamid.
func (t *Tx) MessageByRef(ref shop.PlatformRef) (id shop.MessageID, ok bool) {
	ok = t.row(`SELECT id FROM messages WHERE ref = ?`, args(ref.UUID[:]), &id)
	return id, ok
}

// CustomerOf is the customer that a message was written by or to.
func (t *Tx) CustomerOf(id shop.MessageID) (customer shop.CustomerID, ok bool) {
	ok = t.row(`SELECT customer FROM messages WHERE id = ?`, args(id.UUID[:]), &customer)
	return customer, ok
}

// Answer is what became of a command.
func (t *Tx) Answer(id shop.CommandID) (answer wire.Answer, ok bool) {
	answer.Command = id
	ok = t.row(`SELECT refused, field, position FROM answers WHERE command = ?`, args(id.UUID[:]),
		&answer.Refused, &answer.Field, &answer.Position)
	return answer, ok
}

// Seen says whether an event made from the platform was folded already.
func (t *Tx) Seen(id shop.EventID) bool {
	return t.has(`SELECT 1 FROM seen WHERE event = ?`, id.UUID[:])
}

// Translated is the intake position up to which this shop's bodies are events.
func (t *Tx) Translated() (position uint64) {
	t.row(`SELECT translated FROM progress`, nil, &position)
	return position
}

// SetTranslated remembers how far the intake was translated. It is this
// relay's own: losing it means to translate again, which changes nothing.
func (t *Tx) SetTranslated(position uint64) error {
	return t.exec(`UPDATE progress SET translated = max(translated, ?)`, int64(position))
}

// Scan says that a channel is new, so that bodies for it may lie in the intake
// before the place that was translated.
func (t *Tx) Scan() (wanted bool) {
	t.row(`SELECT scan FROM progress`, nil, &wanted)
	return wanted
}

// Scanned says that the whole intake was looked through since Scan.
func (t *Tx) Scanned() error { return t.exec(`UPDATE progress SET scan = 0`) }

// Unread is a conversation whose reading the platform was not told of yet.
type Unread struct {
	Conversation shop.ConversationID
	Channel      shop.ChannelID
	Wamid        string        // of the last message read; marks all before it too
	UpTo         shop.Position // that message's position
}

// Untold are the conversations whose reading the platform was not told of.
func (t *Tx) Untold() []Unread {
	var all []Unread
	t.rows(`SELECT v.id, v.channel, m.wamid, m.position FROM conversations v
		JOIN messages m ON m.conversation = v.id AND m.outgoing = 0 AND m.position =
			(SELECT max(l.position) FROM messages l WHERE l.conversation = v.id AND l.outgoing = 0 AND l.position <= v.read_up_to)
		WHERE v.untold = 1 AND m.position > v.told_up_to AND m.wamid <> ''`, nil, func(scan func(...any) error) error {
		var u Unread
		err := scan(&u.Conversation, &u.Channel, &u.Wamid, &u.UpTo)
		all = append(all, u)
		return err
	})
	return all
}

// Told remembers what the platform was told of reading; this relay's own.
func (t *Tx) Told(id shop.ConversationID, upTo shop.Position) error {
	return t.exec(`UPDATE conversations SET told_up_to = max(told_up_to, ?), untold = CASE WHEN EXISTS (SELECT 1 FROM messages m
			WHERE m.conversation = conversations.id AND m.outgoing = 0 AND m.position > ? AND m.position <= read_up_to) THEN 1 ELSE 0 END
		WHERE id = ?`, int64(upTo), int64(upTo), id.UUID[:])
}

// ToldAll forgets what was not told yet: after a rebuild everything would seem so.
func (t *Tx) ToldAll() error {
	return t.exec(`UPDATE conversations SET told_up_to = read_up_to, untold = 0 WHERE untold = 1`)
}

// without answers as if one message had cost nothing yet.
type without struct {
	*Tx
	message shop.MessageID
}

// Without is the facts for asking the rules about a message that is queued
// already: its own expected price doesn't count against it.
func (t *Tx) Without(message shop.MessageID) shop.Facts { return without{t, message} }

func (w without) charged(at time.Time) (channel shop.ChannelID, price shop.Money, free bool) {
	w.row(`SELECT channel, currency, micros, free FROM charges WHERE message = ? AND month = ?`,
		args(w.message.UUID[:], month(w.settings(), at)), &channel, &price.Currency, &price.Micros, &free)
	return channel, price, free
}

func (w without) Spent(at time.Time) shop.Money {
	spent := w.Tx.Spent(at)
	if _, price, _ := w.charged(at); price.Currency == spent.Currency {
		spent.Micros -= price.Micros
	}
	return spent
}

func (w without) FreeUsed(channel shop.ChannelID, at time.Time) int {
	used := w.Tx.FreeUsed(channel, at)
	if of, _, free := w.charged(at); free && of == channel {
		used--
	}
	return used
}
