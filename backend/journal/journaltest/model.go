package journaltest

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/backend/journal"
)

// model lets writers with old and new beliefs append at random and compares
// the log with a plain list.
func model(t *testing.T, with Make) {
	engine := with.Open(t)
	defer func() { require.NoError(t, engine.Close()) }()
	p := &place{make: with, engine: engine}
	rapid.Check(t, func(r *rapid.T) {
		name := "shop-" + uuid.NewString()
		log := p.log(t, name)
		cursors := []journal.Cursor{{}}
		var want []string
		for range rapid.IntRange(1, 12).Draw(r, "appends") {
			belief := rapid.SampledFrom(cursors).Draw(r, "belief")
			if rapid.Bool().Draw(r, "up to date") {
				belief = cursors[len(cursors)-1]
			}
			data := rapid.SliceOfN(rapid.StringN(0, 20, 40), 1, 4).Draw(r, "data")
			end, err := log.Append(t.Context(), uuid.New(), belief, texts(data...))
			if int(belief.Position) != len(want) {
				require.ErrorIs(r, err, journal.ErrConflict)
				continue
			}
			require.NoError(r, err)
			want = append(want, data...)
			cursors = append(cursors, end)
		}
		for _, cursor := range cursors {
			got := words(readAll(t, log, cursor))
			require.Equal(r, len(want)-int(cursor.Position), len(got))
			for i, word := range got {
				require.Equal(r, want[int(cursor.Position)+i], word)
			}
		}
	})
}
