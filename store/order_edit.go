package store

import (
	"time"

	"mostrador/shop"
)

// edit changes what an edit names; absent fields stay. New items bring their
// own sum, unless they have no prices.
func (o *order) edit(items *[]shop.Item, due *time.Time, payment *shop.Payment, delivery *bool, tracking *string,
	customer *shop.CustomerID, personal shop.OrderEditPersonal,
) {
	if items != nil {
		o.content.Items = *items
		if sum, err := shop.Sum(*items); err == nil && sum.Micros != 0 {
			if sum.Currency == "" {
				sum.Currency = o.content.Total.Currency
			}
			o.content.Total = sum
		}
	}
	replace(&o.content.Due, due)
	replace(&o.content.Payment, payment)
	replace(&o.content.Delivery, delivery)
	replace(&o.content.Tracking, tracking)
	replace(&o.customer, customer)
	replace(&o.personal.Name, personal.Name)
	replace(&o.personal.Phone, personal.Phone)
	replace(&o.personal.Address, personal.Address)
	replace(&o.personal.Notes, personal.Notes)
}

func replace[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}
