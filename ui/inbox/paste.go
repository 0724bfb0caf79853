package inbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"

	"mostrador/shop"
)

// dropped takes files that were let fall on the window while a conversation is
// open.
func (r *Room) dropped(_ fyne.Position, uris []fyne.URI) {
	if !r.shown || r.open == (shop.ConversationID{}) {
		return
	}
	var sources []source
	for _, uri := range uris {
		if uri.Scheme() == "file" {
			sources = append(sources, fileSource(uri.Path()))
		}
	}
	r.composer.takeFiles(sources)
}

func fileSource(path string) source {
	return source{filepath.Base(path), func() (io.ReadCloser, error) { return openRegular(path) }}
}

// openRegular opens a file, and nothing that is not one.
func openRegular(path string) (io.ReadCloser, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	return os.Open(path)
}

// pasted takes files or a picture from the clipboard; text is the entry's own.
func (c *composer) pasted(s fyne.Shortcut) bool {
	if _, pastes := s.(*fyne.ShortcutPaste); !pastes || c.mode != writing {
		return false
	}
	text := fyne.CurrentApp().Clipboard().Content()
	if paths := pathsIn(text); len(paths) > 0 {
		sources := make([]source, 0, len(paths))
		for _, path := range paths {
			sources = append(sources, fileSource(path))
		}
		c.takeFiles(sources)
		return true
	}
	if text != "" {
		return false
	}
	c.pastePicture()
	return true
}

// pathsIn are the files that a file manager put on the clipboard; none when it
// is anything else.
func pathsIn(text string) []string {
	var paths []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line == "copy" || line == "x-special/nautilus-clipboard" {
			continue
		}
		u, err := url.Parse(line)
		if err != nil || u.Scheme != "file" || u.Path == "" {
			return nil
		}
		paths = append(paths, filepath.FromSlash(u.Path))
	}
	return paths
}

// pastePicture asks the system for a picture, which Fyne's clipboard doesn't
// know of.
func (c *composer) pastePicture() {
	var picture []byte
	c.room.d.Work(func(ctx context.Context) error {
		var err error
		picture, err = clipboardPicture(ctx)
		return err
	}, func(err error) {
		switch {
		case errors.Is(err, errNoClipboard):
			c.room.d.Toast(say("inbox.paste.noProgram"))
		case err != nil || len(picture) == 0: // nothing there that could be sent
		default:
			name := say("inbox.paste.name") + " " + c.room.now().Format("2006-01-02 15.04") + ".png"
			c.takeFiles([]source{{name, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(picture)), nil }}})
		}
	})
}
