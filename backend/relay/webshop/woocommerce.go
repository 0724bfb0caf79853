package webshop

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mostrador/shop"
)

// wooOrder is the order of WooCommerce's REST API, version 3, as its webhooks
// carry it.
type wooOrder struct {
	ID           number    `json:"id"`
	Number       number    `json:"number"`
	Status       string    `json:"status"`
	Currency     string    `json:"currency"`
	Modified     string    `json:"date_modified_gmt"`
	Created      string    `json:"date_created_gmt"`
	Paid         string    `json:"date_paid_gmt"`
	Total        amount    `json:"total"`
	Method       string    `json:"payment_method_title"`
	CustomerNote string    `json:"customer_note"`
	Billing      wooPerson `json:"billing"`
	Shipping     wooPerson `json:"shipping"`
	Lines        []struct {
		Name     string `json:"name"`
		Quantity int64  `json:"quantity"`
		Total    amount `json:"total"`
		Tax      amount `json:"total_tax"`
	} `json:"line_items"`
	ShippingLines []struct {
		Method string `json:"method_id"`
	} `json:"shipping_lines"`
	Meta []struct {
		Key   string          `json:"key"`
		Value json.RawMessage `json:"value"`
	} `json:"meta_data"`
}

type wooPerson struct {
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Company  string `json:"company"`
	Address1 string `json:"address_1"`
	Address2 string `json:"address_2"`
	City     string `json:"city"`
	Postcode string `json:"postcode"`
	Country  string `json:"country"`
	Phone    string `json:"phone"`
}

func topicalWoo(d Delivery) bool {
	return strings.HasPrefix(d.Header.Get("X-WC-Webhook-Topic"), "order.")
}

func readWoo(d Delivery) (Order, error) {
	var w wooOrder
	if err := json.Unmarshal(d.Body, &w); err != nil {
		return Order{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	// A deleted order's body has its id alone.
	if d.Header.Get("X-WC-Webhook-Topic") == "order.deleted" {
		return Order{Ref: string(w.ID), Deleted: true}, nil
	}
	total, err := w.Total.money(w.Currency)
	if err != nil {
		return Order{}, err
	}
	o := Order{
		Ref: string(w.ID), Number: string(w.Number), Status: w.Status, Updated: wooTime(w.Modified, w.Created), Total: total,
		Name: joined(" ", w.Billing.First, w.Billing.Last), Phone: w.phone(), Country: w.country(),
		Paid: w.Paid != "", Method: w.Method, Note: strings.TrimSpace(w.CustomerNote),
		Delivery: w.delivered(), Tracking: w.tracking(), Consents: consents(d.Fields, w.meta),
	}
	if o.Name == "" {
		o.Name = joined(" ", w.Shipping.First, w.Shipping.Last)
	}
	if o.Delivery {
		o.Address = w.Shipping.address()
	}
	if o.Items, err = w.items(); err != nil {
		return Order{}, err
	}
	return o, nil
}

func (p wooPerson) address() string {
	return joined(", ", p.Company, p.Address1, p.Address2, joined(" ", p.Postcode, p.City))
}

func (w wooOrder) phone() string {
	if w.Billing.Phone != "" {
		return w.Billing.Phone
	}
	return w.Shipping.Phone
}

func (w wooOrder) country() string {
	if w.Billing.Country != "" {
		return w.Billing.Country
	}
	return w.Shipping.Country
}

// delivered: an order without shipping, or with a pick-up, is collected.
func (w wooOrder) delivered() bool {
	for _, line := range w.ShippingLines {
		if !strings.Contains(line.Method, "pickup") {
			return true
		}
	}
	return false
}

// items have the line's price with tax by quantity: WooCommerce's own "price"
// is a float.
func (w wooOrder) items() (items []shop.Item, err error) {
	for _, line := range w.Lines {
		net, err := line.Total.money(w.Currency)
		if err != nil {
			return nil, err
		}
		tax, err := line.Tax.money(w.Currency)
		if err != nil {
			return nil, err
		}
		whole, err := net.Plus(tax)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
		}
		price := whole
		if line.Quantity > 0 {
			price.Micros /= line.Quantity
		}
		if it, ok := item(line.Name, line.Quantity, price); ok {
			items = append(items, it)
		}
	}
	return items, nil
}

func (w wooOrder) meta(key string) string {
	for _, m := range w.Meta {
		if m.Key == key {
			var text string
			if json.Unmarshal(m.Value, &text) == nil {
				return text
			}
			return string(m.Value)
		}
	}
	return ""
}

// tracking is where the usual extensions keep the parcel's number.
func (w wooOrder) tracking() string {
	for _, key := range []string{"_tracking_number", "tracking_number", "_wot_tracking_number"} {
		if number := w.meta(key); number != "" {
			return number
		}
	}
	var parcels []struct {
		Number string `json:"tracking_number"`
	}
	for _, m := range w.Meta {
		if m.Key == "_wc_shipment_tracking_items" && json.Unmarshal(m.Value, &parcels) == nil && len(parcels) > 0 {
			return parcels[len(parcels)-1].Number
		}
	}
	return ""
}

// wooTime reads WooCommerce's times, which say no zone and are UTC.
func wooTime(texts ...string) time.Time {
	for _, text := range texts {
		for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339} {
			if at, err := time.Parse(layout, text); err == nil {
				return at.UTC()
			}
		}
	}
	return time.Time{}
}
