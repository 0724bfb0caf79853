package shop

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Money is an amount in millionths of the currency's unit with its ISO 4217
// code. There is no float anywhere near it.
type Money struct {
	Micros   int64  `json:"micros"`
	Currency string `json:"currency"`
}

// ErrCurrency says that two amounts of different currencies met.
var ErrCurrency = errors.New("amounts are in different currencies")

// ErrAmount says that a text is not an amount.
var ErrAmount = errors.New("not an amount of money")

// Plus adds two amounts of one currency. An empty currency is zero of any.
func (m Money) Plus(o Money) (Money, error) {
	switch {
	case m.Currency == "" && m.Micros == 0:
		return o, nil
	case o.Currency == "" && o.Micros == 0:
		return m, nil
	case m.Currency != o.Currency:
		return Money{}, fmt.Errorf("%w: %s and %s", ErrCurrency, m.Currency, o.Currency)
	}
	sum := new(big.Int).Add(big.NewInt(m.Micros), big.NewInt(o.Micros))
	if !sum.IsInt64() {
		return Money{}, fmt.Errorf("%w: too large", ErrAmount)
	}
	return Money{Micros: sum.Int64(), Currency: m.Currency}, nil
}

// Times multiplies by a whole quantity.
func (m Money) Times(n int64) (Money, error) {
	product := new(big.Int).Mul(big.NewInt(m.Micros), big.NewInt(n))
	if !product.IsInt64() {
		return Money{}, fmt.Errorf("%w: too large", ErrAmount)
	}
	return Money{Micros: product.Int64(), Currency: m.Currency}, nil
}

// ParseDecimal reads an amount as programs write it: digits, a point, digits.
// What is less than a millionth is cut off.
func ParseDecimal(text, currency string) (Money, error) {
	units, decimals, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if units == "" || strings.Trim(units+decimals, "0123456789") != "" {
		return Money{}, fmt.Errorf("%w: %.40q", ErrAmount, text)
	}
	value, ok := new(big.Int).SetString(units+(decimals + "000000")[:6], 10)
	if !ok || !value.IsInt64() {
		return Money{}, fmt.Errorf("%w: %.40q", ErrAmount, text)
	}
	micros := value.Int64()
	if strings.HasPrefix(text, "-") {
		micros = -micros
	}
	return Money{Micros: micros, Currency: currency}, nil
}

// ParseAmount reads what a person types: "18,40", "18.4", "1.234,50". The last
// separator followed by one or two digits is the decimal one.
func ParseAmount(text, currency string) (Money, error) {
	text = strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), "€$£ "))
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimPrefix(text, "-")
	units, decimals := splitAmount(text)
	digits := units + decimals + strings.Repeat("0", 6-min(6, len(decimals)))
	if units == "" && decimals == "" || len(decimals) > 6 {
		return Money{}, fmt.Errorf("%w: %q", ErrAmount, text)
	}
	value, ok := new(big.Int).SetString(digits, 10)
	if !ok || !value.IsInt64() || strings.ContainsAny(digits, "+-_") {
		return Money{}, fmt.Errorf("%w: %q", ErrAmount, text)
	}
	micros := value.Int64()
	if negative {
		micros = -micros
	}
	return Money{Micros: micros, Currency: currency}, nil
}

func splitAmount(text string) (units, decimals string) {
	i := strings.LastIndexAny(text, ".,")
	if i < 0 {
		return text, ""
	}
	after := text[i+1:]
	grouped := len(after) == 3 && strings.Count(text, string(text[i])) >= 1 && i > 0
	head := strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "").Replace(text[:i])
	if grouped {
		return head + after, ""
	}
	return head, after
}
