package facts

import (
	"encoding/json"
	"time"

	"mostrador/shop"
)

// foldMessages folds what happens to messages; kinds that no rule needs (notes,
// reactions, media, what was withheld) change nothing here.
func (t *Tx) foldMessages(e shop.Event, body shop.Body) error {
	switch b := body.(type) {
	case *shop.MessageReceived:
		return t.foldReceived(e, b)
	case *shop.MessageQueued:
		return t.foldQueued(e, b)
	case *shop.MessageClaimed:
		return t.foldClaimed(e, b)
	case *shop.MessagePostponed:
		return t.exec(`UPDATE outgoing SET relay = '', deadline = 0, until = ?, ready = ?, attempt = max(attempt, ?),
			tries = CASE WHEN code = ? THEN tries + 1 ELSE 1 END, code = ? WHERE message = ?`,
			millis(b.Until), millis(b.Until), b.Attempt, b.Code, b.Code, b.Message.UUID[:])
	case *shop.MessageAccepted:
		return t.foldAccepted(e, b)
	case *shop.MessageProgressed:
		return t.foldProgressed(e, b)
	case *shop.MessageFailed:
		return t.foldFailed(e, b)
	case *shop.MessageUnsettled:
		return t.foldUnsettled(e, b)
	case *shop.MessageRefused:
		return t.foldRefused(e, b)
	}
	return nil
}

func (t *Tx) foldReceived(e shop.Event, b *shop.MessageReceived) error {
	if err := t.ensureConversation(b.Conversation, e.Channel, e.Customer); err != nil {
		return err
	}
	added, err := t.change(`INSERT INTO messages (id, conversation, customer, position, outgoing, ref, wamid) VALUES (?, ?, ?, ?, 0, ?, ?)
		ON CONFLICT DO NOTHING`, b.Message.UUID[:], b.Conversation.UUID[:], e.Customer.UUID[:], int64(e.Position), b.Ref.UUID[:], b.Personal.Wamid)
	if err != nil || added == 0 {
		return err
	}
	return t.exec(`UPDATE conversations SET last_inbound = max(last_inbound, ?), state = 'open', received = received + 1,
		newest = ?, waits = CASE WHEN waits = 0 THEN ? ELSE waits END WHERE id = ?`,
		millis(e.At), int64(e.Position), int64(e.Position), b.Conversation.UUID[:])
}

func (t *Tx) ensureConversation(id shop.ConversationID, channel shop.ChannelID, customer shop.CustomerID) error {
	if err := t.ensureCustomer(customer); err != nil {
		return err
	}
	return t.exec(`INSERT INTO conversations (id, channel, customer) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		id.UUID[:], channel.UUID[:], customer.UUID[:])
}

func (t *Tx) foldQueued(e shop.Event, b *shop.MessageQueued) error {
	if err := t.ensureConversation(b.Conversation, e.Channel, e.Customer); err != nil {
		return err
	}
	added, err := t.change(`INSERT INTO messages (id, conversation, customer, position, outgoing, rank) VALUES (?, ?, ?, ?, 1, ?)
		ON CONFLICT DO NOTHING`, b.Message.UUID[:], b.Conversation.UUID[:], e.Customer.UUID[:], int64(e.Position), int(shop.RankQueued))
	if err != nil || added == 0 {
		return err
	}
	if err := t.exec(`UPDATE conversations SET sent = sent + 1, newest = ?, waits = 0 WHERE id = ?`, int64(e.Position), b.Conversation.UUID[:]); err != nil {
		return err
	}
	if len(e.Personal) > 0 { // else its customer was forgotten: there is nothing to send
		if err := t.enqueue(e, b); err != nil {
			return err
		}
	}
	if b.Update != nil {
		err := t.exec(`INSERT INTO tellings (message, orders, status, customer) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			b.Message.UUID[:], b.Update.Order.UUID[:], string(b.Update.Status), b.Update.Customer.UUID[:])
		if err != nil {
			return err
		}
	}
	return t.expectCharge(b.Message, e.Channel, b.Category, e.Recorded)
}

func (t *Tx) enqueue(e shop.Event, b *shop.MessageQueued) error {
	content, err := json.Marshal(b.Personal.Content)
	if err != nil {
		return err
	}
	update := ""
	if b.Update != nil {
		raw, err := json.Marshal(b.Update)
		if err != nil {
			return err
		}
		update = string(raw)
	}
	return t.exec(`INSERT INTO outgoing (message, position, conversation, channel, customer, type, category, content, quotes, update_key, again, first)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NOT EXISTS (SELECT 1 FROM outgoing WHERE conversation = ?))`,
		b.Message.UUID[:], int64(e.Position), b.Conversation.UUID[:], e.Channel.UUID[:], e.Customer.UUID[:], string(b.Type),
		string(b.Category), string(content), b.Quotes.UUID[:], update, b.Again, b.Conversation.UUID[:])
}

