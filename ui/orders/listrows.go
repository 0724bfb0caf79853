package orders

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/orderlist"
	"mostrador/shop"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// listRows shows what becomes of each row of a list.
type listRows struct {
	page    *listPage
	kind    orderlist.Kind // shown; -1: all
	all     []orderlist.Row
	shown   []orderlist.Row
	pills   *kit.FilterPills
	list    *kit.RowList
	cells   map[*kit.ListRow]*listCells
	content fyne.CanvasObject
}

type listCells struct{ line, who, what, by *kit.Text }

// listKinds are the filters, in their order; all rows come first.
var listKinds = []orderlist.Kind{-1, orderlist.Change, orderlist.Fresh, orderlist.Unclear, orderlist.Nothing}

var listKindKeys = []string{"orders.list.all", "orders.list.changes", "orders.list.fresh", "orders.list.unclear", "orders.list.nothing"}

func newListRows(l *listPage) *listRows {
	r := &listRows{page: l, kind: -1, cells: map[*kit.ListRow]*listCells{}}
	r.pills = kit.NewFilterPills(r.labels(orderlist.Plan{}), 0, func(i int) {
		r.kind = listKinds[i]
		r.filter()
	})
	r.list = kit.NewRowList(kit.RowListParams{Count: func() int { return len(r.shown) }, Make: r.make, Fill: r.fill})
	r.content = container.New(kit.Inset{Top: 8}, kit.NewGround(kit.Panel, r.list))
	return r
}

func (*listRows) labels(plan orderlist.Plan) []string {
	labels := make([]string, len(listKinds))
	for i, kind := range listKinds {
		n := len(plan.Rows)
		if kind >= 0 {
			n = plan.Count(kind)
		}
		labels[i] = lang.L(listKindKeys[i]) + " " + words.Number(n)
	}
	return labels
}

func (r *listRows) set(plan orderlist.Plan) {
	r.all = plan.Rows
	r.pills.SetLabels(r.labels(plan))
	at := 0
	for i, kind := range listKinds {
		if kind == r.kind {
			at = i
		}
	}
	r.pills.Choose(at)
	r.filter()
}

func (r *listRows) filter() {
	r.shown = r.shown[:0]
	for _, row := range r.all {
		if r.kind < 0 || row.Kind == r.kind {
			r.shown = append(r.shown, row)
		}
	}
	r.list.Refresh()
}

func (r *listRows) make() fyne.CanvasObject {
	c := &listCells{}
	for _, text := range []**kit.Text{&c.line, &c.who, &c.what, &c.by} {
		*text = kit.NewText("", kit.Style{Scale: kit.Secondary, Bold: text == &c.who})
		(*text).Least = 20
	}
	c.line.SetTone(kit.Muted)
	c.by.SetTone(kit.Muted)
	row := kit.NewListRow(container.New(listRowLayout{}, c.line, c.who, c.what, c.by), nil)
	row.Height = 42
	r.cells[row] = c
	return row
}

func (r *listRows) fill(i int, o fyne.CanvasObject) {
	row := o.(*kit.ListRow)
	cells, item := r.cells[row], r.shown[i]
	cells.line.SetText(words.Number(item.Line))
	cells.who.SetText(r.who(item))
	text, tone := r.what(item)
	cells.what.SetText(text)
	cells.what.SetTone(tone)
	by := ""
	if item.By != "" && item.Kind != orderlist.Unclear {
		by = lang.L("orders.list.by." + string(item.By))
	}
	cells.by.SetText(by)
	row.OnTapped = func() {
		switch {
		case item.Kind == orderlist.Unclear:
			r.page.fix(item)
		case item.Order.ID != shop.OrderID{}:
			r.page.room.openFromList(item.Order.ID)
		}
	}
}

// who names the order, or shows the row as it stands in the list.
func (r *listRows) who(row orderlist.Row) string {
	switch {
	case row.Kind == orderlist.Fresh:
		return nameWords(row.New.Personal.Name)
	case row.Kind != orderlist.Unclear && row.Order.ID != shop.OrderID{}:
		return numberWords(row.Order.Number) + " · " + nameWords(row.Order.Name)
	}
	return cellsText(row)
}

