package export

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// Words are what pages say, in the owner's language.
type Words struct {
	Language string // code of the pages, as in HTML
	Made     string // "Written by Mostrador on 6 November 2026"
	Note     string // over a note for the team
	Orders   string
	Messages string
	Customer string
	Last     string
	Missing  string // in the place of a file that was not to be had
	Deleted  string
	Edited   string
	Failed   string // an own message that did not arrive
	Unknown  string // a message that can't be shown
	Day      func(time.Time) string
	Clock    func(time.Time) string
}

//go:embed pages.html
var pagesText string

//go:embed look.css
var look []byte

var pages = template.Must(template.New("pages").Parse(pagesText))

// index is the page that leads to all others.
type index struct {
	file   *os.File
	buffer *bufio.Writer
	writer *writer
}

func (w *writer) newIndex() (*index, error) {
	if err := os.WriteFile(filepath.Join(w.folder, "look.css"), look, 0o600); err != nil {
		return nil, fmt.Errorf("write the pages' look: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(w.folder, "index.html"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("begin the first page: %w", err)
	}
	i := &index{file: file, buffer: bufio.NewWriter(file), writer: w}
	return i, i.run("index-head", map[string]any{"Shop": w.info.Name, "Words": w.Words})
}

func (i *index) run(name string, data any) error {
	if err := pages.ExecuteTemplate(i.buffer, name, data); err != nil {
		return fmt.Errorf("write the first page: %w", err)
	}
	return nil
}

func (i *index) close() error {
	return errors.Join(i.run("index-foot", map[string]any{"Words": i.writer.Words, "Report": i.writer.report}), i.buffer.Flush(), i.file.Close())
}

// chatPage is a conversation's page; it is begun with its first message.
type chatPage struct {
	*writer
	card     store.CustomerCard
	chat     store.ChatRow
	file     *os.File
	buffer   *bufio.Writer
	day      string
	messages int
	last     time.Time
	name     string
}

func (c *chatPage) open() error {
	c.name = strings.Trim(safe(c.card.Name)+"-"+c.chat.Conversation.String()[:8], "-") + ".html"
	file, err := os.OpenFile(filepath.Join(c.folder, "chats", c.name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("begin a page: %w", err)
	}
	c.file, c.buffer = file, bufio.NewWriterSize(file, 1<<16)
	return c.run("chat-head", map[string]any{"Words": c.Words, "Shop": c.info.Name, "Customer": c.card})
}

func (c *chatPage) run(name string, data any) error {
	if err := pages.ExecuteTemplate(c.buffer, name, data); err != nil {
		return fmt.Errorf("write a page: %w", err)
	}
	return nil
}

// bubble is a message as the page shows it.
type bubble struct {
	Class, Author, Text, Quote, Clock, Mark, Update string
	Files                                           []shown
	Reactions                                       []string
	Words                                           Words
}

// shown is a file on a page.
type shown struct {
	Path, Name             string
	Picture, Sound, Moving bool
}

func (c *chatPage) item(item store.ThreadItem, files []copied) error {
	if c.file == nil {
		if err := c.open(); err != nil {
			return err
		}
	}
	at := item.At.In(c.Zone)
	if day := c.Words.Day(at); day != c.day {
		c.day = day
		if err := c.run("day", day); err != nil {
			return err
		}
	}
	c.messages++
	c.last = at
	return c.run("bubble", c.bubbleOf(item, files, at))
}

func (c *chatPage) bubbleOf(item store.ThreadItem, files []copied, at time.Time) bubble {
	b := bubble{Class: "theirs", Author: item.Author, Text: plainText(item), Clock: c.Words.Clock(at), Words: c.Words}
	switch {
	case item.Kind == store.ItemNote:
		b.Class = "note"
	case item.Outgoing:
		b.Class = "ours"
	}
	if item.Quoted != nil {
		b.Quote = item.Quoted.Text
	}
	switch {
	case item.Revoked:
		b.Mark = c.Words.Deleted
	case item.Flag == shop.FlagFailed || item.Flag == shop.FlagRefused:
		b.Mark = c.Words.Failed
	case item.Edited:
		b.Mark = c.Words.Edited
	}
	if item.Update != nil {
		b.Update = item.Update.Number
	}
	for _, f := range files {
		b.Files = append(b.Files, shownFile(f))
	}
	for _, r := range item.Reactions {
		b.Reactions = append(b.Reactions, r.Emoji)
	}
	if b.Text == "" && len(files) == 0 && !item.Revoked {
		b.Text = c.Words.Unknown
	}
	return b
}

func shownFile(f copied) shown {
	if f.name == "" {
		return shown{Name: f.media.Name}
	}
	s := shown{Path: "../files/" + url.PathEscape(f.name), Name: f.media.Name}
	if s.Name == "" {
		s.Name = f.name
	}
	kind, _, _ := strings.Cut(f.media.MIME, "/")
	s.Picture, s.Sound, s.Moving = kind == "image", kind == "audio", kind == "video"
	return s
}

// close ends the page and puts it into the index; a conversation without
// messages has neither.
func (c *chatPage) close() error {
	if c.file == nil {
		return nil
	}
	return errors.Join(
		c.run("chat-foot", nil), c.buffer.Flush(), c.file.Close(),
		c.index.run("index-row", map[string]any{
			"Path": "chats/" + url.PathEscape(c.name), "Name": c.card.Name, "Phone": c.card.Phone, "Messages": c.messages,
			"Last": c.Words.Day(c.last),
		}),
	)
}

// plainText is what a message says, whatever its kind, on lines.
func plainText(item store.ThreadItem) string {
	content := item.Content
	var lines []string
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			lines = append(lines, text)
		}
	}
	add(content.Text)
	if l := content.Location; l != nil {
		add(l.Name)
		add(l.Address)
		add(fmt.Sprintf("https://www.openstreetmap.org/?mlat=%f&mlon=%f", l.Latitude, l.Longitude))
	}
	for _, contact := range content.Contacts {
		add(strings.Join(append([]string{contact.Name}, contact.Phones...), " · "))
	}
	if content.Cart != nil {
		add(content.Cart.Text)
		for _, it := range content.Cart.Items {
			add(fmt.Sprintf("%d × %s · %s %s", it.Quantity, it.Product, amountOf(it.Price), it.Price.Currency))
		}
	}
	for _, button := range content.Buttons {
		add("[" + button + "]")
	}
	return strings.Join(lines, "\n")
}
