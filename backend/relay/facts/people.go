package facts

import "mostrador/shop"

// Address is where a customer is written to. Phone is to be sent to exactly as
// it stands; UserID is the BSUID, for people known only by it.
type Address struct{ Phone, UserID string }

// Address prefers the number that the customer's own messages came from, then
// one that the shop typed, then the BSUID (cloudapi.md section 4: with a phone,
// later webhooks keep the phone). What a merged customer lacks the others have.
func (t *Tx) Address(id shop.CustomerID) (Address, bool) {
	return t.address(id, func(string) bool { return true })
}

// AddressOn is where a customer is written to from a channel: a BSUID is good
// only within the portfolio that it was seen in.
func (t *Tx) AddressOn(id shop.CustomerID, channel shop.ChannelID) (Address, bool) {
	c, _ := t.Channel(channel)
	return t.address(id, func(scope string) bool {
		return scope == UserScope(c.Portfolio, c.WABA) || scope == UserScope("", c.WABA)
	})
}

func (t *Tx) address(id shop.CustomerID, good func(scope string) bool) (Address, bool) {
	var a Address
	best := 0
	t.rows(`SELECT i.kind, i.scope, i.given, i.customer = me.id FROM customers me
		JOIN customers same ON same.root = me.root AND same.forgotten = 0
		JOIN identifiers i ON i.customer = same.id
		WHERE me.id = ? ORDER BY i.position`, args(id.UUID[:]), func(scan func(...any) error) error {
		var kind shop.IdentifierKind
		var scope, given string
		var own bool
		if err := scan(&kind, &scope, &given, &own); err != nil {
			return err
		}
		if kind == shop.IsBSUID && !good(scope) {
			return nil
		}
		if worth := preference(kind, own); worth >= best && worth > 0 {
			best, a = worth, Address{Phone: given}
			if kind == shop.IsBSUID {
				a = Address{UserID: given}
			}
		}
		return nil
	})
	return a, best > 0
}

func preference(kind shop.IdentifierKind, own bool) int {
	worth := map[shop.IdentifierKind]int{shop.IsBSUID: 1, shop.IsPhone: 3, shop.IsWaID: 5}[kind]
	if own && worth > 0 {
		worth++
	}
	return worth
}

// Identified is whom an identifier names now. A wa_id and a phone are one.
func (t *Tx) Identified(i shop.Identifier) (id shop.CustomerID, ok bool) {
	kind, key := canonical(i)
	ok = t.row(`SELECT customer FROM identifiers WHERE kind = ? AND scope = ? AND key = ?`, args(string(kind), i.Scope, key), &id)
	if !ok && (i.Kind == shop.IsPhone || i.Kind == shop.IsWaID) {
		ok = t.row(`SELECT customer FROM identifiers WHERE kind IN ('phone', 'wa_id') AND scope = '' AND key = ?
			ORDER BY position DESC`, args(key), &id)
	}
	return id, ok
}

// Named is whether exactly this identifier is already known of a customer.
func (t *Tx) Named(customer shop.CustomerID, i shop.Identifier) bool {
	kind, key := canonical(i)
	var given string
	var owner shop.CustomerID
	ok := t.row(`SELECT customer, given FROM identifiers WHERE kind = ? AND scope = ? AND key = ?`,
		args(string(kind), i.Scope, key), &owner, &given)
	return ok && owner == customer && given == i.Value
}

// Identifier is the customer's own newest identifier of a kind.
func (t *Tx) Identifier(customer shop.CustomerID, kind shop.IdentifierKind, scope string) (given string, ok bool) {
	ok = t.row(`SELECT given FROM identifiers WHERE customer = ? AND kind = ? AND scope = ? ORDER BY position DESC LIMIT 1`,
		args(customer.UUID[:], string(kind), scope), &given)
	return given, ok
}

// AllForgotten are the customers whose key was destroyed.
func (t *Tx) AllForgotten() (all []shop.CustomerID) {
	t.rows(`SELECT id FROM customers WHERE forgotten = 1`, nil, func(scan func(...any) error) error {
		var id shop.CustomerID
		err := scan(&id)
		all = append(all, id)
		return err
	})
	return all
}

// Forgotten says whether a customer's key was destroyed.
func (t *Tx) Forgotten(customer shop.CustomerID) bool {
	return t.has(`SELECT 1 FROM customers WHERE id = ? AND forgotten = 1`, customer.UUID[:])
}

// Profile is the profile name that a customer was last seen with.
func (t *Tx) Profile(customer shop.CustomerID) (name string) {
	t.row(`SELECT profile FROM customers WHERE id = ?`, args(customer.UUID[:]), &name)
	return name
}

// BeforeStop is what a consent was when the customer's last stop word came.
func (t *Tx) BeforeStop(customer shop.CustomerID, purpose shop.Purpose) (allowed, asked bool) {
	var before int
	ok := t.row(`SELECT before FROM consents WHERE customer = ? AND purpose = ?`, args(customer.UUID[:], string(purpose)), &before)
	return before == 1, ok && before >= 0
}

func canonical(i shop.Identifier) (shop.IdentifierKind, string) {
	if i.Kind == shop.IsPhone || i.Kind == shop.IsWaID {
		return i.Kind, shop.PhoneKey(i.Value)
	}
	return i.Kind, i.Value
}
