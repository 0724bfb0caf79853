package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func thread(t *testing.T, f *storetest.Factory, c storetest.Customer) []store.ThreadItem {
	t.Helper()
	items, err := f.Store.Thread(ctx, store.ThreadQuery{Conversation: c.Conversation})
	require.NoError(t, err)
	return items
}

func only(t *testing.T, f *storetest.Factory, c storetest.Customer) store.ThreadItem {
	t.Helper()
	items := thread(t, f, c)
	require.Len(t, items, 1)
	return items[0]
}

func chat(t *testing.T, f *storetest.Factory, c storetest.Customer) store.ChatRow {
	t.Helper()
	row, err := f.Store.Chat(ctx, c.Conversation)
	require.NoError(t, err)
	return row
}

func steps(t *testing.T, f *storetest.Factory, id shop.MessageID) []string {
	t.Helper()
	ledger, err := f.Store.Ledger(ctx, id)
	require.NoError(t, err)
	names := make([]string, len(ledger))
	for i, step := range ledger {
		names[i] = step.Step
		require.False(t, step.At.IsZero())
	}
	return names
}

func TestRanksOnlyRise(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	m := f.Sends(lucia, "Está listo")
	f.Progresses(m, shop.DeliveryRead)
	f.Progresses(m, shop.DeliveryDelivered)
	f.Progresses(m, shop.DeliverySent)
	require.Equal(t, shop.RankRead, only(t, f, lucia).Rank)
	require.Equal(t, []string{"written", "queued", "claimed", "accepted", "read", "delivered", "sent"}, steps(t, f, m.ID))
}

func TestAStatusThatCameBeforeTheAnswerIsFoundLater(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	m := f.Queues(lucia, "Está listo")
	f.Claims(m)
	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.MessageProgressed{Ref: m.Ref, Delivery: shop.DeliveryDelivered})
	require.Equal(t, shop.RankClaimed, only(t, f, lucia).Rank)
	f.Accepts(m)
	require.Equal(t, shop.RankDelivered, only(t, f, lucia).Rank)
	size, err := f.Store.Size(ctx)
	require.NoError(t, err)
	require.Zero(t, size.Dangling)
}

func TestACallbackSettlesAnUnknown(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	m := f.Queues(lucia, "Está listo")
	f.Claims(m)
	f.Unsettles(m)
	require.Equal(t, shop.FlagUnknown, only(t, f, lucia).Flag)
	require.True(t, chat(t, f, lucia).Undelivered)
	counts, err := f.Store.Counts(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, counts.Failed)

	f.Progresses(m, shop.DeliverySent)
	item := only(t, f, lucia)
	require.Equal(t, shop.FlagNone, item.Flag)
	require.Equal(t, shop.RankSent, item.Rank)
	require.False(t, chat(t, f, lucia).Undelivered)

	f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.MessageProgressed{Ref: m.Ref, Delivery: shop.DeliveryRead})
	require.Equal(t, shop.RankRead, only(t, f, lucia).Rank, "the reference is known from the callback")
}

func TestAFailureStandsUntilSomeoneSeesToIt(t *testing.T) {
	f := storetest.New(t)
	marta := f.Customer("Marta Vidal")
	m := f.Sends(marta, "Leaves at 11")
	f.Fails(m, 131047)
	item := only(t, f, marta)
	require.Equal(t, shop.FlagFailed, item.Flag)
	require.Equal(t, 131047, item.Code)
	failed, err := f.Store.Failed(ctx, 10)
	require.NoError(t, err)
	require.Len(t, failed, 1)
	require.Equal(t, "Marta Vidal", failed[0].Name)

	f.Sends(marta, "Leaves at 11, again")
	failed, err = f.Store.Failed(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, failed)
	require.Equal(t, shop.FlagFailed, thread(t, f, marta)[0].Flag, "it still did not arrive")
}

func TestWhatIsOnThePhoneDidNotFail(t *testing.T) {
	f := storetest.New(t)
	marta := f.Customer("Marta")
	m := f.Sends(marta, "Leaves at 11")
	f.Progresses(m, shop.DeliveryDelivered)
	f.Fails(m, 131026)
	require.Equal(t, shop.FlagNone, only(t, f, marta).Flag)
	require.Contains(t, steps(t, f, m.ID), "failed")
}

func TestThePostponedSayWhenAndTheRefusedWhy(t *testing.T) {
	f := storetest.New(t)
	marta := f.Customer("Marta")
	m := f.Queues(marta, "Hola")
	f.Claims(m)
	until := f.Now.Add(time.Minute)
	f.Add(storetest.Envelope{Customer: marta.ID}, &shop.MessagePostponed{Message: m.ID, Attempt: 1, Until: until, Code: 131056})
	require.Equal(t, until, only(t, f, marta).RetryAt)
	f.Add(storetest.Envelope{Customer: marta.ID}, &shop.MessageRefused{Message: m.ID, Reason: shop.ReasonWindowClosed})
	item := only(t, f, marta)
	require.Equal(t, shop.FlagRefused, item.Flag)
	require.Equal(t, shop.ReasonWindowClosed, item.Reason)
	require.True(t, item.RetryAt.IsZero())
}

func TestTheMonthCountsWhatArrived(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	for range 3 {
		m := f.Sends(lucia, "hola")
		f.Progresses(m, shop.DeliveryDelivered)
		f.Progresses(m, shop.DeliveryRead)
	}
	m := f.QueuesBody(lucia, &shop.MessageQueued{Type: shop.TypeTemplate, Category: shop.CategoryUtility})
	f.Accepts(m)
	for range 2 {
		f.Add(storetest.Envelope{Customer: lucia.ID}, &shop.MessageProgressed{Message: m.ID, Ref: m.Ref, Delivery: shop.DeliveryDelivered,
			Pricing: &shop.Pricing{Type: "regular", Category: shop.CategoryUtility}})
	}
	info, err := f.Store.Shop(ctx)
	require.NoError(t, err)
	require.Equal(t, 997, info.Channels[0].FreeLeft)
	require.Equal(t, storetest.Euros(0, 2), info.Channels[0].Spent)
	price, left, known := info.Price(f.Channel, shop.CategoryService)
	require.True(t, known)
	require.Zero(t, price.Micros)
	require.Equal(t, 997, left)

	f.Tick(31 * 24 * time.Hour)
	info, err = f.Store.Shop(ctx)
	require.NoError(t, err)
	require.Equal(t, 1000, info.Channels[0].FreeLeft, "a new month")
}
