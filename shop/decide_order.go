package shop

import "strconv"

func (d *decision) decideOrder(wish Wish) {
	switch w := wish.(type) {
	case *OpenOrder:
		d.openOrder(w)
	case *EditOrder:
		d.editOrder(w)
	case *MoveOrder:
		d.moveOrder(w)
	case *TellAgain:
		d.tellAgain(w)
	}
}

func (d *decision) openOrder(w *OpenOrder) {
	if _, ok := d.facts.Order(w.Order); ok {
		d.noted()
		return
	}
	pipeline := d.facts.Shop().Pipeline
	if w.Status == "" {
		w.Status = pipeline.First()
	}
	if reason, field := d.orderFits(w, pipeline); reason != ReasonNone {
		d.refuse(reason, field)
		return
	}
	w.Content.Total = d.total(w.Content)
	d.emit(&OrderOpened{
		OrderID: w.Order, Number: strconv.Itoa(d.facts.NextOrderNumber()), Status: w.Status,
		Customer: w.Customer, Order: w.Content, Personal: w.Personal,
	}, ChannelID{}, w.Customer)
}

func (d *decision) orderFits(w *OpenOrder, pipeline Pipeline) (Reason, string) {
	if reason := d.mayHaveOrder(w.Customer); reason != ReasonNone {
		return reason, "customer"
	}
	if pipeline.Index(w.Status) < 0 {
		return ReasonInvalid, "status"
	}
	if len(w.Content.Items) == 0 {
		return ReasonEmpty, "items"
	}
	if !itemsValid(w.Content.Items) {
		return ReasonInvalid, "items"
	}
	return ReasonNone, ""
}

// mayHaveOrder says whom an order can be for: nobody in particular, or somebody
// who is known and was not forgotten.
func (d *decision) mayHaveOrder(id CustomerID) Reason {
	customer, known := d.facts.Customer(id)
	switch {
	case id == CustomerID{}:
		return ReasonNone
	case !known:
		return ReasonNotFound
	case customer.Forgotten:
		return ReasonCustomerForgotten
	}
	return ReasonNone
}

func itemsValid(items []Item) bool {
	for _, it := range items {
		if it.Name == "" || it.Quantity < 1 || it.Price.Micros < 0 {
			return false
		}
	}
	_, err := Sum(items)
	return err == nil
}

// total keeps a total that was typed; otherwise the items are added up.
func (d *decision) total(o Order) Money {
	if o.Total.Micros != 0 {
		return o.Total
	}
	sum, err := Sum(o.Items)
	if err != nil {
		return Money{}
	}
	if sum.Currency == "" {
		sum.Currency = d.facts.Shop().Currency
	}
	return sum
}

func (d *decision) editOrder(w *EditOrder) {
	order, ok := d.facts.Order(w.Order)
	if !ok {
		d.refuse(ReasonNotFound, "order")
		return
	}
	if w.Items != nil && (len(*w.Items) == 0 || !itemsValid(*w.Items)) {
		d.refuse(ReasonInvalid, "items")
		return
	}
	customer, reason := d.sealedFor(order, w)
	if reason != ReasonNone {
		d.refuse(reason, "customer")
		return
	}
	d.emit(&OrderEdited{
		OrderID: w.Order, Items: w.Items, Due: w.Due, Payment: w.Payment, Delivery: w.Delivery,
		Tracking: w.Tracking, Customer: w.Customer, Personal: w.Personal,
	}, ChannelID{}, customer)
}

// sealedFor is whose key seals an edit. An order of a customer who was forgotten
// can still be paid or delivered, but nothing personal be written on it.
func (d *decision) sealedFor(order OrderFacts, w *EditOrder) (CustomerID, Reason) {
	if w.Customer != nil {
		return *w.Customer, d.mayHaveOrder(*w.Customer)
	}
	if !d.forgotten(order.Customer) {
		return order.Customer, ReasonNone
	}
	if w.Personal != (OrderEditPersonal{}) {
		return CustomerID{}, ReasonCustomerForgotten
	}
	return CustomerID{}, ReasonNone
}

// moveOrder: whoever moved first wins; the second is told that it moved on. A
// move whose update can't be told still moves, and says why it wasn't told.
func (d *decision) moveOrder(w *MoveOrder) {
	order, ok := d.facts.Order(w.Order)
	switch {
	case !ok:
		d.refuse(ReasonNotFound, "order")
		return
	case d.facts.Shop().Pipeline.Index(w.To) < 0:
		d.refuse(ReasonInvalid, "to")
		return
	case order.Status == w.To && w.Tell == nil:
		d.noted()
		return
	case order.Status != w.From && order.Status != w.To:
		d.refuse(ReasonAlreadyMoved, "from")
		return
	}
	if order.Status != w.To {
		d.emit(&OrderMoved{OrderID: w.Order, From: order.Status, To: w.To}, ChannelID{}, order.Customer)
	}
	if w.Tell != nil {
		d.tell(order, w.To, *w.Tell, false)
	}
}

func (d *decision) tellAgain(w *TellAgain) {
	order, ok := d.facts.Order(w.Order)
	if !ok {
		d.refuse(ReasonNotFound, "order")
		return
	}
	d.tell(order, order.Status, w.Tell, true)
}

// tell queues the update by the way that is open now, by the relay's clock,
// whatever the device believed.
func (d *decision) tell(order OrderFacts, status StatusID, t Telling, again bool) {
	key := UpdateKey{Order: order.ID, Status: status, Customer: order.Customer}
	if (order.Customer == CustomerID{}) {
		d.withhold(key, ReasonNoCustomer)
		return
	}
	sending := Sending{
		Message: UpdateMessageFor(d.cmd.ID), Channel: t.Channel, Customer: order.Customer,
		Type: TypeText, Content: Content{Text: t.Text}, Category: CategoryService, Update: &key, Again: again,
	}
	if t.Template != nil && (t.Text == "" || !windowOf(d.facts, sending).OpenAt(d.asking.Now)) {
		sending.Type, sending.Content = TypeTemplate, Content{Template: t.Template, Text: d.rendered(sending, *t.Template)}
		sending.Category = d.category(sending)
	}
	if reason := MayLeave(d.facts, sending, d.asking.Now); reason != ReasonNone {
		d.withhold(key, reason)
		return
	}
	d.queue(sending, MessageID{})
}

// rendered keeps beside a template what the customer will read.
func (d *decision) rendered(s Sending, use TemplateUse) string {
	channel, _ := d.facts.Channel(s.Channel)
	template, ok := d.facts.Template(channel.WABA, use.Name, use.Language)
	if !ok {
		return ""
	}
	return template.Render(use.Parameters)
}

func (d *decision) withhold(key UpdateKey, reason Reason) {
	d.emit(&UpdateWithheld{Update: key, Reason: reason}, ChannelID{}, key.Customer)
}
