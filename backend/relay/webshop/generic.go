package webshop

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mostrador/shop"
)

// Plain is an order in Mostrador's own form, for web shops and tills that have
// no form of their own. docs/webshop.md describes it.
type Plain struct {
	ID       string    `json:"id"`
	Number   string    `json:"number,omitempty"`
	Status   string    `json:"status"`
	Updated  time.Time `json:"updated"`
	Deleted  bool      `json:"deleted,omitempty"`
	Name     string    `json:"name,omitempty"`
	Phone    string    `json:"phone,omitempty"`
	Country  string    `json:"country,omitempty"`
	Currency string    `json:"currency,omitempty"`
	Total    amount    `json:"total,omitempty"`
	Paid     bool      `json:"paid,omitempty"`
	Method   string    `json:"payment_method,omitempty"`
	Deliver  bool      `json:"deliver,omitempty"`
	Address  string    `json:"address,omitempty"`
	Tracking string    `json:"tracking,omitempty"`
	Note     string    `json:"note,omitempty"`
	Items    []struct {
		Name     string `json:"name"`
		Quantity int64  `json:"quantity"`
		Price    amount `json:"price,omitempty"`
	} `json:"items,omitempty"`
	// Updates and Offers are what the customer said; absent: was not asked.
	Updates *bool `json:"may_send_updates,omitempty"`
	Offers  *bool `json:"may_send_offers,omitempty"`
}

func readGeneric(d Delivery) (Order, error) {
	var p Plain
	if err := json.Unmarshal(d.Body, &p); err != nil {
		return Order{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	total, err := p.Total.money(p.Currency)
	if err != nil {
		return Order{}, err
	}
	o := Order{
		Ref: p.ID, Number: p.Number, Status: p.Status, Updated: p.Updated.UTC(), Deleted: p.Deleted, Total: total, Name: strings.TrimSpace(p.Name),
		Phone: p.Phone, Country: p.Country, Paid: p.Paid, Method: p.Method, Delivery: p.Deliver, Address: p.Address, Tracking: p.Tracking, Note: p.Note,
	}
	for _, line := range p.Items {
		price, err := line.Price.money(p.Currency)
		if err != nil {
			return Order{}, err
		}
		if it, ok := item(line.Name, line.Quantity, price); ok {
			o.Items = append(o.Items, it)
		}
	}
	for _, said := range []struct {
		purpose shop.Purpose
		allowed *bool
		field   string
	}{{shop.OrderUpdates, p.Updates, "may_send_updates"}, {shop.Offers, p.Offers, "may_send_offers"}} {
		if said.allowed != nil {
			o.Consents = append(o.Consents, Consent{Purpose: said.purpose, Allowed: *said.allowed, Wording: said.field})
		}
	}
	return o, nil
}
