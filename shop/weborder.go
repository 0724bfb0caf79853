package shop

import (
	"slices"
	"strings"
	"time"
)

// DoTakeWebOrder is the command of a relay that a web shop told of an order.
const DoTakeWebOrder CommandKind = "web_order.take"

// TakeWebOrder: an order as a web shop has it now. Reports may come twice and in
// any order: of two the later one counts.
type TakeWebOrder struct {
	Hook     string    `json:"hook"` // names the web shop; its orders are apart from another's
	Ref      string    `json:"ref"`  // the web shop's id of the order
	Number   string    `json:"number,omitempty"`
	Updated  time.Time `json:"updated,omitzero"` // the web shop's clock
	Gone     bool      `json:"gone,omitempty"`   // it was deleted there
	Status   StatusID  `json:"status,omitempty"` // of the shop's pipeline; empty: its status means nothing here
	Said     string    `json:"said,omitempty"`   // the web shop's word for its status
	Name     string    `json:"name,omitempty"`
	Phone    string    `json:"phone,omitempty"`
	Country  string    `json:"country,omitempty"`
	Address  string    `json:"address,omitempty"`
	Note     string    `json:"note,omitempty"`
	Content  Order     `json:"content"`
	Consents []Ticked  `json:"consents,omitempty"`
}

// Ticked is what a customer said at checkout.
type Ticked struct {
	Purpose Purpose `json:"purpose"`
	Allowed bool    `json:"allowed"`
	Wording string  `json:"wording,omitempty"`
}

// CommandKind is the command's kind.
func (*TakeWebOrder) CommandKind() CommandKind { return DoTakeWebOrder }

// WebOrderTaken: a web shop's report of an order was taken in.
type WebOrderTaken struct {
	OrderID OrderID   `json:"order"`
	Hook    string    `json:"hook"`
	Updated time.Time `json:"updated,omitzero"`
	Said    string    `json:"said,omitempty"`
	Gone    bool      `json:"gone,omitempty"`
}

// KindWebOrderTaken is the kind of WebOrderTaken.
const KindWebOrderTaken Kind = "web_order.taken"

// Kind is the event's kind.
func (*WebOrderTaken) Kind() Kind { return KindWebOrderTaken }

// Version is the version this type writes.
func (*WebOrderTaken) Version() int { return 1 }

// WebOrderFor is the id of a web shop's order.
func WebOrderFor(shop ShopID, hook, ref string) OrderID {
	return OrderID{derive("weborder", shop.String(), hook, ref)}
}

func (d *decision) takeWebOrder(w *TakeWebOrder) {
	id := WebOrderFor(d.asking.Shop, w.Hook, w.Ref)
	last, known := d.facts.WebOrder(id)
	switch {
	case d.asking.Device != DeviceID{}: // devices have orders of their own
		d.refuse(ReasonNotAllowed, "device")
		return
	case w.Hook == "" || w.Ref == "":
		d.refuse(ReasonInvalid, "ref")
		return
	case !w.Gone && w.Updated.IsZero():
		d.refuse(ReasonInvalid, "updated")
		return
	case known && !w.Gone && w.Updated.Before(last): // overtaken on its way
		d.noted()
		return
	case w.Gone && !known:
		d.noted()
		return
	case w.Gone:
		// What was deleted there may be half-baked here: a person decides.
		d.emit(&WebOrderTaken{OrderID: id, Hook: w.Hook, Updated: last, Said: "deleted", Gone: true}, ChannelID{}, CustomerID{})
		return
	}
	order, opened := d.facts.Order(id)
	if opened {
		d.editWebOrder(order, w)
	} else {
		d.openWebOrder(id, w)
	}
	if len(d.events) > 0 && d.events[len(d.events)-1].Kind == KindCommandRefused {
		return
	}
	d.emit(&WebOrderTaken{OrderID: id, Hook: w.Hook, Updated: w.Updated.UTC(), Said: w.Said}, ChannelID{}, CustomerID{})
}

