package practice

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/sandbox"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// claimPatience is how long an attempt of the past might have taken.
const claimPatience = 30 * time.Second

// wamidFor is the platform's id of a line that the shop once sent.
func wamidFor(line string) string {
	sum := sha256.Sum256([]byte("practice|" + line))
	return "wamid." + base64.StdEncoding.EncodeToString(sum[:24])
}

// arrived is a customer's message as the relay wrote it down.
type arrived struct {
	message      shop.MessageID
	conversation shop.ConversationID
	customer     shop.CustomerID
	position     shop.Position
}

// history writes what the shop once did: events with the times they had.
type history struct {
	content *content
	now     time.Time // in the shop's zone
	shop    shop.ShopID
	owner   shop.PersonID
	channel shop.ChannelID
	arrived map[string]arrived // by line
	people  map[string]arrived // any of a customer's, by customer

	events []shop.Event
	told   []sandbox.Past // what of it the platform knows
	errs   []error
}

// about says when something was, by whom, and whom it concerns.
type about struct {
	at       time.Time
	author   shop.AuthorKind
	channel  shop.ChannelID
	customer shop.CustomerID
}

// id makes the ids of what the shop owns: the same name makes the same id.
func (h *history) id(kind, name string) uuid.UUID {
	return uuid.NewSHA1(h.shop.UUID, []byte("practice|"+kind+"|"+name))
}

func (h *history) order(number string) shop.OrderID { return shop.OrderID{UUID: h.id("order", number)} }

func (h *history) when(text string) time.Time {
	at, err := parseWhen(text, h.now)
	h.errs = append(h.errs, err)
	return at.UTC()
}

// add writes an event. What it was recorded at is when it happened, so that the
// month it counts for is the right one.
func (h *history) add(a about, body shop.Body) {
	author := shop.Author{Kind: a.author}
	if a.author == shop.ByPerson {
		author.Person = h.owner
	}
	event, err := shop.NewEvent(shop.Event{
		ID: shop.EventFor(h.shop, body.Kind(), "practice|"+strconv.Itoa(len(h.events))), Shop: h.shop,
		At: a.at.UTC(), Recorded: a.at.UTC(), Author: author, Channel: a.channel, Customer: a.customer,
	}, body)
	h.events = append(h.events, event)
	h.errs = append(h.errs, err)
}

// build writes the whole history, in order of time.
func (h *history) build(templates []whatsapp.Template) ([]shop.Event, []sandbox.Past, error) {
	h.setUp(templates)
	for _, who := range h.content.story.Customers {
		known, ok := h.people[who.Key]
		if !ok {
			return nil, nil, fmt.Errorf("the practice shop's customer %s never wrote", who.Key)
		}
		h.customer(who, known)
		for _, line := range who.Lines {
			h.line(who, known, line)
		}
	}
	for _, order := range h.content.story.Orders {
		h.placeOrder(order)
	}
	sort.SliceStable(h.events, func(a, b int) bool { return h.events[a].At.Before(h.events[b].At) })
	for _, who := range h.content.story.Customers {
		h.leave(who, h.people[who.Key])
	}
	return h.events, h.told, errors.Join(h.errs...)
}

// founded is when the shop began to use the program: before all else.
func (h *history) founded() time.Time { return h.now.AddDate(-2, 0, 0) }

func (h *history) setUp(templates []whatsapp.Template) {
	owner := about{at: h.founded(), author: shop.ByPerson}
	for _, label := range h.content.story.Labels {
		h.add(owner, &shop.LabelSaved{Label: h.label(label.Key), Name: h.content.word("label", label.Key), Tone: label.Tone})
	}
	for _, key := range h.content.story.Replies {
		h.add(owner, &shop.ReplySaved{Reply: shop.ReplyID{UUID: h.id("reply", key)},
			Shortcut: h.content.word("reply", key, "shortcut"), Text: h.content.word("reply", key, "text")})
	}
	for _, listed := range templates {
		if template, ok := h.content.template(listed); ok {
			h.add(about{at: h.founded(), author: shop.ByPlatform, channel: h.channel},
				&shop.TemplateChanged{WABA: accountID, Template: template})
		}
	}
}

func (h *history) label(key string) shop.LabelID { return shop.LabelID{UUID: h.id("label", key)} }

// customer writes down what the shop knows of somebody.
func (h *history) customer(who customerStory, known arrived) {
	word := func(key string) *string {
		if text := h.content.word("customer", who.Key, key); text != "" {
			return &text
		}
		return nil
	}
	began := about{at: h.founded(), author: shop.ByPerson, customer: known.customer}
	if fields := (shop.CustomerFields{Place: word("place"), Warning: word("warning")}); fields != (shop.CustomerFields{}) {
		h.add(began, &shop.CustomerEdited{Customer: known.customer, Personal: fields})
	}
	for _, label := range who.Labels {
		h.add(began, &shop.CustomerLabelled{Customer: known.customer, Label: h.label(label), On: true})
	}
	for _, consent := range who.Consents {
		source := "person"
		if consent.Allowed {
			source = "checkout"
		}
		h.add(about{at: h.now.AddDate(0, 0, -consent.Days), author: shop.ByPerson, customer: known.customer},
			&shop.ConsentChanged{Customer: known.customer, Purpose: shop.Purpose(consent.Purpose), Allowed: consent.Allowed,
				Source: source, Personal: shop.ConsentPersonal{Wording: h.content.word("consent", consent.Wording)}})
	}
}

func (h *history) line(who customerStory, known arrived, line lineStory) {
	switch line.By {
	case byShop:
		h.sent(who, known, line)
	case byNote:
		h.add(about{at: h.when(line.At), author: shop.ByPerson, channel: h.channel, customer: known.customer},
			&shop.NoteAdded{Note: shop.NoteID{UUID: h.id("note", lineKey(who.Key, line.ID))}, Conversation: known.conversation,
				Personal: shop.NotePersonal{Text: h.content.word("line", who.Key, line.ID)}})
	}
}

// leave is how a conversation stands at the first start: read but for its last
// messages, and done or snoozed where the owner said so.
func (h *history) leave(who customerStory, known arrived) {
	now := about{at: h.now.Add(-time.Second), author: shop.ByPerson, channel: h.channel, customer: known.customer}
	var received []arrived
	for _, line := range who.Lines {
		if message, ok := h.arrived[lineKey(who.Key, line.ID)]; ok {
			received = append(received, message)
		}
	}
	sort.Slice(received, func(a, b int) bool { return received[a].position < received[b].position })
	if read := len(received) - who.Unread; read > 0 {
		h.add(now, &shop.ConversationRead{Conversation: known.conversation, UpTo: received[read-1].position})
	}
	if who.State == "" {
		return
	}
	body := &shop.ConversationMarked{Conversation: known.conversation, State: shop.ConversationState(who.State)}
	if who.Snooze != "" {
		body.Until = h.when(who.Snooze)
	}
	h.add(now, body)
}
