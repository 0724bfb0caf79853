package shop

import "time"

// DoForgetCustomer is the kind of ForgetCustomer.
const DoForgetCustomer CommandKind = "customer.forget"

// ForgetCustomer: everything of a person goes, for good. It holds for all that
// are the same person by a merge. Orders stay, without who they were for. Only
// an owner may ask for it.
type ForgetCustomer struct {
	Customer CustomerID `json:"customer"`
}

// CommandKind is the command's kind.
func (*ForgetCustomer) CommandKind() CommandKind { return DoForgetCustomer }

// RawKept is how long the relay keeps what WhatsApp delivered as it came in.
// It is the one place where words of a forgotten customer stay for a while.
const RawKept = 30 * 24 * time.Hour

func (d *decision) forgetCustomer(w *ForgetCustomer) {
	customer, ok := d.facts.Customer(w.Customer)
	switch {
	case d.asking.Role != Owner:
		d.refuse(ReasonNotAllowed, "role")
	case !ok:
		d.refuse(ReasonNotFound, "customer")
	case customer.Forgotten:
		d.noted()
	default:
		for _, member := range d.facts.Group(w.Customer) {
			d.emit(&CustomerForgotten{Customer: member}, ChannelID{}, member)
		}
	}
}
