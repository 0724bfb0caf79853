package store_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func TestSearchFindsWhateverTheAccents(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía Martín")
	f.Receives(lucia, "¿Me guardáis un roscón?")
	f.Tick(time.Minute)
	f.Notes(lucia, "alergia a las nueces")
	f.ReceivesContent(lucia, shop.TypeDocument, shop.Content{Media: &shop.Media{Name: "factura-octubre.pdf"}}, f.Now)
	f.Order(lucia, shop.Item{Name: "Roscón de nata", Quantity: 1, Price: storetest.Euros(18, 0)})
	f.Reply("roscon", "Los roscones salen el viernes")

	found, err := f.Store.Search(ctx, "ROSCON", 10)
	require.NoError(t, err)
	require.Len(t, found.Messages, 1)
	require.Equal(t, "Lucía Martín", found.Messages[0].Name)
	hit := found.Messages[0]
	require.Equal(t, "roscón", hit.Snippet[hit.Ranges[0].From:hit.Ranges[0].To])
	require.Len(t, found.Orders, 1)
	require.Len(t, found.Replies, 1)
	for query, want := range map[string]int{"nuec alerg": 1, "factura": 1, "nada de esto": 0, "rosc guard": 1} {
		found, err := f.Store.Search(ctx, query, 10)
		require.NoError(t, err)
		require.Len(t, found.Messages, want, query)
	}
	for _, query := range []string{"lucia", "martin", lucia.Phone[3:], "+34 612"} {
		found, err := f.Store.Search(ctx, query, 10)
		require.NoError(t, err)
		require.Len(t, found.Customers, 1, query)
	}
	hits, err := f.Store.SearchConversation(ctx, lucia.Conversation, "nueces", 10)
	require.NoError(t, err)
	require.Len(t, hits, 1)
}

func TestNewestHitsComeFirst(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	for range 5 {
		f.Receives(lucia, "pan de "+strings.Repeat("muy ", 60)+"buen pan")
		f.Tick(time.Minute)
	}
	found, err := f.Store.Search(ctx, "pan", 3)
	require.NoError(t, err)
	require.Len(t, found.Messages, 3)
	require.True(t, found.Messages[0].At.After(found.Messages[1].At))
	require.Less(t, utf8.RuneCountInString(found.Messages[0].Snippet), 130)
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{`"`, `pan"* OR x`, "NEAR(a b)", "a AND", "^x", "text:pan", "*", "(", "ñandú", "\x00", "e\u0301", "ﬁ", "İ", "12,10", "日本", `from:"`, "from:lucia pan", "has:photo", "before:2026-13-45", "label:x order:#1 before:9999", "antes:hoy", "+34 612", "\"pan con\" ñan", "nandi",
		`from:"a" from:"b" has:foto has:video`, "“", "de:«"} {
		f.Add(seed)
	}
	factory := storetest.New(f)
	lucia := factory.Customer("Lucía")
	factory.Receives(lucia, "pan con ñandú")
	f.Fuzz(func(t *testing.T, text string) {
		found, err := factory.Store.Search(ctx, text, 5)
		require.NoError(t, err, "%q became %s", text, store.Match(text))
		for _, hit := range found.Messages {
			checkRanges(t, hit.Snippet, hit.Ranges)
		}
		snippet, ranges := store.Snippet(text, store.Words(text))
		checkRanges(t, snippet, ranges)
	})
}

func checkRanges(t *testing.T, text string, ranges []store.Range) {
	last := 0
	for _, r := range ranges {
		require.True(t, last <= r.From && r.From < r.To && r.To <= len(text), "%q %v", text, ranges)
		last = r.To
	}
}

// FuzzQuery asks the index, and nothing besides, so that it is quick.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{`"`, `a"b" c*`, "from:lucia pan", "before:1/2", "label:", "has:photo pan", "de:«a» «b", "NOT", "\xff:"} {
		f.Add(seed)
	}
	factory := storetest.New(f)
	lucia := factory.Customer("Lucía")
	factory.Receives(lucia, "pan con ñandú")
	f.Fuzz(func(t *testing.T, text string) {
		require.LessOrEqual(t, len(store.Words(text)), 12)
		_, err := factory.Store.SearchConversation(ctx, lucia.Conversation, text, 5)
		require.NoError(t, err, "%q became %s", text, store.Match(text))
	})
}
