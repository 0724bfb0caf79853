package store

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"mostrador/shop"
)

// The shown tables: a confirmed row with the waiting commands that touch it laid
// over, in the order in which they were given. They are written anew from both
// whenever one of them changes, so that nothing is ever restored.

// What a waiting command touches.
const (
	touchesConversation = "conversation"
	touchesOrder        = "order"
	touchesCustomer     = "customer"
	touchesMessage      = "message"
)

// waitingCommand is a command of the outbox with its place in it.
type waitingCommand struct {
	seq  int64
	at   int64
	wish shop.Wish
	cmd  shop.Command
}

// waitingFor lists the waiting commands that touch something.
func (f *fold) waitingFor(kind string, id uuid.UUID) []waitingCommand {
	if !f.overlaid {
		return nil
	}
	var all []waitingCommand
	f.each(`SELECT o.seq, o.command FROM touches t JOIN outbox o ON o.seq = t.seq
		WHERE t.kind = ? AND t.id = ? ORDER BY t.seq`, []any{kind, blob(id)}, func(rows rowScanner) error {
		w, err := scanWaiting(rows)
		if err == nil {
			all = append(all, w)
		}
		return err
	})
	return all
}

func scanWaiting(rows rowScanner) (waitingCommand, error) {
	var w waitingCommand
	var text string
	if err := rows.Scan(&w.seq, &text); err != nil {
		return w, err
	}
	if err := json.Unmarshal([]byte(text), &w.cmd); err != nil {
		return w, err
	}
	w.at = millis(w.cmd.At)
	wish, err := w.cmd.Open()
	w.wish = wish
	return w, err
}

// chat is a shown conversation.
type chat struct {
	conversation
	lastLocal int64
	exists    bool
}

// showChat writes a conversation's row of the list.
func (f *fold) showChat(id shop.ConversationID) {
	ch := &chat{}
	if c := f.known(id); c != nil && !c.gone {
		ch.conversation, ch.exists = *c, true
	}
	ch.id = id
	for _, w := range f.waitingFor(touchesConversation, id.UUID) {
		f.layOverChat(ch, w)
	}
	if !ch.exists {
		f.exec("DELETE FROM shown_chats WHERE id = ?", blob(id.UUID))
		return
	}
	if ch.state == shop.Snoozed && ch.until <= millis(f.store.now()) {
		ch.state, ch.until = shop.Open, 0
	}
	if f.anyRefused() && f.hasRefused(id) {
		ch.undelivered++
	}
	f.exec(`INSERT INTO shown_chats (id, channel, customer, state, snoozed_until, at, in_at, waits_at, to_answer, unread,
			undelivered, last_position, last_local)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET channel = excluded.channel, customer = excluded.customer, state = excluded.state,
			snoozed_until = excluded.snoozed_until, at = excluded.at, in_at = excluded.in_at, waits_at = excluded.waits_at,
			to_answer = excluded.to_answer, unread = excluded.unread, undelivered = excluded.undelivered,
			last_position = excluded.last_position, last_local = excluded.last_local`,
		blob(id.UUID), blob(ch.channel.UUID), blob(ch.customer.UUID), string(ch.state), ch.until, ch.last.at, ch.in.at,
		ch.waits.at, flag(ch.state == shop.Open && !ch.waits.none()), ch.unread, ch.undelivered, ch.last.position, ch.lastLocal)
}

// anyRefused says whether a message or note was refused and not put away yet;
// mostly none was.
func (f *fold) anyRefused() bool {
	if f.refusals == nil {
		f.refusals = new(f.scan("SELECT 1 FROM local_items WHERE refused <> '' LIMIT 1", nil, new(int)))
	}
	return *f.refusals
}

func (f *fold) hasRefused(id shop.ConversationID) bool {
	return f.scan("SELECT 1 FROM local_items WHERE conversation = ? AND refused <> '' LIMIT 1", []any{blob(id.UUID)}, new(int))
}

