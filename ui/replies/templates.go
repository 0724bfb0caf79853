package replies

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/telling"
)

// templates is what WhatsApp has approved, or why it has not: the list, and
// beside it one template, the form for a new one or the ready-made ones.
type templates struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	panes   *listAndPage
	list    *kit.RowList
	listBox *fyne.Container
	errands *fyne.Container
	page    *fyne.Container
	buttons *fyne.Container
	readies desk.Slot
	slot    desk.Slot

	known templateList
	open  templateKey
	form  *templateForm // nil while none is being written
}

// templateKey names a template.
type templateKey struct{ name, language string }

func keyOf(t shop.Template) templateKey { return templateKey{t.Name, t.Language} }

// templateList is what was read.
type templateList struct {
	all     []store.Template
	info    store.ShopInfo
	errands []store.Errand
	owner   bool // who sits here may hand in, change and delete
}

// channel is one of the account that a template belongs to.
func (l templateList) channel(waba string) shop.ChannelID {
	for _, c := range l.info.Channels {
		if c.WABA == waba || waba == "" {
			return c.ID
		}
	}
	return shop.ChannelID{}
}

func newTemplates(d *desk.Desk) *templates {
	t := &templates{desk: d, panes: &listAndPage{}}
	t.list = kit.NewRowList(kit.RowListParams{
		Count: func() int { return len(t.known.all) },
		Make:  func() fyne.CanvasObject { return newTemplateRow() },
		Fill:  t.fill,
	})
	t.listBox = container.NewStack(t.list)
	t.errands = container.New(kit.Column{Gap: 8})
	write := kit.NewButton(lang.L("templates.new"), kit.SecondaryWeight, func() { t.write(shop.Template{}) })
	ready := kit.NewButton(lang.L("templates.ready"), kit.Ghost, t.library)
	write.Small, ready.Small = true, true
	t.buttons = container.New(kit.Row{Gap: 4, Stretch: -1}, write, ready)
	t.page = container.NewStack()
	t.content = container.New(t.panes,
		kit.NewListGround(kit.Panel, container.New(kit.HeadBodyFoot{},
			container.New(kit.Inset{Top: 12, Right: 16, Bottom: 12, Left: 16}, container.New(kit.Column{Gap: 10}, t.buttons, t.errands)),
			t.listBox, nothing())),
		kit.NewGround(kit.Background, t.page))
	t.closed()
	return t
}

func (t *templates) read() {
	desk.Load(t.desk, &t.slot, func(ctx context.Context) (l templateList, err error) {
		if l.all, err = t.desk.Store.Templates(ctx); err != nil {
			return l, err
		}
		if l.errands, err = t.desk.Store.Errands(ctx, 100); err != nil {
			return l, err
		}
		people, err := t.desk.Store.People(ctx)
		if err != nil {
			return l, err
		}
		l.owner = len(people) == 0
		for _, p := range people {
			l.owner = l.owner || p.ID == t.desk.Person && p.Role == shop.Owner
		}
		l.info, err = t.desk.Store.Shop(ctx)
		return l, err
	}, t.show)
}

func (t *templates) show(l templateList) {
	t.known = l
	t.buttons.Hidden = !l.owner
	t.errands.Objects = t.errandLines()
	t.errands.Hidden = len(t.errands.Objects) == 0
	t.listBox.Objects = []fyne.CanvasObject{t.list}
	if len(l.all) == 0 {
		t.listBox.Objects = []fyne.CanvasObject{kit.NewEmptyState("template", lang.L("replies.noTemplates"), lang.L("replies.noTemplatesText"), nil)}
	}
	t.listBox.Refresh()
	t.list.Refresh()
	if template, ok := t.find(t.open); ok && t.form == nil {
		t.put(t.pageOf(template))
	}
	t.content.Refresh()
}

func (t *templates) find(key templateKey) (store.Template, bool) {
	for _, one := range t.known.all {
		if keyOf(one.Template) == key {
			return one, true
		}
	}
	return store.Template{}, false
}

func (t *templates) fill(i int, o fyne.CanvasObject) {
	row, ok := o.(*templateRow)
	if !ok {
		return
	}
	template := t.known.all[i]
	row.set(template.Template, t.price(template), keyOf(template.Template) == t.open, func() { t.choose(template) })
}

// choose opens one template; a form that is being written is kept until it is
// left on purpose.
func (t *templates) choose(template store.Template) {
	t.form = nil
	t.open = keyOf(template.Template)
	t.put(t.pageOf(template))
	t.list.Refresh()
}

// put shows a page beside the list.
func (t *templates) put(page fyne.CanvasObject) {
	back := kit.NewBackButton(lang.L("inbox.back"), func() bool { return t.panes.single }, t.closed)
	t.page.Objects = []fyne.CanvasObject{container.NewVScroll(container.New(narrow{width: 640},
		container.New(kit.Column{}, container.New(kit.Inset{Left: 16, Top: 8}, back), container.New(kit.Inset{Top: 8, Left: 24, Right: 24, Bottom: 24}, page))))}
	t.page.Refresh()
	t.panes.page = true
	t.content.Refresh()
}

func (t *templates) closed() {
	t.form, t.open = nil, templateKey{}
	t.page.Objects = []fyne.CanvasObject{kit.NewEmptyState("template", lang.L("templates.choose"), "", nil)}
	t.page.Refresh()
	t.panes.page = false
	t.content.Refresh()
	t.list.Refresh()
}

func (t *templates) back() bool {
	if !t.panes.page {
		return false
	}
	t.closed()
	return true
}

// errandsShown is for how long a refusal stands over the list.
const errandsShown = 24 * time.Hour

// errandLines are what is under way at WhatsApp, and what it did not do.
func (t *templates) errandLines() []fyne.CanvasObject {
	var lines []fyne.CanvasObject
	seen := map[templateKey]bool{}
	for _, e := range t.known.errands {
		if e.Asked.Template == nil || seen[keyOf(*e.Asked.Template)] {
			continue // something newer was asked about the same
		}
		seen[keyOf(*e.Asked.Template)] = true
		switch underWay := e.Waiting || e.Settled.IsZero(); {
		case underWay || e.Failed && t.desk.Now().Sub(e.Settled) < errandsShown:
			lines = append(lines, t.errandLine(e, underWay))
		}
	}
	return lines
}

// title is how people call a template.
func title(template shop.Template) string { return telling.TitleOf(template) }
