package settings

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
	"mostrador/ui/words"
)

// checkPatience is how long going through the list may take.
const checkPatience = time.Minute

// checklist goes through what it takes for messages to come and go, line by
// line, when it is shown and when it is asked.
type checklist struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	number  *kit.Choice
	told    *kit.Paragraph
	again   *kit.Button
	lines   *fyne.Container
	slot    desk.Slot
	numbers desk.Slot

	channels []store.Channel
	found    checked
	busy     bool
}

// checked is the list as it was found, or why it could not be.
type checked struct {
	checks shop.Checks
	err    error
}

func newChecklist(d *desk.Desk) *checklist {
	c := &checklist{desk: d, lines: container.New(kit.Column{Gap: 14})}
	c.number = kit.NewChoice("", nil, -1, func(int) { c.look() })
	c.number.Hide()
	c.told = kit.NewParagraph("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	c.again = kit.NewButton(lang.L("checks.again"), kit.SecondaryWeight, c.look)
	c.again.Small = true
	c.content = card(lang.L("checks.title"), kit.NewParagraph(lang.L("checks.words"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
		c.number, container.New(kit.Row{Gap: 12, Stretch: 1}, c.again, c.told), c.lines)
	return c
}

// read finds the shop's numbers, then looks.
func (c *checklist) read() {
	if c.desk.Platform == nil {
		c.told.SetText(lang.L("checks.noRelay"))
		c.again.Hide()
		return
	}
	desk.Load(c.desk, &c.numbers, func(ctx context.Context) (store.ShopInfo, error) { return c.desk.Store.Shop(ctx) }, c.choose)
}

func (c *checklist) choose(info store.ShopInfo) {
	c.channels = info.Channels
	names := make([]string, len(c.channels))
	for i, channel := range c.channels {
		names[i] = channel.Number + " · " + channel.Name
	}
	c.number.SetOptions(names, min(max(0, c.number.Chosen()), len(names)-1))
	c.number.Hidden = len(names) < 2
	if len(c.channels) == 0 {
		c.told.SetText(lang.L("checks.noNumber"))
		return
	}
	if !c.busy {
		c.look()
	}
}

// look goes through the list now.
func (c *checklist) look() {
	i := c.number.Chosen()
	if i < 0 || i >= len(c.channels) {
		return
	}
	channel := c.channels[i].ID
	c.busy = true
	c.again.Disable()
	c.told.SetText(lang.L("checks.looking"))
	desk.Load(c.desk, &c.slot, func(ctx context.Context) (checked, error) {
		ctx, cancel := context.WithTimeout(ctx, checkPatience)
		defer cancel()
		checks, err := c.desk.Platform.Checks(ctx, channel)
		return checked{checks, err}, nil
	}, c.show)
}

func (c *checklist) show(found checked) {
	c.busy = false
	c.again.Enable()
	if found.err != nil { // what was found before still stands
		c.told.SetText(desk.Words(found.err))
		c.content.Refresh()
		return
	}
	c.found = found
	now := c.desk.Now()
	c.told.SetText(lang.L("checks.worst."+string(found.checks.Worst())) + " " +
		lang.L("checks.at", map[string]any{"When": words.Clock(found.checks.At.In(now.Location()))}))
	c.lines.Objects = nil
	for i, line := range found.checks.Lines {
		if i > 0 {
			c.lines.Add(kit.NewDivider())
		}
		c.lines.Add(c.line(line))
	}
	c.lines.Refresh()
	c.content.Refresh()
}

var checkIcons = map[shop.CheckState]struct {
	icon string
	tone kit.Token
}{
	shop.CheckGood: {"check", kit.Accent}, shop.CheckWarning: {"alert", kit.Amber}, shop.CheckBad: {"alert", kit.Warning},
	shop.CheckWaiting: {"wait", kit.Muted}, shop.CheckUnknown: {"question", kit.Muted},
}

// line is one line: its sign, what it is about, and how it stands.
func (c *checklist) line(check shop.Check) fyne.CanvasObject {
	title, text := words.Check(check)
	sign := checkIcons[check.State]
	tone := kit.Muted
	if check.State == shop.CheckBad {
		tone = kit.Warning
	}
	said := []fyne.CanvasObject{kit.NewParagraph(title, kit.Style{Bold: true}), kit.NewParagraph(text, kit.Style{Scale: kit.Secondary, Tone: tone})}
	if check.Said != "" {
		said = append(said, kit.NewParagraph(lang.L("checks.said", map[string]any{"Text": check.Said}), kit.Style{Scale: kit.Meta, Tone: kit.Muted}))
	}
	if check.ID == shop.CheckSending && check.State == shop.CheckBad {
		resume := kit.NewButton(lang.L("checks.resume"), kit.SecondaryWeight, c.resume)
		resume.Small = true
		said = append(said, container.New(kit.Inset{Top: 4}, container.New(kit.Row{Stretch: -1}, resume)))
	}
	return container.New(kit.Row{Gap: 12, Stretch: 1}, kit.NewIcon(sign.icon, sign.tone, 20), container.New(kit.Column{Gap: 2}, said...))
}

// resume lets what is held back try again at once, then looks what came of it.
func (c *checklist) resume() {
	channel := c.found.checks.Channel
	c.desk.Work(func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, checkPatience)
		defer cancel()
		return c.desk.Platform.Resume(ctx, channel)
	}, func(err error) {
		if err != nil {
			c.desk.Failed(err)
			return
		}
		c.desk.Toast(lang.L("checks.resumed"))
		c.look()
	})
}
