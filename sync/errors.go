package sync

import (
	"errors"
	"fmt"
	"time"
)

// What can go wrong between this device and the relay. Details, where there
// are any, are in NotReachable, Untrusted and WrongClock.
var (
	ErrInviteText   = errors.New("this text is not an invite link")
	ErrCodeRefused  = errors.New("the invite's code is wrong, was used already or has expired")
	ErrNotReachable = errors.New("the relay can't be reached")
	ErrNoAnswer     = errors.New("the relay went silent")
	ErrCertificate  = errors.New("the relay's certificate is not the expected one")
	ErrClock        = errors.New("this computer's clock is wrong")
	ErrRevoked      = errors.New("the shop cut this device off")
	ErrWaiting      = errors.New("nobody has approved this device yet")
	ErrNotAllowed   = errors.New("the person's role does not permit it")
	ErrPlatform     = errors.New("WhatsApp did not answer as hoped")
	ErrNotARelay    = errors.New("what answers at this address is not a relay")
	ErrTooOld       = errors.New("this program is too old for the relay")
	ErrFailing      = errors.New("the relay can't do it just now")
	ErrTooMany      = errors.New("the relay asks for fewer requests")
	ErrNoKeyring    = errors.New("this computer has no keyring that could keep the device's key")
	ErrNoKey        = errors.New("the device's key is not in the keyring")
)

// errCursor: the relay doesn't know the place in the feed that this device
// gave; errSession: it doesn't accept the bearer; errInvalid: it will never
// accept the request as it is.
var (
	errCursor  = errors.New("the relay's journal is another one")
	errSession = errors.New("the session has ended")
	errInvalid = errors.New("the relay can't read the request")
	errMissing = errors.New("the relay doesn't have it")
)

// NotReachable is ErrNotReachable with the address that was tried.
type NotReachable struct {
	Address string
	Err     error
}

// Error says it for the log.
func (e *NotReachable) Error() string { return fmt.Sprintf("reach %s: %v", e.Address, e.Err) }

// Unwrap makes it an ErrNotReachable.
func (e *NotReachable) Unwrap() []error { return []error{ErrNotReachable, e.Err} }

// Untrusted is ErrCertificate with the SHA-256 of what was shown instead, in
// hex; empty where it isn't known.
type Untrusted struct {
	Fingerprint string
	Err         error
}

// Error says it for the log.
func (e *Untrusted) Error() string {
	return fmt.Sprintf("%v: shown was %q: %v", ErrCertificate, e.Fingerprint, e.Err)
}

// Unwrap makes it an ErrCertificate.
func (e *Untrusted) Unwrap() error { return ErrCertificate }

// WrongClock is ErrClock with how far this computer is ahead of the relay
// (negative: behind); 0 is not known.
type WrongClock struct {
	Off time.Duration
}

// Error says it for the log.
func (e *WrongClock) Error() string { return fmt.Sprintf("%v: ahead by %s", ErrClock, e.Off) }

// Unwrap makes it an ErrClock.
func (e *WrongClock) Unwrap() error { return ErrClock }
