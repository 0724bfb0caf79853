package orders

import (
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/tables"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// bulkPage shows a move of many orders row by row: first what it would do,
// then what became of each.
type bulkPage struct {
	bulk  *bulk
	group int // which rows are shown
	shown []int

	pills    *kit.FilterPills
	list     *kit.RowList
	cells    map[*kit.ListRow]*bulkCells
	progress *kit.ProgressLine
	head     *fyne.Container
	top      *fyne.Container
	content  *fyne.Container
}

type bulkCells struct{ who, what, price, fate *kit.Text }

// bulkGroups are the filters, in their order; all rows come first.
var bulkGroups = []struct {
	key    string
	states []bulkState
}{
	{"orders.bulk.all", nil},
	{"orders.bulk.toCome", []bulkState{bulkToCome, bulkOnWay}},
	{"orders.bulk.told", []bulkState{bulkTold}},
	{"orders.bulk.leftOut", []bulkState{bulkLeftOut}},
	{"orders.bulk.failed", []bulkState{bulkFailed, bulkUnknown}},
}

func newBulkPage(b *bulk) *bulkPage {
	p := &bulkPage{bulk: b, cells: map[*kit.ListRow]*bulkCells{}, progress: kit.NewProgressLine(),
		head: container.NewStack(), top: container.New(kit.Column{Gap: 8, PadX: 18, PadY: 4})}
	labels := make([]string, len(bulkGroups))
	p.pills = kit.NewFilterPills(labels, 0, func(i int) {
		p.group = i
		p.draw()
	})
	p.list = kit.NewRowList(kit.RowListParams{Count: func() int { return len(p.shown) }, Make: p.make, Fill: p.fill})
	p.content = container.New(kit.HeadBodyFoot{}, container.New(kit.Column{}, p.head, p.top),
		container.New(kit.Inset{Top: 8}, kit.NewGround(kit.Panel, p.list)), nothing())
	return p
}

// stateOf is how a row stands, and before anything is done how it would.
func (p *bulkPage) stateOf(i int) bulkState {
	b := p.bulk
	if i >= b.place.Next && b.run.Rows[i].Left != "" {
		return bulkLeftOut
	}
	return b.fates[i].state
}

func (p *bulkPage) draw() {
	counts := p.filter()
	labels := make([]string, len(bulkGroups))
	for i, group := range bulkGroups {
		labels[i] = lang.L(group.key) + " " + words.Number(counts[i])
	}
	p.pills.SetLabels(labels)
	p.pills.Choose(p.group)
	p.head.Objects = []fyne.CanvasObject{p.header()}
	p.top.Objects = []fyne.CanvasObject{kit.NewParagraph(p.bulk.summary(), kit.Style{})}
	if warning := p.bulk.warning(); warning != "" {
		p.top.Add(kit.NewParagraph(warning, kit.Style{Tone: kit.Amber}))
	}
	if p.bulk.begun && !p.bulk.done() {
		p.progress.Set(float32(p.bulk.place.Next) / float32(len(p.bulk.run.Rows)))
		p.top.Add(p.progress)
	}
	p.top.Add(p.pills)
	p.list.Refresh()
	p.content.Refresh()
}

// filter finds the rows that are shown and counts those of each group.
func (p *bulkPage) filter() []int {
	p.shown = p.shown[:0]
	counts := make([]int, len(bulkGroups))
	for i := range p.bulk.run.Rows {
		state := p.stateOf(i)
		for g, group := range bulkGroups {
			if g > 0 && !hasState(group.states, state) {
				continue
			}
			counts[g]++
			if g == p.group {
				p.shown = append(p.shown, i)
			}
		}
	}
	return counts
}

func hasState(all []bulkState, one bulkState) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

func (p *bulkPage) header() fyne.CanvasObject {
	b := p.bulk
	back := kit.NewIconButton("arrow-left", lang.L("orders.back"), b.room.closeBulk)
	title := kit.NewText(lang.L("orders.bulk.title", map[string]any{"What": countWords(len(b.run.Rows)), "To": b.run.StatusName}), kit.Style{Scale: kit.Name, Bold: true})
	title.Least = 60
	row := []fyne.CanvasObject{back, title}
	for _, button := range p.buttons() {
		row = append(row, button)
	}
	return container.New(kit.Inset{Top: 12, Bottom: 10, Left: 12, Right: 18}, container.New(kit.Row{Gap: 8, Stretch: 1}, row...))
}

func (p *bulkPage) buttons() []*kit.Button {
	b := p.bulk
	save := kit.NewButton(lang.L("orders.bulk.save"), kit.SecondaryWeight, p.save)
	switch {
	case !b.begun:
		label := lang.L("orders.move.andTell", map[string]any{"N": words.Number(b.run.tells())})
		return []*kit.Button{save, kit.NewButton(lang.L("orders.cancel"), kit.SecondaryWeight, b.forget), kit.NewButton(label, kit.Primary, b.begin)}
	case b.done():
		all := []*kit.Button{save}
		if n := len(b.failures()); n > 0 {
			all = append(all, kit.NewButton(lang.L("orders.bulk.retry", map[string]any{"N": words.Number(n)}), kit.SecondaryWeight, b.retry))
		}
		return append(all, kit.NewButton(lang.L("orders.bulk.done"), kit.Primary, b.forget))
	case b.place.Paused:
		return []*kit.Button{save, kit.NewButton(lang.L("orders.bulk.end"), kit.SecondaryWeight, b.end),
			kit.NewButton(lang.L("orders.bulk.goOn"), kit.Primary, func() { b.pause(false) })}
	}
	return []*kit.Button{save, kit.NewButton(lang.L("orders.bulk.end"), kit.SecondaryWeight, b.end),
		kit.NewButton(lang.L("orders.bulk.pause"), kit.Primary, func() { b.pause(true) })}
}

func (p *bulkPage) make() fyne.CanvasObject {
	c := &bulkCells{}
	for _, text := range []**kit.Text{&c.who, &c.what, &c.price, &c.fate} {
		*text = kit.NewText("", kit.Style{Scale: kit.Secondary, Bold: text == &c.who})
		(*text).Least = 20
	}
	c.price.SetTone(kit.Muted)
	row := kit.NewListRow(container.New(bulkRowLayout{}, c.who, c.what, c.price, c.fate), nil)
	row.Height = 42
	p.cells[row] = c
	return row
}

func (p *bulkPage) fill(at int, o fyne.CanvasObject) {
	row := o.(*kit.ListRow)
	cells, i := p.cells[row], p.shown[at]
	item := p.bulk.run.Rows[i]
	cells.who.SetText(numberWords(item.Number) + " · " + nameWords(item.Name))
	if item.Left != "" {
		cells.what.SetText(item.Left)
		cells.what.SetTone(kit.Amber)
	} else {
		cells.what.SetText(item.Text)
		cells.what.SetTone(kit.Ink)
	}
	cells.price.SetText(item.priceWords())
	text, tone := p.bulk.fateWords(i)
	cells.fate.SetText(text)
	cells.fate.SetTone(tone)
	row.OnTapped = func() { p.bulk.room.open(item.Order) }
}

// save writes the rows as a list for a spreadsheet.
func (p *bulkPage) save() {
	b := p.bulk
	picker := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil || file == nil {
			b.room.desk.Failed(err)
			return
		}
		err = b.write(file)
		if closed := file.Close(); err == nil {
			err = closed
		}
		b.room.desk.Failed(err)
	}, b.room.desk.Window)
	picker.SetFileName(lang.L("orders.bulk.file") + "-" + b.run.At.Format("2006-01-02") + ".csv")
	picker.Show()
}

