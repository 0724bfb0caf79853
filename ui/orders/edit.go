package orders

import (
	"slices"

	"mostrador/shop"
)

// editOf is the wish that changes an order from one writing to another, with
// only the fields that differ; false when nothing does.
func editOf(id shop.OrderID, before, after written) (*shop.EditOrder, bool) {
	wish := &shop.EditOrder{Order: id}
	any := false
	if !slices.Equal(before.items, after.items) {
		wish.Items, any = &after.items, true
	}
	if !before.due.Equal(after.due) {
		wish.Due, any = &after.due, true
	}
	differs(&wish.Payment, before.payment, after.payment, &any)
	differs(&wish.Delivery, before.delivery, after.delivery, &any)
	differs(&wish.Tracking, before.tracking, after.tracking, &any)
	differs(&wish.Customer, before.customer, after.customer, &any)
	differs(&wish.Personal.Name, before.personal.Name, after.personal.Name, &any)
	differs(&wish.Personal.Phone, before.personal.Phone, after.personal.Phone, &any)
	differs(&wish.Personal.Address, before.personal.Address, after.personal.Address, &any)
	differs(&wish.Personal.Notes, before.personal.Notes, after.personal.Notes, &any)
	return wish, any
}

func differs[T comparable](field **T, before, after T, any *bool) {
	if before != after {
		*field, *any = &after, true
	}
}
