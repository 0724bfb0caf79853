package whatsapp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"time"
)

// MaxWebhookBody is the largest body that Meta posts, in bytes.
const MaxWebhookBody = 3 << 20

// ErrNotWebhook says that a body is not a JSON object, so that nothing in it can be told
// apart. The caller keeps the bytes.
var ErrNotWebhook = errors.New("the body is not a webhook: expected a JSON object")

// Webhook is one POST of the platform, taken apart in the order it was written.
type Webhook struct {
	// Object is "whatsapp_business_account" in all that concerns us.
	Object string
	Parts  []Part
}

// Part is one thing that a webhook tells: a message, a status, a change of an account.
type Part struct {
	// WABA is the WhatsApp Business Account that the part belongs to.
	WABA string
	// PhoneNumberID is the business number, where the part names one.
	PhoneNumberID string
	// DisplayPhone is that number as digits, without plus.
	DisplayPhone string
	// Field is the webhook field that was subscribed to, such as "messages".
	Field string
	// Index is the place in the body, such as "0/0/messages/3".
	Index string
	// EntryTime is when the platform wrote the entry; zero for messages and statuses.
	EntryTime time.Time
	// Raw is the part's own JSON as it came.
	Raw json.RawMessage
	// Body is one of *IncomingMessage, *Status, *PlatformError, *TemplateUpdate,
	// *NumberUpdate, *AccountUpdate, *AccountAlert, *CapabilityUpdate, *SecurityUpdate,
	// *UserPreference, *UserIDUpdate, *UsernameUpdate, *Echo, *HistoryMessage,
	// *HistoryChunk, *HistoryRefused, *SharedContact, *Acknowledged or *Unknown; never nil.
	Body any
}

// Unknown is a part that this version doesn't read; its JSON is in Part.Raw.
type Unknown struct {
	// Why says what was not understood, for people who read logs.
	Why string
}

// Key is the same for every repetition of the same part and differs otherwise: Meta may
// deliver anything twice, up to seven days apart.
//
// For fields other than messages the entry's time is part of it, because a number's
// quality may fall, recover and fall again with the same value each time.
func (p Part) Key() string {
	switch body := p.Body.(type) {
	case *IncomingMessage:
		if body.ID != "" {
			return "message|" + body.ID
		}
	case *Echo:
		if body.Message.ID != "" {
			return "echo|" + body.Message.ID
		}
	case *HistoryMessage:
		if body.Message.ID != "" { // its file comes under the same id
			return "history|" + body.Message.ID + "|" + body.Message.Type
		}
	case *Status:
		if body.MessageID != "" && body.Status != "" {
			return "status|" + body.MessageID + "|" + body.Status + "|" + body.recipientKey()
		}
	}
	hash := sha256.New()
	for _, piece := range []string{p.WABA, p.PhoneNumberID, p.Field, strconv.FormatInt(p.EntryTime.Unix(), 10)} {
		hash.Write([]byte(strconv.Itoa(len(piece)) + ":" + piece + "|"))
	}
	hash.Write(compact(p.Raw))
	return "value|" + p.Field + "|" + hex.EncodeToString(hash.Sum(nil))
}

// ParseWebhook takes a verified body apart. It fails only with ErrNotWebhook; whatever is
// inside a JSON object and not understood comes back as *Unknown with its raw JSON.
func ParseWebhook(body []byte) (Webhook, error) {
	top, ok := readObject(body)
	if !ok {
		return Webhook{}, ErrNotWebhook
	}
	hook := Webhook{Object: top.text("object")}
	for i, raw := range top.list("entry") {
		hook.Parts = append(hook.Parts, parseEntry(raw, strconv.Itoa(i))...)
	}
	if len(hook.Parts) == 0 {
		hook.Parts = []Part{unknownPart(Part{Index: "", Raw: bytes.Clone(body)}, "no entries")}
	}
	return hook, nil
}

func unknownPart(p Part, why string) Part {
	p.Body = &Unknown{Why: why}
	return p
}

func parseEntry(raw json.RawMessage, index string) []Part {
	base := Part{Index: index, Raw: raw}
	entry, ok := readObject(raw)
	if !ok {
		return []Part{unknownPart(base, "an entry that is not an object")}
	}
	base.WABA, base.EntryTime = entry.text("id"), entry.moment("time")
	var parts []Part
	for i, change := range entry.list("changes") {
		next := base
		next.Index, next.Raw = index+"/"+strconv.Itoa(i), change
		parts = append(parts, parseChange(next)...)
	}
	if len(parts) == 0 {
		parts = []Part{unknownPart(base, "an entry without changes")}
	}
	return parts
}

func parseChange(base Part) []Part {
	change, ok := readObject(base.Raw)
	if !ok {
		return []Part{unknownPart(base, "a change that is not an object")}
	}
	base.Field = change.text("field")
	value, ok := change.child("value")
	if !ok {
		return []Part{unknownPart(base, "a change without a value")}
	}
	base.Raw = change["value"]
	metadata := value.at("metadata")
	base.PhoneNumberID = metadata.text("phone_number_id")
	base.DisplayPhone = metadata.text("display_phone_number")
	var parts []Part
	if base.Field == "messages" {
		parts = parseMessagesValue(base, value)
	} else {
		parts = parseOtherValue(base, value)
	}
	if len(parts) == 0 {
		parts = []Part{unknownPart(base, "nothing known in field "+strconv.Quote(base.Field))}
	}
	return parts
}

func parseMessagesValue(base Part, value object) []Part {
	contacts := readContacts(value)
	messages := value.list("messages")
	parts := eachItem(base, "messages", messages, func(item object) any {
		message := readMessage(item, 0)
		message.Contact = contactFor(contacts, message.From, message.FromUserID, len(messages))
		return message
	})
	statuses := value.list("statuses")
	parts = append(parts, eachItem(base, "statuses", statuses, func(item object) any {
		status := readStatus(item)
		status.Contact = contactFor(contacts, status.RecipientID, status.RecipientUserID, len(statuses))
		return status
	})...)
	return append(parts, eachItem(base, "errors", value.list("errors"), func(item object) any {
		fault := readPlatformError(item)
		return &fault
	})...)
}

func indexed(index, list string, i int) string { return index + "/" + list + "/" + strconv.Itoa(i) }

// eachItem makes one part of every item of a list; items that are not objects are kept.
func eachItem(base Part, list string, items []json.RawMessage, read func(object) any) []Part {
	parts := make([]Part, 0, len(items))
	for i, raw := range items {
		part := base
		part.Index, part.Raw = indexed(base.Index, list, i), raw
		if item, ok := readObject(raw); ok {
			part.Body = read(item)
		} else {
			part = unknownPart(part, "an item of "+list+" that is not an object")
		}
		parts = append(parts, part)
	}
	return parts
}
