package ui

import (
	"mostrador/ui/customers"
	"mostrador/ui/desk"
	"mostrador/ui/inbox"
	"mostrador/ui/orders"
	"mostrador/ui/playing"
	"mostrador/ui/replies"
	"mostrador/ui/settings"
	"mostrador/ui/today"
)

// rooms lists every room, in the order of the rail; Settings is last, at its
// foot.
func rooms() []entry {
	return []entry{
		{id: desk.Today, icon: "today", make: func(d *desk.Desk) Room { return today.New(d) }},
		{id: desk.Inbox, icon: "inbox", make: func(d *desk.Desk) Room { return inbox.New(d) }},
		{id: desk.Orders, icon: "orders", make: func(d *desk.Desk) Room { return orders.New(d) }},
		{id: desk.Customers, icon: "customers", make: func(d *desk.Desk) Room { return customers.New(d) }},
		{id: desk.Replies, icon: "replies", make: func(d *desk.Desk) Room { return replies.New(d) }},
		{id: desk.Settings, icon: "settings", make: func(d *desk.Desk) Room { return settings.New(d) }},
	}
}

// writeAs opens the window in which the owner plays a customer.
func (w *Window) writeAs() {
	if w.playing != nil {
		w.playing.Front()
		return
	}
	w.playing = playing.Open(w.desk, func() { w.playing = nil })
}
