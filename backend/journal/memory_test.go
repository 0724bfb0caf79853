package journal_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/journal/journaltest"
)

func TestMemoryConforms(t *testing.T) {
	journaltest.Run(t, journaltest.Make{
		Open: func(testing.TB) journal.Engine { return journal.NewMemory(journal.MemoryParams{}) },
		Reopen: func(_ testing.TB, engine journal.Engine) journal.Engine {
			return engine.(*journal.Memory).Crash()
		},
	})
}

var _ = require.NoError
