package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// OrderCardData is what a card of the board shows.
type OrderCardData struct {
	ID       string
	Due      string // "Sat 10:00"
	Late     bool
	Number   string // "1047"
	Customer string
	Items    string // "1 × Roscón, 6 × Bollo"
	Photo    bool   // a picture belongs to the order
	Money    string // "27,50 € · unpaid"
	Told     string // "told", "not told", "no updates please"
	ToldTone Tone   // ToneInfo with ticks when told; ToneAmber, ToneWarning
	Ticks    BubbleState
	Picking  bool // the board is choosing several: show a tick box
	Picked   bool
	Focused  bool // the one the keys are on
}

// OrderCard is an order on the board. It leads with when it is due, then who, what, how much and whether told.
type OrderCard struct {
	pressable
	// OnPick is called on its tick box, which also shows under the pointer.
	OnPick func()
	// OnPress sees a press first, with the keys that were held; true keeps it from opening the card.
	OnPress func(held fyne.KeyModifier) bool
	// OnShortcut sees shortcuts before the window does, such as Ctrl+Right; true keeps them from it.
	OnShortcut func(s fyne.Shortcut) bool
	// OnDragged and OnDragEnd let the board carry the card to another column; positions are on the canvas.
	OnDragged func(at fyne.Position)
	OnDragEnd func()

	data OrderCardData
	held fyne.KeyModifier
}

var (
	_ fyne.Draggable    = (*OrderCard)(nil)
	_ fyne.Shortcutable = (*OrderCard)(nil)
)

// NewOrderCard makes a card.
func NewOrderCard(data OrderCardData) *OrderCard {
	c := &OrderCard{data: data}
	c.become(c)
	return c
}

// Set shows another state.
func (c *OrderCard) Set(data OrderCardData) {
	if c.data == data {
		return
	}
	c.data = data
	c.Refresh()
}

// Data is what it shows.
func (c *OrderCard) Data() OrderCardData { return c.data }

// showsTick: while several are chosen, and under the pointer, so that one can begin to choose.
func (c *OrderCard) showsTick() bool { return c.data.Picking || c.hovered && c.OnPick != nil }

// MouseDown remembers the keys that are held.
func (c *OrderCard) MouseDown(ev *desktop.MouseEvent) {
	c.held = ev.Modifier
	c.pressable.MouseDown(ev)
}

// Tapped picks with the tick box and opens anywhere else.
func (c *OrderCard) Tapped(ev *fyne.PointEvent) {
	held := c.held
	c.held = 0
	switch {
	case c.showsTick() && ev.Position.X < 36 && ev.Position.Y < 36 && c.OnPick != nil:
		NotePointer()
		c.OnPick()
	case c.OnPress != nil && c.OnPress(held):
		NotePointer()
	default:
		c.pressable.Tapped(ev)
	}
}

// TypedShortcut is part of fyne.Shortcutable.
func (c *OrderCard) TypedShortcut(s fyne.Shortcut) {
	NoteKey()
	if c.OnShortcut == nil || !c.OnShortcut(s) {
		handShortcut(c, s)
	}
}

// Dragged is part of fyne.Draggable.
func (c *OrderCard) Dragged(ev *fyne.DragEvent) {
	if c.OnDragged != nil {
		c.OnDragged(ev.AbsolutePosition)
	}
}

// DragEnd is part of fyne.Draggable.
func (c *OrderCard) DragEnd() {
	if c.OnDragEnd != nil {
		c.OnDragEnd()
	}
}

type orderCardFace struct {
	back                                      *box
	tick                                      *tickBox
	due, number, customer, items, money, told *textBlock
	photo, ticks                              *glyph
}

// CreateRenderer is part of fyne.Widget.
func (c *OrderCard) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	o := &orderCardFace{back: f.box(Panel, Line, RadiusControl), tick: newTickBox(f)}
	o.due = f.text("", Body, Ink, true)
	o.number = f.text("", Secondary, Muted, false)
	o.customer = f.text("", Secondary, Ink, true)
	o.items = f.text("", Secondary, Muted, false)
	o.money = f.text("", Secondary, Ink, false)
	o.told = f.text("", Secondary, Muted, false)
	o.photo = f.icon("", Muted, 14)
	o.ticks = f.icon("", Muted, 14)
	f.update = func() { o.set(c) }
	f.least = func() fyne.Size {
		return fyne.NewSize(180, Body.LineHeight()+3*Secondary.LineHeight()+25)
	}
	f.place = func(s fyne.Size) { o.place(c, s) }
	return f.start()
}

func (o *orderCardFace) set(c *OrderCard) {
	d := c.data
	fill, edge := Panel, Line
	switch {
	case d.Picked:
		fill, edge = SelectedRow, Accent
	case c.hovered:
		edge = Edge
	}
	o.back.set(fill, c.edgeOr(edge))
	o.back.stroke = 1
	if c.ring || d.Focused {
		o.back.edge, o.back.stroke = Accent, 2
	}
	o.tick.set(d.Picked, false, false)
	o.tick.square.Hidden = !c.showsTick()
	if !c.showsTick() {
		o.tick.mark.name = ""
	}
	o.due.setText(d.Due)
	o.due.setTone(Ink)
	if d.Late {
		o.due.setTone(Warning)
	}
	o.number.setText(d.Number)
	o.customer.setText(d.Customer)
	o.items.setText(d.Items)
	o.money.setText(d.Money)
	o.told.setText(d.Told)
	_, _, ink := d.ToldTone.Tokens()
	o.told.setTone(ink)
	o.photo.name = ""
	if d.Photo {
		o.photo.name = "camera"
	}
	o.ticks.name, o.ticks.tone = stateIcon(d.Ticks)
}

func (o *orderCardFace) place(c *OrderCard, s fyne.Size) {
	o.back.at(0, 0, s.Width, s.Height)
	left, right, y := float32(13), s.Width-13, float32(10)
	n := o.number.fit(0)
	o.number.place(fyne.NewPos(right-n.Width, y), n.Width+1)
	dueLeft := left
	if c.showsTick() {
		o.tick.place(left+8, y+Body.LineHeight()/2)
		dueLeft += 22
	}
	o.due.place(fyne.NewPos(dueLeft, y), max(10, right-n.Width-8-dueLeft))
	y += Body.LineHeight() + 1
	o.customer.place(fyne.NewPos(left, y), right-left)
	y += Secondary.LineHeight()
	items := o.items.place(fyne.NewPos(left, y), right-left-20)
	o.photo.place(left+items.Width+12, y+Secondary.LineHeight()/2)
	y += Secondary.LineHeight() + 3
	o.placeFoot(left, right, y)
}

func (o *orderCardFace) placeFoot(left, right, y float32) {
	if o.ticks.name != "" {
		o.ticks.place(right-7, y+Secondary.LineHeight()/2)
		right -= 18
	}
	money := o.money.fit(0)
	told := o.told.fit(max(20, right-left-money.Width-10))
	o.told.place(fyne.NewPos(right-told.Width, y), told.Width+1)
	o.money.place(fyne.NewPos(left, y), max(20, right-told.Width-10-left))
}
