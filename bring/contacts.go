package bring

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mostrador/past"
	"mostrador/shop"
	"mostrador/store"
)

// People reads customers; a *store.Store does.
type People interface {
	Customer(ctx context.Context, id shop.CustomerID) (store.CustomerCard, error)
}

// Contact is what is to be done with a contact.
type Contact struct {
	past.Contact
	Known shop.CustomerID // who has the number already; zero: nobody
	Has   string          // what the shop calls them
	Twice bool            // an earlier contact of the list has the number
}

// PlanContacts finds out who is new. Contacts without a number come back too,
// so that none is dropped silently; of two with one number the first counts.
func PlanContacts(ctx context.Context, people People, of shop.ShopID, contacts []past.Contact) ([]Contact, error) {
	seen := map[shop.CustomerID]bool{}
	all := make([]Contact, 0, len(contacts))
	for _, c := range contacts {
		contact := Contact{Contact: c}
		contact.Phones = nil
		for _, phone := range c.Phones {
			id := shop.CustomerByPhone(of, phone)
			card, err := people.Customer(ctx, id)
			switch {
			case err == nil:
				contact.Known, contact.Has = card.ID, card.Name
			case !errors.Is(err, store.ErrNotFound):
				return nil, fmt.Errorf("look for the contact in line %d: %w", c.Line, err)
			case seen[id]:
				contact.Twice = true
				continue
			}
			seen[id] = true
			contact.Phones = append(contact.Phones, phone)
		}
		all = append(all, contact)
	}
	return all, nil
}

// New tells whether a customer would be made of it.
func (c Contact) New() bool { return c.Known == shop.CustomerID{} && len(c.Phones) > 0 }

// Wishes make a customer of a new contact, and label it. Labels are those the
// shop has, by name; others are left out.
func (c Contact) Wishes(of shop.ShopID, labels []store.Label) []shop.Wish {
	if !c.New() {
		return nil
	}
	customer := shop.CustomerByPhone(of, c.Phones[0])
	wishes := []shop.Wish{&shop.AddCustomer{Customer: customer, Phone: c.Phones[0], Name: c.Name}}
	for _, name := range c.Labels {
		for _, label := range labels {
			if strings.EqualFold(label.Name, name) {
				wishes = append(wishes, &shop.LabelCustomer{Customer: customer, Label: label.ID, On: true})
			}
		}
	}
	return wishes
}
