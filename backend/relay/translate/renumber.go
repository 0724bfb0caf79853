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
	if owner, ok := t.byUser(next.userID); ok && !t.sameRoot(owner, customer) {
		t.merge(owner, customer, at)
	}
	from := t.movedFrom(customer, previous, next)
	t.joinNumber(customer, next, at)
	t.learn(customer, next, at)
	t.remember(customer, previous, next, at)
	if from != "" {
		t.renumbered(customer, shop.NumberChange, from, next.phone, at)
	}
}

// movedFrom is the number that a customer leaves; empty when it is the same, in
// whichever way it is written.
func (t *translation) movedFrom(customer shop.CustomerID, previous, next person) string {
	from := previous.phone
	if from == "" {
		from, _ = t.numberOf(customer)
	}
	if next.phone == "" || shop.PhoneKey(from) == shop.PhoneKey(next.phone) {
		return ""
	}
	return from
}

// joinNumber: whoever wrote from the new number since, and is known by nothing
// else, is the same person.
func (t *translation) joinNumber(customer shop.CustomerID, next person, at time.Time) {
	if next.phone == "" {
		return
	}
	owner, ok := t.facts.Identified(waID(next.phone))
	if !ok || t.sameRoot(owner, customer) || t.someoneElse(owner, next) || !t.facts.WroteSince(owner, t.bounded(at)) {
		return
	}
	t.merge(owner, customer, at)
}

// remember keeps a BSUID that is no more, for webhooks of before.
func (t *translation) remember(customer shop.CustomerID, previous, next person, at time.Time) {
	if previous.userID == "" || next.userID == "" {
		return
	}
	if known, ok := t.byUser(previous.userID); ok && t.sameRoot(known, customer) {
		return
	}
	t.emit(fact{author: shop.ByPlatform, at: at, customer: customer, key: "alias|" + t.scope() + "|" + previous.userID,
		body: &shop.CustomerRenumbered{Customer: customer, Conversation: shop.ConversationFor(t.in.Channel, customer), Change: shop.UserIDChange,
			Personal: shop.CustomerRenumberedPersonal{From: previous.userID, To: next.userID, Scope: t.scope()}}})
}

func (t *translation) sameRoot(a, b shop.CustomerID) bool {
	if a == b {
		return true
	}
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
