package kit

import "fyne.io/fyne/v2"

// Choice is a labelled button that opens a menu of options and shows the chosen one.
type Choice struct {
	pressable
	OnChosen func(index int)

	label   string
	options []string
	chosen  int
}

// NewChoice makes one; label may be "".
func NewChoice(label string, options []string, chosen int, onChosen func(int)) *Choice {
	c := &Choice{label: label, options: options, chosen: chosen, OnChosen: onChosen}
	c.become(c)
	c.OnTapped = c.open
	return c
}

// Chosen is the index of the option shown, -1 for none.
func (c *Choice) Chosen() int { return c.chosen }

// Choose shows an option without calling OnChosen.
func (c *Choice) Choose(index int) {
	c.chosen = index
	c.Refresh()
}

// SetOptions replaces the options.
func (c *Choice) SetOptions(options []string, chosen int) {
	c.options, c.chosen = options, chosen
	c.Refresh()
}

func (c *Choice) text() string {
	if c.chosen < 0 || c.chosen >= len(c.options) {
		return ""
	}
	return c.options[c.chosen]
}

func (c *Choice) open() {
	on := fyne.CurrentApp().Driver().CanvasForObject(c)
	if on == nil {
		return
	}
	items := make([]MenuItem, 0, len(c.options))
	for i, o := range c.options {
		items = append(items, MenuItem{Label: o, Checked: i == c.chosen, OnTapped: func() { c.pick(i) }})
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c)
	ShowMenu(on, at.AddXY(0, c.Size().Height+2), items)
}

func (c *Choice) pick(i int) {
	c.Choose(i)
	if c.OnChosen != nil {
		c.OnChosen(i)
	}
}

// TypedKey opens the options also with Down.
func (c *Choice) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyDown {
		NoteKey()
		c.press()
		return
	}
	c.pressable.TypedKey(ev)
}

// CreateRenderer is part of fyne.Widget.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	label := f.text(c.label, Secondary, Muted, true)
	back := f.box(Panel, Edge, RadiusControl)
	words := f.text("", Body, Ink, false)
	arrow := f.icon("chevron-down", Muted, 16)
	top := func() float32 {
		if c.label == "" {
			return 0
		}
		return Secondary.LineHeight() + 4
	}
	f.update = func() {
		words.setText(c.text())
		back.set(Panel, c.edgeOr(Edge))
		back.stroke = c.ringWidth()
		if c.hovered {
			back.fill = SelectedRow
		}
		label.box.Hidden = c.label == ""
	}
	f.least = func() fyne.Size {
		width := float32(60)
		for _, o := range c.options {
			width = max(width, measure(o, Body.Points(), fyne.TextStyle{}, false).Width)
		}
		return fyne.NewSize(width+50, top()+max(36, Body.LineHeight()+14))
	}
	f.place = func(s fyne.Size) {
		y := top()
		label.place(fyne.NewPos(0, 0), s.Width)
		back.at(0, y, s.Width, s.Height-y)
		middle := y + (s.Height-y)/2
		words.place(fyne.NewPos(13, middle-Body.LineHeight()/2), s.Width-46)
		arrow.place(s.Width-20, middle)
	}
	return f.start()
}
