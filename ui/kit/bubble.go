package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Bubble is one entry of a conversation: a message of either side, a note for the team, a day. Its height depends on
// the width of the thread; BubbleHeight tells it without making the bubble.
type Bubble struct {
	passedByTab
	data BubbleData
	plan *bubblePlan
	last fyne.Position

	marked  span          // of its text
	from    fyne.Position // where the pointer went down
	shifted bool          // with Shift
	dragged bool
	crossed bool // the drag has left the bubble
	pointer desktop.Cursor
}

// NewBubble makes a bubble.
func NewBubble(data BubbleData) *Bubble {
	b := &Bubble{data: data}
	b.become(b)
	b.OnSecondary = func(fyne.Position) { b.menu() }
	return b
}

// Data is what the bubble shows.
func (b *Bubble) Data() BubbleData { return b.data }

// Set shows something else.
func (b *Bubble) Set(data BubbleData) {
	b.data = data
	b.Refresh()
}

// BubbleHeight is the height of a bubble, gap above included, in a thread of this width.
func BubbleHeight(data BubbleData, width float32) float32 {
	return planBubble(data, nil).fit(width).Height
}

// MenuAt is where the bubble's menu belongs on the canvas.
func (b *Bubble) MenuAt() fyne.Position { return b.last }

func (b *Bubble) menu() {
	if b.data.OnMenu != nil {
		b.data.OnMenu(b)
	}
}

// Tapped does what belongs to the thing under the pointer: opens a picture, follows a link, runs the action.
func (b *Bubble) Tapped(ev *fyne.PointEvent) {
	NotePointer()
	pressedAt = ev.AbsolutePosition
	b.tip.stop()
	if b.dragged { // the end of a drag is told as a press, too
		b.dragged = false
		return
	}
	b.Unmark()
	if (b.data.Picking || b.shifted) && b.data.OnPick != nil {
		b.data.OnPick(b.shifted)
		return
	}
	if b.plan != nil {
		b.plan.tap(ev.Position)
	}
}

// TappedSecondary opens the menu.
func (b *Bubble) TappedSecondary(ev *fyne.PointEvent) {
	NotePointer()
	b.last = ev.AbsolutePosition
	b.menu()
}

// TypedKey opens the menu with Enter, Space or the menu key.
func (b *Bubble) TypedKey(ev *fyne.KeyEvent) {
	NoteKey()
	if b.OnKey != nil && b.OnKey(ev) {
		return
	}
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, desktop.KeyMenu:
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
		b.last = at.AddXY(b.Size().Width/2, b.Size().Height/2)
		b.menu()
	case fyne.KeyEscape:
		stepBackFrom(b)
	}
}

// Cursor is a hand over a link, and a bar over text that can be marked.
func (b *Bubble) Cursor() desktop.Cursor {
	if b.pointer == nil {
		return desktop.DefaultCursor
	}
	return b.pointer
}

// CreateRenderer is part of fyne.Widget.
func (b *Bubble) CreateRenderer() fyne.WidgetRenderer {
	f := &face{}
	f.update = func() {
		f.objects, f.paints = nil, nil
		b.plan = planBubble(b.data, f)
		b.plan.ring = b.ring || b.data.Selected
		if b.plan.body != nil {
			b.plan.body.choose(b.marked)
		}
	}
	f.least = func() fyne.Size {
		width := b.Size().Width
		if width <= 0 {
			width = 480
		}
		return fyne.NewSize(120, b.plan.fit(width).Height)
	}
	f.place = func(s fyne.Size) { b.plan.place(s.Width) }
	return f.start()
}
