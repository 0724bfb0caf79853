package shop

import (
	"strings"

	"github.com/google/uuid"
)

// The ids of the domain. Each is a UUID; they are distinct types so that a
// customer can't be passed where an order is meant.
type (
	// ShopID names a shop.
	ShopID struct{ uuid.UUID }
	// ChannelID names one business number of a shop.
	ChannelID struct{ uuid.UUID }
	// CustomerID names a customer; it is ours and never a phone number.
	CustomerID struct{ uuid.UUID }
	// ConversationID names a customer on a channel.
	ConversationID struct{ uuid.UUID }
	// MessageID names a message, whoever wrote it.
	MessageID struct{ uuid.UUID }
	// OrderID names an order; what people read is its number.
	OrderID struct{ uuid.UUID }
	// ReplyID names a quick reply.
	ReplyID struct{ uuid.UUID }
	// LabelID names a label.
	LabelID struct{ uuid.UUID }
	// NoteID names a note for the team.
	NoteID struct{ uuid.UUID }
	// PersonID names someone who works at the shop.
	PersonID struct{ uuid.UUID }
	// DeviceID names one installed desktop.
	DeviceID struct{ uuid.UUID }
	// EventID names an event.
	EventID struct{ uuid.UUID }
	// CommandID names a command; devices make it (UUIDv7) before any network.
	CommandID struct{ uuid.UUID }
	// PlatformRef is the hash of a platform's message id (wamid). The wamid
	// itself contains the customer's number, so it is personal content, while
	// the ref may stay readable forever.
	PlatformRef struct{ uuid.UUID }
)

// namespace is the root of every derived id.
var namespace = uuid.MustParse("6d6f7374-7261-5f64-8f72-000000000001")

// derive makes the UUIDv5 of the parts; the separator cannot occur in an id,
// so ("a","bc") and ("ab","c") differ.
func derive(parts ...string) uuid.UUID {
	return uuid.NewSHA1(namespace, []byte(strings.Join(parts, "\x1f")))
}

// CustomerFor is the id of the customer first seen under an identifier.
// Scope is what the identifier is unique in: the portfolio for a BSUID,
// "phone" for a number.
func CustomerFor(shop ShopID, scope, identifier string) CustomerID {
	return CustomerID{derive("customer", shop.String(), scope, identifier)}
}

// ConversationFor is the id of a customer's conversation on a channel.
func ConversationFor(channel ChannelID, customer CustomerID) ConversationID {
	return ConversationID{derive("conversation", channel.String(), customer.String())}
}

// ChannelFor is the id of the channel with a platform's phone number id.
func ChannelFor(shop ShopID, phoneNumberID string) ChannelID {
	return ChannelID{derive("channel", shop.String(), phoneNumberID)}
}

// MessageFor is the id of a message that the platform named first: everything
// received, and what the owner typed on the phone.
func MessageFor(shop ShopID, wamid string) MessageID {
	return MessageID{derive("message", shop.String(), wamid)}
}

// RefFor hashes a wamid.
func RefFor(shop ShopID, wamid string) PlatformRef {
	return PlatformRef{derive("wamid", shop.String(), wamid)}
}

// EventFor is the id of an event made from the platform: the same dedupe key
// (wamid; wamid and status; …) makes the same id at every relay and every time.
func EventFor(shop ShopID, kind Kind, dedupeKey string) EventID {
	return EventID{derive("event", shop.String(), string(kind), dedupeKey)}
}

// EventOf is the id of the n-th event decided for a command.
func EventOf(command CommandID, n int) EventID {
	return EventID{derive("decided", command.String(), itoa(n))}
}

// UpdateMessageFor is the id of the message that tells an order update. It is
// derived from the command, so that deciding twice queues the same message.
func UpdateMessageFor(command CommandID) MessageID {
	return MessageID{derive("update-message", command.String())}
}

func itoa(n int) string {
	if n >= 0 && n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}
