package orders

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// column is a status on the board.
type column struct {
	board  *board
	data   columnData
	ids    []shop.OrderID // the cards, from top to bottom
	folded bool

	name, count *kit.Text
	list        *kit.ScrollColumn
	ground      *kit.Ground
	strip       *strip
}

// cardSide is left free on both sides of the cards, so that the scroll bar
// stands beside them and not on their edge.
const cardSide = float32(7)

func newColumn(b *board) *column {
	c := &column{board: b}
	c.name = kit.NewText("", kit.Style{Bold: true})
	c.name.Least = 40
	c.count = kit.NewText("", kit.Style{Tone: kit.Muted})
	c.list = kit.NewScrollColumn(kit.Column{Gap: 8, PadX: cardSide, PadY: 2})
	fold := kit.NewIconButton("chevron-right", lang.L("orders.fold"), func() { c.unfold(false) })
	head := container.New(&columnHead{column: c}, c.name, c.count, fold)
	c.ground = kit.NewGround(kit.Clear, container.New(kit.HeadBodyFoot{}, head, c.list, nothing()))
	c.strip = newStrip(func() { c.unfold(true) })
	return c
}

func (c *column) unfold(open bool) {
	c.board.open[c.data.status.ID] = open
	c.board.read()
}

// set shows a column's orders; seen gathers those that have a card.
func (c *column) set(data columnData, seen map[shop.OrderID]bool) fyne.CanvasObject {
	c.data, c.ids = data, c.ids[:0]
	c.folded = data.status.Final && !c.board.open[data.status.ID]
	if c.folded {
		c.strip.set(lang.L("orders.folded", map[string]any{"Status": data.status.Name, "N": words.Number(data.today)}))
		return c.strip.content
	}
	c.name.SetText(data.status.Name)
	c.count.SetText(words.Number(data.count))
	objects := c.cards(seen)
	if data.rest {
		objects = append(objects, kit.NewButton(lang.L("orders.more", map[string]any{"N": words.Number(data.count - len(data.rows))}), kit.Ghost, c.more))
	}
	c.list.SetObjects(append(objects, container.New(kit.Inset{Top: c.board.bottomRoom()}))...)
	return c.ground
}

// cards are the cards with their headings; orders without a time stand last.
func (c *column) cards(seen map[shop.OrderID]bool) []fyne.CanvasObject {
	rows := c.data.rows
	if len(rows) == 0 {
		return []fyne.CanvasObject{container.New(kit.Inset{Left: 4, Top: 2}, kit.NewText(lang.L("orders.columnEmpty"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))}
	}
	if !c.data.status.Final {
		timeless := 0
		for timeless < len(rows) && rows[timeless].Due.IsZero() {
			timeless++
		}
		rows = append(rows[timeless:len(rows):len(rows)], rows[:timeless]...)
	}
	var objects []fyne.CanvasObject
	before, now := "", c.board.room.desk.Now()
	for _, row := range rows {
		if group := groupOf(row, now); group != before {
			objects = append(objects, groupHead(group, before == ""))
			before = group
		}
		objects = append(objects, c.board.card(row))
		c.ids = append(c.ids, row.ID)
		seen[row.ID] = true
	}
	return objects
}

func groupHead(text string, first bool) fyne.CanvasObject {
	top := float32(4)
	if first {
		top = 0
	}
	return container.New(kit.Inset{Left: 4, Top: top}, kit.NewText(text, kit.Style{Scale: kit.Meta, Tone: kit.Muted}))
}

func (c *column) more() {
	c.board.limits[c.data.status.ID] = len(c.data.rows) + boardPage
	c.board.read()
}

// columnHead sets name and count over the cards, and the way to fold a final
// status again.
type columnHead struct{ column *column }

// Layout is part of fyne.Layout.
func (h *columnHead) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	right := size.Width - 7
	if fold := objects[2]; h.column.data.status.Final {
		fold.Show()
		m := fold.MinSize()
		right -= m.Width
		place(fold, right+4, (size.Height-8-m.Height)/2, m.Width, m.Height)
	} else {
		fold.Hide()
	}
	n, line := objects[1].MinSize(), objects[0].MinSize().Height
	right -= n.Width
	place(objects[1], right, 0, n.Width, line)
	place(objects[0], 7, 0, right-15, line)
}

// MinSize is part of fyne.Layout.
func (h *columnHead) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(80, objects[0].MinSize().Height+6)
}

// strip is a folded column: narrow, with its words upright.
type strip struct {
	words   *kit.UprightText
	row     *kit.ListRow
	content fyne.CanvasObject
}

func newStrip(open func()) *strip {
	s := &strip{words: kit.NewUprightText("", kit.Style{Tone: kit.Muted})}
	s.row = kit.NewListRow(container.New(kit.Inset{Top: 13}, s.words), open)
	s.row.Tip = lang.L("orders.unfold")
	edge := kit.NewOutlinedCard(nothing())
	s.content = container.NewStack(edge, s.row)
	return s
}

func (s *strip) set(text string) { s.words.SetText(text) }

// boardLayout sets columns side by side, all as wide as there is room for, and
// folded ones as strips. It asks for what the narrowest columns take.
type boardLayout struct{}

const (
	boardPad    = float32(15)
	columnGap   = float32(9)
	columnLeast = float32(266)
	stripWidth  = float32(44)
)

func isStrip(o fyne.CanvasObject) bool {
	_, ground := o.(*kit.Ground)
	return !ground
}

// Layout is part of fyne.Layout.
func (boardLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	wide, strips := 0, 0
	for _, o := range objects {
		if isStrip(o) {
			strips++
		} else {
			wide++
		}
	}
	room := size.Width - 2*boardPad - columnGap*float32(len(objects)-1) - float32(strips)*(stripWidth+6)
	each := room / float32(max(wide, 1))
	x := boardPad
	for _, o := range objects {
		if isStrip(o) {
			place(o, x+6, 18, stripWidth, size.Height-36)
			x += stripWidth + 6 + columnGap
			continue
		}
		place(o, x, 18, each, size.Height-18)
		x += each + columnGap
	}
}

// MinSize is part of fyne.Layout.
func (boardLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := 2*boardPad + columnGap*float32(max(0, len(objects)-1))
	for _, o := range objects {
		if isStrip(o) {
			width += stripWidth + 6
		} else {
			width += columnLeast
		}
	}
	return fyne.NewSize(width, 200)
}
