package kit

import (
	"image"

	"fyne.io/fyne/v2"
)

// BubbleState is what the ticks of an own message show.
type BubbleState int

// The states, in rank order; Failed and Unknown are told in plain words beside.
const (
	NoState BubbleState = iota // a customer's message has none
	Waiting
	Accepted
	Sent
	Delivered
	Read
	Failed
	Unknown
)

// BubbleKind is whose message it is.
type BubbleKind int

// The kinds. TeamNote is seen by the shop only; DaySeparator stands between days; SystemLine tells of an event.
const (
	FromCustomer BubbleKind = iota
	FromShop
	TeamNote
	DaySeparator
	SystemLine
)

// BubbleData is all that a bubble shows; zero fields show nothing. The room fills it from the store.
type BubbleData struct {
	ID      string
	Kind    BubbleKind
	Text    string // WhatsApp formatting is honoured
	Time    string // "10:31"; "" where the next bubble of the same sender shows it
	Author  string // "Ana", where there is more than one person
	Prefix  string // before the time: "Order update"
	State   BubbleState
	Follows bool // same sender as the one before: small gap, no tail

	Highlight string // words that a search found, marked in the text
	MaxLines  int    // folds a very long text; 0 shows all of it
	More      string // "Read more", after a text that was folded
	Terms     []Term // words that lead somewhere beside addresses and numbers
	Picking   bool   // presses choose messages instead of doing what belongs to the place

	Quote    *QuoteData
	Order    *OrderNote
	Picture  *PictureData
	File     *FileData
	Voice    *VoiceData
	Location *LocationData
	Reaction string // emoji hanging at the foot

	Trouble  string // plain words for waiting long, failed, unknown: "Not delivered: …"
	Action   string // the way on: "Send as template"
	Selected bool   // found by search, or stepped to with keys

	OnAction   func()
	OnLink     func(target string)
	OnQuote    func()
	OnPicture  func()
	OnFile     func()
	OnVoice    func()
	OnLocation func()
	OnMenu     func(b *Bubble) // right click or the menu key; place it with ShowMenu at b.MenuAt()
	OnTicks    func()          // what happened to this message
	OnReaction func()
	OnMore     func()
	OnPick     func(extend bool)      // a press while Picking, or with Shift held
	OnMarked   func(b *Bubble)        // some of its text was marked with the pointer
	OnDragOver func(at fyne.Position) // a drag that began here left the bubble; a place on the canvas
	OnDragEnd  func()                 // after a drag that marked or chose something
	OnCopy     func(b *Bubble)        // Ctrl+C while it has the keys
}

// Term is a word that leads somewhere, such as the number of one of the customer's orders.
type Term struct{ Text, Link string }

// QuoteData is the message that this one answers.
type QuoteData struct{ Author, Text string }

// OrderNote is an order shown inside an order update.
type OrderNote struct {
	Title  string // "Order 1042"
	Status string // "Ready to collect"
	Detail string // "2 × Chapata, 1 × Apple pie · 18,40 €"
	Steps  int
	Done   int
}

// PictureData is a picture, video or sticker. Width and Height are its pixels, known before it is loaded, so that
// nothing moves when it arrives.
type PictureData struct {
	Width, Height int
	Image         image.Image // nil until loaded
	Label         string      // over the placeholder: "Photo · 240 kB", or what failed
	Icon          string      // "photo", "video", "alert"
	Plain         bool        // a sticker: no bubble ground
}

// FileData is an attached document.
type FileData struct{ Name, Detail string }

// VoiceData is a voice message. Played runs from 0 to 1.
type VoiceData struct {
	Length  string
	Played  float32
	Playing bool
	Wave    []uint8 // loudness 0 to 255; nil draws a plain bar
}

// LocationData is a place on the map.
type LocationData struct{ Name, Address string }
