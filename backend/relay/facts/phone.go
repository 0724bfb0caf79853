package facts

import (
	"time"

	"mostrador/shop"
)

// IdentifiedAt is whom an identifier named at a time. Only numbers go from one
// customer to another.
func (t *Tx) IdentifiedAt(i shop.Identifier, at time.Time) (id shop.CustomerID, ok bool) {
	if i.Kind == shop.IsPhone || i.Kind == shop.IsWaID {
		ok = t.row(`SELECT customer FROM former WHERE key = ? AND until > ? ORDER BY until LIMIT 1`,
			args(shop.PhoneKey(i.Value), millis(at)), &id)
	}
	if ok {
		return id, true
	}
	return t.Identified(i)
}

// FormerUser is who had a BSUID before it changed.
func (t *Tx) FormerUser(scope, userID string) (id shop.CustomerID, ok bool) {
	ok = t.row(`SELECT customer FROM former WHERE key = ?`, args(scope+"|"+userID), &id)
	return id, ok
}

// Past says that a message is known only from before the number was connected.
func (t *Tx) Past(id shop.MessageID) bool {
	return t.has(`SELECT 1 FROM past WHERE message = ?`, id.UUID[:])
}

// WroteSince says whether a customer wrote at a time or later.
func (t *Tx) WroteSince(customer shop.CustomerID, at time.Time) bool {
	var last int64
	t.row(`SELECT coalesce(max(last_inbound), 0) FROM conversations WHERE customer = ?`, args(customer.UUID[:]), &last)
	return last > 0 && last >= millis(at)
}

// Number is what the platform allows a channel.
type Number struct {
	Connected time.Time // when the shop got it, or got it back
	Limit     string    // TIER_* or a number: people written to outside the window a day
	Event     string    // the last that was told of its quality
	Quality   string
}

// Number answers with what is known of a channel; false: nothing.
func (t *Tx) Number(channel shop.ChannelID) (n Number, ok bool) {
	var connected int64
	ok = t.row(`SELECT connected, quota, event, quality FROM numbers WHERE channel = ?`, args(channel.UUID[:]),
		&connected, &n.Limit, &n.Event, &n.Quality)
	n.Connected = moment(connected)
	return n, ok
}

// Account is whether an account may send, and until when it may not; fine when
// nothing was told.
func (t *Tx) Account(waba string) (state shop.AccountState, until time.Time) {
	state = shop.AccountFine
	var ends int64
	t.row(`SELECT state, until FROM accounts WHERE waba = ?`, args(waba), &state, &ends)
	return state, moment(ends)
}

// Asked says whether a channel's phone was asked for something, and the error
// code where that was refused for good.
func (t *Tx) Asked(channel shop.ChannelID, what shop.PhoneData) (code int, asked bool) {
	asked = t.row(`SELECT code FROM asked WHERE channel = ? AND what = ?`, args(channel.UUID[:], string(what)), &code)
	return code, asked
}
