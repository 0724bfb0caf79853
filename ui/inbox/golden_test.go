package inbox

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// The markup of views as they must stay. A difference is written to
// testdata/failed; where it is meant, it is copied over the old one.
func TestViewsLookAsTheyShould(t *testing.T) {
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		t.Run(name, func(t *testing.T) {
			b := fill(t)
			w := open(t, windowParams{mode: mode, f: b.Factory, media: drawnMedia{t.TempDir()}})
			w.enter(desk.Place{Conversation: b.manuel.Conversation})
			w.until("all is read", func() bool {
				return w.room.side.orders.known && w.room.composer.picker.of == b.manuel.Conversation && w.room.composer.picker.values[0] != ""
			})
			w.settle()
			w.looks(t, name+"/head", w.room.head.object, fyne.NewSize(600, 64))
			w.looks(t, name+"/templates", w.room.composer.picker.object, fyne.NewSize(600, 160))
			w.looks(t, name+"/customer", w.room.side.column, fyne.NewSize(312, 500))
			row := kit.NewChatRow()
			row.Set(w.room.rowData(w.room.list.chats[0]))
			w.looks(t, name+"/row", row, fyne.NewSize(344, kit.RowHeight))
		})
	}
}

func (w *shopWindow) looks(t *testing.T, name string, o fyne.CanvasObject, size fyne.Size) {
	t.Helper()
	shown := container.NewStack(o)
	shown.Resize(size)
	require.NotEmpty(t, test.RenderObjectToMarkup(shown))
	test.AssertObjectRendersToMarkup(t, name+".xml", shown)
}
