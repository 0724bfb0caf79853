package kit

import "fyne.io/fyne/v2"

// Checkbox is a tick with a label.
type Checkbox struct {
	pressable
	// OnChanged is called when the owner ticks or unticks it.
	OnChanged func(checked bool)

	// Fixed shows a state that only the program changes, such as a step done.
	Fixed bool
	// Tone of the label; "" is the usual one.
	Tone Token

	label   string
	checked bool
	quiet   bool
}

// NewCheckbox makes one.
func NewCheckbox(label string, checked bool, onChanged func(bool)) *Checkbox {
	c := &Checkbox{label: label, checked: checked, OnChanged: onChanged}
	c.become(c)
	c.OnTapped = c.toggle
	return c
}

// NewTick makes a small, quiet checkbox, as beside a card's button.
func NewTick(label string, checked bool, onChanged func(bool)) *Checkbox {
	c := NewCheckbox(label, checked, onChanged)
	c.quiet = true
	return c
}

// Checked tells its state.
func (c *Checkbox) Checked() bool { return c.checked }

// SetChecked changes the state without calling OnChanged.
func (c *Checkbox) SetChecked(checked bool) {
	if c.checked == checked {
		return
	}
	c.checked = checked
	c.Refresh()
}

// SetLabel changes the label.
func (c *Checkbox) SetLabel(label string) {
	c.label = label
	c.Refresh()
}

func (c *Checkbox) toggle() {
	if c.Fixed {
		return
	}
	c.checked = !c.checked
	c.Refresh()
	if c.OnChanged != nil {
		c.OnChanged(c.checked)
	}
}

// CreateRenderer is part of fyne.Widget.
func (c *Checkbox) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	tick := newTickBox(f)
	scale := Body
	if c.quiet {
		scale = Secondary
	}
	label := f.text(c.label, scale, Ink, false)
	f.update = func() {
		tick.set(c.checked, c.ring, c.off)
		label.setText(c.label)
		switch {
		case c.off:
			label.setTone(Edge)
		case c.Tone != "":
			label.setTone(c.Tone)
		case c.quiet:
			label.setTone(Muted)
		default:
			label.setTone(Ink)
		}
	}
	f.least = func() fyne.Size {
		s := label.fit(0)
		return fyne.NewSize(s.Width+26, max(24, s.Height))
	}
	f.place = func(s fyne.Size) {
		tick.place(8, s.Height/2)
		label.place(fyne.NewPos(24, (s.Height-scale.LineHeight())/2), max(1, s.Width-23))
	}
	return f.start()
}

// tickBox is the square of a checkbox, also drawn inside other parts.
type tickBox struct {
	square *box
	mark   *glyph
}

func newTickBox(f *face) *tickBox {
	return &tickBox{square: f.box(Panel, Edge, 4), mark: f.icon("", OnAccent, 14)}
}

func (t *tickBox) set(checked, ring, off bool) {
	t.square.set(Panel, Edge)
	t.mark.name = ""
	t.mark.tone = OnAccent
	if checked {
		t.square.set(Accent, Accent)
		t.mark.name = "check"
	}
	if off {
		t.square.set(Clear, Line)
		t.mark.tone = Muted
	}
	t.square.stroke = 1
	if ring {
		t.square.edge, t.square.stroke = Accent, 2
	}
}

func (t *tickBox) place(centerX, centerY float32) {
	t.square.at(centerX-8, centerY-8, 16, 16)
	t.mark.place(centerX, centerY)
}
