package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// RailItem is one way in the rail.
type RailItem struct {
	Icon, Label string
	Tip         string // names the key: "Inbox (Ctrl+2)"
	OnTapped    func()
}

// RailParams says what the rail leads to.
type RailParams struct {
	Items    []RailItem
	Person   RailItem // the person chip; its Label is the name, its Icon is ignored
	Settings RailItem
}

// NavRail is the dark band at the left of the window, 76 wide.
type NavRail struct {
	widget.BaseWidget
	items    []*railButton
	person   *railButton
	settings *railButton
}

// NewRail makes the rail.
func NewRail(p RailParams) *NavRail {
	r := &NavRail{}
	for _, it := range p.Items {
		r.items = append(r.items, newRailButton(it, false))
	}
	r.person = newRailButton(p.Person, true)
	r.settings = newRailButton(p.Settings, false)
	r.ExtendBaseWidget(r)
	return r
}

// Choose marks the room that is open; -1 for none, len(items) for settings.
func (r *NavRail) Choose(index int) {
	for i, b := range r.items {
		b.setOn(i == index)
	}
	r.settings.setOn(index == len(r.items))
}

// SetCount puts a number on an item; 0 takes it away.
func (r *NavRail) SetCount(index, count int) {
	if index >= 0 && index < len(r.items) {
		r.items[index].count = count
		r.items[index].Refresh()
	}
}

// SetPerson changes the name on the person chip; "" hides it.
func (r *NavRail) SetPerson(name string) {
	r.person.item.Label = name
	r.Refresh()
	r.person.Refresh()
}

// CreateRenderer is part of fyne.Widget.
func (r *NavRail) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Rail, Clear, 0)
	for _, b := range r.items {
		f.add(b)
	}
	f.add(r.person, r.settings)
	f.update = func() { r.person.Hidden = r.person.item.Label == "" }
	f.least = func() fyne.Size { return fyne.NewSize(RailWidth, 200) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		step := r.settings.MinSize().Height + 4
		y := float32(12)
		for _, b := range r.items {
			b.at(s.Width, y)
			y += step
		}
		foot := s.Height - step - 8
		r.settings.at(s.Width, foot)
		r.person.Hidden = r.person.item.Label == "" || foot-step-8 < y
		r.person.at(s.Width, foot-step-8)
	}
	return f.start()
}

type railButton struct {
	pressable
	item   RailItem
	person bool
	on     bool
	count  int
}

func newRailButton(it RailItem, person bool) *railButton {
	b := &railButton{item: it, person: person}
	b.become(b)
	b.Tip, b.OnTapped = it.Tip, it.OnTapped
	return b
}

func (b *railButton) setOn(on bool) {
	if b.on != on {
		b.on = on
		b.Refresh()
	}
}

func (b *railButton) at(width, y float32) {
	b.Move(fyne.NewPos(5, y))
	b.Resize(fyne.NewSize(width-10, b.MinSize().Height))
}

// CreateRenderer is part of fyne.Widget.
func (b *railButton) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	back := f.box(Clear, Clear, RadiusControl)
	disc := f.box(PersonChip, Clear, 15)
	letters := f.text("", Secondary, OnPhoto, true)
	icon := f.icon(b.item.Icon, RailInk, 22)
	label := f.text(b.item.Label, railLabel, RailInk, false)
	count := newCountDisc(f)
	f.update = func() {
		ink := RailInk
		back.fill, back.edge, back.stroke = Clear, Clear, 2
		if b.on || b.hovered {
			back.fill = RailActive
		}
		if b.on {
			ink = OnPhoto
		}
		if b.ring {
			back.edge = RailInk
		}
		disc.Hidden, letters.box.Hidden = !b.person, !b.person
		icon.name, icon.tone = b.item.Icon, ink
		if b.person {
			icon.name = ""
			letters.setText(firstInitial(b.item.Label))
		}
		label.setText(b.item.Label)
		label.setTone(ink)
		count.set(b.count)
	}
	f.least = func() fyne.Size { return fyne.NewSize(RailWidth-10, 40+railLabel.LineHeight()) }
	f.place = func(s fyne.Size) {
		back.at(0, 0, s.Width, s.Height)
		middle := s.Width / 2
		disc.at(middle-15, 4, 30, 30)
		l := letters.fit(0)
		letters.place(fyne.NewPos(middle-l.Width/2, 19-l.Height/2), l.Width+1)
		icon.place(middle, 20)
		size := label.fit(RailWidth - 2) // a long word may be wider than its ground
		label.place(fyne.NewPos(middle-size.Width/2, 34), RailWidth-2)
		count.place(middle+17, 12)
	}
	return f.start()
}

func firstInitial(name string) string {
	initials := Initials(name)
	if initials == "" {
		return ""
	}
	return initials[:nextGrapheme(initials)]
}
