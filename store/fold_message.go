package store

import (
	"encoding/json"

	"mostrador/shop"
)

// messageBody folds what happens to messages; false when the body is another's.
func (f *fold) messageBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.MessageReceived:
		f.messageReceived(e, b)
	case *shop.MessageQueued:
		f.messageQueued(e, b)
	case *shop.MessageReacted:
		f.messageReacted(e, b)
	case *shop.MessageEdited:
		f.messageEdited(e, b)
	case *shop.MessageRevoked:
		f.messageRevoked(e, b)
	case *shop.MediaStored:
		f.mediaStored(e, b)
	case *shop.MediaMissed:
		f.mediaMissed(e, b)
	default:
		return f.sendingBody(e, body)
	}
	return true
}

func (f *fold) messageReceived(e *shop.Event, b *shop.MessageReceived) {
	c := f.conversation(e, b.Conversation)
	fresh := f.insertMessage(e, message{
		id: b.Message, conversation: c.n, kind: b.Type, content: b.Personal.Content, ref: b.Ref,
		quotes: b.Quotes, forwarded: b.Forwarded,
	})
	place := int64(e.Position)
	if !fresh {
		known, was := f.live(b.Message)
		if !was {
			return
		}
		place = known
	}
	c.wrote(spot{millis(e.At), place})
	f.linkDangling(b.Ref)
}

func (f *fold) messageQueued(e *shop.Event, b *shop.MessageQueued) {
	c := f.conversation(e, b.Conversation)
	m := message{
		id: b.Message, conversation: c.n, kind: b.Type, content: b.Personal.Content, quotes: b.Quotes,
		outgoing: true, rank: shop.RankQueued, category: b.Category, again: b.Again,
	}
	if b.Update != nil {
		m.update = *b.Update
	}
	if !f.insertMessage(e, m) {
		return
	}
	f.settle(c)
	f.answered(c, spot{millis(e.At), int64(e.Position)})
	f.step(e, b.Message, "queued", stepDetail{device: e.Author.Device})
	if b.Update != nil {
		f.orders.add(b.Update.Order)
	}
}

// message is what a new row says.
type message struct {
	id           shop.MessageID
	conversation int64
	kind         shop.MessageType
	content      shop.Content
	ref          shop.PlatformRef
	quotes       shop.MessageID
	forwarded    bool
	outgoing     bool
	rank         shop.Rank
	category     shop.Category
	update       shop.UpdateKey
	again        bool
}

// insertMessage adds a message once; false when it was there.
func (f *fold) insertMessage(e *shop.Event, m message) bool {
	f.messages.add(m.id)
	added := f.exec(`INSERT INTO messages (position, id, conversation, at, recorded, outgoing, person, type, text, content, ref,
			quotes, forwarded, rank, category, update_order, update_status, update_customer, again)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		int64(e.Position), blob(m.id.UUID), m.conversation, millis(e.At), millis(e.Recorded), flag(m.outgoing),
		blob(e.Author.Person.UUID), string(m.kind), m.content.Text, restOf(m.content), blob(m.ref.UUID),
		blob(m.quotes.UUID), flag(m.forwarded), int(m.rank), string(m.category),
		blob(m.update.Order.UUID), string(m.update.Status), blob(m.update.Customer.UUID), flag(m.again))
	if added == 0 {
		return false
	}
	if text := searchText(m.content); text != "" {
		f.found = append(f.found, foundText{int64(e.Position), text})
	}
	f.sendings.know(&sending{position: int64(e.Position), id: m.id, conversation: m.conversation, outgoing: m.outgoing, ref: m.ref,
		rank: m.rank, category: m.category, order: m.update.Order})
	f.countDay(millis(e.At), m.outgoing)
	if m.kind.HasMedia() {
		f.insertMedia(e, m)
	}
	return f.err == nil
}

// restOf is what a content says beside its text and its file.
func restOf(c shop.Content) string {
	if c.Location == nil && c.Contacts == nil && c.Cart == nil && c.Template == nil && c.Buttons == nil && c.Interactive == nil &&
		len(c.Raw) == 0 && c.Referral == nil && c.Product == nil && c.Form == nil && c.Withheld == nil {
		return ""
	}
	c.Text, c.Media = "", nil
	if !json.Valid(c.Raw) {
		c.Raw = nil
	}
	return jsonText(c)
}

func (f *fold) insertMedia(e *shop.Event, m message) {
	media := shop.Media{}
	if m.content.Media != nil {
		media = *m.content.Media
	}
	state := MediaWaiting
	if media.Hash != "" {
		state = MediaStored
	}
	f.exec(`INSERT INTO media (message, position, conversation, state, hash, mime, name, size, seconds, width, height)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		blob(m.id.UUID), int64(e.Position), m.conversation, string(state), media.Hash, media.MIME, media.Name,
		media.Size, media.Seconds, media.Width, media.Height)
}

