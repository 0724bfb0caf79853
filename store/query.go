package store

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"mostrador/shop"
)

// Filter words narrow a search: from:lucía label:vip order:1004 before:2026-11
// has:photo. They may be written in any of the program's languages, whatever
// the window's is, and a value of several words stands in quotes.

// QueryFilter is what a filter word narrows by.
type QueryFilter string

// The filters.
const (
	FilterFrom   QueryFilter = "from"   // who wrote: a customer, or someone of the shop
	FilterLabel  QueryFilter = "label"  // the customer has it
	FilterOrder  QueryFilter = "order"  // the conversation of whose order
	FilterBefore QueryFilter = "before" // older than the day's beginning
	FilterAfter  QueryFilter = "after"  // from the day's beginning on
	FilterHas    QueryFilter = "has"    // what the message carries
)

// filterWords are what people write for a filter, in the order English,
// Spanish, Portuguese.
var filterWords = []struct {
	filter QueryFilter
	words  []string
}{
	{FilterFrom, []string{"from", "de", "de"}},
	{FilterLabel, []string{"label", "etiqueta", "etiqueta"}},
	{FilterOrder, []string{"order", "pedido", "pedido"}},
	{FilterBefore, []string{"before", "antes", "antes"}},
	{FilterAfter, []string{"after", "desde", "desde"}},
	{FilterHas, []string{"has", "con", "com"}},
}

// hasWords are what a message can carry, in the same order.
var hasValues = []struct {
	types []shop.MessageType
	words []string
}{
	{[]shop.MessageType{shop.TypeImage}, []string{"photo", "foto", "foto", "picture", "image", "imagen", "imagem"}},
	{[]shop.MessageType{shop.TypeVideo}, []string{"video", "vídeo", "vídeo"}},
	{[]shop.MessageType{shop.TypeVoice, shop.TypeAudio}, []string{"audio", "audio", "áudio", "voice", "voz"}},
	{[]shop.MessageType{shop.TypeDocument}, []string{"file", "archivo", "arquivo", "document", "documento", "pdf"}},
	{[]shop.MessageType{shop.TypeLocation}, []string{"place", "lugar", "lugar", "location"}},
	{[]shop.MessageType{shop.TypeCart}, []string{"cart", "carrito", "carrinho"}},
}

// term is what a text must have: one word, whose last letters may be missing, or
// with more words exactly these one after the other.
type term struct {
	words  []string
	phrase bool
	either bool // any one of the words, whole
}

// query is a text that was searched for, understood.
type query struct {
	terms         []term
	text          string // without the filters, for numbers
	from          []string
	label         []string
	order         []string
	before, after day
	types         []shop.MessageType
	nothing       bool // a filter asks for what can't be
}

// day is a day, month or year as it was written; its beginning counts.
type day struct {
	year, month, day int
	ago              int // days before today, when relative
	relative, set    bool
}

func (d day) start(now time.Time) time.Time {
	if d.relative {
		return time.Date(now.Year(), now.Month(), now.Day()-d.ago, 0, 0, 0, 0, now.Location())
	}
	year := d.year
	if year == 0 {
		year = now.Year()
	}
	return time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, now.Location())
}

// maxWords bounds what one search asks for.
const maxWords = 12

// longest is how many bytes of a text are looked at.
const longest = 1000

// parseQuery understands any text: what is no filter is searched for.
func parseQuery(text string) query {
	var q query
	text = strings.ToValidUTF8(text[:min(len(text), longest)], " ")
	for _, token := range tokens(text) {
		if token.filter == "" || !q.narrow(token) {
			q.search(token)
		}
	}
	return q
}

// token is a stretch of a query: a word, a quoted phrase, or a filter.
type token struct {
	filter QueryFilter
	raw    string // with the filter word
	value  string
	quoted bool
}

func tokens(text string) []token {
	var all []token
	for text = strings.TrimLeftFunc(text, unicode.IsSpace); text != ""; text = strings.TrimLeftFunc(text, unicode.IsSpace) {
		var t token
		t, text = nextToken(text)
		all = append(all, t)
	}
	return all
}

func nextToken(text string) (token, string) {
	if value, rest, ok := quoted(text); ok {
		return token{raw: value, value: value, quoted: true}, rest
	}
	end := strings.IndexFunc(text, unicode.IsSpace)
	if end < 0 {
		end = len(text)
	}
	word := text[:end]
	name, _, found := strings.Cut(word, ":")
	filter := filterNamed(name)
	if !found || filter == "" {
		return token{raw: word, value: word}, text[end:]
	}
	after := text[len(name)+1:]
	if value, rest, ok := quoted(after); ok {
		return token{filter: filter, raw: text[:len(text)-len(rest)], value: value, quoted: true}, rest
	}
	return token{filter: filter, raw: word, value: word[len(name)+1:]}, text[end:]
}

// quoted takes what stands between quotes; the closing one may be missing yet.
func quoted(text string) (value, rest string, ok bool) {
	for _, marks := range [][2]string{{`"`, `"`}, {"“", "”"}, {"«", "»"}, {"„", "“"}} {
		if after, found := strings.CutPrefix(text, marks[0]); found {
			value, rest, _ = strings.Cut(after, marks[1])
			return value, rest, true
		}
	}
	return "", text, false
}

