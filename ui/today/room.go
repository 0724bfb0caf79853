package today

import (
	"context"
	"reflect"
	"strconv"
	"time"

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
	drawn   time.Time                   // the minute that waits were counted at
	rows    map[desk.Place]*kit.ListRow // of what is shown
	date    *kit.Text
	body    *fyne.Container
	column  *kit.ScrollColumn
	content fyne.CanvasObject
}

// New makes the room.
func New(d *desk.Desk) *Room {
	r := &Room{desk: d, stale: true}
	r.date = kit.NewText("", kit.Style{Tone: kit.Muted})
	closeDay := kit.NewButton(lang.L("today.closing.open"), kit.SecondaryWeight, r.closeDay)
	closeDay.Small = true
	head := kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 17, Bottom: 17, Left: 18, Right: 18},
		container.New(kit.Row{Gap: 12, Stretch: 1}, kit.NewTitle(lang.L("room.today")), r.date, closeDay)))
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
	minute := r.desk.Now().Truncate(time.Minute)
	if r.loaded && minute.Equal(r.drawn) && reflect.DeepEqual(s, r.state) && r.body.Objects[0] == r.column {
		return
	}
	r.state, r.loaded, r.drawn = s, true, minute
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
	focused := r.focused()
	r.rows = map[desk.Place]*kit.ListRow{}
	r.date.SetText(lang.L("words.day"+strconv.Itoa(int(now.Weekday()))) + ", " + words.Date(now, now))
	pressing, later := present(r.notices(), r.failed(), r.refused(), r.answer(), r.late()), present(r.due(), r.waiting())
	if len(pressing) == 0 {
		pressing = []fyne.CanvasObject{kit.NewCard(container.New(kit.Inset{Top: 26, Bottom: 26},
			kit.NewEmptyState("check", lang.L("today.calm"), lang.L("today.calmWords"), nil)))}
	}
	parts := append(pressing, later...)
	left := container.New(kit.Column{Gap: 16}, parts...)
	r.column.SetObjects(container.New(&sideBySide{}, left, r.figures()))
	r.instead(r.column)
	if row := r.rows[focused]; row != nil {
		fyne.CurrentApp().Driver().CanvasForObject(r.content).Focus(row)
	}
}

// focused is where the row leads that has the keys, so that they stay there
// when the rows are made again.
func (r *Room) focused() desk.Place {
	for to, row := range r.rows {
		if row.Focused() {
			return to
		}
	}
	return desk.Place{}
}

// present are the parts that have something to say.
func present(all ...fyne.CanvasObject) []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, part := range all {
		if part != nil {
			parts = append(parts, part)
		}
	}
	return parts
}
