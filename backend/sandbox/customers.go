package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"mostrador/backend/whatsapp"
)

// ErrNoCustomer says that no customer has that id.
var ErrNoCustomer = errors.New("the sandbox has no such customer")

// Message is what a customer writes: one content, and what it refers to.
type Message struct {
	// Number is the business number's id; empty means the first.
	Number string `json:"number,omitempty"`
	// At is when it was written; zero means now.
	At time.Time `json:"at,omitzero"`
	// Quote is the wamid that it answers.
	Quote string `json:"quote,omitempty"`

	Text     string    `json:"text,omitempty"`
	Image    *File     `json:"image,omitempty"`
	Video    *File     `json:"video,omitempty"`
	Audio    *File     `json:"audio,omitempty"`
	Document *File     `json:"document,omitempty"`
	Sticker  *File     `json:"sticker,omitempty"`
	Location *Place    `json:"location,omitempty"`
	Order    *Order    `json:"order,omitempty"`
	Reaction *Reaction `json:"reaction,omitempty"`
	// Tap is a tap on a button or a row; Quote names the message it stood in.
	Tap *Tap `json:"tap,omitempty"`
	// Contacts are cards as the webhook has them.
	Contacts json.RawMessage `json:"contacts,omitempty"`
	// Edit changes the text or caption of an earlier message, Revoke (a wamid) takes one
	// back: in coexistence, from either side.
	Edit   *Edit  `json:"edit,omitempty"`
	Revoke string `json:"revoke,omitempty"`
	// Flow is a form that was filled in; Quote names the message it stood in.
	Flow *FlowReply `json:"flow,omitempty"`
	// Unsupported is something that the platform does not pass on: poll, edit, button, ….
	Unsupported string `json:"unsupported,omitempty"`
	// Type and Content write any other message as the webhook has it.
	Type    string          `json:"type,omitempty"`
	Content json.RawMessage `json:"content,omitempty"`

	// Referral is the ad or post that the customer came from, as the webhook has it; it
	// opens a free entry point. Ad stands for a likely one.
	Referral json.RawMessage `json:"referral,omitempty"`
	Ad       bool            `json:"ad,omitempty"`
	// Forwarded and FrequentlyForwarded mark what came from another chat.
	Forwarded           bool `json:"forwarded,omitempty"`
	FrequentlyForwarded bool `json:"frequently_forwarded,omitempty"`
	// Product is the one that the message asks about.
	Product *Product `json:"product,omitempty"`
}

// Edit is a change of a message that was sent before.
type Edit struct {
	MessageID string `json:"message_id"`
	Text      string `json:"text"`
}

// FlowReply is what a customer filled in; Name is flow unless it is another form.
type FlowReply struct {
	Name     string          `json:"name,omitempty"`
	Body     string          `json:"body,omitempty"`
	Response json.RawMessage `json:"response"`
}

// Product is one of a catalog.
type Product struct {
	CatalogID  string `json:"catalog_id"`
	RetailerID string `json:"product_retailer_id"`
}

// File is a file that a customer sends. In JSON, Data is base64.
type File struct {
	Data     []byte `json:"data"`
	MIME     string `json:"mime"`
	Filename string `json:"filename,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Voice    bool   `json:"voice,omitempty"`
}

// Place is a location.
type Place struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
}

// Order is a cart from the shop's catalog.
type Order struct {
	CatalogID string      `json:"catalog_id"`
	Text      string      `json:"text,omitempty"`
	Items     []OrderItem `json:"product_items"`
}

// OrderItem is a line of a cart; Price is in major units of the currency.
type OrderItem struct {
	RetailerID string  `json:"product_retailer_id"`
	Quantity   int     `json:"quantity"`
	Price      float64 `json:"item_price"`
	Currency   string  `json:"currency"`
}

// Reaction is an emoji on a message.
type Reaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji,omitempty"`
}

