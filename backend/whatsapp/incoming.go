package whatsapp

import (
	"encoding/json"
	"time"
)

// Types of incoming messages, as Meta names them. Others may come at any time.
const (
	TypeText        = "text"
	TypeImage       = "image"
	TypeVideo       = "video"
	TypeAudio       = "audio"
	TypeDocument    = "document"
	TypeSticker     = "sticker"
	TypeLocation    = "location"
	TypeContacts    = "contacts"
	TypeButton      = "button"
	TypeInteractive = "interactive"
	TypeOrder       = "order"
	TypeReaction    = "reaction"
	TypeEdit        = "edit"
	TypeRevoke      = "revoke"
	TypeSystem      = "system"
	TypeUnsupported = "unsupported"
	TypeUnknown     = "unknown"
	TypeTemplate    = "template"
)

// Contact is what the platform says of a person beside a message or a status. Every
// field may be empty: people with a username may come without a phone, and some webhooks
// without contacts at all.
type Contact struct {
	Name            string
	Username        string
	WaID            string
	UserID          string
	ParentUserID    string
	IdentityKeyHash string
}

// IncomingMessage is a message that a person sent to a business number. Exactly the
// field that Type names is set; for a type that is not known none is.
type IncomingMessage struct {
	// ID is the wamid: opaque, case-sensitive, of no fixed length.
	ID string
	// From is the sender's phone as the platform writes it (digits); empty for people
	// who are known only by their BSUID.
	From string
	// FromUserID is the sender's business-scoped user id (BSUID).
	FromUserID       string
	FromParentUserID string
	GroupID          string
	// At is when it was sent, to the second, in UTC; zero where the platform gave none.
	At      time.Time
	Type    string
	Contact Contact

	Context  *Context
	Referral *Referral

	Text        *Text
	Media       *Media
	Location    *Location
	Contacts    []ContactCard
	Button      *TemplateButton
	Interactive *InteractiveReply
	Order       *CatalogOrder
	Reaction    *Reaction
	Edit        *Edit
	Revoke      *Revoke
	System      *System
	Unsupported *Unsupported
	Errors      []PlatformError
}

// Context says what a message refers to, and whether it was forwarded.
type Context struct {
	From                string
	ID                  string
	Forwarded           bool
	FrequentlyForwarded bool
	// Product is set when the customer asked about something in the catalog.
	Product *ReferredProduct
}

// ReferredProduct is one item of a catalog.
type ReferredProduct struct {
	CatalogID  string
	RetailerID string
}

// Referral is the advertisement or post that the customer came from.
type Referral struct {
	SourceURL, SourceID, SourceType  string
	Headline, Body                   string
	MediaType                        string
	ImageURL, VideoURL, ThumbnailURL string
	ClickID                          string
	WelcomeText                      string
}

// Text is the body of a text message.
type Text struct{ Body string }

// Media is the body of an image, video, audio, document or sticker. File names and types
// come from outside and are not to be trusted.
type Media struct {
	// ID can be fetched for seven days.
	ID       string
	MIME     string
	SHA256   string
	Caption  string
	Filename string
	// URL, where given, expires five minutes after the webhook.
	URL      string
	Voice    bool
	Animated bool
}

// Location is a place on the map.
type Location struct {
	Latitude, Longitude float64
	Name, Address, URL  string
}

// TemplateButton is the tap on a quick reply of a template.
type TemplateButton struct{ Payload, Text string }

// InteractiveReply is the answer to buttons, a list or a form.
type InteractiveReply struct {
	// Type is button_reply, list_reply, nfm_reply, call_permission_reply or newer.
	Type                   string
	ID, Title, Description string
	// Name, Body and ResponseJSON belong to forms (nfm_reply).
	Name, Body, ResponseJSON string
}

// CatalogOrder is a cart that the customer sent from the shop's catalog.
type CatalogOrder struct {
	CatalogID string
	Text      string
	Items     []CatalogItem
}