func (f *fold) mediaStored(e *shop.Event, b *shop.MediaStored) {
	p := b.Personal
	f.exec(`UPDATE media SET state = 'stored', size = ?, hash = ?, why = '',
			mime = CASE WHEN ? = '' THEN mime ELSE ? END, width = max(width, ?), height = max(height, ?) WHERE message = ?`,
		b.Size, p.Hash, p.MIME, p.MIME, p.Width, p.Height, blob(b.Message.UUID))
	f.touchMessage(b.Message)
}

func (f *fold) mediaMissed(_ *shop.Event, b *shop.MediaMissed) {
	f.exec("UPDATE media SET state = 'missed', why = ? WHERE message = ? AND state <> 'stored'", b.Why, blob(b.Message.UUID))
	f.touchMessage(b.Message)
}

// touchMessage names a message and its conversation as changed.
func (f *fold) touchMessage(id shop.MessageID) {
	m, ok := f.messageByID(id)
	if !ok {
		return
	}
	f.messages.add(id)
	if c := f.numbered(m.conversation); c != nil {
		f.dirty.add(c.id)
	}
}

// messageReacted keeps the last reaction of each side, by the platform's
// reference: it is found when the message is read, whichever came first. A
// reaction alone neither opens a conversation nor makes it wait.
func (f *fold) messageReacted(e *shop.Event, b *shop.MessageReacted) {
	who := "shop"
	if e.Author.Kind == shop.ByCustomer {
		who = "customer"
	}
	f.exec(`INSERT INTO reactions (ref, who, position, conversation, emoji, at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (ref, who) DO UPDATE SET position = excluded.position, emoji = excluded.emoji, at = excluded.at
			WHERE excluded.at >= reactions.at`,
		blob(b.Target.UUID), who, int64(e.Position), blob(b.Conversation.UUID), b.Personal.Emoji, millis(e.At))
	f.touchRef(b.Target, b.Conversation)
}

func (f *fold) touchRef(ref shop.PlatformRef, conversation shop.ConversationID) {
	if m, ok := f.messageByRef(ref); ok {
		f.messages.add(m.id)
	}
	if f.known(conversation) != nil {
		f.dirty.add(conversation)
	}
}

func (f *fold) messageEdited(e *shop.Event, b *shop.MessageEdited) {
	m, ok := f.messageByRef(b.Target)
	if !ok {
		f.dangle(e, b.Target)
		return
	}
	rest := restOf(b.Personal.Content)
	changed := f.exec(`UPDATE messages SET text = ?, content = CASE WHEN ? = '' THEN content ELSE ? END, edited = ?
		WHERE position = ? AND revoked = 0 AND edited <= ?`,
		b.Personal.Content.Text, rest, rest, millis(e.At), m.position, millis(e.At))
	if changed == 0 { // taken back, or changed again before this came
		return
	}
	f.index("messages_fts", m.position, searchText(b.Personal.Content))
	f.touchRef(b.Target, b.Conversation)
}

