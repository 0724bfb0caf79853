package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// ToastParams says what a toast tells.
type ToastParams struct {
	Text   string
	Action string        // the button's label; "" with an OnUndo says Undo
	OnUndo func()        // nil for no button
	For    time.Duration // how long it stays; 0 until Close
	OnGone func()        // called once when it leaves without its button having been pressed
}

// Toast is a line at the foot of the window, with an Undo where there is one.
type Toast struct {
	widget.BaseWidget
	params ToastParams
	button *Button
	home   *floats
	cancel func()
	gone   bool
}

func (f *floats) toast(p ToastParams) *Toast {
	t := &Toast{params: p, home: f}
	if p.OnUndo != nil {
		label := p.Action
		if label == "" {
			label = lang.X("kit.undo", "Undo")
		}
		t.button = NewButton(label, Ghost, t.undo)
		t.button.Small = true
		t.button.inverse = true
	}
	t.ExtendBaseWidget(t)
	f.toasts = append(f.toasts, t)
	f.arrange()
	if p.For > 0 {
		t.cancel = After(p.For, t.expire)
	}
	return t
}

// SetText changes what the toast says.
func (t *Toast) SetText(text string) {
	t.params.Text = text
	t.Refresh()
}

// Close takes the toast away, as if its time had passed.
func (t *Toast) Close() { t.expire() }

func (t *Toast) undo() {
	if t.leave() {
		t.params.OnUndo()
	}
}

func (t *Toast) expire() {
	if t.leave() && t.params.OnGone != nil {
		t.params.OnGone()
	}
}

func (t *Toast) leave() bool {
	if t.gone {
		return false
	}
	t.gone = true
	if t.cancel != nil {
		t.cancel()
	}
	for i, other := range t.home.toasts {
		if other == t {
			t.home.toasts = append(t.home.toasts[:i], t.home.toasts[i+1:]...)
			break
		}
	}
	t.home.arrange()
	return true
}

// CreateRenderer is part of fyne.Widget.
func (t *Toast) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Ink, Clear, RadiusControl)
	words := f.text(t.params.Text, Body, Panel, false)
	if t.button != nil {
		f.add(t.button)
	}
	f.update = func() {
		words.setText(t.params.Text)
		lift(back.Rectangle)
	}
	f.least = func() fyne.Size {
		s := words.fit(0)
		s.Width += 32
		if t.button != nil {
			s.Width += t.button.MinSize().Width + 4
		}
		return fyne.NewSize(s.Width, max(44, s.Height+20))
	}
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		room := s.Width - 32
		if t.button != nil {
			b := t.button.MinSize()
			t.button.Resize(b)
			t.button.Move(fyne.NewPos(s.Width-b.Width-8, (s.Height-b.Height)/2))
			room -= b.Width + 4
		}
		words.place(fyne.NewPos(16, (s.Height-Body.LineHeight())/2), room+1)
	}
	return f.start()
}