// Tap is a choice in an interactive message or template. Kind is button_reply, list_reply
// or button (a template's quick reply, with ID as payload).
type Tap struct {
	Kind  string `json:"kind,omitempty"`
	ID    string `json:"id"`
	Title string `json:"title"`
	// Description is that of a list's row.
	Description string `json:"description,omitempty"`
}

func (m Message) empty() bool {
	kind, _ := m.kind()
	return kind == ""
}

// kind names the content that is set, and gives its file.
func (m Message) kind() (kind string, file *File) {
	for _, media := range []struct {
		kind string
		file *File
	}{{whatsapp.TypeImage, m.Image}, {whatsapp.TypeVideo, m.Video}, {whatsapp.TypeAudio, m.Audio},
		{whatsapp.TypeDocument, m.Document}, {whatsapp.TypeSticker, m.Sticker}} {
		if media.file != nil {
			return media.kind, media.file
		}
	}
	for _, content := range []struct {
		kind string
		set  bool
	}{{whatsapp.TypeText, m.Text != ""}, {whatsapp.TypeLocation, m.Location != nil}, {whatsapp.TypeOrder, m.Order != nil},
		{whatsapp.TypeReaction, m.Reaction != nil}, {whatsapp.TypeButton, m.Tap != nil && m.Tap.Kind == whatsapp.TypeButton},
		{whatsapp.TypeInteractive, m.Tap != nil || m.Flow != nil}, {whatsapp.TypeContacts, len(m.Contacts) > 0},
		{typeEdit, m.Edit != nil}, {typeRevoke, m.Revoke != ""}, {whatsapp.TypeUnsupported, m.Unsupported != ""}} {
		if content.set {
			return content.kind, nil
		}
	}
	return m.Type, nil
}

// content is the object of that kind in the webhook.
func (m Message) content(kind string) any {
	switch kind {
	case whatsapp.TypeText:
		return fields{"body": m.Text}
	case whatsapp.TypeLocation:
		return m.Location
	case whatsapp.TypeOrder:
		return m.Order
	case whatsapp.TypeReaction:
		return m.Reaction
	case whatsapp.TypeButton:
		return fields{"payload": m.Tap.ID, "text": m.Tap.Title}
	case whatsapp.TypeInteractive:
		return m.answer()
	case whatsapp.TypeContacts:
		return m.Contacts
	case typeEdit:
		return fields{"original_message_id": m.Edit.MessageID, "message": fields{"type": "text", "text": fields{"body": m.Edit.Text}}}
	case typeRevoke:
		return fields{"original_message_id": m.Revoke}
	case whatsapp.TypeUnsupported:
		if m.Unsupported != "" {
			return fields{"type": m.Unsupported}
		}
	}
	return m.Content
}

// The types of a message that changes another one.
const (
	typeEdit   = "edit"
	typeRevoke = "revoke"
)

// answer is the answer to an interactive message; what was given as raw content is left
// as it is.
func (m Message) answer() any {
	switch {
	case m.Flow != nil:
		name := m.Flow.Name
		if name == "" {
			name = "flow"
		}
		return fields{"type": "nfm_reply", "nfm_reply": fields{"name": name, "body": m.Flow.Body, "response_json": string(m.Flow.Response)}}
	case m.Tap == nil:
		return m.Content
	}
	kind, reply := m.Tap.Kind, fields{"id": m.Tap.ID, "title": m.Tap.Title}
	if kind == "" {
		kind = "button_reply"
	}
	if m.Tap.Description != "" {
		reply["description"] = m.Tap.Description
	}
	return fields{"type": kind, kind: reply}
}

