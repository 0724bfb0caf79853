package store

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mostrador/shop"
)

// Suggestion is an answer that may fit what a customer wrote.
type Suggestion struct {
	Text  string
	Reply shop.ReplyID // the quick reply it is; zero: an answer of the past
}

// How far suggesting looks.
const (
	askedLooked   = 60             // similar questions
	askedWords    = 8              // of the question
	answeredSoon  = 24 * time.Hour // after the question
	longestAnswer = 400            // characters: what is longer is rarely said twice
	oldestAnswer  = 365 * 24 * time.Hour
)

// Suggest finds at most limit answers for what a customer wrote: what the shop
// answered to similar questions, and quick replies that speak of the same. The
// best stands first; none is better than a poor one.
func (s *Store) Suggest(ctx context.Context, asked, language string, limit int) ([]Suggestion, error) {
	words := tellingWords(asked)
	if len(words) == 0 {
		return nil, nil
	}
	past, err := s.answersTo(ctx, words)
	if err != nil {
		return nil, fmt.Errorf("look for past answers: %w", err)
	}
	replies, err := s.Replies(ctx, "")
	if err != nil {
		return nil, err
	}
	all := newRanking(words)
	for _, p := range past {
		all.answered(p, replies, language)
	}
	for _, r := range replies {
		all.speaksOf(r, language)
	}
	return all.best(limit), nil
}

// tellingWords are the words of a question that say what it is about.
func tellingWords(text string) []string {
	var telling []string
	for _, w := range wordsOf(text) {
		if utf8.RuneCountInString(w) >= 4 && !commonWords[w] && !contains(telling, w) {
			telling = append(telling, w)
		}
	}
	return telling[:min(len(telling), askedWords)]
}

func contains(all []string, one string) bool {
	for _, a := range all {
		if a == one {
			return true
		}
	}
	return false
}

// commonWords say nothing of what is asked, in the program's languages.
var commonWords = setOf("hola buenas buenos dias tardes noches gracias favor para como pero esta este esto estos estas cuando donde cual " +
	"quiero quisiera puedo puede podria tengo tiene tienen hacer sobre desde hasta todo todos porque tambien " +
	"hello good morning afternoon evening thanks thank please what when where which would could have with this that there from your about " +
	"want like does need they them will been bom boa tarde noite obrigado obrigada voce voces quero queria posso pode tenho tem fazer " +
	"isso essa esse quando onde qual sobre mais muito muita mucho mucha")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// answer is a question of the past and what the shop said to it.
type answer struct{ asked, text string }

// answersTo finds questions that have one of the words, the newest first, and
// what a person of the shop wrote next.
func (s *Store) answersTo(ctx context.Context, words []string) ([]answer, error) {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = `"` + w + `"`
	}
	since := millis(s.now().Add(-oldestAnswer))
	return list(ctx, s, `SELECT q.text, a.text
		FROM (SELECT rowid AS position FROM messages_fts WHERE messages_fts MATCH ? ORDER BY rowid DESC LIMIT ?) r
		CROSS JOIN messages q ON q.position = r.position
		JOIN messages a ON a.position = (SELECT position FROM messages WHERE conversation = q.conversation AND at > q.at AND at <= q.at + ?
			AND outgoing = 1 ORDER BY at LIMIT 1)
		WHERE q.outgoing = 0 AND q.revoked = 0 AND q.at > ? AND a.type = 'text' AND a.revoked = 0 AND a.flag = ''
			AND a.update_order = x'' AND a.person <> x'' AND length(a.text) BETWEEN 2 AND ?
		LIMIT ?`, []any{strings.Join(quoted, " OR "), askedLooked, answeredSoon.Milliseconds(), since, longestAnswer, askedLooked},
		func(rows rowScanner) (answer, error) {
			var a answer
			err := rows.Scan(&a.asked, &a.text)
			return a, err
		})
}

// ranking weighs what was found.
type ranking struct {
	words []string
	found []ranked
}

type ranked struct {
	Suggestion
	key    string
	weight float64
}

func newRanking(words []string) *ranking { return &ranking{words: words} }

// share is how many of the question's words a text has, from 0 to 1.
func (r *ranking) share(text string) float64 {
	has := map[string]bool{}
	for _, w := range strings.FieldsFunc(foldText(text), notLetterOrDigit) {
		has[w] = true
	}
	n := 0
	for _, w := range r.words {
		if has[w] {
			n++
		}
	}
	return float64(n) / float64(len(r.words))
}

// leastShare is how much of the question a similar one must have.
const leastShare = 0.34

// answered counts an answer by how similar its question was; what was said
// often counts more. One that came from a quick reply counts for it.
func (r *ranking) answered(p answer, replies []Reply, language string) {
	share := r.share(p.asked)
	if share < leastShare {
		return
	}
	for _, reply := range replies {
		if madeFrom(p.text, reply) {
			r.add(Suggestion{Text: reply.TextIn(language), Reply: reply.ID}, share)
			return
		}
	}
	r.add(Suggestion{Text: p.text}, share)
}

// speaksOf counts a quick reply that has the question's words.
func (r *ranking) speaksOf(reply Reply, language string) {
	texts := reply.Shortcut + " " + reply.Text
	for _, text := range reply.Texts {
		texts += " " + text
	}
	if share := r.share(texts); share >= leastShare {
		r.add(Suggestion{Text: reply.TextIn(language), Reply: reply.ID}, share)
	}
}

func (r *ranking) add(s Suggestion, weight float64) {
	key := strings.Join(strings.FieldsFunc(foldText(s.Text), notLetterOrDigit), " ")
	for i := range r.found {
		if r.found[i].key == key {
			r.found[i].weight += weight
			return
		}
	}
	r.found = append(r.found, ranked{s, key, weight})
}

func (r *ranking) best(limit int) []Suggestion {
	sortBy(r.found, func(a, b ranked) bool { return a.weight > b.weight })
	var all []Suggestion
	for _, f := range r.found[:min(len(r.found), limit)] {
		all = append(all, f.Suggestion)
	}
	return all
}

// madeFrom tells whether a text is a quick reply with its blanks filled in.
func madeFrom(text string, reply Reply) bool {
	for _, pattern := range append(textsOf(reply), reply.Text) {
		if fits(text, pattern) {
			return true
		}
	}
	return false
}

func textsOf(reply Reply) []string {
	all := make([]string, 0, len(reply.Texts)+1)
	for _, text := range reply.Texts {
		all = append(all, text)
	}
	return all
}

// fits tells whether a text has the fixed parts of a pattern in their order.
func fits(text, pattern string) bool {
	fixed := 0
	for _, part := range shop.SplitVariables(pattern) {
		if part.Name != "" {
			continue
		}
		_, rest, ok := strings.Cut(text, part.Text)
		if !ok {
			return false
		}
		text, fixed = rest, fixed+len(strings.TrimSpace(part.Text))
	}
	return fixed >= 8
}

func notLetterOrDigit(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
