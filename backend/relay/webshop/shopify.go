package webshop

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// shopifyOrder is the order of Shopify's Admin REST API, as its webhooks carry it.
type shopifyOrder struct {
	ID          number         `json:"id"`
	Name        string         `json:"name"`
	Updated     time.Time      `json:"updated_at"`
	Cancelled   *time.Time     `json:"cancelled_at"`
	Financial   string         `json:"financial_status"`
	Fulfilment  *string        `json:"fulfillment_status"`
	Currency    string         `json:"currency"`
	Total       amount         `json:"total_price"`
	Phone       string         `json:"phone"`
	Note        string         `json:"note"`
	Gateways    []string       `json:"payment_gateway_names"`
	Billing     shopifyAddress `json:"billing_address"`
	Shipping    shopifyAddress `json:"shipping_address"`
	TaxIncluded bool           `json:"taxes_included"`
	Customer    struct {
		First string `json:"first_name"`
		Last  string `json:"last_name"`
		Phone string `json:"phone"`
	} `json:"customer"`
	Lines []struct {
		Title    string `json:"title"`
		Variant  string `json:"variant_title"`
		Quantity int64  `json:"quantity"`
		Price    amount `json:"price"`
	} `json:"line_items"`
	ShippingLines []struct {
		Code  string `json:"code"`
		Title string `json:"title"`
	} `json:"shipping_lines"`
	Fulfilments []struct {
		Tracking string `json:"tracking_number"`
		Status   string `json:"shipment_status"`
	} `json:"fulfillments"`
	Attributes []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"note_attributes"`
}

type shopifyAddress struct {
	Name     string `json:"name"`
	Company  string `json:"company"`
	Address1 string `json:"address1"`
	Address2 string `json:"address2"`
	City     string `json:"city"`
	Zip      string `json:"zip"`
	Country  string `json:"country_code"`
	Phone    string `json:"phone"`
}

func topicalShopify(d Delivery) bool {
	return strings.HasPrefix(d.Header.Get("X-Shopify-Topic"), "orders/")
}

func readShopify(d Delivery) (Order, error) {
	var s shopifyOrder
	if err := json.Unmarshal(d.Body, &s); err != nil {
		return Order{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if d.Header.Get("X-Shopify-Topic") == "orders/delete" {
		return Order{Ref: string(s.ID), Deleted: true}, nil
	}
	total, err := s.Total.money(s.Currency)
	if err != nil {
		return Order{}, err
	}
	o := Order{
		Ref: string(s.ID), Number: strings.TrimPrefix(s.Name, "#"), Status: s.status(), Updated: s.Updated.UTC(), Total: total,
		Name: s.person(), Phone: first(s.Phone, s.Shipping.Phone, s.Billing.Phone, s.Customer.Phone), Country: first(s.Shipping.Country, s.Billing.Country),
		Paid: s.Financial == "paid", Method: joined(", ", s.Gateways...), Note: strings.TrimSpace(s.Note),
		Delivery: s.delivered(), Tracking: s.tracking(), Consents: consents(d.Fields, s.attribute),
	}
	if o.Delivery {
		a := s.Shipping
		o.Address = joined(", ", a.Company, a.Address1, a.Address2, joined(" ", a.Zip, a.City))
	}
	for _, line := range s.Lines {
		price, err := line.Price.money(s.Currency)
		if err != nil {
			return Order{}, err
		}
		if it, ok := item(joined(" · ", line.Title, variant(line.Variant)), line.Quantity, price); ok {
			o.Items = append(o.Items, it)
		}
	}
	return o, nil
}

// variant is left out where a product has only one.
func variant(title string) string {
	if title == "Default Title" {
		return ""
	}
	return title
}

// status is one word for the several states that Shopify has beside each other:
// what a customer wants to know first.
func (s shopifyOrder) status() string {
	switch {
	case s.Cancelled != nil:
		return "cancelled"
	case s.Financial == "refunded" || s.Financial == "voided":
		return s.Financial
	case s.Fulfilment != nil && *s.Fulfilment != "":
		if n := len(s.Fulfilments); n > 0 && s.Fulfilments[n-1].Status != "" && *s.Fulfilment == "fulfilled" {
			return s.Fulfilments[n-1].Status // out_for_delivery, delivered, ready_for_pickup …
		}
		return *s.Fulfilment
	case s.Financial == "paid":
		return "paid"
	default:
		return "open"
	}
}

func (s shopifyOrder) person() string {
	return first(joined(" ", s.Customer.First, s.Customer.Last), s.Shipping.Name, s.Billing.Name)
}

// delivered: Shopify gives an order that is collected no address.
func (s shopifyOrder) delivered() bool { return s.Shipping.Address1 != "" }

func (s shopifyOrder) tracking() string {
	for i := len(s.Fulfilments) - 1; i >= 0; i-- {
		if number := s.Fulfilments[i].Tracking; number != "" {
			return number
		}
	}
	return ""
}

func (s shopifyOrder) attribute(name string) string {
	for _, a := range s.Attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

func first(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}
