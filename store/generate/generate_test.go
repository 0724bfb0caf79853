package generate_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/store"
	"mostrador/store/generate"
)

var ctx = context.Background()

func TestAPastIsPlausibleAndFoldsWhole(t *testing.T) {
	g := generate.New(generate.Params{Messages: 1500, Conversations: 60, Seed: 7})
	s, err := store.Open(ctx, store.Params{Path: ":memory:", Shop: g.Shop()})
	require.NoError(t, err)
	defer s.Close()
	filled, err := generate.Fill(ctx, s, g, nil)
	require.NoError(t, err)

	size, err := s.Size(ctx)
	require.NoError(t, err)
	require.GreaterOrEqual(t, size.Messages, 1500)
	require.Equal(t, filled.Messages, size.Messages)
	require.Zero(t, size.Skipped)
	require.Zero(t, size.Dangling)
	require.Greater(t, size.Conversations, 50)
	require.Greater(t, size.Orders, 5)
	require.Positive(t, size.Notes)
	require.Greater(t, filled.Texts, int64(1500*20))

	thread, err := s.Thread(ctx, store.ThreadQuery{Conversation: g.Busiest(), Limit: 1000})
	require.NoError(t, err)
	require.Greater(t, len(thread), 100, "a tenth of all is in one conversation")
	chats, err := s.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 1000})
	require.NoError(t, err)
	require.Len(t, chats, size.Conversations)
}

func TestTheSameSeedMakesTheSamePast(t *testing.T) {
	past := func(seed uint64) string {
		g := generate.New(generate.Params{Messages: 300, Seed: seed})
		events, err := g.Next(1 << 20)
		require.NoError(t, err)
		raw, err := json.Marshal(events)
		require.NoError(t, err)
		return string(raw)
	}
	require.Equal(t, past(1), past(1))
	require.NotEqual(t, past(1), past(2))
}
