package gallery

import "mostrador/ui/kit"

// Conversation has one of every bubble.
func Conversation() []kit.BubbleData {
	return []kit.BubbleData{
		{ID: "d", Kind: kit.DaySeparator, Text: "Today"},
		{ID: "1", Text: "Hi! Good morning 👋 Is my order for tomorrow confirmed?"},
		{ID: "2", Text: "The one with two chapatas and the apple pie", Time: "10:31", Follows: true},
		{
			ID: "3", Kind: kit.FromShop, Text: "Confirmed, Lucía. We bake it tonight and it is yours from 9:00.",
			Quote: &kit.QuoteData{Author: "Lucía", Text: "The one with two chapatas and the apple pie"},
			Time:  "10:33", Author: "Ana", State: kit.Read,
		},
		{ID: "4", Kind: kit.TeamNote, Text: "Note for the team · Ana: she pays by transfer, check before handing over"},
		{
			ID: "5", Kind: kit.FromShop, Text: "Hi Lucía, your order 1042 is ready to collect.", Prefix: "Order update", Time: "10:40", State: kit.Read,
			Order: &kit.OrderNote{Title: "Order 1042", Status: "Ready to collect", Detail: "2 × Chapata, 1 × Apple pie · 18,40 €", Steps: 4, Done: 3},
		},
		{ID: "6", Text: "Perfect, thank you! 😊", Time: "10:42", Reaction: "❤️"},
		{
			ID: "7", Kind: kit.FromShop, Text: "Shall I keep them for you?", State: kit.Failed,
			Trouble: "Not delivered: WhatsApp allows free text only within 24 h of his last message.", Action: "Send as template",
		},
		{ID: "8", Kind: kit.FromShop, Text: "See you later", Time: "10:50", State: kit.Waiting, Trouble: "Waiting for the network."},
		{ID: "9", Kind: kit.FromShop, Text: "And bring *two bags*, _please_", Time: "10:51", State: kit.Unknown, Trouble: "We don't know whether this arrived.", Action: "What happened"},
		{ID: "10", Picture: &kit.PictureData{Width: 1200, Height: 800, Label: "Photo · 240 kB"}, Text: "Like this one", Time: "11:02"},
		{ID: "11", File: &kit.FileData{Name: "invoice-october.pdf", Detail: "PDF · 82 kB"}, Time: "11:03"},
		{ID: "12", Kind: kit.FromShop, Voice: &kit.VoiceData{Length: "0:14", Played: 0.4}, Time: "11:04", State: kit.Delivered},
		{ID: "13", Location: &kit.LocationData{Name: "Panadería Sol", Address: "Calle Mayor 3, Sevilla"}, Time: "11:05", Reaction: "👍🏽"},
		{ID: "14", Kind: kit.SystemLine, Text: "Lucía changed her number"},
	}
}
