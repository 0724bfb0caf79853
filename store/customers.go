package store

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"mostrador/shop"
)

// CustomerRow is a customer as a list shows one.
type CustomerRow struct {
	ID      shop.CustomerID
	Name    string
	Phone   string // as its country writes it
	Place   string
	Warning string
	Key     CustomerKey
}

// CustomerKey is a row's place in the list: that of the last row read, to go on.
type CustomerKey struct {
	Sort string
	ID   shop.CustomerID
}

// CustomerQuery asks for a stretch of the customers, by name.
type CustomerQuery struct {
	Prefix string // of the name, whatever its case and accents; empty: all
	After  *CustomerKey
	Limit  int
}

// Customers reads a stretch of the list of customers, merged ones once.
func (s *Store) Customers(ctx context.Context, q CustomerQuery) ([]CustomerRow, error) {
	prefix := folded(q.Prefix)
	from := CustomerKey{Sort: prefix}
	if q.After != nil {
		from = *q.After
	}
	rows, err := list(ctx, s, `SELECT id, name, phone, place, warning, sort FROM shown_customers
		WHERE is_root = 1 AND forgotten = 0 AND (sort, id) > (?, ?) AND sort < ? ORDER BY sort, id LIMIT ?`,
		[]any{from.Sort, blob(from.ID.UUID), prefix + "\U0010FFFF", bounded(q.Limit)}, func(rows rowScanner) (CustomerRow, error) {
			var r CustomerRow
			err := rows.Scan(&r.ID.UUID, &r.Name, &r.Phone, &r.Place, &r.Warning, &r.Key.Sort)
			r.Key.ID = r.ID
			return r, err
		})
	if err != nil {
		return nil, fmt.Errorf("list customers: %w", err)
	}
	return rows, nil
}

// Consent is what a customer said to a purpose.
type Consent struct {
	Customer shop.CustomerID
	Purpose  shop.Purpose
	Allowed  bool
	Source   string // wrote, stop_word, platform, person, checkout, merge
	Wording  string
	Since    time.Time
	Waiting  bool // it has not left this device yet
}

// CustomerFile is a picture or file that a customer sent or got.
type CustomerFile struct {
	Message shop.MessageID
	Media   shop.Media
	State   MediaState
}

// CustomerCard is all that the side panel shows of a customer.
type CustomerCard struct {
	ID          shop.CustomerID // the root
	Members     []shop.CustomerID
	Name        string
	OwnName     string // what the shop calls them; may be empty
	ProfileName string // what they call themselves; may be empty
	Phone       string // as shown
	Place       string
	Warning     string
	Language    string
	Forgotten   bool
	Labels      []Label
	Consents    []Consent // an absent purpose was never asked
	Identifiers []shop.Identifier
	OpenOrders  []OrderRow // not in a final status, by when they are due
	Earlier     []OrderRow // the others, newest first
	Files       []CustomerFile
	Since       time.Time // when first seen
}

// How much of each a card holds.
const (
	cardOrders = 20
	cardFiles  = 12
)

// Customer reads a customer's card; that of the one they were merged into, if
// they were. ErrNotFound when there is none.
func (s *Store) Customer(ctx context.Context, id shop.CustomerID) (CustomerCard, error) {
	group, err := s.group(ctx, id)
	if err != nil {
		return CustomerCard{}, err
	}
	card := CustomerCard{ID: group[0], Members: group[1:]}
	found, err := s.one(ctx, `SELECT s.name, s.phone, s.place, s.warning, s.language, s.forgotten,
			coalesce(c.own_name, ''), coalesce(c.profile_name, ''), coalesce(c.seen, 0)
		FROM shown_customers s LEFT JOIN customers c ON c.id = s.id WHERE s.id = ?`, []any{blob(card.ID.UUID)},
		&card.Name, &card.Phone, &card.Place, &card.Warning, &card.Language, truth{&card.Forgotten},
		&card.OwnName, &card.ProfileName, at{&card.Since})
	if err != nil {
		return CustomerCard{}, fmt.Errorf("read a customer: %w", err)
	}
	if !found {
		return CustomerCard{}, fmt.Errorf("customer: %w", ErrNotFound)
	}
	for _, member := range group {
		if err := s.fillCard(ctx, &card, member); err != nil {
			return CustomerCard{}, fmt.Errorf("read a customer: %w", err)
		}
	}
	return card, s.fillOrders(ctx, &card, group)
}

func (s *Store) fillCard(ctx context.Context, card *CustomerCard, member shop.CustomerID) error {
	identifiers, err := list(ctx, s, "SELECT kind, scope, value FROM identifiers WHERE customer = ? LIMIT 100", []any{blob(member.UUID)},
		func(rows rowScanner) (shop.Identifier, error) {
			var i shop.Identifier
			err := rows.Scan(&i.Kind, &i.Scope, &i.Value)
			return i, err
		})
	if err != nil {
		return err
	}
	card.Identifiers = append(card.Identifiers, identifiers...)
	consents, err := s.consentsOf(ctx, member)
	if err != nil {
		return err
	}
	card.Consents = append(card.Consents, consents...)
	labels, err := s.labelsOf(ctx, member)
	if err != nil {
		return err
	}
	card.Labels = union(card.Labels, labels)
	return s.fillFiles(ctx, card, member)
}