func (f *fold) layOverChat(ch *chat, w waitingCommand) {
	switch wish := w.wish.(type) {
	case *shop.SendMessage:
		f.layMessage(ch, w, wish.Channel, wish.Customer)
	case *shop.MoveOrder:
		f.layTelling(ch, w, wish.Order, wish.Tell)
	case *shop.TellAgain:
		f.layTelling(ch, w, wish.Order, &wish.Tell)
	case *shop.ReadConversation:
		if upTo := int64(wish.UpTo); upTo > ch.readUpTo {
			ch.readUpTo, ch.unread = upTo, f.unreadAfter(&ch.conversation, upTo)
		}
	case *shop.MarkConversation:
		if wish.State != shop.Open && wish.UpTo > 0 && ch.inNewest > int64(wish.UpTo) {
			return // the customer wrote again: the relay will not put it away
		}
		ch.state, ch.until = wish.State, 0
		if wish.State == shop.Snoozed {
			ch.until = millis(wish.Until)
		}
		if wish.State == shop.Done {
			ch.undelivered = 0
		}
	}
}

func (f *fold) layTelling(ch *chat, w waitingCommand, id shop.OrderID, tell *shop.Telling) {
	if tell == nil {
		return
	}
	var customer shop.CustomerID
	f.scan("SELECT customer FROM shown_orders WHERE id = ?", []any{blob(id.UUID)}, &customer.UUID)
	f.layMessage(ch, w, tell.Channel, customer)
}

// layMessage: a message that waits stands last, if its time does.
func (f *fold) layMessage(ch *chat, w waitingCommand, channel shop.ChannelID, customer shop.CustomerID) {
	if !ch.exists {
		ch.exists, ch.channel, ch.customer, ch.state = true, channel, customer, shop.Open
	}
	s := spot{w.at, math.MaxInt64}
	ch.undelivered = 0
	if s.after(ch.waits) && s.after(ch.in) {
		ch.waits = spot{}
	}
	if w.at >= ch.last.at {
		ch.last.at, ch.lastLocal = w.at, w.seq
	}
}

// showOrder writes an order's row of board and table.
func (f *fold) showOrder(id shop.OrderID) {
	o, exists := f.order(id)
	for _, w := range f.waitingFor(touchesOrder, id.UUID) {
		exists = f.layOverOrder(o, w, exists)
	}
	if !exists {
		f.exec("DELETE FROM shown_orders WHERE id = ?", blob(id.UUID))
		return
	}
	number := int64(math.MaxInt64)
	if n, err := strconv.ParseInt(o.number, 10, 64); err == nil {
		number = n
	}
	f.exec(`INSERT OR REPLACE INTO shown_orders (`+orderColumns+`, number_n, waiting)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		append(o.values(), number, flag(o.waiting))...)
}

func (f *fold) layOverOrder(o *order, w waitingCommand, exists bool) bool {
	open, opens := w.wish.(*shop.OpenOrder)
	if !exists && !opens {
		return false
	}
	o.waiting = true
	switch wish := w.wish.(type) {
	case *shop.OpenOrder:
		if !exists {
			f.layNewOrder(o, w, open)
		}
	case *shop.EditOrder:
		o.edit(wish.Items, wish.Due, wish.Payment, wish.Delivery, wish.Tracking, wish.Customer, wish.Personal)
	case *shop.MoveOrder:
		if o.status == wish.From {
			o.status, o.moved = wish.To, w.at
		}
	}
	return true
}

func (f *fold) layNewOrder(o *order, w waitingCommand, wish *shop.OpenOrder) {
	o.id, o.status, o.opened, o.moved = wish.Order, wish.Status, w.at, w.at
	o.customer, o.content, o.personal = wish.Customer, wish.Content, wish.Personal
	if o.status == "" {
		o.status = f.settingsNow().Pipeline.First()
	}
	if o.content.Total.Micros == 0 {
		if sum, err := shop.Sum(o.content.Items); err == nil {
			o.content.Total = sum
		}
	}
	if o.content.Total.Currency == "" {
		o.content.Total.Currency = f.settingsNow().Currency
	}
}

// customer is a customer's row, confirmed or shown.
type customer struct {
	id          shop.CustomerID
	position    int64
	ownName     string
	profileName string
	bookName    string // in the phone book of the shop's phone
	place       string
	warning     string
	language    string
	typedPhone  string
	root        shop.CustomerID
	forgotten   bool
	phone       string // as the platform or the shop knows it
	username    string
	allValues   string // every identifier, for search
	confirmed   bool
}

// showCustomer writes a customer's row of the list, and makes them findable.
func (f *fold) showCustomer(id shop.CustomerID) {
	c := &customer{id: id, root: id}
	c.confirmed = f.scan(`SELECT position, own_name, profile_name, book_name, place, warning, language, typed_phone, root, forgotten
		FROM customers WHERE id = ?`, []any{blob(id.UUID)}, &c.position, &c.ownName, &c.profileName, &c.bookName, &c.place, &c.warning,
		&c.language, &c.typedPhone, &c.root.UUID, truth{&c.forgotten})
	f.identify(c)
	if c.confirmed && c.ownName == "" && c.bookName == "" && c.root == id { // of those that are the same person one may stand in the phone book
		f.scan("SELECT book_name FROM customers WHERE root = ? AND book_name <> '' ORDER BY book_at DESC LIMIT 1", []any{blob(id.UUID)}, &c.bookName)
	}
	exists := c.confirmed
	for _, w := range f.waitingFor(touchesCustomer, id.UUID) {
		exists = c.layOver(w, exists)
	}
	if !exists {
		f.exec("DELETE FROM shown_customers WHERE id = ?", blob(id.UUID))
		return
	}
	name := c.shownName()
	f.exec(`INSERT OR REPLACE INTO shown_customers (id, root, is_root, name, sort, phone, place, warning, language, forgotten)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		blob(id.UUID), blob(c.root.UUID), flag(c.root == id), name, folded(name), c.shownPhone(), c.place, c.warning,
		c.language, flag(c.forgotten))
	if c.confirmed {
		f.index("customers_fts", c.position, c.searchText())
		f.index("phones_fts", c.position, c.digits())
	}
}

