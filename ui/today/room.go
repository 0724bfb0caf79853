package today

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// Room is the Today room.
type Room struct {
	desk    *desk.Desk
	slot    desk.Slot
	state   state
	loaded  bool
	shown   bool
	stale   bool
	date    *kit.Text
	body    *fyne.Container
	column  *kit.ScrollColumn
	content fyne.CanvasObject
}

// New makes the room.
func New(d *desk.Desk) *Room {
	r := &Room{desk: d, stale: true}
	r.date = kit.NewText("", kit.Style{Tone: kit.Muted})
	head := kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 17, Bottom: 17, Left: 18, Right: 18},
		container.New(kit.Row{Gap: 12, Stretch: 1}, kit.NewTitle(lang.L("room.today")), r.date)))
	r.column = kit.NewScrollColumn(kit.Column{PadX: 18, PadY: 16})
	r.body = container.NewStack(container.New(kit.Inset{Top: 16, Left: 16, Right: 16}, kit.NewSkeleton(5)))
	foot := container.NewWithoutLayout()
	foot.Hide()
	r.content = kit.NewGround(kit.ThreadBack, container.New(kit.HeadBodyFoot{}, head, r.body, foot))
	d.OnChanged(func(store.Changed) { r.again() })
	d.OnMinute(r.again)
	return r
}

// Content is part of the window's Room.
func (r *Room) Content() fyne.CanvasObject { return r.content }

// Enter is part of the window's Room.
func (r *Room) Enter(desk.Place) {
	r.shown = true
	if r.stale {
		r.read()
	}
}

// Leave is called when another room is shown.
func (r *Room) Leave() { r.shown = false }

func (r *Room) again() {
	r.stale = true
	if r.shown {
		r.read()
	}
}

func (r *Room) read() {
	r.stale = false
	d := r.desk
	desk.Load(d, &r.slot, func(ctx context.Context) (state, error) {
		s, err := read(ctx, d.Store, d.Now())
		s.err = err
		return s, ctx.Err()
	}, r.take)
}

func (r *Room) take(s state) {
	if s.err != nil {
		r.desk.Logger.Warn("the day can't be read", "error", s.err)
		r.instead(kit.NewEmptyState("alert", lang.L("today.failedTitle"), desk.Words(s.err), kit.NewButton(lang.L("today.tryAgain"), kit.SecondaryWeight, r.read)))
		return
	}
	r.state, r.loaded = s, true
	r.draw()
}

func (r *Room) instead(o fyne.CanvasObject) {
	if len(r.body.Objects) == 1 && r.body.Objects[0] == o {
		return
	}
	r.body.Objects = []fyne.CanvasObject{o}
	r.body.Refresh()
}

// draw shows what needs someone on the left and the figures on the right.
func (r *Room) draw() {
	now := r.desk.Now()
	r.date.SetText(lang.L("words.day"+strconv.Itoa(int(now.Weekday()))) + ", " + words.Date(now, now))
	parts := r.needs()
	if len(parts) == 0 {
		parts = []fyne.CanvasObject{kit.NewCard(container.New(kit.Inset{Top: 26, Bottom: 26},
			kit.NewEmptyState("check", lang.L("today.calm"), lang.L("today.calmWords"), nil)))}
	}
	left := container.New(kit.Column{Gap: 16}, parts...)
	r.column.SetObjects(container.New(&sideBySide{}, left, r.figures()))
	r.instead(r.column)
}

// needs are the cards of what needs someone now, the most pressing first.
func (r *Room) needs() []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, part := range []fyne.CanvasObject{r.failed(), r.refused(), r.answer(), r.late(), r.due(), r.waiting()} {
		if part != nil {
			parts = append(parts, part)
		}
	}
	return parts
}
