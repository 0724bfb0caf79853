package orders

import (
	"fyne.io/fyne/v2"

	"mostrador/shop"
	"mostrador/ui/kit"
)

// drag carries a card over the board to another column.
type drag struct {
	board *board
	id    shop.OrderID
	ghost *kit.OrderCard
	to    *column
}

func (d *drag) on() bool { return d.ghost != nil }

// move carries the card to a place on the canvas.
func (d *drag) move(id shop.OrderID, at fyne.Position) {
	if d.ghost == nil {
		d.begin(id)
	}
	driver := fyne.CurrentApp().Driver()
	origin := driver.AbsolutePositionForObject(d.board.content)
	d.ghost.Move(at.Subtract(origin).SubtractXY(24, 20))
	d.aim(at)
}

func (d *drag) begin(id shop.OrderID) {
	card := d.board.cards[id]
	data := card.Data()
	data.Focused = true
	d.id, d.ghost = id, kit.NewOrderCard(data)
	d.ghost.Resize(card.Size())
	d.board.over.Objects = []fyne.CanvasObject{d.ghost}
	d.board.over.Refresh()
}

// aim shows the column under the pointer as the one the card would go to.
func (d *drag) aim(at fyne.Position) {
	driver := fyne.CurrentApp().Driver()
	var to *column
	for _, c := range d.board.columns {
		o := c.object()
		origin := driver.AbsolutePositionForObject(o)
		if at.X >= origin.X && at.X < origin.X+o.Size().Width {
			to = c
		}
	}
	if to == d.to {
		return
	}
	d.tint(kit.Clear)
	d.to = to
	d.tint(kit.SelectedRow)
}

func (d *drag) tint(tone kit.Token) {
	if d.to == nil {
		return
	}
	if row, ok := d.board.shown.row(d.id); ok && row.Status == d.to.data.status.ID {
		tone = kit.Clear
	}
	d.to.ground.SetTone(tone)
	d.to.strip.row.SetSelected(tone != kit.Clear)
}

// end lets the card go: over another column it proposes the move.
func (d *drag) end() {
	if d.ghost == nil {
		return
	}
	d.tint(kit.Clear)
	id, to := d.id, d.to
	d.ghost, d.to = nil, nil
	d.board.over.Objects = nil
	d.board.over.Refresh()
	row, ok := d.board.shown.row(id)
	if ok && to != nil && to.data.status.ID != row.Status {
		d.board.moveTo(id, to.data.status.ID)
		return
	}
	d.board.draw()
}

func (c *column) object() fyne.CanvasObject {
	if c.folded {
		return c.strip.content
	}
	return c.ground
}
