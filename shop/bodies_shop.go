package shop

import "time"

// ShopConfigured: the shop's own settings; absent fields did not change.
type ShopConfigured struct {
	Name     *string   `json:"name,omitempty"`
	Locale   *string   `json:"locale,omitempty"`    // BCP 47
	Currency *string   `json:"currency,omitempty"`  // ISO 4217
	TimeZone *string   `json:"time_zone,omitempty"` // IANA
	Country  *string   `json:"country,omitempty"`   // ISO 3166 alpha-2, for phone numbers
	Pipeline *Pipeline `json:"pipeline,omitempty"`
	// FreePerMonth is how many service messages WhatsApp delivers free per
	// number and calendar month (1,000 since October 2026).
	FreePerMonth *int               `json:"free_per_month,omitempty"`
	Prices       map[Category]Money `json:"prices,omitempty"`
	SpendCap     *Money             `json:"spend_cap,omitempty"` // per month
}

// ChannelConnected: the shop has a business number.
type ChannelConnected struct {
	PhoneNumberID string `json:"phone_number_id"`
	WABA          string `json:"waba"`
	Portfolio     string `json:"portfolio,omitempty"`
	Number        string `json:"number"` // as shown
	Name          string `json:"name"`
}

// PersonSaved: someone works at the shop.
type PersonSaved struct {
	Person PersonID `json:"person"`
	Name   string   `json:"name"`
	Role   Role     `json:"role"`
}

// Role is what a person may do.
type Role string

// The roles.
const (
	Owner  Role = "owner"
	Agent  Role = "agent"
	Viewer Role = "viewer"
)

// DevicePaired: a desktop joined the shop.
type DevicePaired struct {
	Device DeviceID `json:"device"`
	Person PersonID `json:"person"`
	Name   string   `json:"name"`
	// Waiting: nobody has approved it yet.
	Waiting bool `json:"waiting,omitempty"`
}

// DeviceApproved: a further desktop was let in, on one that was signed in.
type DeviceApproved struct {
	Device DeviceID `json:"device"`
}

// DeviceRevoked: a desktop was cut off.
type DeviceRevoked struct {
	Device DeviceID `json:"device"`
}

// DeviceDoubled: a device's key is in use in two places at once, or its files
// were put back from a copy.
type DeviceDoubled struct {
	Device DeviceID `json:"device"`
}

// IdentifierKind is what an identifier of a customer is.
type IdentifierKind string

// The kinds of identifier (cloudapi.md section 4).
const (
	IsPhone    IdentifierKind = "phone" // E.164 with +
	IsWaID     IdentifierKind = "wa_id"
	IsBSUID    IdentifierKind = "bsuid"
	IsUsername IdentifierKind = "username"
)

// Identifier is one way the platform names a customer.
type Identifier struct {
	Kind  IdentifierKind `json:"kind"`
	Scope string         `json:"scope,omitempty"` // the portfolio, for a BSUID
	Value string         `json:"value"`
}

// CustomerSeen: a customer, or a new name or identifier of one, came up.
type CustomerSeen struct {
	Customer CustomerID           `json:"customer"`
	Personal CustomerSeenPersonal `json:"-"`
}

// CustomerSeenPersonal is what was learned.
type CustomerSeenPersonal struct {
	Identifiers []Identifier `json:"identifiers,omitempty"`
	Name        string       `json:"name,omitempty"` // the customer's own profile name
}

// CustomerEdited: someone at the shop changed a customer's card; absent fields
// did not change.
type CustomerEdited struct {
	Customer CustomerID     `json:"customer"`
	Personal CustomerFields `json:"-"`
}

// CustomerFields are what the shop writes about a customer.
type CustomerFields struct {
	Name     *string `json:"name,omitempty"`
	Place    *string `json:"place,omitempty"`
	Warning  *string `json:"warning,omitempty"` // an allergy: shown first
	Language *string `json:"language,omitempty"`
	Phone    *string `json:"phone,omitempty"` // typed by hand
}

// CustomerMerged: two customers are one person; an edge, nothing is rewritten.
type CustomerMerged struct {
	From CustomerID `json:"from"`
	Into CustomerID `json:"into"`
}

// CustomerUnmerged: the edge is gone.
type CustomerUnmerged struct {
	From CustomerID `json:"from"`
}

// CustomerForgotten: the customer's key is destroyed, the rows go.
type CustomerForgotten struct {
	Customer CustomerID `json:"customer"`
}

// Purpose is what a consent is for.
type Purpose string

// The purposes.
const (
	OrderUpdates Purpose = "order_updates"
	Offers       Purpose = "offers"
)

