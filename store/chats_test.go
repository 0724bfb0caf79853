package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

var ctx = context.Background()

func TestACustomerWritesAndIsAnswered(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía Martín")
	f.Receives(lucia, "Is my order for tomorrow confirmed?")
	f.Tick(time.Minute)
	f.Receives(lucia, "The one with two chapatas")

	rows, err := f.Store.Chats(ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: 10})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.Equal(t, "Lucía Martín", rows[0].Name)
	require.Equal(t, 2, rows[0].Unread)
	require.Equal(t, storetest.Start, rows[0].WaitsSince)
	require.Equal(t, storetest.Start.Add(24*time.Hour+time.Minute), rows[0].WindowEnds)
	require.Equal(t, "The one with two chapatas", rows[0].PreviewText)

	f.Tick(time.Minute)
	f.Do(&shop.SendMessage{Message: shop.MessageID{UUID: f.Command(&shop.AddNote{}).ID.UUID}, Channel: f.Channel, Customer: lucia.ID,
		Type: shop.TypeText, Content: shop.Content{Text: "Confirmed, Lucía."}})
	rows, err = f.Store.Chats(ctx, store.ChatQuery{Filter: store.ToAnswer, Limit: 10})
	require.NoError(t, err)
	require.Empty(t, rows)
	items, err := f.Store.Thread(ctx, store.ThreadQuery{Conversation: lucia.Conversation, Limit: 10})
	require.NoError(t, err)
	require.Len(t, items, 3)
	require.Equal(t, "Confirmed, Lucía.", items[2].Content.Text)
	require.Equal(t, "Ana", items[2].Author)
}
