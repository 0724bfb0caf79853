package store

import (
	"encoding/json"

	"mostrador/shop"
)

// Where a message came from.
const (
	fromPhone   = "phone"
	fromHistory = "history"
)

// phoneBody folds what comes from a phone that shares the number, and what the
// platform says of numbers and accounts; false when the body is another's.
func (f *fold) phoneBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.MessageEchoed:
		f.messageEchoed(e, b)
	case *shop.MessageImported:
		f.messageImported(e, b)
	case *shop.ContactSynced:
		f.contactSynced(e, b)
	case *shop.CustomerRenumbered:
		f.customerRenumbered(e, b)
	case *shop.HistoryProgressed:
		f.number(e.Channel)
		f.exec("UPDATE numbers SET history = max(history, ?) WHERE channel = ?", b.Progress, blob(e.Channel.UUID))
		f.changed.Shop = true
	default:
		return f.noticeBody(e, body)
	}
	return true
}

// messageEchoed: what the shop wrote on its phone answers the customer, too.
func (f *fold) messageEchoed(e *shop.Event, b *shop.MessageEchoed) {
	c := f.conversation(e, b.Conversation)
	if !f.insertMessage(e, message{id: b.Message, conversation: c.n, kind: b.Type, content: b.Personal.Content, ref: b.Ref,
		quotes: b.Quotes, forwarded: b.Forwarded, outgoing: true, rank: shop.RankSent}) {
		return
	}
	f.exec("UPDATE messages SET origin = ? WHERE position = ?", fromPhone, int64(e.Position))
	f.settle(c)
	f.answered(c, spot{millis(e.At), int64(e.Position)})
	f.step(e, b.Message, "phoned", stepDetail{wamid: b.Personal.Wamid})
	f.linkDangling(b.Ref)
}

// messageImported: a message from before makes nobody wait and opens no window.
// A second one with the same id brings the file of a placeholder.
func (f *fold) messageImported(e *shop.Event, b *shop.MessageImported) {
	c := f.conversation(e, b.Conversation)
	if !f.insertMessage(e, message{id: b.Message, conversation: c.n, kind: b.Type, content: b.Personal.Content, ref: b.Ref,
		quotes: b.Quotes, forwarded: b.Forwarded, outgoing: b.Outgoing, rank: b.Rank}) {
		f.fillPlaceholder(e, b)
		return
	}
	f.exec("UPDATE messages SET origin = ?, imported = ? WHERE position = ?", fromHistory, blob(b.Import.UUID), int64(e.Position))
	if s := (spot{millis(e.At), int64(e.Position)}); s.after(c.last) {
		c.last = s
	}
	if m, ok := f.messageByID(b.Message); ok && b.Failed {
		m.flag = shop.FlagFailed
		f.sendings.change(m)
	}
	if b.Outgoing {
		f.step(e, b.Message, "imported", stepDetail{wamid: b.Personal.Wamid})
	}
	f.linkDangling(b.Ref)
}

func (f *fold) fillPlaceholder(e *shop.Event, b *shop.MessageImported) {
	m, ok := f.messageByID(b.Message)
	if !ok || !b.Type.HasMedia() || b.Personal.Content.Media == nil {
		return
	}
	filled := f.exec("UPDATE messages SET type = ?, text = ? WHERE position = ? AND type = ? AND revoked = 0",
		string(b.Type), b.Personal.Content.Text, m.position, string(shop.TypePlaceholder))
	if filled == 0 {
		return
	}
	at := *e
	at.Position = shop.Position(m.position)
	f.insertMedia(&at, message{id: b.Message, conversation: m.conversation, content: b.Personal.Content})
	f.index("messages_fts", m.position, searchText(b.Personal.Content))
	f.touchMessage(b.Message)
}

// live: a message that was known from the history and comes by itself now opens
// the window as any other. It keeps its place.
func (f *fold) live(id shop.MessageID) (position int64, was bool) {
	if f.exec("UPDATE messages SET origin = '' WHERE id = ? AND origin = ? AND outgoing = 0", blob(id.UUID), fromHistory) == 0 {
		return 0, false
	}
	m, ok := f.messageByID(id)
	return m.position, ok
}

// contactSynced: of two changes of a phone book the later counts.
func (f *fold) contactSynced(e *shop.Event, b *shop.ContactSynced) {
	f.ensureCustomer(e, b.Customer)
	f.exec("UPDATE customers SET book_name = ?, book_at = ? WHERE id = ? AND book_at <= ? AND forgotten = 0",
		b.Personal.Name, millis(e.At), blob(b.Customer.UUID), millis(e.At))
	for _, id := range f.groupOf(b.Customer) {
		f.touchCustomer(id)
	}
}

