package inbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"mime"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/words"
)

// WhatsApp's limits for files, in bytes (cloudapi.md section 7).
const (
	mostPicture  = 5 << 20
	mostFilm     = 16 << 20
	mostDocument = 100 << 20
)

func (c *composer) pickEmoji() {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c.emoji)
	c.emojis.show(at, func(emoji string) {
		c.box.Insert(emoji)
		c.focus()
	})
}

// pickFile asks for a picture or file to send.
func (c *composer) pickFile() {
	if c.room.d.Media == nil || c.room.d.Window == nil {
		c.room.d.Toast(say("inbox.noFiles"))
		return
	}
	dialog.ShowFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			c.room.d.Failed(err)
		case file != nil:
			c.takeFile(file, file.URI().Name())
		}
	}, c.room.d.Window)
}

// attachment is a file that was taken in and can be sent.
type attachment struct {
	kind  shop.MessageType
	media shop.Media
}

// source is a file that is about to be taken in.
type source struct {
	name string
	open func() (io.ReadCloser, error)
}

// takeFile takes one in that was picked.
func (c *composer) takeFile(file io.ReadCloser, name string) {
	c.takeFiles([]source{{name, func() (io.ReadCloser, error) { return file, nil }}})
}

// takeFiles reads files off the UI goroutine, then shows them and asks for
// captions. Those that can't be sent are named, the others go on.
func (c *composer) takeFiles(sources []source) {
	switch {
	case len(sources) == 0:
		return
	case c.mode != writing:
		c.room.d.Toast(words.Reason(shop.ReasonWindowClosed))
		return
	case c.room.d.Media == nil:
		c.room.d.Toast(say("inbox.noFiles"))
		return
	}
	id := c.id
	sources = sources[:min(len(sources), mostFiles)]
	var taken []attachment
	failed := make([]error, len(sources))
	c.room.d.Work(func(ctx context.Context) error {
		for i, one := range sources {
			a, err := c.room.takeOne(ctx, one)
			if failed[i] = err; err == nil {
				taken = append(taken, a)
			}
		}
		return ctx.Err()
	}, func(err error) {
		if err != nil {
			c.room.d.Failed(err)
			return
		}
		for i, err := range failed {
			if err != nil {
				c.room.toastError(err, sources[i].name)
			}
		}
		if c.id == id && len(taken) > 0 {
			c.askCaptions(taken)
		}
	})
}

// mostFiles are sent at once; more is rather a mistake.
const mostFiles = 20

func (r *Room) takeOne(ctx context.Context, one source) (attachment, error) {
	file, err := one.open()
	if err != nil {
		r.d.Logger.Info("a file can't be opened to be sent", "error", errors.Unwrap(err))
		return attachment{}, errNotRead
	}
	defer func() { _ = file.Close() }()
	return r.takeIn(ctx, file, one.name)
}

// tooLargeError says that WhatsApp doesn't take a file of this size.
type tooLargeError struct{ most int64 }

// Error is part of error.
func (e tooLargeError) Error() string { return fmt.Sprintf("larger than %d bytes", e.most) }

// errNotRead says that a file is gone, closed to us, or a folder.
var errNotRead = errors.New("not read")

func (r *Room) toastError(err error, name string) {
	if errors.Is(err, errNotRead) {
		r.d.Toast(say("inbox.fileNotRead", "Name", name))
		return
	}
	if large, ok := err.(tooLargeError); ok { //nolint:errorlint // takeIn returns it bare
		r.d.Toast(say("inbox.fileTooLarge", "Name", name, "Most", size(large.most)))
		return
	}
	r.d.Failed(err)
}

func (r *Room) takeIn(ctx context.Context, file io.Reader, name string) (attachment, error) {
	kind := mime.TypeByExtension(strings.ToLower(filepath.Ext(name)))
	taken := attachment{kind: shop.TypeDocument, media: shop.Media{MIME: strings.Split(kind, ";")[0], Name: filepath.Base(name)}}
	most := int64(mostDocument)
	switch taken.media.MIME {
	case "image/jpeg", "image/png":
		taken.kind, most = shop.TypeImage, mostPicture
	case "video/mp4", "video/3gpp":
		taken.kind, most = shop.TypeVideo, mostFilm
	case "":
		taken.media.MIME = "application/octet-stream"
	}
	whole, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return taken, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(whole)) > most {
		return taken, tooLargeError{most}
	}
	if config, _, err := image.DecodeConfig(bytes.NewReader(whole)); err == nil && taken.kind == shop.TypeImage {
		taken.media.Width, taken.media.Height = config.Width, config.Height
	}
	taken.media.Size = int64(len(whole))
	taken.media.Hash, err = r.d.Media.Put(ctx, bytes.NewReader(whole))
	return taken, err
}

func (c *composer) sendFile(a attachment, caption string) {
	info := c.room.info
	c.room.d.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: info.Channel, Customer: info.CustomerID,
		Type: a.kind, Content: shop.Content{Text: strings.TrimSpace(caption), Media: &a.media}, Quotes: c.quotes}, nil)
	c.unquote()
	c.room.thread.toBottom()
	c.focus()
}
