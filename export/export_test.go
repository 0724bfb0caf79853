package export_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/export"
	"mostrador/shop"
	"mostrador/store/storetest"
)

var words = export.Words{
	Language: "en", Made: "Written today", Note: "Note", Orders: "Order", Messages: "Messages", Customer: "Customer", Last: "Last",
	Missing: "Not to be had:", Deleted: "Deleted", Edited: "Edited", Failed: "Did not arrive", Unknown: "Something else",
	Day: func(t time.Time) string { return t.Format("2 Jan 2006") }, Clock: func(t time.Time) string { return t.Format("15:04") },
}

// shelf holds files by hash, as the device does.
type shelf struct{ folder string }

func (s shelf) Open(_ context.Context, hash string) (string, error) {
	path := filepath.Join(s.folder, hash)
	_, err := os.Stat(path)
	return path, err
}

const cake = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"

func bakery(t *testing.T) (*storetest.Factory, storetest.Customer, export.Params) {
	t.Helper()
	f := storetest.New(t)
	lucia, ana := f.Customer("Lucía Martín"), f.Customer(`<script>alert("Ana")</script>`)
	f.Receives(lucia, "¿Tienen pan?\n=1+1")
	f.Tick(time.Minute)
	f.Sends(lucia, "Sí, recién hecho")
	f.Notes(lucia, "Siempre pide sin sal")
	f.ReceivesContent(lucia, shop.TypeImage, shop.Content{Text: "Como esta", Media: &shop.Media{Hash: cake, MIME: "image/jpeg", Name: "../../tarta de ayer.jpg"}}, f.Now)
	f.ReceivesContent(lucia, shop.TypeDocument, shop.Content{Media: &shop.Media{Hash: strings.Repeat("0", 64), MIME: "application/pdf", Name: "carta.pdf"}}, f.Now)
	f.Tick(24 * time.Hour)
	f.Receives(ana, "<b>hola</b>")
	f.Order(lucia, shop.Item{Name: "Hogaza", Quantity: 2, Price: storetest.Euros(3, 80)})
	f.Reply("horario", "Abrimos a las 8")
	files := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(files, cake), []byte("a cake"), 0o600))
	return f, lucia, export.Params{
		Source: f.Store, Files: shelf{files}, Folder: filepath.Join(t.TempDir(), "Obrador"), Words: words, Now: f.Now, Zone: time.UTC,
	}
}

func TestAShopIsWrittenWhole(t *testing.T) {
	_, _, p := bakery(t)
	report, err := export.Write(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, export.Report{Customers: 2, Messages: 6, Orders: 1, Replies: 1, Files: 1, Missing: 1, Folder: p.Folder}, report)

	index := read(t, p.Folder, "index.html")
	assert.Contains(t, index, "Lucía Martín")
	assert.NotContains(t, index, "<script>")
	pages, err := filepath.Glob(filepath.Join(p.Folder, "chats", "*.html"))
	require.NoError(t, err)
	require.Len(t, pages, 2)
	lucia, err := filepath.Glob(filepath.Join(p.Folder, "chats", "Lucía-Martín-*.html"))
	require.NoError(t, err)
	require.Len(t, lucia, 1)
	page := read(t, lucia[0])
	for _, text := range []string{"¿Tienen pan?", "Sí, recién hecho", "Siempre pide sin sal", "Como esta", "Not to be had: carta.pdf", `src="../files/5f70bf18a0860070-tarta-de-ayer.jpg"`} {
		assert.Contains(t, page, text)
	}
	assert.Equal(t, "a cake", read(t, p.Folder, "files", "5f70bf18a0860070-tarta-de-ayer.jpg"))

	rows := rowsOf(t, filepath.Join(p.Folder, "messages.csv"))
	require.Len(t, rows, 7)
	assert.Equal(t, "¿Tienen pan?\n=1+1", rows[2][6])
	assert.Equal(t, "<b>hola</b>", rows[1][6], "text is text")
	orders := rowsOf(t, filepath.Join(p.Folder, "orders.csv"))
	require.Len(t, orders, 2)
	assert.Equal(t, []string{"7.60", "EUR"}, orders[1][7:9])
	assert.Equal(t, [][]string{{"shortcut", "text", "folder", "language"}, {"horario", "Abrimos a las 8", "", ""}}, rowsOf(t, filepath.Join(p.Folder, "replies.csv")))
}

func TestEveryLineIsForAnotherMostrador(t *testing.T) {
	_, lucia, p := bakery(t)
	_, err := export.Write(t.Context(), p)
	require.NoError(t, err)
	file, err := os.Open(filepath.Join(p.Folder, export.LinesName))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	count := map[string]int{}
	lines := bufio.NewScanner(file)
	for n := 0; lines.Scan(); n++ {
		var line export.Line
		decoder := json.NewDecoder(strings.NewReader(lines.Text()))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&line), lines.Text())
		switch {
		case line.Head != nil:
			assert.Zero(t, n, "the head comes first")
		case line.Customer != nil:
			count["customer"]++
		case line.Message != nil:
			count["message"]++
		case line.Note != nil:
			assert.Equal(t, lucia.ID, line.Note.Customer)
			count["note"]++
		case line.Order != nil:
			assert.Equal(t, storetest.Euros(7, 60), line.Order.Content.Total)
			count["order"]++
		case line.Reply != nil:
			count["reply"]++
		}
	}
	assert.Equal(t, map[string]int{"customer": 2, "message": 5, "note": 1, "order": 1, "reply": 1}, count)
}

func TestOneCustomerOrASpanOfTime(t *testing.T) {
	f, lucia, p := bakery(t)
	p.Choice = export.Choice{Customer: lucia.ID}
	report, err := export.Write(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Customers)
	assert.Equal(t, 5, report.Messages)
	assert.Equal(t, 1, report.Orders)

	p.Folder, p.Choice = p.Folder+" 2", export.Choice{From: f.Now.Add(-time.Hour)}
	report, err = export.Write(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, 1, report.Messages)

	p.Folder, p.Choice = p.Folder+" 3", export.Choice{Until: f.Now.Add(-time.Hour), NoFiles: true}
	report, err = export.Write(t.Context(), p)
	require.NoError(t, err)
	assert.Equal(t, 5, report.Messages)
	assert.Zero(t, report.Files)
	assert.Zero(t, report.Orders)
}

func TestNothingIsLeftOfABrokenOne(t *testing.T) {
	_, _, p := bakery(t)
	ctx, cancel := context.WithCancel(t.Context())
	p.Progress = func(export.Report) { cancel() }
	_, err := export.Write(ctx, p)
	require.ErrorIs(t, err, context.Canceled)
	left, err := os.ReadDir(filepath.Dir(p.Folder))
	require.NoError(t, err)
	assert.Empty(t, left)

	require.NoError(t, os.WriteFile(p.Folder, []byte("mine"), 0o600))
	_, err = export.Write(t.Context(), p)
	require.ErrorIs(t, err, export.ErrThere)
	assert.Equal(t, "mine", read(t, p.Folder))
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(content)
}

func rowsOf(t *testing.T, path string) (rows [][]string) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	_, err = file.Seek(3, io.SeekStart) // past the mark
	require.NoError(t, err)
	reader := csv.NewReader(file)
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		require.NoError(t, err)
		rows = append(rows, row)
	}
}
