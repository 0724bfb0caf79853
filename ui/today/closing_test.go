package today

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/ui/kit"
)

func TestTheClosingSheetListsWhatTheDayLeavesOpen(t *testing.T) {
	f, _ := busy(t)
	m := open(t, f, kit.Light, 1324)
	c, err := readClosing(context.Background(), f.Store, f.Now)
	require.NoError(t, err)
	assert.Len(t, c.unpaid, 2)
	assert.Len(t, c.unsent, 2)
	assert.Len(t, c.untold, 2)
	assert.Len(t, c.answer, 2)
	m.room.showClosing(c)
	text := closingText(m.room.closingLines(c))
	for _, words := range []string{"Not paid: 2", "1041 · Lucía Martín", "Not answered: 2", "Carmen Prieto", "7.60 €"} {
		assert.Contains(t, text, words)
	}
}
