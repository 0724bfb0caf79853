// Package status is what the program knows about its link to the relay, told
// to the window as typed values; the window finds the words. The sync engine
// writes it, everybody else reads. It imports nothing of ours.
package status

import "time"

// Status is how the link stands.
type Status struct {
	State State
	// Waiting is how many of the owner's commands the relay has not answered.
	Waiting int
	// Held is how many of them wait for the owner to decide: what they were
	// written for has changed.
	Held int
	// Repair is the last one; zero: there was none.
	Repair Repair
}

// Repair is a time when the shop's file did not have what the relay counts, and
// was filled again.
type Repair struct {
	At            time.Time
	Conversations int // in which it differed
}

// State is one of Connecting, Live, CatchingUp, Offline and Blocked.
type State interface{ isState() }

// Connecting: a connection is being made and nothing has failed yet.
type Connecting struct{}

// Live: what happens at the relay is here at once.
type Live struct{}

// CatchingUp: events that were missed are coming in. Done counts those applied
// since this began, Total how many there were to apply; 0 is not known yet.
type CatchingUp struct {
	Done, Total int
}

// Offline: the relay can't be reached; it is tried again by itself.
type Offline struct {
	Since time.Time // when it was last reached, or first tried
	Why   Why
}

// Blocked: something is wrong that goes away only when someone does something
// about it. It is still tried now and then.
type Blocked struct {
	Problem Problem
}

func (Connecting) isState() {}
func (Live) isState()       {}
func (CatchingUp) isState() {}
func (Offline) isState()    {}
func (Blocked) isState()    {}

// Why is what kept the relay from being reached.
type Why int

// The reasons for being offline.
const (
	NotReachable Why = iota // no network, no such name, or nobody listens
	NoAnswer                // a connection, but silence on it
	RelayFailing            // the relay answers that it can't just now
	TooMany                 // the relay asks for fewer requests
)

// Problem is one of the types below.
type Problem interface{ isProblem() }

// Revoked: the shop cut this device off.
type Revoked struct{}

// NotApproved: this device has joined, and waits until somebody approves it on
// one that is signed in.
type NotApproved struct{}

// CodeRefused: the invite's code is wrong, was used or has expired.
type CodeRefused struct{}

// ClockWrong: this computer's clock differs too much from the relay's. Off is
// how far it is ahead (negative: behind); 0 is not known.
type ClockWrong struct {
	Off time.Duration
}

// CertificateUntrusted: what answers at the address is not the relay that the
// invite named, or no authority vouches for it. Fingerprint is the SHA-256 of
// what it showed, in hex; empty where it is not known.
type CertificateUntrusted struct {
	Fingerprint string
}

// AddressWrong: something answers at the address, but it isn't a relay.
type AddressWrong struct {
	Address string
}

// ProgramTooOld: the relay no longer speaks with this version.
type ProgramTooOld struct{}

// KeyMissing: the system's keyring is locked, or doesn't have this device's key.
type KeyMissing struct{}

// StoreFailing: the shop's file on this computer can't be written, for example
// because the disk is full.
type StoreFailing struct{}

func (Revoked) isProblem()              {}
func (NotApproved) isProblem()          {}
func (CodeRefused) isProblem()          {}
func (ClockWrong) isProblem()           {}
func (CertificateUntrusted) isProblem() {}
func (AddressWrong) isProblem()         {}
func (ProgramTooOld) isProblem()        {}
func (KeyMissing) isProblem()           {}
func (StoreFailing) isProblem()         {}
