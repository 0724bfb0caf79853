package wire

import "mostrador/shop"

// Heads is what a new device shows while the history of a long journal comes in:
// events of the shop itself, of open orders, and of conversations with their
// last messages. The first part has what the list needs, the following ones the
// conversations' last 50 messages, newest conversations first. Each has its
// events in the journal's order; an event may come in several parts.
type Heads struct {
	// Cursor is the place in the feed as of which the first part was made: the
	// live stream goes on from there.
	Cursor   Cursor        `json:"cursor"`
	Position shop.Position `json:"position"`
	Events   []shop.Event  `json:"events"`
	// Next asks for the next part; empty: this was the last.
	Next string `json:"next,omitempty"`
}
