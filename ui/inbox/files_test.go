package inbox

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
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
	w.press(fyne.KeyTab)
	w.window.Canvas().FocusNext()
	w.press(fyne.KeyReturn)
	sent := wish[*shop.SendMessage](w)
	assert.Equal(t, shop.TypeImage, sent.Type)
	assert.Equal(t, 60, sent.Content.Media.Width)
	assert.Equal(t, 40, sent.Content.Media.Height)
	assert.Equal(t, "cake.png", sent.Content.Media.Name)
	assert.NotEmpty(t, sent.Content.Media.Hash)
	assert.Equal(t, "Like this?", sent.Content.Text)
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
