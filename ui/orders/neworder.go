package orders

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// newOrder is the sheet for a new order. Closing it keeps what was typed for
// the next time it is opened.
type newOrder struct {
	room   *Room
	form   *form
	sheet  *kit.Sheet
	typed  bool // something was typed
	saving bool
	slot   desk.Slot
	save   *kit.Button
}

func makeNewOrder(r *Room) *newOrder {
	n := &newOrder{room: r}
	n.form = newForm(r, func() { n.typed = true })
	return n
}

type newOrderData struct {
	info     store.ShopInfo
	customer store.CustomerCard
	known    bool
}

// show opens the sheet, for a customer if there is one.
func (n *newOrder) show(customer shop.CustomerID) {
	if n.sheet != nil && !n.sheet.Closed() {
		return
	}
	d := n.room.desk
	desk.Load(d, &n.slot, func(ctx context.Context) (newOrderData, error) {
		var data newOrderData
		var err error
		if data.info, err = d.Store.Shop(ctx); err != nil || (customer == shop.CustomerID{}) {
			return data, err
		}
		data.customer, err = d.Store.Customer(ctx, customer)
		data.known = err == nil
		return data, err
	}, func(data newOrderData) { n.open(customer, data) })
}

func (n *newOrder) open(customer shop.CustomerID, data newOrderData) {
	on := n.room.canvas()
	if on == nil {
		return
	}
	switch {
	case !n.typed:
		n.form.fill(written{customer: customer, payment: shop.Payment{State: shop.Unpaid}}, data.customer.Name, data.info.Currency)
		n.form.due.today()
		n.typed = false
	case data.known:
		n.form.who.set(customer, data.customer.Name, shop.OrderPersonal{})
	}
	n.save = kit.NewButton(lang.L("orders.saveNew"), kit.Primary, n.keep)
	clear := kit.NewButton(lang.L("orders.startOver"), kit.SecondaryWeight, func() {
		n.typed = false
		n.form.fill(written{payment: shop.Payment{State: shop.Unpaid}}, "", data.info.Currency)
		n.form.due.today()
		n.typed = false
	})
	first := fyne.Focusable(n.form.who.search.Entry)
	if (customer != shop.CustomerID{}) {
		first = n.form.items.lines[0].quantity.Entry
	}
	n.sheet = kit.ShowSheet(on, kit.SheetParams{
		Title: lang.L("orders.new"), Width: 860, First: first, Buttons: []*kit.Button{clear, n.save},
		Content: container.New(kit.Inset{Right: 8, Bottom: 4, Left: 4}, n.form.content),
	})
}

// keep hands the order in; what was typed stays until it is safely there.
func (n *newOrder) keep() {
	w, ok := n.form.read()
	if !ok || n.saving {
		return
	}
	total, err := shop.Sum(w.items)
	if err != nil {
		n.form.items.complain(lang.L("orders.wrong.total"))
		return
	}
	n.saving = true
	wish := &shop.OpenOrder{Order: shop.OrderID{UUID: desk.NewID()}, Customer: w.customer, Personal: w.personal, Content: shop.Order{
		Items: w.items, Due: w.due, Payment: w.payment, Total: total, Delivery: w.delivery, Tracking: w.tracking,
	}}
	n.room.desk.Do(wish, func(err error) {
		n.saving = false
		if err != nil {
			n.sheet.Toast(kit.ToastParams{Text: desk.Words(err), For: 8e9})
			return
		}
		n.typed = false
		n.sheet.Close()
		n.room.desk.Toast(lang.L("orders.saved"))
		n.room.read()
	})
}
