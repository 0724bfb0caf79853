package orders

import (
	"context"
	"errors"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"mostrador/orderlist"
	"mostrador/tables"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// listPage is where a list of a spreadsheet or a courier is pasted: what it
// would change is shown before anything is written.
type listPage struct {
	room   *Room
	data   listData
	loaded bool
	slot   desk.Slot
	cancel context.CancelFunc // of what is being written; nil: nothing is

	rows     *listRows
	tell     *kit.Checkbox
	main     *kit.Button
	stop     *kit.Button
	other    *kit.Button
	progress *kit.ProgressLine
	text     *kit.TextField
	content  *fyne.Container
}

func newListPage(r *Room) *listPage {
	l := &listPage{room: r, content: container.NewStack()}
	l.rows = newListRows(l)
	l.tell = kit.NewTick(lang.L("orders.list.tell"), false, nil)
	l.main = kit.NewButton("", kit.Primary, l.take)
	l.stop = kit.NewButton(lang.L("orders.list.stop"), kit.SecondaryWeight, func() {
		if l.cancel != nil {
			l.cancel()
		}
	})
	l.other = kit.NewButton(lang.L("orders.list.another"), kit.SecondaryWeight, l.begin)
	l.progress = kit.NewProgressLine()
	l.begin()
	return l
}

// begin asks for a list.
func (l *listPage) begin() {
	l.loaded = false
	l.text = kit.NewTextArea("", lang.L("orders.list.pasteHere"), 5, nil)
	l.text.Entry.OnShortcut = func(s fyne.Shortcut) bool {
		_, paste := s.(*fyne.ShortcutPaste)
		if paste {
			l.paste()
		}
		return paste
	}
	paste := kit.NewButton(lang.L("orders.list.paste"), kit.Primary, l.paste)
	file := kit.NewButton(lang.L("orders.list.file"), kit.SecondaryWeight, l.choose)
	on := kit.NewButton(lang.L("orders.list.read"), kit.SecondaryWeight, func() { l.read(listSource{text: l.text.Text()}) })
	kept := container.New(kit.Column{Gap: 6})
	parts := container.New(kit.Column{Gap: 14, PadX: 20, PadY: 18},
		kit.NewText(lang.L("orders.list.beginTitle"), kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewParagraph(lang.L("orders.list.beginText"), kit.Style{}), l.text,
		container.New(kit.Row{Gap: 8, Stretch: -1}, paste, file, on), kept)
	body := kit.NewScrollColumn(kit.Column{PadX: 18, PadY: 16}, container.New(narrow{width: 760}, kit.NewCard(parts)))
	l.show(container.New(kit.HeadBodyFoot{}, l.head(), body, nothing()))
	l.showKept(kept)
}

func (l *listPage) head(extra ...fyne.CanvasObject) fyne.CanvasObject {
	back := kit.NewIconButton("arrow-left", lang.L("orders.back"), l.room.closeList)
	title := kit.NewText(lang.L("orders.list.title"), kit.Style{Scale: kit.Name, Bold: true})
	title.Least = 60
	return container.New(kit.Inset{Top: 12, Bottom: 10, Left: 12, Right: 18},
		container.New(kit.Row{Gap: 10, Stretch: 1}, append([]fyne.CanvasObject{back, title}, extra...)...))
}

func (l *listPage) show(o fyne.CanvasObject) {
	l.content.Objects = []fyne.CanvasObject{o}
	l.content.Refresh()
}

// showKept offers the rows of earlier lists that were not put right.
func (l *listPage) showKept(to *fyne.Container) {
	d := l.room.desk
	desk.Load(d, &l.slot, func(ctx context.Context) (listMemory, error) { return readMemory(ctx, d.Store) }, func(m listMemory) {
		to.RemoveAll()
		for _, left := range m.left {
			facts := map[string]any{"N": words.Number(len(left.Rows)), "Day": words.Date(left.At, d.Now())}
			look := kit.NewButton(lang.L("orders.list.look"), kit.Ghost, func() { l.read(listSource{left: &left}) })
			drop := kit.NewButton(lang.L("orders.list.drop"), kit.Ghost, func() { l.drop(left, to) })
			line := kit.NewText(lang.L("orders.list.kept", facts), kit.Style{Scale: kit.Secondary, Tone: kit.Amber})
			line.Least = 60
			to.Add(container.New(kit.Row{Gap: 8, Stretch: 0}, line, look, drop))
		}
		to.Refresh()
		l.content.Refresh()
	})
}

// drop lets kept rows go: their owner has dealt with them.
func (l *listPage) drop(left leftover, kept *fyne.Container) {
	d := l.room.desk
	d.Work(func(ctx context.Context) error {
		m, err := readMemory(ctx, d.Store)
		if err != nil {
			return err
		}
		rest := m.left[:0]
		for _, other := range m.left {
			if !other.At.Equal(left.At) {
				rest = append(rest, other)
			}
		}
		return saveJSON(ctx, d.Store, settingListLeft, rest)
	}, func(err error) {
		d.Failed(err)
		l.showKept(kept)
	})
}

func (l *listPage) paste() { l.read(listSource{text: fyne.CurrentApp().Clipboard().Content()}) }

func (l *listPage) choose() {
	dialog.ShowFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			l.room.desk.Failed(err)
		case file != nil:
			_ = file.Close() // it is opened again by its path
			l.read(listSource{path: file.URI().Path()})
		}
	}, l.room.desk.Window)
}

