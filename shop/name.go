package shop

import (
	"strings"
	"unicode"
)

// FirstName is what one calls a customer: the first word of a person's name.
// Names of businesses ("Hotel Doña María") are told by their first word being
// one, so they are left whole, and so is a number that stands for a name.
func FirstName(name string) string {
	fields := strings.Fields(name)
	switch {
	case len(fields) == 0:
		return ""
	case business[strings.ToLower(fields[0])], strings.IndexFunc(fields[0], unicode.IsLetter) < 0:
		return strings.Join(fields, " ")
	}
	return fields[0]
}

var business = map[string]bool{
	"hotel": true, "taberna": true, "bar": true, "escuela": true, "escola": true, "café": true, "cafe": true,
	"restaurante": true, "restaurant": true, "school": true, "the": true, "el": true, "la": true, "los": true, "las": true,
	"colegio": true, "padaria": true, "pousada": true, "mercado": true, "tienda": true, "loja": true, "shop": true,
}
