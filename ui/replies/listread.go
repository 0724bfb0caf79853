package replies

import (
	"io"
	"maps"
	"slices"
	"strings"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/tables"
	"mostrador/ui/desk"
)

// The columns of a list of replies; Export writes them under these names.
const (
	colShortcut = "shortcut"
	colText     = "text"
	colFolder   = "folder"
	colLanguage = "language"
)

// listFields are the columns as other programs head them too.
var listFields = tables.Fields{
	{Name: colShortcut, Headings: []string{"shortcut", "word", "keyword", "command", "atajo", "palabra", "atalho", "palavra", "comando"}},
	{Name: colText, Headings: []string{"text", "message", "reply", "content", "answer", "texto", "mensaje", "respuesta", "mensagem", "resposta"}},
	{Name: colFolder, Headings: []string{"folder", "category", "group", "carpeta", "categoría", "grupo", "pasta", "categoria"}},
	{Name: colLanguage, Headings: []string{"language", "lang", "locale", "idioma", "lengua", "língua"}},
}

// listKind is what a row of a list comes to.
type listKind int

const (
	listNew listKind = iota
	listChanged
	listSame
	listWrong // it needs a person; why says what for
)

// listRow is one row of a list, with what it comes to.
type listRow struct {
	line                   int
	shortcut, text, folder string
	language               string
	kind                   listKind
	why                    string // a translation key
}

// listPlan says what a list would change. No row is dropped.
type listPlan struct {
	rows   []listRow
	wishes []*shop.SaveReply
}

func (p listPlan) count(kind listKind) (n int) {
	for _, row := range p.rows {
		if row.kind == kind {
			n++
		}
	}
	return n
}

// mostReplies is how many a shop's list shows.
const mostReplies = 1000

// planList compares a list with the replies there are. Rows with the same
// shortcut are the texts of one reply in several languages; a row without a
// language has the text for everybody else. What a list doesn't name stays.
func planList(t tables.Table, have []store.Reply) listPlan {
	columns := columnsOf(t)
	var plan listPlan
	var order []string
	replies, before := map[string]*store.Reply{}, map[string]store.Reply{}
	for _, r := range have {
		before[r.Shortcut] = r
	}
	written := map[[2]string]bool{}
	for _, cells := range t.Rows {
		row := readRow(cells, columns)
		at := [2]string{row.shortcut, row.language}
		switch {
		case row.kind == listWrong:
		case written[at]:
			row.kind, row.why = listWrong, "replies.list.twice"
		default:
			written[at] = true
			reply, ok := replies[row.shortcut]
			if !ok && before[row.shortcut].Shortcut == "" && len(before)+len(order) >= mostReplies {
				row.kind, row.why = listWrong, "replies.list.full"
				break
			}
			if !ok {
				reply = startOf(before, row.shortcut)
				replies[row.shortcut], order = reply, append(order, row.shortcut)
			}
			row.put(reply, columns.Of(colFolder) >= 0)
		}
		plan.rows = append(plan.rows, row)
	}
	for _, word := range order {
		kind := kindOf(before, *replies[word])
		if kind != listSame {
			plan.wishes = append(plan.wishes, replies[word].Wish())
		}
		plan.mark(word, kind)
	}
	return plan
}

func (p listPlan) mark(word string, kind listKind) {
	for i := range p.rows {
		if p.rows[i].shortcut == word && p.rows[i].kind != listWrong {
			p.rows[i].kind = kind
		}
	}
}

// columnsOf takes a list without a header as shortcut, text, folder, language.
func columnsOf(t tables.Table) tables.Mapping {
	if columns := listFields.Recognise(t); len(t.Header) > 0 {
		return columns
	}
	columns := tables.Mapping{}
	for i, name := range []string{colShortcut, colText, colFolder, colLanguage} {
		if i < t.Columns() {
			columns[name] = i
		}
	}
	return columns
}

func readRow(cells tables.Row, columns tables.Mapping) listRow {
	cell := func(name string) string { return tables.Plain(cells.Cell(columns.Of(name))) }
	row := listRow{line: cells.Line, shortcut: cleanWord(cell(colShortcut)), text: cell(colText), folder: cell(colFolder), language: cell(colLanguage)}
	more := shop.ReplyMore{Folder: &row.folder}
	switch wrong, _ := more.Check(); {
	case badWord(row.shortcut):
		row.why = "replies.list.badWord"
	case row.text == "":
		row.why = "replies.list.noText"
	case len([]rune(row.text)) > shop.MaxText:
		row.why = "replies.list.longText"
	case wrong != shop.ReasonNone:
		row.why = "replies.list.badFolder"
	case row.language != "" && !shop.IsLanguage(row.language):
		row.why = "replies.list.badLanguage"
	}
	if row.why != "" {
		row.kind = listWrong
	}
	return row
}

func startOf(before map[string]store.Reply, word string) *store.Reply {
	reply, ok := before[word]
	if !ok {
		reply = store.Reply{ID: shop.ReplyID{UUID: desk.NewID()}, Shortcut: word}
	}
	reply.Texts = maps.Clone(reply.Texts)
	return &reply
}

// put writes the row into a reply. One that has a text in a language only gets
// its first as the text for everybody.
func (r listRow) put(reply *store.Reply, foldered bool) {
	if foldered {
		reply.Folder = r.folder
	}
	if r.language == "" {
		reply.Text = unlessSame(reply.Text, r.text)
		return
	}
	if reply.Texts == nil {
		reply.Texts = map[string]string{}
	}
	reply.Texts[r.language] = unlessSame(reply.Texts[r.language], r.text)
	if reply.Text == "" {
		reply.Text = r.text
	}
}

// unlessSame keeps the white space around a text, which no list has.
func unlessSame(was, now string) string {
	if strings.TrimSpace(was) == now {
		return was
	}
	return now
}

func kindOf(before map[string]store.Reply, now store.Reply) listKind {
	was, ok := before[now.Shortcut]
	switch {
	case !ok:
		return listNew
	case was.Text == now.Text && was.Folder == now.Folder && maps.Equal(was.Texts, now.Texts):
		return listSame
	}
	return listChanged
}

// writeList writes replies so that planList finds nothing to do with them.
func writeList(to io.Writer, all []store.Reply) error {
	w, err := tables.NewWriter(to, colShortcut, colText, colFolder, colLanguage)
	if err != nil {
		return err
	}
	for _, r := range all {
		if err := w.Write(r.Shortcut, r.Text, r.Folder, ""); err != nil {
			return err
		}
		for _, language := range slices.Sorted(maps.Keys(r.Texts)) {
			if err := w.Write(r.Shortcut, r.Texts[language], r.Folder, language); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}

// cleanWord is a shortcut as the shop keeps it.
func cleanWord(typed string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "/"))
}

func badWord(word string) bool { return word == "" || strings.ContainsAny(word, " \t\n/") }
