package facts

import (
	"time"

	"mostrador/shop"
)

// schemaWeb is when web shops last changed the orders they told of.
const schemaWeb = `
CREATE TABLE web_orders (
	id      BLOB    PRIMARY KEY,
	updated INTEGER NOT NULL DEFAULT 0 -- Unix milliseconds, the web shop's clock
) STRICT, WITHOUT ROWID;
`

func (t *Tx) foldWeb(body shop.Body) error {
	b, ok := body.(*shop.WebOrderTaken)
	if !ok {
		return nil
	}
	return t.exec(`INSERT INTO web_orders (id, updated) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET updated = max(updated, excluded.updated)`,
		b.OrderID.UUID[:], b.Updated.UnixMilli())
}

// WebOrder is when a web shop last changed an order that it told of.
func (t *Tx) WebOrder(id shop.OrderID) (updated time.Time, ok bool) {
	var ms int64
	ok = t.row(`SELECT updated FROM web_orders WHERE id = ?`, args(id.UUID[:]), &ms)
	return time.UnixMilli(ms).UTC(), ok
}
