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
)

// board shows a column for each status of the shop, final ones folded into
// strips at the right.
type board struct {
	room   *Room
	data   boardData // as read
	shown  boardData // with moves that are about to be handed over
	loaded bool

	cards   map[shop.OrderID]*kit.OrderCard
	columns []*column
	limits  map[shop.StatusID]int
	open    map[shop.StatusID]bool // final statuses that are unfolded
	picks   picks
	drag    drag
	slot    desk.Slot

	box     *fyne.Container
	scroll  *container.Scroll
	then    []func()        // to do once the board was read again
	over    *fyne.Container // the card that is being carried
	content *fyne.Container
}

func newBoard(r *Room) *board {
	b := &board{room: r, cards: map[shop.OrderID]*kit.OrderCard{}, limits: map[shop.StatusID]int{}, open: map[shop.StatusID]bool{}}
	b.box = container.New(boardLayout{})
	b.scroll = container.NewHScroll(b.box)
	b.over = container.NewWithoutLayout()
	b.content = container.NewStack(container.New(kit.Inset{Top: 16, Left: 16, Right: 16}, kit.NewSkeleton(6)))
	b.drag.board = b
	return b
}

// read reads every column again.
func (b *board) read() {
	d, limits, open := b.room.desk, copied(b.limits), copied(b.open)
	desk.Load(d, &b.slot, func(ctx context.Context) (boardData, error) {
		data, err := readBoard(ctx, d.Store, limits, open, d.Now())
		if ctx.Err() != nil {
			return data, ctx.Err()
		}
		data.err = err
		return data, nil
	}, b.take)
}

