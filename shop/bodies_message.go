package shop

import (
	"encoding/json"
	"time"
)

// MessageReceived: a customer wrote.
type MessageReceived struct {
	Message      MessageID               `json:"message"`
	Conversation ConversationID          `json:"conversation"`
	Type         MessageType             `json:"type"`
	Ref          PlatformRef             `json:"ref"`
	Quotes       MessageID               `json:"quotes,omitzero"`
	Forwarded    bool                    `json:"forwarded,omitempty"`
	Personal     MessageReceivedPersonal `json:"-"`
}

// MessageReceivedPersonal is what it says and under which platform id.
type MessageReceivedPersonal struct {
	Wamid   string  `json:"wamid"`
	From    string  `json:"from,omitempty"` // exactly as received: replies go there
	Content Content `json:"content"`
}

// MessageQueued: the relay accepted a message to be sent.
type MessageQueued struct {
	Message      MessageID             `json:"message"`
	Conversation ConversationID        `json:"conversation"`
	Type         MessageType           `json:"type"`
	Category     Category              `json:"category"` // what it is expected to be billed as
	Quotes       MessageID             `json:"quotes,omitzero"`
	Update       *UpdateKey            `json:"update,omitempty"`
	Again        bool                  `json:"again,omitempty"` // told again on purpose
	Personal     MessageQueuedPersonal `json:"-"`
}

// MessageQueuedPersonal is what will be sent.
type MessageQueuedPersonal struct {
	Content Content `json:"content"`
}

// MessageClaimed: a relay begins an attempt; no POST starts after Deadline.
type MessageClaimed struct {
	Message  MessageID `json:"message"`
	Relay    string    `json:"relay"`
	Attempt  int       `json:"attempt"`
	Deadline time.Time `json:"deadline"`
}

// MessagePostponed: an attempt was definitely not accepted and will be
// repeated, not before Until.
type MessagePostponed struct {
	Message MessageID `json:"message"`
	Attempt int       `json:"attempt"`
	Until   time.Time `json:"until"`
	Code    int       `json:"code,omitempty"` // WhatsApp's error code; 0: not reached
}

// MessageAccepted: WhatsApp took it and gave it an id.
type MessageAccepted struct {
	Message  MessageID               `json:"message"`
	Attempt  int                     `json:"attempt"`
	Ref      PlatformRef             `json:"ref"`
	Held     string                  `json:"held,omitempty"` // held_for_quality_assessment, paused
	Personal MessageAcceptedPersonal `json:"-"`
}

// MessageAcceptedPersonal is the platform's id and the address it resolved.
type MessageAcceptedPersonal struct {
	Wamid string `json:"wamid"`
	WaID  string `json:"wa_id,omitempty"`
}

// MessageProgressed: a status webhook reported how far a message came.
// Message is zero when the relay does not know the ref (yet).
type MessageProgressed struct {
	Message  MessageID                 `json:"message,omitzero"`
	Ref      PlatformRef               `json:"ref"`
	Delivery Delivery                  `json:"delivery"`
	Pricing  *Pricing                  `json:"pricing,omitempty"`
	Personal MessageProgressedPersonal `json:"-"`
}

// MessageProgressedPersonal is the platform's id of the message.
type MessageProgressedPersonal struct {
	Wamid string `json:"wamid"`
}

// MessageFailed: WhatsApp said definitely no, at once or later.
type MessageFailed struct {
	Message MessageID   `json:"message,omitzero"`
	Ref     PlatformRef `json:"ref,omitzero"`
	Attempt int         `json:"attempt,omitempty"`
	Code    int         `json:"code"`
	Details string      `json:"details,omitempty"` // the platform's words, for the ledger
}

// MessageUnsettled: the connection broke between claim and answer. It is
// resolved by a status webhook with the callback id, never resent by itself.
type MessageUnsettled struct {
	Message MessageID `json:"message"`
	Attempt int       `json:"attempt"`
	Why     string    `json:"why"`
}

// MessageRefused: at the moment of sending a rule of the relay said no.
type MessageRefused struct {
	Message MessageID `json:"message"`
	Reason  Reason    `json:"reason"`
}

// MessageSettled: somebody at the shop has dealt with a message that did not
// arrive, or whose fate is unknown.
type MessageSettled struct {
	Message MessageID `json:"message"`
}

// MessageReacted: someone set (or, with an empty emoji, took back) a reaction.
type MessageReacted struct {
	Conversation ConversationID         `json:"conversation"`
	Target       PlatformRef            `json:"target"`
	Personal     MessageReactedPersonal `json:"-"`
}

// MessageReactedPersonal is the reaction.
type MessageReactedPersonal struct {
	Emoji string `json:"emoji,omitempty"`
	Wamid string `json:"wamid,omitempty"`
}

// MessageEdited: the customer changed a message.
type MessageEdited struct {
	Conversation ConversationID        `json:"conversation"`
	Target       PlatformRef           `json:"target"`
	Personal     MessageQueuedPersonal `json:"-"`
}

// MessageRevoked: the customer took a message back.
type MessageRevoked struct {
	Conversation ConversationID `json:"conversation"`
	Target       PlatformRef    `json:"target"`
}

// MediaStored: the relay holds the file of a message.
type MediaStored struct {
	Message  MessageID           `json:"message"`
	Size     int64               `json:"size"`
	Personal MediaStoredPersonal `json:"-"`
}

// MediaStoredPersonal names the file.
type MediaStoredPersonal struct {
	Hash   string `json:"hash"` // SHA-256 of the bytes, hex
	MIME   string `json:"mime"`
	Width  int    `json:"width,omitempty"` // pixels, of pictures
	Height int    `json:"height,omitempty"`
}

// MediaMissed: the file of a message could not be had.
type MediaMissed struct {
	Message MessageID `json:"message"`
	Why     string    `json:"why"`
}

// UpdateWithheld: an order moved, but its customer was not told, for a reason.
type UpdateWithheld struct {
	Update UpdateKey `json:"update"`
	Reason Reason    `json:"reason"`
}

// PartKept: a part of a webhook that this version does not understand.
type PartKept struct {
	Field        string           `json:"field"`
	Conversation ConversationID   `json:"conversation,omitzero"`
	Personal     PartKeptPersonal `json:"-"`
}

// PartKeptPersonal is the part's raw JSON.
type PartKeptPersonal struct {
	Raw json.RawMessage `json:"raw"`
}

// CommandRefused: the answer to a command that changed nothing, with why.
type CommandRefused struct {
	Reason Reason `json:"reason"`
	Field  string `json:"field,omitempty"`  // which part of the command
	Detail string `json:"detail,omitempty"` // for the log, never shown
}

// CommandNoted: the answer to a command whose wish was already so.
type CommandNoted struct{}
