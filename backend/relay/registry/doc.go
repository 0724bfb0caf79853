// Package registry keeps what belongs to no shop's journal: which shops there
// are, their business numbers and tokens, where a webhook goes, who works
// where, which devices are let in, and pairing codes.
//
// It is a journal of its own ("registry") under the same rule as a shop's: a
// change is decided on the fold of everything before it and appended exactly
// there, or decided again. Several relays may share it; each follows it and
// holds the fold in memory. It promises that a code pairs one device at most,
// that a number belongs to one shop at most, that tokens are stored only
// sealed with the master key, and that a revoked device's channel is closed as
// soon as this relay knows. The relay is its only caller.
package registry
