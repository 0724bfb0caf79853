package kit

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// ChatRowData is what a row of the inbox shows.
type ChatRowData struct {
	ID          string
	Name        string
	Photo       image.Image
	Time        string // "10:42", "Yesterday", "Fri"
	Preview     string // "You: It leaves the oven…"
	PreviewIcon string // "mic", "camera", "file"…; "" for none
	State       BubbleState
	Chip        string // "waits 1 h 30"
	ChipTone    Tone
	Unread      int
	Bold        bool // the customer wrote last and nobody has read it
	Selected    bool
	Muted       bool   // done or snoozed: quieter
	Mark        string // an icon before the time: "thumbtack", "bell-off"; "" for none
	Picked      bool   // chosen, to do something with several
}

// ChatRow is a conversation in the list, 64 units high (more in the large text setting).
type ChatRow struct {
	passedByTab
	// OnPicked is called instead of OnTapped on a press with Ctrl, or Shift for
	// all up to this one.
	OnPicked func(upTo bool)

	modifier fyne.KeyModifier
	data     ChatRowData
}

// NewChatRow makes an empty row; lists make a few and fill them with Set.
func NewChatRow() *ChatRow {
	r := &ChatRow{}
	r.become(r)
	return r
}

// Set shows a conversation. OnTapped and OnSecondary stay as they are.
func (r *ChatRow) Set(data ChatRowData) {
	if r.data == data {
		return
	}
	r.data = data
	r.Refresh()
}

// MouseDown notes what is held while the row is pressed.
func (r *ChatRow) MouseDown(ev *desktop.MouseEvent) {
	r.modifier = ev.Modifier
	r.passedByTab.MouseDown(ev)
}

// Tapped opens the conversation, or picks it.
func (r *ChatRow) Tapped(ev *fyne.PointEvent) {
	held := r.modifier & (fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift)
	r.modifier = 0
	if held == 0 || r.OnPicked == nil {
		r.passedByTab.Tapped(ev)
		return
	}
	NotePointer()
	r.tip.stop()
	r.OnPicked(held&fyne.KeyModifierShift != 0)
}

// Data is what it shows.
func (r *ChatRow) Data() ChatRowData { return r.data }

// ChatRowHeight is the height of a row under the theme in use.
func ChatRowHeight() float32 {
	if largeText() {
		return 72
	}
	return RowHeight
}

type chatRowFace struct {
	ground              *rowGround
	disc                *avatarDisc
	name, time, preview *textBlock
	icon, ticks         *glyph
	chip                *pill
	unread              *countDisc
	mark                *glyph    // made when the first is to be shown
	picked              *pickDisc // made when the row is first picked
	face                *face
}

// pickDisc covers the avatar of a picked row.
type pickDisc struct {
	back *box
	tick *glyph
}

func (d *pickDisc) set(picked bool) {
	d.back.fill, d.tick.name = Clear, ""
	if picked {
		d.back.fill, d.tick.name = Accent, "check"
	}
}

func (d *pickDisc) place(x, y, size float32) {
	d.back.at(x-size/2, y-size/2, size, size)
	d.tick.place(x, y)
}

// CreateRenderer is part of fyne.Widget.
func (r *ChatRow) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	c := &chatRowFace{ground: newRowGround(f), disc: newAvatarDisc(f, 44), face: f}
	c.name = f.text("", Body, Ink, true)
	c.time = f.text("", Meta, Muted, false)
	c.preview = f.text("", Secondary, Muted, false)
	c.icon = f.icon("", Muted, 14)
	c.ticks = f.icon("", Muted, 14)
	c.chip = newPill(f)
	c.unread = newCountDisc(f)
	f.update = func() { c.set(r) }
	f.least = func() fyne.Size { return fyne.NewSize(200, ChatRowHeight()) }
	f.place = func(s fyne.Size) { c.place(r.data, s) }
	return f.start()
}

func (c *chatRowFace) set(r *ChatRow) {
	d := r.data
	c.ground.set(&r.pressable, d.Selected)
	c.disc.set(d.ID, d.Name, d.Photo)
	c.name.setText(d.Name)
	c.time.setText(d.Time)
	c.preview.setText(d.Preview)
	c.preview.setBold(d.Bold)
	ink := Muted
	if d.Bold {
		ink = Ink
	}
	c.preview.setTone(ink)
	c.name.setTone(Ink)
	if d.Muted {
		c.name.setTone(Muted)
	}
	c.icon.name, c.icon.tone = d.PreviewIcon, ink
	c.ticks.name, c.ticks.tone = stateIcon(d.State)
	if d.State == Failed || d.State == Unknown {
		c.ticks.name = "" // the chip says it
	}
	c.chip.set(d.Chip, d.ChipTone)
	c.unread.set(d.Unread)
	c.setMarks(d)
}

// setMarks makes the rare pieces of a row when they are wanted.
func (c *chatRowFace) setMarks(d ChatRowData) {
	if d.Mark != "" && c.mark == nil {
		c.mark = c.face.icon("", Muted, 14)
	}
	if d.Picked && c.picked == nil {
		c.picked = &pickDisc{back: c.face.box(Clear, Clear, 22), tick: c.face.icon("", OnAccent, 22)}
	}
	if c.mark != nil {
		c.mark.name = d.Mark
	}
	if c.picked != nil {
		c.picked.set(d.Picked)
	}
}

func (c *chatRowFace) place(d ChatRowData, s fyne.Size) {
	c.ground.place(s)
	c.disc.place(41, s.Height/2)
	left, right := float32(75), s.Width-16
	block := Body.LineHeight() + Secondary.LineHeight() + 2
	top := (s.Height - block) / 2
	t := c.time.fit(0)
	c.time.place(fyne.NewPos(right-t.Width, top+1), t.Width+1)
	before := right - t.Width - 10
	if d.Mark != "" {
		c.mark.place(before-5, top+1+t.Height/2)
		before -= 20
	}
	if c.picked != nil {
		c.picked.place(41, s.Height/2, 44)
	}
	c.name.place(fyne.NewPos(left, top), max(20, before-left))

	y := top + Body.LineHeight() + 2
	middle := y + Secondary.LineHeight()/2
	if d.Unread > 0 {
		w := c.unread.size().Width
		c.unread.place(right-w/2, middle)
		right -= w + 6
	}
	if d.Chip != "" {
		size := c.chip.size()
		c.chip.place(right-size.Width, middle-size.Height/2, size.Width)
		right -= size.Width + 8
	}
	if c.icon.name != "" {
		c.icon.place(left+7, middle)
		left += 18
	}
	room := right - left
	if c.ticks.name != "" {
		room -= 20
	}
	size := c.preview.place(fyne.NewPos(left, y), max(20, room))
	c.ticks.place(left+size.Width+5+7, middle)
}
