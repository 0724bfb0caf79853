package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// NewBackButton is the mouse's way back from a page that took a list's place. It takes room only while alone says that
// one pane stands alone.
func NewBackButton(tip string, alone func() bool, back func()) fyne.CanvasObject {
	return container.New(whileAlone{alone}, NewIconButton("arrow-left", tip, back))
}

type whileAlone struct{ alone func() bool }

// Layout is part of fyne.Layout.
func (w whileAlone) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		show(o, w.alone())
		m := o.MinSize()
		o.Resize(m)
		o.Move(fyne.NewPos(0, (size.Height-m.Height)/2))
	}
}

// MinSize is part of fyne.Layout.
func (w whileAlone) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if !w.alone() {
		return fyne.Size{}
	}
	m := objects[0].MinSize()
	return fyne.NewSize(m.Width+10, m.Height)
}
