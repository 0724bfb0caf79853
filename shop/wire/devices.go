package wire

import (
	"time"

	"mostrador/shop"
)

// The paths of a shop's devices.
const (
	PathDevices       = "/v1/devices"                  // GET → Devices
	PathDeviceApprove = "/v1/devices/{device}/approve" // POST: let a further device in; owners only
	PathDeviceRevoke  = "/v1/devices/{device}/revoke"  // POST: cut it off; owners, and whose it is
	PathInvites       = "/v1/invites"                  // POST InviteRequest → InviteAnswer; owners only
)

// Devices lists a shop's devices in the order in which they joined.
type Devices struct {
	Devices []Device `json:"devices"`
}

// Device is one installed desktop as the relay knows it.
type Device struct {
	Device shop.DeviceID `json:"device"`
	Person shop.PersonID `json:"person"`
	Name   string        `json:"name"`
	System string        `json:"system,omitempty"` // Windows, macOS, Linux: as it said itself
	Place  string        `json:"place,omitempty"`  // the network address that it was last seen at
	Paired time.Time     `json:"paired"`
	Seen   time.Time     `json:"seen,omitzero"` // when it last signed in or was connected; zero: not known
	Here   bool          `json:"here"`          // it is connected now
	// Waiting: it has joined with a link, and waits until somebody approves it on
	// a device that is signed in.
	Waiting bool `json:"waiting,omitempty"`
	Revoked bool `json:"revoked,omitempty"`
	// Doubled: its key was in use in two places.
	Doubled bool `json:"doubled,omitempty"`
	Mine    bool `json:"mine,omitempty"` // it is the one that asks
}

// InviteRequest asks for a link for one more device of a person.
type InviteRequest struct {
	Person shop.PersonID `json:"person,omitzero"` // zero: whoever asks
}

// InviteAnswer is the link, which works once.
type InviteAnswer struct {
	Link    string    `json:"link"`
	Expires time.Time `json:"expires"`
}
