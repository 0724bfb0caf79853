package orders

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/telling"
	"mostrador/ui/words"
)

// moveSheet floats at the foot of the room and shows what moving orders will
// do: who is told, which words, by which way, for how much, and who is left out.
type moveSheet struct {
	room   *Room
	orders []shop.OrderID
	to     shop.StatusID
	plan   sheetPlan
	at     int // which message is shown
	slot   desk.Slot
	queue  []group // proposed one after the other

	card  *kit.Card
	parts *fyne.Container
	layer *fyne.Container
	main  *kit.Button
}

type sheetPlan struct {
	many     telling.Many
	pipeline shop.Pipeline
	err      error
}

func newMoveSheet(r *Room) *moveSheet {
	s := &moveSheet{room: r, parts: container.New(&sheetLayout{})}
	s.card = kit.NewFloatingCard(s.parts)
	s.layer = container.New(footLayout{}, s.card)
	s.layer.Hide()
	return s
}

func (s *moveSheet) shown() bool     { return s.layer.Visible() }
func (s *moveSheet) height() float32 { return s.card.Size().Height }

// concerns says that the sheet proposes to move an order.
func (s *moveSheet) concerns(id shop.OrderID) bool { return slices.Contains(s.orders, id) }

// propose plans a move of orders and shows it. With keys it takes the keys,
// if it was a key that asked.
func (s *moveSheet) propose(orders []shop.OrderID, to shop.StatusID, keys bool) {
	s.orders, s.to, s.at = slices.Clone(orders), to, 0
	s.read(keys)
}

// proposeAll proposes the moves of several statuses, one after the other.
func (s *moveSheet) proposeAll(groups []group) {
	if len(groups) == 0 {
		return
	}
	s.propose(groups[0].ids, groups[0].to, true)
	s.queue = groups[1:]
}

// again plans once more, after something changed.
func (s *moveSheet) again() {
	if s.shown() {
		s.read(false)
	}
}

func (s *moveSheet) read(keys bool) {
	d, ids, to := s.room.desk, slices.Clone(s.orders), s.to
	desk.Load(d, &s.slot, func(ctx context.Context) (sheetPlan, error) {
		plan := readPlan(ctx, d, ids, to)
		return plan, ctx.Err()
	}, func(p sheetPlan) {
		s.plan = p
		s.draw()
		s.layer.Show()
		s.layer.Refresh()
		kit.KeepFoot(s.layer, s.height()+sheetFoot)
		s.room.board.draw()
		if c := s.room.canvas(); c != nil && keys && kit.LastInputWasKey() && s.main != nil {
			c.Focus(s.main)
		}
	})
}

func readPlan(ctx context.Context, d *desk.Desk, ids []shop.OrderID, to shop.StatusID) sheetPlan {
	info, err := d.Store.Shop(ctx)
	if err != nil {
		return sheetPlan{err: err}
	}
	many, err := telling.PlanMany(ctx, d, ids, to)
	return sheetPlan{many: many, pipeline: info.Pipeline, err: err}
}

// cancel takes the sheet away and moves nothing; the keys go back to the card.
func (s *moveSheet) cancel() {
	if !s.shown() {
		return
	}
	first := s.orders
	s.queue = nil
	s.room.board.unpick()
	if len(first) > 0 {
		s.room.board.focus(first[0])
	}
}

func (s *moveSheet) hide() {
	s.slot.Drop()
	s.orders = nil
	if next := s.queue; len(next) > 0 {
		s.queue = nil
		s.proposeAll(next)
		return
	}
	kit.KeepFoot(s.layer, 0)
	s.layer.Hide()
}

func (s *moveSheet) do(tell bool) {
	previews := s.moves()
	if tell && len(previews) >= bulkFrom {
		s.room.board.picks = picks{}
		s.hide()
		s.room.bulk.propose(previews)
		return
	}
	s.room.board.picks = picks{}
	s.hide()
	if len(previews) > 0 {
		s.room.moving.move(previews, tell)
		s.room.board.focus(previews[0].Order)
		return
	}
	s.room.board.draw()
}

// moves leaves out orders that are in the status already.
func (s *moveSheet) moves() []telling.Preview {
	var all []telling.Preview
	for _, p := range s.plan.many.Previews {
		if p.From != p.To {
			all = append(all, p)
		}
	}
	return all
}

func (s *moveSheet) draw() {
	if s.plan.err != nil {
		s.parts.Objects = []fyne.CanvasObject{
			kit.NewParagraph(desk.Words(s.plan.err), kit.Style{Tone: kit.Warning}),
			nothing(), container.New(kit.Row{Gap: 8, Stretch: -1}, kit.NewButton(lang.L("orders.cancel"), kit.SecondaryWeight, s.cancel)),
		}
		s.parts.Refresh()
		return
	}
	told := s.plan.many.Told()
	s.at = min(s.at, max(0, len(told)-1))
	s.parts.Objects = []fyne.CanvasObject{s.summary(told), s.preview(told), s.buttons(told)}
	s.parts.Refresh()
	s.card.Refresh()
}

