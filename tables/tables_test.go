package tables_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"mostrador/tables"
)

var fields = tables.Fields{
	{Name: "number", Headings: []string{"order", "pedido", "#", "nº"}},
	{Name: "phone", Headings: []string{"phone", "teléfono", "móvil"}, Fits: func(cell string) bool {
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, cell)
		return len(digits) >= 9
	}},
	{Name: "tracking", Headings: []string{"tracking", "seguimiento"}},
	{Name: "status", Headings: []string{"status", "estado"}},
}

func TestAListIsReadWhateverItsSeparatorAndEncoding(t *testing.T) {
	const list = "Pedido;Teléfono;Estado\r\n1042;+34 600 111 222;Enviado\r\n\r\n1043;600 333 444;\"Listo; en tienda\"\r\n"
	western, err := charmap.Windows1252.NewEncoder().String(list)
	require.NoError(t, err)
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(list)
	require.NoError(t, err)
	bare, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(list)
	require.NoError(t, err)
	for name, c := range map[string]struct{ file, encoding string }{
		"plain":                  {list, "UTF-8"},
		"with a mark":            {"\ufeff" + list, "UTF-8"},
		"Windows":                {western, "Windows-1252"},
		"UTF-16":                 {wide, "UTF-16"},
		"UTF-16 without a mark":  {bare, "UTF-16"},
		"commas":                 {strings.ReplaceAll(strings.ReplaceAll(list, "Listo;", "Listo,"), ";", ","), "UTF-8"},
		"tabs, from a web page":  {strings.ReplaceAll(strings.ReplaceAll(list, `"Listo; en tienda"`, "Listo"), ";", "\t"), "UTF-8"},
		"bars, with line breaks": {strings.ReplaceAll(strings.ReplaceAll(list, "Listo;", "Listo"), ";", "|"), "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			table, err := tables.Read("list.csv", []byte(c.file), fields)
			require.NoError(t, err)
			assert.Equal(t, c.encoding, table.Encoding)
			assert.Equal(t, []string{"Pedido", "Teléfono", "Estado"}, table.Header)
			require.Len(t, table.Rows, 2, "empty rows are nobody's")
			assert.Equal(t, "600 333 444", table.Rows[1].Cell(1))
			assert.Equal(t, 4, table.Rows[1].Line, "as its owner counts lines")
			assert.Equal(t, tables.Mapping{"number": 0, "phone": 1, "status": 2}, fields.Recognise(table))
		})
	}
}

func TestColumnsAreRecognisedByWhatStandsInThem(t *testing.T) {
	table, err := tables.Paste("Ana\t600 111 222\nLuis\t600 333 444\nEva\t\n", fields)
	require.NoError(t, err)
	assert.Empty(t, table.Header)
	assert.Equal(t, tables.Mapping{"phone": 1}, fields.Recognise(table))
	assert.Equal(t, -1, fields.Recognise(table).Of("status"))

	table, err = tables.Paste("Customer phone number,Order no.,Current status\n600111222,7,ready\n", fields)
	require.NoError(t, err)
	assert.Len(t, table.Rows, 2, "no heading is known exactly: the first row is shown as data and can be set apart by hand")
}

func TestAnExcelFileKeepsAllDigits(t *testing.T) {
	book := excelize.NewFile()
	sheet := book.GetSheetName(0)
	for cell, value := range map[string]any{"A1": "Pedido", "B1": "Seguimiento", "A2": 1042, "B2": 123456789012345.0, "A3": 1043, "B3": "00340434161094015902", "A5": 12.3} {
		require.NoError(t, book.SetCellValue(sheet, cell, value))
	}
	var file bytes.Buffer
	require.NoError(t, book.Write(&file))
	table, err := tables.Read("list.xlsx", file.Bytes(), fields)
	require.NoError(t, err)
	require.Len(t, table.Rows, 3)
	assert.Equal(t, "1042", table.Rows[0].Cell(0))
	assert.Equal(t, "123456789012345", table.Rows[0].Cell(1))
	assert.Equal(t, "00340434161094015902", table.Rows[1].Cell(1))
	assert.Equal(t, tables.Row{Line: 5, Cells: []string{"12.3"}}, table.Rows[2])
}

func TestWhatIsNoListIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		file string
		want error
	}{
		"empty.csv":  {" \n\n", tables.ErrEmpty},
		"header.csv": {"Pedido;Estado\n", tables.ErrEmpty},
		"old.xls":    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1and so on", tables.ErrOldExcel},
		"photo.jpg":  {"\xff\xd8\xff\xe0\x00\x10JFIF and more\x00\x01", tables.ErrNotTable},
		"long.csv":   {strings.Repeat("a;b\n", tables.MostRows+1), tables.ErrTooLong},
	} {
		_, err := tables.Read(name, []byte(c.file), fields)
		require.ErrorIs(t, err, c.want, name)
		assert.ErrorContains(t, err, name, "the file is named")
	}
	_, err := tables.Read("broken.xlsx", []byte("PK\x03\x04 nothing"), fields)
	require.ErrorContains(t, err, "broken.xlsx")
}

func TestAQuoteThatIsNeverClosedSwallowsNothing(t *testing.T) {
	list := "Pedido;Estado\n1;\"Listo\n" + strings.Repeat("2;Listo\n", 300)
	table, err := tables.Read("list.csv", []byte(list), fields)
	require.NoError(t, err)
	assert.Len(t, table.Rows, 301)
}

func TestNoCellIsWrittenAsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringMatching(`[=+\-@'\t ]?[a-zñ0-9=+ (),;"\n.-]{0,12}`), 1, 5).Draw(t, "cells")
		var file bytes.Buffer
		w, err := tables.NewWriter(&file, "first")
		require.NoError(t, err)
		require.NoError(t, w.Write(cells...))
		require.NoError(t, w.Flush())
		for _, cell := range cells {
			safe := tables.Harmless(cell)
			if safe != "" && strings.ContainsRune("=@\t\r\n", rune(safe[0])) {
				t.Fatalf("%q would be run", safe)
			}
			if strings.HasPrefix(cell, "'") {
				continue // an apostrophe of the owner's own
			}
			assert.Equal(t, cell, tables.Plain(safe))
		}
	})
	assert.Equal(t, "+34 600 111 222", tables.Harmless("+34 600 111 222"))
	assert.Equal(t, "-12,50", tables.Harmless("-12,50"))
	assert.Equal(t, "'+1+cmd", tables.Harmless("+1+cmd"))
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a;b\n1;2\n"))
	f.Add([]byte("\xff\xfea\x00;\x00"))
	f.Add([]byte("\"never closed\n1,2"))
	var small bytes.Buffer
	require.NoError(f, excelize.NewFile().Write(&small))
	f.Add(small.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := tables.Read("file", file, fields)
		if err != nil {
			return
		}
		if len(table.Rows) == 0 {
			t.Fatal("a list without rows is an error")
		}
		mapping := fields.Recognise(table)
		for _, row := range table.Rows {
			for _, column := range mapping {
				_ = row.Cell(column)
			}
		}
	})
}
