package orders

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/kit"
)

// crowd is a shop with many orders that are to be told at once.
type crowd struct {
	*storetest.Factory
	t    *testing.T
	ids  []shop.OrderID
	of   map[shop.OrderID]storetest.Customer
	told map[shop.OrderID]int // commands that the relay took
}

const crowdSize = 30

// gather makes a crowd; every tenth wants no updates.
func gather(t *testing.T) *crowd {
	w := &crowd{t: t, Factory: storetest.New(t), of: map[shop.OrderID]storetest.Customer{}, told: map[shop.OrderID]int{}}
	for i := range crowdSize {
		c := w.Customer(fmt.Sprintf("=Cliente %d", i))
		w.Receives(c, "¿Está listo?")
		w.Consents(c, shop.OrderUpdates, i%10 != 0)
		id := w.Order(c)
		w.ids, w.of[id] = append(w.ids, id), c
	}
	return w
}

// takes is the relay taking what waits; fails says whose messages WhatsApp refuses.
func (w *crowd) takes(fails func(n int) bool) (n int) {
	w.t.Helper()
	entries, err := w.Store.Outbox(context.Background(), 500)
	require.NoError(w.t, err)
	for _, e := range entries {
		wish, err := e.Command.Open()
		require.NoError(w.t, err)
		move := wish.(*shop.MoveOrder)
		w.Moves(w.of[move.Order], move.Order, move.From, move.To)
		if move.Tell != nil {
			w.told[move.Order]++
			m := w.Tells(w.of[move.Order], move.Order, move.To, move.Tell.Text)
			w.Claims(m)
			if fails != nil && fails(len(w.told)) {
				w.Fails(m, 131026)
			} else {
				w.Accepts(m)
			}
			n++
		}
		_, err = w.Store.Answered(context.Background(), e.Command.ID, shop.ReasonNone, "", w.Position())
		require.NoError(w.t, err)
	}
	return n
}

func (c *counter) soon(what string, holds func() bool) { c.longest(what, holds) }

// bring proposes to move all of a crowd, up to the page with its rows.
func (w *crowd) bring(c *counter) *bulk {
	c.room.sheet.propose(w.ids, "ready", false)
	c.soon("the sheet is there", func() bool { return c.room.sheet.shown() && len(c.room.sheet.plan.many.Previews) == len(w.ids) })
	test.Tap(c.room.sheet.main)
	c.soon("the rows are there", func() bool { return c.room.bulkOpen })
	return c.room.bulk
}

func (b *bulk) count(state bulkState) (n int) {
	for i := range b.run.Rows {
		if b.page.stateOf(i) == state {
			n++
		}
	}
	return n
}

func TestManyOrdersAreLookedThroughThenMovedAFewAtATime(t *testing.T) {
	w := gather(t)
	c := open(t, w.Factory, kit.Light, 1324)
	b := w.bring(c)
	assert.Equal(t, crowdSize-crowdSize/10, b.run.tells())
	assert.Contains(t, b.summary(), "30 orders go to Ready; 27 customers are told")
	assert.Equal(t, crowdSize/10, b.count(bulkLeftOut))
	assert.Empty(t, c.waiting(), "nothing is done before it was looked through")
	c.settle()
	snap(c, "bulk-plan")

	b.begin()
	c.soon("the first are handed in", func() bool { return b.place.Next > bulkAhead && !b.busy })
	at := b.place.Next
	require.Equal(t, bulkAhead, b.count(bulkOnWay), "no more than can be left")
	b.pause(true)
	w.takes(nil)
	c.soon("the first are told", func() bool { return b.count(bulkTold) == bulkAhead && !b.busy })
	require.Equal(t, at, b.place.Next, "it stands still")
	assert.Contains(t, b.summary(), "Paused at")
	c.settle()
	snap(c, "bulk-paused")

	b.pause(false)
	c.soon("all is handed in", func() bool { w.takes(nil); return b.done() })
	w.takes(nil)
	c.soon("all are told", func() bool { return b.count(bulkTold) == 27 && !b.busy })
	for id, n := range w.told {
		require.Equal(t, 1, n, id)
	}
	assert.Contains(t, b.summary(), "All 30 done: 27 told, 0 on their way, 3 left out, 0 not told")

	var list bytes.Buffer
	require.NoError(t, b.write(&list))
	lines := strings.Split(strings.TrimSpace(list.String()), "\r\n")
	require.Len(t, lines, 1+crowdSize)
	assert.Contains(t, lines[2], ",'=Cliente 1,Ready,", "no cell is a formula")
	assert.Contains(t, lines[2], "Told")
	b.forget()
	c.settle()
	assert.Nil(t, b.run)
}

func TestAClosedProgramGoesOnWhereItStopped(t *testing.T) {
	w := gather(t)
	c := open(t, w.Factory, kit.Light, 1324)
	b := w.bring(c)
	b.begin()
	c.soon("the first are handed in", func() bool { return b.place.Next > bulkAhead && !b.busy })
	at := b.place.Next
	c.d.Close()

	again := open(t, w.Factory, kit.Light, 1324)
	again.soon("it is remembered", func() bool { return again.room.bulk.run != nil && !again.room.bulk.busy })
	b = again.room.bulk
	assert.Equal(t, at, b.place.Next)
	assert.True(t, b.place.Paused, "it waits for the owner: a day may have passed")
	again.soon("the strip tells of it", func() bool { return strings.Contains(markup(again), "Paused at") })
	snap(again, "bulk-strip")
	w.takes(nil)
	b.open()
	b.pause(false)
	again.soon("all is handed in", func() bool { w.takes(nil); return b.done() })
	w.takes(nil)
	again.soon("all are told", func() bool { return b.count(bulkTold) == 27 && !b.busy })
	for id, n := range w.told {
		require.Equal(t, 1, n, id)
	}
}

func TestTheRestIsLeftAndThoseWhoWereNotToldAreTriedAgain(t *testing.T) {
	w := gather(t)
	c := open(t, w.Factory, kit.Light, 1324)
	b := w.bring(c)
	b.begin()
	c.soon("the first are handed in", func() bool { return b.place.Next > bulkAhead && !b.busy })
	b.end()
	w.takes(func(n int) bool { return n%10 == 0 })
	c.soon("what became of them is there", func() bool { return b.count(bulkFailed) == 2 && b.count(bulkTold) == bulkAhead-2 && !b.busy })
	assert.Contains(t, b.summary(), "Stopped at")
	assert.Empty(t, c.waiting())

	b.retry()
	c.soon("the two are looked through", func() bool { return !b.begun && len(b.run.Rows) == 2 })
	require.Equal(t, 2, b.run.tells())
	b.begin()
	c.soon("they are handed in", func() bool { return b.done() && !b.busy })
	w.takes(nil)
	c.soon("they are told", func() bool { return b.count(bulkTold) == 2 && !b.busy })
}

func TestItStopsWhenCustomersComplain(t *testing.T) {
	w := gather(t)
	c := open(t, w.Factory, kit.Light, 1324)
	b := w.bring(c)
	b.begin()
	c.soon("the first are handed in", func() bool { return b.place.Next > bulkAhead && !b.busy })
	red := "RED"
	w.Add(storetest.Envelope{Channel: w.Channel}, &shop.NumberChanged{Quality: &red})
	w.takes(nil)
	c.soon("it stops", func() bool { return b.place.Paused && !b.busy })
	assert.Equal(t, stopStanding, b.place.Why)
	assert.Contains(t, b.warning(), "complain")
	b.pause(false)
	c.soon("the owner goes on", func() bool { w.takes(nil); return b.done() })
}
