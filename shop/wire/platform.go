package wire

import "mostrador/shop"

// The paths that ask the platform something at once, for one of the shop's
// channels. What changes something there is a command.
const (
	PathChecks  = "/v1/channels/{channel}/checks"  // GET → shop.Checks; owners
	PathLibrary = "/v1/channels/{channel}/library" // GET ?search&topic&use_case&language → Library
	PathProfile = "/v1/channels/{channel}/profile" // GET → shop.Profile
	PathResume  = "/v1/channels/{channel}/resume"  // POST: let a paused number try again now; owners
	PathParts   = "/v1/media/{hash}/parts"         // GET ?customer → Parts; PUT ?customer&offset&size: the next part
)

// Library is a page of WhatsApp's ready-made templates.
type Library struct {
	Templates []shop.LibraryTemplate `json:"templates"`
}

// Parts says how much of a file the relay has already, so that an upload that
// broke goes on from there.
type Parts struct {
	// Have is how many bytes from the beginning are there; all of them once the
	// file is kept.
	Have int64 `json:"have"`
	Kept bool  `json:"kept"`
}

// PartSize is the size in bytes of an upload's parts; only the last is smaller.
// A file that is no larger goes up whole.
const PartSize = 4 << 20
