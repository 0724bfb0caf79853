package orders

import (
	"strconv"
	"testing"
	"time"

	"mostrador/shop"
	"mostrador/store/storetest"
)

// bakery is the shop of the design's pictures, on Friday 20 November 2026,
// 10:42 in Sevilla.
type bakery struct {
	*storetest.Factory
	midnight time.Time
	ids      map[int]shop.OrderID
	who      map[int]storetest.Customer
}

func at(hours, minutes int) time.Duration {
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
}

type told int

const (
	notTold told = iota
	toldAndRead
	notArrived
	noUpdates
)

type made struct {
	number  int
	name    string
	status  shop.StatusID
	due     time.Duration // from midnight
	items   []shop.Item
	payment shop.Payment
	told    told
	closed  bool // the reply window is closed
}

func item(n int64, name string, cents int64) shop.Item {
	return shop.Item{Name: name, Quantity: n, Price: storetest.Euros(0, cents)}
}

var pipeline = shop.Pipeline{
	{ID: "new", Name: "New", Update: "Hi {customer}, we have your order {order}."},
	{ID: "baking", Name: "Baking", Update: "Hi {customer}, order {order} is in the oven."},
	{ID: "ready", Name: "Ready", Update: "Hi {customer}, your order {order} is ready to collect until 20:30.", Template: "order_ready", Parameters: []string{"{customer}", "{order}"}},
	{ID: "way", Name: "On its way", Update: "Hi {customer}, order {order} is on its way."},
	{ID: "collected", Name: "Collected", Final: true},
}

func fill(t *testing.T) *bakery {
	b := &bakery{Factory: storetest.New(t), ids: map[int]shop.OrderID{}, who: map[int]storetest.Customer{}}
	b.midnight = time.Date(2026, 11, 20, 0, 0, 0, 0, madrid(t))
	b.Now = b.midnight.Add(at(9, 0)).UTC()
	b.Configure(shop.ShopConfigured{Pipeline: &pipeline})
	b.Add(storetest.Envelope{}, &shop.TemplateChanged{WABA: "waba1", Template: shop.Template{Name: "order_ready", Title: "Order ready", Language: "es",
		Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hi {{1}}, your order {{2}} is ready to collect until 20:30."}})
	unpaid, paid, invoice := shop.Payment{State: shop.Unpaid}, shop.Payment{State: shop.Paid}, shop.Payment{State: shop.Invoice}
	for _, m := range []made{
		{1036, "Ana Belén Torres", "way", at(11, 30), []shop.Item{item(1, "Pan de centeno", 420)}, paid, toldAndRead, false},
		{1039, "Escuela San Isidro", "ready", at(11, 0), []shop.Item{item(60, "Bollito", 75)}, paid, notArrived, false},
		{1040, "Rafa Núñez", "baking", at(9, 30), []shop.Item{item(1, "Hogaza", 380)}, unpaid, noUpdates, false},
		{1041, "Manuel Soto", "baking", at(13, 0), []shop.Item{item(2, "Empanada", 950)}, paid, notTold, true},
		{1042, "Lucía Martín", "ready", at(33, 0), []shop.Item{item(2, "Chapata", 320), item(1, "Apple pie", 1200)}, unpaid, toldAndRead, false},
		{1043, "Taberna El Rinconcillo", "baking", at(14, 0), []shop.Item{item(40, "Mollete", 130), item(12, "Chapata", 160)}, invoice, toldAndRead, false},
		{1044, "Carmen Prieto", "baking", at(12, 30), []shop.Item{item(3, "Hogaza", 380)}, paid, toldAndRead, false},
		{1045, "Pilar Gómez", "new", at(60, 0), []shop.Item{item(1, "Tarta de queso", 2200)}, shop.Payment{State: shop.Deposit, Amount: storetest.Euros(10, 0)}, toldAndRead, false},
		{1046, "Hotel Doña María", "new", at(31, 0), []shop.Item{item(80, "Mollete", 120)}, invoice, toldAndRead, false},
		{1047, "Javier Ruiz", "new", at(34, 0), []shop.Item{item(1, "Roscón", 1550), item(6, "Bollo", 200)}, unpaid, notTold, false},
	} {
		b.make(m)
	}
	for i := range 38 {
		c := b.Customer("Vecina " + strconv.Itoa(i))
		b.ids[900+i] = b.open(c, made{number: 900 + i, due: at(8, i), items: []shop.Item{item(1, "Hogaza", 380)}, payment: paid})
		b.Moves(c, b.ids[900+i], "new", "collected")
	}
	b.Now = b.midnight.Add(at(10, 42)).UTC()
	return b
}

func (b *bakery) open(c storetest.Customer, m made) shop.OrderID {
	total, _ := shop.Sum(m.items)
	id := shop.OrderID{UUID: b.Command(&shop.ReadConversation{}).ID.UUID}
	b.Add(storetest.Envelope{Channel: b.Channel, Customer: c.ID}, &shop.OrderOpened{OrderID: id, Number: strconv.Itoa(m.number), Status: "new", Customer: c.ID,
		Order: shop.Order{Items: m.items, Due: b.midnight.Add(m.due).UTC(), Payment: m.payment, Total: total}})
	return id
}

func (b *bakery) make(m made) {
	c := b.Customer(m.name)
	b.who[m.number] = c
	wrote := b.Now.Add(-time.Hour)
	if m.closed {
		wrote = b.Now.Add(-48 * time.Hour)
	}
	b.ReceivesAt(c, "Hola", wrote)
	b.Consents(c, shop.OrderUpdates, m.told != noUpdates)
	id := b.open(c, m)
	b.ids[m.number] = id
	if m.status != "new" {
		b.Moves(c, id, "new", m.status)
	}
	switch m.told {
	case toldAndRead:
		message := b.Tells(c, id, m.status, "told")
		b.Claims(message)
		b.Accepts(message)
		b.Progresses(message, shop.DeliveryRead)
	case notArrived:
		message := b.Tells(c, id, m.status, "told")
		b.Claims(message)
		b.Accepts(message)
		b.Fails(message, 131026)
	case noUpdates:
		b.Add(storetest.Envelope{Channel: b.Channel, Customer: c.ID}, &shop.UpdateWithheld{
			Update: shop.UpdateKey{Order: id, Status: m.status, Customer: c.ID}, Reason: shop.ReasonOptedOut})
	}
}
