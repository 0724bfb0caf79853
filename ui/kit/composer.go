package kit

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// ComposerParams says what the composer's owner wants to hear.
type ComposerParams struct {
	Placeholder string
	OnChanged   func(text string)
	OnSubmit    func(text string)            // Enter
	OnKey       func(ev *fyne.KeyEvent) bool // sees every key first; true keeps it
	KeepTab     func() bool                  // whether Tab belongs to OnKey at the moment
	OnShortcut  func(s fyne.Shortcut) bool
	OnGrown     func() // its height changed: lay the room out again
}

// ComposerBox is the round input in which an answer is written. It grows with its text up to Limit and then scrolls.
type ComposerBox struct {
	widget.BaseWidget
	Entry *Entry
	// Limit is the greatest height; the room sets it to a third of its own. 0 is 160.
	Limit float32

	params ComposerParams
	over   *bareInput
	rows   int
	hint   string // the placeholder in full
}

const composerInner = float32(12)

// NewComposerBox makes one.
func NewComposerBox(p ComposerParams) *ComposerBox {
	c := &ComposerBox{Entry: NewMultiEntry(), params: p, rows: 1, hint: p.Placeholder}
	c.Entry.SetPlaceHolder(p.Placeholder)
	c.Entry.OnSubmit, c.Entry.OnKey = p.OnSubmit, p.OnKey
	c.Entry.KeepTab, c.Entry.OnShortcut = p.KeepTab, p.OnShortcut
	c.Entry.OnFocus = func(bool) { c.Refresh() }
	c.Entry.OnChanged = c.changed
	c.Entry.SetMinRowsVisible(1)
	c.over = bareEntry(c.Entry, composerInner)
	c.ExtendBaseWidget(c)
	return c
}

// Text is what is written.
func (c *ComposerBox) Text() string { return c.Entry.Text }

// SetText replaces what is written and puts the caret at its end.
func (c *ComposerBox) SetText(text string) {
	c.Entry.SetText(text)
	c.caretTo(len([]rune(text)))
}

// SetPlaceholder changes the words shown while it is empty. Where they don't fit on a line, only their first sentence
// is shown.
func (c *ComposerBox) SetPlaceholder(text string) {
	c.hint = text
	c.fitHint(c.Size().Width)
}

func (c *ComposerBox) fitHint(width float32) {
	text := c.hint
	first, _, more := strings.Cut(text, ". ")
	if more && width > 0 && len(layText(Plain(text), textShape{scale: Body}, width-2*composerInner-8).lines) > 1 {
		text = first
	}
	if c.Entry.PlaceHolder != text {
		c.Entry.SetPlaceHolder(text)
	}
}

// Insert puts text where the caret is.
func (c *ComposerBox) Insert(text string) {
	at := c.Caret()
	runes := []rune(c.Entry.Text)
	at = max(0, min(at, len(runes)))
	c.Entry.SetText(string(runes[:at]) + text + string(runes[at:]))
	c.caretTo(at + len([]rune(text)))
}

// Caret is how many runes stand before the caret.
func (c *ComposerBox) Caret() int { return c.Entry.CursorTextOffset() }

// caretTo walks the caret to an offset; Fyne's entry knows it only by row and column of the broken text.
func (c *ComposerBox) caretTo(offset int) {
	c.Entry.CursorRow, c.Entry.CursorColumn = 0, 0
	for range offset {
		c.Entry.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	c.Entry.Refresh()
}

// Select marks a stretch of the text, in runes, so that typing replaces it.
func (c *ComposerBox) Select(from, to int) {
	c.caretTo(from)
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	c.Entry.Entry.KeyDown(shift)
	for range to - from {
		c.Entry.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	}
	c.Entry.Entry.KeyUp(shift)
}

// Focus puts the caret into the composer.
func (c *ComposerBox) Focus() { c.Entry.TapToFocus() }

// Tapped gives it the focus.
func (c *ComposerBox) Tapped(*fyne.PointEvent) {
	NotePointer()
	c.Focus()
}

func (c *ComposerBox) changed(text string) {
	c.regrow()
	if c.params.OnChanged != nil {
		c.params.OnChanged(text)
	}
}

func (c *ComposerBox) regrow() {
	rows := c.countRows(c.Size().Width)
	if rows == c.rows {
		return
	}
	c.rows = rows
	c.Refresh()
	if c.params.OnGrown != nil {
		c.params.OnGrown()
	}
}

func (c *ComposerBox) countRows(width float32) int {
	if width <= 0 {
		return 1
	}
	return len(layText(Plain(c.Entry.Text), textShape{scale: Body}, width-2*composerInner-8).lines)
}

func (c *ComposerBox) rowHeight() float32 {
	return measure("M", Body.Points(), fyne.TextStyle{}, false).Height
}

func (c *ComposerBox) height() float32 {
	limit := c.Limit
	if limit <= 0 {
		limit = 160
	}
	line := c.rowHeight()
	height := float32(math.Ceil(float64(line*float32(c.rows)))) + 2*composerInner
	return max(line+2*composerInner, min(height, limit))
}

// CreateRenderer is part of fyne.Widget.
func (c *ComposerBox) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Well, Edge, 12)
	f.add(c.over.Clip)
	f.update = func() {
		back.edge, back.stroke = Edge, 1
		if c.Entry.Focused() && LastInputWasKey() {
			back.stroke = 1.5
		}
	}
	f.least = func() fyne.Size { return fyne.NewSize(120, c.height()) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		c.over.Move(fyne.NewPos(2, 0))
		c.over.Resize(fyne.NewSize(s.Width-4, s.Height))
		c.rows = c.countRows(s.Width)
		c.fitHint(s.Width)
	}
	return f.start()
}

// NewComposerBar sets the composer between its buttons on the foot of the thread. The buttons keep to the last line
// while the composer grows.
func NewComposerBar(left []fyne.CanvasObject, box *ComposerBox, right []fyne.CanvasObject) *Ground {
	objects := append(append([]fyne.CanvasObject{}, left...), box)
	objects = append(objects, right...)
	return NewFooterGround(Panel, container.New(composerLine{stretch: len(left)}, objects...))
}

type composerLine struct{ stretch int }

// Layout is part of fyne.Layout.
func (l composerLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := size.Width - l.MinSize(objects).Width
	x := float32(10)
	base := size.Height - 11 - 20 // the middle of the last line
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if i == l.stretch {
			m.Width += max(0, spare)
			x += 5
			o.Resize(m)
			o.Move(fyne.NewPos(x, size.Height-11-m.Height))
			x += m.Width + 5
			continue
		}
		if i > l.stretch && i == len(objects)-1 {
			x += 4
		}
		o.Resize(m)
		o.Move(fyne.NewPos(x, base-m.Height/2))
		x += m.Width
	}
}

// MinSize is part of fyne.Layout.
func (l composerLine) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(10+16+4+10, 62)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		size.Width += m.Width
		if i == l.stretch {
			size.Height = max(size.Height, m.Height+22)
		}
	}
	return size
}
