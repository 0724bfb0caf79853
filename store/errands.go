package store

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
)

// Errand is something that the shop asked of WhatsApp beside messages: a
// template, a block, the profile.
type Errand struct {
	ID       shop.CommandID
	At       time.Time
	Person   shop.PersonID
	Channel  shop.ChannelID
	Customer shop.CustomerID
	Asked    shop.ErrandAsked
	Waiting  bool      // it has not left this device yet
	Settled  time.Time // zero: WhatsApp has not answered yet
	Failed   bool
	Code     int    // WhatsApp's, 0 when it gave none
	Detail   string // WhatsApp's own explanation
}

// Errands lists the newest errands, newest first; those that have not left this
// device come before.
func (s *Store) Errands(ctx context.Context, limit int) ([]Errand, error) {
	all, err := list(ctx, s, `SELECT id, at, person, channel, customer, content, settled, failed, code, detail FROM errands
		ORDER BY position DESC LIMIT ?`, []any{bounded(limit)}, func(rows rowScanner) (Errand, error) {
		var e Errand
		err := rows.Scan(&e.ID.UUID, at{&e.At}, &e.Person.UUID, &e.Channel.UUID, &e.Customer.UUID, jsonInto{&e.Asked}, at{&e.Settled},
			truth{&e.Failed}, &e.Code, &e.Detail)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("list errands: %w", err)
	}
	waiting, err := s.waiting(ctx, shop.DoCreateTemplate, shop.DoEditTemplate, shop.DoDeleteTemplate, shop.DoReadTemplates,
		shop.DoBlockCustomer, shop.DoEditProfile)
	sortBy(waiting, func(a, b waitingCommand) bool { return a.seq > b.seq })
	ahead := make([]Errand, 0, len(waiting)+len(all))
	for _, w := range waiting {
		e := errandOf(w.wish)
		e.ID, e.At, e.Person = w.cmd.ID, w.cmd.At, w.cmd.Person
		ahead = append(ahead, e)
	}
	return append(ahead, all...), err
}

// errandOf is what a wish will ask for.
func errandOf(wish shop.Wish) Errand {
	e := Errand{Waiting: true}
	switch w := wish.(type) {
	case *shop.CreateTemplate:
		e.Channel, e.Asked = w.Channel, shop.ErrandAsked{Task: shop.TaskCreateTemplate, Template: &w.Template, Library: w.Library}
	case *shop.EditTemplate:
		e.Channel, e.Asked = w.Channel, shop.ErrandAsked{Task: shop.TaskEditTemplate, Template: &w.Template}
	case *shop.DeleteTemplate:
		e.Channel, e.Asked = w.Channel, shop.ErrandAsked{Task: shop.TaskDeleteTemplate, Template: &shop.Template{Name: w.Name, Language: w.Language}}
	case *shop.ReadTemplates:
		e.Channel, e.Asked = w.Channel, shop.ErrandAsked{Task: shop.TaskReadTemplates}
	case *shop.EditProfile:
		e.Channel, e.Asked = w.Channel, shop.ErrandAsked{Task: shop.TaskEditProfile, Profile: &w.Edit}
	case *shop.BlockCustomer:
		e.Channel, e.Customer, e.Asked = w.Channel, w.Customer, shop.ErrandAsked{Task: shop.TaskUnblock}
		if w.On {
			e.Asked.Task = shop.TaskBlock
		}
	}
	return e
}

// BlockedCustomer is somebody that a channel takes no messages from.
type BlockedCustomer struct {
	Customer shop.CustomerID
	Channel  shop.ChannelID
	Name     string
	Phone    string // as its country writes it
	Since    time.Time
	Waiting  bool // a change has not left this device yet
}

// Blocked lists who is blocked, newest first, with what waits laid over it.
func (s *Store) Blocked(ctx context.Context) ([]BlockedCustomer, error) {
	all, err := list(ctx, s, `SELECT b.customer, b.channel, coalesce(c.name, ''), coalesce(c.phone, ''), b.at
		FROM blocked b LEFT JOIN shown_customers c ON c.id = b.customer LIMIT 1000`, nil,
		func(rows rowScanner) (BlockedCustomer, error) {
			var b BlockedCustomer
			err := rows.Scan(&b.Customer.UUID, &b.Channel.UUID, &b.Name, &b.Phone, at{&b.Since})
			return b, err
		})
	if err != nil {
		return nil, fmt.Errorf("list blocked customers: %w", err)
	}
	sortBy(all, func(a, b BlockedCustomer) bool { return a.Since.After(b.Since) })
	waiting, err := s.waiting(ctx, shop.DoBlockCustomer)
	sortBy(waiting, func(a, b waitingCommand) bool { return a.seq < b.seq })
	for _, w := range waiting {
		if wish, ok := w.wish.(*shop.BlockCustomer); ok {
			all = layBlock(all, *wish)
		}
	}
	return all, err
}

func layBlock(all []BlockedCustomer, w shop.BlockCustomer) []BlockedCustomer {
	for i, b := range all {
		if b.Customer == w.Customer && b.Channel == w.Channel {
			all[i].Waiting = true
			return all
		}
	}
	if !w.On {
		return all
	}
	return append([]BlockedCustomer{{Customer: w.Customer, Channel: w.Channel, Waiting: true}}, all...)
}

// IsBlocked says whether a channel takes no messages from a customer.
func (s *Store) IsBlocked(ctx context.Context, channel shop.ChannelID, customer shop.CustomerID) (bool, error) {
	var there int
	return s.one(ctx, "SELECT 1 FROM blocked WHERE customer = ? AND channel = ?", []any{blob(customer.UUID), blob(channel.UUID)}, &there)
}

// Profile is what customers see of a number, as last read or changed; false
// when it was never read.
func (s *Store) Profile(ctx context.Context, channel shop.ChannelID) (shop.Profile, bool, error) {
	var p shop.Profile
	ok, err := s.one(ctx, "SELECT content FROM profiles WHERE channel = ?", []any{blob(channel.UUID)}, jsonInto{&p})
	if err != nil {
		return shop.Profile{}, false, fmt.Errorf("read the profile: %w", err)
	}
	return p, ok, nil
}
