package kit

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Tone is what a chip says by its colour.
type Tone int

// The tones of chips and banners.
const (
	ToneNeutral Tone = iota
	ToneAccent
	ToneAmber
	ToneWarning
	ToneInfo
	ToneOutlined
	ToneNote
)

// Tokens are the ground, edge and ink of the tone.
func (t Tone) Tokens() (fill, edge, ink Token) {
	switch t {
	case ToneAccent:
		return SoftAccent, Clear, Accent
	case ToneAmber:
		return SoftAmber, Clear, Amber
	case ToneWarning:
		return SoftWarning, Clear, Warning
	case ToneInfo:
		return SoftInfo, Clear, Info
	case ToneOutlined:
		return Panel, Line, Muted // a clear ground would darken the edge
	case ToneNote:
		return Note, Clear, NoteInk
	}
	return Background, Clear, Muted
}

// Chip is a short word on a tinted ground: a label, a wait, a state.
type Chip struct {
	pressable
	text string
	tone Tone
	icon string
}

// NewChip makes a chip. Give it an OnTapped to make it a button.
func NewChip(text string, tone Tone) *Chip {
	c := &Chip{text: text, tone: tone}
	c.become(c)
	return c
}

// Set changes text and tone.
func (c *Chip) Set(text string, tone Tone) {
	c.text, c.tone = text, tone
	c.Refresh()
}

// SetIcon puts a small icon before the text.
func (c *Chip) SetIcon(name string) {
	c.icon = name
	c.Refresh()
}

// Disabled keeps a chip that can't be pressed out of the way of Tab.
func (c *Chip) Disabled() bool { return c.off || c.OnTapped == nil }

// CreateRenderer is part of fyne.Widget.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	p := newPill(f)
	f.update = func() {
		p.set(c.text, c.tone)
		p.icon.name = c.icon
		p.back.edge = c.edgeOr(p.back.edge)
		p.back.stroke = c.ringWidth()
	}
	f.least = func() fyne.Size { return p.size() }
	f.place = func(s fyne.Size) { p.place(0, (s.Height-p.size().Height)/2, s.Width) }
	return f.start()
}

// pill is a chip drawn inside another part.
type pill struct {
	back *box
	icon *glyph
	text *textBlock
}

func newPill(f *face) *pill {
	return &pill{back: f.box(Background, Clear, RadiusChip), icon: f.icon("", Muted, 14), text: f.text("", Meta, Muted, false)}
}

func (p *pill) set(text string, tone Tone) {
	fill, edge, ink := tone.Tokens()
	p.back.set(fill, edge)
	p.text.setText(text)
	p.text.setTone(ink)
	p.icon.tone = ink
	p.back.Hidden = text == ""
	p.text.box.Hidden = text == ""
}

func (p *pill) size() fyne.Size {
	if p.text.text() == "" {
		return fyne.Size{}
	}
	s := p.text.fit(0)
	if p.icon.name != "" {
		s.Width += 18
	}
	return fyne.NewSize(s.Width+16, s.Height+3)
}

func (p *pill) place(x, y, width float32) {
	size := p.size()
	width = min(width, size.Width)
	p.back.at(x, y, width, size.Height)
	inner := width - 16
	if p.icon.name != "" {
		p.icon.place(x+8+7, y+size.Height/2)
		x += 18
		inner -= 18
	}
	p.text.place(fyne.NewPos(x+8, y+1.5), max(inner+1, 1))
}

// Badge is a count on a warm disc: unread messages, orders to look at.
type Badge struct {
	widget.BaseWidget
	count int
}

// NewBadge makes a badge; a count of zero shows nothing.
func NewBadge(count int) *Badge {
	b := &Badge{count: count}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the count.
func (b *Badge) Set(count int) {
	b.count = count
	b.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	d := newCountDisc(f)
	f.update = func() { d.set(b.count) }
	f.least = d.size
	f.place = func(s fyne.Size) { d.place(s.Width/2, s.Height/2) }
	return f.start()
}

// countDisc is a badge drawn inside another part.
type countDisc struct {
	back  *box
	text  *textBlock
	count int
}

func newCountDisc(f *face) *countDisc {
	return &countDisc{back: f.box(Warning, Clear, 9), text: f.text("", Meta, OnWarning, true)}
}

func (d *countDisc) set(count int) {
	d.count = count
	d.text.setText(countText(count))
	d.back.Hidden, d.text.box.Hidden = count <= 0, count <= 0
}

func countText(count int) string {
	if count > 99 {
		return "99+"
	}
	return strconv.Itoa(count)
}

func (d *countDisc) size() fyne.Size {
	if d.count <= 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(max(18, d.text.fit(0).Width+10), 18)
}

func (d *countDisc) place(centerX, centerY float32) {
	size := d.size()
	d.back.at(centerX-size.Width/2, centerY-size.Height/2, size.Width, size.Height)
	text := d.text.fit(0)
	d.text.place(fyne.NewPos(centerX-text.Width/2, centerY-text.Height/2), text.Width+1)
}
