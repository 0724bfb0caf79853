package shop

// JournalRenewed: the shop's journal was damaged, or a copy of an earlier day
// was put in its place; it goes on from what was found again. Whatever was on
// its way to WhatsApp then has a fate that nobody knows, and nothing more is
// sent until the owner says so: SendingResumed.
type JournalRenewed struct {
	Epoch uint32 `json:"epoch"`
	// Kept is the position up to which nothing changed.
	Kept Position `json:"kept"`
	// Lost is how many events are known to be missing behind it. There may be
	// more, which devices that have them bring back.
	Lost int    `json:"lost,omitempty"`
	Why  string `json:"why"` // for the operator
}

// EventLost stands where an event was that could not be found again.
type EventLost struct{}

// SendingResumed: the owner lets messages leave again.
type SendingResumed struct{}

// ResumeSending: let messages leave again after the journal was repaired.
type ResumeSending struct{}

// DoResumeSending is the kind of ResumeSending.
const DoResumeSending CommandKind = "sending.resume"

// CommandKind is the command's kind.
func (*ResumeSending) CommandKind() CommandKind { return DoResumeSending }

// Kind is the event's kind.
func (*JournalRenewed) Kind() Kind { return KindJournalRenewed }

// Version is the version this type writes.
func (*JournalRenewed) Version() int { return 1 }

// Kind is the event's kind.
func (*EventLost) Kind() Kind { return KindEventLost }

// Version is the version this type writes.
func (*EventLost) Version() int { return 1 }

// Kind is the event's kind.
func (*SendingResumed) Kind() Kind { return KindSendingResumed }

// Version is the version this type writes.
func (*SendingResumed) Version() int { return 1 }
