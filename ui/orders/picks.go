package orders

import (
	"slices"

	"mostrador/shop"
)

// picks are the orders that were ticked on the board, in the order in which
// they were, and the last one, from where Shift reaches.
type picks struct {
	ids  []shop.OrderID
	last shop.OrderID
}

func (p *picks) any() bool { return len(p.ids) > 0 }

func (p *picks) has(id shop.OrderID) bool { return slices.Contains(p.ids, id) }

func (p *picks) toggle(id shop.OrderID) {
	if p.has(id) {
		p.ids = slices.DeleteFunc(p.ids, func(o shop.OrderID) bool { return o == id })
	} else {
		p.ids = append(p.ids, id)
	}
	p.last = id
}

// reach adds all from the last one to this one, as they stand in a column.
func (p *picks) reach(to shop.OrderID, column []shop.OrderID) {
	a, b := slices.Index(column, p.last), slices.Index(column, to)
	if a < 0 || b < 0 {
		p.toggle(to)
		return
	}
	for _, id := range column[min(a, b) : max(a, b)+1] {
		if !p.has(id) {
			p.ids = append(p.ids, id)
		}
	}
	p.last = to
}

// keep lets go of those that are not there any more.
func (p *picks) keep(there func(shop.OrderID) bool) {
	p.ids = slices.DeleteFunc(p.ids, func(id shop.OrderID) bool { return !there(id) })
}
