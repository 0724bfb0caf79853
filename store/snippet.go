package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Range is a stretch of a text, in bytes: Text[From:To].
type Range struct{ From, To int }

// snippetRunes is about how long a snippet is.
const snippetRunes = 120

// snippet cuts a text around the first word found, and says where each is.
func snippet(text string, words []string) (string, []Range) {
	ranges := findWords(text, words)
	if utf8.RuneCountInString(text) <= snippetRunes {
		return text, ranges
	}
	from := 0
	if len(ranges) > 0 {
		from = back(text, ranges[0].From, snippetRunes/3)
	}
	to := from + ahead(text[from:], snippetRunes)
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(text) {
		after = "…"
	}
	var kept []Range
	for _, r := range ranges {
		if r.From >= from && r.To <= to {
			kept = append(kept, Range{r.From - from + len(before), r.To - from + len(before)})
		}
	}
	return before + text[from:to] + after, kept
}

// back steps some runes back from a byte.
func back(text string, at, runes int) int {
	for ; runes > 0 && at > 0; runes-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

// ahead is how many bytes some runes take.
func ahead(text string, runes int) int {
	n := 0
	for i := range text {
		if n == runes {
			return i
		}
		n++
	}
	return len(text)
}

// findWords finds the beginnings of words that match, in bytes of the text.
func findWords(text string, words []string) []Range {
	var ranges []Range
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		if n := matched(text[start:end], words); n > 0 {
			ranges = append(ranges, Range{start, start + n})
		}
		start = -1
	}
	for i, r := range text {
		inWord := !notOfWord(r) || unicode.Is(unicode.Mn, r)
		if inWord && start < 0 {
			start = i
		} else if !inWord {
			flush(i)
		}
	}
	flush(len(text))
	return ranges
}

// matched is how many bytes of a word the longest of the searched ones covers.
func matched(word string, words []string) int {
	best := 0
	for _, want := range words {
		best = max(best, coverage(word, want))
	}
	return best
}

// coverage is the byte at which a word has spelled out the beginning that is
// wanted; 0 when it begins otherwise.
func coverage(word, want string) int {
	for i, r := range word {
		part := foldText(string(r))
		switch {
		case want == "" && part != "": // an accent of its own belongs to its letter
			return i
		case !strings.HasPrefix(want, part):
			return 0
		}
		want = want[len(part):]
	}
	if want != "" {
		return 0
	}
	return len(word)
}

func notOfWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
