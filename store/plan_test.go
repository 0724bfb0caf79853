package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

// smallTables hold a handful of rows that are read whole.
var smallTables = []string{"r", "labels", "people", "channels", "devices", "refused", "accounts", "numbers", "templates", "meta", "drafts", "outbox",
	"CONSTANT", "skipped"}

func TestEveryQueryOfTheWindowWalksAnIndex(t *testing.T) {
	f := storetest.New(t)
	s := f.Store
	lucia := f.Fill(s, 500, 40)
	f.Feed(s)
	first := f.ReceivesContent(lucia, shop.TypeImage, shop.Content{Text: "la tarta", Media: &shop.Media{Hash: "aa", MIME: "image/jpeg"}}, f.Now)
	order := f.Order(lucia)
	f.Tells(lucia, order, "new", "Tenemos tu pedido")
	f.Reply("horario", "Abrimos a las 8")
	f.Notes(lucia, "paga por transferencia")

	stop := store.RecordQueries()
	readEverything(t, s, lucia, first.ID, order)
	queries := stop()
	require.Greater(t, len(queries), 40)
	for _, query := range queries {
		plan, err := s.Explain(ctx, query)
		require.NoError(t, err, query)
		for _, step := range plan {
			require.False(t, badStep(step), "%s\n\nin: %s\n\nplan: %s", step, query, strings.Join(plan, "\n"))
		}
	}
}

func badStep(step string) bool {
	if strings.Contains(step, "TEMP B-TREE") {
		return true
	}
	if !strings.HasPrefix(step, "SCAN") || strings.Contains(step, "VIRTUAL TABLE") || strings.Contains(step, "USING COVERING INDEX") ||
		strings.HasSuffix(step, "USING INDEX messages_failed") { // a partial index: only what did not arrive
		return false
	}
	table := strings.Fields(step)[1]
	for _, small := range smallTables {
		if table == small {
			return false
		}
	}
	return true
}

func readEverything(t *testing.T, s *store.Store, c storetest.Customer, message shop.MessageID, order shop.OrderID) {
	t.Helper()
	check := func(_ any, err error) {
		t.Helper()
		require.NoError(t, err)
	}
	for _, filter := range []store.Filter{store.ToAnswer, store.All, store.SnoozedFilter, store.DoneFilter} {
		check(s.Chats(ctx, store.ChatQuery{Filter: filter, Limit: 50}))
	}
	check(s.Chat(ctx, c.Conversation))
	check(s.Conversation(ctx, c.Conversation))
	check(s.ConversationsOf(ctx, c.ID))
	check(s.Counts(ctx))
	check(s.NextWake(ctx))
	check(s.Thread(ctx, store.ThreadQuery{Conversation: c.Conversation, Limit: 50}))
	check(s.Thread(ctx, store.ThreadQuery{Conversation: c.Conversation, After: &store.ThreadKey{}, Limit: 50}))
	check(s.Thread(ctx, store.ThreadQuery{Conversation: c.Conversation, Around: message, Limit: 50}))
	check(s.Customer(ctx, c.ID))
	check(s.Customers(ctx, store.CustomerQuery{Prefix: "pa", Limit: 50}))
	check(s.OrdersToMatch(ctx))
	for _, status := range []shop.StatusID{"new", "collected"} {
		check(s.OrdersByStatus(ctx, status, nil, 50))
	}
	for _, sort := range []store.OrderSort{store.ByDue, store.ByNumber, store.ByTotal} {
		check(s.OrderTable(ctx, sort, nil, 50))
	}
	check(s.Order(ctx, order))
	check(s.OrdersOf(ctx, c.ID, 10))
	check(s.ToBake(ctx, storetest.Start))
	check(s.Today(ctx))
	check(s.Replies(ctx, "/ho"))
	check(s.Suggest(ctx, "¿Hay tarta de manzana?", "es", 3))
	check(s.Templates(ctx))
	check(s.Labels(ctx))
	check(s.People(ctx))
	check(s.Devices(ctx))
	check(s.Notices(ctx, store.NoticeQuery{Limit: 10}))
	check(s.Notices(ctx, store.NoticeQuery{Open: true, Limit: 10}))
	_, _, err := s.UpdateInput(ctx, order, "ready", storetest.Start.Add(time.Hour), store.Writing{})
	require.NoError(t, err)
	check(s.Search(ctx, "tarta", 50))
	check(s.SearchConversation(ctx, c.Conversation, "tarta", 50))
	check(s.Draft(ctx, c.Conversation))
	check(s.Setting(ctx, store.SettingTheme))
	check(s.Refused(ctx, 10))
	check(s.Failed(ctx, 10))
	check(s.Ledger(ctx, message))
	check(s.Outbox(ctx, 10))
	check(s.Files(ctx, c.Conversation, 10))
}
