package generate

import (
	"fmt"
	"time"

	"mostrador/shop"
)

// openOrder is an order that is not collected yet.
type openOrder struct {
	id     shop.OrderID
	thread int // index
	at     int // its place in the pipeline
	number string
}

// around is what happens beside a message: reactions, notes, orders, and that a
// conversation is done.
func (g *Generator) around(t *thread) {
	if g.chance(3) && (t.lastRef != shop.PlatformRef{}) {
		g.add(t.customers(), &shop.MessageReacted{Conversation: t.id, Target: t.lastRef,
			Personal: shop.MessageReactedPersonal{Emoji: pick(g, emoji)}})
	}
	if g.random.IntN(250) == 0 {
		text := g.phrase(t.language, pick(g, notes))
		g.texts += int64(len(text))
		g.add(g.ours(t), &shop.NoteAdded{Note: shop.NoteID{UUID: g.id(6)}, Conversation: t.id, Personal: shop.NotePersonal{Text: text}})
	}
	if g.random.IntN(80) == 0 {
		g.order(t)
	}
	for g.due() {
		g.move()
	}
	if !t.done && g.chance(8) {
		t.done = true
		g.add(g.ours(t), &shop.ConversationMarked{Conversation: t.id, State: shop.Done})
	}
}

// due keeps as many orders open as a bakery has.
func (g *Generator) due() bool { return len(g.open) > 60 }

func (g *Generator) order(t *thread) {
	g.orders++
	items := make([]shop.Item, 1+g.random.IntN(3))
	for i := range items {
		items[i] = shop.Item{Name: pick(g, products), Quantity: int64(1 + g.random.IntN(6)), Price: euros(int64(120 + g.random.IntN(2400)))}
	}
	total, err := shop.Sum(items)
	if err != nil && g.err == nil {
		g.err = err
	}
	order := shop.Order{Items: items, Due: g.now.Add(time.Duration(4+g.random.IntN(72)) * time.Hour), Total: total, Payment: shop.Payment{State: shop.Unpaid}}
	personal := shop.OrderPersonal{}
	if g.chance(30) {
		order.Delivery, personal.Address = true, fmt.Sprintf("Calle %s %d", g.name(), 1+g.random.IntN(90))
		order.Tracking = fmt.Sprintf("PQ%08dES", g.random.IntN(100_000_000))
	}
	if g.chance(20) {
		personal.Notes = g.phrase(t.language, pick(g, notes))
	}
	if g.chance(60) {
		order.Payment = shop.Payment{State: shop.Paid, Method: "transferencia"}
	}
	o := openOrder{id: shop.OrderID{UUID: g.id(9)}, thread: t.index, number: fmt.Sprint(1000 + g.orders)}
	g.add(g.ours(t), &shop.OrderOpened{OrderID: o.id, Number: o.number, Status: pipeline[0].ID, Customer: t.customer, Order: order, Personal: personal})
	g.open = append(g.open, o)
}

// move takes the oldest order a step on, and tells its customer where the
// status has words.
func (g *Generator) move() {
	o := g.open[0]
	g.open = g.open[1:]
	t := &g.threads[o.thread]
	from, to := pipeline[o.at], pipeline[o.at+1]
	g.add(g.ours(t), &shop.OrderMoved{OrderID: o.id, From: from.ID, To: to.ID})
	if to.Update != "" {
		g.made++
		g.send(t, &shop.MessageQueued{Message: shop.MessageID{UUID: g.id(5)}, Conversation: t.id, Type: shop.TypeText, Category: shop.CategoryUtility,
			Update:   &shop.UpdateKey{Order: o.id, Status: to.ID, Customer: t.customer},
			Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: "Hola, tu pedido " + o.number + " está listo."}}})
	}
	if o.at++; !to.Final {
		g.open = append(g.open, o)
	}
}
