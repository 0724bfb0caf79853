package inbox

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
)

// bakery is the shop of the design's pictures, on Friday 6 November 2026,
// 10:42 in Sevilla.
type bakery struct {
	*storetest.Factory
	carmen, javier, lucia, ana, taberna, manuel, pilar, hotel, marta, rafa, escuela storetest.Customer
	lucia2                                                                          storetest.Message
	order1042, order1041                                                            shop.OrderID
	failed, told                                                                    storetest.Message
}

func ptr[T any](v T) *T { return &v }

func fill(t testing.TB) *bakery {
	b := &bakery{Factory: storetest.New(t)}
	noon := time.Date(2026, 11, 6, 0, 0, 0, 0, madrid(t))
	day := func(days int, clock time.Duration) { b.Now = noon.AddDate(0, 0, days).Add(clock).UTC() }
	h := func(hours, minutes int) time.Duration {
		return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	}
	pipeline := shop.Pipeline{
		{ID: "new", Name: "New"}, {ID: "baking", Name: "Baking"},
		{ID: "ready", Name: "Ready", Update: "Hi {customer}, your order {order} is ready to collect.", Template: "order_ready", Parameters: []string{"{customer}", "{order}", "{until_what_time}"}},
		{ID: "collected", Name: "Collected", Final: true},
	}
	b.Configure(shop.ShopConfigured{Pipeline: &pipeline})
	b.Add(storetest.Envelope{}, &shop.TemplateChanged{WABA: "waba1", Template: shop.Template{Name: "order_ready", Title: "Order ready", Language: "es",
		Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hi {{1}}, your order {{2}} is ready to collect until {{3}}."}})
	b.Add(storetest.Envelope{}, &shop.TemplateChanged{WABA: "waba1", Template: shop.Template{Name: "question", Title: "A question about your order", Language: "es",
		Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hi {{1}}, we have a question about your order. Please answer when you can."}})
	b.Add(storetest.Envelope{}, &shop.TemplateChanged{WABA: "waba1", Template: shop.Template{Name: "closed", Title: "We are closed on…", Language: "es",
		Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hi {{1}}, we are closed on {{2}}.", Samples: []string{"Ana", "Monday"}}})
	b.Reply("hours", "We open Monday to Saturday, 8:00 to 20:30, and Sunday until 14:00.")
	b.Reply("howto", "Hi {customer}, to order, send us the list and the pick-up time.")
	b.Reply("holiday", "We close on {holiday}. Orders for that day leave the day before.")
	b.Reply("ready", "Hi {customer}, your order {order} is ready. It is {total}.")
	b.people(day, h)
	b.luciaStory(t, day, h)
	day(0, h(10, 38))
	b.Receives(b.javier, "Hello! Are you open?")
	b.Receives(b.javier, "Do you deliver to Calle Feria?")
	day(0, h(10, 42))
	b.Receives(b.lucia, "Perfect, thank you! 😊")
	require.NoError(t, b.Store.SaveDraft(context.Background(), b.hotel.Conversation, "The invoice for October is", shop.MessageID{}))
	return b
}

func (b *bakery) people(day func(int, time.Duration), h func(int, int) time.Duration) {
	named := func(name string) storetest.Customer { return b.Customer(name) }
	day(-8, h(9, 0))
	b.escuela = named("Escuela San Isidro")
	b.rafa, b.marta, b.hotel, b.pilar = named("Rafa Núñez"), named("Marta Vidal"), named("Hotel Doña María"), named("Pilar Gómez")
	b.manuel, b.taberna, b.ana = named("Manuel Soto"), named("Taberna El Rinconcillo"), named("Ana Belén Torres")
	b.lucia, b.javier, b.carmen = named("Lucía Martín"), named("Javier Ruiz"), named("Carmen Prieto")
	day(-2, h(9, 0))
	b.Receives(b.escuela, "60 bollitos please")
	m := b.Sends(b.escuela, "60 bollitos confirmed")
	b.Progresses(m, shop.DeliveryRead)
	b.Reads(b.escuela)
	b.Receives(b.rafa, "No updates please")
	b.Consents(b.rafa, shop.OrderUpdates, false)
	b.Sends(b.rafa, "Of course")
	b.Reads(b.rafa)
	b.Receives(b.marta, "When does it leave?")
	b.Fails(b.Sends(b.marta, "Leaves at 11"), 131026)
	b.Reads(b.marta)
	b.Receives(b.hotel, "And the invoice?")
	b.Sends(b.hotel, "In a moment")
	b.Reads(b.hotel)
	day(-2, h(11, 20))
	b.Receives(b.manuel, "Can I have two empanadas for Monday?")
	b.Consents(b.manuel, shop.OrderUpdates, true)
	day(-2, h(11, 22))
	b.Progresses(b.Sends(b.manuel, "Of course, Manuel. Tuna or meat?"), shop.DeliveryRead)
	b.order1041 = b.Order(b.manuel, shop.Item{Name: "Empanada", Quantity: 2, Price: storetest.Euros(9, 50)})
	b.Moves(b.manuel, b.order1041, "new", "baking")
	b.Reads(b.manuel)
	day(-1, h(12, 0))
	b.failed = b.Sends(b.manuel, "Shall I keep them for you?")
	b.Fails(b.failed, failedWindow)
	b.ReceivesContent(b.pilar, shop.TypeImage, shop.Content{Media: &shop.Media{Hash: "aa01", MIME: "image/jpeg", Size: 240_000, Width: 1200, Height: 800}}, b.Now)
	b.Reads(b.pilar)
	b.Marks(b.pilar, shop.Done, time.Time{})
	day(-1, h(11, 52))
	b.Receives(b.ana, "Is it out of the oven?")
	day(0, h(9, 12))
	b.ReceivesContent(b.carmen, shop.TypeVoice, shop.Content{Media: &shop.Media{Hash: "aa02", MIME: "audio/ogg", Seconds: 14}}, b.Now)
	day(0, h(9, 20))
	b.Receives(b.taberna, "Order 1043 · 40 mollete, 12 chapata")
	b.Reads(b.taberna)
	b.Sends(b.taberna, "Thank you")
	day(0, h(9, 51))
	b.Sends(b.ana, "It leaves the oven at eleven")
	b.Reads(b.ana)
}

func (b *bakery) luciaStory(t testing.TB, day func(int, time.Duration), h func(int, int) time.Duration) {
	day(-4, h(9, 0))
	b.Consents(b.lucia, shop.OrderUpdates, true)
	for range 2 {
		o := b.Order(b.lucia)
		b.Moves(b.lucia, o, "new", "collected")
	}
	b.Labels(b.lucia, b.Label("Regular", "accent"))
	b.Labels(b.lucia, b.Label("Pays by transfer", "info"))
	b.Add(storetest.Envelope{Customer: b.lucia.ID}, &shop.CustomerEdited{Customer: b.lucia.ID,
		Personal: shop.CustomerFields{Place: ptr("Sevilla"), Warning: ptr("No walnuts in anything (allergy).")}})
	for _, hash := range []string{"bb01", "bb02", "bb03"} {
		b.ReceivesContent(b.lucia, shop.TypeImage, shop.Content{Media: &shop.Media{Hash: hash, MIME: "image/jpeg", Size: 90_000, Width: 900, Height: 900}}, b.Now)
	}
	day(0, h(10, 30))
	b.Receives(b.lucia, "Hi! Good morning 👋 Is my order for tomorrow confirmed?")
	day(0, h(10, 31))
	b.lucia2 = b.Receives(b.lucia, "The one with two chapatas and the apple pie")
	day(0, h(10, 33))
	m := b.QueuesBody(b.lucia, &shop.MessageQueued{Type: shop.TypeText, Category: shop.CategoryService, Quotes: b.lucia2.ID,
		Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "Confirmed, Lucía. We bake it tonight and it is yours from 9:00."}}})
	b.Accepts(m)
	b.Progresses(m, shop.DeliveryRead)
	b.Notes(b.lucia, "she pays by transfer, check before handing over")
	day(0, h(9, 0))
	b.order1042 = b.Order(b.lucia)
	day(0, h(10, 39))
	b.Moves(b.lucia, b.order1042, "new", "ready")
	day(0, h(10, 40))
	b.told = b.Tells(b.lucia, b.order1042, "ready", "Hi Lucía, your order 1042 is ready to collect.")
	b.Accepts(b.told)
	b.Progresses(b.told, shop.DeliveryRead)
	b.Reads(b.lucia)
	require.NotNil(t, b.Store)
}
