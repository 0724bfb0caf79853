package store

// MediaState is where a message's file is, as the relay told. Whether the bytes
// are on this device is package sync's matter.
type MediaState string

// The states of a file.
const (
	MediaWaiting MediaState = "waiting" // the relay does not have it yet
	MediaStored  MediaState = "stored"  // the relay has it, under its hash
	MediaMissed  MediaState = "missed"  // it could not be had
)
