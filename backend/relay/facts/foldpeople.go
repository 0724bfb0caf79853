package facts

import "mostrador/shop"

// foldPeople folds what is said of customers; done is false for other kinds.
func (t *Tx) foldPeople(e shop.Event, body shop.Body) (done bool, err error) {
	switch b := body.(type) {
	case *shop.CustomerSeen:
		return true, t.foldSeen(e, b)
	case *shop.CustomerEdited:
		if b.Personal.Phone == nil || *b.Personal.Phone == "" {
			return true, nil
		}
		return true, t.identify(b.Customer, shop.Identifier{Kind: shop.IsPhone, Value: *b.Personal.Phone}, e.Position)
	case *shop.ConsentChanged:
		return true, t.foldConsent(b)
	case *shop.CustomerMerged:
		return true, t.foldMerged(b)
	case *shop.CustomerUnmerged:
		return true, t.foldUnmerged(b)
	case *shop.CustomerForgotten:
		return true, t.forget(b.Customer)
	}
	return false, nil
}

func (t *Tx) foldSeen(e shop.Event, b *shop.CustomerSeen) error {
	if err := t.ensureCustomer(b.Customer); err != nil {
		return err
	}
	if b.Personal.Name != "" {
		if err := t.exec(`UPDATE customers SET profile = ? WHERE id = ?`, b.Personal.Name, b.Customer.UUID[:]); err != nil {
			return err
		}
	}
	for _, i := range b.Personal.Identifiers {
		if err := t.identify(b.Customer, i, e.Position); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) ensureCustomer(id shop.CustomerID) error {
	return t.exec(`INSERT INTO customers (id, root) VALUES (?, ?) ON CONFLICT DO NOTHING`, id.UUID[:], id.UUID[:])
}

// identify makes an identifier name a customer. A number that has gone to
// somebody else no longer names the one who had it, in either of its forms.
func (t *Tx) identify(customer shop.CustomerID, i shop.Identifier, at shop.Position) error {
	kind, key := canonical(i)
	if key == "" {
		return nil
	}
	if kind == shop.IsPhone || kind == shop.IsWaID {
		err := t.exec(`DELETE FROM identifiers WHERE kind IN ('phone', 'wa_id') AND scope = ? AND key = ? AND customer <> ?`,
			i.Scope, key, customer.UUID[:])
		if err != nil {
			return err
		}
	}
	return t.exec(`INSERT OR REPLACE INTO identifiers (kind, scope, key, given, customer, position) VALUES (?, ?, ?, ?, ?, ?)`,
		string(kind), i.Scope, key, i.Value, customer.UUID[:], int64(at))
}

func (t *Tx) foldConsent(b *shop.ConsentChanged) error {
	before := -1
	if b.Source == SourceStopWord && !b.Allowed {
		var allowed, earlier int
		if t.row(`SELECT allowed, before FROM consents WHERE customer = ? AND purpose = ?`,
			args(b.Customer.UUID[:], string(b.Purpose)), &allowed, &earlier) {
			// A second stop must not forget what held before the first.
			before = max(allowed, earlier)
		}
	}
	return t.exec(`INSERT OR REPLACE INTO consents (customer, purpose, allowed, before) VALUES (?, ?, ?, ?)`,
		b.Customer.UUID[:], string(b.Purpose), b.Allowed, before)
}

func (t *Tx) foldMerged(b *shop.CustomerMerged) error {
	if err := t.exec(`UPDATE customers SET merged = ? WHERE id = ?`, b.Into.UUID[:], b.From.UUID[:]); err != nil {
		return err
	}
	return t.exec(`UPDATE customers SET root = (SELECT root FROM customers WHERE id = ?)
		WHERE root = (SELECT root FROM customers WHERE id = ?) AND EXISTS (SELECT 1 FROM customers WHERE id = ?)`,
		b.Into.UUID[:], b.From.UUID[:], b.Into.UUID[:])
}

// foldUnmerged takes an edge away and finds the roots of all that hung
// together by it.
func (t *Tx) foldUnmerged(b *shop.CustomerUnmerged) error {
	var root shop.CustomerID
	if !t.row(`SELECT root FROM customers WHERE id = ?`, args(b.From.UUID[:]), &root) {
		return t.err
	}
	if err := t.exec(`UPDATE customers SET merged = NULL WHERE id = ?`, b.From.UUID[:]); err != nil {
		return err
	}
	into := map[shop.CustomerID]shop.CustomerID{}
	t.rows(`SELECT id, merged FROM customers WHERE root = ?`, args(root.UUID[:]), func(scan func(...any) error) error {
		var id, merged shop.CustomerID
		err := scan(&id, &merged)
		into[id] = merged
		return err
	})
	for id := range into {
		top := id
		for steps := 0; steps < len(into) && into[top] != (shop.CustomerID{}); steps++ {
			top = into[top]
		}
		if err := t.exec(`UPDATE customers SET root = ? WHERE id = ?`, top.UUID[:], id.UUID[:]); err != nil {
			return err
		}
	}
	return t.err
}

// forget drops everything that names a customer. What they said no to stays.
func (t *Tx) forget(id shop.CustomerID) error {
	if err := t.ensureCustomer(id); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE customers SET forgotten = 1, profile = '' WHERE id = ?`,
		`DELETE FROM identifiers WHERE customer = ?`,
		`DELETE FROM outgoing WHERE customer = ?`,
		`DELETE FROM errands WHERE customer = ?`,
		`UPDATE messages SET wamid = '' WHERE customer = ?`,
	} {
		if err := t.exec(query, id.UUID[:]); err != nil {
			return err
		}
	}
	return nil
}

// SourceStopWord is the consent source of a customer who wrote a stop word.
const SourceStopWord = "stop_word"
