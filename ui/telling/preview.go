package telling

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/words"
)

// Preview is how one order's customer would be told of a status.
type Preview struct {
	Order      shop.OrderID
	Number     string // of the order; empty while it has none
	From       shop.StatusID
	To         shop.StatusID
	StatusName string // of To
	Customer   shop.CustomerID
	Name       string // of the customer, or what is written on a walk-in's order
	Channel    shop.ChannelID

	// Plan is the rules' answer: its Way and Text when it can be told, else its Reason.
	Plan shop.UpdatePlan
	// TemplateTitle is how the shop calls the template of Plan.
	TemplateTitle string

	Price      shop.Money
	PriceKnown bool
	FreeLeft   int // of the month's free messages

	// Again says that the customer was told of this status already and is to be
	// told once more, on purpose.
	Again bool

	input shop.UpdateInput
}

// Plan reads from the store what telling an order's customer of a status would
// be like. It is called off the UI goroutine.
func Plan(ctx context.Context, d *desk.Desk, order shop.OrderID, to shop.StatusID) (Preview, error) {
	return plan(ctx, d, order, to, false)
}

// PlanAgain is Plan for telling the order's present status once more.
func PlanAgain(ctx context.Context, d *desk.Desk, order shop.OrderID) (Preview, error) {
	card, err := d.Store.Order(ctx, order)
	if err != nil {
		return Preview{}, fmt.Errorf("plan to tell again: %w", err)
	}
	return plan(ctx, d, order, card.Status, true)
}

func plan(ctx context.Context, d *desk.Desk, order shop.OrderID, to shop.StatusID, again bool) (Preview, error) {
	now := d.Now()
	in, channel, err := d.Store.UpdateInput(ctx, order, to, now, writing(now))
	if err != nil {
		return Preview{}, fmt.Errorf("plan an order update: %w", err)
	}
	card, err := d.Store.Order(ctx, order)
	if err != nil {
		return Preview{}, fmt.Errorf("plan an order update: %w", err)
	}
	info, err := d.Store.Shop(ctx)
	if err != nil {
		return Preview{}, fmt.Errorf("plan an order update: %w", err)
	}
	if again {
		in.Told = false
	}
	return previewOf(in, card, info, channel, again), nil
}

// writing puts into the window's language what the store leaves to it.
func writing(now time.Time) store.Writing {
	return store.Writing{Due: func(due time.Time) string { return words.Due(due, now) }, Money: words.Money}
}

func previewOf(in shop.UpdateInput, card store.OrderCard, info store.ShopInfo, channel shop.ChannelID, again bool) Preview {
	p := Preview{
		Order: in.Order, Number: card.Number, From: card.Status, To: in.Status.ID, StatusName: in.Status.Name,
		Customer: in.Customer, Name: card.Name, Channel: channel, Again: again, input: in, Plan: shop.PlanUpdate(in),
	}
	if in.Template != nil {
		p.TemplateTitle = TitleOf(*in.Template)
	}
	if p.Can() {
		p.Price, p.FreeLeft, p.PriceKnown = info.Price(channel, p.Plan.Category)
	}
	return p
}

// Can says that the customer can be told.
func (p Preview) Can() bool { return p.Plan.Reason == shop.ReasonNone }

// Telling is what was shown, for both ways, since the relay chooses by its own
// clock; nil where nobody can be told.
func (p Preview) Telling() *shop.Telling {
	if !p.Can() {
		return nil
	}
	t := &shop.Telling{Channel: p.Channel, Template: p.Plan.Template}
	if p.Plan.Way == shop.FreeForm {
		t.Text = p.Plan.Text
		closed := p.input
		closed.Window = shop.ReplyWindow{}
		if other := shop.PlanUpdate(closed); other.Reason == shop.ReasonNone {
			t.Template = other.Template
		}
		return t
	}
	if text, missing := p.input.Variables.Fill(p.input.Status.Update); len(missing) == 0 {
		t.Text = text
	}
	return t
}

// Move is the wish to move the order, telling its customer if tell is set and
// they can be told.
func (p Preview) Move(tell bool) *shop.MoveOrder {
	wish := &shop.MoveOrder{Order: p.Order, From: p.From, To: p.To}
	if tell {
		wish.Tell = p.Telling()
	}
	return wish
}

// FirstName is what one calls the customer.
func (p Preview) FirstName() string { return words.FirstName(p.Name) }