// read reads a list and shows what it would do.
func (l *listPage) read(source listSource) {
	d := l.room.desk
	desk.Load(d, &l.slot, func(ctx context.Context) (listData, error) {
		data, err := readList(ctx, d, source)
		data.err = err
		return data, ctx.Err()
	}, func(data listData) {
		if data.err != nil {
			l.text.SetError(listWrong(data.err))
			l.content.Refresh()
			return
		}
		l.rows.kind = -1
		l.take1(data)
	})
}

// listWrong says what is wrong with a list, and what to do.
func listWrong(err error) string {
	for is, key := range map[error]string{
		tables.ErrEmpty: "orders.list.wrong.empty", tables.ErrTooLong: "orders.list.wrong.long", tables.ErrTooLarge: "orders.list.wrong.long",
		tables.ErrOldExcel: "orders.list.wrong.old", tables.ErrNotTable: "orders.list.wrong.table",
	} {
		if errors.Is(err, is) {
			return lang.L(key)
		}
	}
	return desk.Words(err)
}

// again matches the list once more, after something was changed by hand.
func (l *listPage) again() {
	d, data := l.room.desk, l.data
	data.columns, data.fixed = maps.Clone(data.columns), maps.Clone(data.fixed)
	desk.Load(d, &l.slot, func(ctx context.Context) (listData, error) { return data.match(ctx, d) }, l.take1)
}

// take1 shows a list that was matched.
func (l *listPage) take1(data listData) {
	l.data, l.loaded = data, true
	l.working(false)
	l.rows.set(data.plan)
	head := l.head(l.other, l.stop, l.main)
	top := container.New(kit.Column{Gap: 10, PadX: 18, PadY: 2}, l.columns())
	if words := l.strange(); words != nil {
		top.Add(words)
	}
	top.Add(l.rows.pills)
	foot := kit.NewFooterGround(kit.Panel, container.New(kit.Inset{Top: 10, Bottom: 10, Left: 18, Right: 18},
		container.New(kit.Column{Gap: 6}, l.tell, l.progress)))
	l.show(container.New(kit.HeadBodyFoot{}, container.New(kit.Column{}, head, top), l.rows.content, foot))
}

