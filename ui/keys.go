package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// keys installs the window's shortcuts. An entry with the focus hands on what
// does not edit text, so they work while one types.
func (w *Window) keys() {
	c := w.window.Canvas()
	numbers := []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5}
	for i, key := range numbers {
		c.AddShortcut(ctrl(key), func(fyne.Shortcut) { w.Go(desk.Place{Room: w.rooms[i].id}) })
	}
	for _, s := range []fyne.Shortcut{
		alt(fyne.KeyUp), alt(fyne.KeyDown), ctrl(fyne.KeyF), ctrl(fyne.KeyE), ctrl(fyne.KeyN), ctrl(fyne.KeyI), ctrlShift(fyne.KeyJ), ctrlShift(fyne.KeyM),
	} {
		c.AddShortcut(s, w.toRoom)
	}
	c.AddShortcut(ctrl(fyne.KeyComma), func(fyne.Shortcut) { w.Go(desk.Place{Room: desk.Settings}) })
	if w.desk.Quit != nil {
		c.AddShortcut(ctrl(fyne.KeyQ), func(fyne.Shortcut) { w.desk.Quit() })
	}
	c.AddShortcut(ctrlShift(fyne.KeyO), func(fyne.Shortcut) { w.showWaiting() })
	c.AddShortcut(ctrl(fyne.KeySlash), func(fyne.Shortcut) { w.listKeys() })
	c.AddShortcut(ctrl(fyne.KeyK), func(fyne.Shortcut) { w.showPalette() })
	c.SetOnTypedRune(func(r rune) {
		if typist, ok := w.rooms[w.current].room.(Typist); ok {
			kit.NoteKey()
			typist.TypeRune(r)
		}
	})
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		kit.NoteKey()
		if ev.Name == fyne.KeyEscape {
			w.stepBack()
		}
	})
}

func ctrl(key fyne.KeyName) *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
}

func ctrlShift(key fyne.KeyName) *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift}
}

func alt(key fyne.KeyName) *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierAlt}
}

func (w *Window) toRoom(s fyne.Shortcut) {
	kit.NoteKey()
	if keyed, ok := w.rooms[w.current].room.(Keyed); ok {
		keyed.Shortcut(s)
	}
}

func (w *Window) stepBack() {
	if kit.StepBack(w.window.Canvas()) {
		return
	}
	if stepper, ok := w.rooms[w.current].room.(Stepper); ok {
		stepper.StepBack()
	}
}
