package journal_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/backend/journal"
)

func TestCursorTextReadsBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		want := journal.Cursor{
			Epoch:    rapid.Uint32().Draw(r, "epoch"),
			Position: journal.Position(rapid.Uint64Min(1).Draw(r, "position")),
			Chain:    journal.Hash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(r, "chain")),
		}
		got, err := journal.ParseCursor(want.String())
		require.NoError(r, err)
		require.Equal(r, want, got)
	})
	zero, err := journal.ParseCursor(journal.Cursor{}.String())
	require.NoError(t, err)
	require.True(t, zero.IsZero())
}

func FuzzParseCursor(f *testing.F) {
	chain := strings.Repeat("0f", 32)
	for _, text := range []string{"", "1:2:" + chain, "01:2:" + chain, "1:+2:" + chain, "1:2:" + strings.ToUpper(chain),
		"1:2:0f0f", "1:2", "4294967296:1:" + chain, "0:0:" + strings.Repeat("00", 32), "1:0:" + chain} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cursor, err := journal.ParseCursor(text)
		if err == nil && text != "" {
			require.Equal(t, text, cursor.String(), "one place has one name")
		}
	})
}