func (s *moveSheet) summary(told []telling.Preview) fyne.CanvasObject {
	objects := []fyne.CanvasObject{kit.NewParagraph(s.title(told), kit.Style{Scale: kit.Name, Bold: true})}
	for _, line := range s.plan.many.Summary() {
		style := kit.Style{}
		if line.Left {
			style.Tone = kit.Amber
		}
		objects = append(objects, kit.NewRichParagraph(line.Runs, style))
	}
	return container.New(kit.Column{Gap: 3}, objects...)
}

func (s *moveSheet) title(told []telling.Preview) string {
	previews := s.plan.many.Previews
	status, _ := s.plan.pipeline.Status(s.to)
	what := countWords(len(previews))
	if len(previews) == 1 {
		what = numberWords(previews[0].Number)
	}
	facts := map[string]any{"What": what, "To": status.Name}
	route := "orders.move.to"
	if from, same := s.from(); same {
		facts["From"], route = from, "orders.move.fromTo"
	}
	title := lang.L(route, facts)
	switch {
	case len(told) == 1:
		return lang.L("orders.move.tellOne", map[string]any{"Move": title, "Name": told[0].FirstName()})
	case len(told) > 1:
		return lang.L("orders.move.tellMany", map[string]any{"Move": title})
	}
	return title
}

// from is the status that all of them are in, if it is one.
func (s *moveSheet) from() (string, bool) {
	previews := s.plan.many.Previews
	for _, p := range previews {
		if p.From != previews[0].From {
			return "", false
		}
	}
	if len(previews) == 0 {
		return "", false
	}
	status, ok := s.plan.pipeline.Status(previews[0].From)
	return status.Name, ok
}

// preview is one of the messages as its customer will read it.
func (s *moveSheet) preview(told []telling.Preview) fyne.CanvasObject {
	if len(told) == 0 {
		return nothing()
	}
	bubble := kit.NewPreviewCard(kit.NewRichParagraph(told[s.at].Runs(), kit.Style{Scale: kit.Secondary}))
	if len(told) == 1 {
		return container.New(kit.Column{Gap: 6}, bubble)
	}
	next := kit.NewButton(lang.L("orders.move.next", map[string]any{"N": words.Number(s.at + 1), "Of": words.Number(len(told))}), kit.Ghost, func() {
		s.at = (s.at + 1) % len(told)
		s.draw()
		if c := s.room.canvas(); c != nil && kit.LastInputWasKey() {
			c.Focus(s.nextButton())
		}
	})
	next.Small = true
	return container.New(kit.Column{Gap: 2}, bubble, container.New(rightAligned{}, next))
}

// nextButton finds the button that shows the next message, to keep the keys on it.
func (s *moveSheet) nextButton() fyne.Focusable {
	column := s.parts.Objects[1].(*fyne.Container)
	if len(column.Objects) < 2 {
		return s.main
	}
	return column.Objects[1].(*fyne.Container).Objects[0].(*kit.Button)
}

func (s *moveSheet) buttons(told []telling.Preview) fyne.CanvasObject {
	other := kit.NewButton(lang.L("orders.move.other"), kit.Ghost, nil)
	other.SetIcon("chevron-up")
	other.OnTapped = func() { s.choose(other) }
	cancel := kit.NewButton(lang.L("orders.cancel"), kit.Ghost, s.cancel)
	cancel.Tip = lang.L("orders.cancelTip")
	if len(told) == 0 {
		s.main = kit.NewButton(lang.L("orders.move.move"), kit.Primary, func() { s.do(false) })
		return container.New(buttonRow{}, other, cancel, s.main)
	}
	only := kit.NewButton(lang.L("orders.move.only"), kit.SecondaryWeight, func() { s.do(false) })
	label := lang.L("orders.move.andTell", map[string]any{"N": words.Number(len(told))})
	if len(s.moves()) >= bulkFrom {
		label = lang.L("orders.bulk.look", map[string]any{"N": words.Number(len(told))})
	}
	if len(told) == 1 {
		label = lang.L("orders.move.andTellOne", map[string]any{"Name": told[0].FirstName()})
	}
	s.main = kit.NewButton(label, kit.Primary, func() { s.do(true) })
	return container.New(buttonRow{}, other, cancel, only, s.main)
}

// choose offers the other statuses to move to.
func (s *moveSheet) choose(under fyne.CanvasObject) {
	on := s.room.canvas()
	if on == nil {
		return
	}
	items := make([]kit.MenuItem, 0, len(s.plan.pipeline))
	for _, status := range s.plan.pipeline {
		items = append(items, kit.MenuItem{Label: status.Name, Checked: status.ID == s.to, OnTapped: func() { s.propose(s.orders, status.ID, true) }})
	}
	kit.ShowMenu(on, fyne.CurrentApp().Driver().AbsolutePositionForObject(under), items)
}
