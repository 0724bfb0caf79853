package journal_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
)

func newBatch() uuid.UUID { return uuid.New() }

func appendTo(t testing.TB, log journal.Log, after journal.Cursor, words ...string) journal.Cursor {
	t.Helper()
	data := make([][]byte, len(words))
	for i, word := range words {
		data[i] = []byte(word)
	}
	end, err := log.Append(t.Context(), newBatch(), after, data)
	require.NoError(t, err)
	return end
}
