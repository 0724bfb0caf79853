package words

import (
	"strings"
	"unicode"
)

// FirstName is what one calls a customer: the first word of a person's name.
// Names of businesses ("Hotel Doña María") are told by their first word being
// one, so they are left whole.
func FirstName(name string) string {
	fields := strings.Fields(name)
	if len(fields) == 0 {
		return ""
	}
	if business[strings.ToLower(fields[0])] {
		return name
	}
	return fields[0]
}

var business = map[string]bool{
	"hotel": true, "taberna": true, "bar": true, "escuela": true, "escola": true, "café": true, "cafe": true,
	"restaurante": true, "restaurant": true, "school": true, "the": true, "el": true, "la": true, "los": true, "las": true,
	"colegio": true, "padaria": true, "pousada": true, "mercado": true, "tienda": true, "loja": true, "shop": true,
}

// Initials are up to two letters for an avatar.
func Initials(name string) string {
	var letters []rune
	for _, word := range strings.Fields(name) {
		r := []rune(word)
		if unicode.IsLetter(r[0]) && len(letters) < 2 {
			letters = append(letters, unicode.ToUpper(r[0]))
		}
	}
	return string(letters)
}
