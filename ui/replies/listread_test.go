package replies

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/tables"
	"mostrador/ui/desk"
)

func readPlan(t *testing.T, list string, have ...store.Reply) listPlan {
	t.Helper()
	table, err := tables.Paste(list, listFields)
	require.NoError(t, err)
	return planList(table, have)
}

func kindsOf(p listPlan) (all []listKind) {
	for _, row := range p.rows {
		all = append(all, row.kind)
	}
	return all
}

func TestAListIsComparedWithTheRepliesThereAre(t *testing.T) {
	hours := store.Reply{ID: shop.ReplyID{UUID: desk.NewID()}, Shortcut: "hours", Text: "8 to 20"}
	same := store.Reply{ID: shop.ReplyID{UUID: desk.NewID()}, Shortcut: "bye", Text: "Adiós"}
	plan := readPlan(t, "Atajo;Texto;Idioma;Carpeta\n/Hours;8 to 21;;Shop\nhours;De 8 a 21;es;Shop\nbye;Adiós;;\ncard;We take cards;en;\ntwo words;Text;;\nempty;;;\nbye;Again;;\n", hours, same)
	assert.Equal(t, []listKind{listChanged, listChanged, listSame, listNew, listWrong, listWrong, listWrong}, kindsOf(plan))
	require.Len(t, plan.wishes, 2)
	assert.Equal(t, hours.ID, plan.wishes[0].Reply, "it stays the same reply")
	assert.Equal(t, "8 to 21", plan.wishes[0].Text)
	assert.Equal(t, map[string]string{"es": "De 8 a 21"}, plan.wishes[0].Texts)
	assert.Equal(t, "Shop", *plan.wishes[0].Folder)
	assert.Equal(t, "We take cards", plan.wishes[1].Text, "its first text is for everybody")
	assert.Equal(t, 3, plan.count(listWrong))
}

func TestAListWithoutHeadingsIsShortcutAndText(t *testing.T) {
	plan := readPlan(t, "hours\t8 to 21\ncard\tWe take cards\n")
	require.Len(t, plan.wishes, 2)
	assert.Equal(t, "hours", plan.wishes[0].Shortcut)
}

func TestAListThatHasNoFoldersLeavesThem(t *testing.T) {
	plan := readPlan(t, "shortcut;text\nhours;9 to 20\n", store.Reply{Shortcut: "hours", Text: "8", Folder: "Shop"})
	require.Len(t, plan.wishes, 1)
	assert.Equal(t, "Shop", *plan.wishes[0].Folder)
}

// What was written is read back as it was, and no cell of it is a formula.
func TestWhatIsExportedComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[=+@a-zñ'-][a-z ,;"{}\n=-]{0,20}[a-z]`)
		var all []store.Reply
		for _, word := range rapid.SliceOfNDistinct(rapid.StringMatching(`[=a-z][a-z]{1,6}`), 1, 5, rapid.ID).Draw(t, "words") {
			r := store.Reply{Shortcut: word, Text: text.Draw(t, "text"), Folder: rapid.SampledFrom([]string{"", "Tienda"}).Draw(t, "folder")}
			if rapid.Bool().Draw(t, "two languages") {
				r.Texts = map[string]string{"pt-BR": text.Draw(t, "other")}
			}
			all = append(all, r)
		}
		var file bytes.Buffer
		require.NoError(t, writeList(&file, all))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.String(), "\ufeff"))).ReadAll()
		require.NoError(t, err)
		for _, row := range rows {
			for _, cell := range row {
				require.NotRegexp(t, `^[=+@-]`, cell)
			}
		}
		table, err := tables.Read("replies.csv", file.Bytes(), listFields)
		require.NoError(t, err)
		plan := planList(table, all)
		require.Empty(t, plan.wishes)
		require.Equal(t, len(plan.rows), plan.count(listSame))
	})
}
