package facts

import (
	"encoding/json"
	"time"

	"mostrador/shop"
)

// settings are the shop's own, as they were last configured.
type settings struct {
	Name         string                       `json:"name"`
	Locale       string                       `json:"locale"`
	Currency     string                       `json:"currency"`
	Country      string                       `json:"country"`
	TimeZone     string                       `json:"time_zone"`
	Pipeline     shop.Pipeline                `json:"pipeline"`
	FreePerMonth int                          `json:"free_per_month"`
	Prices       map[shop.Category]shop.Money `json:"prices"`
	SpendCap     *shop.Money                  `json:"spend_cap"`
}

func (t *Tx) settings() (s settings) {
	var raw string
	if t.row(`SELECT settings FROM progress`, nil, &raw) {
		t.fail(json.Unmarshal([]byte(raw), &s))
	}
	return s
}

// Shop is the shop's settings.
func (t *Tx) Shop() shop.ShopFacts {
	s := t.settings()
	return shop.ShopFacts{
		ID: t.store.shop, Name: s.Name, Locale: s.Locale, Currency: s.Currency, Country: s.Country,
		TimeZone: s.TimeZone, Pipeline: s.Pipeline, FreePerMonth: s.FreePerMonth, Prices: s.Prices, SpendCap: s.SpendCap,
	}
}

// Channel is a business number of the shop.
func (t *Tx) Channel(id shop.ChannelID) (shop.ChannelFacts, bool) {
	c := shop.ChannelFacts{ID: id}
	ok := t.row(`SELECT phone_number_id, waba, portfolio, number, name FROM channels WHERE id = ?`, args(id.UUID[:]),
		&c.PhoneNumberID, &c.WABA, &c.Portfolio, &c.Number, &c.Name)
	return c, ok
}

// Channels are all business numbers of the shop.
func (t *Tx) Channels() []shop.ChannelFacts {
	var all []shop.ChannelFacts
	t.rows(`SELECT id, phone_number_id, waba, portfolio, number, name FROM channels`, nil, func(scan func(...any) error) error {
		var c shop.ChannelFacts
		err := scan(&c.ID, &c.PhoneNumberID, &c.WABA, &c.Portfolio, &c.Number, &c.Name)
		all = append(all, c)
		return err
	})
	return all
}

// Conversation answers with the customer's last message to the channel, under
// whichever of the customers that were merged it came.
func (t *Tx) Conversation(id shop.ConversationID) (shop.ConversationFacts, bool) {
	c := shop.ConversationFacts{ID: id}
	var inbound, read int64
	ok := t.row(`SELECT channel, customer, last_inbound, state, read_up_to, claimed, blocked FROM conversations WHERE id = ?`, args(id.UUID[:]),
		&c.Channel, &c.Customer, &inbound, &c.State, &read, &c.Claimed, &c.Blocked)
	if !ok {
		return c, false
	}
	var newest int64
	t.row(`SELECT position FROM messages WHERE conversation = ? AND outgoing = 0 ORDER BY position DESC LIMIT 1`, args(id.UUID[:]), &newest)
	c.NewestInbound = shop.Position(newest)
	t.row(`SELECT max(v.last_inbound) FROM customers me
		JOIN customers same ON same.root = me.root
		JOIN conversations v ON v.customer = same.id AND v.channel = ?
		WHERE me.id = ?`, args(c.Channel.UUID[:], c.Customer.UUID[:]), &inbound)
	c.LastInbound, c.ReadUpTo = moment(inbound), shop.Position(read)
	return c, true
}

// Customer is what rules need of a customer.
func (t *Tx) Customer(id shop.CustomerID) (shop.CustomerFacts, bool) {
	c := shop.CustomerFacts{ID: id, Consent: map[shop.Purpose]bool{}}
	if !t.row(`SELECT root, forgotten FROM customers WHERE id = ?`, args(id.UUID[:]), &c.Root, &c.Forgotten) {
		return c, false
	}
	t.rows(`SELECT purpose, allowed FROM consents WHERE customer = ?`, args(id.UUID[:]), func(scan func(...any) error) error {
		var purpose shop.Purpose
		var allowed bool
		err := scan(&purpose, &allowed)
		c.Consent[purpose] = allowed
		return err
	})
	_, c.Addressable = t.Address(id)
	return c, true
}

