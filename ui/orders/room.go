package orders

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// view is one way to look at the orders.
type view int

const (
	boardView view = iota
	tableView
	bakeView
)

// Room is the Orders room.
type Room struct {
	desk     *desk.Desk
	view     view
	board    *board
	table    *table
	found    *found
	bake     *bake
	page     *page                  // the order that is open; nil: none
	kept     map[shop.OrderID]*page // left with something typed that was not saved
	form     *newOrder
	list     *listPage // a list that was pasted; nil: none
	listOpen bool
	steps    *stepsPage // the statuses are being written; nil: they are not
	sheet    *moveSheet
	bulk     *bulk // a move of many
	bulkOpen bool
	moving   *moving

	search  *kit.SearchField
	views   *kit.SegmentedControl
	head    fyne.CanvasObject
	body    *fyne.Container
	content fyne.CanvasObject
	shown   bool
	stale   bool // something changed while another room was shown
}

// New makes the room.
func New(d *desk.Desk) *Room {
	r := &Room{desk: d, stale: true, kept: map[shop.OrderID]*page{}}
	r.moving = newMoving(r)
	r.sheet = newMoveSheet(r)
	r.bulk = newBulk(r)
	r.board = newBoard(r)
	r.table = newTable(r)
	r.found = newFound(r)
	r.bake = newBake(r)
	r.body = container.NewStack()
	r.head = r.header()
	r.content = kit.NewGround(kit.ThreadBack, container.New(kit.HeadBodyFoot{}, r.head, r.body, nothing()))
	d.OnChanged(r.changed)
	d.OnMinute(func() {
		if r.shown {
			r.board.draw()
		}
	})
	r.show()
	return r
}

func (r *Room) header() fyne.CanvasObject {
	r.search = kit.NewSearchField(lang.L("orders.search"), "Ctrl F", func(string) { r.searched() })
	r.views = kit.NewSegmentedControl([]string{lang.L("orders.board"), lang.L("orders.table"), lang.L("orders.bake")}, 0,
		func(i int) { r.look(view(i)) })
	add := kit.NewButton(lang.L("orders.new"), kit.Primary, func() { r.newOrder(shop.CustomerID{}) })
	add.Tip = lang.L("orders.newTip")
	paste := kit.NewButton(lang.L("orders.list.open"), kit.SecondaryWeight, r.openList)
	paste.Tip = lang.L("orders.list.openTip")
	steps := kit.NewIconButton("settings", lang.L("orders.steps.tip"), r.openSteps)
	bar := container.New(&headRow{}, kit.NewTitle(lang.L("room.orders")), r.search, r.views, steps, paste, add)
	return kit.NewHeaderGround(kit.Panel, bar)
}

// Content is part of the window's Room.
func (r *Room) Content() fyne.CanvasObject { return r.content }

// Enter shows the room, and what the place names.
func (r *Room) Enter(p desk.Place) {
	r.shown = true
	r.moving.recall()
	r.bulk.recall()
	if r.stale {
		r.read()
	}
	switch {
	case p.Order != shop.OrderID{}:
		r.open(p.Order)
	case p.NewOrder:
		r.newOrder(p.Customer)
	}
}

// Leave is called when another room is shown.
func (r *Room) Leave() { r.shown = false }

// Shortcut is part of the window's Keyed.
func (r *Room) Shortcut(s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || custom.Modifier != fyne.KeyModifierShortcutDefault {
		return false
	}
	switch custom.KeyName {
	case fyne.KeyF:
		r.close()
		r.search.Entry.TapToFocus()
	case fyne.KeyL:
		r.openList()
	case fyne.KeyN:
		r.newOrder(shop.CustomerID{})
	default:
		return false
	}
	return true
}

// StepBack is part of the window's Stepper: it closes what was opened last.
func (r *Room) StepBack() bool {
	switch {
	case r.sheet.shown():
		r.sheet.cancel()
	case r.page != nil:
		r.close()
	case r.steps != nil:
		r.closeSteps()
	case r.bulkOpen:
		r.closeBulk()
	case r.listOpen:
		r.closeList()
	case r.search.Text() != "":
		r.search.SetText("")
		r.searched()
	case r.board.picks.any():
		r.board.unpick()
	default:
		return false
	}
	return true
}

func (r *Room) changed(c store.Changed) {
	if c.Settings {
		r.moving.recall()
	}
	r.bulk.changed(c)
	if !c.All && !c.Shop && len(c.Orders)+len(c.Customers)+len(c.Messages) == 0 {
		return
	}
	if !r.shown {
		r.stale = true
		return
	}
	r.read()
	r.sheet.again()
	if r.page != nil {
		r.page.read()
	}
}

// read reads again what is on screen; the other views read when they are shown.
func (r *Room) read() {
	r.stale = false
	switch {
	case r.search.Text() != "":
		r.found.read(r.search.Text())
	case r.view == tableView:
		r.table.read()
	case r.view == bakeView:
		r.bake.read()
	default:
		r.board.read()
	}
}

// look changes the view.
func (r *Room) look(v view) {
	r.sheet.cancel()
	r.leavePage()
	r.view, r.listOpen, r.bulkOpen, r.steps = v, false, false, nil
	if r.search.Text() != "" {
		r.search.SetText("")
	}
	r.read()
	r.show()
}

func (r *Room) searched() {
	r.leavePage()
	r.listOpen, r.bulkOpen, r.steps = false, false, nil
	r.read()
	r.show()
}

// open shows an order's page.
func (r *Room) open(id shop.OrderID) {
	r.sheet.cancel()
	r.leavePage()
	r.page = r.kept[id]
	if r.page == nil {
		r.page = newPage(r, id)
	} else {
		r.page.read()
	}
	r.show()
}

// leavePage keeps a page on which something was typed for when it is opened
// again.
func (r *Room) leavePage() {
	if r.page == nil {
		return
	}
	delete(r.kept, r.page.id)
	if r.page.dirty {
		r.kept[r.page.id] = r.page
	}
	r.page = nil
}

// close goes back from an order's page to where it was opened.
func (r *Room) close() {
	if r.page == nil {
		return
	}
	id := r.page.id
	r.leavePage()
	r.read()
	r.show()
	r.board.focus(id)
}

// show puts the present view into the body.
func (r *Room) show() {
	var main fyne.CanvasObject
	switch {
	case r.page != nil:
		main = r.page.content
	case r.steps != nil:
		main = r.steps.content
	case r.bulkOpen:
		main = r.bulk.page.content
	case r.listOpen:
		main = r.list.content
	case r.search.Text() != "":
		main = r.found.content
	case r.view == tableView:
		main = r.table.content
	case r.view == bakeView:
		main = r.bake.content
	default:
		main = r.board.content
	}
	r.views.Choose(int(r.view))
	r.body.Objects = []fyne.CanvasObject{r.withStrip(main), r.sheet.layer}
	r.body.Refresh()
}

func (r *Room) canvas() fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(r.content)
}

func (r *Room) newOrder(customer shop.CustomerID) {
	if r.form == nil {
		r.form = makeNewOrder(r)
	}
	r.form.show(customer)
}

// nothing stands where a layout wants an object.
func nothing() fyne.CanvasObject {
	o := container.NewWithoutLayout()
	o.Hide()
	return o
}
