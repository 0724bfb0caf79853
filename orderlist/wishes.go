package orderlist

import "mostrador/shop"

// Edits are what a row asks for beside moving its order, in this order.
func (r Row) Edits() []shop.Wish {
	switch {
	case r.Kind == Fresh:
		var wishes []shop.Wish
		if r.Phone != "" {
			wishes = append(wishes, &shop.AddCustomer{Customer: r.New.Customer, Phone: r.Phone, Name: r.New.Personal.Name})
		}
		return append(wishes, r.New)
	case r.Kind != Change || r.Tracking == "" && !r.Paid:
		return nil
	}
	edit := &shop.EditOrder{Order: r.Order.ID}
	if r.Tracking != "" {
		edit.Tracking = &r.Tracking
	}
	if r.Paid {
		payment := r.Order.Payment
		payment.State = shop.Paid
		edit.Payment = &payment
	}
	return []shop.Wish{edit}
}

// Move is the wish that moves its order without telling anybody; nil where
// nothing moves.
func (r Row) Move() *shop.MoveOrder {
	if r.Kind != Change || r.To == "" {
		return nil
	}
	return &shop.MoveOrder{Order: r.Order.ID, From: r.Order.Status, To: r.To}
}

// Remember is the key under which Params.Done should keep the row's order;
// empty where its number finds it again. (A parcel may come to hold other orders.)
func (r Row) Remember() string {
	if r.Kind != Unclear && (r.By == ByPhone || r.By == ByName || r.By == ByTracking) {
		return r.key
	}
	return ""
}
