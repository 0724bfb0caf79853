package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// QuickReply is one saved answer in the list.
type QuickReply struct {
	ID       string
	Shortcut string // "/hours"
	Text     string // with the customer's name filled in
}

// QuickReplyList is the list over the composer. It takes room of its own, so the thread moves up and nothing is
// covered, and it never takes the focus: the composer hands it the keys.
type QuickReplyList struct {
	widget.BaseWidget
	OnPicked func(QuickReply)

	items  []QuickReply
	hint   string
	chosen int
	first  int
	rows   []*quickRow
}

const quickRowsShown = 6

// NewQuickReplyList makes an empty list; hint names the keys at its foot.
func NewQuickReplyList(hint string, onPicked func(QuickReply)) *QuickReplyList {
	l := &QuickReplyList{hint: hint, OnPicked: onPicked}
	for i := range quickRowsShown {
		r := &quickRow{list: l, slot: i}
		r.ExtendBaseWidget(r)
		l.rows = append(l.rows, r)
	}
	l.ExtendBaseWidget(l)
	l.Hide()
	return l
}

// Set shows answers, the first one chosen; none hides the list.
func (l *QuickReplyList) Set(items []QuickReply) {
	l.items, l.chosen, l.first = items, 0, 0
	if len(items) == 0 {
		l.Hide()
		return
	}
	l.Show()
	l.Refresh()
}

// Open tells whether the list is to be seen.
func (l *QuickReplyList) Open() bool { return l.Visible() && len(l.items) > 0 }

// Chosen is the answer that Enter would insert.
func (l *QuickReplyList) Chosen() (QuickReply, bool) {
	if !l.Open() {
		return QuickReply{}, false
	}
	return l.items[l.chosen], true
}

// Key handles a key while the list is open: Up and Down choose, Enter and Tab insert, Esc closes. It tells whether
// the key was its own.
func (l *QuickReplyList) Key(ev *fyne.KeyEvent) bool {
	if !l.Open() {
		return false
	}
	switch ev.Name {
	case fyne.KeyDown:
		l.move(1)
	case fyne.KeyUp:
		l.move(-1)
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyTab:
		l.pick(l.chosen)
	case fyne.KeyEscape:
		l.Set(nil)
	default:
		return false
	}
	return true
}

func (l *QuickReplyList) move(by int) {
	n := len(l.items)
	l.chosen = (l.chosen + by + n) % n
	if l.chosen < l.first {
		l.first = l.chosen
	}
	if l.chosen >= l.first+quickRowsShown {
		l.first = l.chosen - quickRowsShown + 1
	}
	l.Refresh()
}

func (l *QuickReplyList) pick(i int) {
	if i < 0 || i >= len(l.items) {
		return
	}
	if l.OnPicked != nil {
		l.OnPicked(l.items[i])
	}
}

func (l *QuickReplyList) rowHeight() float32 { return Body.LineHeight() + 14 }

// CreateRenderer is part of fyne.Widget.
func (l *QuickReplyList) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Panel, Line, RadiusControl)
	for _, r := range l.rows {
		f.add(r)
	}
	line := f.box(Line, Clear, 0)
	hint := f.text(l.hint, Meta, Muted, false)
	f.update = func() {
		lift(back.Rectangle)
		for _, r := range l.rows {
			r.Hidden = l.first+r.slot >= len(l.items)
			r.Refresh()
		}
	}
	f.least = func() fyne.Size {
		n := min(len(l.items), quickRowsShown)
		return fyne.NewSize(240, float32(n)*l.rowHeight()+32+8)
	}
	f.place = func(s fyne.Size) {
		width := min(460, s.Width-44)
		s.Height -= 8
		back.at(22, 0, width, s.Height)
		for _, r := range l.rows {
			r.Move(fyne.NewPos(23, 1+float32(r.slot)*l.rowHeight()))
			r.Resize(fyne.NewSize(width-2, l.rowHeight()))
		}
		line.at(23, s.Height-32, width-2, 1)
		hint.place(fyne.NewPos(37, s.Height-32+(32-Meta.LineHeight())/2), width-30)
	}
	return f.start()
}

type quickRow struct {
	widget.BaseWidget
	list *QuickReplyList
	slot int
}

// Tapped inserts the answer.
func (r *quickRow) Tapped(*fyne.PointEvent) {
	NotePointer()
	r.list.pick(r.list.first + r.slot)
}

// MouseIn is part of desktop.Hoverable.
func (r *quickRow) MouseIn(*desktop.MouseEvent) {
	if i := r.list.first + r.slot; i < len(r.list.items) && i != r.list.chosen {
		r.list.chosen = i
		r.list.Refresh()
	}
}

// MouseMoved is part of desktop.Hoverable.
func (r *quickRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut is part of desktop.Hoverable.
func (r *quickRow) MouseOut() {}

// CreateRenderer is part of fyne.Widget.
func (r *quickRow) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Clear, Clear, 0)
	shortcut := f.text("", Body, Accent, true)
	words := f.text("", Secondary, Muted, false)
	f.update = func() {
		i := r.list.first + r.slot
		if i >= len(r.list.items) {
			return
		}
		back.fill = Clear
		if i == r.list.chosen {
			back.fill = SelectedRow
		}
		if r.slot == 0 {
			back.corners(RadiusControl-1, RadiusControl-1, 0, 0)
		}
		shortcut.setText(r.list.items[i].Shortcut)
		words.setText(oneLine(r.list.items[i].Text))
	}
	f.least = func() fyne.Size { return fyne.NewSize(200, r.list.rowHeight()) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		size := shortcut.place(fyne.NewPos(14, (s.Height-Body.LineHeight())/2), min(140, s.Width/2))
		left := max(float32(112), 14+size.Width+12)
		words.place(fyne.NewPos(left, (s.Height-Secondary.LineHeight())/2), max(20, s.Width-left-14))
	}
	return f.start()
}

func oneLine(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r == '\n' || r == '\r' || r == '\t' {
			out[i] = ' '
		}
	}
	return string(out)
}
