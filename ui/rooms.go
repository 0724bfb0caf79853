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

// rooms makes every room, in the order of the rail; Settings is last, at its
// foot.
func rooms(d *desk.Desk) []entry {
	return []entry{
		{desk.Today, "today", today.New(d)},
		{desk.Inbox, "inbox", inbox.New(d)},
		{desk.Orders, "orders", orders.New(d)},
		{desk.Customers, "customers", customers.New(d)},
		{desk.Replies, "replies", replies.New(d)},
		{desk.Settings, "settings", settings.New(d)},
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
