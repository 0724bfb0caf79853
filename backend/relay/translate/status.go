package translate

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/google/uuid"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

var deliveries = map[string]shop.Delivery{
	whatsapp.StatusSent: shop.DeliverySent, whatsapp.StatusDelivered: shop.DeliveryDelivered,
	whatsapp.StatusRead: shop.DeliveryRead, whatsapp.StatusPlayed: shop.DeliveryPlayed,
}

func (t *translation) status(s *whatsapp.Status) {
	delivery, known := deliveries[s.Status]
	message, customer := t.outgoing(s)
	if s.MessageID == "" || !known && s.Status != whatsapp.StatusFailed {
		t.kept(shop.ConversationID{}, customer)
		return
	}
	if s.Status == whatsapp.StatusFailed {
		t.failed(s, message, customer)
		return
	}
	body := &shop.MessageProgressed{Message: message, Ref: t.ref(s.MessageID), Delivery: delivery, Pricing: pricing(s.Pricing)}
	if (customer != shop.CustomerID{}) {
		body.Personal.Wamid = s.MessageID
		t.recognise(s, customer)
	}
	t.emit(fact{author: shop.ByPlatform, at: s.At, customer: customer, body: body})
}

// outgoing finds the message that a status is about: by our own id, which the
// platform gives back even when its answer to us was lost, else by its id. A
// forgotten customer is none.
func (t *translation) outgoing(s *whatsapp.Status) (shop.MessageID, shop.CustomerID) {
	id, ok := shop.MessageID{}, false
	if own, err := uuid.Parse(s.CallbackData); err == nil {
		id = shop.MessageID{UUID: own}
		m, known := t.facts.Message(id)
		ok = known && m.Outgoing
	}
	if !ok {
		id, ok = t.facts.MessageByRef(t.ref(s.MessageID))
	}
	if !ok {
		return shop.MessageID{}, shop.CustomerID{}
	}
	customer, _ := t.facts.CustomerOf(id)
	if who, known := t.facts.Customer(customer); !known || who.Forgotten {
		return id, shop.CustomerID{}
	}
	return id, customer
}

// recognise learns whom we wrote to: a message to a number tells the BSUID.
func (t *translation) recognise(s *whatsapp.Status, customer shop.CustomerID) {
	who := personOf(s.RecipientID, s.RecipientUserID, s.Contact)
	if s.RecipientType == "group" || !who.known() || t.taken(customer, who) || t.someoneElse(customer, who) {
		return
	}
	if who.phone != "" {
		// The number that the customer's own messages come from stays the one to
		// write to.
		if _, known := t.facts.Identified(waID(who.phone)); known {
			who.phone = ""
		}
	}
	t.learn(customer, who, s.At)
}

func (t *translation) failed(s *whatsapp.Status, message shop.MessageID, customer shop.CustomerID) {
	body := &shop.MessageFailed{Message: message, Ref: t.ref(s.MessageID)}
	if len(s.Errors) > 0 {
		body.Code, body.Details = s.Errors[0].Code, details(s.Errors[0])
	}
	t.emit(fact{author: shop.ByPlatform, at: s.At, customer: customer, body: body})
	if (customer != shop.CustomerID{}) && whatsapp.Policy(body.Code).Step == whatsapp.StepOptOut {
		t.consent(customer, shop.Offers, false, "platform", s.At)
	}
}

func details(e whatsapp.PlatformError) string {
	if e.Details != "" {
		return e.Details
	}
	return e.Message
}

func pricing(p *whatsapp.Pricing) *shop.Pricing {
	if p == nil {
		return nil
	}
	kind := p.Type
	if kind == "" && p.Model != "" { // the older way of billing by conversation has no type
		if kind = "free_customer_service"; p.Billable {
			kind = "regular"
		}
	}
	return &shop.Pricing{Type: kind, Category: shop.Category(p.Category), Model: p.Model}
}

// exact turns a decimal number into money without rounding.
func exact(number, currency string) (shop.Money, error) {
	if len(number) > 30 || strings.ContainsAny(number, "eE/") { // an exponent could ask for gigabytes of digits
		return shop.Money{}, fmt.Errorf("%w: %q", shop.ErrAmount, number)
	}
	value, ok := new(big.Rat).SetString(number)
	if !ok {
		return shop.Money{}, fmt.Errorf("%w: %q", shop.ErrAmount, number)
	}
	value.Mul(value, big.NewRat(1_000_000, 1))
	if !value.IsInt() || !value.Num().IsInt64() {
		return shop.Money{}, fmt.Errorf("%w: %q", shop.ErrAmount, number)
	}
	return shop.Money{Micros: value.Num().Int64(), Currency: strings.ToUpper(currency)}, nil
}