// Group is a customer with all that are merged with it.
func (t *Tx) Group(id shop.CustomerID) (group []shop.CustomerID) {
	t.rows(`SELECT same.id FROM customers me JOIN customers same ON same.root = me.root AND same.forgotten = 0
		WHERE me.id = ? ORDER BY same.id`, args(id.UUID[:]), func(scan func(...any) error) error {
		var member shop.CustomerID
		err := scan(&member)
		group = append(group, member)
		return err
	})
	return group
}

// Message is what rules need of a message.
func (t *Tx) Message(id shop.MessageID) (shop.MessageFacts, bool) {
	m := shop.MessageFacts{ID: id}
	ok := t.row(`SELECT conversation, outgoing, rank, flag FROM messages WHERE id = ?`, args(id.UUID[:]),
		&m.Conversation, &m.Outgoing, &m.Rank, &m.Flag)
	return m, ok
}

// Order is what rules need of an order.
func (t *Tx) Order(id shop.OrderID) (shop.OrderFacts, bool) {
	o := shop.OrderFacts{ID: id}
	ok := t.row(`SELECT number, status, customer FROM orders WHERE id = ?`, args(id.UUID[:]), &o.Number, &o.Status, &o.Customer)
	return o, ok
}

// Held is the message that holds an update key: the first of its tellings that
// arrived, or may still.
func (t *Tx) Held(key shop.UpdateKey) (id shop.MessageID, ok bool) {
	ok = t.row(`SELECT m.id FROM tellings h JOIN messages m ON m.id = h.message
		WHERE h.orders = ? AND h.status = ? AND h.customer = ? AND (m.flag NOT IN ('failed', 'refused') OR m.rank >= ?)
		ORDER BY m.position LIMIT 1`,
		args(key.Order.UUID[:], string(key.Status), key.Customer.UUID[:], int(shop.RankDelivered)), &id)
	return id, ok
}

// Template is a template of an account.
func (t *Tx) Template(waba, name, language string) (found shop.Template, ok bool) {
	var raw string
	if !t.row(`SELECT content FROM templates WHERE waba = ? AND name = ? AND language = ?`, args(waba, name, language), &raw) {
		return found, false
	}
	t.fail(json.Unmarshal([]byte(raw), &found))
	return found, true
}

// ReplyByShortcut is the quick reply that has a shortcut.
func (t *Tx) ReplyByShortcut(shortcut string) (id shop.ReplyID, ok bool) {
	ok = t.row(`SELECT id FROM replies WHERE shortcut = ?`, args(shortcut), &id)
	return id, ok
}

// HasReply says whether a quick reply exists.
func (t *Tx) HasReply(id shop.ReplyID) bool {
	return t.has(`SELECT 1 FROM replies WHERE id = ?`, id.UUID[:])
}

// HasLabel says whether a label exists.
func (t *Tx) HasLabel(id shop.LabelID) bool {
	return t.has(`SELECT 1 FROM labels WHERE id = ?`, id.UUID[:])
}

// Person is what a person may do.
func (t *Tx) Person(id shop.PersonID) (role shop.Role, ok bool) {
	ok = t.row(`SELECT role FROM persons WHERE id = ?`, args(id.UUID[:]), &role)
	return role, ok
}

// NextOrderNumber is one more than the highest number given.
func (t *Tx) NextOrderNumber() int {
	var highest int
	t.row(`SELECT coalesce(max(counted), 0) FROM orders`, nil, &highest)
	return highest + 1
}

// Spent is what the month of a time has cost, in the shop's currency.
func (t *Tx) Spent(at time.Time) shop.Money {
	s := t.settings()
	spent := shop.Money{Currency: s.Currency}
	t.row(`SELECT micros FROM spending WHERE month = ? AND currency = ?`, args(month(s, at), s.Currency), &spent.Micros)
	return spent
}

// FreeUsed is how many free service messages a channel used in a time's month.
func (t *Tx) FreeUsed(channel shop.ChannelID, at time.Time) (used int) {
	t.row(`SELECT used FROM free_used WHERE channel = ? AND month = ?`, args(channel.UUID[:], month(t.settings(), at)), &used)
	return used
}

func (t *Tx) has(query string, key any) bool {
	var one int
	return t.row(query, args(key), &one)
}

func args(values ...any) []any { return values }

// month is a time's month where the shop is: WhatsApp resets the free tier at
// midnight of the account's time zone.
func month(s settings, at time.Time) string {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return at.In(zone).Format("2006-01")
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