func filterNamed(name string) QueryFilter {
	name = foldText(name)
	for _, f := range filterWords {
		if slices.Contains(f.words, name) {
			return f.filter
		}
	}
	return ""
}

// narrow takes a filter in; false when it says nothing as a filter. One without
// a value is just being typed.
func (q *query) narrow(t token) bool {
	if strings.TrimSpace(t.value) == "" {
		return true
	}
	switch t.filter {
	case FilterFrom:
		q.from = append(q.from, t.value)
	case FilterLabel:
		q.label = append(q.label, t.value)
	case FilterOrder:
		q.order = append(q.order, strings.TrimPrefix(t.value, "#"))
	case FilterBefore:
		return parseDay(t.value, &q.before)
	case FilterAfter:
		return parseDay(t.value, &q.after)
	case FilterHas:
		return q.carries(t.value)
	}
	return true
}

// carries narrows by what a message carries, which may still be being typed.
func (q *query) carries(value string) bool {
	value = foldText(value)
	var types []shop.MessageType
	for _, has := range hasValues {
		if slices.ContainsFunc(has.words, func(w string) bool { return strings.HasPrefix(foldText(w), value) }) {
			types = append(types, has.types...)
		}
	}
	if types == nil {
		return false
	}
	if q.types == nil {
		q.types = types
		return true
	}
	q.types = slices.DeleteFunc(q.types, func(t shop.MessageType) bool { return !slices.Contains(types, t) })
	q.nothing = q.nothing || len(q.types) == 0
	return true
}

func (q *query) search(t token) {
	q.text += " " + t.raw
	words := wordsOf(t.raw)
	room := maxWords - q.count()
	words = words[:max(0, min(len(words), room))]
	if t.quoted && len(words) > 0 {
		q.terms = append(q.terms, term{words: words, phrase: true})
		return
	}
	for _, word := range words {
		q.terms = append(q.terms, term{words: []string{word}})
	}
}

func (q *query) count() int {
	n := 0
	for _, t := range q.terms {
		n += len(t.words)
	}
	return n
}

// words are all that are searched for.
func (q *query) words() []string {
	var all []string
	for _, t := range q.terms {
		all = append(all, t.words...)
	}
	return all
}

// narrowed says whether only messages can be meant.
func (q *query) narrowed() bool {
	return q.from != nil || q.label != nil || q.order != nil || q.before.set || q.after.set || q.types != nil
}

// wordsOf splits a text as the index does: into letters and digits.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(foldText(strings.ToValidUTF8(text, " ")), func(r rune) bool {
		return !(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Co, r))
	})
	return words[:min(len(words), maxWords)]
}

// matchOf asks the index for every term. Every word is quoted, so that no text
// is a query in itself.
func matchOf(terms []term) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = t.match()
	}
	return strings.Join(parts, " AND ")
}

func (t term) match() string {
	if t.either {
		return `("` + strings.Join(t.words, `" OR "`) + `")`
	}
	text := `"` + strings.ReplaceAll(strings.Join(t.words, " "), `"`, `""`) + `"`
	if t.phrase {
		return text
	}
	return text + "*"
}

// relativeDays are today and yesterday in the program's languages.
var relativeDays = map[string]int{"today": 0, "hoy": 0, "hoje": 0, "yesterday": 1, "ayer": 1, "ontem": 1}

// parseDay reads 2026-11-06, 2026-11, 2026, 6/11/2026, 6.11.2026, 6/11, today
// and yesterday. A day comes before its month unless that can't be.
func parseDay(text string, to *day) bool {
	if ago, ok := relativeDays[foldText(text)]; ok {
		*to = day{ago: ago, relative: true, set: true}
		return true
	}
	fields := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	numbers := make([]int, len(fields))
	for i, field := range fields {
		n, err := strconv.Atoi(field)
		if err != nil || n < 0 {
			return false
		}
		numbers[i] = n
	}
	d := writtenDay(numbers)
	if d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 || d.year < 0 || d.year > 9999 {
		return false
	}
	d.set = true
	*to = d
	return true
}

func writtenDay(n []int) day {
	switch {
	case len(n) == 1 && n[0] >= 1000:
		return day{year: n[0], month: 1, day: 1}
	case len(n) == 2 && n[0] >= 1000:
		return day{year: n[0], month: n[1], day: 1}
	case len(n) == 2 && n[1] >= 1000:
		return day{year: n[1], month: n[0], day: 1}
	case len(n) == 2 && n[1] > 12:
		return day{month: n[0], day: n[1]}
	case len(n) == 2:
		return day{month: n[1], day: n[0]}
	case len(n) == 3 && n[0] >= 1000:
		return day{year: n[0], month: n[1], day: n[2]}
	case len(n) == 3:
		year := n[2]
		if year < 100 {
			year += 2000
		}
		if n[1] > 12 {
			return day{year: year, month: n[0], day: n[1]}
		}
		return day{year: year, month: n[1], day: n[0]}
	}
	return day{}
}

// digitsOf is a number as its digits, when a text is one: with spaces, points,
// brackets and a plus as people write phone numbers.
func digitsOf(text string) string {
	var digits strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsDigit(r) && r < 0x80:
			digits.WriteRune(r)
		case unicode.IsSpace(r) || strings.ContainsRune("+-./()", r):
		default:
			return ""
		}
	}
	return digits.String()
}
