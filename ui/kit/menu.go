package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// MenuItem is one line of a menu. An item without a label is a line between others.
type MenuItem struct {
	Label    string
	Icon     string
	Key      string // the key that does the same, "Ctrl+E"
	Danger   bool
	Checked  bool
	Disabled bool
	OnTapped func()

	// Emoji makes the item a row of emoji to choose from, of which Chosen is marked; Left and Right walk in it. OnMore,
	// at its end, leads to all others.
	Emoji   []string
	Chosen  string
	OnEmoji func(emoji string)
	OnMore  func()
}

// Menu is a popup of things to do with what was clicked. Up and Down walk, Enter does, Esc closes.
type Menu struct {
	widget.BaseWidget
	canvas fyne.Canvas
	at     fyne.Position
	items  []MenuItem
	rows   []*menuRow
	keys   *keyCatcher
	chosen int
	gone   bool
}

// ShowMenu opens a menu at a place on the canvas, moved to fit.
func ShowMenu(c fyne.Canvas, at fyne.Position, items []MenuItem) *Menu {
	m := &Menu{canvas: c, at: at, items: items, chosen: -1, keys: newKeyCatcher()}
	m.keys.onKey = m.key
	for i := range items {
		m.rows = append(m.rows, newMenuRow(m, i))
	}
	m.ExtendBaseWidget(m)
	m.Resize(c.Size())
	c.Overlays().Add(m)
	c.Focus(m.keys)
	if LastInputWasKey() {
		m.step(1)
	}
	return m
}

// Close takes the menu away.
func (m *Menu) Close() {
	if m.gone {
		return
	}
	m.gone = true
	m.canvas.Overlays().Remove(m)
}

func (m *Menu) stepBack() { m.Close() }

// Tapped beside the menu closes it.
func (m *Menu) Tapped(*fyne.PointEvent) {
	NotePointer()
	m.Close()
}

// TappedSecondary beside the menu closes it.
func (m *Menu) TappedSecondary(*fyne.PointEvent) { m.Close() }

// Scrolled closes the menu, since what it belongs to moves away.
func (m *Menu) Scrolled(*fyne.ScrollEvent) { m.Close() }

func (m *Menu) key(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyDown, fyne.KeyTab:
		m.step(1)
	case fyne.KeyUp:
		m.step(-1)
	case fyne.KeyLeft, fyne.KeyRight:
		if m.chosen < 0 || m.items[m.chosen].Emoji == nil {
			return false
		}
		m.rows[m.chosen].walk(ev.Name == fyne.KeyRight)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		m.do(m.chosen)
	default:
		return false
	}
	return true
}

func (m *Menu) usable(i int) bool {
	return (m.items[i].Label != "" || m.items[i].Emoji != nil) && !m.items[i].Disabled
}

func (m *Menu) step(by int) {
	n := len(m.items)
	for i := 1; i <= n; i++ {
		next := ((m.chosen+by*i)%n + n) % n
		if m.chosen < 0 && by > 0 {
			next = i - 1
		}
		if m.usable(next) {
			m.choose(next)
			return
		}
	}
}

func (m *Menu) choose(i int) {
	m.chosen = i
	for _, r := range m.rows {
		r.Refresh()
	}
}

func (m *Menu) do(i int) {
	if i < 0 || !m.usable(i) {
		return
	}
	m.Close()
	if m.items[i].Emoji != nil {
		m.rows[i].pick()
		return
	}
	if f := m.items[i].OnTapped; f != nil {
		f()
	}
}

// CreateRenderer is part of fyne.Widget.
func (m *Menu) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.add(m.keys)
	back := f.box(Panel, Line, RadiusControl)
	for _, r := range m.rows {
		f.add(r)
	}
	f.update = func() { lift(back.Rectangle) }
	f.least = func() fyne.Size { return fyne.NewSize(10, 10) }
	f.place = func(size fyne.Size) {
		inner := m.measure()
		x := max(4, min(m.at.X, size.Width-inner.Width-4))
		y := max(4, min(m.at.Y, size.Height-inner.Height-4))
		back.at(x, y, inner.Width, inner.Height)
		top := y + 4
		for _, r := range m.rows {
			h := r.MinSize().Height
			r.Move(fyne.NewPos(x+4, top))
			r.Resize(fyne.NewSize(inner.Width-8, h))
			top += h
		}
	}
	return f.start()
}

func (m *Menu) measure() fyne.Size {
	size := fyne.NewSize(160, 8)
	for _, r := range m.rows {
		s := r.MinSize()
		size.Width = max(size.Width, s.Width+8)
		size.Height += s.Height
	}
	return size
}

type menuRow struct {
	widget.BaseWidget
	menu  *Menu
	index int
	cell  int // of a row of emoji
}

func newMenuRow(m *Menu, index int) *menuRow {
	r := &menuRow{menu: m, index: index}
	r.ExtendBaseWidget(r)
	return r
}

func (r *menuRow) item() MenuItem { return r.menu.items[r.index] }

// Tapped does it.
func (r *menuRow) Tapped(ev *fyne.PointEvent) {
	NotePointer()
	r.point(ev.Position)
	r.menu.do(r.index)
}

// MouseIn is part of desktop.Hoverable.
func (r *menuRow) MouseIn(*desktop.MouseEvent) {
	if r.menu.usable(r.index) {
		r.menu.choose(r.index)
	}
}

// MouseMoved is part of desktop.Hoverable.
func (r *menuRow) MouseMoved(ev *desktop.MouseEvent) { r.point(ev.Position) }

// MouseOut is part of desktop.Hoverable.
func (r *menuRow) MouseOut() { r.menu.choose(-1) }

func (r *menuRow) ink() Token {
	switch it := r.item(); {
	case it.Disabled:
		return Edge
	case it.Danger:
		return Warning
	}
	return Ink
}

// CreateRenderer is part of fyne.Widget.
func (r *menuRow) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	if r.item().Emoji != nil {
		return r.emojiFace(f)
	}
	if r.item().Label == "" {
		line := f.box(Line, Clear, 0)
		f.least = func() fyne.Size { return fyne.NewSize(10, 9) }
		f.place = func(s fyne.Size) { line.at(4, s.Height/2, s.Width-8, 1) }
		return f.start()
	}
	back := f.box(Clear, Clear, 7)
	icon := f.icon(r.item().Icon, Ink, 16)
	label := f.text(r.item().Label, Body, Ink, false)
	key := f.text(r.item().Key, Meta, Muted, false)
	f.update = func() {
		back.fill = Clear
		if r.menu.chosen == r.index {
			back.fill = SelectedRow
		}
		label.setTone(r.ink())
		icon.tone = r.ink()
		if icon.name == "" && r.item().Checked {
			icon.name = "check"
		}
	}
	f.least = func() fyne.Size {
		l, k := label.fit(0), key.fit(0)
		width := 36 + l.Width + 14
		if r.item().Key != "" {
			width += k.Width + 24
		}
		return fyne.NewSize(width, l.Height+12)
	}
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		icon.place(18, s.Height/2)
		label.place(fyne.NewPos(36, 6), label.fit(0).Width+1)
		k := key.fit(0)
		key.place(fyne.NewPos(s.Width-12-k.Width, (s.Height-k.Height)/2), k.Width+1)
	}
	return f.start()
}
