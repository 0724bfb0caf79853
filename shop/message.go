package shop

import (
	"encoding/json"
	"time"
)

// MessageType is what a message is made of.
type MessageType string

// The types of message, received or sent.
const (
	TypeText        MessageType = "text"
	TypeImage       MessageType = "image"
	TypeVideo       MessageType = "video"
	TypeAudio       MessageType = "audio"
	TypeVoice       MessageType = "voice"
	TypeDocument    MessageType = "document"
	TypeSticker     MessageType = "sticker"
	TypeLocation    MessageType = "location"
	TypeContacts    MessageType = "contacts"
	TypeCart        MessageType = "cart" // a catalog order sent by a customer
	TypeInteractive MessageType = "interactive"
	TypeTemplate    MessageType = "template"
	TypeReaction    MessageType = "reaction"    // only on its way out: an emoji for an earlier message
	TypePlaceholder MessageType = "placeholder" // a file from before the number was connected, which may come later
	TypeUnknown     MessageType = "unknown"     // kept raw: "a kind of message this version can't show"
)

// HasMedia says whether messages of the type carry a file.
func (t MessageType) HasMedia() bool {
	switch t {
	case TypeImage, TypeVideo, TypeAudio, TypeVoice, TypeDocument, TypeSticker:
		return true
	}
	return false
}

// Content is what a message says. It is personal.
type Content struct {
	Text     string        `json:"text,omitempty"` // body, or caption of a file
	Media    *Media        `json:"media,omitempty"`
	Location *Location     `json:"location,omitempty"`
	Contacts []ContactCard `json:"contacts,omitempty"`
	Cart     *Cart         `json:"cart,omitempty"`
	Template *TemplateUse  `json:"template,omitempty"`
	Buttons  []string      `json:"buttons,omitempty"` // what can be tapped, in words
	// Interactive says what can be tapped under a message that the shop sends.
	Interactive *Interactive    `json:"interactive,omitempty"`
	Referral    *Referral       `json:"referral,omitempty"`
	Product     *ProductRef     `json:"product,omitempty"`
	Form        *Form           `json:"form,omitempty"`
	Withheld    *Withheld       `json:"withheld,omitempty"` // of TypeUnknown: why it says nothing
	Raw         json.RawMessage `json:"raw,omitempty"`      // of what is not understood
}

// Media is a file in a message. Hash is the SHA-256 of its bytes in hex, empty
// until the relay has it.
type Media struct {
	Hash       string `json:"hash,omitempty"`
	PlatformID string `json:"platform_id,omitempty"`
	MIME       string `json:"mime,omitempty"`
	Name       string `json:"name,omitempty"`
	Size       int64  `json:"size,omitempty"` // bytes
	Seconds    int    `json:"seconds,omitempty"`
	Width      int    `json:"width,omitempty"`
	Height     int    `json:"height,omitempty"`
}

// Location is a place, in degrees.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Name      string  `json:"name,omitempty"`
	Address   string  `json:"address,omitempty"`
}

// ContactCard is a contact that was shared.
type ContactCard struct {
	Name      string   `json:"name"`
	Phones    []string `json:"phones,omitempty"`
	Emails    []string `json:"emails,omitempty"`
	Websites  []string `json:"websites,omitempty"`
	Addresses []string `json:"addresses,omitempty"` // each on one line
	Company   string   `json:"company,omitempty"`
	Title     string   `json:"title,omitempty"`    // what the person does there
	Birthday  string   `json:"birthday,omitempty"` // YYYY-MM-DD
}

// Cart is a catalog order as a customer sent it.
type Cart struct {
	Text  string     `json:"text,omitempty"`
	Items []CartItem `json:"items"`
}

// CartItem is a line of a cart.
type CartItem struct {
	Product  string `json:"product"`
	Quantity int64  `json:"quantity"`
	Price    Money  `json:"price"`
}

// Rank is how far an outgoing message has come. It only rises.
type Rank int

// The ranks, in order.
const (
	RankWaiting   Rank = iota // on this device, not yet at the relay
	RankQueued                // the relay has it
	RankClaimed               // an attempt has begun
	RankAccepted              // WhatsApp has it
	RankSent                  // it left WhatsApp
	RankDelivered             // on the customer's phone
	RankRead
	RankPlayed
)

// Delivery is the status that a webhook reported.
type Delivery string

// What a status webhook can report beside failure.
const (
	DeliverySent      Delivery = "sent"
	DeliveryDelivered Delivery = "delivered"
	DeliveryRead      Delivery = "read"
	DeliveryPlayed    Delivery = "played"
)

// Rank is the rank that a delivery stands for; unknown words rank as accepted.
func (d Delivery) Rank() Rank {
	switch d {
	case DeliverySent:
		return RankSent
	case DeliveryDelivered:
		return RankDelivered
	case DeliveryRead:
		return RankRead
	case DeliveryPlayed:
		return RankPlayed
	}
	return RankAccepted
}

// Flag stands beside the rank of an outgoing message.
type Flag string

// The flags.
const (
	FlagNone      Flag = ""
	FlagFailed    Flag = "failed"    // definitely not delivered; code and words beside it
	FlagUnknown   Flag = "unknown"   // the connection broke between claim and answer
	FlagRefused   Flag = "refused"   // a rule of the relay said no
	FlagCancelled Flag = "cancelled" // taken back before it left
)

// Category is what a template, or a message, is billed as.
type Category string

// The categories of WhatsApp's price list.
const (
	CategoryService        Category = "service"
	CategoryUtility        Category = "utility"
	CategoryMarketing      Category = "marketing"
	CategoryAuthentication Category = "authentication"
)

// Pricing is what a status webhook said about cost (cloudapi.md section 3.3).
type Pricing struct {
	Type     string   `json:"type,omitempty"` // regular, free_customer_service, free_entry_point
	Category Category `json:"category,omitempty"`
	Model    string   `json:"model,omitempty"`
}

// Billed says whether the message is paid for.
func (p Pricing) Billed() bool { return p.Type == "regular" }

// UpdateKey names one telling of one status of one order to one customer.
type UpdateKey struct {
	Order    OrderID    `json:"order"`
	Status   StatusID   `json:"status"`
	Customer CustomerID `json:"customer"`
}

// MaxText is WhatsApp's limit for a text message, in characters
// (cloudapi.md section 1.2).
const MaxText = 4096

// SendAgainAfter is how long after an attempt's deadline an unknown message
// may be offered to be sent again.
const SendAgainAfter = 10 * time.Minute