func (f *fold) identify(c *customer) {
	f.each(`SELECT kind, value FROM identifiers WHERE customer = ? ORDER BY position`, []any{blob(c.id.UUID)}, func(rows rowScanner) error {
		var kind, value string
		if err := rows.Scan(&kind, &value); err != nil {
			return err
		}
		c.allValues = joined(c.allValues, value)
		switch shop.IdentifierKind(kind) {
		case shop.IsPhone:
			c.phone = value
		case shop.IsWaID:
			if c.phone == "" {
				c.phone = value
			}
		case shop.IsUsername:
			c.username = value
		}
		return nil
	})
}

func (c *customer) layOver(w waitingCommand, exists bool) bool {
	switch wish := w.wish.(type) {
	case *shop.AddCustomer:
		if !exists {
			c.phone, c.ownName = wish.Phone, wish.Name
		}
		return true
	case *shop.EditCustomer:
		replace(&c.ownName, wish.Fields.Name)
		replace(&c.place, wish.Fields.Place)
		replace(&c.warning, wish.Fields.Warning)
		replace(&c.language, wish.Fields.Language)
		replace(&c.typedPhone, wish.Fields.Phone)
	case *shop.MergeCustomers:
		c.root = wish.Into
	case *shop.UnmergeCustomer:
		c.root = c.id
	}
	return exists
}

// shownName: the shop's own name, else the phone book's, else the profile's, else the number, else the
// username.
func (c *customer) shownName() string {
	for _, name := range []string{c.ownName, c.bookName, c.profileName} {
		if name != "" {
			return name
		}
	}
	if phone := c.shownPhone(); phone != "" {
		return phone
	}
	if c.username != "" {
		return "@" + c.username
	}
	return ""
}

func (c *customer) shownPhone() string {
	switch {
	case c.phone != "":
		return shop.ShowPhone(c.phone)
	case c.typedPhone != "":
		return shop.ShowPhone(c.typedPhone)
	}
	return ""
}

// nationalDigits is a number as it is dialled at home, in one piece.
func nationalDigits(shown string) string {
	if !strings.HasPrefix(shown, "+") {
		return ""
	}
	_, rest, _ := strings.Cut(shown, " ")
	return strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(rest)
}

func (c *customer) searchText() string {
	if c.forgotten {
		return ""
	}
	phone := c.shownPhone()
	return joined(c.ownName, c.bookName, c.profileName, phone, nationalDigits(phone), c.typedPhone, c.allValues, c.place, c.warning)
}

// digits are the customer's numbers, to be found by any part of them.
func (c *customer) digits() string {
	if c.forgotten {
		return ""
	}
	text := ""
	for _, number := range append(strings.Split(c.allValues, "\n"), c.typedPhone) {
		if digits := digitsOf(number); digits != "" && !strings.Contains(text, digits) {
			text = joined(text, digits)
		}
	}
	return text
}