// customerRenumbered writes a line into the customer's conversations; a number
// that went to somebody else is theirs no more.
func (f *fold) customerRenumbered(e *shop.Event, b *shop.CustomerRenumbered) {
	f.ensureCustomer(e, b.Customer)
	switch b.Change {
	case shop.NumberChange:
		f.dropNumber(b.Customer, b.Personal.From)
	case shop.NumberRecycled:
		f.dropNumber(b.Before, b.Personal.To)
	case shop.UserIDChange:
		return // nothing that a person sees
	}
	for _, id := range f.conversationsOf(b.Customer) {
		c := f.known(id)
		if c == nil || c.gone {
			continue
		}
		f.exec("INSERT INTO lines (conversation, position, at, change, before, after) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			c.n, int64(e.Position), millis(e.At), string(b.Change), b.Personal.From, b.Personal.To)
		f.dirty.add(id)
	}
}

// conversationsOf are a customer's, those begun in this transaction too.
func (f *fold) conversationsOf(customer shop.CustomerID) []shop.ConversationID {
	var all orderedSet[shop.ConversationID]
	f.each("SELECT id FROM conversations WHERE customer = ? ORDER BY n", []any{blob(customer.UUID)}, func(rows rowScanner) error {
		var id shop.ConversationID
		err := rows.Scan(&id.UUID)
		all.add(id)
		return err
	})
	for _, id := range f.dirty.list {
		if c := f.conversations[id]; c != nil && c.customer == customer {
			all.add(id)
		}
	}
	return all.list
}

// dropNumber takes a number from a customer, in whichever way it was written.
func (f *fold) dropNumber(customer shop.CustomerID, number string) {
	key := shop.PhoneKey(number)
	if key == "" || (customer == shop.CustomerID{}) {
		return
	}
	var gone []string
	f.each("SELECT value FROM identifiers WHERE customer = ? AND kind IN ('phone', 'wa_id')", []any{blob(customer.UUID)}, func(rows rowScanner) error {
		var value string
		err := rows.Scan(&value)
		if shop.PhoneKey(value) == key {
			gone = append(gone, value)
		}
		return err
	})
	for _, value := range gone {
		f.exec("DELETE FROM identifiers WHERE customer = ? AND kind IN ('phone', 'wa_id') AND value = ?", blob(customer.UUID), value)
	}
	f.touchCustomer(customer)
}

// noticeBody folds what the platform says of numbers, accounts and templates.
func (f *fold) noticeBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.NoticeRaised:
		f.raise(e, *b, "")
	case *shop.NoticeSettled:
		f.exec("UPDATE notices SET open = 0, settled = ?, person = ? WHERE id = ? AND settled = 0",
			millis(e.At), blob(e.Author.Person.UUID), blob(b.Notice.UUID))
		f.changed.Notices = true
	case *shop.PlatformNoticed:
		f.raise(e, noticeOf(b), b.Field)
	case *shop.NumberChanged:
		f.numberChanged(e, b)
	case *shop.AccountChanged:
		f.exec(`INSERT INTO accounts (waba, state, until, at) VALUES (?, ?, ?, ?) ON CONFLICT (waba) DO UPDATE SET
			state = excluded.state, until = excluded.until, at = excluded.at WHERE excluded.at >= accounts.at`,
			b.WABA, string(b.State), millis(b.Until), millis(e.At))
		f.changed.Shop = true
	case *shop.JournalRenewed, *shop.EventLost, *shop.SendingResumed: // a notice says it in words
	case *shop.PhoneDataRequested, *shop.WebOrderTaken: // the relay's own book-keeping
	default:
		return false
	}
	return true
}

// raise keeps a notice. Of those of one topic only the newest can ask for
// something, and news never do.
func (f *fold) raise(e *shop.Event, b shop.NoticeRaised, field string) {
	f.exec(`INSERT INTO notices (position, at, field, raw, id, kind, severity, topic, channel, waba, parameters, open)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		int64(e.Position), millis(e.At), field, rawText(b.Personal.Raw), blob(e.ID.UUID), string(b.About), string(b.Severity), b.Topic,
		blob(e.Channel.UUID), b.WABA, parametersText(b.Parameters), flag(b.Severity != shop.SeverityNews))
	if b.Topic != "" {
		f.exec(`UPDATE notices SET open = 0 WHERE topic = ? AND topic <> '' AND open = 1 AND position <> (
			SELECT position FROM notices WHERE topic = ? AND topic <> '' ORDER BY at DESC, position DESC LIMIT 1)`, b.Topic, b.Topic)
	}
	f.changed.Notices = true
}

func parametersText(parameters map[string]string) string {
	if len(parameters) == 0 {
		return ""
	}
	return jsonText(parameters)
}

// noticeOf reads what older relays wrote, and what the sender says of a pause.
func noticeOf(b *shop.PlatformNoticed) shop.NoticeRaised {
	n := shop.NoticeRaised{About: shop.NoticeOther, Severity: shop.SeverityNews, Personal: b.Personal}
	if b.Field != "sending_paused" {
		return n
	}
	var said struct {
		Code json.Number `json:"code"`
		Step string      `json:"step"`
	}
	if json.Unmarshal(b.Personal.Raw, &said) == nil {
		n.Parameters = map[string]string{"code": said.Code.String(), "step": said.Step}
	}
	n.About, n.Severity, n.Topic = shop.NoticeSendingPaused, shop.SeverityUrgent, string(shop.NoticeSendingPaused)
	return n
}

func (f *fold) number(channel shop.ChannelID) {
	f.exec("INSERT INTO numbers (channel) VALUES (?) ON CONFLICT DO NOTHING", blob(channel.UUID))
}

func (f *fold) numberChanged(e *shop.Event, b *shop.NumberChanged) {
	f.number(e.Channel)
	set := func(column string, value *string) {
		if value != nil {
			f.exec("UPDATE numbers SET "+column+" = ?, "+column+"_at = ? WHERE channel = ? AND "+column+"_at <= ?",
				*value, millis(e.At), blob(e.Channel.UUID), millis(e.At))
		}
	}
	set("quota", b.Limit)
	set("event", b.Event)
	set("quality", b.Quality)
	set("name", b.Name)
	f.changed.Shop = true
}
