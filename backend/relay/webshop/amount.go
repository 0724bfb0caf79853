package webshop

import (
	"encoding/json"
	"fmt"
	"strings"

	"mostrador/shop"
)

// amount is money as web shops write it: a decimal in a string, or a bare JSON
// number. It is read from its digits; no float comes near it.
type amount string

// UnmarshalJSON keeps the digits.
func (a *amount) UnmarshalJSON(raw []byte) error {
	text := strings.TrimSpace(string(raw))
	if text == "null" {
		*a = ""
		return nil
	}
	if strings.HasPrefix(text, `"`) {
		var inner string
		if err := json.Unmarshal(raw, &inner); err != nil {
			return err //nolint:wrapcheck // named by the decoder
		}
		text = strings.TrimSpace(inner)
	}
	*a = amount(text)
	return nil
}

func (a amount) money(currency string) (shop.Money, error) {
	text := string(a)
	if text == "" {
		return shop.Money{Currency: currency}, nil
	}
	m, err := shop.ParseDecimal(text, currency)
	if err != nil {
		return shop.Money{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return m, nil
}

// number is an id or count that vendors write as a number or as a string.
type number string

// UnmarshalJSON keeps the digits.
func (n *number) UnmarshalJSON(raw []byte) error {
	var a amount
	err := a.UnmarshalJSON(raw)
	*n = number(a)
	return err
}

// item makes a line; false for one that is none.
func item(name string, quantity int64, price shop.Money) (shop.Item, bool) {
	name = strings.TrimSpace(name)
	if name == "" || quantity < 1 || price.Micros < 0 {
		return shop.Item{}, false
	}
	return shop.Item{Name: name, Quantity: quantity, Price: price}, true
}

// joined sets the parts that there are behind each other.
func joined(separator string, parts ...string) string {
	var all []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return strings.Join(all, separator)
}

// yes tells whether a checkout's field says yes. Web shops keep what the form
// sent: a number, a word, in the shop's language.
func yes(value string) (said, allowed bool) {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "1", "yes", "true", "on", "si", "sí", "sim", "y":
		return true, true
	case "0", "no", "false", "off", "não", "nao", "n":
		return true, false
	default:
		return false, false
	}
}

// consents reads the checkout's fields that say yes or no to messages.
func consents(fields Fields, value func(name string) string) (all []Consent) {
	for _, f := range []struct {
		name    string
		purpose shop.Purpose
	}{{fields.Updates, shop.OrderUpdates}, {fields.Offers, shop.Offers}} {
		if f.name == "" {
			continue
		}
		if said, allowed := yes(value(f.name)); said {
			all = append(all, Consent{Purpose: f.purpose, Allowed: allowed, Wording: f.name})
		}
	}
	return all
}
