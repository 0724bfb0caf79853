package kit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	zeroWidthJoiner   = '\u200d'
	textPresentation  = '\ufe0e'
	emojiPresentation = '\ufe0f'
	keycap            = '\u20e3'
)

// nextGrapheme is the length in bytes of the first thing in s that a reader sees as one character: a letter with its
// accents, a flag, a family. It follows Unicode's annex 29 as far as chats need it (Hangul syllables composed).
func nextGrapheme(s string) int {
	first, n := utf8.DecodeRuneInString(s)
	if strings.HasPrefix(s, "\r\n") {
		return 2
	}
	if n == 0 || first < ' ' { // nothing joins on to a tab or a line's end
		return n
	}
	if first < 0x80 && n < len(s) && s[n] < 0x80 {
		return 1 // the common case
	}
	if regional(first) {
		if second, m := utf8.DecodeRuneInString(s[n:]); regional(second) {
			n += m
		}
	}
	return n + extension(s[n:])
}

// extension is how many bytes at the start of s belong to the character before it.
func extension(s string) int {
	n := 0
	for n < len(s) {
		r, m := utf8.DecodeRuneInString(s[n:])
		switch {
		case r == zeroWidthJoiner:
			n += m
			if next, k := utf8.DecodeRuneInString(s[n:]); pictorial(next) {
				n += k
			}
		case extends(r):
			n += m
		default:
			return n
		}
	}
	return n
}

func extends(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r >= 0xfe00 && r <= 0xfe0f, r == keycap, r == 0x200c:
		return true
	case r >= 0x1f3fb && r <= 0x1f3ff: // skin tones
		return true
	case r >= 0xe0020 && r <= 0xe007f: // tags of regional flags
		return true
	case r >= 0x1160 && r <= 0x11ff: // Hangul vowels and finals
		return true
	}
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc)
}

func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// graphemes cuts s into the characters a reader sees.
func graphemes(s string) []string {
	out := make([]string, 0, len(s))
	for len(s) > 0 {
		n := nextGrapheme(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

// passedOver are words in a name that give no initial, in the program's languages.
var passedOver = map[string]bool{
	"el": true, "la": true, "los": true, "las": true, "de": true, "del": true, "da": true, "do": true, "dos": true,
	"das": true, "the": true, "of": true, "y": true, "e": true, "and": true,
}

// Initials is one or two capitals that stand for a name in an avatar; "" for a name without letters.
func Initials(name string) string {
	out, n := "", 0
	for i, word := range strings.Fields(name) {
		if i > 0 && passedOver[strings.ToLower(word)] {
			continue
		}
		g := word[:nextGrapheme(word)]
		r, _ := utf8.DecodeRuneInString(g)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		out += string(unicode.ToUpper(r)) + g[utf8.RuneLen(r):]
		if n++; n == 2 {
			break
		}
	}
	return out
}
