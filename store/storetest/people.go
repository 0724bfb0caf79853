package storetest

import (
	"fmt"
	"time"

	"mostrador/shop"
)

// Customer is a customer with a conversation on the factory's channel.
type Customer struct {
	ID           shop.CustomerID
	Conversation shop.ConversationID
	Phone        string
	Name         string
}

// Customer makes a customer with a Spanish number and a profile name.
func (f *Factory) Customer(name string) Customer {
	f.TB.Helper()
	phone := fmt.Sprintf("+34612%06d", f.serial%1_000_000)
	c := f.NewCustomer(name, phone)
	f.Add(f.by(c), &shop.CustomerSeen{Customer: c.ID, Personal: shop.CustomerSeenPersonal{
		Identifiers: []shop.Identifier{{Kind: shop.IsPhone, Value: phone}, {Kind: shop.IsWaID, Value: phone[1:]}}, Name: name,
	}})
	return c
}

// NewCustomer names a customer without any event.
func (f *Factory) NewCustomer(name, phone string) Customer {
	id := shop.CustomerByPhone(f.Shop, phone)
	return Customer{ID: id, Conversation: shop.ConversationFor(f.Channel, id), Phone: phone, Name: name}
}

func (f *Factory) by(c Customer) Envelope {
	return Envelope{Author: shop.Author{Kind: shop.ByCustomer}, Channel: f.Channel, Customer: c.ID}
}

func (f *Factory) platform(c Customer) Envelope {
	return Envelope{Author: shop.Author{Kind: shop.ByPlatform}, Channel: f.Channel, Customer: c.ID}
}

func (f *Factory) ours(c Customer) Envelope { return Envelope{Channel: f.Channel, Customer: c.ID} }

// Message is a message that was made.
type Message struct {
	ID    shop.MessageID
	Ref   shop.PlatformRef
	Event shop.Event
	To    Customer
}

// Receives: a customer writes now.
func (f *Factory) Receives(c Customer, text string) Message {
	f.TB.Helper()
	return f.ReceivesAt(c, text, f.Now)
}

// ReceivesAt: a customer wrote at a time by the platform's clock.
func (f *Factory) ReceivesAt(c Customer, text string, at time.Time) Message {
	f.TB.Helper()
	return f.ReceivesContent(c, shop.TypeText, shop.Content{Text: text}, at)
}

// ReceivesContent: a customer sent anything.
func (f *Factory) ReceivesContent(c Customer, kind shop.MessageType, content shop.Content, at time.Time) Message {
	f.TB.Helper()
	wamid := fmt.Sprintf("wamid.in.%d", f.serial)
	m := Message{ID: shop.MessageFor(f.Shop, wamid), Ref: shop.RefFor(f.Shop, wamid), To: c}
	env := f.by(c)
	env.At = at
	m.Event = f.Add(env, &shop.MessageReceived{
		Message: m.ID, Conversation: c.Conversation, Type: kind, Ref: m.Ref,
		Personal: shop.MessageReceivedPersonal{Wamid: wamid, From: c.Phone, Content: content},
	})
	return m
}

// Queues: the relay took a text to be sent.
func (f *Factory) Queues(c Customer, text string) Message {
	f.TB.Helper()
	return f.QueuesBody(c, &shop.MessageQueued{Type: shop.TypeText, Category: shop.CategoryService,
		Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: text}}})
}

// QueuesBody: the relay took any message; id and conversation are filled in.
func (f *Factory) QueuesBody(c Customer, body *shop.MessageQueued) Message {
	f.TB.Helper()
	m := Message{ID: shop.MessageID{UUID: f.id(5)}, To: c}
	m.Ref = shop.RefFor(f.Shop, "wamid.out."+m.ID.String())
	body.Message, body.Conversation = m.ID, c.Conversation
	m.Event = f.Add(f.ours(c), body)
	return m
}

// Sends: a text that WhatsApp took.
func (f *Factory) Sends(c Customer, text string) Message {
	f.TB.Helper()
	m := f.Queues(c, text)
	f.Claims(m)
	f.Accepts(m)
	return m
}

// Claims: a relay begins the first attempt.
func (f *Factory) Claims(m Message) {
	f.TB.Helper()
	f.Add(f.relay(m), &shop.MessageClaimed{Message: m.ID, Relay: "relay-1", Attempt: 1, Deadline: f.Now.Add(30 * time.Second)})
}

// Accepts: WhatsApp took it.
func (f *Factory) Accepts(m Message) {
	f.TB.Helper()
	f.Add(f.relay(m), &shop.MessageAccepted{Message: m.ID, Attempt: 1, Ref: m.Ref})
}

