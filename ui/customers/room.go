package customers

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// pageSize is how many rows are read at once.
const pageSize = 100

// Room is the Customers room.
type Room struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	panes   *kit.ThreePanes
	search  *kit.SearchField
	list    *kit.RowList
	listBox *fyne.Container
	pageBox *fyne.Container
	page    *page
	blocked *blockedList

	rows    []store.CustomerRow
	more    bool
	reading bool
	open    shop.CustomerID
	slot    desk.Slot
	next    desk.Slot
}

// New makes the room.
func New(d *desk.Desk) *Room {
	r := &Room{desk: d, panes: &kit.ThreePanes{SideShut: true}}
	r.search = kit.NewSearchField(lang.L("customers.search"), "Ctrl F", func(string) { r.read() })
	r.search.Entry.OnSubmit = func(string) { r.openFirst() }
	r.list = kit.NewRowList(kit.RowListParams{
		Count: func() int { return len(r.rows) },
		Make:  func() fyne.CanvasObject { return newRow() },
		Fill:  r.fill,
	})
	fresh := kit.NewIconButton("plus", lang.L("customers.newTip"), r.begin)
	r.blocked = newBlockedList(d, r.show)
	head := container.New(kit.Column{Gap: 10, PadX: 16, PadY: 16},
		container.New(kit.Row{Gap: 8, Stretch: 0}, kit.NewTitle(lang.L("customers.title")), r.blocked.button, fresh), r.search)
	r.listBox = container.NewStack(r.list)
	r.page = newPage(d, kit.NewBackButton(lang.L("inbox.back"), r.panes.Single, r.back))
	r.pageBox = container.NewStack(kit.NewEmptyState("customers", lang.L("customers.choose"), "", nil))
	none := container.NewWithoutLayout()
	r.content = container.New(r.panes,
		kit.NewListGround(kit.Panel, container.New(kit.HeadBodyFoot{}, head, r.listBox, nothing())),
		kit.NewGround(kit.Background, r.pageBox), none)
	d.OnChanged(r.changed)
	return r
}

func nothing() fyne.CanvasObject {
	o := container.NewWithoutLayout()
	o.Hide()
	return o
}

// Content is the room's object.
func (r *Room) Content() fyne.CanvasObject { return r.content }

// Enter shows the list, and a customer's page if the place names one.
func (r *Room) Enter(p desk.Place) {
	r.read()
	r.blocked.read()
	if (p.Customer != shop.CustomerID{}) {
		r.show(p.Customer)
	}
}

// Shortcut: Ctrl+F searches, Ctrl+N adds.
func (r *Room) Shortcut(s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	switch {
	case !ok:
		return false
	case custom.KeyName == fyne.KeyF:
		r.search.Entry.TapToFocus()
	case custom.KeyName == fyne.KeyN:
		r.begin()
	case custom.Modifier == fyne.KeyModifierAlt && custom.KeyName == fyne.KeyDown:
		r.step(1)
	case custom.Modifier == fyne.KeyModifierAlt && custom.KeyName == fyne.KeyUp:
		r.step(-1)
	default:
		return false
	}
	return true
}

// StepBack goes from the page to the list where one pane stands alone.
func (r *Room) StepBack() bool {
	if !r.panes.Single() || r.panes.Open == kit.ListPane {
		return false
	}
	r.back()
	return true
}

func (r *Room) back() {
	r.panes.Open = kit.ListPane
	r.content.Refresh()
}

func (r *Room) changed(c store.Changed) {
	if c.All || c.Errands {
		r.blocked.read()
	}
	if !c.All && len(c.Customers) == 0 && len(c.Orders) == 0 && !c.Labels && !c.Errands {
		return
	}
	r.read()
	if (r.open != shop.CustomerID{}) {
		r.page.load(r.open)
	}
}

// read reads as many rows again as were there, so that the place is kept.
func (r *Room) read() {
	query := store.CustomerQuery{Prefix: r.search.Text(), Limit: max(pageSize, len(r.rows))}
	text := r.search.Text()
	desk.Load(r.desk, &r.slot, func(ctx context.Context) ([]store.CustomerRow, error) {
		rows, err := r.desk.Store.Customers(ctx, query)
		if err != nil || len(rows) > 0 || text == "" {
			return rows, err
		}
		return byAnything(ctx, r.desk.Store, text)
	}, func(rows []store.CustomerRow) {
		r.rows, r.more = rows, len(rows) >= query.Limit
		r.showRows()
	})
}

// byAnything finds customers by what search knows: a part of a name, a number.
func byAnything(ctx context.Context, from *store.Store, text string) ([]store.CustomerRow, error) {
	found, err := from.Search(ctx, text, pageSize)
	if err != nil {
		return nil, err
	}
	return found.Customers, nil
}

func (r *Room) showRows() {
	show := fyne.CanvasObject(r.list)
	switch {
	case len(r.rows) > 0:
	case r.search.Text() != "":
		show = kit.NewEmptyState("search", lang.L("customers.noHit", map[string]any{"Text": r.search.Text()}), "", nil)
	default:
		show = kit.NewEmptyState("customers", lang.L("customers.none"), lang.L("customers.noneText"), nil)
	}
	r.listBox.Objects = []fyne.CanvasObject{show}
	r.listBox.Refresh()
	r.list.Refresh()
}

func (r *Room) fill(i int, o fyne.CanvasObject) {
	row, ok := o.(*row)
	if !ok {
		return
	}
	customer := r.rows[i]
	row.set(customer, customer.ID == r.open, func() { r.show(customer.ID) })
	if i >= len(r.rows)-20 {
		r.readOn()
	}
}

func (r *Room) readOn() {
	if !r.more || r.reading {
		return
	}
	r.reading = true
	query := store.CustomerQuery{Prefix: r.search.Text(), After: &r.rows[len(r.rows)-1].Key, Limit: pageSize}
	desk.Load(r.desk, &r.next, func(ctx context.Context) ([]store.CustomerRow, error) {
		return r.desk.Store.Customers(ctx, query)
	}, func(rows []store.CustomerRow) {
		r.reading = false
		r.more = len(rows) == pageSize
		r.rows = append(r.rows, rows...)
		r.list.Refresh()
	})
}

func (r *Room) openFirst() {
	if len(r.rows) > 0 {
		r.show(r.rows[0].ID)
	}
}

func (r *Room) step(by int) {
	if len(r.rows) == 0 {
		return
	}
	i := slices.IndexFunc(r.rows, func(row store.CustomerRow) bool { return row.ID == r.open })
	i = min(max(0, i+by), len(r.rows)-1)
	r.show(r.rows[i].ID)
	r.list.ScrollTo(i)
}

func (r *Room) show(id shop.CustomerID) {
	r.open = id
	r.pageBox.Objects = []fyne.CanvasObject{r.page.content}
	r.pageBox.Refresh()
	r.panes.Open = kit.MainPane
	r.content.Refresh()
	r.list.Refresh()
	r.page.load(id)
}
