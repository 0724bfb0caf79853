package store

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A word that nothing has may be one slip of the finger away from one that
// something has: a letter too many, missing, wrong, or two that changed places.
// All such words are made and the index is asked which of them it knows, which
// costs the same however much the store holds.

// Which words are mended: shorter ones are one slip away from too many others,
// longer ones make too many words to ask for.
const (
	shortestMended = 4
	longestMended  = 20
	wordsMended    = 4 // of a search
)

// letters of the scripts that customers write in, as the index keeps them.
var letters = []string{
	"abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя", "αβγδεζηθικλμνξοπρστυφχψω",
	"ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "אבגדהוזחטיכלמנסעפצקרשת", "0123456789",
}

// slips are all words one slip away from a word.
func slips(word string) []string {
	runes := []rune(word)
	alphabet := alphabetOf(runes)
	seen := map[string]struct{}{word: {}}
	var all []string
	add := func(parts ...[]rune) {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(string(p))
		}
		if _, twice := seen[b.String()]; !twice {
			seen[b.String()] = struct{}{}
			all = append(all, b.String())
		}
	}
	for i := range len(runes) + 1 {
		before, after := runes[:i], runes[i:]
		for _, r := range alphabet {
			add(before, []rune{r}, after)
		}
		if len(after) == 0 {
			continue
		}
		add(before, after[1:])
		for _, r := range alphabet {
			add(before, []rune{r}, after[1:])
		}
		if len(after) > 1 {
			add(before, []rune{after[1], after[0]}, after[2:])
		}
	}
	return all
}

// alphabetOf is the script that a word is written in.
func alphabetOf(word []rune) []rune {
	for _, script := range letters {
		if strings.ContainsRune(script, word[0]) || len(word) > 1 && strings.ContainsRune(script, word[1]) {
			return []rune(script)
		}
	}
	return nil
}

// mend replaces the words that nothing has by known ones. It says what is
// searched for instead, or nothing when there is nothing to mend.
func (s *Store) mend(ctx context.Context, q query) (query, string, error) {
	mended, changed := q, false
	mended.terms = slices.Clone(q.terms)
	for i, t := range q.terms[:min(len(q.terms), wordsMended)] {
		if t.phrase || !mendable(t.words[0]) {
			continue
		}
		known, err := s.knows(ctx, t.words[0])
		if err != nil {
			return q, "", err
		}
		if known {
			continue
		}
		better, err := s.better(ctx, t.words[0])
		if err != nil {
			return q, "", err
		}
		if better != "" {
			mended.terms[i], changed = term{words: []string{better}}, true
		}
	}
	if !changed {
		return q, "", nil
	}
	return mended, strings.Join(mended.words(), " "), nil
}

func mendable(word string) bool {
	n := utf8.RuneCountInString(word)
	return n >= shortestMended && n <= longestMended && strings.IndexFunc(word, unicode.IsLetter) >= 0
}

// known are the indexes that a word can be in.
var knownIn = []string{"messages_fts", "customers_fts", "orders_fts"}

func (s *Store) knows(ctx context.Context, word string) (bool, error) {
	for _, table := range knownIn {
		found, err := s.one(ctx, "SELECT 1 FROM "+table+" WHERE "+table+" MATCH ? LIMIT 1", []any{term{words: []string{word}}.match()}, new(int))
		if found || err != nil {
			return found, err
		}
	}
	return false, nil
}

// often is up to where it is counted how often a word is there.
const often = 200

// better is the word one slip away that is there most often; else the beginning
// of one, because the word may not be written to its end.
func (s *Store) better(ctx context.Context, word string) (string, error) {
	all := jsonText(slips(word))
	for _, end := range []string{`"`, `"*`} {
		if best, err := s.mostOften(ctx, all, end); best != "" || err != nil {
			return best, err
		}
	}
	return "", nil
}

func (s *Store) mostOften(ctx context.Context, words, end string) (string, error) {
	counts := map[string]int{}
	for _, table := range knownIn {
		found, err := list(ctx, s, `SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM `+table+` WHERE `+table+` MATCH '"' || value || ?) LIMIT 50`,
			[]any{words, end}, func(rows rowScanner) (string, error) {
				var word string
				err := rows.Scan(&word)
				return word, err
			})
		if err != nil {
			return "", err
		}
		for _, candidate := range found {
			var n int
			if _, err := s.one(ctx, "SELECT count(*) FROM (SELECT 1 FROM "+table+" WHERE "+table+" MATCH ? LIMIT ?) r",
				[]any{`"` + candidate + end, often}, &n); err != nil {
				return "", err
			}
			counts[candidate] += n
		}
	}
	best := ""
	for candidate, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && candidate < best {
			best = candidate
		}
	}
	return best, nil
}
