package tables

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Writer writes CSV that spreadsheets open as it is: UTF-8 with a mark, so that
// Excel takes it for UTF-8, and no cell that would be run as a formula.
type Writer struct{ csv *csv.Writer }

// NewWriter writes the mark and the header.
func NewWriter(to io.Writer, header ...string) (*Writer, error) {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return nil, fmt.Errorf("begin the list: %w", err)
	}
	w := &Writer{csv: csv.NewWriter(to)}
	w.csv.UseCRLF = true
	return w, w.Write(header...)
}

// Write adds a row.
func (w *Writer) Write(cells ...string) error {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = Harmless(cell)
	}
	if err := w.csv.Write(safe); err != nil {
		return fmt.Errorf("write a row: %w", err)
	}
	return nil
}

// Flush writes what is still held back; call it once at the end.
func (w *Writer) Flush() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

// Harmless is a cell that no spreadsheet runs as a formula: text that begins
// like one gets an apostrophe before it, as spreadsheets themselves mark text
// (OWASP, CSV Injection). A telephone number may keep its plus, a number its minus.
func Harmless(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && Harmless(rest) == cell {
		return "'" + cell // its own apostrophe must not be taken for ours
	}
	if cell == "" || !strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return cell
	}
	if (cell[0] == '+' || cell[0] == '-') && len(cell) > 1 && strings.Trim(cell[1:], "0123456789 .,") == "" {
		return cell
	}
	return "'" + cell
}

// Plain is a cell as it was before Harmless.
func Plain(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && Harmless(rest) == cell {
		return rest
	}
	return cell
}
