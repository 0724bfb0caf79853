package shop

import (
	"errors"
	"strings"
	"time"
	"unicode/utf8"
)

// Asking is who asks and when, by the relay's clock and registry.
type Asking struct {
	Shop   ShopID
	Person PersonID
	Device DeviceID
	Role   Role
	Now    time.Time
	// Behind is by how much the device's clock runs behind the relay's, as far as
	// is known. Times that the device claims are corrected by it.
	Behind time.Duration
}

// Decide turns a command into the events that answer it. It always answers
// with at least one event, a refusal too, so that a command repeated a month
// later gets the same answer. Whoever calls has folded the journal up to P,
// appends the events as one batch at P, and has checked that the command was
// not answered before. The error is the facts' own.
func Decide(facts Facts, cmd Command, asking Asking) ([]Event, error) {
	d := &decision{facts: facts, cmd: cmd, asking: asking}
	wish, err := cmd.Open()
	switch {
	case errors.Is(err, ErrUnknownCommand):
		d.refuse(ReasonUnknownCommand, "kind")
	case err != nil:
		d.refuse(ReasonInvalid, "body")
	case asking.Role == Viewer:
		d.refuse(ReasonNotAllowed, "role")
	default:
		d.decide(wish)
	}
	if d.err == nil {
		d.err = facts.Err()
	}
	return d.events, d.err
}

type decision struct {
	facts  Facts
	cmd    Command
	asking Asking
	events []Event
	err    error
}

// at is the device's claim, corrected and bounded by the relay: never in the
// future, and not more than thirty days back.
func (d *decision) at() time.Time {
	at := d.cmd.At.UTC().Add(d.asking.Behind)
	if at.After(d.asking.Now) || at.Before(d.asking.Now.Add(-maxOffline)) {
		return d.asking.Now.UTC()
	}
	return at
}

// maxOffline bounds how old a device's claim may be.
const maxOffline = 30 * 24 * time.Hour

func (d *decision) emit(body Body, channel ChannelID, customer CustomerID) {
	person := d.asking.Person
	if (d.cmd.Person != PersonID{}) {
		person = d.cmd.Person
	}
	event, err := NewEvent(Event{
		ID: EventOf(d.cmd.ID, len(d.events)), Shop: d.asking.Shop,
		At: d.at(), Recorded: d.asking.Now.UTC(),
		Author:  d.author(person),
		Channel: channel, Customer: customer, Cause: Cause{Command: d.cmd.ID},
	}, body)
	if err != nil {
		d.err = errors.Join(d.err, err)
		return
	}
	d.events = append(d.events, event)
}

// author is a person at a device, or the relay, which speaks for a web shop.
func (d *decision) author(person PersonID) Author {
	if (d.asking.Device == DeviceID{}) && (person == PersonID{}) {
		return Author{Kind: ByRelay}
	}
	return Author{Kind: ByPerson, Person: person, Device: d.asking.Device}
}

func (d *decision) refuse(reason Reason, field string) {
	d.emit(&CommandRefused{Reason: reason, Field: field}, ChannelID{}, CustomerID{})
}

func (d *decision) noted() { d.emit(&CommandNoted{}, ChannelID{}, CustomerID{}) }

func (d *decision) decide(wish Wish) {
	switch w := wish.(type) {
	case *SendMessage:
		d.sendMessage(w)
	case *AddNote:
		d.addNote(w)
	case *ReadConversation:
		d.readConversation(w)
	case *MarkConversation:
		d.markConversation(w)
	case *ClaimConversation:
		d.claimConversation(w)
	case *SettleMessage:
		d.settleMessage(w)
	case *ImportMessages:
		d.importMessages(w)
	case *UndoImport:
		d.undoImport(w)
	case *TakeWebOrder:
		d.takeWebOrder(w)
	case *OpenOrder, *EditOrder, *MoveOrder, *TellAgain:
		d.decideOrder(wish)
	case *SaveReply, *DeleteReply, *SaveLabel, *ConfigureShop, *SavePerson, *SettleNotice, *ResumeSending:
		d.decideShop(wish)
	default:
		d.decideCustomer(wish)
	}
}

func (d *decision) sendMessage(w *SendMessage) {
	if _, ok := d.facts.Message(w.Message); ok {
		d.noted()
		return
	}
	sending := Sending{Message: w.Message, Channel: w.Channel, Customer: w.Customer, Type: w.Type, Content: w.Content}
	sending.Category = d.category(sending)
	if reason := MayLeave(d.facts, sending, d.asking.Now); reason != ReasonNone {
		d.refuse(reason, "message")
		return
	}
	d.queue(sending, w.Quotes)
}

// category is what a message is expected to be billed as.
func (d *decision) category(s Sending) Category {
	if s.Type != TypeTemplate || s.Content.Template == nil {
		return CategoryService
	}
	channel, _ := d.facts.Channel(s.Channel)
	template, _ := d.facts.Template(channel.WABA, s.Content.Template.Name, s.Content.Template.Language)
	return template.Category
}

func (d *decision) queue(s Sending, quotes MessageID) {
	d.emit(&MessageQueued{
		Message: s.Message, Conversation: ConversationFor(s.Channel, s.Customer),
		Type: s.Type, Category: s.Category, Quotes: quotes, Update: s.Update, Again: s.Again,
		Personal: MessageQueuedPersonal{Content: s.Content},
	}, s.Channel, s.Customer)
}

func (d *decision) addNote(w *AddNote) {
	conversation, ok := d.facts.Conversation(w.Conversation)
	text := strings.TrimSpace(w.Text)
	switch {
	case !ok:
		d.refuse(ReasonNotFound, "conversation")
	case d.forgotten(conversation.Customer): // no key could seal it
		d.refuse(ReasonCustomerForgotten, "conversation")
	case text == "":
		d.refuse(ReasonEmpty, "text")
	case utf8.RuneCountInString(text) > MaxText:
		d.refuse(ReasonTooLong, "text")
	default:
		d.emit(&NoteAdded{Note: w.Note, Conversation: w.Conversation, Personal: NotePersonal{Text: text}},
			conversation.Channel, conversation.Customer)
	}
}

func (d *decision) readConversation(w *ReadConversation) {
	conversation, ok := d.facts.Conversation(w.Conversation)
	switch {
	case !ok:
		d.refuse(ReasonNotFound, "conversation")
	case w.UpTo <= conversation.ReadUpTo:
		d.noted()
	default:
		d.emit(&ConversationRead{Conversation: w.Conversation, UpTo: w.UpTo}, conversation.Channel, conversation.Customer)
	}
}
