package orders

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// itemsField is the lines of an order: how many, of what, for how much each.
type itemsField struct {
	onChange func()
	currency string

	lines   []*itemLine
	rows    *fyne.Container
	total   *kit.Text
	wrong   *kit.Text
	content fyne.CanvasObject
}

type itemLine struct {
	quantity, name, price *kit.TextField
	gone                  *kit.IconButton
	row                   *fyne.Container
}

func newItemsField(onChange func()) *itemsField {
	f := &itemsField{onChange: onChange, rows: container.New(kit.Column{Gap: 6})}
	f.total = kit.NewText("", kit.Style{Bold: true})
	f.wrong = kit.NewText("", kit.Style{Scale: kit.Meta, Tone: kit.Warning})
	f.wrong.Hide()
	add := kit.NewButton(lang.L("orders.addLine"), kit.SecondaryWeight, func() { f.add(shop.Item{}, true) })
	add.Small = true
	add.SetIcon("plus")
	heads := container.New(itemLayout{}, fieldHead("orders.quantity"), fieldHead("orders.item"), fieldHead("orders.priceEach"), container.NewWithoutLayout())
	foot := container.New(ends{}, add, f.total)
	f.content = container.New(kit.Column{Gap: 6}, heads, f.rows, f.wrong, foot)
	return f
}

func fieldHead(key string) *kit.Text {
	t := kit.NewText(lang.L(key), kit.Style{Scale: kit.Secondary, Bold: true, Tone: kit.Muted})
	t.Least = 20
	return t
}

// set shows these items, and an empty line where there is none.
func (f *itemsField) set(items []shop.Item) {
	f.lines, f.rows.Objects = nil, nil
	for _, item := range items {
		f.add(item, false)
	}
	if len(items) == 0 {
		f.add(shop.Item{}, false)
	}
	f.sum()
}

func (f *itemsField) add(item shop.Item, focus bool) {
	l := &itemLine{}
	changed := func(string) { f.changed(l) }
	l.quantity, l.name, l.price = kit.NewTextField("", "1", changed), kit.NewTextField("", lang.L("orders.itemExample"), changed), kit.NewTextField("", "0", changed)
	if item.Name != "" {
		l.quantity.SetText(strconv.FormatInt(item.Quantity, 10))
		l.name.SetText(item.Name)
		if item.Price.Micros != 0 {
			l.price.SetText(words.Amount(item.Price))
		}
	}
	l.gone = kit.NewIconButton("x", lang.L("orders.removeLine"), func() { f.remove(l) })
	l.row = container.New(itemLayout{}, l.quantity, l.name, l.price, l.gone)
	f.lines = append(f.lines, l)
	f.rows.Add(l.row)
	f.relaid()
	if focus {
		l.quantity.Entry.TapToFocus()
		f.onChange()
	}
}

func (f *itemsField) remove(l *itemLine) {
	for i, other := range f.lines {
		if other == l {
			f.lines = append(f.lines[:i], f.lines[i+1:]...)
			f.rows.Remove(l.row)
			break
		}
	}
	if len(f.lines) == 0 {
		f.add(shop.Item{}, false)
	}
	f.sum()
	f.relaid()
	f.onChange()
}

func (f *itemsField) relaid() {
	f.rows.Refresh()
	if f.content != nil {
		f.content.Refresh()
	}
}

func (f *itemsField) changed(l *itemLine) {
	l.quantity.SetError("")
	l.name.SetError("")
	l.price.SetError("")
	f.complain("")
	f.sum()
	f.onChange()
}

func (f *itemsField) complain(text string) {
	f.wrong.SetText(text)
	if text == "" {
		f.wrong.Hide()
	} else {
		f.wrong.Show()
	}
}

// sum shows the total of what can be read already.
func (f *itemsField) sum() {
	var items []shop.Item
	for _, l := range f.lines {
		if item, ok := l.read(f.currency); ok {
			items = append(items, item)
		}
	}
	total, err := shop.Sum(items)
	if err != nil {
		f.total.SetText("")
		return
	}
	if total.Currency == "" {
		total.Currency = f.currency
	}
	f.total.SetText(lang.L("orders.total", map[string]any{"Amount": words.Money(total)}))
}

func (l *itemLine) blank() bool {
	return strings.TrimSpace(l.quantity.Text()+l.name.Text()+l.price.Text()) == ""
}

// read reads a line without complaining. No quantity means one, no price none.
func (l *itemLine) read(currency string) (shop.Item, bool) {
	item := shop.Item{Name: strings.TrimSpace(l.name.Text()), Quantity: 1}
	ok := item.Name != ""
	if text := strings.TrimSpace(l.quantity.Text()); text != "" {
		n, good := parseQuantity(text)
		item.Quantity, ok = n, ok && good
	}
	if text := strings.TrimSpace(l.price.Text()); text != "" {
		price, err := shop.ParseAmount(text, currency)
		item.Price, ok = price, ok && err == nil && price.Micros >= 0
	}
	return item, ok
}

// check says beside each field what is wrong with it.
func (l *itemLine) check(currency string) {
	if strings.TrimSpace(l.name.Text()) == "" {
		l.name.SetError(lang.L("orders.wrong.item"))
	}
	if text := strings.TrimSpace(l.quantity.Text()); text != "" {
		if _, ok := parseQuantity(text); !ok {
			l.quantity.SetError(lang.L("orders.wrong.quantity"))
		}
	}
	if text := strings.TrimSpace(l.price.Text()); text != "" {
		if price, err := shop.ParseAmount(text, currency); err != nil || price.Micros < 0 {
			l.price.SetError(lang.L("orders.wrong.amount"))
		}
	}
}

// read reads the lines and says what is wrong; blank ones don't count.
func (f *itemsField) read() ([]shop.Item, bool) {
	var items []shop.Item
	good := true
	for _, l := range f.lines {
		if l.blank() {
			continue
		}
		item, ok := l.read(f.currency)
		if !ok {
			l.check(f.currency)
			good = false
			continue
		}
		items = append(items, item)
	}
	if good && len(items) == 0 {
		f.complain(lang.L("orders.wrong.noItems"))
		good = false
	}
	f.relaid()
	return items, good
}

// itemLayout sets how many, what, how much and the cross in a line.
type itemLayout struct{}

// Layout is part of fyne.Layout.
func (itemLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	widths := [4]float32{64, size.Width - 64 - 96 - 34 - 24, 96, 34}
	x := float32(0)
	for i, o := range objects {
		height := fitted(o, widths[i])
		y := float32(0)
		if i == 3 {
			y = 2
		}
		place(o, x, y, widths[i], height)
		x += widths[i] + 8
	}
}

// MinSize is part of fyne.Layout.
func (itemLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(300, height)
}

// ends sets one object at the left and one at the right; a text at the left
// takes what is left of the width.
type ends struct{}

// Layout is part of fyne.Layout.
func (ends) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	if _, text := objects[0].(*kit.Text); text {
		a.Width = max(a.Width, size.Width-b.Width-12)
	}
	place(objects[0], 0, (size.Height-a.Height)/2, a.Width, a.Height)
	place(objects[1], size.Width-b.Width, (size.Height-b.Height)/2, b.Width, b.Height)
}

// MinSize is part of fyne.Layout.
func (ends) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(a.Width+12+b.Width, max(a.Height, b.Height))
}
