package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// SheetParams says what a sheet holds.
type SheetParams struct {
	Title   string
	Content fyne.CanvasObject
	Buttons []*Button // at the foot, from left to right; the last is the one to press
	Width   float32   // 0 is 480
	OnClose func()    // called once when it goes, however it goes
	First   fyne.Focusable
}

// Sheet is a panel over the window's darkened content. Esc, its cross and a click beside it step back. Keys stay in
// it while it is open and go back to where they were when it closes.
type Sheet struct {
	widget.BaseWidget
	params SheetParams
	canvas fyne.Canvas
	panel  *sheetPanel
	float  *floats
	gone   bool
}

// ShowSheet opens a sheet on a canvas.
func ShowSheet(c fyne.Canvas, p SheetParams) *Sheet {
	s := &Sheet{params: p, canvas: c, float: newFloats()}
	s.ExtendBaseWidget(s)
	s.panel = newSheetPanel(s)
	s.Resize(c.Size())
	c.Overlays().Add(s)
	if p.First != nil {
		c.Focus(p.First)
	} else {
		c.Focus(s.panel.keys)
	}
	return s
}

// Close takes the sheet away.
func (s *Sheet) Close() {
	if s.gone {
		return
	}
	s.gone = true
	s.canvas.Overlays().Remove(s)
	if s.params.OnClose != nil {
		s.params.OnClose()
	}
}

// Closed tells whether it has gone.
func (s *Sheet) Closed() bool { return s.gone }

func (s *Sheet) stepBack()       { s.Close() }
func (s *Sheet) floats() *floats { return s.float }

// Toast shows a line over the sheet.
func (s *Sheet) Toast(p ToastParams) *Toast { return s.float.toast(p) }

// Tapped beside the panel steps back.
func (s *Sheet) Tapped(*fyne.PointEvent) {
	NotePointer()
	s.Close()
}

// Scrolled keeps the wheel from what lies under the sheet.
func (s *Sheet) Scrolled(*fyne.ScrollEvent) {}

// CreateRenderer is part of fyne.Widget.
func (s *Sheet) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	scrim := f.box(Scrim, Clear, 0)
	f.add(s.panel, s.float.layer)
	f.least = func() fyne.Size { return fyne.NewSize(200, 120) }
	f.place = func(size fyne.Size) {
		scrim.at(0, 0, size.Width, size.Height)
		s.placePanel(size)
		s.float.resize(size)
	}
	return f.start()
}

func (s *Sheet) placePanel(size fyne.Size) {
	width := s.params.Width
	if width == 0 {
		width = 480
	}
	width = min(width, size.Width-32)
	s.panel.Resize(fyne.NewSize(width, 10)) // paragraphs tell their height once they know the width
	height := min(s.panel.MinSize().Height, size.Height-32)
	s.panel.Resize(fyne.NewSize(width, height))
	s.panel.Move(fyne.NewPos((size.Width-width)/2, max(16, (size.Height-height)*0.4)))
}

// sheetPanel is the panel itself.
type sheetPanel struct {
	widget.BaseWidget
	sheet *Sheet
	cross *IconButton
	keys  *keyCatcher
}

func newSheetPanel(s *Sheet) *sheetPanel {
	p := &sheetPanel{sheet: s, keys: newKeyCatcher()}
	p.cross = NewIconButton("x", lang.X("kit.closeKey", "Close (Esc)"), s.Close)
	p.ExtendBaseWidget(p)
	return p
}

// Tapped inside the panel goes no further.
func (p *sheetPanel) Tapped(*fyne.PointEvent) {}

// CreateRenderer is part of fyne.Widget.
func (p *sheetPanel) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Panel, Clear, RadiusBubble)
	title := f.text(p.sheet.params.Title, Name, Ink, true)
	f.add(p.keys)
	var content *ScrollColumn
	if p.sheet.params.Content != nil {
		content = NewScrollColumn(Column{}, p.sheet.params.Content)
		f.add(content)
	}
	for _, b := range p.sheet.params.Buttons {
		f.add(b)
	}
	f.add(p.cross)
	f.update = func() { lift(back.Rectangle) }
	f.least = func() fyne.Size {
		size := fyne.NewSize(200, 64)
		if content != nil {
			m := content.MinSize()
			size = fyne.NewSize(max(size.Width, m.Width+40), size.Height+content.ContentHeight()+12)
		}
		if len(p.sheet.params.Buttons) > 0 {
			size.Height += 48
		}
		return size
	}
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		title.place(fyne.NewPos(20, 20), s.Width-76)
		p.cross.Resize(fyne.NewSquareSize(34))
		p.cross.Move(fyne.NewPos(s.Width-48, 14))
		foot := p.placeButtons(s)
		if content != nil {
			content.Move(fyne.NewPos(20, 56))
			content.Resize(fyne.NewSize(s.Width-40, max(0, s.Height-56-foot)))
		}
	}
	return f.start()
}

func (p *sheetPanel) placeButtons(s fyne.Size) (foot float32) {
	buttons := p.sheet.params.Buttons
	if len(buttons) == 0 {
		return 20
	}
	x := s.Width - 20
	for i := len(buttons) - 1; i >= 0; i-- {
		size := buttons[i].MinSize()
		x -= size.Width
		buttons[i].Resize(size)
		buttons[i].Move(fyne.NewPos(x, s.Height-18-size.Height))
		x -= 8
	}
	return 66
}

// keyCatcher holds the focus where nothing else has it, so that Esc reaches what it stands on.
type keyCatcher struct {
	widget.BaseWidget
	onKey func(*fyne.KeyEvent) bool
}

func newKeyCatcher() *keyCatcher {
	k := &keyCatcher{}
	k.ExtendBaseWidget(k)
	return k
}

func (k *keyCatcher) FocusGained()   {}
func (k *keyCatcher) FocusLost()     {}
func (k *keyCatcher) TypedRune(rune) {}

func (k *keyCatcher) TypedKey(ev *fyne.KeyEvent) {
	NoteKey()
	if k.onKey != nil && k.onKey(ev) {
		return
	}
	if ev.Name == fyne.KeyEscape {
		stepBackFrom(k)
	}
}

// CreateRenderer is part of fyne.Widget.
func (k *keyCatcher) CreateRenderer() fyne.WidgetRenderer { return &face{} }
