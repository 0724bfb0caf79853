package orders

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
)

// written is an order as a form holds it.
type written struct {
	customer shop.CustomerID
	items    []shop.Item
	due      time.Time
	payment  shop.Payment
	delivery bool
	tracking string
	personal shop.OrderPersonal
}

// form is the fields of an order, for a new one and for one that is there.
type form struct {
	who      *whoField
	items    *itemsField
	due      *dueField
	pay      *payField
	ways     *kit.SegmentedControl
	address  *kit.TextField
	tracking *kit.TextField
	delivery *fyne.Container
	notes    *kit.TextField
	content  *fyne.Container

	onChange func()
	filling  bool
}

func newForm(r *Room, onChange func()) *form {
	f := &form{onChange: onChange}
	changed := func() { f.changed() }
	text := func(string) { f.changed() }
	f.who = newWhoField(r, changed)
	f.items = newItemsField(changed)
	f.who.onChosen = func() {
		if first := f.items.lines[0]; first.blank() {
			first.quantity.Entry.TapToFocus()
		}
	}
	f.due = newDueField(r.desk.Now, changed)
	f.pay = newPayField(changed)
	f.ways = kit.NewSegmentedControl([]string{lang.L("orders.collected"), lang.L("orders.delivered")}, 0, func(int) { f.changed() })
	f.address = kit.NewTextField(lang.L("orders.address"), "", func(string) { f.address.SetError(""); f.changed() })
	f.tracking = kit.NewTextField(lang.L("orders.tracking"), "", text)
	f.delivery = container.New(share{gap: 8}, f.address, f.tracking)
	f.notes = kit.NewTextArea(lang.L("orders.notes"), "", 2, text)
	left := container.New(kit.Column{Gap: 14}, container.New(kit.Column{Gap: 6}, fieldHead("orders.who"), f.who.content), f.items.content)
	right := container.New(kit.Column{Gap: 14}, f.due.content,
		container.New(kit.Column{Gap: 6}, fieldHead("orders.way"), container.New(leftAligned{}, f.ways), f.delivery), f.pay.content, f.notes)
	f.content = container.New(&twoColumns{gap: 24, fold: 640, share: 0.54}, left, right)
	return f
}

func (f *form) changed() {
	show(f.delivery, f.ways.Chosen() == 1)
	f.content.Refresh()
	if !f.filling && f.onChange != nil {
		f.onChange()
	}
}

// fill shows an order; title is the customer's name.
func (f *form) fill(w written, title, currency string) {
	f.filling = true
	defer func() { f.filling = false }()
	f.items.currency, f.pay.currency = currency, currency
	f.who.set(w.customer, title, w.personal)
	f.items.set(w.items)
	f.due.set(w.due)
	f.pay.set(w.payment)
	f.ways.Choose(0)
	if w.delivery {
		f.ways.Choose(1)
	}
	f.address.SetText(w.personal.Address)
	f.tracking.SetText(w.tracking)
	f.notes.SetText(w.personal.Notes)
	f.changed()
}

// read reads all fields, each of which says what is wrong with it.
func (f *form) read() (written, bool) {
	var w written
	var good [5]bool
	w.customer, w.personal, good[0] = f.who.read()
	w.items, good[1] = f.items.read()
	w.due, good[2] = f.due.read()
	w.payment, good[3] = f.pay.read()
	w.delivery, good[4] = f.ways.Chosen() == 1, true
	w.personal.Notes = strings.TrimSpace(f.notes.Text())
	if w.delivery {
		w.personal.Address, w.tracking = strings.TrimSpace(f.address.Text()), strings.TrimSpace(f.tracking.Text())
		if w.personal.Address == "" && (w.customer == shop.CustomerID{}) {
			f.address.SetError(lang.L("orders.wrong.address"))
			good[4] = false
		}
	}
	f.content.Refresh()
	for _, ok := range good {
		if !ok {
			return w, false
		}
	}
	return w, true
}

// writtenOf is what is written on an order that is there.
func writtenOf(card store.OrderCard) written {
	w := written{
		customer: card.Customer, items: card.Items, due: card.Due, payment: card.Payment, delivery: card.Delivery, tracking: card.Tracking,
		personal: shop.OrderPersonal{Name: card.WalkIn, Phone: card.Phone, Address: card.Address, Notes: card.Notes},
	}
	if (card.Customer != shop.CustomerID{}) {
		w.personal.Name, w.personal.Phone = "", ""
	}
	return w
}
