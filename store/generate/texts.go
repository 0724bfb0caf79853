package generate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// text says one to three things in a language.
func (g *Generator) text(l *language, phrases []string) string {
	var b strings.Builder
	for i := range 1 + g.random.IntN(3) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(g.phrase(l, pick(g, phrases)))
	}
	if g.chance(14) {
		b.WriteByte(' ')
		b.WriteString(pick(g, emoji))
	}
	return b.String()
}

// phrase fills the gaps of a phrase.
func (g *Generator) phrase(l *language, text string) string {
	for {
		before, rest, found := strings.Cut(text, "{")
		if !found {
			return text
		}
		text = before + g.gap(l, rest[0]) + rest[2:]
	}
}

func (g *Generator) gap(l *language, what byte) string {
	switch what {
	case 'p':
		return pick(g, products)
	case 'n':
		if g.chance(30) {
			return strconv.Itoa(1000 + g.random.IntN(40_000))
		}
		return strconv.Itoa(1 + g.random.IntN(60))
	case 'd':
		return pick(g, l.days)
	default:
		return g.name()
	}
}

// name is one that few others have; some are heard far more often.
func (g *Generator) name() string {
	n := len(g.rare)
	return g.rare[min(g.random.IntN(n), g.random.IntN(n))]
}

func title(word string) string {
	r, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[size:]
}
