package tables

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"regexp"

	"github.com/xuri/excelize/v2"
)

// unpacked is how large an Excel file may be once unpacked: a few kilobytes of
// zip can claim gigabytes.
const unpacked = 256 << 20

func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// isOldExcel tells the container of Excel 97 to 2003.
func isOldExcel(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// readExcel reads the first sheet that has anything in it.
func readExcel(data []byte) (table Table, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: unpacked})
	if err != nil {
		return Table{}, fmt.Errorf("open the spreadsheet: %w", err)
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err == nil && !visible {
			continue
		}
		rows, err := sheetRows(book, sheet)
		if err != nil {
			return Table{}, fmt.Errorf("read the sheet %q: %w", sheet, err)
		}
		if len(rows) > 0 {
			return Table{Rows: rows}, nil
		}
	}
	return Table{}, ErrEmpty
}

// sheetRows takes cells as they are shown, except where the screen shortens a
// long number: a tracking number must keep all its digits.
func sheetRows(book *excelize.File, sheet string) (found []Row, err error) {
	shown, err := book.Rows(sheet)
	if err != nil {
		return nil, fmt.Errorf("go through its rows: %w", err)
	}
	defer func() { err = errors.Join(err, shown.Close()) }()
	for line := 1; shown.Next(); line++ {
		cells, err := shown.Columns()
		if err != nil {
			return nil, fmt.Errorf("row %d: %w", line, err)
		}
		if len(found) > MostRows+1 {
			return nil, ErrTooLong
		}
		for i, cell := range cells {
			if shortened.MatchString(cell) {
				cells[i] = wholeNumber(book, sheet, i+1, line, cell)
			}
		}
		found = append(found, Row{Line: line, Cells: cells})
	}
	if err := shown.Error(); err != nil {
		return nil, fmt.Errorf("go through its rows: %w", err)
	}
	return found, nil
}

var shortened = regexp.MustCompile(`^\d([.,]\d+)?E\+\d{1,2}$`)

func wholeNumber(book *excelize.File, sheet string, column, line int, shown string) string {
	name, err := excelize.CoordinatesToCellName(column, line)
	if err != nil {
		return shown
	}
	raw, err := book.GetCellValue(sheet, name, excelize.Options{RawCellValue: true})
	if err != nil {
		return shown
	}
	number, ok := new(big.Float).SetPrec(200).SetString(raw)
	if !ok || !number.IsInt() {
		return shown
	}
	return number.Text('f', 0)
}
