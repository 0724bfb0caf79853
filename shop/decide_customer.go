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
	default:
		d.refuse(ReasonUnknownCommand, "kind")
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

func (d *decision) addCustomer(w *AddCustomer) {
	if _, ok := d.facts.Customer(w.Customer); ok {
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
	d.ofCustomer(w.Customer, &ConsentChanged{
		Customer: w.Customer, Purpose: w.Purpose, Allowed: w.Allowed, Source: "person",
		Personal: ConsentPersonal{Wording: w.Wording},
	})
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
		d.copyOptOut(from, into)
		d.copyOptOut(into, from)
	}
}

// copyOptOut: an opt-out of one holds for all that are the same person.
func (d *decision) copyOptOut(from, to CustomerFacts) {
	for _, purpose := range []Purpose{OrderUpdates, Offers} {
		allowed, asked := from.Consent[purpose]
		other, otherAsked := to.Consent[purpose]
		if asked && !allowed && (!otherAsked || other) {
			d.emit(&ConsentChanged{Customer: to.ID, Purpose: purpose, Source: "merge"}, ChannelID{}, to.ID)
		}
	}
}