// CatalogItem is one line of a cart.
type CatalogItem struct {
	RetailerID string
	Quantity   int64
	// Price of one piece in major units of the currency, as the platform wrote it: a
	// decimal number, kept as text so that nothing is rounded.
	Price    string
	Currency string
}

// Reaction is an emoji on a message; an empty emoji takes it back.
type Reaction struct{ MessageID, Emoji string }

// Edit replaces the text or caption of an earlier message.
type Edit struct {
	OriginalID string
	// Message is the new content; nil where the platform gave none.
	Message *IncomingMessage
}

// Revoke says that the sender deleted an earlier message for everyone.
type Revoke struct{ OriginalID string }

// System tells of a change at the sender: another phone number, another user id.
type System struct {
	// Type is user_changed_number, user_changed_user_id, customer_changed_number,
	// customer_identity_changed or newer.
	Type string
	Body string
	// WaID and UserID are the new ones, where given.
	WaID, UserID, ParentUserID string
	IdentityHash               string
}

// Unsupported names a kind of message that the platform doesn't pass on.
type Unsupported struct{ Type string }

func readContacts(value object) []Contact {
	var contacts []Contact
	for _, raw := range value.list("contacts") {
		o, ok := readObject(raw)
		if !ok {
			continue
		}
		profile := o.at("profile")
		contacts = append(contacts, Contact{
			Name: profile.text("name"), Username: profile.text("username"),
			WaID: o.text("wa_id"), UserID: o.text("user_id"),
			ParentUserID: o.text("parent_user_id"), IdentityKeyHash: o.text("identity_key_hash"),
		})
	}
	return contacts
}

// contactFor finds the person of a message. One contact beside one message belongs to it
// even when the two share no id, as long as they don't contradict each other.
func contactFor(contacts []Contact, phone, userID string, siblings int) Contact {
	for _, c := range contacts {
		if (userID != "" && c.UserID == userID) || (phone != "" && c.WaID == phone) {
			return c
		}
	}
	if len(contacts) == 1 && siblings == 1 {
		c := contacts[0]
		if (c.WaID == "" || phone == "") && (c.UserID == "" || userID == "") {
			return c
		}
	}
	return Contact{}
}

// readMessage reads a message; depth keeps an edit inside an edit from nesting on.
func readMessage(o object, depth int) *IncomingMessage {
	m := &IncomingMessage{
		ID: o.text("id"), From: o.text("from"), FromUserID: o.text("from_user_id"),
		FromParentUserID: o.text("from_parent_user_id"), GroupID: o.text("group_id"),
		At: o.moment("timestamp"), Type: o.text("type"),
		Errors: readPlatformErrors(o.list("errors")),
	}
	if c, ok := o.child("context"); ok {
		m.Context = readContext(c)
	}
	if r, ok := o.child("referral"); ok {
		m.Referral = readReferral(r)
	}
	readContent(m, o, depth)
	return m
}

func readContent(m *IncomingMessage, o object, depth int) {
	if m.Type == TypeContacts {
		m.Contacts = readCards(o.list("contacts"))
		return
	}
	name := m.Type
	if name == TypeUnknown {
		name = TypeUnsupported
	}
	body, ok := o.child(name)
	if !ok {
		return
	}
	switch m.Type {
	case TypeText:
		m.Text = &Text{Body: body.text("body")}
	case TypeImage, TypeVideo, TypeAudio, TypeDocument, TypeSticker:
		m.Media = readMedia(body)
	case TypeLocation:
		m.Location = &Location{Latitude: body.number("latitude"), Longitude: body.number("longitude"),
			Name: body.text("name"), Address: body.text("address"), URL: body.text("url")}
	case TypeButton:
		m.Button = &TemplateButton{Payload: body.text("payload"), Text: body.text("text")}
	case TypeInteractive:
		m.Interactive = readInteractive(body)
	case TypeOrder:
		m.Order = readOrder(body)
	default:
		readReference(m, body, depth)
	}
}

