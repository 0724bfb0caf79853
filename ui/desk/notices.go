package desk

import (
	"time"

	"mostrador/shop"
)

// NewMessage is a customer's message that came just now.
type NewMessage struct {
	Message      shop.MessageID
	Conversation shop.ConversationID
	Type         shop.MessageType
	Text         string
	At           time.Time
}

// News tells what customers write while the program runs; nil where there is
// no relay.
type News interface {
	// Subscribe hears of it on any goroutine, once it can be read.
	Subscribe(hear func([]NewMessage)) (cancel func())
}

// Notice is what the system shows beside the window of one conversation.
type Notice struct {
	Conversation shop.ConversationID
	Title        string
	Text         string
	Open         string // what pressing it is called
	Reply        string // what answering in it is called
	Sound        bool
}

// NoticeDeed is what somebody did with a notice.
type NoticeDeed struct {
	Conversation shop.ConversationID
	Reply        string // what was answered; empty: it was pressed
}

// Notices are the system's; nil where it has none. Its methods return at once
// and may be called on any goroutine.
type Notices interface {
	// Show puts one up in the place of the one that its conversation has.
	Show(Notice)
	// Withdraw takes the notice of a conversation away, if there is one.
	Withdraw(shop.ConversationID)
	// Subscribe hears what is done with notices, on any goroutine.
	Subscribe(hear func(NoticeDeed)) (cancel func())
}
