package inbox

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/ui/desk"
)

func drawn(t *testing.T, width, height int) []byte {
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, width, height))))
	return out.Bytes()
}

func TestAPictureIsAttachedWithACaption(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory, media: drawnMedia{t.TempDir()}})
	w.enter(desk.Place{})
	w.room.composer.takeFile(io.NopCloser(bytes.NewReader(drawn(t, 60, 40))), "cake.png")
	w.until("a caption is asked for", func() bool { return w.top() != nil })
	for _, r := range "Like this?" {
		w.window.Canvas().Focused().TypedRune(r)
	}
	w.press(fyne.KeyReturn)
	sent := wish[*shop.SendMessage](w)
	assert.Equal(t, shop.TypeImage, sent.Type)
	assert.Equal(t, 60, sent.Content.Media.Width)
	assert.Equal(t, 40, sent.Content.Media.Height)
	assert.Equal(t, "cake.png", sent.Content.Media.Name)
	assert.NotEmpty(t, sent.Content.Media.Hash)
	assert.Equal(t, "Like this?", sent.Content.Text)
}

func TestSeveralFilesAreLetFallOnTheWindowAndSentWithTheirCaptions(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory, media: drawnMedia{t.TempDir()}})
	w.enter(desk.Place{})
	folder := t.TempDir()
	var uris []fyne.URI
	for _, name := range []string{"one.png", "two.png", "three.png"} {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, drawn(t, 30, 20), 0o600))
		uris = append(uris, storage.NewFileURI(path))
	}
	w.room.dropped(fyne.Position{}, append(uris, storage.NewFileURI(folder), storage.NewFileURI(filepath.Join(folder, "gone.png"))))
	w.until("captions are asked for", func() bool { return w.top() != nil })
	assert.Len(t, w.said, 2, "what can't be sent is named")
	for _, r := range "First" {
		w.window.Canvas().Focused().TypedRune(r)
	}
	w.press(fyne.KeyReturn)
	w.until("all wait to leave", func() bool { return len(w.sentFiles()) == 3 })
	assert.Equal(t, []string{"one.png: First", "two.png: ", "three.png: "}, w.sentFiles())
}

func (w *shopWindow) sentFiles() []string {
	var all []string
	for _, one := range w.waiting() {
		if sent, ok := one.(*shop.SendMessage); ok && sent.Content.Media != nil {
			all = append(all, sent.Content.Media.Name+": "+sent.Content.Text)
		}
	}
	return all
}

func TestAPictureIsPastedFromTheClipboard(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory, media: drawnMedia{t.TempDir()}})
	before := clipboardPicture
	t.Cleanup(func() { clipboardPicture = before })
	clipboardPicture = func(context.Context) ([]byte, error) { return drawn(t, 8, 8), nil }
	w.enter(desk.Place{})
	fyne.CurrentApp().Clipboard().SetContent("")
	w.room.composer.box.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
	w.until("it is shown", func() bool { return w.top() != nil })
	w.press(fyne.KeyReturn)
	assert.Equal(t, shop.TypeImage, wish[*shop.SendMessage](w).Type)

	clipboardPicture = func(context.Context) ([]byte, error) { return nil, errNoClipboard }
	w.room.composer.box.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: fyne.CurrentApp().Clipboard()})
	w.until("it is said", func() bool { return len(w.said) > 0 })
	assert.Contains(t, w.said[0], "xclip")
}

func TestOnlyAFileManagersListIsTakenForFiles(t *testing.T) {
	assert.Equal(t, []string{"/home/ana/my cake.png"}, pathsIn("copy\nfile:///home/ana/my%20cake.png\n"))
	assert.Empty(t, pathsIn("look at file:///etc/passwd please"))
	assert.Empty(t, pathsIn("https://example.org"))
	assert.Equal(t, []byte{0x89, 0x50}, unhexed([]byte("«data PNGf8950»\n")))
}

func TestAFileThatIsTooLargeIsRefusedInWords(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory, media: drawnMedia{t.TempDir()}})
	w.enter(desk.Place{})
	w.room.composer.takeFile(io.NopCloser(bytes.NewReader(make([]byte, mostPicture+1))), "huge.png")
	w.until("it is said", func() bool { return len(w.said) > 0 })
	assert.Contains(t, w.said[0], "huge.png is too large")
	assert.Empty(t, w.waiting())
}

func TestPicturesAreShownSmallAndOnlySoManyAreKept(t *testing.T) {
	b := fill(t)
	folder := t.TempDir()
	w := open(t, windowParams{f: b.Factory, media: drawnMedia{folder}})
	p := newPictures(w.d)
	p.get("aa", func() {})
	w.until("it is here", func() bool { img, _ := p.peek("aa"); return img != nil })
	img, _ := p.peek("aa")
	assert.LessOrEqual(t, img.Bounds().Dx(), pictureSide)

	require.NoError(t, os.WriteFile(filepath.Join(folder, "bad.png"), []byte("no picture"), 0o600))
	p.get("bad", func() {})
	w.until("it failed", func() bool { _, failed := p.peek("bad"); return failed })

	for i := range 30 {
		one := &picture{hash: itoa(i)}
		p.known[one.hash] = one
		p.keep(one, image.NewNRGBA(image.Rect(0, 0, pictureSide, pictureSide)))
	}
	assert.LessOrEqual(t, p.bytes, mostKept)
	assert.Less(t, p.order.Len(), 31)
}

func TestAFileGetsTheEndingItIsKnownBy(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "0a1b")
	require.NoError(t, os.WriteFile(path, []byte("%PDF"), 0o600))
	found, err := named(path, shop.Media{Hash: "0a1b" + filepath.Base(folder), Name: "../../list.pdf", MIME: "application/pdf"})
	require.NoError(t, err)
	assert.Equal(t, "list.pdf", filepath.Base(found), "a name leads nowhere else")
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(found)) })
	found, err = named(path, shop.Media{Hash: "0a1c" + filepath.Base(folder), MIME: "audio/ogg; codecs=opus"})
	require.NoError(t, err)
	assert.Equal(t, ".ogg", filepath.Ext(found))
	t.Cleanup(func() { _ = os.RemoveAll(filepath.Dir(found)) })
}
