package store

import (
	"mostrador/shop"
)

// Changed names what a transaction changed, so that whoever shows it reads it
// again. It carries ids, never content. Lists hold each id once. A customer's
// name stands in rows of conversations and orders too: whoever shows those reads
// them again when Customers is not empty.
type Changed struct {
	Position      shop.Position // folded up to
	Conversations []shop.ConversationID
	Customers     []shop.CustomerID
	Orders        []shop.OrderID
	Messages      []shop.MessageID

	Replies   bool
	Templates bool
	Labels    bool
	Shop      bool // settings, pipeline, channels, the month's figures
	People    bool // persons and devices
	Outbox    bool // something waits, left or was refused
	Notices   bool // the platform said something about the account
	Errands   bool // something was asked of WhatsApp beside messages, or answered
	Settings  bool // this device's own
	All       bool // read everything again
}

// Empty says that nothing changed.
func (c Changed) Empty() bool {
	return len(c.Conversations)+len(c.Customers)+len(c.Orders)+len(c.Messages) == 0 &&
		!(c.Replies || c.Templates || c.Labels || c.Shop || c.People || c.Outbox || c.Notices || c.Errands || c.Settings || c.All)
}

// Merge adds what another one names.
func (c *Changed) Merge(o Changed) {
	c.Position = max(c.Position, o.Position)
	c.Conversations = union(c.Conversations, o.Conversations)
	c.Customers = union(c.Customers, o.Customers)
	c.Orders = union(c.Orders, o.Orders)
	c.Messages = union(c.Messages, o.Messages)
	c.Replies = c.Replies || o.Replies
	c.Templates = c.Templates || o.Templates
	c.Labels = c.Labels || o.Labels
	c.Shop = c.Shop || o.Shop
	c.People = c.People || o.People
	c.Outbox = c.Outbox || o.Outbox
	c.Notices = c.Notices || o.Notices
	c.Errands = c.Errands || o.Errands
	c.Settings = c.Settings || o.Settings
	c.All = c.All || o.All
}

func union[T comparable](a, b []T) []T {
	if len(b) == 0 {
		return a
	}
	seen := make(map[T]struct{}, len(a)+len(b))
	for _, v := range a {
		seen[v] = struct{}{}
	}
	for _, v := range b {
		if _, ok := seen[v]; !ok {
			seen[v] = struct{}{}
			a = append(a, v)
		}
	}
	return a
}

// Subscribe calls f after every commit that changed something, on the
// goroutine that committed; f must not block and not write to the store.
func (s *Store) Subscribe(f func(Changed)) (cancel func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.nextSub
	s.nextSub++
	s.subscribers[id] = f
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscribers, id)
	}
}

func (s *Store) publish(c Changed) {
	if c.Empty() {
		return
	}
	s.mu.Lock()
	all := make([]func(Changed), 0, len(s.subscribers))
	for id := range s.nextSub {
		if f, ok := s.subscribers[id]; ok {
			all = append(all, f)
		}
	}
	s.mu.Unlock()
	for _, f := range all {
		f(c)
	}
}

// orderedSet keeps ids in the order in which they first came.
type orderedSet[T comparable] struct {
	seen map[T]struct{}
	list []T
}

func (s *orderedSet[T]) add(v T) {
	var none T
	if v == none {
		return
	}
	if s.seen == nil {
		s.seen = map[T]struct{}{}
	}
	if _, ok := s.seen[v]; !ok {
		s.seen[v] = struct{}{}
		s.list = append(s.list, v)
	}
}