// readReference reads the types that speak of another message or of the sender.
func readReference(m *IncomingMessage, body object, depth int) {
	switch m.Type {
	case TypeReaction:
		m.Reaction = &Reaction{MessageID: body.text("message_id"), Emoji: body.text("emoji")}
	case TypeEdit:
		m.Edit = &Edit{OriginalID: body.text("original_message_id")}
		if inner, ok := body.child("message"); ok && depth == 0 {
			m.Edit.Message = readMessage(inner, depth+1)
		}
	case TypeRevoke:
		m.Revoke = &Revoke{OriginalID: body.text("original_message_id")}
	case TypeSystem:
		m.System = &System{Type: body.text("type"), Body: body.text("body"), WaID: body.text("wa_id"),
			UserID: body.text("user_id"), ParentUserID: body.text("parent_user_id"),
			IdentityHash: body.at("identity").text("hash")}
	case TypeUnsupported, TypeUnknown:
		m.Unsupported = &Unsupported{Type: body.text("type")}
	}
}

func readContext(c object) *Context {
	out := &Context{From: c.text("from"), ID: c.text("id"),
		Forwarded: c.flag("forwarded"), FrequentlyForwarded: c.flag("frequently_forwarded")}
	if p, ok := c.child("referred_product"); ok {
		out.Product = &ReferredProduct{CatalogID: p.text("catalog_id"), RetailerID: p.text("product_retailer_id")}
	}
	return out
}

func readReferral(r object) *Referral {
	return &Referral{
		SourceURL: r.text("source_url"), SourceID: r.text("source_id"), SourceType: r.text("source_type"),
		Headline: r.text("headline"), Body: r.text("body"), MediaType: r.text("media_type"),
		ImageURL: r.text("image_url"), VideoURL: r.text("video_url"), ThumbnailURL: r.text("thumbnail_url"),
		ClickID: r.text("ctwa_clid"), WelcomeText: r.at("welcome_message").text("text"),
	}
}

func readMedia(o object) *Media {
	return &Media{ID: o.text("id"), MIME: o.text("mime_type"), SHA256: o.text("sha256"),
		Caption: o.text("caption"), Filename: o.text("filename"), URL: o.text("url"),
		Voice: o.flag("voice"), Animated: o.flag("animated")}
}

func readInteractive(o object) *InteractiveReply {
	out := &InteractiveReply{Type: o.text("type")}
	if out.Type == "" {
		for _, guess := range []string{"button_reply", "list_reply", "nfm_reply"} {
			if o.has(guess) {
				out.Type = guess
			}
		}
	}
	reply := o.at(out.Type)
	out.ID, out.Title, out.Description = reply.text("id"), reply.text("title"), reply.text("description")
	out.Name, out.Body = reply.text("name"), reply.text("body")
	// Documented as a string that holds JSON; seen as the object itself.
	if out.ResponseJSON = reply.text("response_json"); out.ResponseJSON == "" && reply.has("response_json") {
		out.ResponseJSON = string(reply["response_json"])
	}
	return out
}

func readOrder(o object) *CatalogOrder {
	out := &CatalogOrder{CatalogID: o.text("catalog_id"), Text: o.text("text")}
	for _, raw := range o.list("product_items") {
		item, ok := readObject(raw)
		if !ok {
			continue
		}
		out.Items = append(out.Items, CatalogItem{RetailerID: item.text("product_retailer_id"),
			Quantity: item.integer("quantity"), Price: item.text("item_price"), Currency: item.text("currency")})
	}
	return out
}

func readCards(items []json.RawMessage) []ContactCard {
	var cards []ContactCard
	for _, raw := range items {
		if o, ok := readObject(raw); ok {
			cards = append(cards, readCard(o))
		}
	}
	return cards
}
