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
	"mostrador/ui/telling"
	"mostrador/ui/words"
)

// drawSide shows where the order is, what its customer was told, and what
// happened to it.
func (p *page) drawSide() {
	var objects []fyne.CanvasObject
	if p.data.warning != "" {
		objects = append(objects, kit.NewToneCard(kit.ToneNote, kit.NewParagraph(p.data.warning, kit.Style{Scale: kit.Secondary, Tone: kit.NoteInk})))
	}
	objects = append(objects, p.steps())
	if told := p.tellings(); told != nil {
		objects = append(objects, kit.NewSectionTitle(lang.L("orders.toldTitle")), kit.NewCard(told))
	}
	objects = append(objects, kit.NewSectionTitle(lang.L("orders.history")), kit.NewCard(p.history()))
	p.side.Objects = objects
	p.side.Refresh()
	p.content.Refresh()
}

// steps is how far the order is and the button to move it on, with what its
// customer would read.
func (p *page) steps() fyne.CanvasObject {
	card := p.data.card
	objects := []fyne.CanvasObject{
		kit.NewText(card.StatusName, kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewProgressSteps(card.Steps, card.Step+1),
	}
	if p.data.hasNext {
		objects = append(objects, p.nextStep()...)
	}
	return kit.NewCard(container.New(kit.Column{Gap: 10}, objects...))
}

func (p *page) nextStep() []fyne.CanvasObject {
	preview := p.data.next
	_, going := p.room.moving.pending[p.id]
	ticked := preview.Can()
	if p.tell != nil && preview.Can() {
		ticked = p.tell.Checked()
	}
	p.tell = kit.NewTick(preview.Label(), ticked, nil)
	next := kit.NewButton(lang.L("orders.moveTo", map[string]any{"Status": preview.StatusName}), kit.Primary, func() {
		p.room.moving.move([]telling.Preview{preview}, p.tell.Checked() && preview.Can())
	})
	if going {
		next.Disable()
	}
	if preview.Label() == "" {
		return []fyne.CanvasObject{container.New(kit.Row{Gap: 10, Stretch: -1}, next)}
	}
	if !preview.Can() {
		p.tell.Disable()
	}
	words := telling.NewCard(preview)
	words.HideTitle = true
	words.Set(preview)
	return []fyne.CanvasObject{container.New(kit.Row{Gap: 10, Stretch: 1}, next, p.tell), words}
}

// tellings says for each status that has words for customers whether they were
// told; nil where nobody is there to be told.
func (p *page) tellings() fyne.CanvasObject {
	if (p.data.card.Customer == shop.CustomerID{}) {
		return nil
	}
	var rows []fyne.CanvasObject
	for _, status := range p.data.info.Pipeline {
		told := p.data.card.Tellings[status.ID]
		ahead := p.data.info.Pipeline.Index(status.ID) > p.data.card.Step
		if told.State == store.NotTold && (ahead || status.Update == "" && status.Template == "") {
			continue
		}
		rows = append(rows, p.telling(status, told))
	}
	if len(rows) == 0 {
		return nil
	}
	return container.New(kit.Column{Gap: 8}, rows...)
}

func (p *page) telling(status shop.OrderStatus, t store.Told) fyne.CanvasObject {
	row := p.data.card.OrderRow
	row.Told = t
	_, tone, ticks := toldWords(row, status)
	_, _, ink := tone.Tokens()
	name := kit.NewText(status.Name, kit.Style{Scale: kit.Secondary, Bold: true})
	line := []fyne.CanvasObject{name, kit.NewText(p.toldAt(t), kit.Style{Scale: kit.Secondary, Tone: ink})}
	if icon, iconTone := kit.TickIcon(ticks); icon != "" {
		line = append(line, kit.NewIcon(icon, iconTone, 14))
	}
	head := container.New(kit.Row{Gap: 6, Stretch: 0}, line...)
	if why := whyNot(t); why != "" {
		return container.New(kit.Column{}, head, kit.NewParagraph(why, kit.Style{Scale: kit.Secondary, Tone: ink}))
	}
	return head
}

func (p *page) toldAt(t store.Told) string {
	when := words.ListTime(t.At, p.room.desk.Now())
	switch t.State {
	case store.ToldWaiting:
		return lang.L("orders.told.waiting")
	case store.ToldSent:
		return lang.L("orders.told.at", map[string]any{"When": when})
	case store.ToldFailed:
		return lang.L("orders.told.failed")
	}
	return lang.L("orders.told.not")
}

// whyNot says why a customer was not told, with the next step.
func whyNot(t store.Told) string {
	switch {
	case t.State == store.ToldWithheld:
		return words.Reason(t.Reason)
	case t.State == store.ToldFailed && t.Reason != shop.ReasonNone:
		return words.Reason(t.Reason)
	case t.State == store.ToldFailed:
		return words.Failure(t.Code)
	case t.Flag == shop.FlagUnknown:
		return words.Unknown()
	}
	return ""
}

// history is who did what and when, the last first.
func (p *page) history() fyne.CanvasObject {
	steps := p.data.card.History
	rows := make([]fyne.CanvasObject, 0, len(steps))
	for i := len(steps) - 1; i >= 0; i-- {
		when := kit.NewText(words.ListTime(steps[i].At, p.room.desk.Now()), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
		what := kit.NewText(p.stepWords(steps[i]), kit.Style{Scale: kit.Secondary})
		what.Least = 60
		rows = append(rows, container.New(kit.Row{Gap: 8, Stretch: 0}, what, when))
	}
	if len(rows) == 0 {
		rows = append(rows, kit.NewText(lang.L("orders.step.waiting"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	}
	return container.New(kit.Column{Gap: 6}, rows...)
}

func (p *page) stepWords(s store.OrderStep) string {
	who := s.Author
	if who == "" {
		who = lang.L("orders.somebody")
	}
	facts := map[string]any{"Who": who, "To": p.statusName(s.To)}
	switch s.What {
	case "opened", "edited", "moved":
		return lang.L("orders.step."+s.What, facts)
	}
	return who + " · " + s.What
}

func (p *page) statusName(id shop.StatusID) string {
	if status, ok := p.data.info.Pipeline.Status(id); ok {
		return status.Name
	}
	return string(id)
}

// menu offers the other statuses and to tell again.
func (p *page) menu(under fyne.CanvasObject) {
	on := p.room.canvas()
	if on == nil || !p.loaded {
		return
	}
	var items []kit.MenuItem
	for _, status := range p.data.info.Pipeline {
		if status.ID != p.data.card.Status {
			items = append(items, kit.MenuItem{Label: lang.L("orders.moveTo", map[string]any{"Status": status.Name}), OnTapped: func() {
				p.room.sheet.propose([]shop.OrderID{p.id}, status.ID, true)
			}})
		}
	}
	items = append(items, kit.MenuItem{}, kit.MenuItem{Label: lang.L("orders.tellAgain"), Icon: "send", Disabled: !p.data.card.Told.Held(), OnTapped: p.tellAgain})
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
	kit.ShowMenu(on, at.AddXY(-180, under.Size().Height+2), items)
}

// tellAgain asks before a customer is told a second time.
func (p *page) tellAgain() {
	d, id := p.room.desk, p.id
	var slot desk.Slot
	desk.Load(d, &slot, func(ctx context.Context) (telling.Preview, error) { return telling.PlanAgain(ctx, d, id) }, p.askAgain)
}

func (p *page) askAgain(preview telling.Preview) {
	on := p.room.canvas()
	if on == nil {
		return
	}
	var sheet *kit.Sheet
	buttons := []*kit.Button{kit.NewButton(lang.L("orders.cancel"), kit.SecondaryWeight, func() { sheet.Close() })}
	if tell := preview.Telling(); tell != nil {
		buttons = append(buttons, kit.NewButton(lang.L("orders.tellAgainNow"), kit.Primary, func() {
			sheet.Close()
			wish := &shop.TellAgain{Order: p.id, Tell: *tell}
			p.room.desk.Undo(lang.L("orders.tellingAgain", map[string]any{"Name": preview.FirstName()}), p.room.moving.one, func() {}, func() {
				p.room.desk.Do(wish, nil)
			})
		}))
	}
	content := container.New(kit.Column{Gap: 10}, kit.NewParagraph(lang.L("orders.tellAgainAsk", map[string]any{"Name": preview.FirstName()}), kit.Style{}), telling.NewCard(preview))
	sheet = kit.ShowSheet(on, kit.SheetParams{Title: lang.L("orders.tellAgainTitle"), Content: content, Buttons: buttons})
}
