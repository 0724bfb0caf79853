package inbox

import (
	"net/url"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// orderLink begins the link of an order's number.
const orderLink = "order:"

// orderTerms are the numbers of a customer's orders, as they may be named in a
// message.
func orderTerms(card store.CustomerCard) []kit.Term {
	var terms []kit.Term
	for _, orders := range [][]store.OrderRow{card.OpenOrders, card.Earlier} {
		for _, o := range orders {
			if len(o.Number) > 1 { // a lone digit is hardly an order
				terms = append(terms, kit.Term{Text: o.Number, Link: orderLink + o.Number})
			}
		}
	}
	return terms
}

func (r *Room) openOrder(number string) {
	card := r.side.card
	for _, orders := range [][]store.OrderRow{card.OpenOrders, card.Earlier} {
		for _, o := range orders {
			if o.Number == number && (o.ID != shop.OrderID{}) {
				r.d.Go(desk.Place{Room: desk.Orders, Order: o.ID})
				return
			}
		}
	}
}

// phoneMenu offers what can be done with a number that was written.
func (r *Room) phoneMenu(number string) {
	canvas := r.canvas()
	kit.ShowMenu(canvas, kit.PressedAt(), []kit.MenuItem{
		{Label: say("inbox.phone.copy", "Number", number), Icon: "copy", OnTapped: func() { r.copied(number) }},
		{Label: say("inbox.phone.call"), Icon: "phone", OnTapped: func() { r.openURL(&url.URL{Scheme: "tel", Opaque: number}) }},
	})
}
