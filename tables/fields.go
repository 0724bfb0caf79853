package tables

import (
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// Field is something a caller looks for in a list.
type Field struct {
	Name string
	// Headings are words that stand over such a column, in any language; they
	// are compared without accents, case and punctuation.
	Headings []string
	// Fits tells whether a cell can hold it; nil when its content says nothing.
	// It is asked about columns whose heading is not known, and about lists
	// without a header.
	Fits func(cell string) bool
}

// Fields is what a caller looks for, the most telling first: a column is given
// to the first field that wants it.
type Fields []Field

// Mapping says in which column a field stands.
type Mapping map[string]int

// Of is the column of a field, -1 when it is not in the list.
func (m Mapping) Of(field string) int {
	if column, ok := m[field]; ok {
		return column
	}
	return -1
}

// Recognise finds the columns of fields: by their headings first, then by what
// stands in most of their cells.
func (f Fields) Recognise(t Table) Mapping {
	found, taken := Mapping{}, map[int]bool{}
	for _, exact := range []bool{true, false} {
		for _, field := range f {
			if _, done := found[field.Name]; done {
				continue
			}
			for column, heading := range t.Header {
				if !taken[column] && field.headed(heading, exact) {
					found[field.Name], taken[column] = column, true
					break
				}
			}
		}
	}
	for _, field := range f {
		if _, done := found[field.Name]; done || field.Fits == nil {
			continue
		}
		for column := range t.Columns() {
			if !taken[column] && field.fills(t.Rows, column) {
				found[field.Name], taken[column] = column, true
				break
			}
		}
	}
	return found
}

// headed tells whether a heading names the field: exactly, or as one of its words.
func (f Field) headed(heading string, exact bool) bool {
	plain := plainWords(heading)
	if plain == "" {
		return false
	}
	for _, known := range f.Headings {
		known = plainWords(known)
		if plain == known || !exact && strings.Contains(" "+plain+" ", " "+known+" ") {
			return true
		}
	}
	return false
}

// fills tells whether most filled cells of a column can hold the field.
func (f Field) fills(rows []Row, column int) bool {
	fit, filled := 0, 0
	for _, row := range rows[:min(len(rows), 200)] {
		cell := row.Cell(column)
		if cell == "" {
			continue
		}
		filled++
		if f.Fits(cell) {
			fit++
		}
	}
	return filled > 0 && fit*10 >= filled*8
}

// isHeader tells whether the first row names columns: two of its cells are
// known headings (one, in a list of one or two columns).
func (f Fields) isHeader(rows []Row) bool {
	known := 0
	for _, cell := range rows[0].Cells {
		for _, field := range f {
			if field.headed(cell, true) {
				known++
				break
			}
		}
	}
	return known >= 2 || known == 1 && (len(rows[0].Cells) <= 2 || !anyDigit(rows[0].Cells))
}

func anyDigit(cells []string) bool {
	for _, cell := range cells {
		if strings.ContainsFunc(cell, unicode.IsDigit) {
			return true
		}
	}
	return false
}

// plainWords is a heading without accents, case and punctuation, with single
// spaces between its words. A transformer has state, so each call has its own.
func plainWords(text string) string {
	bare, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), text)
	if err != nil {
		bare = text
	}
	words := strings.FieldsFunc(strings.ToLower(bare), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '#'
	})
	return strings.Join(words, " ")
}
