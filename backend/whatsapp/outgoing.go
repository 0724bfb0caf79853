package whatsapp

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Outgoing is a message for the platform. Set To or Recipient and exactly one content.
// Its JSON is the Cloud API's, in both directions, so that the sandbox reads the same.
type Outgoing struct {
	// To is a phone, best with its plus: without one the platform puts the business
	// number's own country code in front. Where both are set, To wins.
	To string
	// Recipient is a business-scoped user id (BSUID), sent back exactly as received.
	Recipient string
	// QuotedID is the wamid that the message answers; not for reactions.
	QuotedID string
	// CallbackData comes back in every status of the message: at most 512 characters.
	CallbackData string
	// IdentityKeyHash, where set, makes the platform refuse (137000) when the person's
	// identity changed.
	IdentityKeyHash string

	Text        *OutgoingText
	Image       *OutgoingMedia
	Video       *OutgoingMedia
	Audio       *OutgoingMedia
	Document    *OutgoingMedia
	Sticker     *OutgoingMedia
	Location    *OutgoingLocation
	Contacts    []ContactCard
	Reaction    *OutgoingReaction
	Interactive *Interactive
	Template    *TemplateMessage
}

// OutgoingText is plain text; PreviewURL shows the first web address as a card.
type OutgoingText struct {
	Body       string `json:"body"`
	PreviewURL bool   `json:"preview_url,omitempty"`
}

// OutgoingMedia names an uploaded file by ID, or a public one by Link, which the platform
// fetches and keeps for ten minutes per address.
type OutgoingMedia struct {
	ID       string `json:"id,omitempty"`
	Link     string `json:"link,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Filename string `json:"filename,omitempty"`
	// Voice makes audio a voice note; it must be OGG with Opus, mono.
	Voice bool `json:"voice,omitempty"`
}

// OutgoingReaction puts an emoji on a message; an empty one takes it back.
type OutgoingReaction struct {
	MessageID string `json:"message_id"`
	Emoji     string `json:"emoji"`
}

// OutgoingLocation is a place, in degrees. It is written with strings, as documented,
// and read with strings or numbers.
type OutgoingLocation struct {
	Latitude, Longitude float64
	Name, Address       string
}

type locationWire struct {
	Latitude  string `json:"latitude"`
	Longitude string `json:"longitude"`
	Name      string `json:"name,omitempty"`
	Address   string `json:"address,omitempty"`
}

// MarshalJSON writes the degrees as strings.
func (l OutgoingLocation) MarshalJSON() ([]byte, error) {
	return json.Marshal(locationWire{Latitude: strconv.FormatFloat(l.Latitude, 'f', -1, 64),
		Longitude: strconv.FormatFloat(l.Longitude, 'f', -1, 64), Name: l.Name, Address: l.Address})
}

// UnmarshalJSON reads degrees written as strings or as numbers.
func (l *OutgoingLocation) UnmarshalJSON(raw []byte) error {
	o, ok := readObject(raw)
	if !ok {
		return fmt.Errorf("location must be an object")
	}
	for name, place := range map[string]*float64{"latitude": &l.Latitude, "longitude": &l.Longitude} {
		degrees, err := strconv.ParseFloat(o.text(name), 64)
		if err != nil {
			return fmt.Errorf("location.%s must be a number of degrees", name)
		}
		*place = degrees
	}
	l.Name, l.Address = o.text("name"), o.text("address")
	return nil
}

type outgoingWire struct {
	Product         string            `json:"messaging_product"`
	RecipientType   string            `json:"recipient_type,omitempty"`
	To              string            `json:"to,omitempty"`
	Recipient       string            `json:"recipient,omitempty"`
	Type            string            `json:"type,omitempty"`
	Context         *contextWire      `json:"context,omitempty"`
	CallbackData    string            `json:"biz_opaque_callback_data,omitempty"`
	IdentityKeyHash string            `json:"recipient_identity_key_hash,omitempty"`
	Text            *OutgoingText     `json:"text,omitempty"`
	Image           *OutgoingMedia    `json:"image,omitempty"`
	Video           *OutgoingMedia    `json:"video,omitempty"`
	Audio           *OutgoingMedia    `json:"audio,omitempty"`
	Document        *OutgoingMedia    `json:"document,omitempty"`
	Sticker         *OutgoingMedia    `json:"sticker,omitempty"`
	Location        *OutgoingLocation `json:"location,omitempty"`
	Contacts        []ContactCard     `json:"contacts,omitempty"`
	Reaction        *OutgoingReaction `json:"reaction,omitempty"`
	Interactive     *Interactive      `json:"interactive,omitempty"`
	Template        *TemplateMessage  `json:"template,omitempty"`
}

type contextWire struct {
	MessageID string `json:"message_id"`
}

// Type is the platform's name of the content that is set, or "" without content.
func (o Outgoing) Type() string {
	switch {
	case o.Text != nil:
		return TypeText
	case o.Location != nil:
		return TypeLocation
	case o.Contacts != nil:
		return TypeContacts
	case o.Reaction != nil:
		return TypeReaction
	case o.Interactive != nil:
		return TypeInteractive
	case o.Template != nil:
		return TypeTemplate
	}
	kind, _ := o.Media()
	return kind
}

// Media gives the file of the message and its type, or nil.
func (o Outgoing) Media() (kind string, media *OutgoingMedia) {
	switch {
	case o.Image != nil:
		return TypeImage, o.Image
	case o.Video != nil:
		return TypeVideo, o.Video
	case o.Audio != nil:
		return TypeAudio, o.Audio
	case o.Document != nil:
		return TypeDocument, o.Document
	case o.Sticker != nil:
		return TypeSticker, o.Sticker
	}
	return "", nil
}

// MarshalJSON writes the request body of POST /{phone-number-id}/messages.
func (o Outgoing) MarshalJSON() ([]byte, error) {
	w := outgoingWire{
		Product: "whatsapp", RecipientType: "individual", To: withPlus(o.To), Recipient: o.Recipient,
		Type: o.Type(), CallbackData: o.CallbackData, IdentityKeyHash: o.IdentityKeyHash,
		Text: o.Text, Image: o.Image, Video: o.Video, Audio: o.Audio, Document: o.Document, Sticker: o.Sticker,
		Location: o.Location, Contacts: o.Contacts, Reaction: o.Reaction, Interactive: o.Interactive, Template: o.Template,
	}
	if o.QuotedID != "" {
		w.Context = &contextWire{MessageID: o.QuotedID}
	}
	if o.To != "" {
		w.Recipient = ""
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads a request body. It keeps To as it was written.
func (o *Outgoing) UnmarshalJSON(raw []byte) error {
	var w outgoingWire
	if err := json.Unmarshal(raw, &w); err != nil {
		return err
	}
	*o = Outgoing{
		To: w.To, Recipient: w.Recipient, CallbackData: w.CallbackData, IdentityKeyHash: w.IdentityKeyHash,
		Text: w.Text, Image: w.Image, Video: w.Video, Audio: w.Audio, Document: w.Document, Sticker: w.Sticker,
		Location: w.Location, Contacts: w.Contacts, Reaction: w.Reaction, Interactive: w.Interactive, Template: w.Template,
	}
	if w.Context != nil {
		o.QuotedID = w.Context.MessageID
	}
	return nil
}

// withPlus marks a bare wa_id as international. The digits themselves are never changed.
func withPlus(phone string) string {
	phone = strings.TrimSpace(phone)
	if phone == "" || strings.HasPrefix(phone, "+") {
		return phone
	}
	if strings.Trim(phone, "0123456789") == "" {
		return "+" + phone
	}
	return phone
}