// around are the fields of the webhook beside the content, and what the context has.
func (m Message) around() (extra, context fields) {
	extra, context = fields{}, fields{}
	switch {
	case len(m.Referral) > 0:
		extra["referral"] = m.Referral
	case m.Ad:
		extra["referral"] = fields{"source_url": "https://fb.me/3cr4Wqqkv", "source_id": "120226305854810726", "source_type": "ad",
			"headline": "Chat with us", "body": "Fresh bread every morning", "media_type": "image",
			"image_url": "https://example.com/ad.jpg", "ctwa_clid": "Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4_0NiNhEgpGo0AHemvuSoifXaytfTzcchptiErTKCqTrJ5nW1h7IHYeYymGb5K5J5iTROpBhWAGaIAeUzHL50"}
	}
	if m.Forwarded {
		context["forwarded"] = true
	}
	if m.FrequentlyForwarded {
		context["frequently_forwarded"] = true
	}
	if m.Product != nil {
		context["referred_product"] = m.Product
	}
	return extra, context
}

// CustomerWrites lets a customer send a message to the shop, and gives its wamid. The
// webhook goes out at once, or when the callback can be reached.
func (sb *Sandbox) CustomerWrites(_ context.Context, customer string, m Message) (wamid string, err error) {
	kept, err := sb.newIncoming(customer, m)
	if err != nil {
		return "", err
	}
	sb.mu.Lock()
	c := sb.state.customers[kept.Customer]
	if c.BlockedByShop {
		sb.mu.Unlock()
		return kept.ID, nil // it goes nowhere, and the customer is not told
	}
	sb.addMessage(kept)
	told := sb.messageChange(c, kept)
	sb.mu.Unlock()
	sb.post(told)
	return kept.ID, nil
}

func (sb *Sandbox) newIncoming(customer string, m Message) (*message, error) {
	c, ok := sb.Customer(customer)
	if !ok {
		return nil, ErrNoCustomer
	}
	kind, file := m.kind()
	if kind == "" {
		return nil, errors.New("the message is empty: give a text, a file, a place, contacts, an order, a reaction, a tap, an edit, a revoke, or a type with content")
	}
	number, err := sb.numberOr(m.Number)
	if err != nil {
		return nil, err
	}
	kept := &message{ID: newWamid(c.Phone), Number: number, Customer: c.ID, At: m.At.UTC(), Type: kind, Text: m.Text, Quote: m.Quote}
	if m.At.IsZero() {
		kept.At = sb.now()
	}
	content := m.content(kind)
	if file != nil {
		stored, err := sb.storeMedia(mediaFile{Number: number, MIME: file.MIME, Filename: file.Filename, Inbound: true}, file.Data)
		if err != nil {
			return nil, fmt.Errorf("keeping the file: %w", err)
		}
		about := fileFields(kind, file, stored)
		if sb.p.PublicURL != "" {
			about["url"] = sb.mediaAddress(nil, stored.ID)
		}
		kept.Text, content = file.Caption, about
	}
	if m.Tap != nil {
		kept.Text = m.Tap.Title
	}
	extra, context := m.around()
	if len(extra) > 0 {
		kept.Extra, kept.Click = rawObject(extra), true
		kept.ClickPost = readNode("referral", rawObject(extra["referral"])).at("source_type").text() == "post"
	}
	if len(context) > 0 {
		kept.Context = rawObject(context)
	}
	kept.Content, err = json.Marshal(content)
	return kept, err
}

func fileFields(kind string, f *File, stored *mediaFile) fields {
	out := fileContent(stored)
	if f.Caption != "" {
		out["caption"] = f.Caption
	}
	switch kind {
	case whatsapp.TypeAudio:
		out["voice"] = f.Voice
	case whatsapp.TypeDocument:
		out["filename"] = f.Filename
	case whatsapp.TypeSticker:
		out["animated"] = animated(f.Data)
	}
	return out
}

func (sb *Sandbox) numberOr(id string) (string, error) {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if id == "" {
		return sb.state.numberOrder[0], nil
	}
	if sb.state.numbers[id] == nil {
		return "", fmt.Errorf("the sandbox has no number %s", id)
	}
	return id, nil
}

