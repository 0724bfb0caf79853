package inbox

import (
	"mostrador/shop"
	"mostrador/ui/kit"
)

// InFront is the conversation that whoever sits here looks at now; zero while
// another room or program is in front.
func (r *Room) InFront() shop.ConversationID {
	if !r.shown || !r.active || r.panes.Single() && r.panes.Open != kit.MainPane {
		return shop.ConversationID{}
	}
	return r.open
}
