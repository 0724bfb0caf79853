package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// painter is a piece of a part that follows the theme.
type painter interface{ repaint() }

// face is the renderer of every part: its objects, how they are placed, and what repaints them. Parts keep their
// state in themselves, so a face can be thrown away and made again at any time.
type face struct {
	objects []fyne.CanvasObject
	paints  []painter
	update  func()           // state → pieces; before every repaint
	place   func(fyne.Size)  // pieces → positions
	least   func() fyne.Size // the smallest size
	size    fyne.Size

	measuring bool // only sizes are wanted: colours and pictures are left out
}

func (f *face) Layout(size fyne.Size) {
	f.size = size
	if f.place != nil {
		f.place(size)
	}
}

func (f *face) MinSize() fyne.Size {
	if f.least == nil {
		return fyne.Size{}
	}
	return f.least()
}

func (f *face) Objects() []fyne.CanvasObject { return f.objects }
func (f *face) Destroy()                     {}

// Refresh repaints in the theme of the moment.
func (f *face) Refresh() {
	if f.update != nil {
		f.update()
	}
	for _, p := range f.paints {
		p.repaint()
	}
	if f.place != nil && !f.size.IsZero() {
		f.place(f.size)
	}
	f.touch()
}

// touch tells the window to draw again. Refreshing every object would make it paint all icons anew; the pieces refresh
// themselves where they changed, and one object is enough for what was shown, hidden or moved.
func (f *face) touch() {
	if len(f.objects) > 0 {
		canvas.Refresh(f.objects[0])
	}
}

// start runs the first update and hands the face to Fyne.
func (f *face) start() *face {
	if f.update != nil {
		f.update()
	}
	for _, p := range f.paints {
		p.repaint()
	}
	return f
}

func (f *face) add(objects ...fyne.CanvasObject) {
	f.objects = append(f.objects, objects...)
}

// box is a rectangle in colours of the theme.
type box struct {
	*canvas.Rectangle
	fill, edge Token
	stroke     float32
}

func (b *box) repaint() {
	fill, edge, width := tint(b.fill), tint(b.edge), float32(0)
	if edge != color.Transparent {
		width = max(b.stroke, 1)
	}
	if b.FillColor == fill && b.StrokeColor == edge && b.StrokeWidth == width {
		return
	}
	b.FillColor, b.StrokeColor, b.StrokeWidth = fill, edge, width
	b.Rectangle.Refresh()
}

// tint is a token's colour. Where nothing is drawn it is Fyne's own value for that: any other clear colour would be
// blended over every point.
func tint(t Token) color.Color {
	if t == Clear || t == "" {
		return color.Transparent
	}
	return Color(t)
}

func (b *box) set(fill, edge Token) { b.fill, b.edge = fill, edge }

func (b *box) at(x, y, w, h float32) {
	b.Move(fyne.NewPos(x, y))
	b.Resize(fyne.NewSize(w, h))
}

func newBox(fill, edge Token, radius float32) *box {
	b := &box{Rectangle: canvas.NewRectangle(nil), fill: fill, edge: edge}
	b.CornerRadius = radius
	return b
}

// corners sets the radii apart, clockwise from the top left.
func (b *box) corners(topLeft, topRight, bottomRight, bottomLeft float32) {
	b.CornerRadius = 0
	b.TopLeftCornerRadius, b.TopRightCornerRadius = topLeft, topRight
	b.BottomRightCornerRadius, b.BottomLeftCornerRadius = bottomRight, bottomLeft
}

func (f *face) box(fill, edge Token, radius float32) *box {
	b := newBox(fill, edge, radius)
	if f.measuring {
		return b
	}
	f.objects = append(f.objects, b.Rectangle)
	f.paints = append(f.paints, b)
	return b
}

func (f *face) icon(name string, tone Token, side float32) *glyph {
	if f.measuring {
		return &glyph{name: name, side: side}
	}
	g := newGlyph(name, tone, side)
	f.objects = append(f.objects, g.Image)
	f.paints = append(f.paints, g)
	return g
}

// text adds a line of text that ends in an ellipsis where it doesn't fit.
func (f *face) text(s string, scale Scale, tone Token, bold bool) *textBlock {
	return f.runs(Plain(s), textShape{scale: scale, bold: bold, maxLines: 1}, tone)
}

func (f *face) runs(runs []Run, shape textShape, tone Token) *textBlock {
	b := newTextBlock(runs, shape, tone)
	if f.measuring {
		return b
	}
	f.objects = append(f.objects, b.box)
	f.paints = append(f.paints, blockPaint{b})
	return b
}

type blockPaint struct{ *textBlock }

func (p blockPaint) repaint() { p.outdate() }

// paintFunc makes a function a painter.
type paintFunc func()

func (f paintFunc) repaint() { f() }

// lift gives a rectangle the soft shadow of things that float.
func lift(r *canvas.Rectangle) {
	r.Shadow = canvas.Shadow{
		Color: Color(ShadowTone), BlurRadius: 40, Spread: 4, Offset: fyne.NewPos(0, 10), Variant: canvas.DropShadow,
	}
}
