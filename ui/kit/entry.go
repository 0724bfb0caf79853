package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Entry is the bare text input inside fields and the composer. It lets its owner see keys first, hands shortcuts it
// has no use for to the window, and hands Esc on.
type Entry struct {
	widget.Entry
	// OnKey sees every key before the entry does; true keeps it from the entry.
	OnKey func(ev *fyne.KeyEvent) bool
	// OnShortcut sees every shortcut first; true keeps it from entry and window.
	OnShortcut func(s fyne.Shortcut) bool
	// OnSubmit is called on Enter. In a multi-line entry Shift+Enter breaks the line.
	OnSubmit func(text string)
	// OnFocus tells of focus gained and lost.
	OnFocus func(focused bool)
	// KeepTab makes Tab reach OnKey instead of moving the focus.
	KeepTab func() bool

	shift   bool
	focused bool
}

var (
	_ fyne.Tabbable   = (*Entry)(nil)
	_ desktop.Keyable = (*Entry)(nil)
)

// NewEntry makes a one-line entry.
func NewEntry() *Entry {
	e := &Entry{}
	e.ExtendBaseWidget(e)
	e.Scroll = fyne.ScrollHorizontalOnly
	return e
}

// NewMultiEntry makes an entry of several lines, in which Enter submits and Shift+Enter breaks the line.
func NewMultiEntry() *Entry {
	e := &Entry{}
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.ExtendBaseWidget(e)
	return e
}

// Focused tells whether keys go to the entry.
func (e *Entry) Focused() bool { return e.focused }

// KeyDown is part of desktop.Keyable; it remembers Shift, which TypedKey isn't told about.
func (e *Entry) KeyDown(ev *fyne.KeyEvent) {
	NoteKey()
	noteShift(ev, true)
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		e.shift = true
	}
	e.Entry.KeyDown(ev)
}

// KeyUp is part of desktop.Keyable.
func (e *Entry) KeyUp(ev *fyne.KeyEvent) {
	noteShift(ev, false)
	if ev.Name == desktop.KeyShiftLeft || ev.Name == desktop.KeyShiftRight {
		e.shift = false
	}
	e.Entry.KeyUp(ev)
}

// TypedKey offers the key to OnKey, submits on Enter, steps back on Esc.
func (e *Entry) TypedKey(ev *fyne.KeyEvent) {
	NoteKey()
	if e.OnKey != nil && e.OnKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		e.enter(ev)
	case fyne.KeyEscape:
		stepBackFrom(e)
	default:
		e.Entry.TypedKey(ev)
	}
}

func (e *Entry) enter(ev *fyne.KeyEvent) {
	if e.MultiLine && e.shift {
		// Fyne's entry submits on Shift+Enter, so it must not know of the Shift while it breaks the line.
		e.Entry.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		e.Entry.TypedKey(ev)
		e.Entry.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		return
	}
	if e.OnSubmit != nil {
		e.OnSubmit(e.Text)
	}
}

// TypedShortcut keeps what edits text and hands everything else to the window, which a focused entry would swallow.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	NoteKey()
	if e.OnShortcut != nil && e.OnShortcut(s) {
		return
	}
	if editing(s) {
		e.Entry.TypedShortcut(s)
		return
	}
	handShortcut(e, s)
}

// editing tells whether a shortcut belongs to the text: clipboard, undo, select all, moving by words.
func editing(s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok {
		return true
	}
	if custom.Modifier&(fyne.KeyModifierAlt|fyne.KeyModifierSuper) != 0 {
		return false
	}
	switch custom.KeyName {
	case fyne.KeyLeft, fyne.KeyRight, fyne.KeyHome, fyne.KeyEnd, fyne.KeyBackspace, fyne.KeyDelete:
		return true
	}
	return false
}

// AcceptsTab is part of fyne.Tabbable.
func (e *Entry) AcceptsTab() bool { return e.KeepTab != nil && e.KeepTab() }

// FocusGained is part of fyne.Focusable.
func (e *Entry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	if e.OnFocus != nil {
		e.OnFocus(true)
	}
}

// FocusLost is part of fyne.Focusable.
func (e *Entry) FocusLost() {
	e.focused, e.shift = false, false
	e.Entry.FocusLost()
	if e.OnFocus != nil {
		e.OnFocus(false)
	}
}

// MouseDown is part of desktop.Mouseable.
func (e *Entry) MouseDown(ev *desktop.MouseEvent) {
	NotePointer()
	e.Entry.MouseDown(ev)
}

// TapToFocus gives an entry the focus.
func (e *Entry) TapToFocus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(e); c != nil {
		c.Focus(e)
	}
}

// bareInput shows an entry without its ground and edge, since the field around it draws them. Fyne draws caret and
// focus edge in one colour and one width, so the edge can't be left out; it is clipped away instead.
type bareInput struct {
	*container.Clip
	inner fyne.CanvasObject
}

const (
	caretWidth = float32(2)
	edgeHidden = float32(4) // Fyne draws the edge somewhat inside the entry
)

func bareEntry(e fyne.CanvasObject, innerPadding float32) *bareInput {
	inner := container.NewThemeOverride(e, &bareTheme{inner: innerPadding + edgeHidden})
	clip := container.NewClip(container.New(overhang{}, inner))
	clip.ExtendBaseWidget(clip)
	return &bareInput{Clip: clip, inner: inner}
}

// height is the least height of the input inside.
func (b *bareInput) height() float32 { return b.inner.MinSize().Height - 2*edgeHidden }

// overhang lets an object stand out on all sides by the width of its edge.
type overhang struct{}

// Layout is part of fyne.Layout.
func (overhang) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(-edgeHidden, -edgeHidden))
		o.Resize(size.AddWidthHeight(2*edgeHidden, 2*edgeHidden))
	}
}

// MinSize is part of fyne.Layout.
func (overhang) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

type bareTheme struct{ inner float32 }

func (b *bareTheme) current() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

func (b *bareTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	switch n {
	case theme.ColorNameInputBackground, theme.ColorNameInputBorder, theme.ColorNameShadow:
		return color.Transparent
	}
	return b.current().Color(n, v)
}

func (b *bareTheme) Font(s fyne.TextStyle) fyne.Resource { return b.current().Font(s) }

func (b *bareTheme) Icon(n fyne.ThemeIconName) fyne.Resource { return b.current().Icon(n) }

func (b *bareTheme) Size(n fyne.ThemeSizeName) float32 {
	switch n {
	case theme.SizeNameInnerPadding:
		return b.inner
	case theme.SizeNameInputBorder:
		return caretWidth
	case theme.SizeNameInputRadius:
		return 0
	}
	return b.current().Size(n)
}
