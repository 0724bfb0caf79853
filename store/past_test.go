package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

// brings brings messages of a customer in, a day apart, the last one a day ago.
func brings(f *storetest.Factory, c storetest.Customer, id shop.ImportID, texts ...string) {
	for i, text := range texts {
		f.Add(storetest.Envelope{Customer: c.ID, Channel: f.Channel, At: f.Now.Add(-time.Duration(len(texts)-i) * 24 * time.Hour)},
			&shop.MessageImported{
				Message: shop.PastMessageFor(f.Shop, f.Channel, c.ID, fmt.Sprint(id, i)), Conversation: c.Conversation, Type: shop.TypeText,
				Outgoing: i%2 == 1, Import: id, Personal: shop.MessageEchoedPersonal{Content: shop.Content{Text: text}},
			})
	}
}

func TestWhatIsBroughtInMakesNobodyWaitAndIsTakenBackWhole(t *testing.T) {
	f := storetest.New(t)
	lucia, ana := f.Customer("Lucía"), f.Customer("Ana")
	f.Receives(lucia, "hoy")
	before, err := f.Store.DumpShown(ctx)
	require.NoError(t, err)
	counts, err := f.Store.Counts(ctx)
	require.NoError(t, err)

	id := shop.ImportID{UUID: uuid.New()}
	brings(f, lucia, id, "roscón", "sí, de nata", "gracias")
	brings(f, ana, id, "empanada", "de atún")
	thread, err := f.Store.Thread(ctx, store.ThreadQuery{Conversation: lucia.Conversation, Limit: 10})
	require.NoError(t, err)
	require.Len(t, thread, 4)
	assert.Equal(t, "roscón", thread[0].Content.Text)
	assert.Equal(t, "hoy", thread[3].Content.Text)
	now, err := f.Store.Counts(ctx)
	require.NoError(t, err)
	assert.Equal(t, counts.ToAnswer, now.ToAnswer, "nobody waits because of it")
	found, err := f.Store.Search(ctx, "empanada", 10)
	require.NoError(t, err)
	assert.Len(t, found.Messages, 1)

	f.Add(storetest.Envelope{}, &shop.ImportUndone{Import: id})
	after, err := f.Store.DumpShown(ctx)
	require.NoError(t, err)
	assert.Equal(t, before, after, "as if it had never been brought in")
	found, err = f.Store.Search(ctx, "empanada", 10)
	require.NoError(t, err)
	assert.Empty(t, found.Messages)
}
