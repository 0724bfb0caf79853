package sync

import (
	"time"

	"mostrador/shop"
)

// News is what customers wrote that is new to this device.
type News struct {
	Messages []NewMessage
	// Live: it happened just now; otherwise while this device was away.
	Live bool
}

// NewMessage is one message of a customer.
type NewMessage struct {
	Message      shop.MessageID
	Conversation shop.ConversationID
	Customer     shop.CustomerID
	Channel      shop.ChannelID
	Type         shop.MessageType
	Text         string
	At           time.Time
}

func newsIn(events []shop.Event, live bool) News {
	news := News{Live: live}
	for _, event := range events {
		if event.Kind != shop.KindMessageReceived {
			continue
		}
		body, err := event.Open()
		received, ok := body.(*shop.MessageReceived)
		if err != nil || !ok {
			continue // the store keeps what this version can't read
		}
		news.Messages = append(news.Messages, NewMessage{
			Message: received.Message, Conversation: received.Conversation, Customer: event.Customer,
			Channel: event.Channel, Type: received.Type, Text: received.Personal.Content.Text, At: event.At,
		})
	}
	return news
}
