package orders

import (
	"context"
	"fmt"
	"io"
	"os"

	"mostrador/orderlist"
	"mostrador/store"
	"mostrador/tables"
	"mostrador/ui/desk"
)

// listSource is where a list comes from: what was copied, a file, or rows that
// were kept.
type listSource struct {
	text string
	path string
	left *leftover
}

// listData is a list as it was read and matched.
type listData struct {
	source  listSource
	table   tables.Table
	columns tables.Mapping
	fixed   map[int]string
	memory  listMemory
	info    store.ShopInfo
	orders  []orderlist.Order
	plan    orderlist.Plan
	err     error
}

// readList reads a list and matches it.
func readList(ctx context.Context, d *desk.Desk, source listSource) (data listData, err error) {
	data.source, data.fixed = source, map[int]string{}
	if data.memory, err = readMemory(ctx, d.Store); err != nil {
		return data, err
	}
	if data.info, err = d.Store.Shop(ctx); err != nil {
		return data, err
	}
	fields := orderlist.Fields(data.info.Pipeline, data.memory.words)
	switch {
	case source.left != nil:
		data.table = tables.Table{Header: source.left.Header, Rows: source.left.Rows}
		data.columns = source.left.Columns
	case source.path != "":
		var raw []byte
		if raw, err = readListFile(source.path); err == nil {
			data.table, err = tables.Read(source.path, raw, fields)
		}
	default:
		data.table, err = tables.Paste(source.text, fields)
	}
	if err != nil {
		return data, err
	}
	if data.columns == nil {
		data.columns = fields.Recognise(data.table)
		if chosen, ok := data.memory.columns[signature(data.table)]; ok {
			data.columns = chosen
		}
	}
	return data.match(ctx, d)
}

func readListFile(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the owner chose it
	if err != nil {
		return nil, fmt.Errorf("open the list: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	raw, err := io.ReadAll(io.LimitReader(file, tables.MostBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the list: %w", err)
	}
	return raw, nil
}

// match matches the list with the orders as they are now.
func (data listData) match(ctx context.Context, d *desk.Desk) (listData, error) {
	listed, err := d.Store.OrdersToMatch(ctx)
	if err != nil {
		return data, err
	}
	data.orders = make([]orderlist.Order, len(listed))
	for i, o := range listed {
		data.orders[i] = orderlist.Order{
			ID: o.ID, Number: o.Number, Status: o.Status, Payment: o.Payment, Tracking: o.Tracking, Name: o.Name,
			Customer: o.Customer, Phones: o.Phones, Delivery: o.Delivery,
		}
	}
	data.plan = orderlist.Match(data.table, data.columns, orderlist.Params{
		Shop: d.Shop, Country: data.info.Country, Currency: data.info.Currency, Zone: data.info.Location(), Pipeline: data.info.Pipeline,
		Orders: data.orders, Words: data.memory.words, Fixed: data.fixed, Done: data.memory.orders(),
	})
	return data, nil
}
