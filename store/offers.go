package store

import (
	"context"
	"slices"
	"strings"
	"unicode"
)

// Offer is a way to go on with what was typed into a search.
type Offer struct {
	Label string // what it adds
	Text  string // the whole text with it
}

// mostOffers is how many there are at most.
const mostOffers = 6

// filterOrder is in which order filters are offered.
var filterOrder = []QueryFilter{FilterFrom, FilterHas, FilterBefore, FilterLabel, FilterOrder, FilterAfter}

// Offers are the filters that could follow, in a language of the program (en, es,
// pt-BR), or what could stand behind the one that is being typed.
func (s *Store) Offers(ctx context.Context, text, language string) ([]Offer, error) {
	start := strings.LastIndexFunc(text, unicode.IsSpace) + 1
	before, last := text[:start], text[start:]
	name, value, typing := strings.Cut(last, ":")
	if filter := filterNamed(name); typing && filter != "" {
		values, err := s.offeredValues(ctx, filter, language)
		return offered(before+name+":", value, values), err
	}
	var words []string
	for _, filter := range filterOrder {
		for _, f := range filterWords {
			word := f.words[languageAt(language)] + ":"
			if f.filter == filter && !strings.Contains(foldText(before), word) {
				words = append(words, word)
			}
		}
	}
	if begun := offered(before, last, words); last != "" && len(begun) > 0 {
		return begun, nil
	}
	if last != "" {
		before = text + " "
	}
	return offered(before, "", words), nil
}

// languageAt is a language's place in the lists of words.
func languageAt(language string) int {
	code, _, _ := strings.Cut(strings.ToLower(language), "-")
	return max(0, slices.Index([]string{"en", "es", "pt"}, code))
}

func (s *Store) offeredValues(ctx context.Context, filter QueryFilter, language string) ([]string, error) {
	var values []string
	switch filter {
	case FilterHas:
		for _, has := range hasValues {
			values = append(values, has.words[languageAt(language)])
		}
	case FilterLabel:
		labels, err := s.Labels(ctx)
		for _, l := range labels {
			values = append(values, l.Name)
		}
		return values, err
	case FilterFrom:
		people, err := s.People(ctx)
		for _, p := range people {
			values = append(values, p.Name)
		}
		return values, err
	}
	return values, nil
}

// offered are the words that begin with what is typed; one of several words is
// put into quotes.
func offered(before, typed string, words []string) []Offer {
	var all []Offer
	for _, word := range words {
		if len(all) == mostOffers || !strings.HasPrefix(folded(word), folded(typed)) {
			continue
		}
		text := word
		if strings.ContainsFunc(word, unicode.IsSpace) {
			text = `"` + word + `"`
		}
		if !strings.HasSuffix(text, ":") {
			text += " "
		}
		all = append(all, Offer{Label: word, Text: before + text})
	}
	return all
}
