package practice

import "mostrador/shop"

// placeOrder writes an order and how it moved along.
func (h *history) placeOrder(told orderStory) {
	id, customer := h.order(told.Number), h.people[told.Customer].customer
	word := func(key string) string { return h.content.word("order", told.Number, key) }
	items := h.content.items(told.Items)
	total, err := shop.Sum(items)
	h.errs = append(h.errs, err)
	payment := shop.Payment{State: shop.PaymentState(told.Payment)}
	if told.Method != "" {
		payment.Method = h.content.word("payment", told.Method)
	}
	if told.Deposit != 0 {
		payment.Amount = h.content.money(told.Deposit)
	}
	status := shop.StatusID(h.content.story.Statuses[0].ID)
	h.add(about{at: h.when(told.Opened), author: shop.ByPerson, customer: customer}, &shop.OrderOpened{
		OrderID: id, Number: told.Number, Status: status, Customer: customer,
		Order: shop.Order{Items: items, Due: h.when(told.Due), Payment: payment, Total: total, Delivery: told.Delivery},
		Personal: shop.OrderPersonal{Name: word("name"), Phone: word("phone"), Address: word("address"),
			Notes: word("notes")},
	})
	for _, move := range told.Moves {
		at := about{at: h.when(move.At), author: shop.ByPerson, customer: customer}
		to := shop.StatusID(move.To)
		h.add(at, &shop.OrderMoved{OrderID: id, From: status, To: to})
		if move.Withheld != "" {
			h.add(at, &shop.UpdateWithheld{Update: shop.UpdateKey{Order: id, Status: to, Customer: customer}, Reason: shop.Reason(move.Withheld)})
		}
		status = to
	}
}
