package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// foldText drops case and accents, as the search index does: "Lucía" and
// "LUCIA" are the same.
func foldText(text string) string {
	if isPlain(text) {
		return strings.ToLower(text)
	}
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range norm.NFKD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}