// AddCustomer adds a customer and gives it with what was made up: the id (the phone, by
// default) and the BSUID. One with the same id is replaced, and with it what was set
// since, such as Stopped; ask Customer first to leave it alone.
func (sb *Sandbox) AddCustomer(c Customer) (Customer, error) {
	if c.Phone != "" {
		phone, _, ok := digits(c.Phone)
		if !ok {
			return c, errors.New("the customer's phone is not a phone number: give it with its country, such as 34600111222")
		}
		c.Phone = phone
	} else if c.BSUID == "" {
		return c, errors.New("a customer needs a phone or a bsuid")
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return *sb.putCustomer(c), nil
}

// putCustomer keeps a customer; the caller holds the lock.
func (sb *Sandbox) putCustomer(c Customer) *Customer {
	if c.ID == "" {
		c.ID = c.Phone
	}
	if c.ID == "" {
		c.ID = c.BSUID
	}
	if c.BSUID == "" {
		c.BSUID = bsuidOf(sb.p.WABA, c.Phone)
	}
	if c.Phone == "" {
		c.HidesPhone = true
	}
	if c.Name == "" {
		c.Name = c.Phone
	}
	if _, known := sb.state.customers[c.ID]; !known {
		sb.state.people = append(sb.state.people, c.ID)
	}
	sb.state.customers[c.ID] = &c
	sb.keep("customer", c.ID, &c)
	return &c
}

// Customers lists everybody, in order of coming.
func (sb *Sandbox) Customers() []Customer {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	out := make([]Customer, 0, len(sb.state.people))
	for _, id := range sb.state.people {
		if c := sb.state.customers[id]; c != nil {
			out = append(out, *c)
		}
	}
	return out
}

// Customer finds a customer by id.
func (sb *Sandbox) Customer(id string) (Customer, bool) {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	c := sb.state.customers[id]
	if c == nil {
		return Customer{}, false
	}
	return *c, true
}

func (sb *Sandbox) customerByPhone(phone string) *Customer {
	for _, wanted := range append([]string{phone}, variants(phone)...) {
		for _, c := range sb.state.customers {
			if c.Phone == wanted {
				return c
			}
		}
	}
	return nil
}

func (sb *Sandbox) customerByBSUID(id string) *Customer {
	for _, c := range sb.state.customers {
		if c.BSUID == id {
			return c
		}
	}
	return nil
}

// changeCustomer alters a customer and keeps it.
func (sb *Sandbox) changeCustomer(id string, alter func(*Customer)) error {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	c := sb.state.customers[id]
	if c == nil {
		return ErrNoCustomer
	}
	alter(c)
	sb.keep("customer", id, c)
	return nil
}

// CustomerBlocks makes a customer block the shop, or let it in again. The platform tells
// nobody: messages stay at "sent".
func (sb *Sandbox) CustomerBlocks(_ context.Context, id string, blocks bool) error {
	return sb.changeCustomer(id, func(c *Customer) { c.BlocksShop = blocks })
}

// CustomerOnline takes a customer's phone off the network, or brings it back, upon which
// everything that waited arrives.
func (sb *Sandbox) CustomerOnline(_ context.Context, id string, online bool) error {
	if err := sb.changeCustomer(id, func(c *Customer) { c.Offline = !online }); err != nil || !online {
		return err
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	for _, mid := range sb.state.order {
		if m := sb.state.messages[mid]; m != nil && m.FromShop && m.Customer == id {
			if _, sent := m.reached(whatsapp.StatusSent); sent {
				sb.tasks.after(0, func() { sb.markDelivered(mid) })
			}
		}
	}
	return nil
}

// CustomerStops makes a customer stop marketing messages, as the button in the chat does.
func (sb *Sandbox) CustomerStops(_ context.Context, id string) error {
	return sb.preference(id, true)
}

// CustomerResumes takes a stop back.
func (sb *Sandbox) CustomerResumes(_ context.Context, id string) error {
	return sb.preference(id, false)
}

func (sb *Sandbox) preference(id string, stop bool) error {
	if err := sb.changeCustomer(id, func(c *Customer) { c.Stopped = stop }); err != nil {
		return err
	}
	value := "resume"
	if stop {
		value = "stop"
	}
	sb.mu.Lock()
	told := sb.preferenceChange(sb.state.customers[id], sb.state.numberOrder[0], value)
	sb.mu.Unlock()
	sb.post(told)
	return nil
}

// CustomerReads makes a customer read everything that arrived.
func (sb *Sandbox) CustomerReads(_ context.Context, id string) error {
	if _, ok := sb.Customer(id); !ok {
		return ErrNoCustomer
	}
	sb.mu.Lock()
	var unread []string
	for _, mid := range sb.state.order {
		m := sb.state.messages[mid]
		if m == nil || !m.FromShop || m.Customer != id {
			continue
		}
		_, arrived := m.reached(whatsapp.StatusDelivered)
		_, read := m.reached(whatsapp.StatusRead)
		if arrived && !read {
			unread = append(unread, mid)
		}
	}
	sb.mu.Unlock()
	for _, mid := range unread {
		sb.markReadByCustomer(mid)
	}
	return nil
}

// Received is a message as it arrived on a customer's phone.
type Received struct {
	Wamid    string `json:"wamid"`
	Number   string `json:"number"`
	Type     string `json:"type"`
	Text     string `json:"text,omitempty"`
	Template string `json:"template,omitempty"`
	// Category is the template's, in upper case; empty for free-form messages.
	Category     string          `json:"category,omitempty"`
	Quote        string          `json:"quote,omitempty"`
	CallbackData string          `json:"callback_data,omitempty"`
	Content      json.RawMessage `json:"content,omitempty"`
	// Buttons are those of a template, with what the message filled in.
	Buttons json.RawMessage `json:"buttons,omitempty"`
	// At is when the platform took it.
	At        time.Time `json:"at"`
	Delivered time.Time `json:"delivered"`
	Read      time.Time `json:"read,omitzero"`
}

func (sb *Sandbox) received(m *message) Received {
	got := Received{Wamid: m.ID, Number: m.Number, Type: m.Type, Text: m.Text, Template: m.Template, Category: m.Category,
		Quote: m.Quote, CallbackData: m.CallbackData, Content: m.Content, Buttons: m.Buttons, At: m.At}
	got.Delivered, _ = m.reached(whatsapp.StatusDelivered)
	if quiet, ok := m.reached(statusQuiet); ok {
		got.Delivered = quiet
	}
	got.Read, _ = m.reached(whatsapp.StatusRead)
	return got
}

// Inbox is what the customer's phone received, in the order in which the platform took
// it: each message once, exactly as often as it was accepted.
func (sb *Sandbox) Inbox(customer string) []Received {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	out := []Received{}
	for _, id := range sb.state.order {
		m := sb.state.messages[id]
		if m == nil || !m.FromShop || m.Customer != customer {
			continue
		}
		if got := sb.received(m); !got.Delivered.IsZero() {
			out = append(out, got)
		}
	}
	return out
}

// Written is a message that a customer wrote, and whether the shop marked it as read.
type Written struct {
	Wamid    string    `json:"wamid"`
	Type     string    `json:"type"`
	Text     string    `json:"text,omitempty"`
	At       time.Time `json:"at"`
	ShopRead bool      `json:"shop_read"`
	// Typing is when the customer last saw that the shop was typing an answer.
	Typing time.Time `json:"typing,omitzero"`
}

// Outbox is what the customer wrote, in order.
func (sb *Sandbox) Outbox(customer string) []Written {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	out := []Written{}
	for _, id := range sb.state.order {
		if m := sb.state.messages[id]; m != nil && !m.FromShop && m.Customer == customer {
			out = append(out, Written{Wamid: m.ID, Type: m.Type, Text: m.Text, At: m.At, ShopRead: m.ShopRead, Typing: m.Typing})
		}
	}
	return out
}