func (t *Tx) foldClaimed(e shop.Event, b *shop.MessageClaimed) error {
	err := t.exec(`UPDATE outgoing SET relay = ?, deadline = ?, ready = ?, until = 0, attempt = ? WHERE message = ?`,
		b.Relay, millis(b.Deadline), millis(b.Deadline), b.Attempt, b.Message.UUID[:])
	if err != nil {
		return err
	}
	return t.raise(b.Message, shop.RankClaimed, e.Position)
}

// raise lifts a message's rank; it never falls. From accepted on its fate is
// known, so a doubt goes.
func (t *Tx) raise(id shop.MessageID, rank shop.Rank, at shop.Position) error {
	return t.exec(`UPDATE messages SET rank = max(rank, ?), rank_event = CASE WHEN ? >= rank THEN ? ELSE rank_event END,
		flag = CASE WHEN flag = 'unknown' AND ? >= ? THEN '' ELSE flag END WHERE id = ? AND outgoing = 1`,
		int(rank), int(rank), int64(at), int(rank), int(shop.RankAccepted), id.UUID[:])
}

// left takes a message out of the queue; what waited behind it is first now.
func (t *Tx) left(id shop.MessageID) error {
	gone, err := t.change(`DELETE FROM outgoing WHERE message = ?`, id.UUID[:])
	if err != nil || gone == 0 {
		return err
	}
	return t.exec(`UPDATE outgoing SET first = 1 WHERE message = (SELECT o.message FROM outgoing o
		WHERE o.conversation = (SELECT conversation FROM messages WHERE id = ?) ORDER BY o.position LIMIT 1)`, id.UUID[:])
}

func (t *Tx) name(id shop.MessageID, ref shop.PlatformRef, wamid string, at shop.Position) error {
	return t.exec(`UPDATE messages SET ref = ?, wamid = CASE WHEN ? = '' THEN wamid ELSE ? END,
		named_event = CASE WHEN named_event = 0 THEN ? ELSE named_event END WHERE id = ? AND outgoing = 1`,
		ref.UUID[:], wamid, wamid, int64(at), id.UUID[:])
}

