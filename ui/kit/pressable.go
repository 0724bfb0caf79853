package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pressable is what everything that can be pressed shares: hover, press by pointer, Enter or Space, a focus that shows
// only after a key, a tooltip, and being switched off. Parts embed it and read hovered, ring and off.
type pressable struct {
	widget.BaseWidget

	// Tip is what the tooltip says; it names the key, such as "Search (Ctrl+K)".
	Tip string
	// OnTapped is called on a press.
	OnTapped func()
	// OnSecondary is called on a right click, with the place on the canvas.
	OnSecondary func(at fyne.Position)
	// OnKey sees every key first, such as the arrows that walk a board; true keeps it from the part.
	OnKey func(ev *fyne.KeyEvent) bool

	self    fyne.Widget
	hovered bool
	focused bool
	ring    bool
	off     bool
	tip     tipWait
}

var (
	_ fyne.Tappable          = (*pressable)(nil)
	_ fyne.SecondaryTappable = (*pressable)(nil)
	_ fyne.Focusable         = (*pressable)(nil)
	_ fyne.Disableable       = (*pressable)(nil)
	_ desktop.Hoverable      = (*pressable)(nil)
	_ desktop.Mouseable      = (*pressable)(nil)
	_ desktop.Keyable        = (*pressable)(nil)
	_ desktop.Cursorable     = (*pressable)(nil)
)

// become ties the part to Fyne; constructors call it first.
func (p *pressable) become(self fyne.Widget) {
	p.self = self
	p.ExtendBaseWidget(self)
}

// Tapped presses the part.
func (p *pressable) Tapped(*fyne.PointEvent) {
	NotePointer()
	p.tip.stop()
	p.press()
}

func (p *pressable) press() {
	if !p.off && p.OnTapped != nil {
		p.OnTapped()
	}
}

// TappedSecondary is a right click.
func (p *pressable) TappedSecondary(ev *fyne.PointEvent) {
	NotePointer()
	p.tip.stop()
	if !p.off && p.OnSecondary != nil {
		p.OnSecondary(ev.AbsolutePosition)
	}
}

// MouseDown is part of desktop.Mouseable.
func (p *pressable) MouseDown(*desktop.MouseEvent) { NotePointer() }

// MouseUp is part of desktop.Mouseable.
func (p *pressable) MouseUp(*desktop.MouseEvent) {}

// MouseIn is part of desktop.Hoverable.
func (p *pressable) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	p.tip.start(p.self, p.Tip)
	p.self.Refresh()
}

// MouseMoved is part of desktop.Hoverable.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (p *pressable) MouseOut() {
	p.hovered = false
	p.tip.stop()
	p.self.Refresh()
}

// Cursor is a hand over what can be pressed.
func (p *pressable) Cursor() desktop.Cursor {
	if p.off {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained is part of fyne.Focusable.
func (p *pressable) FocusGained() {
	p.focused, p.ring = true, lastWasKey
	p.self.Refresh()
}

// FocusLost is part of fyne.Focusable.
func (p *pressable) FocusLost() {
	p.focused, p.ring = false, false
	p.self.Refresh()
}

// TypedRune is part of fyne.Focusable.
func (p *pressable) TypedRune(rune) { NoteKey() }

// TypedKey presses the part on Enter or Space; Esc steps back.
func (p *pressable) TypedKey(ev *fyne.KeyEvent) {
	NoteKey()
	if p.OnKey != nil && p.OnKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		p.press()
	case fyne.KeyEscape:
		stepBackFrom(p.self)
	}
}

// KeyDown is part of desktop.Keyable.
func (p *pressable) KeyDown(ev *fyne.KeyEvent) {
	NoteKey()
	noteShift(ev, true)
}

// KeyUp is part of desktop.Keyable.
func (p *pressable) KeyUp(ev *fyne.KeyEvent) { noteShift(ev, false) }

// Disable switches the part off.
func (p *pressable) Disable() { p.setOff(true) }

// Enable switches it on again.
func (p *pressable) Enable() { p.setOff(false) }

// Disabled tells whether it is switched off.
func (p *pressable) Disabled() bool { return p.off }

func (p *pressable) setOff(off bool) {
	if p.off == off {
		return
	}
	p.off = off
	p.self.Refresh()
}

// Focused tells whether keys go to the part.
func (p *pressable) Focused() bool { return p.focused }

// edgeOr is the edge's colour: the focus ring's, or the normal one.
func (p *pressable) edgeOr(normal Token) Token {
	if p.ring {
		return Accent
	}
	return normal
}

func (p *pressable) ringWidth() float32 {
	if p.ring {
		return 2
	}
	return 1
}

// passedByTab is a pressable that Tab passes over, since there may be hundreds of it. TakeFocus still gives it the
// keys, until they go elsewhere.
type passedByTab struct {
	pressable
	taking bool
}

// Disabled is how Fyne's focus asks whether to pass over.
func (p *passedByTab) Disabled() bool { return p.off || !p.taking }

// TakeFocus gives the part the keys, with a ring.
func (p *passedByTab) TakeFocus() {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.self)
	if c == nil {
		return
	}
	NoteKey()
	p.taking = true
	c.Focus(p.self.(fyne.Focusable))
}

// FocusLost is part of fyne.Focusable.
func (p *passedByTab) FocusLost() {
	p.taking = false
	p.pressable.FocusLost()
}
