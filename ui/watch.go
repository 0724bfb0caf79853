package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/sync/status"
	"mostrador/ui/desk"
	"mostrador/ui/waiting"
)

// watch keeps what stands around the rooms true: the strip about the
// connection and the numbers in the rail.
func (w *Window) watch() {
	if w.desk.Link != nil {
		w.cancels = append(w.cancels, w.desk.Link.Subscribe(func(s status.Status) {
			fyne.Do(func() { w.showLink(s) })
		}))
		w.showLink(w.desk.Link.Get())
	}
	var slot desk.Slot
	count := func() {
		desk.Load(w.desk, &slot, func(ctx context.Context) (store.Counts, error) { return w.desk.Store.Counts(ctx) }, w.showCounts)
	}
	w.cancels = append(w.cancels, w.desk.OnChanged(func(c store.Changed) {
		if w.practice != nil {
			w.practice.changed(c)
		}
		if c.All || len(c.Conversations) > 0 || len(c.Orders) > 0 {
			count()
		}
	}))
	count()
	w.cancels = append(w.cancels, w.urgent.watch())
	w.watchPerson()
	w.watchComputers()
}

// watchPerson keeps the name on the person chip true.
func (w *Window) watchPerson() {
	var slot desk.Slot
	read := func() {
		desk.Load(w.desk, &slot, func(ctx context.Context) ([]store.Person, error) { return w.desk.Store.People(ctx) },
			func(people []store.Person) {
				for _, person := range people {
					if person.ID == w.desk.Person && person.Name != "" {
						w.rail.SetPerson(person.Name)
					}
				}
			})
	}
	w.cancels = append(w.cancels, w.desk.OnChanged(func(c store.Changed) {
		if c.People || c.All {
			read()
		}
	}))
	read()
}

// watchComputers tells of a computer that wants to be let in, and of one whose
// key was used in two places, once each.
func (w *Window) watchComputers() {
	var slot desk.Slot
	told := map[string]bool{}
	tell := func(key, name string, d store.Device) {
		if id := key + d.ID.String() + d.Doubled.String(); !told[id] {
			told[id] = true
			w.desk.Toast(lang.L(key, map[string]any{"Name": name}))
		}
	}
	read := func() {
		desk.Load(w.desk, &slot, func(ctx context.Context) ([]store.Device, error) { return w.desk.Store.Devices(ctx) }, func(all []store.Device) {
			for _, d := range all {
				switch recent := w.desk.Now().Add(-24 * time.Hour); {
				case !d.Revoked.IsZero():
				case d.Waiting:
					tell("shell.wantsIn", d.Name, d)
				case d.Doubled.After(recent):
					tell("shell.doubled", d.Name, d)
				}
			}
		})
	}
	w.cancels = append(w.cancels, w.desk.OnChanged(func(c store.Changed) {
		if c.People || c.All {
			read()
		}
	}))
	read()
}

func (w *Window) showLink(s status.Status) {
	if w.link.set(s) {
		w.relayout()
	}
	if s.Repair != w.repaired {
		w.repaired = s.Repair
		w.desk.Toast(numbered("shell.repaired1", "shell.repairedN", s.Repair.Conversations))
	}
}

// showWaiting lists what has not left yet.
func (w *Window) showWaiting() {
	if w.waiting == nil || w.waiting.Closed() {
		w.waiting = waiting.Open(w.desk)
	}
}

func (w *Window) showCounts(c store.Counts) {
	if w.desk.Badge != nil {
		w.desk.Badge(c.ToAnswer)
	}
	for i, r := range w.rooms[:len(w.rooms)-1] {
		switch r.id {
		case desk.Inbox:
			w.rail.SetCount(i, c.ToAnswer)
		case desk.Orders:
			w.rail.SetCount(i, c.OrdersOpen)
		}
	}
}