func cellsText(row orderlist.Row) string {
	var filled []string
	for _, cell := range row.Cells {
		if cell != "" {
			filled = append(filled, cell)
		}
	}
	return strings.Join(filled, " · ")
}

// what says what a row changes, or why it needs a person.
func (r *listRows) what(row orderlist.Row) (string, kit.Token) {
	switch row.Kind {
	case orderlist.Unclear:
		return troubleWords(row), kit.Amber
	case orderlist.Fresh:
		return lang.L("orders.list.new", map[string]any{"Items": itemsWords(row.New.Content.Items)}), kit.Accent
	case orderlist.Nothing:
		if row.Further {
			return lang.L("orders.list.further"), kit.Muted
		}
		return lang.L("orders.list.same"), kit.Muted
	}
	var parts []string
	if row.To != "" {
		parts = append(parts, r.statusName(row.Order.Status)+" → "+r.statusName(row.To))
	}
	if row.Tracking != "" {
		text := lang.L("orders.tracking") + " " + row.Tracking
		if row.Order.Tracking != "" {
			text = lang.L("orders.tracking") + " " + row.Order.Tracking + " → " + row.Tracking
		}
		parts = append(parts, text)
	}
	if row.Paid {
		parts = append(parts, lang.L("orders.pay.paid"))
	}
	return strings.Join(parts, ", "), kit.Ink
}

func (r *listRows) statusName(id shop.StatusID) string {
	if status, ok := r.page.data.info.Pipeline.Status(id); ok {
		return status.Name
	}
	return string(id)
}

func troubleWords(row orderlist.Row) string {
	return lang.L("orders.list.why."+string(row.Why), map[string]any{"Numbers": strings.Join(row.Fits, ", ")})
}

func itemsWords(items []shop.Item) string {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = words.Number(int(item.Quantity)) + " × " + item.Name
	}
	return strings.Join(parts, ", ")
}

// fix lets a person choose the order that a row is about.
func (l *listPage) fix(row orderlist.Row) {
	on := l.room.canvas()
	if on == nil || l.cancel != nil {
		return
	}
	var sheet *kit.Sheet
	set := func(number string) {
		l.data.fixed[row.Line] = number
		sheet.Close()
		l.again()
	}
	number := kit.NewTextField(lang.L("orders.list.number"), "1042", nil)
	parts := container.New(kit.Column{Gap: 12}, kit.NewParagraph(cellsText(row), kit.Style{Bold: true}),
		kit.NewParagraph(troubleWords(row), kit.Style{Tone: kit.Amber}))
	if len(row.Fits) > 0 {
		line := container.New(&kit.Flow{Gap: 8, Width: 120})
		for _, fit := range row.Fits[:min(len(row.Fits), 8)] {
			line.Add(kit.NewButton(fit, kit.SecondaryWeight, func() { set(fit) }))
		}
		parts.Add(line)
	}
	parts.Add(number)
	number.Entry.OnSubmit = set
	use := kit.NewButton(lang.L("orders.list.use"), kit.Primary, func() { set(number.Text()) })
	sheet = kit.ShowSheet(on, kit.SheetParams{
		Title: lang.L("orders.list.fixTitle", map[string]any{"Line": words.Number(row.Line)}), Content: parts, Buttons: []*kit.Button{use}, First: number.Entry,
	})
}

// openFromList shows an order; going back leads to the list again.
func (r *Room) openFromList(id shop.OrderID) {
	r.open(id)
}

// listRowLayout sets the line, what it is about, what changes and how it was found.
type listRowLayout struct{}

// Layout is part of fyne.Layout.
func (listRowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	line, by := float32(52), float32(120)
	if size.Width < 700 {
		by = 0
	}
	show(objects[3], by > 0)
	rest := size.Width - line - by - 24
	who := rest * 0.44
	h := objects[0].MinSize().Height
	y := (size.Height - h) / 2
	place(objects[0], 0, y, line-8, h)
	place(objects[1], line, y, who, h)
	place(objects[2], line+who+12, y, rest-who, h)
	place(objects[3], size.Width-by, y, by, h)
}

// MinSize is part of fyne.Layout.
func (listRowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(300, objects[0].MinSize().Height)
}
