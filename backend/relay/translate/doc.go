// Package translate turns one part of a webhook into the shop's events.
//
// It promises that nothing is dropped: what it does not understand becomes an
// event with its raw JSON. The same part gives events with the same ids at
// every relay and every time, so that translating twice changes nothing. It is
// pure: facts come in through an interface, and the clock as a value. The
// engine's translator is the caller.
package translate
