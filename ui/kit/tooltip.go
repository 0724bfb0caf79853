package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// tipDelay is how long the pointer rests before a tooltip shows.
const tipDelay = 600 * time.Millisecond

// tipWait is the wait for one part's tooltip.
type tipWait struct {
	cancel func()
	shown  *floats
}

func (w *tipWait) start(over fyne.CanvasObject, text string) {
	w.stop()
	if text == "" {
		return
	}
	w.cancel = After(tipDelay, func() { w.show(over, text) })
}

func (w *tipWait) show(over fyne.CanvasObject, text string) {
	w.cancel = nil
	f := floatsFor(over)
	if f == nil {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(over)
	f.showTip(text, at, over.Size())
	w.shown = f
}

func (w *tipWait) stop() {
	if w.cancel != nil {
		w.cancel()
		w.cancel = nil
	}
	if w.shown != nil {
		w.shown.hideTip()
		w.shown = nil
	}
}

// showTip puts the tooltip under the part, or above it where there is no room, and within the window.
func (f *floats) showTip(text string, at fyne.Position, part fyne.Size) {
	f.tip = newTipCard(text)
	size := f.tip.MinSize()
	x := at.X + part.Width/2 - size.Width/2
	y := at.Y + part.Height + 6
	if y+size.Height > f.size.Height-4 {
		y = at.Y - size.Height - 6
	}
	x = max(4, min(x, f.size.Width-size.Width-4))
	f.tip.Resize(size)
	f.tip.Move(fyne.NewPos(x, max(4, y)))
	f.rebuild()
}

func (f *floats) hideTip() {
	if f.tip == nil {
		return
	}
	f.tip = nil
	f.rebuild()
}

type tipCard struct {
	widget.BaseWidget
	text string
}

func newTipCard(text string) *tipCard {
	t := &tipCard{text: text}
	t.ExtendBaseWidget(t)
	return t
}

// CreateRenderer is part of fyne.Widget.
func (t *tipCard) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Ink, Clear, 6)
	words := f.text(t.text, Meta, Panel, false)
	f.least = func() fyne.Size {
		s := words.fit(0)
		return fyne.NewSize(s.Width+18, s.Height+8)
	}
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		words.place(fyne.NewPos(9, 4), s.Width-17)
	}
	return f.start()
}
