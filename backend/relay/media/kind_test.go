package media

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

func TestTheBytesSayWhatAFileIs(t *testing.T) {
	for _, c := range []struct {
		kind           shop.MessageType
		head, declared string
		want           string // empty: it is not taken
	}{
		{shop.TypeImage, "\xff\xd8\xff\xe0", "text/html", "image/jpeg"},
		{shop.TypeImage, "<html>", "image/png", ""},
		{shop.TypeImage, "GIF89a\x00", "image/gif", ""},
		{shop.TypeDocument, "%PDF-1.7", "image/png", "application/pdf"},
		{shop.TypeDocument, "PK\x03\x04", docx, docx},
		{shop.TypeDocument, "PK\x03\x04", "application/zip", ""},
		{shop.TypeDocument, "MZ\x90\x00\x03", docx, ""},
		{shop.TypeDocument, "pan;2\nbollo;3\n", "text/csv", "text/plain"},
		{shop.TypeDocument, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel", "application/vnd.ms-excel"},
		{shop.TypeVoice, "OggS....OpusHead", "audio/ogg", "audio/ogg"},
		{shop.TypeVoice, "OggS....\x01vorbis", "audio/ogg; codecs=opus", ""},
		{shop.TypeAudio, "\x00\x00\x00\x20ftypM4A ", "", "audio/mp4"},
		{shop.TypeAudio, "\x00\x00\x00\x20ftypisom", "audio/mp4", "audio/mp4"},
		{shop.TypeVideo, "\x00\x00\x00\x20ftypisom", "", "video/mp4"},
		{shop.TypeVideo, "\x1aE\xdf\xa3 webm", "video/mp4", ""},
		{shop.TypeSticker, "RIFF....WEBPVP8 ", "image/webp", "image/webp"},
	} {
		got, err := kindFor(c.kind, c.declared, 1000, []byte(c.head))
		require.Equal(t, c.want, got, "%q as %s", c.head, c.kind)
		require.Equal(t, c.want == "", err != nil)
	}
	_, err := kindFor(shop.TypeSticker, "", 200<<10, []byte("RIFF....WEBPVP8 still"))
	require.ErrorContains(t, err, string(shop.ReasonTooLarge))
	_, err = kindFor(shop.TypeSticker, "", 200<<10, []byte("RIFF....WEBPVP8X\x0a\x00\x00\x00\x02"))
	require.NoError(t, err, "this one moves")
	_, err = kindFor(shop.TypeImage, "", 6<<20, []byte("\xff\xd8\xff\xe0"))
	require.ErrorContains(t, err, string(shop.ReasonTooLarge))
}

func TestWhatWasLeftHalfWayIsCleared(t *testing.T) {
	spool := t.TempDir()
	half, parts, old := filepath.Join(spool, "file-123"), filepath.Join(spool, partPrefix+"a"), filepath.Join(spool, partPrefix+"b")
	require.NoError(t, os.WriteFile(half, []byte("half"), 0o600))
	require.NoError(t, os.Mkdir(parts, 0o700))
	require.NoError(t, os.Mkdir(old, 0o700))
	long := time.Now().Add(-3 * partLife)
	require.NoError(t, os.Chtimes(old, long, long))
	_, err := NewStore(nil, nil, spool)
	require.NoError(t, err)
	require.NoFileExists(t, half)
	require.NoDirExists(t, old)
	require.DirExists(t, parts, "a device goes on with it")
}

func FuzzAFileIsNeverTakenForMoreThanItIs(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff"), "image/png")
	f.Fuzz(func(t *testing.T, head []byte, declared string) {
		kind, err := kindFor(shop.TypeImage, declared, int64(len(head)), head)
		if err == nil && kind == "image/png" && !bytes.HasPrefix(head, []byte("\x89PNG")) {
			t.Fatalf("%q as %q", head, declared)
		}
	})
}
