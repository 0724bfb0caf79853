package desktop

import (
	"time"

	"mostrador/shop"
)

// What a process is asked. Each ask is answered before the next one.
const (
	askPair      = "pair" // Text: the invite
	askOpen      = "open" // the file, and the link to the relay
	askAccount   = "account"
	askConfigure = "configure" // orders go through Pipeline
	askSend      = "send"      // Text to the customer called Name
	askOrder     = "order"     // a new order for Name
	askMove      = "move"      // Order goes to To, and its customer is told
	askChats     = "chats"     // every conversation with all its messages
	askStatus    = "status"
	askDump      = "dump"
	askCount     = "count"
	askRelease   = "release" // what is held back leaves as it is; Count says how much
)

type ask struct {
	Do    string        `json:"do"`
	Text  string        `json:"text,omitempty"`
	Name  string        `json:"name,omitempty"`
	Order shop.OrderID  `json:"order,omitzero"`
	To    shop.StatusID `json:"to,omitempty"`
}

// reply answers an ask.
type reply struct {
	Error   string         `json:"error,omitempty"`
	Kind    Kind           `json:"kind,omitempty"` // of the error
	Account *Account       `json:"account,omitempty"`
	Message shop.MessageID `json:"message,omitzero"`
	Order   shop.OrderID   `json:"order,omitzero"`
	Text    string         `json:"text,omitempty"`
	Chats   []Chat         `json:"chats,omitempty"`
	Status  *Status        `json:"status,omitempty"`
	Count   int            `json:"count,omitempty"`
}

// Account is who and where the desktop is.
type Account struct {
	Shop   shop.ShopID
	Name   string
	Device shop.DeviceID
	Person shop.PersonID
	Relay  string
	Pinned string // SHA-256 of the certificate
}

// Kind is what sort of error it was: the typed errors of sync by name.
type Kind string

// The kinds of error.
const (
	InviteText   Kind = "invite text"
	CodeRefused  Kind = "code refused"
	Certificate  Kind = "certificate"
	NotReachable Kind = "not reachable"
	NotARelay    Kind = "not a relay"
	NotThere     Kind = "not there"
	OtherError   Kind = "other"
)

// Status is how the link stands.
type Status struct {
	State    string // as sync/status names it
	Waiting  int    // commands without an answer
	Held     int    // of those, what the owner is to decide about
	Refused  int    // commands that were refused
	Messages int
	Skipped  int
}

// Chat is a conversation with all of its messages, oldest first.
type Chat struct {
	Name     string
	Customer shop.CustomerID
	Items    []Item
}

// Item is a message.
type Item struct {
	Message  shop.MessageID
	Outgoing bool
	Waits    bool // on this device
	Type     shop.MessageType
	Text     string
	Raw      string // of what is not understood
	Rank     shop.Rank
	Flag     shop.Flag
	Code     int
	Reason   shop.Reason
	Order    shop.OrderID // that an update tells of
	Status   shop.StatusID
	At       time.Time
	Deadline time.Time
}

// Shown says that the owner can see what became of a message: the platform has
// it, or it did not arrive, or nobody knows.
func (i Item) Shown() bool { return i.Rank >= shop.RankAccepted || i.Flag != shop.FlagNone }

// Pipeline is the way of the tests' orders.
var Pipeline = shop.Pipeline{
	{ID: "new", Name: "New"},
	{ID: "baking", Name: "Baking", Update: "Your order {order} is in the oven, {customer}."},
	{ID: "ready", Name: "Ready", Update: "Your order {order} is ready to collect, {customer}."},
	{ID: "collected", Name: "Collected", Final: true, Update: "Order {order} was collected. Thank you, {customer}."},
}