// openWebOrder opens an order for a customer who may be new.
func (d *decision) openWebOrder(id OrderID, w *TakeWebOrder) {
	if len(w.Content.Items) == 0 || !itemsValid(w.Content.Items) {
		d.refuse(ReasonInvalid, "items")
		return
	}
	pipeline := d.facts.Shop().Pipeline
	status := w.Status
	if pipeline.Index(status) < 0 {
		status = pipeline.First()
	}
	number := "W" + w.Number
	if w.Number == "" {
		number = "W" + w.Ref
	}
	customer := d.webCustomer(w)
	d.emit(&OrderOpened{
		OrderID: id, Number: number, Status: status, Customer: customer, Order: w.Content,
		Personal: OrderPersonal{Name: w.Name, Phone: w.Phone, Address: w.Address, Notes: w.Note},
	}, ChannelID{}, customer)
}

// webCustomer finds or makes the customer of a checkout by the number that was
// typed; without a usable number the order stays with its name alone.
func (d *decision) webCustomer(w *TakeWebOrder) CustomerID {
	country := w.Country
	if country == "" {
		country = d.facts.Shop().Country
	}
	phone, err := ParsePhone(w.Phone, country)
	if err != nil {
		return CustomerID{}
	}
	id := CustomerByPhone(d.asking.Shop, phone)
	known, ok := d.facts.Customer(id)
	if ok && known.Forgotten {
		return CustomerID{}
	}
	if !ok {
		d.emit(&CustomerSeen{Customer: id, Personal: CustomerSeenPersonal{Identifiers: []Identifier{{Kind: IsPhone, Value: phone}}}}, ChannelID{}, id)
		if name := strings.TrimSpace(w.Name); name != "" {
			d.emit(&CustomerEdited{Customer: id, Personal: CustomerFields{Name: &name}}, ChannelID{}, id)
		}
	}
	for _, said := range w.Consents {
		d.ticked(id, known, said)
	}
	return id
}

// ticked keeps what was said at checkout. A tick there does not overrule a no
// that was said elsewhere: boxes are ticked without reading.
func (d *decision) ticked(id CustomerID, known CustomerFacts, said Ticked) {
	if said.Purpose != OrderUpdates && said.Purpose != Offers {
		return
	}
	allowed, asked := known.Consent[said.Purpose]
	if asked && (allowed == said.Allowed || !allowed) {
		return
	}
	d.emit(&ConsentChanged{
		Customer: id, Purpose: said.Purpose, Allowed: said.Allowed, Source: "checkout", Personal: ConsentPersonal{Wording: said.Wording},
	}, ChannelID{}, id)
}

// editWebOrder takes over what the web shop knows better. The shop's own steps
// stay: a status only moves an order on, never back.
func (d *decision) editWebOrder(order OrderFacts, w *TakeWebOrder) {
	customer := order.Customer
	edited := &OrderEdited{OrderID: order.ID, Delivery: &w.Content.Delivery}
	if w.Content.Payment.State == Paid { // what was paid at the counter the web shop doesn't know
		edited.Payment = &w.Content.Payment
	}
	if len(w.Content.Items) > 0 && itemsValid(w.Content.Items) {
		items := slices.Clone(w.Content.Items)
		edited.Items = &items
	}
	if w.Content.Tracking != "" {
		edited.Tracking = &w.Content.Tracking
	}
	if d.forgotten(customer) {
		customer = CustomerID{}
	} else {
		edited.Personal = OrderEditPersonal{Address: &w.Address}
	}
	d.emit(edited, ChannelID{}, customer)
	pipeline := d.facts.Shop().Pipeline
	if pipeline.Index(w.Status) > pipeline.Index(order.Status) {
		d.emit(&OrderMoved{OrderID: order.ID, From: order.Status, To: w.Status}, ChannelID{}, order.Customer)
	}
}