// ConsentChanged: a customer said yes or no to a purpose.
type ConsentChanged struct {
	Customer CustomerID      `json:"customer"`
	Purpose  Purpose         `json:"purpose"`
	Allowed  bool            `json:"allowed"`
	Source   string          `json:"source"` // wrote, stop_word, platform, person, checkout
	Personal ConsentPersonal `json:"-"`
}

// ConsentPersonal is the wording, where there was one.
type ConsentPersonal struct {
	Wording string `json:"wording,omitempty"`
}

// LabelSaved: a label was made or changed.
type LabelSaved struct {
	Label LabelID `json:"label"`
	Name  string  `json:"name"`
	Tone  string  `json:"tone"` // accent, info, amber, warning, neutral
	// Keep names the fields that did not change, where the label exists.
	Keep []string `json:"keep,omitempty"`
}

// LabelDeleted: a label is gone, from all it was on.
type LabelDeleted struct {
	Label LabelID `json:"label"`
}

// CustomerLabelled: a label was put on a customer or taken off.
type CustomerLabelled struct {
	Customer CustomerID `json:"customer"`
	Label    LabelID    `json:"label"`
	On       bool       `json:"on"`
}

// ConversationRead: someone at the shop has read up to a position.
type ConversationRead struct {
	Conversation ConversationID `json:"conversation"`
	UpTo         Position       `json:"up_to"`
}

// ConversationState is where a conversation stands in the inbox.
type ConversationState string

// The states. A customer's message opens a conversation again, whatever it was.
const (
	Open    ConversationState = "open"
	Done    ConversationState = "done"
	Snoozed ConversationState = "snoozed"
)

// ConversationMarked: someone marked a conversation done, snoozed or open.
type ConversationMarked struct {
	Conversation ConversationID    `json:"conversation"`
	State        ConversationState `json:"state"`
	Until        time.Time         `json:"until,omitzero"` // of a snooze
}

// ConversationClaimed: a conversation is with somebody now, or with nobody.
type ConversationClaimed struct {
	Conversation ConversationID `json:"conversation"`
	Person       PersonID       `json:"person,omitzero"` // zero: with nobody
}

// NoteAdded: a note for the team, never sent.
type NoteAdded struct {
	Note         NoteID         `json:"note"`
	Conversation ConversationID `json:"conversation"`
	Personal     NotePersonal   `json:"-"`
}

// NotePersonal is the note's text.
type NotePersonal struct {
	Text string `json:"text"`
}

// ReplySaved: a quick reply was made or changed.
type ReplySaved struct {
	Reply    ReplyID `json:"reply"`
	Shortcut string  `json:"shortcut"` // without the slash
	Text     string  `json:"text"`     // with {variables}
	ReplyMore
	// Keep names the fields that did not change, where the reply exists.
	Keep []string `json:"keep,omitempty"`
}

// ReplyDeleted: a quick reply is gone.
type ReplyDeleted struct {
	Reply ReplyID `json:"reply"`
}

// TemplateChanged: a template of a channel's account is now so.
type TemplateChanged struct {
	WABA     string   `json:"waba"`
	Template Template `json:"template"`
}

// PlatformNoticed: the platform said something about the account that the
// owner should know.
type PlatformNoticed struct {
	Field    string           `json:"field"`
	Personal PartKeptPersonal `json:"-"`
}

// OrderOpened: an order exists.
type OrderOpened struct {
	OrderID  OrderID       `json:"order"`
	Number   string        `json:"number"`
	Status   StatusID      `json:"status"`
	Customer CustomerID    `json:"customer,omitzero"`
	Order    Order         `json:"content"`
	Personal OrderPersonal `json:"-"`
}

// OrderEdited: fields of an order changed; absent ones did not.
type OrderEdited struct {
	OrderID  OrderID           `json:"order"`
	Items    *[]Item           `json:"items,omitempty"`
	Due      *time.Time        `json:"due,omitempty"`
	Payment  *Payment          `json:"payment,omitempty"`
	Delivery *bool             `json:"delivery,omitempty"`
	Tracking *string           `json:"tracking,omitempty"`
	Customer *CustomerID       `json:"customer,omitempty"`
	Personal OrderEditPersonal `json:"-"`
}

// OrderEditPersonal are the personal fields that changed.
type OrderEditPersonal struct {
	Name    *string `json:"name,omitempty"`
	Phone   *string `json:"phone,omitempty"`
	Address *string `json:"address,omitempty"`
	Notes   *string `json:"notes,omitempty"`
}

// OrderMoved: an order has another status.
type OrderMoved struct {
	OrderID OrderID  `json:"order"`
	From    StatusID `json:"from"`
	To      StatusID `json:"to"`
}
