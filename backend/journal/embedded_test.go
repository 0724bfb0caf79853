package journal_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/journal/journaltest"
)

// openFolder opens an embedded engine; warnings of the server fail nothing but are shown.
func openFolder(t testing.TB, dir string) *journal.JetStream {
	t.Helper()
	logger := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	engine, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: dir, Logger: logger})
	require.NoError(t, err)
	return engine
}

func TestEmbeddedConforms(t *testing.T) {
	folders := map[journal.Engine]string{}
	journaltest.Run(t, journaltest.Make{
		Open: func(t testing.TB) journal.Engine {
			dir := t.TempDir()
			engine := openFolder(t, dir)
			folders[engine] = dir
			return engine
		},
		Reopen: func(t testing.TB, engine journal.Engine) journal.Engine {
			require.NoError(t, engine.Close())
			next := openFolder(t, folders[engine])
			folders[next] = folders[engine]
			return next
		},
	})
}
