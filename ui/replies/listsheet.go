package replies

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"mostrador/tables"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// listSheet takes a list of replies over: what it would change is shown before
// anything is written.
type listSheet struct {
	desk  *desk.Desk
	slot  desk.Slot
	sheet *kit.Sheet
	text  *kit.TextField
	take  *kit.Button
	says  *kit.Paragraph
	rows  *kit.RowList
	body  *fyne.Container
	plan  listPlan
}

// openList asks for a list.
func (m *mine) openList() *listSheet {
	l := &listSheet{desk: m.desk}
	l.text = kit.NewTextArea("", lang.L("replies.list.pasteHere"), 6, func(text string) { l.read("", text) })
	l.says = kit.NewParagraph(lang.L("replies.list.beginText"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	l.rows = kit.NewRowList(kit.RowListParams{
		Count: func() int { return len(l.plan.rows) },
		Make:  func() fyne.CanvasObject { return newListLine() },
		Fill:  l.fill,
	})
	file := kit.NewButton(lang.L("replies.list.file"), kit.SecondaryWeight, l.choose)
	l.take = kit.NewButton(lang.L("replies.list.take", map[string]any{"N": "0"}), kit.Primary, l.write)
	l.take.Disable()
	l.body = container.NewStack(l.text)
	l.sheet = kit.ShowSheet(m.desk.Window.Canvas(), kit.SheetParams{Title: lang.L("replies.list.title"), Width: 640, First: l.text.Entry,
		Content: container.New(kit.Column{Gap: 12}, l.says, container.New(tall{360}, l.body)), Buttons: []*kit.Button{file, l.take}})
	return l
}

// tall gives its object a height of its own, so that a sheet doesn't jump.
type tall struct{ height float32 }

// Layout is part of fyne.Layout.
func (tall) Layout(objects []fyne.CanvasObject, size fyne.Size) { clipped{}.Layout(objects, size) }

// MinSize is part of fyne.Layout.
func (t tall) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, t.height) }

func (l *listSheet) choose() {
	dialog.ShowFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			l.desk.Failed(err)
		case file != nil:
			_ = file.Close() // it is opened again by its path
			l.read(file.URI().Path(), "")
		}
	}, l.desk.Window)
}

// read reads a file, or what was pasted, and shows what it would do.
func (l *listSheet) read(path, text string) {
	if path == "" && strings.TrimSpace(text) == "" {
		return
	}
	type outcome struct {
		plan listPlan
		err  error
	}
	desk.Load(l.desk, &l.slot, func(ctx context.Context) (outcome, error) {
		plan, err := readList(ctx, l.desk, path, text)
		return outcome{plan, err}, ctx.Err()
	}, func(o outcome) {
		if o.err != nil {
			l.text.SetError(listFault(o.err))
			return
		}
		l.show(o.plan)
	})
}

func readList(ctx context.Context, d *desk.Desk, path, text string) (listPlan, error) {
	have, err := d.Store.Replies(ctx, "")
	if err != nil {
		return listPlan{}, err
	}
	table, err := tableOf(path, text)
	if err != nil {
		return listPlan{}, err
	}
	return planList(table, have), nil
}

