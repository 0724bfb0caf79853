package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Icon is an icon that stands alone.
type Icon struct {
	widget.BaseWidget
	glyph *glyph
}

// Set changes what the icon shows.
func (i *Icon) Set(name string, tone Token) {
	i.glyph.set(name, tone)
	i.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.add(i.glyph.Image)
	f.paints = append(f.paints, i.glyph)
	f.least = func() fyne.Size { return fyne.NewSquareSize(i.glyph.side) }
	f.place = func(s fyne.Size) { i.glyph.place(s.Width/2, s.Height/2) }
	return f.start()
}

// Style is how a text looks.
type Style struct {
	Scale Scale
	Bold  bool
	Tone  Token // "" is Ink
}

func (s Style) tone() Token {
	if s.Tone == "" {
		return Ink
	}
	return s.Tone
}

// Text is one line of text. It takes the width it is given and ends in an ellipsis where that is too little; its
// smallest width is that of the whole text, or Least where that is set.
type Text struct {
	widget.BaseWidget
	Least float32 // smallest width to ask for; 0 asks for the whole text
	Align fyne.TextAlign

	runs  []Run
	style Style
}

// NewText makes a line of text.
func NewText(text string, style Style) *Text { return NewRichText(Plain(text), style) }

// NewRichText makes a line of text in several styles.
func NewRichText(runs []Run, style Style) *Text {
	t := &Text{runs: runs, style: style}
	t.ExtendBaseWidget(t)
	return t
}

// Content is the text shown.
func (t *Text) Content() string { return plainText(t.runs) }

// SetText changes the text.
func (t *Text) SetText(text string) { t.SetRuns(Plain(text)) }

// SetRuns changes the text and its styles.
func (t *Text) SetRuns(runs []Run) {
	t.runs = runs
	t.Refresh()
}

// SetTone changes the colour.
func (t *Text) SetTone(tone Token) {
	t.style.Tone = tone
	t.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	shape := textShape{scale: t.style.Scale, bold: t.style.Bold, maxLines: 1}
	b := f.runs(t.runs, shape, t.style.tone())
	whole := newTextBlock(t.runs, shape, "")
	f.update = func() {
		b.set(t.runs)
		whole.set(t.runs)
		b.align = t.Align
		b.setTone(t.style.tone())
	}
	f.least = func() fyne.Size {
		size := whole.fit(0)
		if t.Least > 0 {
			size.Width = min(size.Width, t.Least)
		}
		return size
	}
	f.place = func(s fyne.Size) {
		b.place(fyne.NewPos(0, (s.Height-t.style.Scale.LineHeight())/2), max(s.Width, 1))
	}
	return f.start()
}

// Paragraph is text of any number of lines, broken to the width it is given. Its smallest height is that of its last
// width; HeightFor tells the height for another one.
type Paragraph struct {
	widget.BaseWidget
	MaxLines int
	Align    fyne.TextAlign
	OnLink   func(target string)

	runs  []Run
	style Style
	block *textBlock
	width float32
}

// NewParagraph makes a paragraph in one style.
func NewParagraph(text string, style Style) *Paragraph { return NewRichParagraph(Plain(text), style) }

// NewRichParagraph makes a paragraph in several styles, such as ParseMessage gives.
func NewRichParagraph(runs []Run, style Style) *Paragraph {
	p := &Paragraph{runs: runs, style: style}
	p.ExtendBaseWidget(p)
	return p
}

// Content is the text shown.
func (p *Paragraph) Content() string { return plainText(p.runs) }

// SetText changes the text.
func (p *Paragraph) SetText(text string) { p.SetRuns(Plain(text)) }

// SetRuns changes the text and its styles.
func (p *Paragraph) SetRuns(runs []Run) {
	p.runs = runs
	p.Refresh()
}

// SetTone changes the colour.
func (p *Paragraph) SetTone(tone Token) {
	p.style.Tone = tone
	p.Refresh()
}

// HeightFor is the height the text takes at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	return newTextBlock(p.runs, p.shape(), "").fit(width).Height
}

// Fit is the size the text takes at a width: as narrow as its widest line.
func (p *Paragraph) Fit(width float32) fyne.Size {
	return newTextBlock(p.runs, p.shape(), "").fit(width)
}

func (p *Paragraph) shape() textShape {
	return textShape{scale: p.style.Scale, bold: p.style.Bold, maxLines: p.MaxLines}
}

// Resize breaks the text to the new width.
func (p *Paragraph) Resize(size fyne.Size) {
	p.width = size.Width
	p.BaseWidget.Resize(size)
}

// Tapped opens the link under the pointer.
func (p *Paragraph) Tapped(ev *fyne.PointEvent) {
	NotePointer()
	if p.OnLink == nil || p.block == nil {
		return
	}
	if link := p.block.linkAt(ev.Position); link != "" {
		p.OnLink(link)
	}
}

// CreateRenderer is part of fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	b := f.runs(p.runs, p.shape(), p.style.tone())
	p.block = b
	f.update = func() {
		b.shape = p.shape()
		b.align = p.Align
		b.set(p.runs)
		b.setTone(p.style.tone())
	}
	f.least = func() fyne.Size {
		if p.width <= 0 {
			return fyne.NewSize(1, p.style.Scale.LineHeight())
		}
		return fyne.NewSize(1, b.fit(p.width).Height)
	}
	f.place = func(s fyne.Size) { b.place(fyne.NewPos(0, 0), s.Width) }
	return f.start()
}
