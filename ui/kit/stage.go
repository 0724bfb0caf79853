package kit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// After runs f on the UI goroutine once d has passed, unless cancelled. The window may replace it, tests do.
var After = func(d time.Duration, f func()) (cancel func()) {
	t := time.AfterFunc(d, func() { fyne.Do(f) })
	return func() { t.Stop() }
}

// Stage is the root of a window: its content, and over it what floats without taking the focus, tooltips and toasts.
// Give it to Window.SetContent; parts find it through the canvas.
type Stage struct {
	widget.BaseWidget
	// OnShortcut hears the shortcuts that a focused entry has no use for; Fyne's canvas wouldn't hear them. True means
	// that it was meant; otherwise the canvas's own shortcuts are tried.
	OnShortcut func(s fyne.Shortcut) bool

	content fyne.CanvasObject
	float   *floats
}

// NewStage puts content on a stage.
func NewStage(content fyne.CanvasObject) *Stage {
	s := &Stage{content: content, float: newFloats()}
	s.ExtendBaseWidget(s)
	return s
}

// SetContent replaces the content.
func (s *Stage) SetContent(content fyne.CanvasObject) {
	s.content = content
	s.Refresh()
}

// Toast shows a line at the foot of the window; see ToastParams.
func (s *Stage) Toast(p ToastParams) *Toast { return s.float.toast(p) }

// CloseToasts takes every toast away as if its time had passed, so that what
// waited for an Undo happens: for the moment before a window closes.
func (s *Stage) CloseToasts() {
	for _, t := range slices.Clone(s.float.toasts) {
		t.Close()
	}
}

// KeepFoot keeps toasts off the lowest height of the window in which o stands;
// 0 gives it back.
func KeepFoot(o fyne.CanvasObject, height float32) {
	if f := floatsFor(o); f != nil && f.foot != height {
		f.foot = height
		f.arrange()
	}
}

func (s *Stage) floats() *floats { return s.float }

// CreateRenderer is part of fyne.Widget.
func (s *Stage) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.update = func() { f.objects = []fyne.CanvasObject{s.content, s.float.layer} }
	f.least = func() fyne.Size { return s.content.MinSize() }
	f.place = func(size fyne.Size) {
		s.content.Resize(size)
		s.content.Move(fyne.NewPos(0, 0))
		s.float.resize(size)
	}
	return f.start()
}

// handShortcut gives a shortcut that a part has no use for to the window.
func handShortcut(from fyne.CanvasObject, s fyne.Shortcut) {
	c := fyne.CurrentApp().Driver().CanvasForObject(from)
	if c == nil {
		return
	}
	if stage, ok := c.Content().(*Stage); ok && stage.OnShortcut != nil && stage.OnShortcut(s) {
		return
	}
	if h, ok := c.(fyne.Shortcutable); ok {
		h.TypedShortcut(s)
	}
}

// floater is what has a layer for tooltips and toasts: the stage, or a sheet over it.
type floater interface{ floats() *floats }

func floatsFor(o fyne.CanvasObject) *floats {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	if top, ok := c.Overlays().Top().(floater); ok {
		return top.floats()
	}
	if stage, ok := c.Content().(floater); ok {
		return stage.floats()
	}
	return nil
}

// floats is the layer itself. It holds no widgets that take part in focus, except a toast's button.
type floats struct {
	layer  *fyne.Container
	size   fyne.Size
	foot   float32 // what toasts keep off at the foot
	tip    *tipCard
	toasts []*Toast
}

func newFloats() *floats { return &floats{layer: container.NewWithoutLayout()} }

func (f *floats) resize(size fyne.Size) {
	f.size = size
	f.layer.Resize(size)
	f.arrange()
}

// arrange stacks the toasts: beside the rail where there is room, for in the
// middle they would lie on the message just sent; otherwise over the composer.
func (f *floats) arrange() {
	beside := f.size.Width >= FoldSideBelow
	y := f.size.Height - 84
	if beside {
		y = f.size.Height - 16
	}
	y = min(y, f.size.Height-f.foot-8)
	for i := len(f.toasts) - 1; i >= 0; i-- {
		t := f.toasts[i]
		size := t.MinSize()
		size.Width = min(size.Width, f.size.Width-32)
		t.Resize(size)
		y -= size.Height
		x := (f.size.Width - size.Width) / 2
		if beside {
			x = RailWidth + 16
		}
		t.Move(fyne.NewPos(x, y))
		y -= 8
	}
	f.rebuild()
}

func (f *floats) rebuild() {
	objects := make([]fyne.CanvasObject, 0, len(f.toasts)+1)
	for _, t := range f.toasts {
		objects = append(objects, t)
	}
	if f.tip != nil {
		objects = append(objects, f.tip)
	}
	f.layer.Objects = objects
	canvas.Refresh(f.layer)
}
