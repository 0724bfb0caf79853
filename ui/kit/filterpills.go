package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// FilterPills is a row of round choices of which one is on: To answer, All, Snoozed, Done. Left and Right move along it.
type FilterPills struct {
	widget.BaseWidget
	OnChosen func(index int)

	pills  []*filterPill
	chosen int
}

// NewFilterPills makes the row.
func NewFilterPills(labels []string, chosen int, onChosen func(int)) *FilterPills {
	p := &FilterPills{OnChosen: onChosen, chosen: chosen}
	p.ExtendBaseWidget(p)
	p.SetLabels(labels)
	return p
}

// SetLabels changes the labels, such as the count in "To answer 3".
func (p *FilterPills) SetLabels(labels []string) {
	for len(p.pills) < len(labels) {
		p.pills = append(p.pills, newFilterPill(p, len(p.pills)))
	}
	p.pills = p.pills[:len(labels)]
	for i, l := range labels {
		p.pills[i].label = l
	}
	p.Refresh()
}

// Choose turns one on without calling OnChosen.
func (p *FilterPills) Choose(index int) {
	p.chosen = index
	p.Refresh()
}

// Chosen is the one that is on.
func (p *FilterPills) Chosen() int { return p.chosen }

func (p *FilterPills) pick(index int) {
	if index < 0 || index >= len(p.pills) {
		return
	}
	p.Choose(index)
	if p.OnChosen != nil {
		p.OnChosen(index)
	}
}

// CreateRenderer is part of fyne.Widget.
func (p *FilterPills) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.update = func() {
		f.objects = f.objects[:0]
		for _, pill := range p.pills {
			pill.Refresh()
			f.objects = append(f.objects, pill)
		}
	}
	f.least = func() fyne.Size {
		size := p.flow(0, nil)
		return fyne.NewSize(60, size.Height)
	}
	f.place = func(s fyne.Size) {
		p.flow(s.Width, func(pill *filterPill, at fyne.Position, size fyne.Size) {
			pill.Resize(size)
			pill.Move(at)
		})
	}
	return f.start()
}

// flow lays the pills from left to right, and below where the width ends.
func (p *FilterPills) flow(width float32, put func(*filterPill, fyne.Position, fyne.Size)) fyne.Size {
	if width == 0 {
		width = max(p.Size().Width, 120)
	}
	var x, y, height float32
	for _, pill := range p.pills {
		size := pill.MinSize()
		if x > 0 && x+size.Width > width {
			x, y = 0, y+height+6
		}
		if put != nil {
			put(pill, fyne.NewPos(x, y), size)
		}
		x += size.Width + 6
		height = size.Height
	}
	return fyne.NewSize(width, y+height)
}

type filterPill struct {
	pressable
	row   *FilterPills
	index int
	label string
}

func newFilterPill(row *FilterPills, index int) *filterPill {
	p := &filterPill{row: row, index: index}
	p.become(p)
	p.OnTapped = func() { row.pick(index) }
	return p
}

// TypedKey moves along the row.
func (p *filterPill) TypedKey(ev *fyne.KeyEvent) {
	step := map[fyne.KeyName]int{fyne.KeyLeft: -1, fyne.KeyRight: 1}[ev.Name]
	next := p.index + step
	if step == 0 || next < 0 || next >= len(p.row.pills) {
		p.pressable.TypedKey(ev)
		return
	}
	NoteKey()
	if c := fyne.CurrentApp().Driver().CanvasForObject(p); c != nil {
		c.Focus(p.row.pills[next])
	}
}

// CreateRenderer is part of fyne.Widget.
func (p *filterPill) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Clear, Line, 14)
	label := f.text(p.label, Secondary, Muted, false)
	f.update = func() {
		label.setText(p.label)
		on := p.row.chosen == p.index
		label.setBold(on)
		switch {
		case on:
			back.set(SoftAccent, p.edgeOr(Clear))
			label.setTone(Accent)
		case p.hovered:
			back.set(SelectedRow, p.edgeOr(Line))
			label.setTone(Ink)
		default:
			back.set(Panel, p.edgeOr(Line))
			label.setTone(Muted)
		}
		back.stroke = p.ringWidth()
	}
	f.least = func() fyne.Size {
		s := label.fit(0)
		return fyne.NewSize(s.Width+24, s.Height+8)
	}
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		label.place(fyne.NewPos(12, 4), s.Width-23)
	}
	return f.start()
}
