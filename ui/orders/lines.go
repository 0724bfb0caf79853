package orders

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// lines is a list of orders with headings.
type lines struct {
	room     *Room
	rows     []store.OrderRow
	pipeline shop.Pipeline
	onSort   func(column int)
	onEnd    func()

	heads   [columnCount]*kit.Button
	list    *kit.RowList
	cells   map[*kit.ListRow]*line
	at      map[int]*kit.ListRow // the rows on screen
	foot    *kit.Text
	whole   fyne.CanvasObject
	content *fyne.Container
}

type line struct {
	index int
	texts [columnCount]*kit.Text
}

var headKeys = [columnCount]string{
	"orders.column.due", "orders.column.number", "orders.column.customer", "orders.column.items",
	"orders.column.total", "orders.column.payment", "orders.column.status", "orders.column.told",
}

func newLines(r *Room) *lines {
	l := &lines{room: r, cells: map[*kit.ListRow]*line{}, at: map[int]*kit.ListRow{}}
	objects := make([]fyne.CanvasObject, columnCount)
	for c := range l.heads {
		l.heads[c] = kit.NewButton(lang.L(headKeys[c]), kit.Ghost, func() {
			if l.onSort != nil {
				l.onSort(c)
			}
		})
		l.heads[c].Small = true
		objects[c] = l.heads[c]
	}
	l.list = kit.NewRowList(kit.RowListParams{Count: func() int { return len(l.rows) }, Make: l.make, Fill: l.fill})
	l.foot = kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	head := kit.NewHeaderGround(kit.SidePanel, container.New(lineLayout{head: true}, objects...))
	foot := container.New(kit.Inset{Top: 6, Bottom: 6, Left: 16}, l.foot)
	l.whole = kit.NewGround(kit.Panel, container.New(kit.HeadBodyFoot{}, head, l.list, foot))
	l.content = container.NewStack(container.New(kit.Inset{Top: 16, Left: 16, Right: 16}, kit.NewSkeleton(6)))
	return l
}

// set shows orders.
func (l *lines) set(rows []store.OrderRow, pipeline shop.Pipeline, by sorting, sortable func(int) bool, foot string) {
	l.rows, l.pipeline = rows, pipeline
	for c, head := range l.heads {
		label := lang.L(headKeys[c])
		if c == by.by {
			label += arrow(by.down)
		}
		head.SetLabel(label)
		if sortable(c) {
			head.Enable()
		} else {
			head.Disable()
		}
	}
	l.foot.SetText(foot)
	l.list.Refresh()
	l.content.Objects = []fyne.CanvasObject{l.whole}
	l.content.Refresh()
}

func arrow(down bool) string {
	if down {
		return " ↓"
	}
	return " ↑"
}

// say shows words instead of orders.
func (l *lines) say(icon, title, text string, action *kit.Button) {
	l.content.Objects = []fyne.CanvasObject{kit.NewEmptyState(icon, title, text, action)}
	l.content.Refresh()
}

func (l *lines) make() fyne.CanvasObject {
	cells := &line{}
	objects := make([]fyne.CanvasObject, columnCount)
	for c := range cells.texts {
		cells.texts[c] = kit.NewText("", kit.Style{Scale: kit.Secondary, Bold: c == columnCustomer})
		cells.texts[c].Least = 10
		objects[c] = cells.texts[c]
	}
	cells.texts[columnTotal].Align = fyne.TextAlignTrailing
	row := kit.NewListRow(container.New(lineLayout{}, objects...), nil)
	row.Height = 44
	l.cells[row] = cells
	return row
}

func (l *lines) fill(i int, o fyne.CanvasObject) {
	row := o.(*kit.ListRow)
	cells, order := l.cells[row], l.rows[i]
	if l.at[cells.index] == row {
		delete(l.at, cells.index)
	}
	cells.index = i
	l.at[i] = row
	row.OnTapped = func() { l.room.open(order.ID) }
	row.OnKey = func(ev *fyne.KeyEvent) bool { return l.key(i, ev) }
	cells.show(order, l.pipeline, l.room.desk.Now())
	if i == len(l.rows)-1 && l.onEnd != nil {
		l.onEnd()
	}
}

func (c *line) show(row store.OrderRow, pipeline shop.Pipeline, now time.Time) {
	status, _ := pipeline.Status(row.Status)
	told, tone, _ := toldWords(row, status)
	due := lang.L("orders.noTime")
	if !row.Due.IsZero() {
		due = words.Due(row.Due, now)
	}
	total := ""
	if row.Total.Micros != 0 {
		total = words.Money(row.Total)
	}
	for i, text := range [columnCount]string{due, numberWords(row.Number), nameWords(row.Name), row.ItemsText, total, paymentWords(row.Payment), row.StatusName, told} {
		c.texts[i].SetText(text)
	}
	c.texts[columnDue].SetTone(kit.Ink)
	if late(row, now) {
		c.texts[columnDue].SetTone(kit.Warning)
	}
	_, _, ink := tone.Tokens()
	c.texts[columnTold].SetTone(ink)
	c.texts[columnNumber].SetTone(kit.Muted)
	c.texts[columnItems].SetTone(kit.Muted)
}

// key walks the rows.
func (l *lines) key(i int, ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyDown:
		i++
	case fyne.KeyUp:
		i--
	case fyne.KeyHome:
		i = 0
	case fyne.KeyEnd:
		i = len(l.rows) - 1
	default:
		return false
	}
	if i < 0 || i >= len(l.rows) {
		return true
	}
	l.list.ScrollTo(i)
	if row, on := l.at[i], l.room.canvas(); row != nil && on != nil {
		on.Focus(row)
	}
	return true
}

// lineLayout sets the cells of a line; where there is little room the items,
// then payment and told, go.
type lineLayout struct{ head bool }

// lineGap is between the cells of a line.
const lineGap = float32(20)

type cellWidth struct {
	width, share float32
	from         float32 // the row's width from which it is there
}

var cellWidths = [columnCount]cellWidth{
	columnDue: {width: 118}, columnNumber: {width: 62}, columnCustomer: {width: 120, share: 1}, columnItems: {width: 90, share: 1.6, from: 760},
	columnTotal: {width: 92}, columnPayment: {width: 122, from: 900}, columnStatus: {width: 104}, columnTold: {width: 128, from: 700},
}

// Layout is part of fyne.Layout.
func (l lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, width := float32(0), size.Width
	if l.head {
		x, width = 16, size.Width-32
	}
	fixed, shares := float32(0), float32(0)
	for _, c := range cellWidths {
		if width >= c.from {
			fixed += c.width + lineGap
			shares += c.share
		}
	}
	spare := max(0, width-fixed+lineGap)
	for i, o := range objects {
		c := cellWidths[i]
		if width < c.from {
			o.Hide()
			continue
		}
		o.Show()
		w := c.width + spare*c.share/max(shares, 1)
		l.cell(i, o, x, w, size.Height)
		x += w + lineGap
	}
}

func (l lineLayout) cell(i int, o fyne.CanvasObject, x, w, height float32) {
	m := o.MinSize()
	if !l.head {
		place(o, x, (height-m.Height)/2, w, m.Height)
		return
	}
	left := x - 12 // the words of a heading stand over those of its column
	if i == columnTotal {
		left = x + w - m.Width + 12
	}
	place(o, left, (height-m.Height)/2, m.Width, m.Height)
}

// MinSize is part of fyne.Layout.
func (l lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	if l.head {
		height += 8
	}
	return fyne.NewSize(300, height)
}
