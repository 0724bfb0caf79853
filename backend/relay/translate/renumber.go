package translate

import (
	"time"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// userID relinks a customer whose BSUID changed, as it does with the number.
// Whoever wrote under the new one before this came is the same person.
func (t *translation) userID(u *whatsapp.UserIDUpdate) {
	next := personOf(u.WaID, u.UserID, u.Contact)
	if u.PreviousUserID == "" || u.UserID == "" {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	previous := person{userID: u.PreviousUserID}
	before, known := t.byUser(u.PreviousUserID)
	if !known {
		before, known = t.byUser(u.UserID)
	}
	if !known {
		before = t.whose(previous, u.At)
	}
	t.relink(before, previous, next, u.At)
	if len(t.events) == 0 {
		t.kept(shop.ConversationID{}, before)
	}
}

// system follows a customer to a new number or BSUID, and keeps the notice.
func (t *translation) system(m *whatsapp.IncomingMessage, who person) {
	next := person{phone: m.System.WaID, userID: m.System.UserID}
	customer, ok := t.speaks(m, who, next)
	if !ok {
		t.kept(shop.ConversationID{}, shop.CustomerID{})
		return
	}
	if next.known() {
		t.relink(customer, who, next, m.At)
	} else if m.System.Type == "customer_identity_changed" || m.System.IdentityHash != "" {
		t.renumbered(customer, shop.SecurityChange, "", "", m.At)
	}
	t.kept(shop.ConversationFor(t.in.Channel, customer), customer)
}

// speaks finds whom a system message is about: by the number or id from before,
// at the moment before, else by what they have now.
func (t *translation) speaks(m *whatsapp.IncomingMessage, who, next person) (shop.CustomerID, bool) {
	before := t.bounded(m.At).Add(-time.Second)
	if id, ok := t.byUser(who.userID); ok {
		return id, true
	}
	if id, ok := t.byPhone(who.phone, before); ok {
		return id, true
	}
	if id, ok := t.byUser(next.userID); ok {
		return id, true
	}
	if id, ok := t.byPhone(next.phone, m.At); ok || !who.known() || !next.known() {
		return id, ok
	}
	return t.whose(who, before), true // who wrote earlier, in webhooks that are still to come
}

// relink gives a customer the number and BSUID they have from now on. By what
// they had before they are still known: webhooks of then may come yet.
func (t *translation) relink(customer shop.CustomerID, previous, next person, at time.Time) {
	if owner, ok := t.byUser(next.userID); ok && owner != customer && !t.sameRoot(owner, customer) {
		t.merge(owner, customer, at)
	}
	from := previous.phone
	if from == "" {
		from, _ = t.numberOf(customer)
	}
	moved := next.phone != "" && from != "" && shop.PhoneKey(from) != shop.PhoneKey(next.phone)
	if owner, ok := t.facts.Identified(waID(next.phone)); next.phone != "" && ok && owner != customer && !t.sameRoot(owner, customer) {
		if t.facts.WroteSince(owner, t.bounded(at)) && !t.someoneElse(owner, next) {
			t.merge(owner, customer, at) // they wrote from the new number before this came
		}
	}
	t.learn(customer, next, at)
	if known, ok := t.byUser(previous.userID); previous.userID != "" && next.userID != "" && (!ok || !t.sameRoot(known, customer)) {
		t.emit(fact{author: shop.ByPlatform, at: at, customer: customer, key: "alias|" + t.scope() + "|" + previous.userID,
			body: &shop.CustomerRenumbered{Customer: customer, Conversation: shop.ConversationFor(t.in.Channel, customer), Change: shop.UserIDChange,
				Personal: shop.CustomerRenumberedPersonal{From: previous.userID, To: next.userID, Scope: t.scope()}}})
	}
	if moved {
		t.renumbered(customer, shop.NumberChange, from, next.phone, at)
	}
}

func (t *translation) sameRoot(a, b shop.CustomerID) bool {
	one, _ := t.facts.Customer(a)
	other, _ := t.facts.Customer(b)
	return one.Root == other.Root
}

// numberOf is the number that a customer writes from.
func (t *translation) numberOf(customer shop.CustomerID) (string, bool) {
	if phone, ok := t.facts.Identifier(customer, shop.IsWaID, ""); ok {
		return phone, true
	}
	return t.facts.Identifier(customer, shop.IsPhone, "")
}

// renumbered tells the owner, once, however many parts speak of it.
func (t *translation) renumbered(customer shop.CustomerID, change shop.IdentityChange, from, to string, at time.Time) {
	made := fact{author: shop.ByPlatform, at: at, customer: customer, body: &shop.CustomerRenumbered{Customer: customer,
		Conversation: shop.ConversationFor(t.in.Channel, customer), Change: change,
		Personal: shop.CustomerRenumberedPersonal{From: from, To: to}}}
	if to != "" {
		made.key = "renumbered|" + customer.String() + "|" + shop.PhoneKey(from) + "|" + shop.PhoneKey(to)
	}
	t.emit(made)
}

// tellRecycled tells the owner that a number belongs to somebody else now.
func (t *translation) tellRecycled(customer shop.CustomerID, who person, at time.Time) {
	if (t.recycled == shop.CustomerID{}) {
		return
	}
	t.emit(fact{author: shop.ByPlatform, at: at, customer: customer, body: &shop.CustomerRenumbered{Customer: customer,
		Conversation: shop.ConversationFor(t.in.Channel, customer), Change: shop.NumberRecycled, Before: t.recycled,
		Personal: shop.CustomerRenumberedPersonal{To: who.phone}}})
}
