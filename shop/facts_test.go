package shop_test

import (
	"maps"
	"slices"
	"strings"
	"time"

	"mostrador/shop"
)

// shelf is facts in memory: a bakery with whatever a test puts on it. It folds
// the events that decisions make, as a relay does.
type shelf struct {
	settings      shop.ShopFacts
	channels      map[shop.ChannelID]shop.ChannelFacts
	conversations map[shop.ConversationID]shop.ConversationFacts
	customers     map[shop.CustomerID]shop.CustomerFacts
	messages      map[shop.MessageID]shop.MessageFacts
	orders        map[shop.OrderID]shop.OrderFacts
	held          map[shop.UpdateKey]shop.MessageID
	keyOf         map[shop.MessageID]shop.UpdateKey
	templates     map[string]shop.Template
	replies       map[shop.ReplyID]string
	labels        map[shop.LabelID]bool
	webOrders     map[shop.OrderID]time.Time
	spent         shop.Money
	freeUsed      int
}

func newShelf() *shelf {
	return &shelf{
		settings: shop.ShopFacts{
			Currency: "EUR", Country: "ES", FreePerMonth: 1000,
			Prices: map[shop.Category]shop.Money{shop.CategoryUtility: eur(20_000), shop.CategoryService: eur(20_000)},
			Pipeline: shop.Pipeline{
				{ID: "new", Name: "New"},
				{ID: "ready", Name: "Ready", Update: "Hi {customer}, order {order} is ready.", Template: "order_ready", Parameters: []string{"{customer}", "{order}"}},
				{ID: "collected", Name: "Collected", Final: true},
			},
		},
		channels:      map[shop.ChannelID]shop.ChannelFacts{},
		conversations: map[shop.ConversationID]shop.ConversationFacts{},
		customers:     map[shop.CustomerID]shop.CustomerFacts{},
		messages:      map[shop.MessageID]shop.MessageFacts{},
		orders:        map[shop.OrderID]shop.OrderFacts{},
		held:          map[shop.UpdateKey]shop.MessageID{},
		keyOf:         map[shop.MessageID]shop.UpdateKey{},
		templates:     map[string]shop.Template{},
		replies:       map[shop.ReplyID]string{},
		labels:        map[shop.LabelID]bool{},
		webOrders:     map[shop.OrderID]time.Time{},
	}
}

func eur(micros int64) shop.Money { return shop.Money{Micros: micros, Currency: "EUR"} }

func (s *shelf) Shop() shop.ShopFacts { return s.settings }

func (s *shelf) Channel(id shop.ChannelID) (shop.ChannelFacts, bool) {
	f, ok := s.channels[id]
	return f, ok
}

func (s *shelf) Conversation(id shop.ConversationID) (shop.ConversationFacts, bool) {
	f, ok := s.conversations[id]
	return f, ok
}

func (s *shelf) Customer(id shop.CustomerID) (shop.CustomerFacts, bool) {
	f, ok := s.customers[id]
	return f, ok
}

func (s *shelf) Group(id shop.CustomerID) (group []shop.CustomerID) {
	for member, known := range s.customers {
		if known.Root == s.customers[id].Root && !known.Forgotten {
			group = append(group, member)
		}
	}
	slices.SortFunc(group, func(a, b shop.CustomerID) int { return strings.Compare(a.String(), b.String()) })
	return group
}

func (s *shelf) Message(id shop.MessageID) (shop.MessageFacts, bool) {
	f, ok := s.messages[id]
	return f, ok
}

func (s *shelf) Order(id shop.OrderID) (shop.OrderFacts, bool) {
	f, ok := s.orders[id]
	return f, ok
}

func (s *shelf) Held(key shop.UpdateKey) (shop.MessageID, bool) {
	id, ok := s.held[key]
	return id, ok
}

func (s *shelf) Template(_, name, language string) (shop.Template, bool) {
	t, ok := s.templates[name+"/"+language]
	return t, ok
}

func (s *shelf) ReplyByShortcut(shortcut string) (shop.ReplyID, bool) {
	for id, taken := range s.replies {
		if taken == shortcut {
			return id, true
		}
	}
	return shop.ReplyID{}, false
}

func (s *shelf) HasReply(id shop.ReplyID) bool          { _, ok := s.replies[id]; return ok }
func (s *shelf) HasLabel(id shop.LabelID) bool          { return s.labels[id] }
func (s *shelf) Person(shop.PersonID) (shop.Role, bool) { return shop.Owner, true }
func (s *shelf) WebOrder(id shop.OrderID) (time.Time, bool) {
	at, ok := s.webOrders[id]
	return at, ok
}
func (s *shelf) NextOrderNumber() int                   { return 1001 + len(s.orders) }
func (s *shelf) Spent(time.Time) shop.Money             { return s.spent }
func (s *shelf) FreeUsed(shop.ChannelID, time.Time) int { return s.freeUsed }
func (s *shelf) Err() error                             { return nil }

// fold keeps what later decisions ask for.
func (s *shelf) fold(events []shop.Event) {
	for _, e := range events {
		body, err := e.Open()
		if err != nil {
			panic(err)
		}
		switch b := body.(type) {
		case *shop.MessageQueued:
			s.messages[b.Message] = shop.MessageFacts{ID: b.Message, Conversation: b.Conversation, Outgoing: true, Rank: shop.RankQueued}
			if b.Update != nil {
				s.held[*b.Update], s.keyOf[b.Message] = b.Message, *b.Update
			}
		case *shop.MessageFailed:
			delete(s.held, s.keyOf[b.Message])
		case *shop.OrderOpened:
			s.orders[b.OrderID] = shop.OrderFacts{ID: b.OrderID, Number: b.Number, Status: b.Status, Customer: b.Customer}
		case *shop.OrderMoved:
			o := s.orders[b.OrderID]
			o.Status = b.To
			s.orders[b.OrderID] = o
		case *shop.WebOrderTaken:
			s.webOrders[b.OrderID] = b.Updated
		case *shop.CustomerSeen:
			if _, ok := s.customers[b.Customer]; !ok {
				s.customers[b.Customer] = shop.CustomerFacts{ID: b.Customer, Root: b.Customer, Addressable: true, Consent: map[shop.Purpose]bool{}}
			}
		case *shop.ReplySaved:
			s.replies[b.Reply] = b.Shortcut
		case *shop.ConsentChanged:
			c := s.customers[b.Customer]
			c.Consent = maps.Clone(c.Consent)
			if c.Consent == nil {
				c.Consent = map[shop.Purpose]bool{}
			}
			c.Consent[b.Purpose] = b.Allowed
			s.customers[b.Customer] = c
		case *shop.CustomerMerged:
			c := s.customers[b.From]
			c.Root = b.Into
			s.customers[b.From] = c
		}
	}
}
