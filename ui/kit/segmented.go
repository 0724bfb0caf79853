package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// SegmentedControl is a set of views of the same thing side by side: Board, Table, To bake.
type SegmentedControl struct {
	widget.BaseWidget
	OnChosen func(index int)

	parts  []*segment
	chosen int
}

// NewSegmentedControl makes one.
func NewSegmentedControl(labels []string, chosen int, onChosen func(int)) *SegmentedControl {
	s := &SegmentedControl{OnChosen: onChosen, chosen: chosen}
	s.ExtendBaseWidget(s)
	for i, l := range labels {
		part := &segment{control: s, index: i, label: l}
		part.become(part)
		part.OnTapped = func() { s.pick(i) }
		s.parts = append(s.parts, part)
	}
	return s
}

// Choose changes the view without calling OnChosen.
func (s *SegmentedControl) Choose(index int) {
	s.chosen = index
	s.Refresh()
}

// Chosen is the view that is on.
func (s *SegmentedControl) Chosen() int { return s.chosen }

func (s *SegmentedControl) pick(index int) {
	s.Choose(index)
	if s.OnChosen != nil {
		s.OnChosen(index)
	}
}

// CreateRenderer is part of fyne.Widget.
func (s *SegmentedControl) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	edge := f.box(Panel, Edge, RadiusControl)
	for _, p := range s.parts {
		f.add(p)
	}
	f.update = func() {
		for _, p := range s.parts {
			p.Refresh()
		}
	}
	f.least = func() fyne.Size {
		size := fyne.NewSize(2, 34)
		for _, p := range s.parts {
			m := p.MinSize()
			size.Width += m.Width
			size.Height = max(size.Height, m.Height)
		}
		return size
	}
	f.place = func(size fyne.Size) {
		edge.at(0, 0, size.Width, size.Height)
		x := float32(1)
		for _, p := range s.parts {
			w := p.MinSize().Width
			p.Move(fyne.NewPos(x, 1))
			p.Resize(fyne.NewSize(w, size.Height-2))
			x += w
		}
	}
	return f.start()
}

type segment struct {
	pressable
	control *SegmentedControl
	index   int
	label   string
}

// CreateRenderer is part of fyne.Widget.
func (p *segment) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Clear, Clear, 0)
	label := f.text(p.label, Body, Ink, false)
	left, right := p.radii()
	back.corners(left, right, right, left)
	f.update = func() {
		on := p.control.chosen == p.index
		label.setBold(on)
		label.setTone(Ink)
		back.set(Clear, p.edgeOr(Clear))
		switch {
		case on:
			back.fill = SoftAccent
			label.setTone(Accent)
		case p.hovered:
			back.fill = SelectedRow
		}
		back.stroke = p.ringWidth()
	}
	f.least = func() fyne.Size {
		s := label.fit(0)
		return fyne.NewSize(s.Width+24, s.Height+10)
	}
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		size := label.fit(0)
		label.place(fyne.NewPos((s.Width-size.Width)/2, (s.Height-size.Height)/2), size.Width+1)
	}
	return f.start()
}

func (p *segment) radii() (left, right float32) {
	if p.index == 0 {
		left = RadiusControl - 1
	}
	if p.index == len(p.control.parts)-1 {
		right = RadiusControl - 1
	}
	return left, right
}
