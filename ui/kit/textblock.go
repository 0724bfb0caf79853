package kit

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"mostrador/assets"
)

// textBlock draws runs of text into a container of its own, broken to a width. Parts are made of it; it is not a
// widget, so that a row of the list stays cheap.
type textBlock struct {
	box   *fyne.Container
	runs  []Run
	shape textShape
	tone  Token
	align fyne.TextAlign

	width  float32
	laid   laidText
	points float32
	fresh  bool // laid holds for width and points
	drawn  bool // box shows laid, in the colours of
	dark   bool // this theme
	chosen span // of the plain text
}

func newTextBlock(runs []Run, shape textShape, tone Token) *textBlock {
	return &textBlock{box: container.NewWithoutLayout(), runs: runs, shape: shape, tone: tone}
}

func (b *textBlock) set(runs []Run) {
	b.runs = runs
	b.fresh, b.drawn = false, false
}

func (b *textBlock) setText(text string) {
	if len(b.runs) == 1 && b.runs[0] == (Run{Text: text}) {
		return
	}
	b.set(Plain(text))
}

func (b *textBlock) text() string { return plainText(b.runs) }

func (b *textBlock) setTone(t Token) {
	if b.tone != t {
		b.tone, b.drawn = t, false
	}
}

func (b *textBlock) setBold(bold bool) {
	if b.shape.bold != bold {
		b.shape.bold, b.fresh, b.drawn = bold, false, false
	}
}

// fit breaks the text to width (0: no limit) and tells the size it then takes.
func (b *textBlock) fit(width float32) fyne.Size {
	points := b.shape.scale.Points()
	if !b.fresh || b.width != width || b.points != points {
		b.laid = layText(b.runs, b.shape, width)
		b.width, b.points = width, points
		b.fresh, b.drawn = true, false
	}
	return fyne.NewSize(float32(math.Ceil(float64(b.laid.width))), float32(len(b.laid.lines))*b.shape.scale.LineHeight())
}

// place fits the text to width, draws it and moves it to pos.
func (b *textBlock) place(pos fyne.Position, width float32) fyne.Size {
	size := b.fit(width)
	b.box.Move(pos)
	b.box.Resize(fyne.NewSize(max(width, size.Width), size.Height))
	if !b.drawn {
		b.draw()
	}
	return size
}

// outdate makes the next place draw again if light has become dark or the other way round.
func (b *textBlock) outdate() {
	if b.dark != IsDark() {
		b.drawn = false
	}
}

func (b *textBlock) draw() {
	objects := make([]fyne.CanvasObject, 0, len(b.laid.lines))
	height := b.shape.scale.LineHeight()
	for i, line := range b.laid.lines {
		x0 := b.indentOf(line)
		objects = b.drawChosen(objects, line, x0, float32(i)*height)
		for _, p := range line.pieces {
			objects = b.drawPiece(objects, p, x0+p.x, float32(i)*height)
		}
	}
	b.box.Objects = objects
	b.drawn, b.dark = true, IsDark()
	canvas.Refresh(b.box)
}

// indentOf is where a line begins; one that is read from right to left ends at the right.
func (b *textBlock) indentOf(line textLine) float32 {
	if line.rtl && b.align == fyne.TextAlignLeading && b.shape.maxLines != 1 {
		return max(0, b.width-line.width)
	}
	return b.indent(line.width)
}

func (b *textBlock) indent(line float32) float32 {
	switch b.align {
	case fyne.TextAlignCenter:
		return max(0, (b.width-line)/2)
	case fyne.TextAlignTrailing:
		return max(0, b.width-line)
	}
	return 0
}

func (b *textBlock) drawPiece(objects []fyne.CanvasObject, p piece, x, y float32) []fyne.CanvasObject {
	run := b.runs[p.run]
	tone := run.Tone
	if tone == "" {
		tone = b.tone
	}
	t := canvas.NewText(p.text, Color(tone))
	t.TextSize, t.TextStyle = b.points, b.shape.styleOf(run)
	t.FontSource = fontOf(p.text, t.TextStyle)
	size := measure(p.text, b.points, t.TextStyle, p.emoji)
	top := y + float32(math.Round(float64(b.shape.scale.LineHeight()-size.Height)/2))
	if p.emoji {
		t.TextSize, t.TextStyle, t.FontSource = emojiPoints(b.points), fyne.TextStyle{}, assets.FontEmoji
		top += emojiDrop(b.points)
	}
	if run.Marked != "" {
		ground := canvas.NewRectangle(Color(run.Marked))
		ground.CornerRadius = 4
		ground.Move(fyne.NewPos(x-3, y+1))
		ground.Resize(fyne.NewSize(p.w+6, b.shape.scale.LineHeight()-2))
		objects = append(objects, ground)
	}
	t.Move(fyne.NewPos(x, top))
	t.Resize(size)
	return append(objects, t)
}

// emojiDrop lowers emoji, whose font sits higher in its line than Inter.
func emojiDrop(points float32) float32 {
	if points < 14 {
		return 0
	}
	return 1
}

// linkAt is the link under pos (relative to the block), or "".
func (b *textBlock) linkAt(pos fyne.Position) string {
	i := int(pos.Y / b.shape.scale.LineHeight())
	if pos.Y < 0 || i >= len(b.laid.lines) {
		return ""
	}
	line := b.laid.lines[i]
	x := pos.X - b.indentOf(line)
	for _, p := range line.pieces {
		if x >= p.x && x < p.x+p.w {
			return b.runs[p.run].Link
		}
	}
	return ""
}