// working shows that changes are being written.
func (l *listPage) working(on bool) {
	n := l.wanted(l.data)
	l.main.SetLabel(lang.L("orders.list.take", map[string]any{"N": words.Number(n)}))
	if n == 1 {
		l.main.SetLabel(lang.L("orders.list.takeOne"))
	}
	l.progress.Set(0)
	show(l.progress, on)
	show(l.stop, on)
	show(l.other, !on)
	if on || n == 0 {
		l.main.Disable()
	} else {
		l.main.Enable()
	}
	if len(groupsOf(l.data.plan.Rows)) == 0 {
		l.tell.Disable()
	} else {
		l.tell.Enable()
	}
	l.content.Refresh()
}

// columns lets the owner correct what stands in each column.
func (l *listPage) columns() fyne.CanvasObject {
	options := []string{lang.L("orders.list.column.none")}
	for _, field := range orderlist.Columns {
		options = append(options, lang.L("orders.list.column."+field))
	}
	cells := container.New(&kit.Flow{Gap: 10, Width: 168})
	for at := range min(l.data.table.Columns(), 24) {
		chosen := 0
		for i, field := range orderlist.Columns {
			if column, ok := l.data.columns[field]; ok && column == at {
				chosen = i + 1
			}
		}
		cells.Add(kit.NewChoice(l.heading(at), options, chosen, func(i int) { l.choseColumn(at, i) }))
	}
	return cells
}

// heading is a column's own, or what stands first in it.
func (l *listPage) heading(at int) string {
	if at < len(l.data.table.Header) && l.data.table.Header[at] != "" {
		return l.data.table.Header[at]
	}
	for _, row := range l.data.table.Rows {
		if cell := row.Cell(at); cell != "" {
			return "“" + cell + "”"
		}
	}
	return lang.L("orders.list.columnN", map[string]any{"N": at + 1})
}

func (l *listPage) choseColumn(at, option int) {
	columns := tables.Mapping{}
	for field, column := range l.data.columns {
		if column != at && (option == 0 || field != orderlist.Columns[option-1]) {
			columns[field] = column
		}
	}
	if option > 0 {
		columns[orderlist.Columns[option-1]] = at
	}
	l.data.columns = columns
	l.data.memory.columns[signature(l.data.table)] = columns
	l.remember(settingListColumns, maps.Clone(l.data.memory.columns))
	l.again()
}

// strange asks what status words mean that are not the shop's; nil: all are known.
func (l *listPage) strange() fyne.CanvasObject {
	if len(l.data.plan.Strange) == 0 {
		return nil
	}
	options := []string{lang.L("orders.list.column.none")}
	for _, status := range l.data.info.Pipeline {
		options = append(options, status.Name)
	}
	cells := container.New(&kit.Flow{Gap: 10, Width: 168})
	for _, word := range l.data.plan.Strange[:min(len(l.data.plan.Strange), 8)] {
		cells.Add(kit.NewChoice(lang.L("orders.list.means", map[string]any{"Word": word}), options, 0, func(i int) { l.choseWord(word, i) }))
	}
	return cells
}

func (l *listPage) choseWord(word string, option int) {
	if option == 0 {
		return
	}
	l.data.memory.words[orderlist.Plain(word)] = l.data.info.Pipeline[option-1].ID
	l.remember(settingListWords, maps.Clone(l.data.memory.words))
	l.again()
}

func (l *listPage) remember(key string, value any) {
	d := l.room.desk
	d.InOrder(func(ctx context.Context) error { return saveJSON(ctx, d.Store, key, value) })
}

// openList shows the page.
func (r *Room) openList() {
	r.sheet.cancel()
	r.leavePage()
	if r.list == nil {
		r.list = newListPage(r)
	}
	r.listOpen, r.steps = true, nil
	r.show()
	if on := r.canvas(); on != nil && !r.list.loaded {
		on.Focus(r.list.text.Entry)
	}
}

// closeList goes back to the orders; a list that was read is there again the
// next time, unless its changes were made.
func (r *Room) closeList() {
	if r.list != nil && r.list.cancel == nil && r.list.wanted(r.list.data) == 0 {
		r.list = nil
	}
	r.listOpen = false
	r.read()
	r.show()
}
