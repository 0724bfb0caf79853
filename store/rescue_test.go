package store_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func TestWhatWaitedToLeaveIsTakenOutOfADamagedFile(t *testing.T) {
	f := storetest.Collect(t)
	path := t.TempDir() + "/shop.db"
	open := func(path string) *store.Store {
		s, err := store.Open(ctx, store.Params{Path: path, Shop: f.Shop})
		require.NoError(t, err)
		return s
	}
	before := open(path)
	customer := f.Fill(before, 300, 10)
	first, second := f.Command(say(f, customer, "still on its way")), f.Command(say(f, customer, "and this"))
	for _, cmd := range []shop.Command{first, second} {
		_, err := before.Do(ctx, cmd)
		require.NoError(t, err)
	}
	conversation := customer.Conversation
	require.NoError(t, before.SaveDraft(ctx, conversation, "half a thou", shop.MessageID{}))
	require.NoError(t, before.Close())

	after := open(t.TempDir() + "/new.db")
	defer func() { require.NoError(t, after.Close()) }()
	count, err := after.Rescue(ctx, path)
	require.NoError(t, err)
	require.Equal(t, 2, count)
	waiting, err := after.Outbox(ctx, 10)
	require.NoError(t, err)
	require.Len(t, waiting, 2)
	require.Equal(t, []shop.CommandID{first.ID, second.ID}, []shop.CommandID{waiting[0].Command.ID, waiting[1].Command.ID})
	draft, err := after.Draft(ctx, conversation)
	require.NoError(t, err)
	require.Equal(t, "half a thou", draft.Text)

	require.NoError(t, os.WriteFile(path, []byte("this is no database at all, only a text that is long enough to look"), 0o600))
	count, err = after.Rescue(ctx, path)
	require.NoError(t, err, "what can't be read is no reason not to go on")
	require.Zero(t, count)
}
