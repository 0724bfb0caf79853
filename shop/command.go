package shop

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// CommandKind names what a device asks for.
type CommandKind string

// Command is what a device asks for. Its id is a UUIDv7 made on the device
// before any network; a repeated id gets the answer it got the first time.
type Command struct {
	ID     CommandID       `json:"id"`
	Kind   CommandKind     `json:"kind"`
	At     time.Time       `json:"at"` // the device's clock; decides nothing
	Person PersonID        `json:"person,omitzero"`
	Body   json.RawMessage `json:"body"`
}

// Wish is the typed content of a command.
type Wish interface {
	CommandKind() CommandKind
}

// ErrUnknownCommand says that this program does not know a command's kind.
var ErrUnknownCommand = errors.New("unknown kind of command")

// NewCommand fills an envelope with a wish.
func NewCommand(id CommandID, at time.Time, person PersonID, wish Wish) (Command, error) {
	raw, err := json.Marshal(wish)
	if err != nil {
		return Command{}, fmt.Errorf("encode %s: %w", wish.CommandKind(), err)
	}
	return Command{ID: id, Kind: wish.CommandKind(), At: at.UTC(), Person: person, Body: raw}, nil
}

// Open decodes a command's wish.
func (c Command) Open() (Wish, error) {
	entry, ok := wishes[c.Kind]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrUnknownCommand, c.Kind)
	}
	wish := entry()
	if err := json.Unmarshal(c.Body, wish); err != nil {
		return nil, fmt.Errorf("decode %s: %w", c.Kind, err)
	}
	return wish, nil
}

// SendMessage: write to a customer. The conversation is the customer's on the
// channel, made if there was none.
type SendMessage struct {
	Message  MessageID   `json:"message"` // UUIDv7 of the device
	Channel  ChannelID   `json:"channel"`
	Customer CustomerID  `json:"customer"`
	Type     MessageType `json:"type"`
	Content  Content     `json:"content"`
	Quotes   MessageID   `json:"quotes,omitzero"`
}

// AddNote: a note for the team.
type AddNote struct {
	Note         NoteID         `json:"note"`
	Conversation ConversationID `json:"conversation"`
	Text         string         `json:"text"`
}

// ReadConversation: everything up to a position was read.
type ReadConversation struct {
	Conversation ConversationID `json:"conversation"`
	UpTo         Position       `json:"up_to"`
}

// MarkConversation: done, open again, or snoozed until a time.
type MarkConversation struct {
	Conversation ConversationID    `json:"conversation"`
	State        ConversationState `json:"state"`
	Until        time.Time         `json:"until,omitzero"`
	// UpTo is the newest message that whoever marked it had seen: what the
	// customer wrote after it can't have been dealt with. Zero: not said.
	UpTo Position `json:"up_to,omitempty"`
}

// ClaimConversation: somebody takes a conversation, hands it to somebody, or
// lets it go. It holds only if the conversation is still with whom the device
// saw it, so that of two who take it at once one gets it.
type ClaimConversation struct {
	Conversation ConversationID `json:"conversation"`
	From         PersonID       `json:"from,omitzero"` // who had it, as far as the device knew; zero: nobody
	To           PersonID       `json:"to,omitzero"`   // zero: nobody
}

// SettleMessage: somebody has dealt with a message that did not arrive, or
// whose fate is unknown. It is never sent again by this.
type SettleMessage struct {
	Message MessageID `json:"message"`
}

// OpenOrder: a new order; the relay gives it its number.
type OpenOrder struct {
	Order    OrderID       `json:"order"`
	Status   StatusID      `json:"status,omitempty"` // the pipeline's first when empty
	Customer CustomerID    `json:"customer,omitzero"`
	Content  Order         `json:"content"`
	Personal OrderPersonal `json:"personal"`
}

// EditOrder: absent fields stay.
type EditOrder struct {
	Order    OrderID           `json:"order"`
	Items    *[]Item           `json:"items,omitempty"`
	Due      *time.Time        `json:"due,omitempty"`
	Payment  *Payment          `json:"payment,omitempty"`
	Delivery *bool             `json:"delivery,omitempty"`
	Tracking *string           `json:"tracking,omitempty"`
	Customer *CustomerID       `json:"customer,omitempty"`
	Personal OrderEditPersonal `json:"personal,omitzero"`
}

// MoveOrder: an order goes to another status and, if Tell is there, its
// customer is told.
type MoveOrder struct {
	Order OrderID  `json:"order"`
	From  StatusID `json:"from"` // where the device saw it
	To    StatusID `json:"to"`
	Tell  *Telling `json:"tell,omitempty"`
}

// TellAgain: tell a customer an order's present status once more, on purpose.
type TellAgain struct {
	Order OrderID `json:"order"`
	Tell  Telling `json:"tell"`
}

// Telling is an order update as the device showed it before it was asked for,
// for both ways; the relay chooses by its own clock.
type Telling struct {
	Channel  ChannelID    `json:"channel"`
	Text     string       `json:"text,omitempty"`
	Template *TemplateUse `json:"template,omitempty"`
}

// SaveReply: make or change a quick reply.
type SaveReply struct {
	Reply    ReplyID `json:"reply"`
	Shortcut string  `json:"shortcut"`
	Text     string  `json:"text"`
	ReplyMore
	// Keep names the fields (shortcut, text) that were not changed, so that
	// another device's change of them stands.
	Keep []string `json:"keep,omitempty"`
}

// DeleteReply: a quick reply goes.
type DeleteReply struct {
	Reply ReplyID `json:"reply"`
}

// AddCustomer: a customer that the shop knows by number. The id is
// CustomerFor(shop, "phone", number).
type AddCustomer struct {
	Customer CustomerID `json:"customer"`
	Phone    string     `json:"phone"` // E.164
	Name     string     `json:"name"`
}

// EditCustomer: what the shop writes about a customer.
type EditCustomer struct {
	Customer CustomerID     `json:"customer"`
	Fields   CustomerFields `json:"fields"`
}

// LabelCustomer: put a label on a customer or take it off.
type LabelCustomer struct {
	Customer CustomerID `json:"customer"`
	Label    LabelID    `json:"label"`
	On       bool       `json:"on"`
}

// SaveLabel: make or change a label.
type SaveLabel struct {
	Label LabelID `json:"label"`
	Name  string  `json:"name"`
	Tone  string  `json:"tone"`
	// Keep names the fields (name, tone) that were not changed.
	Keep []string `json:"keep,omitempty"`
}

// SetConsent: the shop writes down what a customer said.
type SetConsent struct {
	Customer CustomerID `json:"customer"`
	Purpose  Purpose    `json:"purpose"`
	Allowed  bool       `json:"allowed"`
	Wording  string     `json:"wording,omitempty"`
}

// MergeCustomers: two customers are one person.
type MergeCustomers struct {
	From CustomerID `json:"from"`
	Into CustomerID `json:"into"`
}

// UnmergeCustomer: they are not.
type UnmergeCustomer struct {
	From CustomerID `json:"from"`
}

// ConfigureShop: change the shop's settings; absent fields stay.
type ConfigureShop struct {
	Settings ShopConfigured `json:"settings"`
}

// SavePerson: someone works at the shop.
type SavePerson struct {
	Person PersonID `json:"person"`
	Name   string   `json:"name"`
	Role   Role     `json:"role"`
}
