package desk

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2/lang"
)

// Connector joins a real shop with an invite link, and switches between the
// shops of this computer.
type Connector interface {
	// Connect pairs this computer with a shop and answers its folder, to be
	// opened. KeyInFile is the owner's agreement to keep the device's key in a
	// file where there is no key store. Errors are *ConnectError where words
	// can be found.
	Connect(ctx context.Context, invite, deviceName string, keyInFile bool) (folder string, err error)
	// Open switches the window to a shop of this computer; called on the UI
	// goroutine, it returns before the shop is there.
	Open(folder string)
	// Shops are the shops of this computer.
	Shops() []ShopOnThisComputer
}

// ConnectReason is why a shop could not be joined.
type ConnectReason string

// The reasons.
const (
	InviteText     ConnectReason = "invite"
	InviteCode     ConnectReason = "code"
	Unreachable    ConnectReason = "unreachable"
	NotARelay      ConnectReason = "notRelay"
	BadCertificate ConnectReason = "certificate"
	WrongClock     ConnectReason = "clock"
	TooOld         ConnectReason = "tooOld"
	TooManyTries   ConnectReason = "tooMany"
	NoKeyring      ConnectReason = "noKeyring"
	JoinedAlready  ConnectReason = "already"
)

// ConnectError is why a shop could not be joined, and what it was about.
type ConnectError struct {
	Reason  ConnectReason
	Address string
	Err     error
}

// Error says it for the log.
func (e *ConnectError) Error() string { return fmt.Sprintf("join a shop (%s): %v", e.Reason, e.Err) }

// Unwrap is what happened underneath.
func (e *ConnectError) Unwrap() error { return e.Err }

func (e *ConnectError) words() string {
	return lang.L("connect."+string(e.Reason), map[string]any{"Address": e.Address})
}
