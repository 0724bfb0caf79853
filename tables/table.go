package tables

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Limits of what is read at once; a list longer than this is split by its owner.
const (
	MostRows  = 100_000
	MostBytes = 64 << 20
)

// What can be wrong with a list, apart from errors that name a line.
var (
	ErrEmpty    = errors.New("there are no rows in it")
	ErrTooLong  = fmt.Errorf("it has more than %d rows", MostRows)
	ErrTooLarge = fmt.Errorf("it is larger than %d MB", MostBytes>>20)
	ErrOldExcel = errors.New("this is Excel's format from before 2007: save it as .xlsx or .csv")
	ErrNotTable = errors.New("this is not a list with columns")
)

// Table is a list as it was found.
type Table struct {
	// Header is empty when the first row already is data.
	Header []string
	Rows   []Row
	// Separator and Encoding say how it was read; both are empty for Excel files.
	Separator rune
	Encoding  string
}

// Row is one line of a list, with the number under which its owner finds it.
type Row struct {
	Line  int
	Cells []string
}

// Cell is the trimmed text in a column; columns a row doesn't have are empty.
func (r Row) Cell(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return r.Cells[column]
}

// Columns is the number of columns of the widest row.
func (t Table) Columns() int {
	widest := len(t.Header)
	for _, row := range t.Rows {
		widest = max(widest, len(row.Cells))
	}
	return widest
}

// Read understands a file by its content; its name only helps to say what is
// wrong. The first row becomes the header when it reads like one: see Fields.
func Read(name string, data []byte, fields Fields) (Table, error) {
	if len(data) > MostBytes {
		return Table{}, fmt.Errorf("read %s: %w", filepath.Base(name), ErrTooLarge)
	}
	var (
		table Table
		err   error
	)
	switch {
	case isZip(data):
		table, err = readExcel(data)
	case isOldExcel(data):
		err = ErrOldExcel
	default:
		table, err = readText(data)
	}
	if err == nil {
		table, err = table.finish(fields)
	}
	if err != nil {
		return Table{}, fmt.Errorf("read %s: %w", filepath.Base(name), err)
	}
	return table, nil
}

// Paste understands copied cells.
func Paste(text string, fields Fields) (Table, error) {
	if len(text) > MostBytes {
		return Table{}, ErrTooLarge
	}
	table, err := readText([]byte(text))
	if err != nil {
		return Table{}, err
	}
	return table.finish(fields)
}

// finish trims cells, leaves out rows that are wholly empty and finds the header.
func (t Table) finish(fields Fields) (Table, error) {
	kept := t.Rows[:0]
	for _, row := range t.Rows {
		filled := false
		for i, cell := range row.Cells {
			row.Cells[i] = strings.TrimSpace(strings.Trim(cell, "\u00a0\u200e\u200f\ufeff"))
			filled = filled || row.Cells[i] != ""
		}
		if filled {
			kept = append(kept, row)
		}
	}
	t.Rows = kept
	if len(t.Rows) > 0 && fields.isHeader(t.Rows) {
		t.Header, t.Rows = t.Rows[0].Cells, t.Rows[1:]
	}
	switch {
	case len(t.Rows) == 0:
		return Table{}, ErrEmpty
	case len(t.Rows) > MostRows:
		return Table{}, ErrTooLong
	}
	return t, nil
}
