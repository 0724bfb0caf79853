package desk

import (
	"context"
	"time"

	"mostrador/shop"
)

// PresenceFor is how long a presence holds: whoever is still there says so again.
const PresenceFor = 10 * time.Second

// Presence is what somebody at the shop does at this moment.
type Presence struct {
	Person       shop.PersonID
	Device       shop.DeviceID
	Conversation shop.ConversationID
	Writing      bool
}

// Team is the shop's other computers and who sits at them. Errors of its calls
// are those of package sync; Words finds words for them.
type Team interface {
	// Tell says which conversation is looked at or written in here. It returns at
	// once, and does nothing while there is no connection.
	Tell(conversation shop.ConversationID, writing bool)
	// Subscribe hears of the others, on any goroutine.
	Subscribe(hear func(Presence)) (cancel func())
	// Devices lists the shop's computers in the order in which they joined.
	Devices(ctx context.Context) ([]Device, error)
	// Approve lets one in that waits for it.
	Approve(ctx context.Context, device shop.DeviceID) error
	// CutOff ends one's place in the shop at once.
	CutOff(ctx context.Context, device shop.DeviceID) error
	// Invite makes a link for one more computer, and says until when it works.
	Invite(ctx context.Context) (link string, until time.Time, err error)
}

// Device is one of the shop's computers as the relay knows it.
type Device struct {
	ID      shop.DeviceID
	Person  shop.PersonID
	Name    string
	System  string // Windows, macOS, Linux; may be empty
	Place   string // the network address that it was last seen at; may be empty
	Seen    time.Time
	Here    bool // connected now
	Mine    bool // this one
	Waiting bool // nobody has approved it yet
	Revoked bool
}
