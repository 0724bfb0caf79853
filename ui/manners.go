package ui

import (
	"mostrador/shop"
	"mostrador/ui/notices"
)

// watchNews shows notices of what customers write, once the window is there.
func (w *Window) watchNews() {
	watch := notices.New(w.desk, notices.Params{InFront: w.inFront, Front: func() {
		if w.desk.Front != nil {
			w.desk.Front()
		}
	}})
	w.cancels = append(w.cancels, watch.Close)
}

// inFront is the conversation that is looked at.
func (w *Window) inFront() shop.ConversationID {
	if w.current < 0 {
		return shop.ConversationID{}
	}
	if room, ok := w.rooms[w.current].room.(interface{ InFront() shop.ConversationID }); ok {
		return room.InFront()
	}
	return shop.ConversationID{}
}
