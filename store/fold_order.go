package store

import (
	"mostrador/shop"
)

// orderBody folds what happens to orders; false when the body is another's.
func (f *fold) orderBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.OrderOpened:
		f.orderOpened(e, b)
	case *shop.OrderEdited:
		f.orderEdited(e, b)
	case *shop.OrderMoved:
		f.orderMoved(e, b)
	case *shop.UpdateWithheld:
		f.updateWithheld(e, b)
	default:
		return false
	}
	return true
}

// order is an order's row, confirmed or shown.
type order struct {
	position int64
	id       shop.OrderID
	opened   int64
	number   string
	status   shop.StatusID
	moved    int64
	customer shop.CustomerID
	content  shop.Order
	personal shop.OrderPersonal
	waiting  bool // something of it has not left yet
}

const orderColumns = `id, number, opened, status, moved, customer, due, items, payment, total, currency, delivery, tracking,
	name, phone, address, notes`

func (o *order) dest() []any {
	return []any{&o.id.UUID, &o.number, &o.opened, word[shop.StatusID]{&o.status}, &o.moved, &o.customer.UUID,
		at{&o.content.Due}, jsonInto{&o.content.Items}, jsonInto{&o.content.Payment}, &o.content.Total.Micros,
		&o.content.Total.Currency, truth{&o.content.Delivery}, &o.content.Tracking,
		&o.personal.Name, &o.personal.Phone, &o.personal.Address, &o.personal.Notes}
}

func (o *order) values() []any {
	return []any{blob(o.id.UUID), o.number, o.opened, string(o.status), o.moved, blob(o.customer.UUID),
		millis(o.content.Due), jsonText(itemsOf(o.content)), jsonText(o.content.Payment), o.content.Total.Micros,
		o.content.Total.Currency, flag(o.content.Delivery), o.content.Tracking,
		o.personal.Name, o.personal.Phone, o.personal.Address, o.personal.Notes}
}

func itemsOf(o shop.Order) []shop.Item {
	if o.Items == nil {
		return []shop.Item{}
	}
	return o.Items
}

func (f *fold) order(id shop.OrderID) (*order, bool) {
	o := &order{}
	ok := f.scan("SELECT "+orderColumns+", position FROM orders WHERE id = ?", []any{blob(id.UUID)}, append(o.dest(), &o.position)...)
	return o, ok
}

func (f *fold) saveOrder(o *order) {
	f.exec(`INSERT INTO orders (`+orderColumns+`, position) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET status = excluded.status, moved = excluded.moved, customer = excluded.customer,
			due = excluded.due, items = excluded.items, payment = excluded.payment, total = excluded.total,
			currency = excluded.currency, delivery = excluded.delivery, tracking = excluded.tracking, name = excluded.name,
			phone = excluded.phone, address = excluded.address, notes = excluded.notes`, append(o.values(), o.position)...)
	f.index("orders_fts", o.position, joined(o.number, o.personal.Name, itemNames(o.content.Items), o.personal.Notes,
		o.personal.Address, o.personal.Phone, o.content.Tracking))
	f.orders.add(o.id)
}

func itemNames(items []shop.Item) string {
	text := ""
	for _, item := range items {
		text = joined(text, item.Name)
	}
	return text
}

func (f *fold) orderOpened(e *shop.Event, b *shop.OrderOpened) {
	if _, ok := f.order(b.OrderID); ok {
		return
	}
	f.ensureCustomer(e, b.Customer)
	f.saveOrder(&order{position: int64(e.Position), id: b.OrderID, opened: millis(e.At), number: b.Number, status: b.Status,
		moved: millis(e.At), customer: b.Customer, content: b.Order, personal: b.Personal})
	f.history(e, b.OrderID, "opened", "", b.Status)
}

func (f *fold) orderEdited(e *shop.Event, b *shop.OrderEdited) {
	o, ok := f.order(b.OrderID)
	if !ok {
		return
	}
	if b.Customer != nil {
		f.ensureCustomer(e, *b.Customer)
	}
	o.edit(b.Items, b.Due, b.Payment, b.Delivery, b.Tracking, b.Customer, b.Personal)
	f.saveOrder(o)
	f.history(e, b.OrderID, "edited", "", "")
}

func (f *fold) orderMoved(e *shop.Event, b *shop.OrderMoved) {
	o, ok := f.order(b.OrderID)
	if !ok {
		return
	}
	o.status, o.moved = b.To, millis(e.At)
	f.saveOrder(o)
	f.history(e, b.OrderID, "moved", b.From, b.To)
}

func (f *fold) updateWithheld(e *shop.Event, b *shop.UpdateWithheld) {
	f.exec(`INSERT INTO withheld (order_id, position, status, customer, at, reason) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		blob(b.Update.Order.UUID), int64(e.Position), string(b.Update.Status), blob(b.Update.Customer.UUID), millis(e.At), string(b.Reason))
	f.orders.add(b.Update.Order)
}

func (f *fold) history(e *shop.Event, id shop.OrderID, what string, from, to shop.StatusID) {
	f.exec(`INSERT INTO order_history (order_id, position, at, what, from_status, to_status, person) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`,
		blob(id.UUID), int64(e.Position), millis(e.At), what, string(from), string(to), blob(e.Author.Person.UUID))
}