func (f *Factory) relay(m Message) Envelope {
	return Envelope{Author: shop.Author{Kind: shop.ByRelay}, Channel: f.Channel, Customer: m.To.ID}
}

// Progresses: a status webhook for a message.
func (f *Factory) Progresses(m Message, delivery shop.Delivery) {
	f.TB.Helper()
	f.Add(f.platform(m.To), &shop.MessageProgressed{Message: m.ID, Ref: m.Ref, Delivery: delivery})
}

// Fails: WhatsApp says definitely no.
func (f *Factory) Fails(m Message, code int) {
	f.TB.Helper()
	f.Add(f.platform(m.To), &shop.MessageFailed{Message: m.ID, Ref: m.Ref, Attempt: 1, Code: code, Details: "said no"})
}

// Unsettles: the connection broke between claim and answer.
func (f *Factory) Unsettles(m Message) {
	f.TB.Helper()
	f.Add(f.relay(m), &shop.MessageUnsettled{Message: m.ID, Attempt: 1, Why: "connection reset"})
}

// Reads: the shop has read all that was written so far.
func (f *Factory) Reads(c Customer) {
	f.TB.Helper()
	f.Add(f.ours(c), &shop.ConversationRead{Conversation: c.Conversation, UpTo: f.position})
}

// Marks: the shop marks a conversation.
func (f *Factory) Marks(c Customer, state shop.ConversationState, until time.Time) {
	f.TB.Helper()
	f.Add(f.ours(c), &shop.ConversationMarked{Conversation: c.Conversation, State: state, Until: until})
}

// Notes: a note for the team.
func (f *Factory) Notes(c Customer, text string) shop.NoteID {
	f.TB.Helper()
	id := shop.NoteID{UUID: f.id(6)}
	f.Add(f.ours(c), &shop.NoteAdded{Note: id, Conversation: c.Conversation, Personal: shop.NotePersonal{Text: text}})
	return id
}

// Consents: a customer said yes or no.
func (f *Factory) Consents(c Customer, purpose shop.Purpose, allowed bool) {
	f.TB.Helper()
	f.Add(f.ours(c), &shop.ConsentChanged{Customer: c.ID, Purpose: purpose, Allowed: allowed, Source: "person"})
}

// Label makes a label.
func (f *Factory) Label(name, tone string) shop.LabelID {
	f.TB.Helper()
	id := shop.LabelID{UUID: f.id(7)}
	f.Add(Envelope{}, &shop.LabelSaved{Label: id, Name: name, Tone: tone})
	return id
}

// Labels puts a label on a customer.
func (f *Factory) Labels(c Customer, label shop.LabelID) {
	f.TB.Helper()
	f.Add(f.ours(c), &shop.CustomerLabelled{Customer: c.ID, Label: label, On: true})
}

// Reply makes a quick reply.
func (f *Factory) Reply(shortcut, text string) shop.ReplyID {
	f.TB.Helper()
	id := shop.ReplyID{UUID: f.id(8)}
	f.Add(Envelope{}, &shop.ReplySaved{Reply: id, Shortcut: shortcut, Text: text})
	return id
}

// Order opens an order in the pipeline's first status, due in a day.
func (f *Factory) Order(c Customer, items ...shop.Item) shop.OrderID {
	f.TB.Helper()
	if len(items) == 0 {
		items = []shop.Item{{Name: "Chapata", Quantity: 2, Price: Euros(3, 20)}, {Name: "Apple pie", Quantity: 1, Price: Euros(12, 0)}}
	}
	total, err := shop.Sum(items)
	if err != nil {
		f.TB.Fatalf("sum: %v", err)
	}
	id := shop.OrderID{UUID: f.id(9)}
	f.numbers++
	f.Add(f.ours(c), &shop.OrderOpened{OrderID: id, Number: fmt.Sprint(f.numbers), Status: "new", Customer: c.ID, Order: shop.Order{
		Items: items, Due: f.Now.Add(24 * time.Hour), Payment: shop.Payment{State: shop.Unpaid}, Total: total,
	}})
	return id
}

// Moves: an order has another status.
func (f *Factory) Moves(c Customer, order shop.OrderID, from, to shop.StatusID) {
	f.TB.Helper()
	f.Add(f.ours(c), &shop.OrderMoved{OrderID: order, From: from, To: to})
}

// Tells: the relay queued an order update.
func (f *Factory) Tells(c Customer, order shop.OrderID, status shop.StatusID, text string) Message {
	f.TB.Helper()
	return f.QueuesBody(c, &shop.MessageQueued{Type: shop.TypeText, Category: shop.CategoryService,
		Update:   &shop.UpdateKey{Order: order, Status: status, Customer: c.ID},
		Personal: shop.MessageQueuedPersonal{Content: shop.Content{Text: text}}})
}
