package shop

import "strings"

// phoneScope is what a number is unique in.
const phoneScope = "phone"

func (d *decision) decideCustomer(wish Wish) {
	switch w := wish.(type) {
	case *AddCustomer:
		d.addCustomer(w)
	case *EditCustomer:
		d.ofCustomer(w.Customer, &CustomerEdited{Customer: w.Customer, Personal: w.Fields})
	case *LabelCustomer:
		if !d.facts.HasLabel(w.Label) {
			d.refuse(ReasonNotFound, "label")
			return
		}
		d.ofCustomer(w.Customer, &CustomerLabelled{Customer: w.Customer, Label: w.Label, On: w.On})
	case *SetConsent:
		d.setConsent(w)
	case *MergeCustomers:
		d.mergeCustomers(w)
	case *UnmergeCustomer:
		d.ofCustomer(w.From, &CustomerUnmerged{From: w.From})
	case *ForgetCustomer:
		d.forgetCustomer(w)
	default:
		d.decideErrand(wish)
	}
}

func (d *decision) ofCustomer(id CustomerID, body Body) {
	customer, ok := d.facts.Customer(id)
	switch {
	case !ok:
		d.refuse(ReasonNotFound, "customer")
	case customer.Forgotten:
		d.refuse(ReasonCustomerForgotten, "customer")
	default:
		d.emit(body, ChannelID{}, id)
	}
}

func (d *decision) forgotten(id CustomerID) bool {
	customer, ok := d.facts.Customer(id)
	return ok && customer.Forgotten
}

func (d *decision) addCustomer(w *AddCustomer) {
	if known, ok := d.facts.Customer(w.Customer); ok {
		if known.Forgotten { // the id is theirs for good, and can't be written to
			d.refuse(ReasonCustomerForgotten, "customer")
			return
		}
		d.noted()
		return
	}
	phone, err := ParsePhone(w.Phone, d.facts.Shop().Country)
	if err != nil || w.Customer != CustomerFor(d.asking.Shop, phoneScope, PhoneKey(phone)) {
		d.refuse(ReasonInvalid, "phone")
		return
	}
	d.emit(&CustomerSeen{Customer: w.Customer, Personal: CustomerSeenPersonal{
		Identifiers: []Identifier{{Kind: IsPhone, Value: phone}},
	}}, ChannelID{}, w.Customer)
	if name := strings.TrimSpace(w.Name); name != "" {
		d.emit(&CustomerEdited{Customer: w.Customer, Personal: CustomerFields{Name: &name}}, ChannelID{}, w.Customer)
	}
}

// CustomerByPhone is the id a customer gets who is first known by number.
func CustomerByPhone(shop ShopID, e164 string) CustomerID {
	return CustomerFor(shop, phoneScope, PhoneKey(e164))
}

func (d *decision) setConsent(w *SetConsent) {
	if w.Purpose != OrderUpdates && w.Purpose != Offers {
		d.refuse(ReasonInvalid, "purpose")
		return
	}
	said := func(of CustomerID) *ConsentChanged {
		return &ConsentChanged{Customer: of, Purpose: w.Purpose, Allowed: w.Allowed, Source: "person",
			Personal: ConsentPersonal{Wording: w.Wording}}
	}
	d.ofCustomer(w.Customer, said(w.Customer))
	customer, ok := d.facts.Customer(w.Customer)
	if !ok || customer.Forgotten {
		return
	}
	for _, member := range d.facts.Group(w.Customer) { // who is the same person said the same
		other, _ := d.facts.Customer(member)
		if allowed, asked := other.Consent[w.Purpose]; member != w.Customer && (!asked || allowed != w.Allowed) {
			d.emit(said(member), ChannelID{}, member)
		}
	}
}

// mergeCustomers refuses a merge into itself or into one of its own leaves,
// which would make a ring.
func (d *decision) mergeCustomers(w *MergeCustomers) {
	from, okFrom := d.facts.Customer(w.From)
	into, okInto := d.facts.Customer(w.Into)
	switch {
	case !okFrom || !okInto:
		d.refuse(ReasonNotFound, "customer")
	case from.Root == into.Root:
		d.noted()
	case from.Root != w.From:
		d.refuse(ReasonInvalid, "from")
	default:
		d.emit(&CustomerMerged{From: w.From, Into: into.Root}, ChannelID{}, w.From)
		for _, refusal := range MergedRefusals(d.facts, w.From, w.Into) {
			d.emit(&refusal, ChannelID{}, refusal.Customer)
		}
	}
}

// MergedRefusals is what a merge of two customers makes known: what one of all
// that are the same person then said no to holds for each of them.
func MergedRefusals(facts Facts, from, into CustomerID) []ConsentChanged {
	var copied []ConsentChanged
	group := append(facts.Group(into), facts.Group(from)...)
	for _, purpose := range []Purpose{OrderUpdates, Offers} {
		refused, lacking := false, []CustomerID{}
		for _, member := range group {
			known, _ := facts.Customer(member)
			allowed, asked := known.Consent[purpose]
			if asked && !allowed {
				refused = true
			} else {
				lacking = append(lacking, member)
			}
		}
		for _, member := range lacking {
			if refused {
				copied = append(copied, ConsentChanged{Customer: member, Purpose: purpose, Source: "merge"})
			}
		}
	}
	return copied
}
