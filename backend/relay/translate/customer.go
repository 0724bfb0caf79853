package translate

import (
	"slices"
	"strconv"
	"time"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// person is what a part says of who wrote it, or to whom.
type person struct {
	phone    string // digits as the platform wrote them
	userID   string // BSUID
	username string
	name     string
}

func personOf(phone, userID string, c whatsapp.Contact) person {
	p := person{phone: phone, userID: userID, username: c.Username, name: c.Name}
	if p.phone == "" {
		p.phone = c.WaID
	}
	if p.userID == "" {
		p.userID = c.UserID
	}
	return p
}

func (p person) known() bool { return p.phone != "" || p.userID != "" }

// scope is what a BSUID is unique in.
func (t *translation) scope() string {
	return facts.UserScope(t.in.Portfolio, t.in.Part.WABA)
}

func (t *translation) accountScope() string { return facts.UserScope("", t.in.Part.WABA) }

func (t *translation) bsuid(p person) shop.Identifier {
	return shop.Identifier{Kind: shop.IsBSUID, Scope: t.scope(), Value: p.userID}
}

func waID(phone string) shop.Identifier { return shop.Identifier{Kind: shop.IsWaID, Value: phone} }

// byUser finds who has a BSUID. One that was learned before the portfolio was
// known stands under the account.
func (t *translation) byUser(userID string) (shop.CustomerID, bool) {
	if userID == "" {
		return shop.CustomerID{}, false
	}
	id, ok := t.facts.Identified(shop.Identifier{Kind: shop.IsBSUID, Scope: t.scope(), Value: userID})
	if !ok && t.in.Portfolio != "" {
		id, ok = t.facts.Identified(shop.Identifier{Kind: shop.IsBSUID, Scope: t.accountScope(), Value: userID})
	}
	if !ok {
		id, ok = t.facts.FormerUser(t.scope(), userID)
	}
	return id, ok
}

// byPhone finds whose a number was at a time.
func (t *translation) byPhone(phone string, at time.Time) (shop.CustomerID, bool) {
	if phone == "" {
		return shop.CustomerID{}, false
	}
	return t.facts.IdentifiedAt(waID(phone), t.bounded(at))
}

// numbered is byPhone for somebody who has a BSUID, too: false when the number
// is another person's. One that was theirs until they changed it still is what
// they wrote with before.
func (t *translation) numbered(p person, at time.Time) (customer shop.CustomerID, known, elses bool) {
	customer, known = t.byPhone(p.phone, at)
	elses = known && t.someoneElse(customer, p) && t.current(p.phone, at)
	return customer, known && !elses, elses
}

// find finds the customer that a person is: BSUID first, then the number.
func (t *translation) find(p person, at time.Time) (shop.CustomerID, bool) {
	if id, ok := t.byUser(p.userID); ok {
		return id, true
	}
	id, ok, _ := t.numbered(p, at)
	return id, ok
}

// whose finds the customer that a person is, or makes one, and writes down what
// was learned: BSUID first, then the number (cloudapi.md section 4).
func (t *translation) whose(p person, at time.Time) shop.CustomerID {
	byUser, userKnown := t.byUser(p.userID)
	byPhone, phoneKnown, elses := t.numbered(p, at)
	var customer shop.CustomerID
	switch {
	case userKnown:
		customer = byUser
		if phoneKnown && byPhone != byUser {
			t.merge(byPhone, byUser, at)
		}
	case phoneKnown:
		customer = byPhone
	default:
		customer = t.newCustomer(p)
	}
	if elses && t.facts.WroteSince(byPhone, t.bounded(at).Add(time.Second)) {
		p.phone = "" // it came late: the number has gone to the other one since
	} else if elses && !userKnown {
		t.recycled = byPhone
	}
	t.learn(customer, p, at)
	return customer
}

// someoneElse says that a number's customer has another BSUID: WhatsApp makes a
// new one with every number, so the number was given to somebody else.
func (t *translation) someoneElse(byPhone shop.CustomerID, p person) bool {
	if p.userID == "" {
		return false
	}
	has, ok := t.facts.Identifier(byPhone, shop.IsBSUID, t.scope())
	return ok && has != p.userID
}

// newCustomer names a customer by the first identifier that no other customer
// was ever named by: one who was forgotten, or whose number this was, keeps
// their id for themselves.
func (t *translation) newCustomer(p person) shop.CustomerID {
	for round := 0; ; round++ {
		suffix := ""
		if round > 0 {
			suffix = "#" + strconv.Itoa(round)
		}
		if p.phone != "" && round == 0 {
			if id := shop.CustomerByPhone(t.in.Shop, p.phone); !t.exists(id) {
				return id
			}
		}
		scope, value := t.scope(), p.userID
		if value == "" {
			scope, value = "phone", shop.PhoneKey(p.phone)
		}
		if id := shop.CustomerFor(t.in.Shop, scope, value+suffix); !t.exists(id) {
			return id
		}
		if t.facts.Err() != nil {
			return shop.CustomerID{}
		}
	}
}

func (t *translation) exists(id shop.CustomerID) bool {
	_, ok := t.facts.Customer(id)
	return ok
}

// learn writes down names and identifiers that are new.
func (t *translation) learn(customer shop.CustomerID, p person, at time.Time) {
	seen := shop.CustomerSeen{Customer: customer}
	all := []shop.Identifier{}
	if p.userID != "" && !t.outdated(facts.UserTopic(customer, t.scope()), at) {
		all = append(all, t.bsuid(p))
	}
	if p.phone != "" && t.current(p.phone, at) && !t.outdated(facts.NumberTopic(customer), at) {
		all = append(all, waID(p.phone))
	}
	if p.username != "" {
		all = append(all, shop.Identifier{Kind: shop.IsUsername, Value: p.username})
	}
	for _, i := range all {
		if !t.facts.Named(customer, i) {
			seen.Personal.Identifiers = append(seen.Personal.Identifiers, i)
		}
	}
	if p.name != "" && p.name != t.facts.Profile(customer) && !t.outdated(facts.NameTopic(customer), at) {
		seen.Personal.Name = p.name
	}
	if len(seen.Personal.Identifiers) == 0 && seen.Personal.Name == "" {
		return
	}
	t.emit(fact{author: shop.ByPlatform, at: at, customer: customer, body: &seen})
}

// current says that a number is not one that went to somebody else since: a
// message from before then, which came late, must not take it back.
func (t *translation) current(phone string, at time.Time) bool {
	then, _ := t.byPhone(phone, at)
	now, known := t.facts.Identified(waID(phone))
	return then == now || !known && then == (shop.CustomerID{})
}

// outdated says that something newer of a topic was told already. The platform
// tells whole seconds, so what is of the same second counts as it comes.
func (t *translation) outdated(topic string, at time.Time) bool {
	return t.facts.NewestOf(topic).Truncate(time.Second).After(t.bounded(at))
}

// merge joins a customer known by number alone with the one whose BSUID came
// beside that number. What one said no to holds for both.
func (t *translation) merge(from, into shop.CustomerID, at time.Time) {
	a, okA := t.facts.Customer(from)
	b, okB := t.facts.Customer(into)
	if !okA || !okB || a.Forgotten || b.Forgotten || a.Root == b.Root || a.Root != from {
		return
	}
	if slices.Contains(t.joined, from) {
		return // by this very part
	}
	t.emit(fact{author: shop.ByPlatform, at: at, customer: from, body: &shop.CustomerMerged{From: from, Into: b.Root}})
	t.joined = t.facts.Group(from)
	for _, refusal := range shop.MergedRefusals(t.facts, from, into) {
		t.emit(fact{author: shop.ByPlatform, at: at, customer: refusal.Customer,
			detail: refusal.Customer.String() + "|" + string(refusal.Purpose), body: &refusal})
	}
}
