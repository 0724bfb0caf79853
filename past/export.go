package past

import (
	"errors"
	"time"
)

// What can be wrong with an export as a whole.
var (
	ErrNotExport = errors.New("this is not a chat that WhatsApp exported")
	ErrTooLarge  = errors.New("the chat's text is larger than 512 MB")
	ErrNoChat    = errors.New("there is no chat in this archive: WhatsApp's has a .txt file in it")
)

// WhatsApp cuts an export off at its newest messages (WhatsApp Help Center,
// "How to export your chat history").
const (
	mostWithoutMedia = 40_000
	mostWithMedia    = 10_000
)

// Export is a chat as a phone wrote it down.
type Export struct {
	// Name is what the file calls the chat: usually the customer, sometimes empty.
	Name     string
	Messages []Message
	Speakers []Speaker // most talkative first
	Dates    Dates
	// Strange are lines that belong to nothing: before the first message.
	Strange []Line
	// Notices is how many lines were WhatsApp's own and are left out.
	Notices int
	// CutOff: so many messages that WhatsApp has left older ones out.
	CutOff bool
	// Files are the names in the archive; Absent those that messages speak of
	// and that are not there.
	Files, Absent []string
}

// Message is one message of an export.
type Message struct {
	Line    int       // where it begins, from 1
	At      time.Time // in the phone's zone; Android writes no seconds
	Seconds bool      // whether seconds were written
	From    string
	Text    string // a file's caption, where there is a file
	File    string // name of the file that came with it
	Omitted Kind   // a file that was left out of the export
	Deleted bool
	Edited  bool
	Key     string // the same whenever this message is read again
}

// Kind is what sort of file a message came with.
type Kind string

// The sorts of file.
const (
	KindNone     Kind = ""
	KindAny      Kind = "file" // Android doesn't say which
	KindPicture  Kind = "image"
	KindVideo    Kind = "video"
	KindAudio    Kind = "audio"
	KindSticker  Kind = "sticker"
	KindDocument Kind = "document"
	KindContact  Kind = "contact"
)

// Speaker is somebody who wrote in a chat.
type Speaker struct {
	Name        string
	Messages    int
	First, Last time.Time
}

// Line is a line of the file that was not understood.
type Line struct {
	Number int
	Text   string
}

// Dates says how the file's dates were read.
type Dates struct {
	Order Order
	// Sure is false when every date could be read in another order too, and the
	// order of messages doesn't tell either.
	Sure bool
}

// Order is the order of day, month and year.
type Order string

// The orders in which dates are written.
const (
	Undecided Order = ""
	DayFirst  Order = "dmy"
	MonthDay  Order = "mdy"
	YearFirst Order = "ymd"
)

// Group tells whether more than two people write in it.
func (e *Export) Group() bool { return len(e.Speakers) > 2 }

// Customer guesses who of two is the customer: the one after whom the chat is
// named, else the one who is not the shop. Empty when neither is known.
func (e *Export) Customer(own string) string {
	for _, s := range e.Speakers {
		if s.Name == e.Name && s.Name != own {
			return s.Name
		}
	}
	others := 0
	name := ""
	for _, s := range e.Speakers {
		if s.Name != own {
			name = s.Name
			others++
		}
	}
	if others == 1 {
		return name
	}
	return ""
}
