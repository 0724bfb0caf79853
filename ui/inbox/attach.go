package inbox

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"mime"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
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

// takeFile reads a file off the UI goroutine, then asks for a caption.
func (c *composer) takeFile(file io.ReadCloser, name string) {
	id := c.id
	var taken attachment
	c.room.d.Work(func(ctx context.Context) error {
		defer func() { _ = file.Close() }()
		var err error
		taken, err = c.room.takeIn(ctx, file, name)
		return err
	}, func(err error) {
		switch {
		case err != nil:
			c.room.toastError(err, name)
		case c.id == id:
			c.askCaption(taken)
		}
	})
}

// tooLargeError says that WhatsApp doesn't take a file of this size.
type tooLargeError struct{ most int64 }

// Error is part of error.
func (e tooLargeError) Error() string { return fmt.Sprintf("larger than %d bytes", e.most) }

func (r *Room) toastError(err error, name string) {
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

func (c *composer) askCaption(a attachment) {
	var sheet *kit.Sheet
	caption := kit.NewTextArea(say("inbox.caption"), "", 2, nil)
	send := kit.NewButton(say("inbox.send"), kit.Primary, func() {
		if reason := shop.CheckContent(a.kind, shop.Content{Text: caption.Text(), Media: &a.media}); reason != shop.ReasonNone {
			caption.SetError(say("inbox.captionTooLong", "Most", words.Number(shop.MaxCaption)))
			return
		}
		sheet.Close()
		c.sendFile(a, caption.Text())
	})
	price, left, known := c.room.shop.Price(c.room.info.Channel, shop.CategoryService)
	send.SetSecond(words.Price(price, known, left))
	name := container.New(kit.Row{Gap: 10, Stretch: 1}, kit.NewIcon("file", kit.Muted, 20), line(joined(a.media.Name, size(a.media.Size)), kit.Style{}))
	sheet = kit.ShowSheet(c.room.canvas(), kit.SheetParams{Title: say("inbox.sendFile", "Name", words.FirstName(nameOr(c.room.info.Name))),
		Content: container.New(kit.Column{Gap: 14}, name, caption), Buttons: []*kit.Button{send}, First: caption.Entry})
}

func (c *composer) sendFile(a attachment, caption string) {
	info := c.room.info
	c.room.d.Do(&shop.SendMessage{Message: shop.MessageID{UUID: desk.NewID()}, Channel: info.Channel, Customer: info.CustomerID,
		Type: a.kind, Content: shop.Content{Text: strings.TrimSpace(caption), Media: &a.media}, Quotes: c.quotes}, nil)
	c.unquote()
	c.room.thread.toBottom()
	c.focus()
}
