package shop

import (
	"time"

	"github.com/google/uuid"
)

// ImportID names one bringing-in of what was written elsewhere, so that it can
// be taken back whole.
type ImportID struct{ uuid.UUID }

// MostPast is how many messages one ImportMessages may have: an event each, in
// one batch with everything else that is decided at that moment.
const MostPast = 100

// DoImportMessages and DoUndoImport are the commands about what was written elsewhere.
const (
	DoImportMessages CommandKind = "messages.import"
	DoUndoImport     CommandKind = "messages.undo_import"
)

// ImportMessages: messages of a customer that were written before, from a chat
// that a phone exported or from another Mostrador. They open no reply window,
// and nobody waits because of them. What is known already is passed over.
type ImportMessages struct {
	Import   ImportID      `json:"import"`
	Channel  ChannelID     `json:"channel"`
	Customer CustomerID    `json:"customer"`
	Messages []PastMessage `json:"messages"`
}

// PastMessage is one of them. Key is the same whenever the same message is read
// again.
type PastMessage struct {
	Key      string      `json:"key"`
	At       time.Time   `json:"at"`
	Outgoing bool        `json:"outgoing,omitempty"`
	Type     MessageType `json:"type"`
	Content  Content     `json:"content"`
}

// UndoImport: what an import brought in goes again.
type UndoImport struct {
	Import ImportID `json:"import"`
}

// ImportUndone: what an import brought in is gone.
type ImportUndone struct {
	Import ImportID `json:"import"`
}

// KindImportUndone is the kind of ImportUndone.
const KindImportUndone Kind = "import.undone"

// Kind is the event's kind.
func (*ImportUndone) Kind() Kind { return KindImportUndone }

// Version is the version this type writes.
func (*ImportUndone) Version() int { return 1 }

// CommandKind is the command's kind.
func (*ImportMessages) CommandKind() CommandKind { return DoImportMessages }

// CommandKind is the command's kind.
func (*UndoImport) CommandKind() CommandKind { return DoUndoImport }

// PastMessageFor is the id of a message that was written elsewhere, so that
// reading the same chat twice makes the same message.
func PastMessageFor(shop ShopID, channel ChannelID, customer CustomerID, key string) MessageID {
	return MessageID{derive("past", shop.String(), channel.String(), customer.String(), key)}
}

func (d *decision) importMessages(w *ImportMessages) {
	if field := d.notImportable(w); field != "" {
		d.refuse(ReasonInvalid, field)
		return
	}
	if reason := d.mayHaveOrder(w.Customer); reason != ReasonNone {
		d.refuse(reason, "customer")
		return
	}
	conversation := ConversationFor(w.Channel, w.Customer)
	for _, m := range w.Messages {
		id := PastMessageFor(d.asking.Shop, w.Channel, w.Customer, m.Key)
		if _, known := d.facts.Message(id); known {
			continue
		}
		rank := RankWaiting
		if m.Outgoing {
			rank = RankSent // an export doesn't say whether it was read
		}
		d.emit(&MessageImported{
			Message: id, Conversation: conversation, Type: m.Type, Outgoing: m.Outgoing, Rank: rank, Import: w.Import,
			Personal: MessageEchoedPersonal{Content: m.Content},
		}, w.Channel, w.Customer)
		if n := len(d.events); n > 0 && d.err == nil {
			d.events[n-1].At = m.At.UTC()
		}
	}
	if len(d.events) == 0 {
		d.noted()
	}
}

// notImportable is the field that makes no sense; empty when all is well.
func (d *decision) notImportable(w *ImportMessages) string {
	if _, ok := d.facts.Channel(w.Channel); !ok {
		return "channel"
	}
	switch {
	case w.Import == ImportID{}:
		return "import"
	case w.Customer == CustomerID{}:
		return "customer"
	}
	if len(w.Messages) == 0 || len(w.Messages) > MostPast {
		return "messages"
	}
	seen := make(map[string]bool, len(w.Messages))
	for _, m := range w.Messages {
		if m.Key == "" || len(m.Key) > 100 || seen[m.Key] || m.At.IsZero() || m.At.After(d.asking.Now) || !pastTypes[m.Type] {
			return "messages"
		}
		seen[m.Key] = true
	}
	return ""
}

// pastTypes is what a message from elsewhere can be.
var pastTypes = map[MessageType]bool{
	TypeText: true, TypeImage: true, TypeVideo: true, TypeAudio: true, TypeVoice: true, TypeDocument: true, TypeSticker: true,
	TypeLocation: true, TypeContacts: true, TypeCart: true, TypeInteractive: true, TypeTemplate: true, TypePlaceholder: true, TypeUnknown: true,
}

// undoImport takes an import back; repeating it changes nothing.
func (d *decision) undoImport(w *UndoImport) {
	if w.Import == (ImportID{}) {
		d.refuse(ReasonInvalid, "import")
		return
	}
	d.emit(&ImportUndone{Import: w.Import}, ChannelID{}, CustomerID{})
}
