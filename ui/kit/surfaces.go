package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Ground fills the space behind content with a colour of the theme.
type Ground struct {
	widget.BaseWidget
	tone    Token
	content fyne.CanvasObject
	line    side
}

type side int

const (
	noSide side = iota
	bottomSide
	topSide
	leftSide
	rightSide
)

// NewGround lays content on a colour.
func NewGround(tone Token, content fyne.CanvasObject) *Ground {
	g := &Ground{tone: tone, content: content}
	g.ExtendBaseWidget(g)
	return g
}

// NewHeaderGround is a ground with a line under it.
func NewHeaderGround(tone Token, content fyne.CanvasObject) *Ground {
	g := NewGround(tone, content)
	g.line = bottomSide
	return g
}

// NewFooterGround is a ground with a line over it.
func NewFooterGround(tone Token, content fyne.CanvasObject) *Ground {
	g := NewGround(tone, content)
	g.line = topSide
	return g
}

// NewSideGround is a ground with a line on its left.
func NewSideGround(tone Token, content fyne.CanvasObject) *Ground {
	g := NewGround(tone, content)
	g.line = leftSide
	return g
}

// NewListGround is a ground with a line on its right.
func NewListGround(tone Token, content fyne.CanvasObject) *Ground {
	g := NewGround(tone, content)
	g.line = rightSide
	return g
}

// SetTone changes the colour.
func (g *Ground) SetTone(tone Token) {
	g.tone = tone
	g.Refresh()
}

// SetContent replaces the content.
func (g *Ground) SetContent(content fyne.CanvasObject) {
	g.content = content
	g.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (g *Ground) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(g.tone, Clear, 0)
	line := f.box(Line, Clear, 0)
	f.update = func() {
		back.fill = g.tone
		line.Hidden = g.line == noSide
		f.objects = []fyne.CanvasObject{back.Rectangle}
		if g.content != nil {
			f.add(g.content)
		}
		f.add(line.Rectangle)
	}
	f.least = func() fyne.Size {
		if g.content == nil {
			return fyne.Size{}
		}
		return g.content.MinSize()
	}
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		switch g.line {
		case bottomSide:
			line.at(0, s.Height-1, s.Width, 1)
		case topSide:
			line.at(0, 0, s.Width, 1)
		case leftSide:
			line.at(0, 0, 1, s.Height)
		case rightSide:
			line.at(s.Width-1, 0, 1, s.Height)
		}
		if g.content != nil {
			g.content.Move(fyne.NewPos(0, 0))
			g.content.Resize(s)
		}
	}
	return f.start()
}

// Card is a panel with an edge and round corners around content.
type Card struct {
	widget.BaseWidget
	content    fyne.CanvasObject
	fill, edge Token
	padX, padY float32
	floating   bool
}

// NewCard puts content on a card.
func NewCard(content fyne.CanvasObject) *Card {
	c := &Card{content: content, fill: Panel, edge: Line, padX: 13, padY: 11}
	c.ExtendBaseWidget(c)
	return c
}

// NewOutlinedCard is an edge alone, for what is folded away.
func NewOutlinedCard(content fyne.CanvasObject) *Card {
	c := NewCard(content)
	c.fill = Clear
	return c
}

// NewFloatingCard is a card with a shadow, for what lies over other things.
func NewFloatingCard(content fyne.CanvasObject) *Card {
	c := NewCard(content)
	c.floating, c.padX, c.padY = true, 20, 18
	return c
}

// NewToneCard is a tinted card, such as the warning note of a customer.
func NewToneCard(tone Tone, content fyne.CanvasObject) *Card {
	c := NewCard(content)
	c.fill, c.edge, _ = tone.Tokens()
	c.padX, c.padY = 14, 7
	return c
}

// NewPreviewCard is a card that looks like an own bubble, for showing a message before it is sent.
func NewPreviewCard(content fyne.CanvasObject) *Card {
	c := NewCard(content)
	c.fill, c.edge = OwnBubble, OwnEdge
	return c
}

// CreateRenderer is part of fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(c.fill, c.edge, RadiusControl)
	if c.floating {
		back.CornerRadius = RadiusBubble
	}
	f.add(c.content)
	f.update = func() {
		if c.floating {
			lift(back.Rectangle)
		}
	}
	f.least = func() fyne.Size { return c.content.MinSize().AddWidthHeight(2*c.padX, 2*c.padY) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		c.content.Move(fyne.NewPos(c.padX, c.padY))
		c.content.Resize(s.SubtractWidthHeight(2*c.padX, 2*c.padY))
	}
	return f.start()
}

// Divider is a thin line between things.
type Divider struct {
	widget.BaseWidget
	upright bool
}

// NewDivider makes a level line.
func NewDivider() *Divider {
	d := &Divider{}
	d.ExtendBaseWidget(d)
	return d
}

// NewUprightDivider makes an upright line.
func NewUprightDivider() *Divider {
	d := &Divider{upright: true}
	d.ExtendBaseWidget(d)
	return d
}

// CreateRenderer is part of fyne.Widget.
func (d *Divider) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	line := f.box(Line, Clear, 0)
	f.least = func() fyne.Size { return fyne.NewSize(1, 1) }
	f.place = func(s fyne.Size) {
		if d.upright {
			line.at((s.Width-1)/2, 0, 1, s.Height)
			return
		}
		line.at(0, (s.Height-1)/2, s.Width, 1)
	}
	return f.start()
}

// NewSectionTitle is the small heading of a part of a panel.
func NewSectionTitle(text string) *Text {
	return NewText(text, Style{Scale: Secondary, Bold: true, Tone: Muted})
}

// NewTitle is the heading of a room.
func NewTitle(text string) *Text { return NewText(text, Style{Scale: Title, Bold: true}) }
