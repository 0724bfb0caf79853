package orders

import (
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// many is a shop with so many orders, most of them open.
func many(t testing.TB, n int) *storetest.Factory {
	f := storetest.Collect(t)
	f.Configure(shop.ShopConfigured{Pipeline: &pipeline})
	who := make([]storetest.Customer, 200)
	for i := range who {
		who[i] = f.Customer("Vecina " + strconv.Itoa(i))
	}
	for i := range n {
		c := who[i%len(who)]
		id := shop.OrderID{UUID: desk.NewID()}
		f.Add(storetest.Envelope{Channel: f.Channel, Customer: c.ID}, &shop.OrderOpened{OrderID: id, Number: strconv.Itoa(1000 + i), Status: pipeline[i%5].ID, Customer: c.ID,
			Order: shop.Order{Items: []shop.Item{item(1, "Hogaza", 380), item(2, "Chapata", 150)}, Due: f.Now.Add(time.Duration(i) * time.Minute), Payment: shop.Payment{State: shop.Unpaid}, Total: storetest.Euros(6, 80)}})
	}
	full := storetest.New(t)
	f.Store, f.Now = full.Store, full.Now
	f.Feed(full.Store)
	return f
}

// longest runs what waits for the UI goroutine and answers the longest turn.
func (c *counter) longest(what string, holds func() bool) time.Duration {
	c.Helper()
	var worst time.Duration
	deadline := time.Now().Add(60 * time.Second)
	for time.Now().Before(deadline) {
		began := time.Now()
		if c.turns.run() {
			worst = max(worst, time.Since(began))
		}
		if holds() {
			return worst
		}
		<-time.After(time.Millisecond)
	}
	c.Fatalf("waited in vain until %s", what)
	return 0
}

// TestTenThousandOrders holds the bars of the board and the table: opening
// within 100 ms, dragging and filtering within 16 ms of the UI goroutine. What
// is asserted here leaves room for a loaded machine and for -race; the figures
// are logged.
func TestTenThousandOrders(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("a large shop")
	}
	c := open(t, many(t, 10_000), kit.Light, 1324)
	began := time.Now()
	again := New(c.d)
	c.window.SetContent(kit.NewStage(again.Content()))
	c.room = again
	again.Enter(desk.Place{Room: desk.Orders})
	drawn := c.longest("the board is there", func() bool { return c.room.board.loaded })
	t.Logf("board of 10,000: there after %v, on the UI goroutine %v", time.Since(began), drawn)
	first := c.room.board.columns[0].ids[0]
	var drag time.Duration
	for x := range 40 {
		began = time.Now()
		c.room.board.drag.move(first, fyne.NewPos(float32(100+20*x), 300))
		drag = max(drag, time.Since(began))
	}
	t.Logf("a step of a drag: %v at most", drag)
	c.room.board.drag.end()
	c.settle()
	began = time.Now()
	c.room.look(tableView)
	tapped := time.Since(began)
	drawn = c.longest("the table is there", func() bool { return len(c.room.table.rows) > 0 })
	t.Logf("table: there after %v, tap %v, on the UI goroutine %v", time.Since(began), tapped, drawn)
	var sorted time.Duration
	for column := range columnCount {
		began = time.Now()
		c.room.table.sortBy(column)
		sorted = max(sorted, time.Since(began))
	}
	t.Logf("sorting: %v at most", sorted)
	began = time.Now()
	c.room.table.filter(1)
	tapped = time.Since(began)
	drawn = c.longest("all orders are there", func() bool { return len(c.room.table.rows) == tablePage })
	t.Logf("filter: tap %v, on the UI goroutine %v", tapped, drawn)
	for _, took := range []time.Duration{drag, sorted, tapped, drawn} {
		require.Less(t, took, 2*time.Second)
	}
}