func tableOf(path, text string) (tables.Table, error) {
	if path == "" {
		return tables.Paste(text, listFields)
	}
	file, err := os.Open(path) //nolint:gosec // the owner chose it
	if err != nil {
		return tables.Table{}, fmt.Errorf("open the list: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	raw, err := io.ReadAll(io.LimitReader(file, tables.MostBytes+1))
	if err != nil {
		return tables.Table{}, fmt.Errorf("read the list: %w", err)
	}
	return tables.Read(path, raw, listFields)
}

// listFault says what is wrong with a list, and what to do.
func listFault(err error) string {
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

// show lists what would change; what needs a person stands first.
func (l *listSheet) show(plan listPlan) {
	slices.SortStableFunc(plan.rows, func(a, b listRow) int { return listOrder[a.kind] - listOrder[b.kind] })
	l.plan = plan
	l.says.SetText(lang.L("replies.list.counts", map[string]any{
		"New": words.Number(plan.count(listNew)), "Changed": words.Number(plan.count(listChanged)),
		"Same": words.Number(plan.count(listSame)), "Wrong": words.Number(plan.count(listWrong)),
	}))
	l.take.SetLabel(lang.L("replies.list.take", map[string]any{"N": words.Number(len(plan.wishes))}))
	enable(l.take, len(plan.wishes) > 0)
	l.body.Objects = []fyne.CanvasObject{l.rows}
	l.body.Refresh()
	l.rows.Refresh()
}

var listOrder = map[listKind]int{listWrong: 0, listNew: 1, listChanged: 2, listSame: 3}

// write makes the changes.
func (l *listSheet) write() {
	l.take.Disable()
	left := len(l.plan.wishes)
	var failed error
	for _, wish := range l.plan.wishes {
		l.desk.Do(wish, func(err error) {
			failed = errors.Join(failed, err)
			if left--; left > 0 {
				return
			}
			l.sheet.Close()
			if failed != nil {
				l.desk.Failed(failed)
				return
			}
			l.desk.Toast(lang.L("replies.list.taken", map[string]any{"N": words.Number(len(l.plan.wishes))}))
		})
	}
}

// listLine shows a row of a list and what it comes to.
type listLine struct {
	*kit.ListRow
	word, text *kit.Text
	kind       *kit.Chip
}

func newListLine() *listLine {
	r := &listLine{
		word: kit.NewText("", kit.Style{Scale: kit.Body, Tone: kit.Accent, Bold: true}),
		text: kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
		kind: kit.NewChip("", kit.ToneNeutral),
	}
	r.word.Least = 60
	r.ListRow = kit.NewListRow(container.New(kit.Column{Gap: 2},
		container.New(kit.Row{Gap: 8, Stretch: 0}, r.word, r.kind), container.New(clipped{}, r.text)), nil)
	r.Height = 56
	return r
}

func (l *listSheet) fill(i int, o fyne.CanvasObject) {
	line, ok := o.(*listLine)
	if !ok {
		return
	}
	row := l.plan.rows[i]
	name := "/" + row.shortcut
	if row.language != "" {
		name += " · " + row.language
	}
	line.word.SetText(name)
	line.text.SetText(strings.Join(strings.Fields(row.text), " "))
	switch row.kind {
	case listNew:
		line.kind.Set(lang.L("replies.list.new"), kit.ToneAccent)
	case listChanged:
		line.kind.Set(lang.L("replies.list.changed"), kit.ToneInfo)
	case listSame:
		line.kind.Set(lang.L("replies.list.same"), kit.ToneNeutral)
	case listWrong:
		line.kind.Set(lang.L("replies.list.wrong", map[string]any{"Line": row.line}), kit.ToneWarning)
		line.text.SetText(lang.L(row.why))
	}
	line.Refresh()
}

// more offers what is done with all replies at once.
func (m *mine) more(at fyne.Position) {
	kit.ShowMenu(m.desk.Window.Canvas(), at, []kit.MenuItem{
		{Label: lang.L("replies.list.import"), Icon: "upload", OnTapped: func() { m.openList() }},
		{Label: lang.L("replies.list.export"), Icon: "download", Disabled: len(m.all) == 0, OnTapped: m.export},
	})
}

// export writes all replies to a file that the owner names.
func (m *mine) export() {
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		switch {
		case err != nil:
			m.desk.Failed(err)
		case file != nil:
			m.exportTo(file)
		}
	}, m.desk.Window)
	save.SetFileName("replies.csv")
	save.Show()
}

func (m *mine) exportTo(file io.WriteCloser) {
	all := slices.Clone(m.all)
	m.desk.Work(func(context.Context) error { return errors.Join(writeList(file, all), file.Close()) }, func(err error) {
		if err != nil {
			m.desk.Failed(err)
			return
		}
		m.desk.Toast(lang.L("replies.list.exported", map[string]any{"N": words.Number(len(all))}))
	})
}
