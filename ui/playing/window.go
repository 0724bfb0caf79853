// Package playing is the window in which the owner of a practice shop plays a
// customer: a list of people and, for each, the phone with the chat as that
// customer sees it. The shop's window opens it.
package playing

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// Window is the customers' side of the practice shop.
type Window struct {
	desk    *desk.Desk
	window  fyne.Window
	list    *kit.RowList
	people  []desk.PracticeCustomer
	chosen  int
	title   *kit.Text
	thread  *kit.VirtualThread
	bubbles map[string]kit.BubbleData
	entry   *kit.ComposerBox
	send    *kit.Button
	slot    desk.Slot
	stop    func()
}

// Open shows the window; closed is called when it goes. It closes with the
// shop's.
func Open(d *desk.Desk, closed func()) *Window {
	w := &Window{desk: d, chosen: -1, bubbles: map[string]kit.BubbleData{}}
	w.window = fyne.CurrentApp().NewWindow(lang.L("playing.title"))
	w.window.SetPadded(false)
	w.window.Resize(fyne.NewSize(760, 620))
	w.window.SetContent(kit.NewStage(w.build()))
	w.window.SetOnClosed(func() {
		w.stop()
		closed()
	})
	w.stop = w.watch()
	w.readPeople()
	w.window.Show()
	return w
}

// Front brings the window before the others.
func (w *Window) Front() {
	w.window.Show()
	w.window.RequestFocus()
}

// Close takes the window away.
func (w *Window) Close() { w.window.Close() }

func (w *Window) build() fyne.CanvasObject {
	w.list = kit.NewRowList(kit.RowListParams{
		Count: func() int { return len(w.people) },
		Make:  func() fyne.CanvasObject { return newPersonRow() },
		Fill:  w.fill,
	})
	w.title = kit.NewText(lang.L("playing.choose"), kit.Style{Scale: kit.Name, Bold: true})
	w.thread = kit.NewVirtualThread(kit.ThreadParams{
		Build:  func(id string) fyne.CanvasObject { return kit.NewBubble(w.bubbles[id]) },
		Height: func(id string, width float32) float32 { return kit.BubbleHeight(w.bubbles[id], width) },
	})
	w.entry = kit.NewComposerBox(kit.ComposerParams{OnChanged: func(string) { w.check() }, OnSubmit: func(string) { w.write() }})
	w.send = kit.NewButton(lang.L("playing.send"), kit.Primary, w.write)
	w.check()
	phone := container.New(kit.HeadBodyFoot{},
		kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 14, Bottom: 14, Left: 16, Right: 16}, w.title)),
		kit.NewGround(kit.ThreadBack, w.thread),
		kit.NewComposerBar(nil, w.entry, []fyne.CanvasObject{w.send}))
	return container.New(beside{}, kit.NewListGround(kit.Panel, w.list), phone)
}

func (w *Window) readPeople() {
	var slot desk.Slot
	desk.Load(w.desk, &slot, w.desk.Practice.Customers, func(people []desk.PracticeCustomer) {
		w.people = people
		w.list.Refresh()
		if len(people) > 0 && w.chosen < 0 {
			w.choose(0)
		}
	})
}

func (w *Window) fill(i int, o fyne.CanvasObject) {
	if row, ok := o.(*personRow); ok {
		row.set(w.people[i], i == w.chosen, func() { w.choose(i) })
	}
}

func (w *Window) choose(i int) {
	w.chosen = i
	name := w.people[i].Name
	w.title.SetText(lang.L("playing.phone", map[string]any{"Name": name}))
	w.entry.SetPlaceholder(lang.L("playing.hint", map[string]any{"Name": words.FirstName(name)}))
	w.list.Refresh()
	w.read(true)
	w.entry.Focus()
}

// watch reads the phone again whenever something happened, and a little later
// for what is still on its way to it.
func (w *Window) watch() (stop func()) {
	ctx, cancel := context.WithCancel(w.desk.Context())
	w.desk.Background(func() {
		ticker := time.NewTicker(time.Second)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				fyne.Do(func() { w.read(false) })
			}
		}
	})
	return cancel
}

func (w *Window) read(opened bool) {
	if w.chosen < 0 {
		return
	}
	id := w.people[w.chosen].ID
	desk.Load(w.desk, &w.slot, func(ctx context.Context) ([]desk.PracticeMessage, error) {
		return w.desk.Practice.Received(ctx, id)
	}, func(messages []desk.PracticeMessage) { w.show(messages, opened) })
}

func (w *Window) show(messages []desk.PracticeMessage, opened bool) {
	ids := make([]string, 0, len(messages))
	now := w.desk.Now()
	for i, m := range messages {
		id := w.people[w.chosen].ID + "/" + words.Number(i)
		kind := kit.FromCustomer // what the shop wrote comes in on this side
		if m.Mine {
			kind = kit.FromShop
		}
		w.bubbles[id] = kit.BubbleData{ID: id, Kind: kind, Text: m.Text, Time: words.ListTime(m.At, now)}
		ids = append(ids, id)
	}
	if opened {
		w.thread.Open(ids)
		return
	}
	if len(ids) != len(w.thread.Items()) {
		w.thread.SetItems(ids)
		w.thread.ScrollToBottom()
	}
}

func (w *Window) check() {
	if strings.TrimSpace(w.entry.Text()) == "" || w.chosen < 0 {
		w.send.Disable()
		return
	}
	w.send.Enable()
}

// write sends as the customer; what was typed stays until it is on its way.
func (w *Window) write() {
	text := strings.TrimSpace(w.entry.Text())
	if text == "" || w.chosen < 0 {
		return
	}
	id := w.people[w.chosen].ID
	w.desk.Work(func(ctx context.Context) error { return w.desk.Practice.WriteAs(ctx, id, text) }, func(err error) {
		if err != nil {
			w.desk.Failed(err)
			return
		}
		w.entry.SetText("")
		w.read(false)
	})
}
