package kit

import (
	"image"

	"fyne.io/fyne/v2"
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
	Muted       bool // done or snoozed: quieter
}

// ChatRow is a conversation in the list, 64 units high (more in the large text setting).
type ChatRow struct {
	passedByTab
	data ChatRowData
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
}

// CreateRenderer is part of fyne.Widget.
func (r *ChatRow) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	c := &chatRowFace{ground: newRowGround(f), disc: newAvatarDisc(f, 44)}
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
}

func (c *chatRowFace) place(d ChatRowData, s fyne.Size) {
	c.ground.place(s)
	c.disc.place(41, s.Height/2)
	left, right := float32(75), s.Width-16
	block := Body.LineHeight() + Secondary.LineHeight() + 2
	top := (s.Height - block) / 2
	t := c.time.fit(0)
	c.time.place(fyne.NewPos(right-t.Width, top+1), t.Width+1)
	c.name.place(fyne.NewPos(left, top), max(20, right-t.Width-10-left))

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
