package translate

import (
	"errors"
	"time"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Facts is what translating reads beside the rules' own facts.
type Facts interface {
	shop.Facts
	Identified(shop.Identifier) (shop.CustomerID, bool)
	Named(shop.CustomerID, shop.Identifier) bool
	Identifier(customer shop.CustomerID, kind shop.IdentifierKind, scope string) (string, bool)
	Profile(shop.CustomerID) string
	BeforeStop(shop.CustomerID, shop.Purpose) (allowed, asked bool)
	MessageByRef(shop.PlatformRef) (shop.MessageID, bool)
	CustomerOf(shop.MessageID) (shop.CustomerID, bool)
	Seen(shop.EventID) bool
	Channels() []shop.ChannelFacts
	// IdentifiedAt is whom an identifier named at a time: a number may have gone
	// to somebody else since.
	IdentifiedAt(shop.Identifier, time.Time) (shop.CustomerID, bool)
	// FormerUser is who had a BSUID before it changed.
	FormerUser(scope, userID string) (shop.CustomerID, bool)
	// Past says that a message is known only from before the number was connected.
	Past(shop.MessageID) bool
	// WroteSince says whether a customer wrote at a time or later.
	WroteSince(shop.CustomerID, time.Time) bool
	// NewestOf says when the newest of a topic was; see facts.Topic….
	NewestOf(topic string) time.Time
}

var _ Facts = (*facts.Tx)(nil)

// Input is one part of a webhook body, on its way to one shop.
type Input struct {
	Shop    shop.ShopID
	Channel shop.ChannelID // zero for parts that concern the account
	// Portfolio is what BSUIDs are unique in; empty where it isn't known, then
	// the account is taken for it.
	Portfolio string
	Intake    uint64    // position of the body
	Index     int       // of the part in the body
	Received  time.Time // when the relay took the body
	Now       time.Time
	Part      whatsapp.Part
}

// Part translates a part. Events that were folded already are left out. What
// it returns is in order and is to be folded before the next part is
// translated. The error is the facts' own, or that an event can't be written.
func Part(f Facts, in Input) ([]shop.Event, error) {
	t := &translation{facts: f, in: in, key: in.Part.Key()}
	t.part()
	return t.events, errors.Join(t.err, f.Err())
}

type translation struct {
	facts  Facts
	in     Input
	key    string
	events []shop.Event
	joined []shop.CustomerID // by a merge that this part makes
	// recycled is who had the number of a customer that this part makes.
	recycled shop.CustomerID
	err      error
}

// fact is an event in the making.
type fact struct {
	body     shop.Body
	at       time.Time
	author   shop.AuthorKind
	customer shop.CustomerID
	channel  shop.ChannelID // instead of the part's
	detail   string         // tells two events of one kind and part apart
	key      string         // instead of the part's: several parts tell of the same
}

func (t *translation) emit(made fact) {
	key, channel := t.key, t.in.Channel
	if made.key != "" {
		key = made.key
	}
	if (made.channel != shop.ChannelID{}) {
		channel = made.channel
	}
	if made.detail != "" {
		key += "|" + made.detail
	}
	id := shop.EventFor(t.in.Shop, made.body.Kind(), key)
	if t.facts.Seen(id) {
		return
	}
	event, err := shop.NewEvent(shop.Event{
		ID: id, Shop: t.in.Shop, At: t.bounded(made.at), Recorded: t.in.Now.UTC(),
		Author: shop.Author{Kind: made.author}, Channel: channel, Customer: made.customer,
		Cause: shop.Cause{Intake: t.in.Intake, Part: t.in.Index},
	}, made.body)
	if err != nil {
		t.err = errors.Join(t.err, err)
		return
	}
	t.events = append(t.events, event)
}

// bounded is the platform's time; where it gave none, or one that lies ahead,
// the time at which the body came.
func (t *translation) bounded(at time.Time) time.Time {
	if at.IsZero() || at.After(t.in.Received) {
		return t.in.Received.UTC()
	}
	return at.UTC()
}

func (t *translation) part() {
	switch body := t.in.Part.Body.(type) {
	case *whatsapp.IncomingMessage:
		t.message(body)
	case *whatsapp.Status:
		t.status(body)
	case *whatsapp.UserPreference:
		t.preference(body)
	case *whatsapp.UserIDUpdate:
		t.userID(body)
	case *whatsapp.Echo:
		t.echo(body)
	case *whatsapp.HistoryMessage:
		t.imported(body)
	case *whatsapp.SharedContact:
		t.contact(body)
	default:
		t.accountPart()
	}
}

// accountPart is what concerns the account, its numbers and its templates. What
// is only acknowledged, or not known, is kept.
func (t *translation) accountPart() {
	switch body := t.in.Part.Body.(type) {
	case *whatsapp.TemplateUpdate:
		t.template(body)
	case *whatsapp.NumberUpdate:
		t.number(body)
	case *whatsapp.AccountUpdate:
		t.account(body)
	case *whatsapp.AccountAlert:
		t.alert(body)
	case *whatsapp.CapabilityUpdate:
		t.capability(body)
	case *whatsapp.SecurityUpdate:
		t.security(body)
	case *whatsapp.UsernameUpdate:
		t.username(body)
	case *whatsapp.PlatformError:
		t.fault(body)
	case *whatsapp.HistoryChunk:
		t.historyChunk(body)
	case *whatsapp.HistoryRefused:
		t.historyRefused(body)
	default:
		t.kept(shop.ConversationID{}, shop.CustomerID{})
	}
}

// kept keeps a part as it came, for a version that understands it.
func (t *translation) kept(conversation shop.ConversationID, customer shop.CustomerID) {
	t.emit(fact{author: shop.ByPlatform, at: t.in.Part.EntryTime, customer: customer, body: &shop.PartKept{
		Field: t.in.Part.Field, Conversation: conversation, Personal: shop.PartKeptPersonal{Raw: t.in.Part.Raw}}})
}
