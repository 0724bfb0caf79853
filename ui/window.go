package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/sync/status"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/playing"
	"mostrador/ui/waiting"
)

// Room is one of the rooms as the window sees it.
type Room interface {
	// Content is the room's own object, made once.
	Content() fyne.CanvasObject
	// Enter is called whenever the room is shown, and when the window goes to a
	// place in it.
	Enter(desk.Place)
}

// Keyed is a room with keys of its own.
type Keyed interface {
	// Shortcut tells whether the shortcut was the room's.
	Shortcut(fyne.Shortcut) bool
}

// Stepper is a room that Esc steps back in.
type Stepper interface {
	// StepBack tells whether there was a step to take.
	StepBack() bool
}

// Typist is a room that takes what is typed while nothing has the keys.
type Typist interface{ TypeRune(rune) }

// Left is a room that wants to know when another one is shown.
type Left interface{ Leave() }

// entry is a room and its way in the rail. The room is made when it is first
// shown: the window must be there before.
type entry struct {
	id   desk.Room
	icon string
	make func(*desk.Desk) Room
	room Room // nil until it was shown
}

// Window is the window's content for one shop.
type Window struct {
	desk     *desk.Desk
	window   fyne.Window
	stage    *kit.Stage
	rail     *kit.NavRail
	body     *fyne.Container
	head     *fyne.Container
	link     *linkStrip
	urgent   *urgentStrip
	waiting  *waiting.Sheet // nil while it isn't open
	repaired status.Repair  // that was told
	practice *practiceStrip // nil on a real shop
	rooms    []entry
	current  int
	playing  *playing.Window // nil while it isn't open
	palette  *palette        // the last one that was opened
	cancels  []func()
}

// New builds the window's content and puts it into w. Close it when the shop
// is left.
func New(w fyne.Window, d *desk.Desk) *Window {
	win := &Window{desk: d, window: w, current: -1}
	d.Window = w
	d.Toast = func(text string) { win.stage.Toast(kit.ToastParams{Text: text, For: toastFor}) }
	d.Undo = win.undo
	d.Go = win.Go
	win.build()
	win.keys()
	win.watch()
	win.Go(desk.Place{Room: desk.Inbox})
	d.AfterShown(win.watchNews)
	return win
}

const toastFor = 8 * time.Second

func (w *Window) undo(text string, d time.Duration, undone, later func()) {
	if d <= 0 {
		later()
		return
	}
	w.stage.Toast(kit.ToastParams{Text: text, For: d, OnUndo: undone, OnGone: later})
}

func (w *Window) build() {
	w.rooms = rooms()
	items := make([]kit.RailItem, 0, len(w.rooms))
	for i, r := range w.rooms[:len(w.rooms)-1] {
		name := lang.L("room." + string(r.id))
		items = append(items, kit.RailItem{Icon: r.icon, Label: name,
			Tip:      lang.L("room.tip", map[string]any{"Name": name, "N": strconv.Itoa(i + 1)}),
			OnTapped: func() { w.Go(desk.Place{Room: r.id}) }})
	}
	w.rail = kit.NewRail(kit.RailParams{
		Items:    items,
		Person:   kit.RailItem{Label: lang.L("shell.you"), OnTapped: func() { w.Go(desk.Place{Room: desk.Settings}) }},
		Settings: kit.RailItem{Icon: "settings", Label: lang.L("room.settings"), OnTapped: func() { w.Go(desk.Place{Room: desk.Settings}) }},
	})
	w.link = newLinkStrip(w.showWaiting)
	w.urgent = newUrgentStrip(w.desk, w.relayout)
	w.head = container.New(kit.Column{}, w.strips()...)
	w.body = container.NewStack()
	room := container.New(kit.HeadBodyFoot{}, w.head, w.body, hidden())
	w.stage = kit.NewStage(container.New(kit.RailBeside{}, w.rail, room))
	w.window.SetPadded(false)
	w.window.SetContent(w.stage)
	w.window.Canvas().Focus(nil)
}

func hidden() fyne.CanvasObject {
	o := container.NewWithoutLayout()
	o.Hide()
	return o
}

// Go shows a place.
func (w *Window) Go(p desk.Place) {
	for i, r := range w.rooms {
		if r.id == p.Room {
			w.show(i)
			w.rooms[i].room.Enter(p)
			return
		}
	}
}

func (w *Window) show(index int) {
	if w.current == index {
		return
	}
	if w.current >= 0 {
		if left, ok := w.rooms[w.current].room.(Left); ok {
			left.Leave()
		}
	}
	if w.rooms[index].room == nil {
		w.rooms[index].room = w.rooms[index].make(w.desk)
	}
	w.current = index
	w.rail.Choose(index)
	w.body.Objects = []fyne.CanvasObject{w.rooms[index].room.Content()}
	w.body.Refresh()
}

// Active tells the rooms whether the owner is looking: what nobody sees is not
// read.
func (w *Window) Active(active bool) {
	for _, r := range w.rooms {
		if watcher, ok := r.room.(interface{ WindowActive(bool) }); ok {
			watcher.WindowActive(active)
		}
	}
}

// Close hands over what waits for an Undo and lets go of everything that the
// window listens to. It is called before the desk closes.
func (w *Window) Close() {
	w.stage.CloseToasts()
	for _, cancel := range w.cancels {
		cancel()
	}
	if w.playing != nil {
		w.playing.Close()
	}
}

// relayout lays the window out again after a strip came or went.
func (w *Window) relayout() { w.stage.Refresh() }

// strips stand over the rooms: practice first, then the connection.
func (w *Window) strips() []fyne.CanvasObject {
	if w.desk.Practice == nil {
		return []fyne.CanvasObject{w.link.box, w.urgent.box}
	}
	w.practice = newPracticeStrip(w.desk, w.writeAs)
	return []fyne.CanvasObject{w.practice.content(), w.link.box, w.urgent.box}
}
