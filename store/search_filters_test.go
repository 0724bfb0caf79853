package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func searched(t testing.TB, s *store.Store, text string) store.SearchResult {
	t.Helper()
	found, err := s.Search(ctx, text, 50)
	require.NoError(t, err, text)
	return found
}

func texts(hits []store.Hit) []string {
	all := []string{}
	for _, h := range hits {
		all = append(all, h.Snippet)
	}
	return all
}

// counter is a shop with two customers, who both speak of cakes.
func counter(t testing.TB) (f *storetest.Factory, lucia, bruno storetest.Customer) {
	f = storetest.New(t)
	lucia, bruno = f.Customer("Lucía Martín"), f.Customer("Bruno Días")
	f.Receives(lucia, "una tarta de manzana")
	f.Tick(24 * time.Hour)
	f.Receives(bruno, "dos tartas y pan de manzana")
	f.Tick(time.Minute)
	f.Queues(bruno, "la tarta está lista")
	f.Notes(bruno, "tarta siempre sin azúcar")
	f.Tick(time.Minute)
	f.ReceivesContent(lucia, shop.TypeImage, shop.Content{Text: "así la tarta", Media: &shop.Media{Hash: "aa", MIME: "image/jpeg"}}, f.Now)
	f.Labels(bruno, f.Label("Hostelería", "info"))
	return f, lucia, bruno
}

func TestFiltersNarrowInThreeLanguages(t *testing.T) {
	f, lucia, _ := counter(t)
	f.Order(lucia, shop.Item{Name: "Tarta de queso", Quantity: 1, Price: storetest.Euros(18, 0)})
	all := []string{"así la tarta", "tarta siempre sin azúcar", "la tarta está lista", "dos tartas y pan de manzana", "una tarta de manzana"}
	for text, want := range map[string][]string{
		"tarta":                     all,
		"from:lucia tarta":          {all[0], all[4]},
		"de:\"Lucía Martín\" tarta": {all[0], all[4]},
		"from:lucia":                {all[0], all[4]},
		"from:Ana tarta":            {all[2]},
		"from:nadie tarta":          {},
		"label:hosteleria tarta":    {all[1], all[2], all[3]},
		"etiqueta:host pan":         {all[3]},
		"label:VIP tarta":           {},
		"tarta has:photo":           {all[0]},
		"con:foto":                  {all[0]},
		"com:foto tarta":            {all[0]},
		"has:video tarta":           {},
		"before:2026-11-07 tarta":   {all[4]},
		"antes:7/11/2026 tarta":     {all[4]},
		"after:2026-11-07 tarta":    {all[0], all[2], all[3]},
		"order:1001 tarta":          {all[0], all[4]},
		"pedido:#1001 así":          {all[0]},
		`"tarta de manzana"`:        {all[4]},
		`"de manzana" tarta`:        {all[3], all[4]},
		`"manzana de"`:              {},
		"from: tarta":               all, // it is being typed
	} {
		found := searched(t, f.Store, text)
		require.Equal(t, want, texts(found.Messages), text)
	}
	require.Len(t, searched(t, f.Store, "pedido:1001").Orders, 1)
	require.Equal(t, "Bruno Días", searched(t, f.Store, "label:host").Customers[0].Name)
	require.Empty(t, searched(t, f.Store, "label:host lucia").Customers)
}

func TestNumbersAreFoundInAnyWritingAndByAnyPart(t *testing.T) {
	f := storetest.New(t)
	c := f.Customer("Lucía")
	digits := c.Phone[1:]
	for _, text := range []string{
		c.Phone, digits, "00" + digits, digits[2:], digits[len(digits)-4:], digits[3:8],
		fmt.Sprintf("+%s %s %s", digits[:2], digits[2:5], digits[5:]), fmt.Sprintf("(%s) %s-%s", digits[2:5], digits[5:8], digits[8:]),
		"0" + digits[2:],
	} {
		found := searched(t, f.Store, text)
		require.Len(t, found.Customers, 1, text)
		require.Equal(t, c.ID, found.Customers[0].ID)
	}
	require.Empty(t, searched(t, f.Store, "999888").Customers)
	f.Add(storetest.Envelope{Customer: c.ID}, &shop.CustomerForgotten{Customer: c.ID})
	require.Empty(t, searched(t, f.Store, digits[3:8]).Customers)
}

func TestOneSlipIsForgivenWhenNothingElseIsThere(t *testing.T) {
	f, _, _ := counter(t)
	for text, want := range map[string]string{
		"manzzana": "manzana", "amnzana tata": "manzana tarta", "Lucua": "lucia", "mamzan": "", "pna": "",
	} {
		found := searched(t, f.Store, text)
		require.Equal(t, want, found.Instead, text)
		require.Equal(t, want == "", len(found.Messages)+len(found.Customers) == 0, text)
	}
	require.Empty(t, searched(t, f.Store, "manzana").Instead)
}

func TestNamesStandInTheirOwnLists(t *testing.T) {
	f, lucia, _ := counter(t)
	f.Reply("tartas", "Tartas de encargo con dos días")
	order := f.Order(lucia, shop.Item{Name: "Tarta de queso", Quantity: 1, Price: storetest.Euros(18, 0)})
	found := searched(t, f.Store, "tarta")
	require.Len(t, found.Replies, 1)
	require.Len(t, found.Orders, 1)
	require.Equal(t, order, found.Orders[0].ID)
	require.Equal(t, "New", found.Orders[0].StatusName)
	for range 20 {
		f.Customer("Carmen")
	}
	require.Len(t, searched(t, f.Store, "carmen").Customers, 8)
}

func TestASearchOfALargeConversationIsThatOfASmallOne(t *testing.T) {
	f := storetest.Collect(t)
	s := openFile(t, f.Shop, func() time.Time { return f.Now })
	defer store.LookLess(50)()
	busy := f.Fill(s, 800, 2)
	hits, err := s.SearchConversation(ctx, busy.Conversation, "roscón", 20)
	require.NoError(t, err)
	require.Len(t, hits, 20)
	for i, hit := range hits {
		require.Equal(t, busy.Conversation, hit.Conversation)
		require.True(t, i == 0 || !hit.At.After(hits[i-1].At))
	}
	found := searched(t, s, "roscon before:2026-11-06")
	require.Empty(t, found.Messages)
	found = searched(t, s, "roscon before:2026-11-07 from:hola")
	require.NotEmpty(t, found.Messages)
}

func TestACancelledSearchEnds(t *testing.T) {
	f := storetest.Collect(t)
	s := openFile(t, f.Shop, func() time.Time { return f.Now })
	f.Fill(s, 200, 2)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err := s.Search(gone, "pan", 50)
	require.Error(t, err)
}
