package orders

import (
	"context"
	"slices"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// boardPage is how many orders a column shows before it asks.
const boardPage = 60

// boardData is what the board was last read as.
type boardData struct {
	pipeline shop.Pipeline
	columns  []columnData
	err      error
}

type columnData struct {
	status shop.OrderStatus
	rows   []store.OrderRow
	count  int
	today  int // of a final status: moved there today
	rest   bool
}

// readBoard reads every column up to its limit, off the UI goroutine.
func readBoard(ctx context.Context, from *store.Store, limits map[shop.StatusID]int, open map[shop.StatusID]bool, now time.Time) (boardData, error) {
	info, err := from.Shop(ctx)
	if err != nil {
		return boardData{}, err
	}
	data := boardData{pipeline: info.Pipeline}
	for _, status := range info.Pipeline {
		column, err := readColumn(ctx, from, status, max(boardPage, limits[status.ID]), now)
		if err != nil {
			return boardData{}, err
		}
		if status.Final && !open[status.ID] {
			column.rows = nil
		}
		data.columns = append(data.columns, column)
	}
	return data, nil
}

func readColumn(ctx context.Context, from *store.Store, status shop.OrderStatus, limit int, now time.Time) (columnData, error) {
	column := columnData{status: status}
	var err error
	if status.Final {
		if column.today, err = movedToday(ctx, from, status.ID, now); err != nil {
			return column, err
		}
	}
	if column.count, err = from.CountOrders(ctx, status.ID); err != nil {
		return column, err
	}
	column.rows, err = from.OrdersByStatus(ctx, status.ID, nil, limit)
	column.rest = column.count > len(column.rows)
	return column, err
}

// countedAtMost bounds how many orders are read to count the day's.
const countedAtMost = 1000

// movedToday counts the orders that came to a final status today: the last
// moved come first.
func movedToday(ctx context.Context, from *store.Store, status shop.StatusID, now time.Time) (int, error) {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	n := 0
	var after *store.OrderKey
	for n < countedAtMost {
		rows, err := from.OrdersByStatus(ctx, status, after, 100)
		if err != nil {
			return 0, err
		}
		for _, row := range rows {
			if row.Moved.Before(midnight) {
				return n, nil
			}
			n++
		}
		if len(rows) < 100 {
			return n, nil
		}
		after = &rows[len(rows)-1].Key
	}
	return n, nil
}

// shifted lays moves that are about to be handed over on what was read, so that
// a card stands where it was dropped while Undo is still there.
func (b boardData) shifted(pending map[shop.OrderID]shop.StatusID) boardData {
	if len(pending) == 0 {
		return b
	}
	shifted := boardData{pipeline: b.pipeline, columns: slices.Clone(b.columns)}
	var moved []store.OrderRow
	for i := range shifted.columns {
		c := &shifted.columns[i]
		stay := make([]store.OrderRow, 0, len(c.rows))
		for _, row := range c.rows {
			if to, goes := pending[row.ID]; goes && to != row.Status {
				moved = append(moved, row)
				c.count--
				continue
			}
			stay = append(stay, row)
		}
		c.rows = stay
	}
	for _, row := range moved {
		shifted.put(row, pending[row.ID])
	}
	return shifted
}

func (b *boardData) put(row store.OrderRow, to shop.StatusID) {
	for i := range b.columns {
		c := &b.columns[i]
		if c.status.ID != to {
			continue
		}
		row.Status, row.StatusName, row.Final, row.Told = to, c.status.Name, c.status.Final, store.Told{}
		c.rows = append(slices.Clone(c.rows), row)
		c.count++
		c.today++
		if !c.status.Final {
			slices.SortStableFunc(c.rows, func(a, b store.OrderRow) int { return a.Due.Compare(b.Due) })
		}
	}
}

// row finds an order on the board.
func (b boardData) row(id shop.OrderID) (store.OrderRow, bool) {
	for _, c := range b.columns {
		for _, row := range c.rows {
			if row.ID == id {
				return row, true
			}
		}
	}
	return store.OrderRow{}, false
}
