package orders

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// whoField says for whom an order is: a customer of the shop, or somebody at
// the counter or on the phone, of whom only name and number are written down.
type whoField struct {
	room     *Room
	onChange func()
	onChosen func() // a customer was found and chosen
	offered  []store.CustomerRow
	customer shop.CustomerID
	slot     desk.Slot

	kinds   *kit.SegmentedControl
	search  *kit.SearchField
	results *fyne.Container
	chosen  *fyne.Container
	title   *kit.Text
	wrong   *kit.Text
	picker  *fyne.Container
	name    *kit.TextField
	phone   *kit.TextField
	walkIn  *fyne.Container
	content *fyne.Container
}

const (
	whoCustomer = iota
	whoWalkIn
)

// whoAtMost is how many customers are offered at a time.
const whoAtMost = 5

func newWhoField(r *Room, onChange func()) *whoField {
	f := &whoField{room: r, onChange: onChange}
	f.kinds = kit.NewSegmentedControl([]string{lang.L("orders.customer"), lang.L("orders.counter")}, whoCustomer, func(int) {
		f.arrange()
		onChange()
	})
	f.search = kit.NewSearchField(lang.L("orders.findCustomer"), "", f.find)
	f.search.Entry.OnSubmit = func(string) {
		if len(f.offered) > 0 {
			f.take(f.offered[0])
		}
	}
	f.results = container.New(kit.Column{})
	f.title = kit.NewText("", kit.Style{Bold: true})
	f.title.Least = 60
	change := kit.NewButton(lang.L("orders.changeCustomer"), kit.SecondaryWeight, func() {
		f.choose(shop.CustomerID{}, "")
		f.search.Entry.TapToFocus()
	})
	change.Small = true
	f.chosen = container.NewStack(kit.NewCard(container.New(ends{}, f.title, change)))
	f.wrong = kit.NewText("", kit.Style{Scale: kit.Meta, Tone: kit.Warning})
	f.picker = container.New(kit.Column{Gap: 4}, f.search, f.results)
	f.name = kit.NewTextField(lang.L("orders.name"), "", func(string) { f.complain(""); onChange() })
	f.phone = kit.NewTextField(lang.L("orders.phone"), "", func(string) { onChange() })
	f.walkIn = container.New(share{gap: 8}, f.name, f.phone)
	f.content = container.New(kit.Column{Gap: 6}, container.New(leftAligned{}, f.kinds), f.chosen, f.picker, f.walkIn, f.wrong)
	f.arrange()
	return f
}

// arrange shows what belongs to the kind.
func (f *whoField) arrange() {
	none := f.customer == shop.CustomerID{}
	customer := f.kinds.Chosen() == whoCustomer
	show(f.chosen, customer && !none)
	show(f.picker, customer && none)
	show(f.walkIn, !customer)
	f.complain("")
}

func show(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

func (f *whoField) complain(text string) {
	f.wrong.SetText(text)
	show(f.wrong, text != "")
	f.content.Refresh()
}

// set shows a customer, or a walk-in where there is none.
func (f *whoField) set(customer shop.CustomerID, title string, p shop.OrderPersonal) {
	f.name.SetText(p.Name)
	f.phone.SetText(p.Phone)
	f.kinds.Choose(whoCustomer)
	if (customer == shop.CustomerID{}) && p.Name+p.Phone != "" {
		f.kinds.Choose(whoWalkIn)
	}
	f.choose(customer, title)
}

// choose puts a customer in; the zero one asks again.
func (f *whoField) choose(customer shop.CustomerID, title string) {
	f.customer = customer
	f.title.SetText(title)
	f.search.SetText("")
	f.results.Objects = nil
	f.arrange()
	f.onChange()
}

func (f *whoField) find(text string) {
	f.complain("")
	if strings.TrimSpace(text) == "" {
		f.slot.Drop()
		f.offer(nil, "")
		return
	}
	d := f.room.desk
	desk.Load(d, &f.slot, func(ctx context.Context) ([]store.CustomerRow, error) {
		return findCustomers(ctx, d.Store, text)
	}, func(rows []store.CustomerRow) { f.offer(rows, text) })
}

// findCustomers finds by name and by number, also one that is only begun.
func findCustomers(ctx context.Context, from *store.Store, text string) ([]store.CustomerRow, error) {
	found, err := from.Search(ctx, text, whoAtMost)
	if err != nil || len(found.Customers) > 0 {
		return found.Customers[:min(len(found.Customers), whoAtMost)], err
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	if len(digits) < 3 {
		return nil, nil
	}
	info, err := from.Shop(ctx)
	if err != nil {
		return nil, err
	}
	found, err = from.Search(ctx, abroad(digits, info.Country), whoAtMost)
	return found.Customers[:min(len(found.Customers), whoAtMost)], err
}

// abroad writes the beginning of a number of the shop's country with the
// country's code, as numbers are kept: filled up until it could be one, and cut
// back again.
func abroad(digits, country string) string {
	for fill := range 12 {
		if number, err := shop.ParsePhone(digits+strings.Repeat("0", fill), country); err == nil {
			return strings.TrimPrefix(number[:len(number)-fill], "+")
		}
	}
	return digits
}

func (f *whoField) offer(rows []store.CustomerRow, text string) {
	f.offered = rows
	objects := make([]fyne.CanvasObject, 0, len(rows)+1)
	for _, row := range rows {
		objects = append(objects, f.row(row))
	}
	if len(rows) == 0 && text != "" {
		objects = append(objects, kit.NewParagraph(lang.L("orders.noCustomer", map[string]any{"Text": text}), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	f.results.Objects = objects
	f.results.Refresh()
	f.content.Refresh()
	f.onChange()
}

// take chooses a customer that was found and goes on.
func (f *whoField) take(c store.CustomerRow) {
	f.offered = nil
	f.choose(c.ID, c.Name)
	if f.onChosen != nil {
		f.onChosen()
	}
}

func (f *whoField) row(c store.CustomerRow) fyne.CanvasObject {
	name := kit.NewText(c.Name, kit.Style{})
	name.Least = 60
	row := kit.NewListRow(container.New(ends{}, name, kit.NewText(c.Phone, kit.Style{Scale: kit.Secondary, Tone: kit.Muted})), func() { f.take(c) })
	row.Height = 38
	return row
}

// read tells who it is; somebody must be named.
func (f *whoField) read() (shop.CustomerID, shop.OrderPersonal, bool) {
	if f.kinds.Chosen() == whoCustomer {
		if (f.customer == shop.CustomerID{}) {
			f.complain(lang.L("orders.wrong.customer"))
			return f.customer, shop.OrderPersonal{}, false
		}
		return f.customer, shop.OrderPersonal{}, true
	}
	p := shop.OrderPersonal{Name: strings.TrimSpace(f.name.Text()), Phone: strings.TrimSpace(f.phone.Text())}
	if p.Name == "" {
		f.complain(lang.L("orders.wrong.name"))
		return shop.CustomerID{}, p, false
	}
	return shop.CustomerID{}, p, true
}
