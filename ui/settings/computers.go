package settings

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// computers lists the shop's computers: who wants in, who is there, who was
// there last, and the way to cut one off.
type computers struct {
	desk    *desk.Desk
	content *fyne.Container
	body    *fyne.Container
	slot    desk.Slot
	list    roll
	loaded  bool
}

// roll is what was read of the computers and who sits at them.
type roll struct {
	devices []desk.Device
	doubled map[shop.DeviceID]time.Time
	people  []store.Person
	err     error
}

func newComputers(d *desk.Desk) *computers {
	c := &computers{desk: d, body: container.New(kit.Column{Gap: 14})}
	c.content = container.NewStack()
	if d.Team == nil {
		c.content.Hide()
		return c
	}
	c.content.Add(card(lang.L("computers.title"), kit.NewParagraph(lang.L("computers.words"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}), c.body))
	return c
}

func (c *computers) read() {
	if c.desk.Team == nil {
		return
	}
	desk.Load(c.desk, &c.slot, func(ctx context.Context) (r roll, err error) {
		if r.people, err = c.desk.Store.People(ctx); err != nil {
			return r, err
		}
		known, err := c.desk.Store.Devices(ctx)
		if err != nil {
			return r, err
		}
		r.doubled = map[shop.DeviceID]time.Time{}
		for _, d := range known {
			r.doubled[d.ID] = d.Doubled
		}
		if r.devices, r.err = c.desk.Team.Devices(ctx); r.err != nil { // the relay can't be asked: what is known here
			r.devices = fromStore(known)
		}
		return r, nil
	}, c.show)
}

func fromStore(known []store.Device) []desk.Device {
	devices := make([]desk.Device, 0, len(known))
	for _, d := range known {
		devices = append(devices, desk.Device{ID: d.ID, Person: d.Person, Name: d.Name, Waiting: d.Waiting, Revoked: !d.Revoked.IsZero()})
	}
	return devices
}

func (c *computers) show(r roll) {
	c.list, c.loaded = r, true
	c.body.Objects = nil
	devices := slices.DeleteFunc(slices.Clone(r.devices), func(d desk.Device) bool { return d.Revoked })
	slices.SortStableFunc(devices, func(a, b desk.Device) int { return rank(a) - rank(b) })
	for i, d := range devices {
		if i > 0 {
			c.body.Add(kit.NewDivider())
		}
		c.body.Add(c.row(d))
	}
	if r.err != nil {
		c.body.Add(kit.NewParagraph(lang.L("computers.offline"), kit.Style{Scale: kit.Secondary, Tone: kit.Amber}))
	} else if c.owner() {
		c.body.Add(container.New(kit.Row{Stretch: -1}, kit.NewButton(lang.L("computers.add"), kit.SecondaryWeight, c.invite)))
	}
	c.content.Refresh()
}

// rank puts first who wants in, then this computer, then the others.
func rank(d desk.Device) int {
	switch {
	case d.Waiting:
		return 0
	case d.Mine:
		return 1
	}
	return 2
}

// owner says whether who sits here may let others in.
func (c *computers) owner() bool {
	for _, p := range c.list.people {
		if p.ID == c.desk.Person {
			return p.Role == shop.Owner
		}
	}
	return false
}

func (c *computers) row(d desk.Device) fyne.CanvasObject {
	text := []fyne.CanvasObject{kit.NewParagraph(c.title(d), kit.Style{Bold: true}),
		kit.NewParagraph(c.about(d), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})}
	if d.Waiting {
		text = append(text, kit.NewParagraph(lang.L("computers.waits"), kit.Style{Scale: kit.Secondary, Tone: kit.Amber}))
	}
	if at := c.list.doubled[d.ID]; !at.IsZero() {
		text = append(text, kit.NewParagraph(lang.L("computers.doubled", map[string]any{"When": words.ListTime(at, c.desk.Now())}),
			kit.Style{Scale: kit.Secondary, Tone: kit.Warning}))
	}
	return container.New(&deviceRow{}, container.New(kit.Column{Gap: 2}, text...), container.New(kit.Row{Gap: 4, Stretch: -1}, c.buttons(d)...))
}

func (c *computers) title(d desk.Device) string {
	if d.Mine {
		return d.Name + " · " + lang.L("computers.this")
	}
	return d.Name
}

// about says who sits there, on what, where, and when it was seen.
func (c *computers) about(d desk.Device) string {
	var parts []string
	for _, p := range c.list.people {
		if p.ID == d.Person {
			parts = append(parts, p.Name)
		}
	}
	for _, part := range []string{d.System, d.Place} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	switch {
	case d.Here:
		parts = append(parts, lang.L("computers.here"))
	case !d.Seen.IsZero():
		parts = append(parts, lang.L("computers.seen", map[string]any{"When": words.ListTime(d.Seen, c.desk.Now())}))
	}
	return strings.Join(parts, " · ")
}

