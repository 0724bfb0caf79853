package store

import (
	"context"
	"fmt"

	"mostrador/shop"
)

// ListedOrder is what a list of somebody else's is matched with.
type ListedOrder struct {
	ID       shop.OrderID
	Number   string
	Status   shop.StatusID
	Payment  shop.Payment
	Tracking string
	Delivery bool
	Customer shop.CustomerID
	Name     string
	Phones   []string // the customer's and the one on the order, as written
}

// mostListed bounds how many orders a list is matched with: the newest ones.
const mostListed = 60_000

// OrdersToMatch reads the newest orders, with the numbers of their customers.
func (s *Store) OrdersToMatch(ctx context.Context) ([]ListedOrder, error) {
	all, err := list(ctx, s, `SELECT o.id, o.number, o.status, o.payment, o.tracking, o.delivery, o.customer,
		CASE WHEN coalesce(root.name, '') <> '' THEN root.name ELSE o.name END, o.phone, coalesce(leaf.phone, ''), coalesce(root.phone, '')
		FROM shown_orders o
		LEFT JOIN shown_customers leaf ON leaf.id = nullif(o.customer, x'')
		LEFT JOIN shown_customers root ON root.id = leaf.root
		WHERE (o.number_n, o.id) < (?, ?) ORDER BY o.number_n DESC, o.id DESC LIMIT ?`, []any{highest.Value, blob(highest.ID.UUID), mostListed}, scanListed)
	if err != nil {
		return nil, fmt.Errorf("read the orders to match: %w", err)
	}
	return all, nil
}

func scanListed(rows rowScanner) (ListedOrder, error) {
	var o ListedOrder
	var own, leaf, root string
	err := rows.Scan(&o.ID.UUID, &o.Number, &o.Status, jsonInto{&o.Payment}, &o.Tracking, truth{&o.Delivery}, &o.Customer.UUID, &o.Name, &own, &leaf, &root)
	for _, phone := range []string{own, leaf, root} {
		if phone != "" && (len(o.Phones) == 0 || o.Phones[len(o.Phones)-1] != phone) {
			o.Phones = append(o.Phones, phone)
		}
	}
	return o, err
}
