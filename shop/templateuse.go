package shop

import "time"

// TemplateUse is a template as it was filled in for one message.
type TemplateUse struct {
	Name       string   `json:"name"`
	Language   string   `json:"language"`
	Parameters []string `json:"parameters,omitempty"` // of the body, in the order of Template.ParameterNames
	// Header fills the header in, where it has something variable.
	Header *TemplateHeader `json:"header,omitempty"`
	// Buttons fill in the buttons that have something variable; others are left out.
	Buttons []TemplateButton `json:"buttons,omitempty"`
	// Cards fill a carousel in, in order.
	Cards []TemplateCard `json:"cards,omitempty"`
	// OfferEnds is when a limited offer ends; zero: it is none.
	OfferEnds time.Time `json:"offer_ends,omitzero"`
}

// TemplateHeader fills a template's header in: one of the three.
type TemplateHeader struct {
	Text     string      `json:"text,omitempty"`
	FileType MessageType `json:"file_type,omitempty"` // image, video or document
	File     *Media      `json:"file,omitempty"`
	Location *Location   `json:"location,omitempty"`
}

// ButtonKind is what a template's button does.
type ButtonKind string

// The kinds of button (cloudapi.md sections 1.4 and 9).
const (
	ButtonReply   ButtonKind = "quick_reply" // answers with a text of its own
	ButtonURL     ButtonKind = "url"
	ButtonPhone   ButtonKind = "phone_number"
	ButtonCopy    ButtonKind = "copy_code" // copies a coupon code
	ButtonFlow    ButtonKind = "flow"
	ButtonCatalog ButtonKind = "catalog"
	ButtonMany    ButtonKind = "mpm" // a list of products
	ButtonOTP     ButtonKind = "otp"
	ButtonOrder   ButtonKind = "order_details"
	ButtonCall    ButtonKind = "voice_call"
)

// TemplateButton fills one button in. Index counts a template's buttons from 0.
type TemplateButton struct {
	Index int        `json:"index"`
	Kind  ButtonKind `json:"kind"`
	// Value is the answer's payload, the end of the address, the coupon code,
	// the code of an OTP, the token of a flow or the product shown first.
	Value    string    `json:"value,omitempty"`
	Sections []Section `json:"sections,omitempty"` // of ButtonMany
}

// TemplateCard fills one card of a carousel in.
type TemplateCard struct {
	FileType   MessageType      `json:"file_type,omitempty"` // image or video
	File       *Media           `json:"file,omitempty"`
	Parameters []string         `json:"parameters,omitempty"` // of the card's text
	Buttons    []TemplateButton `json:"buttons,omitempty"`
}

func (u *TemplateUse) headerFile() *Media {
	if u.Header == nil {
		return nil
	}
	return u.Header.File
}
