package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// separators in the order in which a tie is settled: a tab is never typed by
// accident, a comma stands within numbers and sentences.
var separators = []rune{'\t', ';', '|', ','}

// sampled rows are enough to know a file's separator.
const sampled = 60

func readText(data []byte) (Table, error) {
	text, name, err := decode(data)
	if err != nil {
		return Table{}, err
	}
	if len(bytes.TrimSpace(text)) == 0 {
		return Table{}, ErrEmpty
	}
	separator := separatorOf(text)
	rows, err := readRows(text, separator, MostRows+2)
	if err != nil {
		return Table{}, err
	}
	return Table{Rows: rows, Separator: separator, Encoding: name}, nil
}

// decode turns a file's bytes into UTF-8. Without a mark, what isn't UTF-8 is
// taken for Windows-1252, in which every byte means something: the encoding in
// which spreadsheets of Western Europe and America save CSV.
func decode(data []byte) (text []byte, name string, err error) {
	var as encoding.Encoding
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return bytes.ToValidUTF8(data[3:], []byte("\ufffd")), "UTF-8", nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		as, name = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16"
	case looksWide(data):
		as, name = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16"
	case bytes.IndexByte(data, 0) >= 0:
		return nil, "", ErrNotTable
	case utf8.Valid(data):
		return data, "UTF-8", nil
	default:
		as, name = charmap.Windows1252, "Windows-1252"
	}
	text, err = as.NewDecoder().Bytes(data)
	if err != nil {
		return nil, "", fmt.Errorf("read it as %s: %w", name, err)
	}
	return text, name, nil
}

// looksWide tells UTF-16 without a mark: every second byte of its start is zero.
func looksWide(data []byte) bool {
	start := data[:min(len(data), 200)]
	if len(start) < 8 {
		return false
	}
	zeros := 0
	for i := 1; i < len(start); i += 2 {
		if start[i] == 0 {
			zeros++
		}
	}
	return zeros*10 > len(start)*4
}

// separatorOf chooses what cuts the first rows into the most even columns.
func separatorOf(text []byte) rune {
	best, score := ',', 0
	for _, candidate := range separators {
		rows, err := readRows(text, candidate, sampled)
		if err != nil || len(rows) == 0 {
			continue
		}
		if s := evenness(rows); s > score {
			best, score = candidate, s
		}
	}
	return best
}

// evenness is high when most rows have the same number of columns, more than
// one. Evenness counts before width: a comma in every sentence must not win.
func evenness(rows []Row) int {
	widths := map[int]int{}
	for _, row := range rows {
		widths[len(row.Cells)]++
	}
	common, times := 1, 0
	for width, n := range widths {
		if n > times || n == times && width > common {
			common, times = width, n
		}
	}
	if common < 2 {
		return 0
	}
	return times*1000/len(rows)*100 + min(common, 99)
}

// readRows reads at most so many rows. A quote that is never closed would
// swallow the rest of the file; such a file is read again without quotes.
func readRows(text []byte, separator rune, most int) ([]Row, error) {
	rows, err := readQuoted(text, separator, most)
	if err != nil {
		return readUnquoted(text, separator, most), nil //nolint:nilerr // read in the other way instead
	}
	return rows, nil
}

func readQuoted(text []byte, separator rune, most int) ([]Row, error) {
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord, reader.LazyQuotes = separator, -1, true
	var rows []Row
	for len(rows) < most {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read a row: %w", err)
		}
		line, _ := reader.FieldPos(0)
		if swallowed(cells) {
			return nil, ErrNotTable
		}
		rows = append(rows, Row{Line: line, Cells: cells})
	}
	return rows, nil
}

// swallowed tells a cell into which an unclosed quote has drawn many lines.
func swallowed(cells []string) bool {
	for _, cell := range cells {
		lines := 0
		for i := range len(cell) {
			if cell[i] == '\n' {
				lines++
			}
		}
		if lines > 50 {
			return true
		}
	}
	return false
}

func readUnquoted(text []byte, separator rune, most int) []Row {
	var rows []Row
	line := 0
	for raw := range bytes.Lines(text) {
		line++
		if len(rows) >= most {
			break
		}
		raw = bytes.TrimRight(raw, "\r\n")
		if len(raw) == 0 {
			continue
		}
		row := Row{Line: line}
		for _, cell := range bytes.Split(raw, []byte(string(separator))) {
			row.Cells = append(row.Cells, string(bytes.Trim(cell, `"`)))
		}
		rows = append(rows, row)
	}
	return rows
}
