package kit

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Fyne shapes Hebrew and Arabic words but sets every line from left to right. So lines with such words are ordered
// here, word by word, after Unicode's annex 9 as far as chats need it: words, numbers, and what stands between them.

// rightToLeft tells whether a rune belongs to a script that is read from right to left.
func rightToLeft(r rune) bool {
	switch {
	case r < 0x590:
		return false
	case r <= 0x8ff: // Hebrew, Arabic, Syriac, Thaana, N'Ko and their neighbours
		return !arabicNumber(r)
	}
	return r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff
}

func arabicNumber(r rune) bool { return r >= 0x660 && r <= 0x669 || r >= 0x6f0 && r <= 0x6f9 }

func anyRightToLeft(runs []Run) bool {
	for _, run := range runs {
		for _, r := range run.Text {
			if rightToLeft(r) {
				return true
			}
		}
	}
	return false
}

// oneWay is how much of a word is either read from right to left or not.
func oneWay(word string) int {
	first, n := utf8.DecodeRuneInString(word)
	way := rightToLeft(first)
	for n < len(word) {
		r, m := utf8.DecodeRuneInString(word[n:])
		if rightToLeft(r) != way && !unicode.In(r, unicode.Mn) && r != zeroWidthJoiner && r != 0x200c {
			return n
		}
		n += m
	}
	return n
}

// way is how an atom is read: "L", "R", a number, or as what stands around it.
type way int

const (
	neutral way = iota
	leftward
	rightward
	number
)

func wayOf(a atom) way {
	if a.kind != wordAtom || a.emoji {
		return neutral
	}
	found := neutral
	for _, r := range a.text {
		switch {
		case rightToLeft(r):
			return leftward
		case unicode.IsLetter(r):
			return rightward
		case unicode.IsDigit(r):
			found = number
		}
	}
	return found
}

// readsRightToLeft tells it of a paragraph, by its first word.
func readsRightToLeft(atoms []atom) bool {
	for _, a := range atoms {
		switch wayOf(a) {
		case leftward:
			return true
		case rightward:
			return false
		}
		if a.kind == breakAtom {
			return false
		}
	}
	return false
}

// closeMixed sets a line whose words are read in both directions.
func (s *setter) closeMixed(line []atom) textLine {
	out := textLine{rtl: s.rtl}
	if len(line) > 0 {
		out.at = line[0].at
	}
	levels := s.levels(line)
	for _, i := range visualOrder(levels) {
		a := line[i]
		p := piece{text: a.text, run: a.run, emoji: a.emoji, at: a.at, rtl: levels[i]%2 == 1, x: out.width}
		if p.rtl {
			p.text = mirrored(p.text)
		}
		p.w = s.measure(p.text, p.run, p.emoji)
		out.width += p.w
		out.pieces = append(out.pieces, p)
	}
	return out
}

// levels are even where it is read from left to right.
func (s *setter) levels(line []atom) []int {
	base := 0
	if s.rtl {
		base = 1
	}
	levels := make([]int, len(line))
	strong := base // of the word before
	for i, a := range line {
		switch wayOf(a) {
		case leftward:
			levels[i], strong = 1, 1
		case rightward:
			levels[i], strong = 2*base, 2*base
		case number:
			levels[i] = 2 * (strong % 2)
		default:
			levels[i] = -1
		}
	}
	for i := range levels {
		if levels[i] < 0 {
			levels[i] = between(levels, i, base)
		}
	}
	return levels
}

// between is the level of what stands between two words: theirs if they agree.
func between(levels []int, i, base int) int {
	before, after := base, base
	if i > 0 {
		before = levels[i-1]
	}
	for _, level := range levels[i:] {
		if level >= 0 {
			after = level
			break
		}
	}
	if before > 0 && after > 0 && (before%2 == 1 || after%2 == 1) { // a number counts as the words around it
		return 1
	}
	if before == after {
		return before
	}
	return base
}

// visualOrder lists a line's atoms from left to right.
func visualOrder(levels []int) []int {
	order := make([]int, len(levels))
	for i := range order {
		order[i] = i
	}
	for level := 2; level > 0; level-- {
		for i := 0; i < len(order); {
			end := i
			for end < len(order) && levels[order[end]] >= level {
				end++
			}
			slices.Reverse(order[i:end])
			i = max(end, i+1)
		}
	}
	return order
}

var mirrors = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«'}

// mirrored turns brackets round, which open the other way there.
func mirrored(text string) string {
	runes := []rune(text)
	if len(runes) == 0 || rightToLeft(runes[0]) {
		return text
	}
	for i, r := range runes {
		if other, ok := mirrors[r]; ok {
			runes[i] = other
		}
	}
	slices.Reverse(runes) // dots and brackets only: numbers and letters never come here
	return string(runes)
}