func copied[K comparable, V any](m map[K]V) map[K]V {
	c := make(map[K]V, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

func (b *board) take(data boardData) {
	if data.err != nil {
		b.room.desk.Logger.Warn("the board can't be read", "error", data.err)
		b.instead(kit.NewEmptyState("alert", lang.L("orders.failedTitle"), desk.Words(data.err),
			kit.NewButton(lang.L("orders.tryAgain"), kit.SecondaryWeight, b.read)))
		return
	}
	for _, f := range b.then {
		f()
	}
	b.then = nil
	b.data, b.loaded = data, true
	b.draw()
}

func (b *board) instead(o fyne.CanvasObject) {
	b.content.Objects = []fyne.CanvasObject{o}
	b.content.Refresh()
}

// draw shows what was read, with what is about to be handed over laid on it.
func (b *board) draw() {
	if !b.loaded || b.drag.on() {
		return
	}
	b.shown = b.data.shifted(b.room.moving.pending)
	b.picks.keep(func(id shop.OrderID) bool { _, there := b.shown.row(id); return there })
	switch {
	case len(b.shown.columns) == 0:
		b.instead(kit.NewEmptyState("orders", lang.L("orders.noPipeline"), lang.L("orders.noPipelineWords"), nil))
		return
	case b.empty():
		b.instead(kit.NewEmptyState("orders", lang.L("orders.empty"), lang.L("orders.emptyWords"),
			kit.NewButton(lang.L("orders.new"), kit.Primary, func() { b.room.newOrder(shop.CustomerID{}) })))
		return
	}
	b.arrange()
	if len(b.content.Objects) != 2 {
		b.content.Objects = []fyne.CanvasObject{b.scroll, b.over}
		b.content.Refresh()
	}
}

func (b *board) empty() bool {
	for _, c := range b.shown.columns {
		if c.count > 0 {
			return false
		}
	}
	return true
}

func (b *board) arrange() {
	if len(b.columns) != len(b.shown.columns) {
		b.columns = make([]*column, len(b.shown.columns))
		for i := range b.columns {
			b.columns[i] = newColumn(b)
		}
	}
	seen := map[shop.OrderID]bool{}
	objects := make([]fyne.CanvasObject, len(b.columns))
	for i, c := range b.columns {
		objects[i] = c.set(b.shown.columns[i], seen)
	}
	for id := range b.cards {
		if !seen[id] {
			delete(b.cards, id)
		}
	}
	b.box.Objects = objects
	b.box.Refresh()
	b.scroll.Refresh()
}

// card is an order's card; it stays the same object while it is on the board,
// so that the focus stays with it.
func (b *board) card(row store.OrderRow) *kit.OrderCard {
	data := cardOf(row, b.shown.pipeline, b.room.desk.Now())
	data.Picking, data.Picked = b.picks.any(), b.picks.has(row.ID)
	data.Focused = b.room.sheet.concerns(row.ID) && !data.Picked
	card, ok := b.cards[row.ID]
	if !ok {
		card = kit.NewOrderCard(data)
		b.cards[row.ID] = card
		b.wire(card, row.ID)
		return card
	}
	card.Set(data)
	return card
}

func (b *board) wire(card *kit.OrderCard, id shop.OrderID) {
	card.OnTapped = func() { b.room.open(id) }
	card.OnPick = func() { b.pick(id) }
	card.OnPress = func(held fyne.KeyModifier) bool { return b.press(id, held) }
	card.OnKey = func(ev *fyne.KeyEvent) bool { return b.key(id, ev) }
	card.OnShortcut = func(s fyne.Shortcut) bool { return b.shortcut(id, s) }
	card.OnSecondary = func(at fyne.Position) { b.menu(id, at) }
	card.OnDragged = func(at fyne.Position) { b.drag.move(id, at) }
	card.OnDragEnd = b.drag.end
}

// press picks with Ctrl and Shift, and while others are picked.
func (b *board) press(id shop.OrderID, held fyne.KeyModifier) bool {
	switch {
	case held&fyne.KeyModifierShift != 0:
		b.picks.reach(id, b.columnOf(id))
	case held&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0:
		b.picks.toggle(id)
	default:
		return false
	}
	b.picked()
	return true
}

func (b *board) pick(id shop.OrderID) {
	b.picks.toggle(id)
	b.picked()
}

// picked shows the ticks and proposes to move what is ticked.
func (b *board) picked() {
	if !b.picks.any() {
		b.unpick()
		return
	}
	b.draw()
	b.room.sheet.propose(b.picks.ids, b.nextOf(b.picks.ids), false)
}

func (b *board) unpick() {
	b.picks = picks{}
	b.room.sheet.hide()
	b.draw()
}

// nextOf is where the orders would go: to the status after the earliest of theirs.
func (b *board) nextOf(ids []shop.OrderID) shop.StatusID {
	pipeline, first := b.shown.pipeline, -1
	for _, id := range ids {
		row, _ := b.shown.row(id)
		if at := pipeline.Index(row.Status); first < 0 || at < first {
			first = at
		}
	}
	if first < 0 {
		return ""
	}
	return pipeline[min(first+1, len(pipeline)-1)].ID
}

// columnOf lists the orders of a column as they stand.
func (b *board) columnOf(id shop.OrderID) []shop.OrderID {
	for _, c := range b.columns {
		for _, other := range c.ids {
			if other == id {
				return c.ids
			}
		}
	}
	return nil
}

// moveBy proposes to move an order, or all that are ticked if it is one of
// them, so many statuses on.
func (b *board) moveBy(id shop.OrderID, by int) {
	row, ok := b.shown.row(id)
	to := b.shown.pipeline.Index(row.Status) + by
	if !ok || to < 0 || to >= len(b.shown.pipeline) {
		return
	}
	b.moveTo(id, b.shown.pipeline[to].ID)
}

func (b *board) moveTo(id shop.OrderID, to shop.StatusID) {
	ids := []shop.OrderID{id}
	if b.picks.has(id) {
		ids = b.picks.ids
	}
	b.room.sheet.propose(ids, to, true)
	b.draw()
}

func (b *board) menu(id shop.OrderID, at fyne.Position) {
	row, ok := b.shown.row(id)
	on := b.room.canvas()
	if !ok || on == nil {
		return
	}
	items := []kit.MenuItem{{Label: lang.L("orders.open"), Icon: "orders", Key: "Enter", OnTapped: func() { b.room.open(id) }},
		{Label: lang.L("orders.pick"), Icon: "box-checked", Key: "X", OnTapped: func() { b.pick(id) }}, {}}
	here := b.shown.pipeline.Index(row.Status)
	for i, status := range b.shown.pipeline {
		if i == here {
			continue
		}
		item := kit.MenuItem{Label: lang.L("orders.moveTo", map[string]any{"Status": status.Name}), OnTapped: func() { b.moveTo(id, status.ID) }}
		switch i {
		case here + 1:
			item.Key = "Ctrl+→"
		case here - 1:
			item.Key = "Ctrl+←"
		}
		items = append(items, item)
	}
	kit.ShowMenu(on, at, items)
}

// bottomRoom is what the columns leave free below while the sheet is there.
func (b *board) bottomRoom() float32 {
	if b.room.sheet.shown() {
		return b.room.sheet.height() + 40
	}
	return 16
}
