package whatsapp

import (
	"encoding/json"
	"time"
)

// What a status webhook says of an outgoing message.
const (
	StatusSent      = "sent"
	StatusDelivered = "delivered"
	StatusRead      = "read"
	StatusPlayed    = "played"
	StatusFailed    = "failed"
)

// Status tells how far an outgoing message got. Statuses come in any order, repeat, and
// some never come: delivered is skipped when the chat is open, read when the person
// turned receipts off.
type Status struct {
	MessageID string
	// Status is one of the Status constants, or newer.
	Status string
	At     time.Time
	// RecipientID is the phone; empty for people known only by their BSUID.
	RecipientID           string
	RecipientUserID       string
	RecipientParentUserID string
	// RecipientType is "group" for groups, then ParticipantID names the member.
	RecipientType   string
	ParticipantID   string
	IdentityKeyHash string
	// CallbackData is what the sender gave as biz_opaque_callback_data: the only handle
	// to a send whose answer was lost.
	CallbackData string
	Conversation *Conversation
	Pricing      *Pricing
	Errors       []PlatformError
	Contact      Contact
}

// Conversation matters only inside a free entry point window (Graph v24.0 and later).
type Conversation struct {
	ID, Origin string
	Expires    time.Time
}

// Pricing says what a message costs: decide from Type and Category, Billable is
// deprecated. It comes once per message, on an unpredictable one of its statuses.
type Pricing struct {
	Billable bool
	Model    string
	// Type is regular, free_customer_service, free_entry_point or
	// free_group_customer_service. Since 1 Oct 2026 free_customer_service means a
	// service message within the number's monthly free tier.
	Type string
	// Category is marketing, utility, authentication, service, referral_conversion, …
	Category string
	Subtype  string
}

// PlatformError is an error inside a webhook. Branch on Code and Details, never on Title.
type PlatformError struct {
	Code    int
	Title   string
	Message string
	Details string
	Href    string
}

func (s *Status) recipientKey() string {
	for _, id := range []string{s.ParticipantID, s.RecipientID, s.RecipientUserID} {
		if id != "" {
			return id
		}
	}
	return ""
}

func readStatus(o object) *Status {
	s := &Status{
		MessageID: o.text("id"), Status: o.text("status"), At: o.moment("timestamp"),
		RecipientID: o.text("recipient_id"), RecipientUserID: o.text("recipient_user_id"),
		RecipientParentUserID: o.text("recipient_parent_user_id"), RecipientType: o.text("recipient_type"),
		ParticipantID: o.text("recipient_participant_id"), IdentityKeyHash: o.text("recipient_identity_key_hash"),
		CallbackData: o.text("biz_opaque_callback_data"), Errors: readPlatformErrors(o.list("errors")),
	}
	if c, ok := o.child("conversation"); ok {
		s.Conversation = &Conversation{ID: c.text("id"), Origin: c.at("origin").text("type"),
			Expires: c.moment("expiration_timestamp")}
	}
	if p, ok := o.child("pricing"); ok {
		s.Pricing = &Pricing{Billable: p.flag("billable"), Model: p.text("pricing_model"),
			Type: p.text("type"), Category: p.text("category"), Subtype: p.text("subtype")}
	}
	return s
}

func readPlatformErrors(items []json.RawMessage) []PlatformError {
	var faults []PlatformError
	for _, raw := range items {
		if o, ok := readObject(raw); ok {
			faults = append(faults, readPlatformError(o))
		}
	}
	return faults
}

func readPlatformError(o object) PlatformError {
	return PlatformError{Code: int(o.integer("code")), Title: o.text("title"), Message: o.text("message"),
		Details: o.at("error_data").text("details"), Href: o.text("href")}
}
