package store_test

import (
	"encoding/json"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"mostrador/shop"
	"mostrador/store/storetest"
)

// history makes a shop's life by chance: customers who write late and out of
// order, statuses that come before what they speak of, orders, merges, and now
// and then a kind of event that nobody knows yet.
type history struct {
	*storetest.Factory
	t         *rapid.T
	customers []storetest.Customer
	messages  []storetest.Message
	received  []storetest.Message
	orders    []shop.OrderID
	labels    []shop.LabelID
	base      time.Time
}

// rapidTB gives the factory what it needs of a test.
type rapidTB struct{ *rapid.T }

func (rapidTB) TempDir() string { panic("no files here") }
func (rapidTB) Cleanup(func())  {}

func newHistory(t *rapid.T) *history {
	h := &history{Factory: storetest.Collect(rapidTB{t}), t: t, base: storetest.Start}
	h.labels = append(h.labels, h.Label("Regular", "accent"))
	h.customers = append(h.customers, h.Customer("Lucía Martín"), h.Customer("Javier Ruiz"))
	return h
}

func (h *history) live(steps int) {
	for range steps {
		h.step(rapid.IntRange(0, 28).Draw(h.t, "step"))
	}
}

func pick[T any](t *rapid.T, from []T, what string) T {
	return from[rapid.IntRange(0, len(from)-1).Draw(t, what)]
}

func (h *history) step(n int) {
	h.Tick(time.Duration(rapid.IntRange(0, 90).Draw(h.t, "seconds")) * time.Second)
	c := pick(h.t, h.customers, "customer")
	switch {
	case n < 7:
		late := time.Duration(rapid.IntRange(0, 600).Draw(h.t, "late")) * time.Second
		m := h.ReceivesAt(c, fmt.Sprintf("hola %d", h.Position()), h.Now.Add(-late))
		h.messages, h.received = append(h.messages, m), append(h.received, m)
	case n < 11:
		h.messages = append(h.messages, h.Queues(c, "buenos días"))
	case n < 18:
		h.onMessage(n)
	case n < 21:
		h.onConversation(n, c)
	case n < 24:
		h.onOrder(n, c)
	case n < 26:
		h.rare(c)
	default:
		h.onPhone(c)
	}
}

func (h *history) onMessage(n int) {
	if len(h.messages) == 0 {
		return
	}
	m := pick(h.t, h.messages, "message")
	deliveries := []shop.Delivery{shop.DeliverySent, shop.DeliveryDelivered, shop.DeliveryRead, shop.DeliveryPlayed}
	switch n {
	case 11:
		h.Claims(m)
	case 12:
		h.Accepts(m)
	case 13:
		h.Progresses(m, pick(h.t, deliveries, "delivery"))
	case 14: // by the platform's reference only: perhaps before it is known
		h.Add(storetest.Envelope{Author: shop.Author{Kind: shop.ByPlatform}, Customer: m.To.ID}, &shop.MessageProgressed{
			Ref: m.Ref, Delivery: pick(h.t, deliveries, "delivery"), Pricing: &shop.Pricing{Type: "regular", Category: shop.CategoryService}})
	case 15:
		h.Fails(m, 131026)
	case 16:
		h.Unsettles(m)
	default:
		h.onReceived(m)
	}
}

func (h *history) onReceived(m storetest.Message) {
	by := storetest.Envelope{Author: shop.Author{Kind: shop.ByCustomer}, Customer: m.To.ID, Channel: h.Channel}
	switch rapid.IntRange(0, 3).Draw(h.t, "change") {
	case 0:
		h.Add(by, &shop.MessageReacted{Conversation: m.To.Conversation, Target: m.Ref, Personal: shop.MessageReactedPersonal{Emoji: "👍"}})
	case 1:
		h.Add(by, &shop.MessageEdited{Conversation: m.To.Conversation, Target: m.Ref,
			Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "mejor tres"}}})
	case 2:
		h.Add(by, &shop.MessageRevoked{Conversation: m.To.Conversation, Target: m.Ref})
	default:
		h.Add(by, &shop.MessageRefused{Message: m.ID, Reason: shop.ReasonWindowClosed})
	}
}

func (h *history) onConversation(n int, c storetest.Customer) {
	switch n {
	case 18:
		upTo := rapid.Uint64Range(0, uint64(h.Position())).Draw(h.t, "up to")
		h.Add(storetest.Envelope{Customer: c.ID}, &shop.ConversationRead{Conversation: c.Conversation, UpTo: shop.Position(upTo)})
	case 19:
		h.Marks(c, pick(h.t, []shop.ConversationState{shop.Open, shop.Done, shop.Snoozed}, "state"), h.Now.Add(24*time.Hour))
	default:
		h.Notes(c, "paga por transferencia")
	}
}

func (h *history) onOrder(n int, c storetest.Customer) {
	if n == 21 || len(h.orders) == 0 {
		h.orders = append(h.orders, h.Order(c))
		return
	}
	order := pick(h.t, h.orders, "order")
	switch n {
	case 22:
		h.Moves(c, order, "new", pick(h.t, storetest.Pipeline, "status").ID)
	default:
		notes := "sin nueces"
		h.Add(storetest.Envelope{Customer: c.ID}, &shop.OrderEdited{OrderID: order, Payment: &shop.Payment{State: shop.Paid},
			Personal: shop.OrderEditPersonal{Notes: &notes}})
		h.messages = append(h.messages, h.Tells(c, order, "ready", "ya está"))
	}
}

func (h *history) rare(c storetest.Customer) {
	switch rapid.IntRange(0, 7).Draw(h.t, "rare") {
	case 0:
		h.customers = append(h.customers, h.Customer(fmt.Sprintf("Cliente %d", h.Position())))
	case 1:
		h.Add(storetest.Envelope{Customer: c.ID}, &shop.CustomerMerged{From: c.ID, Into: pick(h.t, h.customers, "into").ID})
	case 2:
		h.Add(storetest.Envelope{Customer: c.ID}, &shop.CustomerUnmerged{From: c.ID})
	case 3:
		h.Labels(c, h.labels[0])
	case 4:
		h.Consents(c, shop.OrderUpdates, rapid.Bool().Draw(h.t, "allowed"))
	case 5:
		name := "Lucía la del tercero"
		h.Add(storetest.Envelope{Customer: c.ID}, &shop.CustomerEdited{Customer: c.ID, Personal: shop.CustomerFields{Name: &name}})
	case 6:
		h.Add(storetest.Envelope{Customer: c.ID}, &unknownBody{})
	default:
		h.Add(storetest.Envelope{Customer: c.ID}, &shop.CustomerForgotten{Customer: c.ID})
	}
}

// unknownBody is a kind of a later version.
type unknownBody struct{}

func (*unknownBody) Kind() shop.Kind              { return "moon.landed" }
func (*unknownBody) Version() int                 { return 1 }
func (*unknownBody) MarshalJSON() ([]byte, error) { return json.Marshal(map[string]int{"craters": 3}) }
