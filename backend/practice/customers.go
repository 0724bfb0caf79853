package practice

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	"mostrador/backend/sandbox"
)

// Customer is somebody whom the owner may play.
type Customer struct {
	ID   string // for WriteAs and InboxOf
	Name string
	// Phone is in E.164; empty for somebody who hides it behind a username.
	Phone    string
	Username string
}

// Customers lists whom the owner may play, in the order of the story.
func (p *Practice) Customers() []Customer {
	known := p.platform.Customers()
	all := make([]Customer, 0, len(known))
	for _, c := range known {
		shown := Customer{ID: c.ID, Name: c.Name, Username: c.Username}
		if c.Phone != "" && !c.HidesPhone {
			shown.Phone = "+" + c.Phone
		}
		all = append(all, shown)
	}
	return all
}

// Writing is what the owner writes as a customer: a text, or a file with the
// text as its caption.
type Writing struct {
	Text string
	File []byte
	// MIME and Name of the file; Voice marks a voice message.
	MIME  string
	Name  string
	Voice bool
}

// ErrNothingToWrite says that there is neither a text nor a file.
var ErrNothingToWrite = errors.New("nothing to write: there is neither a text nor a file")

// WriteAs writes to the shop as a customer. The message comes in like any
// other: as a signed webhook.
func (p *Practice) WriteAs(ctx context.Context, customer string, w Writing) error {
	if strings.TrimSpace(w.Text) == "" && len(w.File) == 0 {
		return ErrNothingToWrite
	}
	if _, err := p.platform.CustomerWrites(ctx, customer, w.message()); err != nil {
		return fmt.Errorf("write as a customer: %w", err)
	}
	return nil
}

func (w Writing) message() sandbox.Message {
	if len(w.File) == 0 {
		return sandbox.Message{Text: w.Text}
	}
	file := &sandbox.File{Data: w.File, MIME: w.MIME, Filename: w.Name, Caption: w.Text, Voice: w.Voice}
	kind, _, _ := strings.Cut(w.MIME, "/")
	switch kind {
	case "image":
		return sandbox.Message{Image: file}
	case "video":
		return sandbox.Message{Video: file}
	case "audio":
		return sandbox.Message{Audio: file}
	}
	return sandbox.Message{Document: file}
}

// Phone is a message as a customer's phone shows it.
type Phone struct {
	FromShop bool
	Type     string // as the platform calls it: text, image, template, …
	Text     string
	At       time.Time
	// Read says that the other side has read it.
	Read bool
}

// InboxOf is the chat with the shop on a customer's phone, oldest first.
func (p *Practice) InboxOf(customer string) ([]Phone, error) {
	if _, ok := p.platform.Customer(customer); !ok {
		return nil, sandbox.ErrNoCustomer
	}
	var chat []Phone
	for _, got := range p.platform.Inbox(customer) {
		chat = append(chat, Phone{FromShop: true, Type: got.Type, Text: got.Text, At: got.At, Read: !got.Read.IsZero()})
	}
	for _, wrote := range p.platform.Outbox(customer) {
		chat = append(chat, Phone{Type: wrote.Type, Text: wrote.Text, At: wrote.At, Read: wrote.ShopRead})
	}
	sort.SliceStable(chat, func(a, b int) bool { return chat[a].At.Before(chat[b].At) })
	return chat, nil
}
