package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// SearchField is an input with a magnifier and, while it is empty, the key that leads to it.
type SearchField struct {
	widget.BaseWidget
	Entry *Entry
	hint  string
	key   string
	over  *bareInput
}

// NewSearchField makes one. key is what the key cap says ("Ctrl K"), "" for none.
func NewSearchField(placeholder, key string, onChanged func(string)) *SearchField {
	s := &SearchField{Entry: NewEntry(), hint: placeholder, key: key}
	s.Entry.OnChanged = func(text string) {
		s.Refresh()
		if onChanged != nil {
			onChanged(text)
		}
	}
	s.Entry.OnFocus = func(bool) { s.Refresh() }
	s.over = bareEntry(s.Entry, 8)
	s.ExtendBaseWidget(s)
	return s
}

// Text is what was typed.
func (s *SearchField) Text() string { return s.Entry.Text }

// SetText changes it.
func (s *SearchField) SetText(text string) { s.Entry.SetText(text) }

// Tapped gives the field the focus.
func (s *SearchField) Tapped(*fyne.PointEvent) {
	NotePointer()
	s.Entry.TapToFocus()
}

// CreateRenderer is part of fyne.Widget.
func (s *SearchField) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Well, Clear, RadiusControl)
	icon := f.icon("search", Muted, 16)
	// Not the entry's own: that would be set in fonts which the window's first frame has no other need of.
	hint := f.text(s.hint, Body, Muted, false)
	f.add(s.over.Clip)
	cap := f.box(Panel, Edge, 5)
	key := f.text(s.key, Meta, Muted, false)
	f.update = func() {
		back.edge = Clear
		if s.Entry.Focused() {
			back.edge = Edge
		}
		hint.box.Hidden = s.Entry.Text != ""
		hide := s.key == "" || s.Entry.Text != ""
		cap.Hidden, key.box.Hidden = hide, hide
	}
	f.least = func() fyne.Size { return fyne.NewSize(140, max(36, Body.LineHeight()+16)) }
	f.place = func(size fyne.Size) {
		back.at(0, 0, size.Width, size.Height)
		icon.place(20, size.Height/2)
		k := key.fit(0)
		right := float32(4)
		if !cap.Hidden {
			right = k.Width + 24
			cap.at(size.Width-k.Width-26, size.Height/2-10, k.Width+14, 20)
			key.place(fyne.NewPos(size.Width-k.Width-19, size.Height/2-k.Height/2), k.Width+1)
		}
		h := s.over.height()
		s.over.Move(fyne.NewPos(28, (size.Height-h)/2))
		s.over.Resize(fyne.NewSize(max(10, size.Width-32-right), h))
		hint.place(fyne.NewPos(36, (size.Height-Body.LineHeight())/2), max(10, size.Width-48-right))
	}
	return f.start()
}

// TextField is a labelled input, with a hint or what is wrong under it.
type TextField struct {
	widget.BaseWidget
	Entry *Entry

	label, hint, wrong string
	lines              int
	over               *bareInput
}

// NewTextField makes a one-line field.
func NewTextField(label, placeholder string, onChanged func(string)) *TextField {
	return newTextField(NewEntry(), label, placeholder, 1, onChanged)
}

// NewPasswordField makes a one-line field that doesn't show what is typed.
func NewPasswordField(label, placeholder string, onChanged func(string)) *TextField {
	e := NewEntry()
	e.Password = true
	return newTextField(e, label, placeholder, 1, onChanged)
}

// NewTextArea makes a field of several lines, in which Enter breaks the line.
func NewTextArea(label, placeholder string, lines int, onChanged func(string)) *TextField {
	e := NewMultiEntry()
	e.OnSubmit = func(string) { e.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }
	return newTextField(e, label, placeholder, lines, onChanged)
}

func newTextField(e *Entry, label, placeholder string, lines int, onChanged func(string)) *TextField {
	t := &TextField{Entry: e, label: label, lines: lines}
	e.SetPlaceHolder(placeholder)
	e.OnChanged = onChanged
	e.OnFocus = func(bool) { t.Refresh() }
	t.over = bareEntry(e, 8)
	t.ExtendBaseWidget(t)
	return t
}

// Text is what was typed.
func (t *TextField) Text() string { return t.Entry.Text }

// SetText changes it.
func (t *TextField) SetText(text string) { t.Entry.SetText(text) }

// SetHint explains the field in small words; "" takes them away.
func (t *TextField) SetHint(hint string) {
	t.hint = hint
	t.Refresh()
}

// SetError says what is wrong and what to do; "" takes it away.
func (t *TextField) SetError(wrong string) {
	t.wrong = wrong
	t.Refresh()
}

// Tapped gives the field the focus.
func (t *TextField) Tapped(*fyne.PointEvent) {
	NotePointer()
	t.Entry.TapToFocus()
}

func (t *TextField) inputHeight() float32 {
	return float32(max(t.lines, 1))*Body.LineHeight() + 18
}

// CreateRenderer is part of fyne.Widget.
func (t *TextField) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	label := f.text(t.label, Secondary, Muted, true)
	back := f.box(Well, Edge, RadiusControl)
	f.add(t.over.Clip)
	under := f.runs(nil, textShape{scale: Meta}, Muted)
	f.update = func() {
		label.setText(t.label)
		back.set(Well, Edge)
		back.stroke = 1
		if t.Entry.Focused() {
			back.edge, back.stroke = Accent, 2
		}
		under.setText(t.hint)
		under.setTone(Muted)
		if t.wrong != "" {
			back.edge = Warning
			under.setText(t.wrong)
			under.setTone(Warning)
		}
	}
	f.least = func() fyne.Size {
		height := t.inputHeight() + t.labelHeight()
		if under.text() != "" {
			height += under.fit(max(t.Size().Width, 120)).Height + 2
		}
		return fyne.NewSize(160, height)
	}
	f.place = func(s fyne.Size) {
		top := t.labelHeight()
		label.box.Hidden = t.label == ""
		label.place(fyne.NewPos(0, 0), s.Width)
		h := t.inputHeight()
		back.at(0, top, s.Width, h)
		t.over.Move(fyne.NewPos(4, top+1))
		t.over.Resize(fyne.NewSize(s.Width-8, h-2))
		under.box.Hidden = under.text() == ""
		under.place(fyne.NewPos(0, top+h+2), s.Width)
	}
	return f.start()
}

func (t *TextField) labelHeight() float32 {
	if t.label == "" {
		return 0
	}
	return Secondary.LineHeight() + 4
}
