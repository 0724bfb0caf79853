package kit

import "fyne.io/fyne/v2"

// ListRow gives any content the manners of a row: hover, selection with its bar, focus, press and right click.
type ListRow struct {
	pressable
	// Height is the row's least height; 0 asks the content.
	Height float32
	// Flush leaves out the room at both sides, for a row inside a panel.
	Flush bool

	content  fyne.CanvasObject
	selected bool
}

// NewListRow makes a row around content.
func NewListRow(content fyne.CanvasObject, onTapped func()) *ListRow {
	r := &ListRow{content: content}
	r.become(r)
	r.OnTapped = onTapped
	return r
}

// SetSelected shows that the row is the one open.
func (r *ListRow) SetSelected(selected bool) {
	if r.selected == selected {
		return
	}
	r.selected = selected
	r.Refresh()
}

// Selected tells whether it is.
func (r *ListRow) Selected() bool { return r.selected }

// CreateRenderer is part of fyne.Widget.
func (r *ListRow) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	ground := newRowGround(f)
	f.add(r.content)
	f.update = func() { ground.set(&r.pressable, r.selected) }
	side := func() float32 {
		if r.Flush {
			return 0
		}
		return 16
	}
	f.least = func() fyne.Size {
		m := r.content.MinSize()
		return fyne.NewSize(m.Width+2*side(), max(m.Height, r.Height))
	}
	f.place = func(s fyne.Size) {
		ground.place(s)
		h := r.content.MinSize().Height
		if r.Height == 0 {
			h = s.Height
		}
		r.content.Move(fyne.NewPos(side(), (s.Height-h)/2))
		r.content.Resize(fyne.NewSize(s.Width-2*side(), h))
	}
	return f.start()
}

// rowGround is what lies behind every row.
type rowGround struct{ back, bar, ring *box }

func newRowGround(f *face) *rowGround {
	return &rowGround{back: f.box(Clear, Clear, 0), bar: f.box(Clear, Clear, 0), ring: f.box(Clear, Clear, 6)}
}

func (g *rowGround) set(p *pressable, selected bool) {
	g.back.fill, g.bar.fill = Clear, Clear
	switch {
	case selected:
		g.back.fill, g.bar.fill = SelectedRow, Accent
	case p.hovered:
		g.back.fill = HoverRow
	}
	g.ring.edge, g.ring.stroke = Clear, 2
	if p.ring {
		g.ring.edge = Accent
	}
}

func (g *rowGround) place(s fyne.Size) {
	g.back.at(0, 0, s.Width, s.Height)
	g.bar.at(0, 0, 3, s.Height)
	g.ring.at(2, 2, s.Width-4, s.Height-4)
}
