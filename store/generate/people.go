package generate

import (
	"fmt"

	"mostrador/shop"
)

var pipeline = shop.Pipeline{
	{ID: "new", Name: "Nuevo", Update: "Hola {customer}, tenemos tu pedido {order}."},
	{ID: "baking", Name: "En el horno"},
	{ID: "ready", Name: "Listo", Update: "Hola {customer}, tu pedido {order} está listo."},
	{ID: "collected", Name: "Recogido", Final: true},
}

// begin opens the shop: its settings, its number, who works there and what they
// have at hand.
func (g *Generator) begin() {
	for range 3 {
		g.people = append(g.people, shop.PersonID{UUID: g.id(1)})
	}
	owner := envelope{author: shop.ByPerson, person: g.people[0]}
	prices := map[shop.Category]shop.Money{shop.CategoryService: euros(20), shop.CategoryUtility: euros(2), shop.CategoryMarketing: euros(6)}
	g.add(owner, &shop.ShopConfigured{Name: new("Horno Triana"), Locale: new("es"), Currency: new("EUR"), TimeZone: new("Europe/Madrid"),
		Country: new("ES"), Pipeline: &pipeline, FreePerMonth: new(1000), Prices: prices})
	g.add(owner, &shop.ChannelConnected{PhoneNumberID: "106540352242922", WABA: "waba1", Number: "+34 954 00 00 00", Name: "Horno Triana"})
	for i, name := range []string{"Ana", "Benito", "Chus"} {
		role := shop.Agent
		if i == 0 {
			role = shop.Owner
		}
		g.add(owner, &shop.PersonSaved{Person: g.people[i], Name: name, Role: role})
	}
	for _, l := range labels {
		id := shop.LabelID{UUID: g.id(7)}
		g.labels = append(g.labels, id)
		g.add(owner, &shop.LabelSaved{Label: id, Name: l.name, Tone: l.tone})
	}
	for _, r := range shortcut {
		g.add(owner, &shop.ReplySaved{Reply: shop.ReplyID{UUID: g.id(8)}, Shortcut: r.name, Text: r.text})
	}
	for _, name := range []string{"order_new", "order_ready"} {
		g.add(envelope{author: shop.ByPlatform}, &shop.TemplateChanged{WABA: "waba1", Template: shop.Template{Name: name, Language: "es",
			Category: shop.CategoryUtility, State: shop.TemplateApproved, Body: "Hola {{1}}, tu pedido {{2}}."}})
	}
}

// euros makes an amount of whole units and cents.
func euros(cents int64) shop.Money { return shop.Money{Micros: cents * 10_000, Currency: "EUR"} }

// meet makes a customer come up for the first time.
func (g *Generator) meet(t *thread) {
	share := g.random.IntN(100)
	t.language = &languages[0]
	for i := range languages {
		if share -= languages[i].share; share < 0 {
			t.language = &languages[i]
			break
		}
	}
	l := t.language
	t.phone = l.prefix
	for range l.digits {
		t.phone += fmt.Sprint(g.random.IntN(10))
	}
	t.customer = shop.CustomerByPhone(g.p.Shop, t.phone)
	t.id, t.begun = shop.ConversationFor(g.channel, t.customer), true
	seen := shop.CustomerSeenPersonal{Name: pick(g, l.first) + " " + pick(g, l.last), Identifiers: []shop.Identifier{
		{Kind: shop.IsPhone, Value: t.phone}, {Kind: shop.IsWaID, Value: t.phone[1:]}}}
	if g.chance(30) {
		seen.Name += " " + g.name()
	}
	g.add(t.customers(), &shop.CustomerSeen{Customer: t.customer, Personal: seen})
	g.know(t)
}

// know is what the shop writes down of some customers.
func (g *Generator) know(t *thread) {
	if g.chance(15) {
		fields := shop.CustomerFields{Place: new(pick(g, places))}
		if g.chance(20) {
			fields.Warning = new("Alergia a las nueces")
		}
		if g.chance(30) {
			fields.Name = new(pick(g, t.language.first) + " " + g.name())
		}
		g.add(g.ours(t), &shop.CustomerEdited{Customer: t.customer, Personal: fields})
	}
	if g.chance(20) {
		g.add(g.ours(t), &shop.CustomerLabelled{Customer: t.customer, Label: pick(g, g.labels), On: true})
	}
	if g.chance(60) {
		g.add(t.customers(), &shop.ConsentChanged{Customer: t.customer, Purpose: shop.OrderUpdates, Allowed: !g.chance(5), Source: "wrote"})
	}
}

func (t *thread) customers() envelope { return envelope{author: shop.ByCustomer, customer: t.customer} }
func (t *thread) platforms() envelope { return envelope{author: shop.ByPlatform, customer: t.customer} }
func (t *thread) relays() envelope    { return envelope{author: shop.ByRelay, customer: t.customer} }
func (g *Generator) ours(t *thread) envelope {
	return envelope{author: shop.ByPerson, person: pick(g, g.people), customer: t.customer}
}
