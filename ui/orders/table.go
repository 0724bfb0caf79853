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
	"mostrador/ui/words"
)

// tablePage is how many orders are read at a time.
const tablePage = 100

// table shows orders line by line. The open ones are few, so all are read and
// may be sorted by anything; of all orders there may be many, so these come a
// page at a time, in the orders that the store keeps an index for.
type table struct {
	room    *Room
	all     bool
	sort    sorting
	rows    []store.OrderRow
	more    bool
	reading bool
	slot    desk.Slot

	pipeline shop.Pipeline
	pills    *kit.FilterPills
	lines    *lines
	content  *fyne.Container
}

type tableData struct {
	rows     []store.OrderRow
	pipeline shop.Pipeline
	more     bool
	err      error
}

func newTable(r *Room) *table {
	t := &table{room: r, sort: sorting{by: columnDue}}
	t.pills = kit.NewFilterPills([]string{lang.L("orders.openOnes"), lang.L("orders.allOnes")}, 0, t.filter)
	t.lines = newLines(r)
	t.lines.onSort = t.sortBy
	t.lines.onEnd = t.next
	head := container.New(kit.Inset{Top: 14, Left: 18, Right: 18, Bottom: 10}, t.pills)
	t.content = container.New(kit.HeadBodyFoot{}, head, t.lines.content, nothing())
	return t
}

func (t *table) filter(i int) {
	t.all, t.rows = i == 1, nil
	t.sort = sorting{by: columnDue}
	if t.all {
		t.sort = sorting{by: columnNumber, down: true}
	}
	t.read()
}

func (t *table) sortBy(c int) {
	if t.all {
		if storeSorts[c] == "" {
			return
		}
		t.sort, t.rows = sorting{by: c, down: c != columnDue}, nil
		t.read()
		return
	}
	t.sort = sorting{by: c, down: t.sort.by == c && !t.sort.down}
	t.show()
}

// storeSorts are the columns that all orders can be sorted by.
var storeSorts = map[int]store.OrderSort{columnDue: store.ByDue, columnNumber: store.ByNumber, columnTotal: store.ByTotal}

// read reads from the start, as far as was read before.
func (t *table) read() {
	if t.all {
		t.load(nil, max(tablePage, min(len(t.rows), store.MaxRows)))
		return
	}
	if len(t.rows) > 0 {
		t.readOpen(store.MaxRows, func() {})
		return
	}
	// The most pressing of each status first: of thousands all take a while.
	t.readOpen(tablePage, func() {
		if t.more {
			t.readOpen(store.MaxRows, func() {})
		}
	})
}

func (t *table) readOpen(limit int, then func()) {
	d := t.room.desk
	desk.Load(d, &t.slot, func(ctx context.Context) (tableData, error) {
		data, err := readOpen(ctx, d.Store, limit)
		data.err = err
		return data, ctx.Err()
	}, func(data tableData) {
		t.take(data, false)
		then()
	})
}

// next reads on when the last line comes into view.
func (t *table) next() {
	if t.all && t.more && !t.reading && len(t.rows) > 0 {
		t.load(&t.rows[len(t.rows)-1].Key, tablePage)
	}
}

func (t *table) load(after *store.OrderKey, limit int) {
	d, by := t.room.desk, storeSorts[t.sort.by]
	t.reading = true
	desk.Load(d, &t.slot, func(ctx context.Context) (tableData, error) {
		info, err := d.Store.Shop(ctx)
		if err != nil {
			return tableData{err: err}, ctx.Err()
		}
		rows, err := d.Store.OrderTable(ctx, by, after, limit)
		return tableData{rows: rows, pipeline: info.Pipeline, more: len(rows) == limit, err: err}, ctx.Err()
	}, func(data tableData) { t.take(data, after != nil) })
}

// readOpen reads the orders that are not in a final status, by when they are
// due, so many of each.
func readOpen(ctx context.Context, from *store.Store, limit int) (tableData, error) {
	info, err := from.Shop(ctx)
	if err != nil {
		return tableData{}, err
	}
	data := tableData{pipeline: info.Pipeline}
	for _, status := range info.Pipeline {
		if status.Final {
			continue
		}
		rows, err := from.OrdersByStatus(ctx, status.ID, nil, limit)
		if err != nil {
			return tableData{}, err
		}
		data.more = data.more || len(rows) == limit
		data.rows = append(data.rows, rows...)
	}
	return data, nil
}

func (t *table) take(data tableData, on bool) {
	t.reading = false
	if data.err != nil {
		t.room.desk.Logger.Warn("the table can't be read", "error", data.err)
		t.lines.say("alert", lang.L("orders.failedTitle"), desk.Words(data.err), kit.NewButton(lang.L("orders.tryAgain"), kit.SecondaryWeight, t.read))
		return
	}
	if on {
		data.rows = append(t.rows, data.rows...)
	}
	t.rows, t.pipeline, t.more = data.rows, data.pipeline, data.more
	t.show()
}

func (t *table) show() {
	if len(t.rows) == 0 {
		t.lines.say("orders", lang.L("orders.empty"), lang.L("orders.emptyWords"),
			kit.NewButton(lang.L("orders.new"), kit.Primary, func() { t.room.newOrder(shop.CustomerID{}) }))
		return
	}
	rows := t.rows
	if !t.all {
		rows = t.sort.sorted(rows, t.pipeline)
	}
	sortable := func(c int) bool { return !t.all || storeSorts[c] != "" }
	foot := ""
	if !t.all && t.more {
		foot = lang.L("orders.tableFull", map[string]any{"N": words.Number(len(rows))})
	}
	t.lines.set(rows, t.pipeline, t.sort, sortable, foot)
}

// found shows the orders that a search found.
type found struct {
	room    *Room
	lines   *lines
	slot    desk.Slot
	content fyne.CanvasObject
}

func newFound(r *Room) *found {
	f := &found{room: r, lines: newLines(r)}
	f.content = container.New(kit.Inset{Top: 14}, f.lines.content)
	return f
}

const foundAtMost = 50

func (f *found) read(text string) {
	d := f.room.desk
	desk.Load(d, &f.slot, func(ctx context.Context) (tableData, error) {
		info, err := d.Store.Shop(ctx)
		if err != nil {
			return tableData{err: err}, ctx.Err()
		}
		result, err := d.Store.Search(ctx, text, foundAtMost)
		return tableData{rows: result.Orders, pipeline: info.Pipeline, err: err}, ctx.Err()
	}, func(data tableData) {
		switch {
		case data.err != nil:
			f.lines.say("alert", lang.L("orders.failedTitle"), desk.Words(data.err), nil)
		case len(data.rows) == 0:
			f.lines.say("search", lang.L("orders.foundNone"), lang.L("orders.foundNoneWords", map[string]any{"Text": text}), nil)
		default:
			f.lines.set(data.rows, data.pipeline, sorting{by: -1}, func(int) bool { return false }, "")
		}
	})
}
