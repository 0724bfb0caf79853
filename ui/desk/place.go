package desk

import "mostrador/shop"

// Room is one of the window's rooms.
type Room string

// The rooms.
const (
	Today     Room = "today"
	Inbox     Room = "inbox"
	Orders    Room = "orders"
	Customers Room = "customers"
	Replies   Room = "replies"
	Settings  Room = "settings"
)

// Place is where the window can go: a room, and in it what is named. The most
// particular id that is set decides.
type Place struct {
	Room         Room
	Conversation shop.ConversationID
	Message      shop.MessageID // in Conversation: shown with its surroundings
	Customer     shop.CustomerID
	Order        shop.OrderID
	NewOrder     bool   // begin a new order, for Customer if set
	Connect      bool   // in Settings: use it with my own number
	Compose      string // put this into the composer
	Search       bool   // in Inbox: search everything
	Section      Section
}

// Section is a part of a room that has several.
type Section string

// The sections that other rooms lead to.
const (
	Connection Section = "connection" // of Settings: the check list of the number
	Profile    Section = "profile"    // of Settings: what customers see of the shop
	Templates  Section = "templates"  // of Replies: approved by WhatsApp
)
