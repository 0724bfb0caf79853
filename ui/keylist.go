package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/kit"
)

// keyList is every key of the window, in the order in which one meets them.
var keyList = []struct{ keys, words string }{
	{"Enter", "keys.send"},
	{"Shift+Enter", "keys.breakLine"},
	{"/", "keys.replies"},
	{"Ctrl+K", "keys.search"},
	{"Ctrl+F", "keys.find"},
	{"Alt+↑  Alt+↓", "keys.neighbour"},
	{"Ctrl+E", "keys.done"},
	{"Ctrl+I", "keys.happened"},
	{"Ctrl+Shift+J", "keys.snooze"},
	{"Ctrl+Shift+M", "keys.claim"},
	{"Ctrl+N", "keys.new"},
	{"Ctrl+L", "keys.pasteList"},
	{"X", "keys.pick"},
	{"X", "keys.tick"},
	{"M  Ctrl+→  Ctrl+←", "keys.moveOrder"},
	{"Ctrl+Shift+O", "keys.waiting"},
	{"Ctrl+1 … 5", "keys.rooms"},
	{"Ctrl+,", "keys.settings"},
	{"Ctrl+Q", "keys.quit"},
	{"Esc", "keys.back"},
	{"Ctrl+/", "keys.list"},
}

// listKeys shows every key.
func (w *Window) listKeys() {
	rows := make([]fyne.CanvasObject, 0, len(keyList))
	for _, k := range keyList {
		rows = append(rows, container.New(kit.Row{Gap: 16, Stretch: 0},
			kit.NewText(lang.L(k.words), kit.Style{Scale: kit.Body}),
			kit.NewText(k.keys, kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))
	}
	kit.ShowSheet(w.window.Canvas(), kit.SheetParams{
		Title: lang.L("keys.title"), Content: container.New(kit.Column{Gap: 10}, rows...), Width: 560,
	})
}
