package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// ScrollColumn is a scrolled column of parts. Unlike a plain scroll it measures again once paragraphs know their
// width, so that nothing is cut off.
type ScrollColumn struct {
	widget.BaseWidget
	body   *fyne.Container
	scroll *container.Scroll
}

// NewScrollColumn makes one.
func NewScrollColumn(column Column, objects ...fyne.CanvasObject) *ScrollColumn {
	s := &ScrollColumn{body: container.New(column, objects...)}
	s.scroll = container.NewVScroll(s.body)
	s.ExtendBaseWidget(s)
	return s
}

// SetObjects replaces what the column holds and keeps the place.
func (s *ScrollColumn) SetObjects(objects ...fyne.CanvasObject) {
	s.body.Objects = objects
	s.body.Refresh()
	s.Refresh()
}

// ScrollToTop goes to the first part.
func (s *ScrollColumn) ScrollToTop() { s.scroll.ScrollToTop() }

// Reveal scrolls just so far that a part of the column is in view.
func (s *ScrollColumn) Reveal(part fyne.CanvasObject) {
	top, bottom := part.Position().Y, part.Position().Y+part.Size().Height
	at, height := s.scroll.Offset.Y, s.scroll.Size().Height
	switch {
	case top < at:
		at = max(0, top-28)
	case bottom > at+height:
		at = bottom - height + 8
	default:
		return
	}
	s.scroll.ScrollToOffset(fyne.NewPos(0, at))
}

// ContentHeight is the height of all parts at the width last laid out.
func (s *ScrollColumn) ContentHeight() float32 { return s.body.MinSize().Height }

// CreateRenderer is part of fyne.Widget.
func (s *ScrollColumn) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.add(s.scroll)
	f.least = func() fyne.Size { return fyne.NewSize(s.body.MinSize().Width, 60) }
	f.place = func(size fyne.Size) {
		s.body.Resize(fyne.NewSize(size.Width, s.body.MinSize().Height))
		s.body.Layout.Layout(s.body.Objects, s.body.Size())
		s.scroll.Resize(size)
		s.scroll.Refresh()
	}
	return f.start()
}