// messageRevoked drops what was taken back: the customer asked for it.
func (f *fold) messageRevoked(e *shop.Event, b *shop.MessageRevoked) {
	m, ok := f.messageByRef(b.Target)
	if !ok {
		f.dangle(e, b.Target)
		return
	}
	f.exec("UPDATE messages SET text = '', content = '', edited = 0, revoked = ? WHERE position = ?", millis(e.At), m.position)
	f.exec("DELETE FROM media WHERE message = ?", blob(m.id.UUID))
	f.index("messages_fts", m.position, "")
	f.touchRef(b.Target, b.Conversation)
}

// dangle keeps what came about a message that is not known by that name yet.
func (f *fold) dangle(e *shop.Event, ref shop.PlatformRef) {
	if (ref == shop.PlatformRef{}) {
		f.skip(e)
		return
	}
	raw, err := json.Marshal(e)
	if err != nil {
		f.fail(err)
		return
	}
	f.hasDangling = true
	f.exec("INSERT INTO dangling (ref, position, customer, event) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		blob(ref.UUID), int64(e.Position), blob(e.Customer.UUID), string(raw))
}

// linkDangling folds what had come before the message was known.
func (f *fold) linkDangling(ref shop.PlatformRef) {
	if !f.hasDangling || (ref == shop.PlatformRef{}) {
		return
	}
	var events []string
	f.each("SELECT event FROM dangling WHERE ref = ? ORDER BY position", []any{blob(ref.UUID)}, func(rows rowScanner) error {
		var text string
		err := rows.Scan(&text)
		events = append(events, text)
		return err
	})
	if len(events) == 0 {
		return
	}
	f.exec("DELETE FROM dangling WHERE ref = ?", blob(ref.UUID))
	for _, text := range events {
		var e shop.Event
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			f.fail(err)
			return
		}
		if body, err := e.Open(); err == nil {
			f.messageBody(&e, body)
		}
	}
}

// stepDetail is what a step of the ledger says beside its time.
type stepDetail struct {
	attempt int
	code    int
	until   int64
	words   string
	device  shop.DeviceID // where it was written
	wamid   string
	pricing *shop.Pricing // what the platform said of the cost
	price   shop.Money    // by the shop's list
}

func (f *fold) step(e *shop.Event, id shop.MessageID, step string, d stepDetail) {
	billed, category := -1, shop.Category("")
	if d.pricing != nil {
		billed, category = int(flag(d.pricing.Billed())), d.pricing.Category
	}
	f.steps = append(f.steps, blob(id.UUID), int64(e.Position), step, millis(e.At), millis(e.Recorded), d.attempt, d.code, d.until, d.words,
		blob(d.device.UUID), d.wamid, string(category), billed, d.price.Micros, d.price.Currency)
}

// index makes a row findable by its text; empty takes it out.
func (f *fold) index(table string, rowid int64, text string) {
	f.writeFound()
	if text == "" {
		f.exec("DELETE FROM "+table+" WHERE rowid = ?", rowid)
		return
	}
	f.exec("INSERT OR REPLACE INTO "+table+" (rowid, text) VALUES (?, ?)", rowid, text)
}

// searchText is what a message can be found by.
func searchText(c shop.Content) string {
	text := c.Text
	if c.Media != nil {
		text = joined(text, c.Media.Name)
	}
	if c.Location != nil {
		text = joined(text, c.Location.Name, c.Location.Address)
	}
	for _, contact := range c.Contacts {
		text = joined(text, contact.Name)
	}
	if c.Cart != nil {
		text = joined(text, c.Cart.Text)
		for _, item := range c.Cart.Items {
			text = joined(text, item.Product)
		}
	}
	return text
}

func joined(text string, more ...string) string {
	for _, m := range more {
		switch {
		case m == "":
		case text == "":
			text = m
		default:
			text += "\n" + m
		}
	}
	return text
}
