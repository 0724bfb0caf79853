package orders

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"mostrador/orderlist"
	"mostrador/shop"
	"mostrador/store"
	"mostrador/tables"
)

// What this device remembers of lists.
const (
	settingListColumns = "orders.list.columns" // by heading: what the owner chose
	settingListWords   = "orders.list.words"
	settingListDone    = "orders.list.done"
	settingListLeft    = "orders.list.left"
)

// doneFor is how long a row that names only a person stays with its order.
const doneFor = 60 * 24 * time.Hour

// done is to which order a row was matched, and when.
type done struct {
	Order shop.OrderID `json:"order"`
	At    int64        `json:"at"` // seconds
}

// leftover is a list of rows that were kept to be put right.
type leftover struct {
	At      time.Time      `json:"at"`
	Header  []string       `json:"header,omitempty"`
	Columns tables.Mapping `json:"columns"`
	Rows    []tables.Row   `json:"rows"`
}

// listMemory is all of it.
type listMemory struct {
	columns map[string]tables.Mapping
	words   orderlist.Words
	done    map[string]done
	left    []leftover
}

func readMemory(ctx context.Context, from *store.Store) (listMemory, error) {
	m := listMemory{columns: map[string]tables.Mapping{}, words: orderlist.Words{}, done: map[string]done{}}
	for key, to := range map[string]any{settingListColumns: &m.columns, settingListWords: &m.words, settingListDone: &m.done, settingListLeft: &m.left} {
		text, err := from.Setting(ctx, key)
		if err != nil {
			return m, err
		}
		if text != "" && json.Unmarshal([]byte(text), to) != nil {
			continue // written by a program that is not this one
		}
	}
	return m, nil
}

func saveJSON(ctx context.Context, to *store.Store, key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return to.SaveSetting(ctx, key, string(raw))
}

// signature names lists that have the same columns.
func signature(t tables.Table) string {
	plain := make([]string, t.Columns())
	for i := range plain {
		if i < len(t.Header) {
			plain[i] = orderlist.Plain(t.Header[i])
		}
	}
	return strings.Join(plain, "|")
}

// orders are the remembered ones as matching wants them.
func (m listMemory) orders() map[string]shop.OrderID {
	all := make(map[string]shop.OrderID, len(m.done))
	for key, d := range m.done {
		all[key] = d.Order
	}
	return all
}

// note remembers what rows were matched to, and lets go of what is long past.
func (m listMemory) note(rows []orderlist.Row, now time.Time) {
	for key, d := range m.done {
		if now.Sub(time.Unix(d.At, 0)) > doneFor {
			delete(m.done, key)
		}
	}
	for _, row := range rows {
		if key := row.Remember(); key != "" {
			m.done[key] = done{Order: row.Order.ID, At: now.Unix()}
		}
	}
}
