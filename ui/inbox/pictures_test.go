package inbox

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"github.com/stretchr/testify/require"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// TestDrawPictures draws the room as the design's pictures show it, for people
// to look at.
func TestDrawPictures(t *testing.T) {
	folder := os.Getenv("MOSTRADOR_PICTURES")
	if folder == "" {
		t.Skip("set MOSTRADOR_PICTURES to a folder to draw the room into it")
	}
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		t.Run(name, func(t *testing.T) {
			for scene, draw := range scenes {
				t.Run(scene, func(t *testing.T) {
					size := fyne.NewSize(1324, 880)
					if scene == "narrow" || scene == "narrowlist" {
						size.Width = 684
					}
					b := fill(t)
					w := open(t, windowParams{mode: mode, f: b.Factory, size: size, media: drawnMedia{t.TempDir()}})
					draw(w, b)
					w.settle()
					capture(t, w, size, filepath.Join(folder, "inbox-"+scene+"-"+name+".png"))
				})
			}
		})
	}
}

var scenes = map[string]func(w *shopWindow, b *bakery){
	"lucia": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.typed("/ho")
	},
	"template": func(w *shopWindow, b *bakery) { w.enter(desk.Place{Conversation: b.manuel.Conversation}) },
	"narrow":   func(w *shopWindow, b *bakery) { w.enter(desk.Place{Conversation: b.lucia.Conversation}) },
	"narrowlist": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.back()
	},
	"first": func(w *shopWindow, b *bakery) { w.enter(desk.Place{}) },
	"search": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.list.field.SetText("order")
		w.later.pass(searchPause)
		w.until("something was found", func() bool { return len(w.room.list.found.hits) > 0 })
	},
	"moving": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.manuel.Conversation})
		w.until("the plan is known", func() bool { return w.room.side.orders.known })
		w.room.side.orders.step(true)
		w.until("the preview is shown", func() bool { return w.room.side.orders.ask.Visible() })
	},
	"note": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.room.composer.noteMode(true)
		w.typed("She comes with her mother")
	},
	"picture": func(w *shopWindow, b *bakery) { w.enter(desk.Place{Conversation: b.pilar.Conversation}) },
	"gap": func(w *shopWindow, b *bakery) {
		w.enter(desk.Place{Conversation: b.lucia.Conversation})
		w.typed("/holi")
		w.press(fyne.KeyReturn)
	},
}

func capture(t *testing.T, w *shopWindow, size fyne.Size, path string) {
	t.Helper()
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(1)
	c.SetContent(w.window.Content())
	c.Resize(size)
	file, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(file, c.Capture()))
	require.NoError(t, file.Close())
}
