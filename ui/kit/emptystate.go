package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// EmptyState fills a pane that has nothing to show: what would be here, and the next step.
type EmptyState struct {
	widget.BaseWidget
	icon, title, words string
	action             *Button
}

// NewEmptyState makes one; action may be nil.
func NewEmptyState(icon, title, words string, action *Button) *EmptyState {
	e := &EmptyState{icon: icon, title: title, words: words, action: action}
	e.ExtendBaseWidget(e)
	return e
}

// Set changes what it says.
func (e *EmptyState) Set(icon, title, words string) {
	e.icon, e.title, e.words = icon, title, words
	e.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	disc := f.box(SoftAccent, Clear, 28)
	icon := f.icon(e.icon, Accent, 26)
	title := f.text(e.title, Name, Ink, true)
	words := f.runs(Plain(e.words), textShape{scale: Body}, Muted)
	title.align, words.align = fyne.TextAlignCenter, fyne.TextAlignCenter
	if e.action != nil {
		f.add(e.action)
	}
	f.update = func() {
		icon.name = e.icon
		title.setText(e.title)
		words.setText(e.words)
	}
	height := func(width float32) float32 {
		h := 56 + 14 + Name.LineHeight() + 6 + words.fit(width).Height
		if e.action != nil {
			h += 16 + e.action.MinSize().Height
		}
		return h
	}
	f.least = func() fyne.Size { return fyne.NewSize(180, height(180)) }
	f.place = func(s fyne.Size) {
		width := min(340, s.Width-24)
		x, y := (s.Width-width)/2, max(0, (s.Height-height(width))*0.42)
		disc.at(s.Width/2-28, y, 56, 56)
		icon.place(s.Width/2, y+28)
		y += 70
		title.place(fyne.NewPos(x, y), width)
		y += Name.LineHeight() + 6
		y += words.place(fyne.NewPos(x, y), width).Height + 16
		if e.action != nil {
			size := e.action.MinSize()
			e.action.Resize(size)
			e.action.Move(fyne.NewPos((s.Width-size.Width)/2, y))
		}
	}
	return f.start()
}

// Skeleton stands where rows will be until they are read: grey shapes, still, as tall as the rows.
type Skeleton struct {
	widget.BaseWidget
	rows int
}

// NewSkeleton makes a skeleton of list rows.
func NewSkeleton(rows int) *Skeleton {
	s := &Skeleton{rows: rows}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is part of fyne.Widget.
func (s *Skeleton) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	type shape struct{ disc, name, words *box }
	shapes := make([]shape, s.rows)
	for i := range shapes {
		shapes[i] = shape{f.box(Line, Clear, 22), f.box(Line, Clear, 5), f.box(Line, Clear, 5)}
	}
	f.least = func() fyne.Size { return fyne.NewSize(120, 64) }
	f.place = func(size fyne.Size) {
		for i, sh := range shapes {
			y := float32(i) * RowHeight
			gone := y+RowHeight > size.Height+RowHeight/2
			sh.disc.Hidden, sh.name.Hidden, sh.words.Hidden = gone, gone, gone
			sh.disc.at(19, y+10, 44, 44)
			sh.name.at(75, y+16, size.Width*(0.28+0.06*float32(i%3)), 11)
			sh.words.at(75, y+37, size.Width*(0.5-0.07*float32(i%4)), 10)
		}
	}
	return f.start()
}
