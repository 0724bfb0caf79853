package wire

import "mostrador/shop"

// Counts is how many messages each conversation of a shop has at a place in its
// journal, as the relay folded it. A device whose file stands at the same
// position and counts otherwise lacks something, or has too much, and fills its
// file again.
type Counts struct {
	// Cursor is the place the counts are of, and Position its position. They are
	// the journal's end or a moment before it, never a place of the device's
	// choice: one that is elsewhere applies the feed up to it, or asks again.
	Cursor        Cursor              `json:"cursor"`
	Position      shop.Position       `json:"position"`
	Conversations []ConversationCount `json:"conversations"`
}

// ConversationCount is one conversation's. A conversation without messages may
// be left out.
type ConversationCount struct {
	Conversation shop.ConversationID `json:"conversation"`
	Received     int                 `json:"received"`
	Sent         int                 `json:"sent"` // queued by the relay, whatever became of them
	// Newest is the position of the last of them.
	Newest shop.Position `json:"newest"`
}
