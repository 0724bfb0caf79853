package shop

import (
	"time"
)

// Way is how a message may leave.
type Way string

// The ways.
const (
	FreeForm   Way = "free_form"
	ByTemplate Way = "template"
)

// Sending is a message about to be queued, or about to leave: the rules are
// asked at both moments, because the window may have closed in between.
type Sending struct {
	Message  MessageID
	Channel  ChannelID
	Customer CustomerID
	Type     MessageType
	Content  Content
	Category Category
	Update   *UpdateKey
	Again    bool
}

// MayLeave asks every rule in the order in which its answer helps most.
// ReasonNone means yes.
func MayLeave(facts Facts, s Sending, now time.Time) Reason {
	channel, ok := facts.Channel(s.Channel)
	if !ok {
		return ReasonNotFound
	}
	customer, ok := facts.Customer(s.Customer)
	if !ok {
		return ReasonNotFound
	}
	checks := []func() Reason{
		func() Reason { return addressed(customer) },
		func() Reason { return CheckContent(s.Type, s.Content) },
		func() Reason { return blockedBy(facts, s) },
		func() Reason { return held(facts, s) },
		func() Reason { return windowAndTemplate(facts, channel, s, now) },
		func() Reason { return consented(facts, customer, s, now) },
		func() Reason { return affordable(facts, s, now) },
	}
	for _, check := range checks {
		if reason := check(); reason != ReasonNone {
			return reason
		}
	}
	return ReasonNone
}

func addressed(c CustomerFacts) Reason {
	switch {
	case c.Forgotten:
		return ReasonCustomerForgotten
	case !c.Addressable:
		return ReasonNoAddress
	}
	return ReasonNone
}

func blockedBy(facts Facts, s Sending) Reason {
	conversation, _ := facts.Conversation(ConversationFor(s.Channel, s.Customer))
	if conversation.Blocked {
		return ReasonBlocked
	}
	return ReasonNone
}

func held(facts Facts, s Sending) Reason {
	if s.Update == nil || s.Again {
		return ReasonNone
	}
	if holder, ok := facts.Held(*s.Update); ok && holder != s.Message {
		return ReasonAlreadyTold
	}
	return ReasonNone
}

func windowAndTemplate(facts Facts, channel ChannelFacts, s Sending, now time.Time) Reason {
	if s.Type != TypeTemplate {
		if !windowOf(facts, s).OpenAt(now) {
			return ReasonWindowClosed
		}
		return ReasonNone
	}
	template, ok := facts.Template(channel.WABA, s.Content.Template.Name, s.Content.Template.Language)
	switch {
	case !ok:
		return ReasonTemplateMissing
	case template.State != TemplateApproved:
		return ReasonTemplateState
	case template.Gaps(*s.Content.Template):
		return ReasonTemplateGaps
	}
	return ReasonNone
}

func windowOf(facts Facts, s Sending) ReplyWindow {
	conversation, _ := facts.Conversation(ConversationFor(s.Channel, s.Customer))
	return ReplyWindow{LastInbound: conversation.LastInbound}
}

// consented: an answer inside the reply window needs no consent. An order
// update goes to nobody who said no; outside the window whatever the shop
// begins needs a yes, offers always do.
func consented(facts Facts, customer CustomerFacts, s Sending, now time.Time) Reason {
	purpose := OrderUpdates
	if s.Category == CategoryMarketing {
		purpose = Offers
	}
	allowed, asked := customer.Consent[purpose]
	inWindow := windowOf(facts, s).OpenAt(now)
	begun := s.Update != nil || s.Category == CategoryMarketing
	switch {
	case asked && allowed:
		return ReasonNone
	case asked && (begun || !inWindow):
		return ReasonOptedOut
	case !asked && (!inWindow || purpose == Offers):
		return ReasonNoConsent
	}
	return ReasonNone
}

func affordable(facts Facts, s Sending, now time.Time) Reason {
	settings := facts.Shop()
	if settings.SpendCap == nil || settings.SpendCap.Micros <= 0 { // zero takes a limit away again
		return ReasonNone
	}
	price, known := PriceOf(settings, s.Category, facts.FreeUsed(s.Channel, now))
	if !known || price.Micros == 0 {
		return ReasonNone
	}
	total, err := facts.Spent(now).Plus(price)
	if err != nil || total.Micros > settings.SpendCap.Micros {
		return ReasonSpendCap
	}
	return ReasonNone
}

// PriceOf is what one more message of a category will cost, by the shop's own
// price list: service messages are free up to the month's free tier. Unknown
// when the list has no such price.
func PriceOf(settings ShopFacts, category Category, freeUsed int) (price Money, known bool) {
	if category == CategoryService && freeUsed < settings.FreePerMonth {
		return Money{Currency: settings.Currency}, true
	}
	price, known = settings.Prices[category]
	return price, known
}
