package wire

import "mostrador/shop"

// Offer brings pages of the feed back to a relay that answered a cursor with
// ProblemCursor: its journal may have been damaged or restored from a copy. What
// the relay lacks of them it appends anew; what it can't prove to be its own it
// refuses with ProblemInvalid. ProblemUnavailable: it is repairing its journal,
// offer again in a moment.
type Offer struct {
	Pages []OfferedPage `json:"pages" maxItems:"50"`
}

// MaxOffer is how many pages an offer has at most.
const MaxOffer = 50

// OfferedPage is a page as the device got it, with the place before it.
type OfferedPage struct {
	After   Cursor       `json:"after"`
	Cursor  Cursor       `json:"cursor"`
	Receipt string       `json:"receipt"`
	Events  []shop.Event `json:"events"`
}

// OfferAnswer says how many events the relay had lost.
type OfferAnswer struct {
	Added int `json:"added"`
}
