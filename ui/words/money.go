package words

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
)

// symbols of currencies; others show their code.
var symbols = map[string]string{"EUR": "€", "USD": "$", "GBP": "£", "BRL": "R$", "MXN": "$", "ARS": "$", "COP": "$", "CLP": "$", "PEN": "S/"}

// Money writes an amount: "18,40 €", "$18.40", "R$ 18,40". Prices below a cent
// keep up to four decimals.
func Money(m shop.Money) string {
	number := amount(m.Micros)
	symbol, known := symbols[m.Currency]
	switch {
	case m.Currency == "":
		return number
	case !known:
		return number + " " + m.Currency
	case m.Currency == "BRL", m.Currency == "PEN":
		return symbol + " " + number
	case m.Currency == "EUR":
		return number + " €"
	}
	return symbol + number
}

// Amount writes the number alone, as a person would type it.
func Amount(m shop.Money) string { return amount(m.Micros) }

func amount(micros int64) string {
	sign := ""
	if micros < 0 {
		sign, micros = "-", -micros
	}
	units, rest := micros/1_000_000, micros%1_000_000
	decimals := strings.TrimRight(pad6(rest), "0")
	if len(decimals) < 2 {
		decimals = pad6(rest)[:2]
	}
	return sign + grouped(units) + lang.L("words.decimal") + decimals
}

func pad6(n int64) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", 6-len(s)) + s
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	if len(s) <= 4 {
		return s
	}
	var b strings.Builder
	for i, digit := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(lang.L("words.group"))
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// Number writes a whole number with its groups.
func Number(n int) string { return grouped(int64(n)) }

// Price says what one more message will cost, as it stands on Send: "free, 588
// left", "0,02 €".
func Price(price shop.Money, known bool, freeLeft int) string {
	switch {
	case !known:
		return lang.L("words.priceUnknown")
	case price.Micros == 0 && freeLeft > 0:
		return lang.L("words.priceFreeLeft", map[string]any{"N": Number(freeLeft)})
	case price.Micros == 0:
		return lang.L("words.priceFree")
	}
	return Money(price)
}
