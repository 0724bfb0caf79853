package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func numbers(rows []store.OrderRow) []string {
	all := []string{}
	for _, row := range rows {
		all = append(all, row.Number)
	}
	return all
}

func TestTheBoardLeadsWithWhatIsDue(t *testing.T) {
	f := storetest.New(t)
	s := f.Store
	carmen, lucia := f.Customer("Carmen"), f.Customer("Lucía")
	late := f.Order(carmen)
	f.Order(lucia)
	due := f.Now.Add(48 * time.Hour)
	f.Add(storetest.Envelope{Customer: carmen.ID}, &shop.OrderEdited{OrderID: late, Due: &due})

	column, err := s.OrdersByStatus(ctx, "new", nil, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"1002", "1001"}, numbers(column))
	require.Equal(t, "Lucía", column[0].Name)
	require.Equal(t, storetest.Euros(18, 40), column[0].Total)
	next, err := s.OrdersByStatus(ctx, "new", &column[0].Key, 10)
	require.NoError(t, err)
	require.Equal(t, []string{"1001"}, numbers(next))
	for sort, want := range map[store.OrderSort][]string{store.ByDue: {"1002", "1001"}, store.ByNumber: {"1002", "1001"}} {
		rows, err := s.OrderTable(ctx, sort, nil, 1)
		require.NoError(t, err)
		more, err := s.OrderTable(ctx, sort, &rows[0].Key, 10)
		require.NoError(t, err)
		require.Equal(t, want, append(numbers(rows), numbers(more)...), sort)
	}

	f.Moves(lucia, column[0].ID, "new", "collected")
	counts, err := s.Counts(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, counts.OrdersOpen)
	card, err := s.Customer(ctx, lucia.ID)
	require.NoError(t, err)
	require.Empty(t, card.OpenOrders)
	require.Equal(t, []string{"1002"}, numbers(card.Earlier))
	found, err := s.OrderByNumber(ctx, 1001)
	require.NoError(t, err)
	require.Equal(t, late, found)
}

func TestADayAddsUp(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	f.Queues(lucia, "buenos días")
	f.Queues(lucia, "¿qué tal?")
	pan := func(n int64) shop.Item { return shop.Item{Name: "Pan", Quantity: n, Price: storetest.Euros(2, 0)} }
	f.Order(lucia, pan(2))
	f.Order(lucia, pan(3), shop.Item{Name: "Tarta", Quantity: 1, Price: storetest.Euros(20, 0)})
	gone := f.Order(lucia, pan(100))
	f.Moves(lucia, gone, "new", "collected")

	lines, err := f.Store.ToBake(ctx, f.Now.Add(24*time.Hour))
	require.NoError(t, err)
	require.Equal(t, []store.BakeLine{{Item: "Pan", Quantity: 5, Orders: 2}, {Item: "Tarta", Quantity: 1, Orders: 1}}, lines)
	none, err := f.Store.ToBake(ctx, f.Now)
	require.NoError(t, err)
	require.Empty(t, none)

	today, err := f.Store.Today(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, today.Received)
	require.Equal(t, 2, today.Sent)
	require.Zero(t, today.DueToday)
	f.Tick(24*time.Hour + time.Hour)
	today, err = f.Store.Today(ctx)
	require.NoError(t, err)
	require.Zero(t, today.Received)
	require.Equal(t, 3, today.DueToday)
	require.Equal(t, 2, today.DueLeft)
	require.Equal(t, 2, today.DueLate)
	require.Equal(t, storetest.Euros(230, 0), today.Turnover)
}

func TestAWithheldUpdateSaysWhy(t *testing.T) {
	f := storetest.New(t)
	rafa := f.Customer("Rafa Núñez")
	order := f.Order(rafa)
	f.Consents(rafa, shop.OrderUpdates, false)
	f.Add(storetest.Envelope{Customer: rafa.ID}, &shop.UpdateWithheld{Update: shop.UpdateKey{Order: order, Status: "new", Customer: rafa.ID},
		Reason: shop.ReasonOptedOut})
	card, err := f.Store.Order(ctx, order)
	require.NoError(t, err)
	require.Equal(t, store.ToldWithheld, card.Told.State)
	require.Equal(t, shop.ReasonOptedOut, card.Told.Reason)
	in, _, err := f.Store.UpdateInput(ctx, order, "ready", f.Now, store.Writing{})
	require.NoError(t, err)
	require.Equal(t, shop.ReasonOptedOut, shop.PlanUpdate(in).Reason)
}

func TestOutsideTheWindowAnUpdateNeedsItsTemplate(t *testing.T) {
	f := storetest.New(t)
	manuel := f.Customer("Manuel Soto")
	f.Receives(manuel, "hola")
	order := f.Order(manuel)
	f.Consents(manuel, shop.OrderUpdates, true)
	f.Tick(48 * time.Hour)
	in, _, err := f.Store.UpdateInput(ctx, order, "ready", f.Now, store.Writing{})
	require.NoError(t, err)
	plan := shop.PlanUpdate(in)
	require.Equal(t, shop.ByTemplate, plan.Way)
	require.Equal(t, "Hi Manuel, your order 1001 is ready to collect.", plan.Text)
}

func TestAWaitingOrderStandsOnTheBoardWithoutANumber(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	id := shop.OrderID{UUID: say(f, lucia, "").Message.UUID}
	f.Do(&shop.OpenOrder{Order: id, Customer: lucia.ID, Content: shop.Order{Items: []shop.Item{{Name: "Pan", Quantity: 2, Price: storetest.Euros(2, 0)}}}})
	edited := storetest.Euros(0, 0)
	f.Do(&shop.EditOrder{Order: id, Payment: &shop.Payment{State: shop.Deposit, Amount: edited}})
	rows, err := f.Store.OrdersByStatus(ctx, "new", nil, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.True(t, rows[0].Waiting)
	require.Empty(t, rows[0].Number)
	require.Equal(t, storetest.Euros(4, 0), rows[0].Total)
	require.Equal(t, shop.Deposit, rows[0].Payment.State)
	require.Equal(t, "Lucía", rows[0].Name)
}
