package orders

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"mostrador/shop"
	"mostrador/store"
)

// The columns of the table.
const (
	columnDue = iota
	columnNumber
	columnCustomer
	columnItems
	columnTotal
	columnPayment
	columnStatus
	columnTold
	columnCount
)

// sorting is what a table is sorted by; down turns it round.
type sorting struct {
	by   int
	down bool
}

var orderings = [columnCount]func(a, b store.OrderRow) int{
	columnDue:    func(a, b store.OrderRow) int { return compareDue(a, b) },
	columnNumber: func(a, b store.OrderRow) int { return cmp.Compare(numberOf(a), numberOf(b)) },
	columnCustomer: func(a, b store.OrderRow) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	},
	columnItems: func(a, b store.OrderRow) int { return strings.Compare(a.ItemsText, b.ItemsText) },
	columnTotal: func(a, b store.OrderRow) int { return cmp.Compare(a.Total.Micros, b.Total.Micros) },
	columnPayment: func(a, b store.OrderRow) int {
		return strings.Compare(string(a.Payment.State), string(b.Payment.State))
	},
	columnStatus: func(a, b store.OrderRow) int { return cmp.Compare(a.Step, b.Step) },
	columnTold:   func(a, b store.OrderRow) int { return strings.Compare(string(a.Told.State), string(b.Told.State)) },
}

// compareDue puts what has no time last.
func compareDue(a, b store.OrderRow) int {
	if a.Due.IsZero() != b.Due.IsZero() {
		if a.Due.IsZero() {
			return 1
		}
		return -1
	}
	return a.Due.Compare(b.Due)
}

// numberOf is the number to sort by; an order without one is the newest.
func numberOf(row store.OrderRow) int {
	n, err := strconv.Atoi(row.Number)
	if err != nil {
		return int(^uint(0) >> 1)
	}
	return n
}

// sorted is a copy in this order; what is equal stands by when it is due.
func (s sorting) sorted(rows []store.OrderRow, _ shop.Pipeline) []store.OrderRow {
	if s.by < 0 || s.by >= columnCount {
		return rows
	}
	all := slices.Clone(rows)
	slices.SortStableFunc(all, func(a, b store.OrderRow) int {
		order := orderings[s.by](a, b)
		if s.down {
			order = -order
		}
		return cmp.Or(order, compareDue(a, b))
	})
	return all
}