func (s *Store) fillFiles(ctx context.Context, card *CustomerCard, member shop.CustomerID) error {
	threads, err := list(ctx, s, "SELECT n FROM conversations WHERE customer = ? LIMIT 200", []any{blob(member.UUID)},
		func(rows rowScanner) (int64, error) {
			var n int64
			err := rows.Scan(&n)
			return n, err
		})
	if err != nil {
		return err
	}
	for _, n := range threads {
		files, err := list(ctx, s, `SELECT message, state, hash, mime, name, size, seconds, width, height FROM media
			WHERE conversation = ? ORDER BY position DESC LIMIT ?`, []any{n, cardFiles}, scanFile)
		if err != nil {
			return err
		}
		card.Files = append(card.Files, files...)
	}
	card.Files = card.Files[:min(len(card.Files), cardFiles)]
	return nil
}

func scanFile(rows rowScanner) (CustomerFile, error) {
	var f CustomerFile
	err := rows.Scan(&f.Message.UUID, &f.State, &f.Media.Hash, &f.Media.MIME, &f.Media.Name, &f.Media.Size, &f.Media.Seconds,
		&f.Media.Width, &f.Media.Height)
	return f, err
}

// consentsOf reads one customer's own consents, with what waits laid over.
func (s *Store) consentsOf(ctx context.Context, id shop.CustomerID) ([]Consent, error) {
	all, err := list(ctx, s, "SELECT purpose, allowed, source, wording, since FROM consents WHERE customer = ?", []any{blob(id.UUID)},
		func(rows rowScanner) (Consent, error) {
			c := Consent{Customer: id}
			err := rows.Scan(&c.Purpose, truth{&c.Allowed}, &c.Source, &c.Wording, at{&c.Since})
			return c, err
		})
	if err != nil {
		return nil, fmt.Errorf("read consents: %w", err)
	}
	waiting, err := s.waiting(ctx, shop.DoSetConsent)
	for _, w := range waiting {
		wish, ok := w.wish.(*shop.SetConsent)
		if !ok {
			continue
		}
		same, err := s.samePerson(ctx, wish.Customer, id) // what one says holds for all that are the same person
		if err != nil {
			return nil, err
		}
		if !same {
			continue
		}
		all = slices.DeleteFunc(all, func(c Consent) bool { return c.Purpose == wish.Purpose })
		all = append(all, Consent{Customer: id, Purpose: wish.Purpose, Allowed: wish.Allowed, Source: "person",
			Wording: wish.Wording, Since: moment(w.at), Waiting: true})
	}
	return all, err
}

// samePerson says whether two customers are the same one, or were merged.
func (s *Store) samePerson(ctx context.Context, a, b shop.CustomerID) (bool, error) {
	if a == b {
		return true, nil
	}
	var n int
	return s.one(ctx, "SELECT 1 FROM shown_customers a JOIN shown_customers b ON b.root = a.root WHERE a.id = ? AND b.id = ?",
		[]any{blob(a.UUID), blob(b.UUID)}, &n)
}

func (s *Store) labelsOf(ctx context.Context, id shop.CustomerID) ([]Label, error) {
	on, err := list(ctx, s, "SELECT label FROM customer_labels WHERE customer = ? LIMIT 200", []any{blob(id.UUID)},
		func(rows rowScanner) (shop.LabelID, error) {
			var l shop.LabelID
			err := rows.Scan(&l.UUID)
			return l, err
		})
	if err != nil {
		return nil, err
	}
	waiting, err := s.waiting(ctx, shop.DoLabelCustomer)
	for _, w := range waiting {
		wish, ok := w.wish.(*shop.LabelCustomer)
		if !ok || wish.Customer != id {
			continue
		}
		on = slices.DeleteFunc(on, func(l shop.LabelID) bool { return l == wish.Label })
		if wish.On {
			on = append(on, wish.Label)
		}
	}
	if err != nil || len(on) == 0 {
		return nil, err
	}
	all, err := s.Labels(ctx)
	return slices.DeleteFunc(all, func(l Label) bool { return !slices.Contains(on, l.ID) }), err
}

func (s *Store) fillOrders(ctx context.Context, card *CustomerCard, group []shop.CustomerID) error {
	info, err := s.Shop(ctx)
	if err != nil {
		return err
	}
	for _, member := range group {
		rows, err := s.ordersOf(ctx, member, info, MaxRows)
		if err != nil {
			return fmt.Errorf("read a customer's orders: %w", err)
		}
		for _, row := range rows {
			if row.Final {
				card.Earlier = append(card.Earlier, row)
			} else {
				card.OpenOrders = append(card.OpenOrders, row)
			}
		}
	}
	sortBy(card.OpenOrders, func(a, b OrderRow) bool { return a.Due.Before(b.Due) })
	sortBy(card.Earlier, func(a, b OrderRow) bool { return a.Opened.After(b.Opened) })
	card.Earlier = card.Earlier[:min(len(card.Earlier), cardOrders)]
	return nil
}

func sortBy[T any](all []T, less func(a, b T) bool) {
	sort.SliceStable(all, func(i, j int) bool { return less(all[i], all[j]) })
}
