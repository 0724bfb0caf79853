package whatsapp

import (
	"encoding/json"
	"time"
)

// What follows comes only where one number is used by the WhatsApp Business app on a
// phone and by the platform at once.

// TypePlaceholder is a file in the history, whose asset may come in a later webhook.
const TypePlaceholder = "media_placeholder"

// Echo is a message that the shop wrote on its phone or a linked device. Its Message has
// From = the business number; edits and revokes come as echoes too.
type Echo struct {
	Message *IncomingMessage
	// To is whom it went to; any of the three may be missing.
	To, ToUserID, ToParentUserID string
	// Contact is that person.
	Contact Contact
}

// HistoryMessage is a message from before the number was connected, of either side.
type HistoryMessage struct {
	Message *IncomingMessage
	// Customer is the other side: the thread's id (a phone) and its context.
	Customer Contact
	// FromShop says that the shop wrote it.
	FromShop bool
	// Status is DELIVERED, ERROR, PENDING, PLAYED, READ or SENT.
	Status string
}

// HistoryChunk ends a piece of the history: pieces come in any order.
type HistoryChunk struct {
	// Phase is 0 for the last day before, 1 up to the ninetieth, 2 up to half a year.
	Phase, Chunk int
	// Progress is in percent; 100 says that all of it was sent.
	Progress int
	Messages int
}

// HistoryRefused says that there will be no history: 2593109 when the owner declined.
type HistoryRefused struct{ Fault PlatformError }

// SharedContact is a change of the phone's contacts.
type SharedContact struct {
	FullName, FirstName     string
	Phone, UserID, Username string
	// Action is add, which also means changed, or remove.
	Action string
	At     time.Time
}

// Acknowledged is a part of a field that is known and deliberately not read: calls,
// handovers, payments, flows, groups and what only partners see.
type Acknowledged struct{}

// acknowledged are the fields that nothing is made of. Their JSON is kept.
var acknowledged = map[string]bool{
	"calls": true, "messaging_handovers": true, "standby": true, "payment_configuration_update": true,
	"partner_solutions": true, "automatic_events": true, "flows": true,
	"group_lifecycle_update": true, "group_participants_update": true, "group_settings_update": true, "group_status_update": true,
}

func readEchoes(base Part, value object) []Part {
	contacts, items := readContacts(value), value.list("message_echoes")
	return eachItem(base, "message_echoes", items, func(o object) any {
		e := &Echo{Message: readMessage(o, 0), To: o.text("to"), ToUserID: o.text("to_user_id"), ToParentUserID: o.text("to_parent_user_id")}
		e.Contact = contactFor(contacts, e.To, e.ToUserID, len(items))
		return e
	})
}

// readHistory reads pieces of the history, and the files of it that follow by themselves.
func readHistory(base Part, value object) []Part {
	parts := historyMessages(base, "messages", value.list("messages"), readContacts(value))
	for i, raw := range value.list("history") {
		piece := base
		piece.Index, piece.Raw = indexed(base.Index, "history", i), raw
		parts = append(parts, readHistoryPiece(piece)...)
	}
	return append(parts, eachItem(base, "errors", value.list("errors"), func(o object) any {
		return &HistoryRefused{Fault: readPlatformError(o)}
	})...)
}

func readHistoryPiece(base Part) []Part {
	piece, ok := readObject(base.Raw)
	if !ok {
		return []Part{unknownPart(base, "a piece of history that is not an object")}
	}
	var parts []Part
	for i, raw := range piece.list("threads") {
		thread := base
		thread.Index, thread.Raw = indexed(base.Index, "threads", i), raw
		parts = append(parts, readHistoryThread(thread)...)
	}
	messages := len(parts)
	parts = append(parts, eachItem(base, "errors", piece.list("errors"), func(o object) any {
		return &HistoryRefused{Fault: readPlatformError(o)}
	})...)
	if metadata, ok := piece.child("metadata"); ok {
		end := base
		end.Raw = piece["metadata"]
		end.Body = &HistoryChunk{Phase: int(metadata.integer("phase")), Chunk: int(metadata.integer("chunk_order")),
			Progress: int(metadata.integer("progress")), Messages: messages}
		parts = append(parts, end)
	}
	if len(parts) == 0 {
		parts = []Part{unknownPart(base, "a piece of history with nothing in it")}
	}
	return parts
}

func readHistoryThread(base Part) []Part {
	thread, ok := readObject(base.Raw)
	if !ok {
		return []Part{unknownPart(base, "a thread of history that is not an object")}
	}
	context := thread.at("context")
	who := Contact{WaID: thread.text("id"), UserID: context.text("user_id"), Username: context.text("username"),
		ParentUserID: context.text("parent_user_id")}
	if wa := context.text("wa_id"); wa != "" {
		who.WaID = wa
	}
	return historyMessages(base, "messages", thread.list("messages"), []Contact{who})
}

// historyMessages reads messages of the past.
func historyMessages(base Part, list string, items []json.RawMessage, contacts []Contact) []Part {
	return eachItem(base, list, items, func(o object) any {
		m := &HistoryMessage{Message: readMessage(o, 0), Status: o.at("history_context").text("status")}
		to, toUser := o.text("to"), o.text("to_user_id")
		m.FromShop = writtenByShop(base.DisplayPhone, m.Message, to, toUser, contacts)
		m.Customer = historyCustomer(m, contacts, to, toUser)
		return m
	})
}

// writtenByShop tells from the numbers who wrote a message of the past: the business's own
// first, then the other side's, and without either whoever wrote to a person.
func writtenByShop(business string, m *IncomingMessage, to, toUser string, contacts []Contact) bool {
	switch business = digits(business); {
	case business != "" && digits(m.From) == business:
		return true
	case business != "" && digits(to) == business:
		return false
	}
	for _, c := range contacts {
		switch {
		case c.WaID != "" && c.WaID == m.From, c.UserID != "" && c.UserID == m.FromUserID:
			return false
		case c.WaID != "" && c.WaID == to, c.UserID != "" && c.UserID == toUser:
			return true
		}
	}
	return to != "" || toUser != ""
}

func historyCustomer(m *HistoryMessage, contacts []Contact, to, toUser string) Contact {
	phone, user := m.Message.From, m.Message.FromUserID
	if m.FromShop {
		phone, user = to, toUser
	}
	who := Contact{WaID: phone, UserID: user}
	known := contactFor(contacts, phone, user, 1)
	if known == (Contact{}) && who == (Contact{}) && len(contacts) == 1 {
		known = contacts[0]
	}
	if known.WaID == "" {
		known.WaID = who.WaID
	}
	if known.UserID == "" {
		known.UserID = who.UserID
	}
	return known
}

func readStateSync(base Part, value object) []Part {
	return eachItem(base, "state_sync", value.list("state_sync"), func(o object) any {
		if kind := o.text("type"); kind != "" && kind != "contact" {
			return &Unknown{Why: "a state of kind " + kind}
		}
		c := o.at("contact")
		return &SharedContact{FullName: c.text("full_name"), FirstName: c.text("first_name"), Phone: c.text("phone_number"),
			UserID: c.text("user_id"), Username: c.text("username"), Action: o.text("action"), At: o.at("metadata").moment("timestamp")}
	})
}

func digits(text string) string {
	out := make([]byte, 0, len(text))
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			out = append(out, text[i])
		}
	}
	return string(out)
}
