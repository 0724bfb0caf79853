package words

import (
	"strings"
	"unicode"

	"mostrador/shop"
)

// FirstName is what one calls a customer; see shop.FirstName.
func FirstName(name string) string { return shop.FirstName(name) }

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
