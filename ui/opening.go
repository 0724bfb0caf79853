package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/ui/kit"
)

// Opening is what the window shows before a shop is there: its ground, and
// words where it takes longer.
func Opening(text string) fyne.CanvasObject {
	if text == "" {
		return kit.NewStage(kit.NewGround(kit.Background, container.NewStack()))
	}
	return kit.NewStage(kit.NewGround(kit.Background,
		container.NewCenter(kit.NewText(text, kit.Style{Scale: kit.Body, Tone: kit.Muted}))))
}

// QuitKey lets Ctrl+Q leave also while no shop is open.
func QuitKey(w fyne.Window, leave func()) {
	w.Canvas().AddShortcut(ctrl(fyne.KeyQ), func(fyne.Shortcut) { leave() })
}

// Action is a button below words.
type Action struct {
	Label string
	Do    func()
}

// Trouble is what the window shows when a shop can't be opened.
func Trouble(title, text string, actions ...Action) fyne.CanvasObject {
	buttons := make([]fyne.CanvasObject, 0, len(actions))
	for i, a := range actions {
		weight := kit.SecondaryWeight
		if i == 0 {
			weight = kit.Primary
		}
		buttons = append(buttons, kit.NewButton(a.Label, weight, a.Do))
	}
	words := kit.NewParagraph(text, kit.Style{Scale: kit.Body, Tone: kit.Muted})
	card := kit.NewCard(container.New(kit.Inset{Top: 20, Right: 20, Bottom: 20, Left: 20}, container.New(kit.Column{Gap: 12},
		kit.NewTitle(title), words, container.New(kit.Row{Gap: 8, Stretch: -1}, buttons...))))
	return kit.NewStage(kit.NewGround(kit.Background, container.New(centred{width: 480}, card)))
}

// centred puts one object in the middle at a width.
type centred struct{ width float32 }

// Layout is part of fyne.Layout.
func (c centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(c.width, size.Width-32)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		height := o.MinSize().Height
		o.Resize(fyne.NewSize(width, height))
		o.Move(fyne.NewPos((size.Width-width)/2, max(16, (size.Height-height)*0.4)))
	}
}

// MinSize is part of fyne.Layout.
func (c centred) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 200) }
