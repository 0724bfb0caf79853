package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Draggable    = (*Bubble)(nil)
	_ fyne.Shortcutable = (*Bubble)(nil)
)

// MouseDown remembers where a drag would begin.
func (b *Bubble) MouseDown(ev *desktop.MouseEvent) {
	NotePointer()
	if ev.Button == desktop.MouseButtonPrimary {
		b.from, b.shifted, b.dragged, b.crossed = ev.Position, ev.Modifier&fyne.KeyModifierShift != 0, false, false
	}
}

// MouseMoved tells the pointer's shape.
func (b *Bubble) MouseMoved(ev *desktop.MouseEvent) {
	b.pointer = desktop.DefaultCursor
	switch {
	case b.plan == nil:
	case b.plan.linkAt(ev.Position) != "":
		b.pointer = desktop.PointerCursor
	case b.plan.overText(ev.Position):
		b.pointer = desktop.TextCursor
	}
}

// Dragged marks text, or tells the room when the drag goes on to other messages.
func (b *Bubble) Dragged(ev *fyne.DragEvent) {
	if !b.dragged {
		b.dragged = true
		b.from = ev.Position.Subtract(ev.Dragged)
	}
	if outside := ev.Position.Y < 0 || ev.Position.Y > b.Size().Height; (outside || b.crossed) && b.data.OnDragOver != nil {
		b.crossed = true
		b.Unmark()
		b.data.OnDragOver(ev.AbsolutePosition)
		return
	}
	b.markTo(ev.Position)
}

// DragEnd is part of fyne.Draggable.
func (b *Bubble) DragEnd() {
	b.crossed = false
	if b.data.OnDragEnd != nil {
		b.data.OnDragEnd()
	}
}

func (b *Bubble) markTo(at fyne.Position) {
	if b.plan == nil || b.plan.body == nil || b.plan.bodyAt >= len(b.plan.tops) {
		return
	}
	top := b.plan.tops[b.plan.bodyAt]
	from, to := b.plan.body.offsetAt(b.from.Subtract(top)), b.plan.body.offsetAt(at.Subtract(top))
	b.mark(span{min(from, to), max(from, to)})
}

func (b *Bubble) mark(s span) {
	if s == b.marked {
		return
	}
	b.marked = s
	if b.plan == nil || b.plan.body == nil {
		return
	}
	b.plan.body.choose(s)
	b.plan.place(b.Size().Width)
	if !s.empty() && b.data.OnMarked != nil {
		b.data.OnMarked(b)
	}
}

// Marked is the text that was marked with the pointer; "" for none.
func (b *Bubble) Marked() string {
	if b.marked.empty() || b.plan == nil || b.plan.body == nil {
		return ""
	}
	return b.plan.body.chosenText()
}

// Unmark takes the mark away.
func (b *Bubble) Unmark() { b.mark(span{}) }

// MarkWord marks the word under a place, for a menu that offers to copy it.
func (b *Bubble) MarkWord(at fyne.Position) {
	if b.plan == nil || b.plan.body == nil || !b.plan.overText(at) {
		return
	}
	b.mark(wordAt(b.plan.body.text(), b.plan.body.offsetAt(at.Subtract(b.plan.tops[b.plan.bodyAt]))))
}

// TypedShortcut copies on Ctrl+C and hands everything else to the window.
func (b *Bubble) TypedShortcut(s fyne.Shortcut) {
	NoteKey()
	if _, copies := s.(*fyne.ShortcutCopy); copies && b.data.OnCopy != nil {
		b.data.OnCopy(b)
		return
	}
	handShortcut(b, s)
}