// write writes what became of each row as CSV.
func (b *bulk) write(to io.Writer) error {
	list, err := tables.NewWriter(to, lang.L("orders.bulk.column.number"), lang.L("orders.bulk.column.customer"), lang.L("orders.bulk.column.status"),
		lang.L("orders.bulk.column.text"), lang.L("orders.bulk.column.template"), lang.L("orders.bulk.column.price"), lang.L("orders.bulk.column.fate"))
	if err != nil {
		return err
	}
	for i, row := range b.run.Rows {
		fate, _ := b.fateWords(i)
		if err := list.Write(row.Number, row.Name, b.run.StatusName, row.Text, row.Template, row.priceWords(), fate); err != nil {
			return err
		}
	}
	return list.Flush()
}

func (r bulkRow) priceWords() string {
	if r.Left != "" {
		return ""
	}
	return words.Price(r.Price, r.Priced, 0)
}

// closeBulk goes back to the orders; what is under way goes on.
func (r *Room) closeBulk() {
	r.bulkOpen = false
	if !r.bulk.begun {
		r.bulk.forget()
	}
	r.read()
	r.show()
}

// withStrip puts over a view how far a move of many orders is.
func (r *Room) withStrip(main fyne.CanvasObject) fyne.CanvasObject {
	if r.bulk.run == nil || !r.bulk.begun || r.bulkOpen || r.page != nil {
		return main
	}
	look := kit.NewButton(lang.L("orders.bulk.show"), kit.Ghost, r.bulk.open)
	look.Small = true
	tone := kit.ToneInfo
	if r.bulk.place.Paused {
		tone = kit.ToneAmber
	}
	return container.New(kit.HeadBodyFoot{}, kit.NewBanner(tone, "", r.bulk.summary(), look), main, nothing())
}

// showStrip brings the strip up to date.
func (r *Room) showStrip() {
	if !r.bulkOpen && r.page == nil {
		r.show()
	}
}

// bulkRowLayout sets whom, which words, the price and the fate.
type bulkRowLayout struct{}

// Layout is part of fyne.Layout.
func (bulkRowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	who, price, fate := size.Width*0.24, float32(84), size.Width*0.26
	show(objects[2], size.Width >= 700)
	if size.Width < 700 {
		price = 0
	}
	h := objects[0].MinSize().Height
	y := (size.Height - h) / 2
	place(objects[0], 0, y, who-10, h)
	place(objects[1], who, y, size.Width-who-price-fate-20, h)
	place(objects[2], size.Width-fate-price-10, y, price, h)
	place(objects[3], size.Width-fate, y, fate, h)
}

// MinSize is part of fyne.Layout.
func (bulkRowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(300, objects[0].MinSize().Height)
}

// failures are the orders whose customers were not told although they should be.
func (b *bulk) failures() []shop.OrderID {
	var all []shop.OrderID
	for i, fate := range b.fates {
		if fate.state == bulkFailed {
			all = append(all, b.run.Rows[i].Order)
		}
	}
	return all
}