func (t *Tx) foldAccepted(e shop.Event, b *shop.MessageAccepted) error {
	for _, step := range []func() error{
		func() error { return t.raise(b.Message, shop.RankAccepted, e.Position) },
		func() error { return t.name(b.Message, b.Ref, b.Personal.Wamid, e.Position) },
		func() error { return t.left(b.Message) },
		func() error { return t.learnWaID(e, b.Personal.WaID) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// learnWaID keeps the platform's own form of a number that was dialled, so that
// the answer to it finds the same customer (cloudapi.md section 13, trap 7).
func (t *Tx) learnWaID(e shop.Event, waID string) error {
	if waID == "" {
		return nil
	}
	i := shop.Identifier{Kind: shop.IsPhone, Value: "+" + waID}
	if _, known := t.Identified(i); known {
		return t.err
	}
	return t.identify(e.Customer, i, e.Position)
}

func (t *Tx) foldProgressed(e shop.Event, b *shop.MessageProgressed) error {
	id, ok := t.resolve(b.Message, b.Ref)
	if !ok {
		return t.err
	}
	if err := t.raise(id, b.Delivery.Rank(), e.Position); err != nil {
		return err
	}
	if err := t.name(id, b.Ref, b.Personal.Wamid, e.Position); err != nil {
		return err
	}
	if err := t.left(id); err != nil {
		return err
	}
	if b.Pricing == nil {
		return nil
	}
	return t.settleCharge(id, e.Channel, *b.Pricing, e.Recorded)
}

func (t *Tx) resolve(id shop.MessageID, ref shop.PlatformRef) (shop.MessageID, bool) {
	if (id != shop.MessageID{}) {
		return id, true
	}
	if (ref == shop.PlatformRef{}) {
		return id, false
	}
	return t.MessageByRef(ref)
}

// foldFailed frees what the message held, unless the customer has it after all;
// that may also be known only later, so what frees is the flag (see Held).
func (t *Tx) foldFailed(e shop.Event, b *shop.MessageFailed) error {
	id, ok := t.resolve(b.Message, b.Ref)
	if !ok {
		return t.err
	}
	message, ok := t.Message(id)
	if !ok || !message.Outgoing {
		return t.err
	}
	if err := t.exec(`UPDATE messages SET flag = 'failed', flag_event = ? WHERE id = ?`, int64(e.Position), id.UUID[:]); err != nil {
		return err
	}
	if b.Attempt == 0 { // told by a status, not by the answer to an attempt
		err := t.exec(`INSERT OR REPLACE INTO late_failures (channel, position, code) VALUES (?, ?, ?)`, e.Channel.UUID[:], int64(e.Position), b.Code)
		if err != nil {
			return err
		}
	}
	if message.Rank >= shop.RankDelivered {
		return t.left(id)
	}
	return t.free(id)
}

// free takes a message that won't arrive off the queue and the bill.
func (t *Tx) free(id shop.MessageID) error {
	if err := t.left(id); err != nil {
		return err
	}
	return t.dropCharge(id)
}

// foldUnsettled lets the message's conversation go on; what it held stays held.
func (t *Tx) foldUnsettled(e shop.Event, b *shop.MessageUnsettled) error {
	err := t.exec(`UPDATE messages SET flag = 'unknown', flag_event = ? WHERE id = ? AND rank < ? AND flag = ''`, int64(e.Position), b.Message.UUID[:], int(shop.RankAccepted))
	if err != nil {
		return err
	}
	return t.left(b.Message)
}

func (t *Tx) foldRefused(e shop.Event, b *shop.MessageRefused) error {
	err := t.exec(`UPDATE messages SET flag = 'refused', flag_event = ? WHERE id = ? AND rank < ?`, int64(e.Position), b.Message.UUID[:], int(shop.RankAccepted))
	if err != nil {
		return err
	}
	return t.free(b.Message)
}

// expectCharge counts a queued message at its list price.
func (t *Tx) expectCharge(id shop.MessageID, channel shop.ChannelID, category shop.Category, at time.Time) error {
	settings := t.Shop()
	price, _ := shop.PriceOf(settings, category, t.FreeUsed(channel, at))
	free := category == shop.CategoryService && price.Micros == 0 && t.FreeUsed(channel, at) < settings.FreePerMonth
	return t.charge(id, channel, price, free, at)
}

// settleCharge replaces the expectation by what the platform said.
func (t *Tx) settleCharge(id shop.MessageID, channel shop.ChannelID, p shop.Pricing, at time.Time) error {
	if !t.has(`SELECT 1 FROM charges WHERE message = ?`, id.UUID[:]) {
		return t.err
	}
	var price shop.Money
	if p.Billed() {
		price = t.Shop().Prices[p.Category]
	}
	return t.charge(id, channel, price, p.Type == "free_customer_service", at)
}

func (t *Tx) charge(id shop.MessageID, channel shop.ChannelID, price shop.Money, free bool, at time.Time) error {
	when := month(t.settings(), at)
	var earlier string
	if t.row(`SELECT month, channel FROM charges WHERE message = ?`, args(id.UUID[:]), &earlier, &channel) {
		when = earlier
	}
	if err := t.dropCharge(id); err != nil {
		return err
	}
	err := t.exec(`INSERT INTO charges (message, channel, month, currency, micros, free) VALUES (?, ?, ?, ?, ?, ?)`,
		id.UUID[:], channel.UUID[:], when, price.Currency, price.Micros, free)
	if err != nil {
		return err
	}
	return t.count(channel, when, price, free, 1)
}

func (t *Tx) dropCharge(id shop.MessageID) error {
	var channel shop.ChannelID
	var when string
	var price shop.Money
	var free bool
	if !t.row(`SELECT channel, month, currency, micros, free FROM charges WHERE message = ?`, args(id.UUID[:]),
		&channel, &when, &price.Currency, &price.Micros, &free) {
		return t.err
	}
	if err := t.exec(`DELETE FROM charges WHERE message = ?`, id.UUID[:]); err != nil {
		return err
	}
	return t.count(channel, when, price, free, -1)
}

// count adds a charge to the month's sums, or takes it away.
func (t *Tx) count(channel shop.ChannelID, when string, price shop.Money, free bool, sign int64) error {
	if price.Micros != 0 {
		err := t.exec(`INSERT INTO spending (month, currency, micros) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET micros = micros + excluded.micros`, when, price.Currency, sign*price.Micros)
		if err != nil {
			return err
		}
	}
	if !free {
		return nil
	}
	return t.exec(`INSERT INTO free_used (channel, month, used) VALUES (?, ?, ?)
		ON CONFLICT DO UPDATE SET used = used + excluded.used`, channel.UUID[:], when, sign)
}
