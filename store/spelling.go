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

// looked is how many of the newest that have any of the words are looked at.
const looked = 50

// better is the word one slip away that the newest have most often.
func (s *Store) better(ctx context.Context, wrong string) (string, error) {
	all := slips(wrong)
	found := []term{{words: all, either: true}}
	texts, err := list(ctx, s, `SELECT coalesce(m.text, n.text, ''), media.name FROM messages_fts f
		LEFT JOIN messages m ON m.position = f.rowid
		LEFT JOIN notes n ON n.position = CASE WHEN m.position IS NULL THEN f.rowid END
		LEFT JOIN media ON media.message = CASE WHEN m.type <> 'text' THEN m.id END
		WHERE messages_fts MATCH ? ORDER BY f.rowid DESC LIMIT ?`, []any{matchOf(found), looked}, func(rows rowScanner) (string, error) {
		var text, file string
		err := rows.Scan(&text, word[string]{&file})
		return joined(text, file), err
	})
	if err != nil {
		return "", err
	}
	customers, err := s.customersNamed(ctx, found, "", namesFound)
	if err != nil {
		return "", err
	}
	for _, c := range customers {
		texts = append(texts, joined(c.Name, c.Place, c.Warning))
	}
	orders, err := s.ordersNamed(ctx, found, namesFound)
	for _, o := range orders {
		texts = append(texts, joined(o.ItemsText, o.Name, o.Number))
	}
	return mostOften(texts, all), err
}

// mostOften is the one of some words that texts have most often.
func mostOften(texts, words []string) string {
	counts := make(map[string]int, len(words))
	for _, w := range words {
		counts[w] = 0
	}
	best := ""
	for _, text := range texts {
		for _, w := range strings.FieldsFunc(foldText(text), notOfWord) {
			n, asked := counts[w]
			if !asked {
				continue
			}
			counts[w] = n + 1
			if best == "" || counts[w] > counts[best] {
				best = w
			}
		}
	}
	return best
}