func (c *computers) buttons(d desk.Device) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	add := func(key string, weight kit.Weight, do func()) {
		b := kit.NewButton(lang.L(key), weight, do)
		b.Small = true
		all = append(all, b)
	}
	switch {
	case c.list.err != nil:
	case d.Waiting && c.owner():
		add("computers.refuse", kit.Ghost, func() { c.cutOff(d) })
		add("computers.approve", kit.Primary, func() { c.approve(d) })
	case !d.Mine && (c.owner() || d.Person == c.desk.Person):
		add("computers.cutOff", kit.Ghost, func() { c.askCutOff(d) })
	}
	return all
}

func (c *computers) approve(d desk.Device) {
	c.do(func(ctx context.Context) error { return c.desk.Team.Approve(ctx, d.ID) })
}

func (c *computers) cutOff(d desk.Device) {
	c.do(func(ctx context.Context) error { return c.desk.Team.CutOff(ctx, d.ID) })
}

// askPatience is how long the relay may take.
const askPatience = 20 * time.Second

func (c *computers) do(work func(ctx context.Context) error) {
	c.desk.Work(func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, askPatience)
		defer cancel()
		return work(ctx)
	}, func(err error) {
		if err != nil {
			c.desk.Failed(err)
		}
		c.read()
	})
}

// askCutOff asks first: it can't be taken back, only joined again.
func (c *computers) askCutOff(d desk.Device) {
	var sheet *kit.Sheet
	no := kit.NewButton(lang.L("inbox.cancel"), kit.SecondaryWeight, func() { sheet.Close() })
	yes := kit.NewButton(lang.L("computers.cutOff"), kit.Danger, func() {
		sheet.Close()
		c.cutOff(d)
	})
	sheet = kit.ShowSheet(c.desk.Window.Canvas(), kit.SheetParams{Title: lang.L("computers.cutOffTitle", map[string]any{"Name": d.Name}),
		Content: kit.NewParagraph(lang.L("computers.cutOffWords"), kit.Style{}), Width: 420, Buttons: []*kit.Button{no, yes}, First: no})
}

// invite makes a link for one more computer and shows it.
func (c *computers) invite() {
	var link string
	var until time.Time
	c.desk.Work(func(ctx context.Context) (err error) {
		ctx, cancel := context.WithTimeout(ctx, askPatience)
		defer cancel()
		link, until, err = c.desk.Team.Invite(ctx)
		return err
	}, func(err error) {
		if err != nil {
			c.desk.Failed(err)
			return
		}
		c.showLink(link, until)
	})
}

func (c *computers) showLink(link string, until time.Time) {
	now := c.desk.Now()
	text := kit.NewParagraph(link, kit.Style{Scale: kit.Secondary})
	words := kit.NewParagraph(lang.L("computers.linkWords", map[string]any{"Until": words.Clock(until.In(now.Location()))}), kit.Style{})
	clipboard := kit.NewButton(lang.L("computers.copy"), kit.Primary, func() {
		fyne.CurrentApp().Clipboard().SetContent(link)
		c.desk.Toast(lang.L("computers.copied"))
	})
	kit.ShowSheet(c.desk.Window.Canvas(), kit.SheetParams{Title: lang.L("computers.add"), Width: 480, Buttons: []*kit.Button{clipboard},
		Content: container.New(kit.Column{Gap: 12}, words, kit.NewOutlinedCard(container.New(kit.Inset{Top: 8, Bottom: 8, Left: 12, Right: 12}, text)))})
}

// deviceRow sets the buttons beside the words, or under them where it is narrow.
type deviceRow struct{ width float32 }

const deviceRowFolds = float32(420)

// Layout is part of fyne.Layout.
func (l *deviceRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	text, buttons := objects[0], objects[1]
	b := buttons.MinSize()
	width := size.Width - b.Width - 12
	if l.folds() {
		width = size.Width
	}
	text.Move(fyne.NewPos(0, 0))
	text.Resize(fyne.NewSize(max(1, width), text.MinSize().Height))
	height := text.MinSize().Height
	text.Resize(fyne.NewSize(max(1, width), height))
	buttons.Resize(b)
	if l.folds() {
		buttons.Move(fyne.NewPos(0, height+6))
		return
	}
	buttons.Move(fyne.NewPos(size.Width-b.Width, max(0, (height-b.Height)/2)))
}

func (l *deviceRow) folds() bool { return l.width > 0 && l.width < deviceRowFolds }

// MinSize is part of fyne.Layout.
func (l *deviceRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	text, buttons := objects[0].MinSize(), objects[1].MinSize()
	if l.folds() && buttons.Height > 0 {
		return fyne.NewSize(220, text.Height+6+buttons.Height)
	}
	return fyne.NewSize(220, max(text.Height, buttons.Height))
}
