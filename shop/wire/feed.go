package wire

import "mostrador/shop"

// Version is the version in every path: /v1/….
const Version = "v1"

// The paths between device and relay.
const (
	PathPair     = "/v1/pair"     // POST PairRequest → PairAnswer; the only one without a bearer beside session
	PathSession  = "/v1/session"  // POST SessionRequest → SessionAnswer
	PathShop     = "/v1/shop"     // GET → ShopAnswer: who and where this device is
	PathFeed     = "/v1/feed"     // GET ?after=cursor&limit=n → Page
	PathHeads    = "/v1/heads"    // GET ?next=token → Heads: what a new device shows while its history comes in
	PathSegment  = "/v1/segment"  // GET ?after=cursor → Pages, one JSON document after the other; 404: use PathFeed
	PathOffers   = "/v1/offers"   // POST Offer → OfferAnswer: pages that the relay may have lost
	PathCounts   = "/v1/counts"   // GET → Counts: what a device's file is compared with
	PathStream   = "/v1/stream"   // GET, server-sent events; Last-Event-ID is the cursor
	PathCommands = "/v1/commands" // POST Commands → Answers
	PathMedia    = "/v1/media/"   // GET and PUT, + SHA-256 of the bytes in hex
	PathPresence = "/v1/presence" // POST Presence: person and device are filled in by the relay
	PathOpenAPI  = "/openapi.json"
	PathHealth   = "/healthz"
)

// Cursor is a place in a shop's feed as the relay wrote it:
// "epoch:position:chain". Devices keep it and give it back; empty is the
// beginning. One that doesn't match the relay's journal gets ProblemCursor.
type Cursor string

// Page is a stretch of the feed.
type Page struct {
	Events []shop.Event `json:"events"`
	// Cursor is the place after the last event of the page.
	Cursor Cursor `json:"cursor"`
	// More says that events after the page exist already.
	More bool `json:"more"`
	// End is the position of the journal's end, for progress.
	End shop.Position `json:"end"`
	// Receipt proves that a relay gave out these events between the place that
	// was asked for and Cursor. Pages near the journal's end have one: devices
	// keep them, for a relay that lost its own; see Offer.
	Receipt string `json:"receipt,omitempty"`
}

// MaxPage is how many events a page has at most.
const MaxPage = 2000

// The names of server-sent events.
const (
	EventPage     = "page"     // data: Page; id: its cursor
	EventPresence = "presence" // data: Presence; no id
)

// Presence says that someone looks at or writes in a conversation. It is never
// kept and forgotten after ten seconds.
type Presence struct {
	Person       shop.PersonID       `json:"person"`
	Device       shop.DeviceID       `json:"device"`
	Conversation shop.ConversationID `json:"conversation"`
	Writing      bool                `json:"writing"`
}

// Commands is a batch of commands, in the order in which they were given.
type Commands struct {
	Commands []shop.Command `json:"commands" maxItems:"100"`
	// OnlyKnown asks what became of commands that may have been posted before,
	// without having any done: those that the relay never saw get no answer.
	OnlyKnown bool `json:"only_known,omitempty"`
}

// MaxCommands is how many commands a batch has at most.
const MaxCommands = 100

// Answers has one answer for each command, in order.
type Answers struct {
	Answers []Answer `json:"answers"`
}

// Answer is what became of a command: the events that answer it, wherever they
// are in the journal. A repeated command gets the same.
type Answer struct {
	Command shop.CommandID `json:"command"`
	// Refused is why it changed nothing; empty when it was done.
	Refused shop.Reason `json:"refused,omitempty"`
	Field   string      `json:"field,omitempty"`
	// Position is that of the last event which answers it: the overlay may go
	// once the device has folded up to it.
	Position shop.Position `json:"position"`
}

// ShopAnswer says who and where a device is.
type ShopAnswer struct {
	Shop   shop.ShopID   `json:"shop"`
	Name   string        `json:"name"`
	Device shop.DeviceID `json:"device"`
	Person shop.PersonID `json:"person"`
	Role   shop.Role     `json:"role"`
	Relay  string        `json:"relay"` // program version
}
