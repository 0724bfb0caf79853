package shop

import "time"

// Facts is what decisions read: the fold of the journal up to a position. The
// relay answers from relay.db, the simulation from memory. A reader that fails
// answers "not there" and keeps the error for Err, which whoever decides asks
// once at the end: nothing decided on a failed read may be appended.
type Facts interface {
	Shop() ShopFacts
	Channel(ChannelID) (ChannelFacts, bool)
	Conversation(ConversationID) (ConversationFacts, bool)
	Customer(CustomerID) (CustomerFacts, bool)
	// Group is a customer with all that are merged with it, in an order that is
	// always the same; forgotten ones are left out.
	Group(CustomerID) []CustomerID
	Message(MessageID) (MessageFacts, bool)
	Order(OrderID) (OrderFacts, bool)
	// WebOrder is when a web shop last changed an order that it told of.
	WebOrder(OrderID) (updated time.Time, ok bool)
	// Held is the message that holds an update key: queued, accepted or unknown.
	Held(UpdateKey) (MessageID, bool)
	Template(waba, name, language string) (Template, bool)
	ReplyByShortcut(shortcut string) (ReplyID, bool)
	HasReply(ReplyID) bool
	HasLabel(LabelID) bool
	Person(PersonID) (Role, bool)
	// NextOrderNumber is one more than the highest number given.
	NextOrderNumber() int
	// Spent is what the month of t has cost so far, queued messages at their
	// list price included.
	Spent(t time.Time) Money
	// FreeUsed is how many free service messages the channel has used in t's month.
	FreeUsed(channel ChannelID, t time.Time) int
	Err() error
}

// ShopFacts are the shop's settings.
type ShopFacts struct {
	ID           ShopID
	Name         string
	Locale       string
	Currency     string
	Country      string
	TimeZone     string
	Pipeline     Pipeline
	FreePerMonth int
	Prices       map[Category]Money
	SpendCap     *Money
}

// Location is where the shop's days begin; this computer's, when the shop
// doesn't say or the system doesn't know it.
func (s ShopFacts) Location() *time.Location {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil || s.TimeZone == "" {
		return time.Local
	}
	return zone
}

// ChannelFacts are what is known of a business number.
type ChannelFacts struct {
	ID            ChannelID
	PhoneNumberID string
	WABA          string
	Portfolio     string
	Number        string
	Name          string
}

// ConversationFacts are what rules need of a conversation.
type ConversationFacts struct {
	ID          ConversationID
	Channel     ChannelID
	Customer    CustomerID
	LastInbound time.Time // platform time; zero: never
	State       ConversationState
	ReadUpTo    Position
	// NewestInbound is the position of what the customer wrote last here; zero: nothing.
	NewestInbound Position
	Claimed       PersonID // with whom it is; zero: nobody
	Blocked       bool     // the channel takes no messages from the customer
}

// CustomerFacts are what rules need of a customer.
type CustomerFacts struct {
	ID          CustomerID
	Root        CustomerID // after merges; itself when there is none
	Addressable bool       // there is a number or BSUID to write to
	Forgotten   bool
	Consent     map[Purpose]bool // absent: never asked
}

// MessageFacts are what rules need of a message.
type MessageFacts struct {
	ID           MessageID
	Conversation ConversationID
	Outgoing     bool
	Rank         Rank
	Flag         Flag
}

// OrderFacts are what rules need of an order.
type OrderFacts struct {
	ID       OrderID
	Number   string
	Status   StatusID
	Customer CustomerID
}
