package kit

import "fyne.io/fyne/v2"

// IconButton is an icon that can be pressed. Its tooltip names what it does and the key for it.
type IconButton struct {
	pressable
	icon   string
	active bool
}

// NewIconButton makes one.
func NewIconButton(icon, tip string, onTapped func()) *IconButton {
	b := &IconButton{icon: icon}
	b.become(b)
	b.Tip, b.OnTapped = tip, onTapped
	return b
}

// SetIcon changes the icon.
func (b *IconButton) SetIcon(icon string) {
	b.icon = icon
	b.Refresh()
}

// SetActive shows that what it opens is open.
func (b *IconButton) SetActive(active bool) {
	b.active = active
	b.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (b *IconButton) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Clear, Clear, RadiusControl)
	icon := f.icon(b.icon, Muted, 20)
	f.update = func() {
		fill, ink := Clear, Muted
		switch {
		case b.off:
			ink = Edge
		case b.active:
			fill, ink = SoftAccent, Accent
		case b.hovered:
			fill, ink = SelectedRow, Ink
		}
		back.set(fill, b.edgeOr(Clear))
		back.stroke = b.ringWidth()
		icon.set(b.icon, ink)
	}
	f.least = func() fyne.Size { return fyne.NewSquareSize(34) }
	f.place = func(s fyne.Size) {
		back.at(s.Width/2-17, s.Height/2-17, 34, 34)
		icon.place(s.Width/2, s.Height/2)
	}
	return f.start()
}
