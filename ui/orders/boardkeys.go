package orders

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"mostrador/shop"
)

// key is a key on a card: the arrows walk, X ticks, M moves on.
func (b *board) key(id shop.OrderID, ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyUp:
		b.walk(id, 0, -1)
	case fyne.KeyDown:
		b.walk(id, 0, 1)
	case fyne.KeyLeft:
		b.walk(id, -1, 0)
	case fyne.KeyRight:
		b.walk(id, 1, 0)
	case fyne.KeyM:
		b.moveBy(id, 1)
	case fyne.KeyX:
		b.pick(id)
	case desktop.KeyMenu:
		b.menu(id, fyne.CurrentApp().Driver().AbsolutePositionForObject(b.cards[id]).AddXY(20, 40))
	default:
		return false
	}
	return true
}

// shortcut is a key with Ctrl on a card.
func (b *board) shortcut(id shop.OrderID, s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || custom.Modifier != fyne.KeyModifierShortcutDefault {
		return false
	}
	switch custom.KeyName {
	case fyne.KeyLeft:
		b.moveBy(id, -1)
	case fyne.KeyRight:
		b.moveBy(id, 1)
	default:
		return false
	}
	return true
}

// walk moves the focus by columns and rows; columns without cards are passed over.
func (b *board) walk(from shop.OrderID, columns, rows int) {
	at := slices.IndexFunc(b.columns, func(c *column) bool { return slices.Contains(c.ids, from) })
	if at < 0 {
		return
	}
	row := slices.Index(b.columns[at].ids, from) + rows
	to := at + columns
	for to >= 0 && to < len(b.columns) && len(b.columns[to].ids) == 0 {
		to += columns
	}
	if to < 0 || to >= len(b.columns) || row < 0 {
		return
	}
	ids := b.columns[to].ids
	if columns == 0 && row >= len(ids) {
		return
	}
	b.focus(ids[min(row, len(ids)-1)])
}

// focus gives an order's card the keys and brings it into view.
func (b *board) focus(id shop.OrderID) {
	card, on := b.cards[id], b.room.canvas()
	if card == nil || on == nil || b.room.page != nil || b.room.view != boardView {
		return
	}
	on.Focus(card)
	for _, c := range b.columns {
		if slices.Contains(c.ids, id) {
			c.list.Reveal(card)
		}
	}
}
