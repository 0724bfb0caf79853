package shop

// MessageEchoed: the shop wrote on its own phone, beside this program. It is
// told live, where phone and platform share one number.
type MessageEchoed struct {
	Message      MessageID             `json:"message"`
	Conversation ConversationID        `json:"conversation"`
	Type         MessageType           `json:"type"`
	Ref          PlatformRef           `json:"ref"`
	Quotes       MessageID             `json:"quotes,omitzero"`
	Forwarded    bool                  `json:"forwarded,omitempty"`
	Personal     MessageEchoedPersonal `json:"-"`
}

// MessageEchoedPersonal is what it says and under which platform id.
type MessageEchoedPersonal struct {
	Wamid   string  `json:"wamid"`
	Content Content `json:"content"`
}

// MessageImported: a message from before the number was connected, of either
// side. It opens no reply window, and nobody waits because of it. The same
// message may come twice: first without its file, later with it.
type MessageImported struct {
	Message      MessageID             `json:"message"`
	Conversation ConversationID        `json:"conversation"`
	Type         MessageType           `json:"type"`
	Ref          PlatformRef           `json:"ref"`
	Outgoing     bool                  `json:"outgoing,omitempty"` // the shop wrote it
	Rank         Rank                  `json:"rank,omitempty"`     // how far the shop's own came
	Failed       bool                  `json:"failed,omitempty"`   // the shop's own never arrived
	Quotes       MessageID             `json:"quotes,omitzero"`
	Forwarded    bool                  `json:"forwarded,omitempty"`
	Import       ImportID              `json:"import,omitzero"` // a person brought it in
	Personal     MessageEchoedPersonal `json:"-"`
}

// HistoryProgressed: another piece of the history from before came in.
type HistoryProgressed struct {
	Phase    int `json:"phase"`
	Chunk    int `json:"chunk"`
	Progress int `json:"progress"` // percent; 100: all of it is there
}

// ContactSynced: the shop's phone book names a customer, or no longer does.
type ContactSynced struct {
	Customer CustomerID            `json:"customer"`
	Removed  bool                  `json:"removed,omitempty"`
	Personal ContactSyncedPersonal `json:"-"`
}

// ContactSyncedPersonal is the name in the phone book.
type ContactSyncedPersonal struct {
	Name string `json:"name,omitempty"`
}

// PhoneDataRequested: the relay asked a channel's phone for its contacts or its
// history, which may be asked once.
type PhoneDataRequested struct {
	What PhoneData `json:"what"`
	// Code is WhatsApp's error code where it said no for good; 0: it will come.
	Code int `json:"code,omitempty"`
}

// PhoneData is what a phone can be asked for.
type PhoneData string

// What a phone can be asked for.
const (
	PhoneContacts PhoneData = "contacts"
	PhoneHistory  PhoneData = "history"
)

// CustomerRenumbered: a customer has another number or platform id, or somebody
// else has the number that was theirs.
type CustomerRenumbered struct {
	Customer     CustomerID                 `json:"customer"`
	Conversation ConversationID             `json:"conversation"` // where the owner is told
	Change       IdentityChange             `json:"change"`
	Before       CustomerID                 `json:"before,omitzero"` // of a recycled number: who had it
	Personal     CustomerRenumberedPersonal `json:"-"`
}

// CustomerRenumberedPersonal are the numbers, or of a UserIDChange the ids, as
// the platform writes them.
type CustomerRenumberedPersonal struct {
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
	Scope string `json:"scope,omitempty"` // what the ids are unique in
}

// IdentityChange is what changed about who a customer is.
type IdentityChange string

// The changes.
const (
	NumberChange   IdentityChange = "number"   // the customer took their chats to another number
	UserIDChange   IdentityChange = "user_id"  // only the platform's own id of them changed
	NumberRecycled IdentityChange = "recycled" // the number belongs to somebody else now
	SecurityChange IdentityChange = "device"   // a new phone: the security code changed
)

// Kind is the event's kind.
func (*MessageEchoed) Kind() Kind { return KindMessageEchoed }

// Version is the version this type writes.
func (*MessageEchoed) Version() int { return 1 }

// PersonalPart is the part that is sealed.
func (b *MessageEchoed) PersonalPart() any { return &b.Personal }

// Kind is the event's kind.
func (*MessageImported) Kind() Kind { return KindMessageImported }

// Version is the version this type writes.
func (*MessageImported) Version() int { return 1 }

// PersonalPart is the part that is sealed.
func (b *MessageImported) PersonalPart() any { return &b.Personal }

// Kind is the event's kind.
func (*HistoryProgressed) Kind() Kind { return KindHistoryProgressed }

// Version is the version this type writes.
func (*HistoryProgressed) Version() int { return 1 }

// Kind is the event's kind.
func (*ContactSynced) Kind() Kind { return KindContactSynced }

// Version is the version this type writes.
func (*ContactSynced) Version() int { return 1 }

// PersonalPart is the part that is sealed.
func (b *ContactSynced) PersonalPart() any { return &b.Personal }

// Kind is the event's kind.
func (*PhoneDataRequested) Kind() Kind { return KindPhoneDataRequested }

// Version is the version this type writes.
func (*PhoneDataRequested) Version() int { return 1 }

// Kind is the event's kind.
func (*CustomerRenumbered) Kind() Kind { return KindCustomerRenumbered }

// Version is the version this type writes.
func (*CustomerRenumbered) Version() int { return 1 }

// PersonalPart is the part that is sealed.
func (b *CustomerRenumbered) PersonalPart() any { return &b.Personal }
