package kit

import (
	"fyne.io/fyne/v2"
)

// Weight is how much a button asks to be pressed.
type Weight int

// The weights: one Primary per view, Secondary with an edge, Ghost without one, Danger for what can't be taken back.
const (
	Primary Weight = iota
	SecondaryWeight
	Ghost
	Danger
)

// Button is a labelled button, with room for a second line that tells the price ("free, 588 left").
type Button struct {
	pressable
	// Small makes it fit beside text, as on a card.
	Small bool

	label, second, icon string
	weight              Weight
	inverse             bool // on a dark ground, such as a toast
}

// NewButton makes a button.
func NewButton(label string, weight Weight, onTapped func()) *Button {
	b := &Button{label: label, weight: weight}
	b.become(b)
	b.OnTapped = onTapped
	return b
}

// SetLabel changes what it says.
func (b *Button) SetLabel(label string) {
	b.label = label
	b.Refresh()
}

// Label is what it says.
func (b *Button) Label() string { return b.label }

// SetSecond changes the small line under the label; "" takes it away.
func (b *Button) SetSecond(text string) {
	b.second = text
	b.Refresh()
}

// SetIcon puts an icon before the label; "" takes it away.
func (b *Button) SetIcon(name string) {
	b.icon = name
	b.Refresh()
}

// SetWeight changes how much it asks to be pressed.
func (b *Button) SetWeight(w Weight) {
	b.weight = w
	b.Refresh()
}

func (b *Button) tones() (fill, edge, ink Token) {
	switch {
	case b.inverse:
		return Clear, Clear, OwnBubble
	case b.weight == Primary && b.off:
		return FadedAccent, Clear, OnFaded
	case b.weight == Primary:
		return Accent, Clear, OnAccent
	case b.weight == Danger && !b.off:
		return Panel, Warning, Warning
	}
	fill, edge, ink = Panel, Edge, Ink
	if b.weight == Ghost {
		fill, edge = Clear, Clear
	}
	if b.hovered && !b.off {
		fill = SelectedRow
	}
	if b.off {
		ink = Edge
		if edge != Clear {
			edge = Line
		}
	}
	return fill, edge, ink
}

// CreateRenderer is part of fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	ring := f.box(Clear, Clear, RadiusControl+3)
	back := f.box(Accent, Clear, RadiusControl)
	icon := f.icon(b.icon, OnAccent, 18)
	label := f.text(b.label, Body, OnAccent, b.weight == Primary)
	second := f.text(b.second, Meta, OnAccent, false)
	f.update = func() {
		fill, edge, ink := b.tones()
		back.set(fill, edge)
		ring.set(Clear, Clear)
		if b.ring {
			ring.set(Clear, Accent)
			ring.stroke = 2
		}
		icon.set(b.icon, ink)
		label.setText(b.label)
		label.setBold(b.weight == Primary)
		label.setTone(ink)
		second.setText(b.second)
		second.setTone(ink)
	}
	f.least = func() fyne.Size { return b.least(label, second) }
	f.place = func(s fyne.Size) {
		ring.at(-3, -3, s.Width+6, s.Height+6)
		back.at(0, 0, s.Width, s.Height)
		b.placeWords(s, icon, label, second)
	}
	return f.start()
}

func (b *Button) least(label, second *textBlock) fyne.Size {
	pad, height := float32(13), float32(34)
	if b.Small {
		pad, height = 12, 30
	}
	width := label.fit(0).Width
	if b.icon != "" {
		width += 24
	}
	if b.second != "" {
		width = max(width, second.fit(0).Width)
		pad, height = 16, label.shape.scale.LineHeight()+second.shape.scale.LineHeight()+3
	}
	return fyne.NewSize(width+2*pad, max(height, label.shape.scale.LineHeight()+10))
}

func (b *Button) placeWords(s fyne.Size, icon *glyph, label, second *textBlock) {
	size := label.fit(0)
	x, y := (s.Width-size.Width)/2, (s.Height-size.Height)/2
	if b.icon != "" {
		icon.place(x-24/2+18/2, s.Height/2)
		x += 12
	}
	second.box.Hidden = b.second == ""
	if b.second != "" {
		under := second.fit(0)
		y = (s.Height - size.Height - under.Height + 3) / 2
		second.place(fyne.NewPos((s.Width-under.Width)/2, y+size.Height-3), under.Width+1)
	}
	label.place(fyne.NewPos(x, y), size.Width+1)
}
