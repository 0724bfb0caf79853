package export

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"mostrador/shop"
	"mostrador/store"
)

// LinesName is the file that another Mostrador reads.
const LinesName = "mostrador.jsonl"

// linesVersion rises when a reader of the version before could go wrong.
const linesVersion = 1

// Line is one line of the file; one of its fields is there.
type Line struct {
	Head     *Head     `json:"mostrador,omitempty"`
	Customer *Customer `json:"customer,omitempty"`
	Message  *Message  `json:"message,omitempty"`
	Note     *Note     `json:"note,omitempty"`
	Order    *Order    `json:"order,omitempty"`
	Reply    *Reply    `json:"reply,omitempty"`
}

// Head is the first line.
type Head struct {
	Version  int       `json:"version"`
	Shop     string    `json:"shop"`
	Currency string    `json:"currency"`
	Made     time.Time `json:"made"`
}

// Customer is one of the shop's customers.
type Customer struct {
	ID          shop.CustomerID   `json:"id"`
	Name        string            `json:"name,omitempty"`
	Profile     string            `json:"profile_name,omitempty"`
	Place       string            `json:"place,omitempty"`
	Warning     string            `json:"warning,omitempty"`
	Language    string            `json:"language,omitempty"`
	Since       time.Time         `json:"since,omitzero"`
	Labels      []string          `json:"labels,omitempty"`
	Identifiers []shop.Identifier `json:"identifiers,omitempty"`
	Consents    []Consent         `json:"may_write,omitempty"`
}

// Consent is what a customer said about being written to.
type Consent struct {
	Purpose shop.Purpose `json:"purpose"`
	Allowed bool         `json:"allowed"`
	Source  string       `json:"source,omitempty"`
	Wording string       `json:"wording,omitempty"`
	Since   time.Time    `json:"since,omitzero"`
}

// Message is a message of either side.
type Message struct {
	ID       shop.MessageID   `json:"id"`
	Customer shop.CustomerID  `json:"customer"`
	Channel  shop.ChannelID   `json:"channel"`
	At       time.Time        `json:"at"`
	Outgoing bool             `json:"outgoing,omitempty"`
	Author   string           `json:"author,omitempty"`
	Type     shop.MessageType `json:"type"`
	Content  shop.Content     `json:"content"`
	Files    []string         `json:"files,omitempty"` // below files/
	Quotes   *shop.MessageID  `json:"quotes,omitempty"`
	Rank     shop.Rank        `json:"rank,omitempty"`
	Flag     shop.Flag        `json:"flag,omitempty"`
	Edited   bool             `json:"edited,omitempty"`
	Revoked  bool             `json:"revoked,omitempty"`
	Reaction []string         `json:"reactions,omitempty"`
}

// Note is a note for the team.
type Note struct {
	ID       shop.NoteID     `json:"id"`
	Customer shop.CustomerID `json:"customer"`
	Channel  shop.ChannelID  `json:"channel"`
	At       time.Time       `json:"at"`
	Author   string          `json:"author,omitempty"`
	Text     string          `json:"text"`
}

// Order is an order.
type Order struct {
	ID       shop.OrderID       `json:"id"`
	Number   string             `json:"number"`
	Customer *shop.CustomerID   `json:"customer,omitempty"`
	Status   shop.StatusID      `json:"status"`
	Name     string             `json:"status_name,omitempty"`
	Opened   time.Time          `json:"opened"`
	Moved    time.Time          `json:"moved,omitzero"`
	Content  shop.Order         `json:"content"`
	Personal shop.OrderPersonal `json:"personal,omitzero"`
}

// Reply is a saved reply.
type Reply struct {
	Shortcut string `json:"shortcut"`
	Text     string `json:"text"`
}

// lines is the file being written.
type lines struct {
	file   *os.File
	buffer *bufio.Writer
	json   *json.Encoder
}

func newLines(folder string, head Head) (*lines, error) {
	file, err := os.OpenFile(filepath.Join(folder, LinesName), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("begin the file for another Mostrador: %w", err)
	}
	l := &lines{file: file, buffer: bufio.NewWriterSize(file, 1<<16)}
	l.json = json.NewEncoder(l.buffer)
	l.json.SetEscapeHTML(false)
	return l, l.write(Line{Head: &head})
}

func (l *lines) write(line Line) error {
	if err := l.json.Encode(line); err != nil {
		return fmt.Errorf("write a line: %w", err)
	}
	return nil
}

func (l *lines) close() error { return errors.Join(l.buffer.Flush(), l.file.Sync(), l.file.Close()) }

func customerLine(card store.CustomerCard) *Customer {
	c := &Customer{
		ID: card.ID, Name: card.OwnName, Profile: card.ProfileName, Place: card.Place, Warning: card.Warning,
		Language: card.Language, Since: card.Since.UTC(), Identifiers: card.Identifiers,
	}
	for _, label := range card.Labels {
		c.Labels = append(c.Labels, label.Name)
	}
	for _, consent := range card.Consents {
		c.Consents = append(c.Consents, Consent{
			Purpose: consent.Purpose, Allowed: consent.Allowed, Source: consent.Source, Wording: consent.Wording, Since: consent.Since.UTC(),
		})
	}
	return c
}

func messageLine(customer shop.CustomerID, channel shop.ChannelID, item store.ThreadItem, files []copied) Line {
	if item.Kind == store.ItemNote {
		return Line{Note: &Note{ID: item.Note, Customer: customer, Channel: channel, At: item.At.UTC(), Author: item.Author, Text: item.Content.Text}}
	}
	m := &Message{
		ID: item.Message, Customer: customer, Channel: channel, At: item.At.UTC(), Outgoing: item.Outgoing, Author: item.Author,
		Type: item.Type, Content: item.Content, Rank: item.Rank, Flag: item.Flag, Edited: item.Edited, Revoked: item.Revoked,
	}
	if item.Quoted != nil {
		m.Quotes = &item.Quoted.Message
	}
	for _, reaction := range item.Reactions {
		m.Reaction = append(m.Reaction, reaction.Emoji)
	}
	for _, f := range files {
		if f.name != "" {
			m.Files = append(m.Files, f.name)
		}
	}
	return Line{Message: m}
}

func orderLine(card store.OrderCard) *Order {
	o := &Order{
		ID: card.ID, Number: card.Number, Status: card.Status, Name: card.StatusName, Opened: card.Opened.UTC(), Moved: card.Moved.UTC(),
		Content: shop.Order{
			Items: card.Items, Due: card.Due.UTC(), Payment: card.Payment, Total: card.Total, Delivery: card.Delivery, Tracking: card.Tracking,
		},
		Personal: shop.OrderPersonal{Name: card.WalkIn, Phone: card.Phone, Address: card.Address, Notes: card.Notes},
	}
	if card.Due.IsZero() {
		o.Content.Due = time.Time{}
	}
	if card.Customer != (shop.CustomerID{}) {
		o.Customer = &card.Customer
	}
	return o
}
