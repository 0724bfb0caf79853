package store

import (
	"context"
	"slices"
	"strings"

	"mostrador/shop"
)

// fewestDigits is from how many digits on a number is looked for anywhere in
// customers' numbers.
const fewestDigits = 3

const customerFound = `SELECT r.id, r.name, r.phone, r.place, r.warning, r.sort FROM `

const customerNames = ` f JOIN customers c ON c.position = f.rowid JOIN shown_customers l ON l.id = c.id
	JOIN shown_customers r ON r.id = l.root WHERE `

func scanCustomerFound(rows rowScanner) (CustomerRow, error) {
	var r CustomerRow
	err := rows.Scan(&r.ID.UUID, &r.Name, &r.Phone, &r.Place, &r.Warning, &r.Key.Sort)
	r.Key.ID = r.ID
	return r, err
}

// findCustomers finds by name, place, warning and number.
func (s *Store) findCustomers(ctx context.Context, q query) ([]CustomerRow, error) {
	if q.label != nil {
		return s.findLabelled(ctx, q)
	}
	if q.narrowed() {
		return nil, nil
	}
	return s.customersNamed(ctx, q.terms, digitsOf(q.text), namesFound)
}

func (s *Store) customersNamed(ctx context.Context, terms []term, digits string, limit int) ([]CustomerRow, error) {
	all, err := list(ctx, s, customerFound+"customers_fts"+customerNames+"customers_fts MATCH ? AND r.forgotten = 0 ORDER BY f.rowid DESC LIMIT ?",
		[]any{matchOf(terms), limit}, scanCustomerFound)
	if err != nil || len(digits) < fewestDigits {
		return union(nil, all), err // merged ones may be found twice
	}
	for _, number := range written(digits) {
		more, err := list(ctx, s, customerFound+"phones_fts"+customerNames+"phones_fts MATCH ? AND r.forgotten = 0 ORDER BY f.rowid DESC LIMIT ?",
			[]any{`"` + number + `"`, limit}, scanCustomerFound)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	all = union(nil, all)
	return all[:min(len(all), limit)], nil
}

// written are the ways in which a number is kept: without the zeros that are
// dialled before a country or, at home, before the rest.
func written(digits string) []string {
	ways := []string{digits}
	if bare := strings.TrimLeft(digits, "0"); bare != digits && len(bare) >= fewestDigits {
		ways = append(ways, bare)
	}
	return ways
}

// findLabelled finds the customers with a label whose names have the words.
func (s *Store) findLabelled(ctx context.Context, q query) ([]CustomerRow, error) {
	labels, err := s.labelsNamed(ctx, q.label)
	if err != nil || len(labels) == 0 {
		return nil, err
	}
	const query = customerFound + `customer_labels k JOIN shown_customers l ON l.id = k.customer JOIN shown_customers r ON r.id = l.root
		WHERE k.label = ? AND r.forgotten = 0 LIMIT ?`
	var all []CustomerRow
	for _, label := range labels {
		rows, err := list(ctx, s, query, []any{blob(label.UUID), MaxRows}, scanCustomerFound)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	all = slices.DeleteFunc(union(nil, all), func(r CustomerRow) bool { return !hasTerms(r.Name+" "+r.Phone+" "+r.Place, q.terms) })
	return all[:min(len(all), namesFound)], nil
}

func (s *Store) labelsNamed(ctx context.Context, names []string) ([]shop.LabelID, error) {
	all, err := s.Labels(ctx)
	var found []shop.LabelID
	for _, l := range all {
		if slices.ContainsFunc(names, func(n string) bool { return strings.HasPrefix(folded(l.Name), folded(n)) }) {
			found = append(found, l.ID)
		}
	}
	return found, err
}

// findOrders finds by number, name, item, tracking number, note and address.
func (s *Store) findOrders(ctx context.Context, q query) ([]OrderRow, error) {
	terms := slices.Clone(q.terms)
	for _, order := range q.order {
		for _, word := range wordsOf(order) {
			terms = append(terms, term{words: []string{word}})
		}
	}
	if len(terms) == 0 || q.narrowed() && q.order == nil {
		return nil, nil
	}
	if q.order != nil {
		terms = terms[len(q.terms):]
	}
	return s.ordersNamed(ctx, terms, namesFound)
}

func (s *Store) ordersNamed(ctx context.Context, terms []term, limit int) ([]OrderRow, error) {
	found, err := list(ctx, s, selectOrder+`WHERE o.id IN (SELECT r.id FROM orders_fts f JOIN orders r ON r.position = f.rowid
		WHERE orders_fts MATCH ? ORDER BY f.rowid DESC LIMIT ?)`, []any{matchOf(terms), limit}, scanOrder)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	pipeline, err := s.pipelineNow(ctx)
	rows := make([]OrderRow, len(found))
	for i, o := range found {
		rows[i] = o.OrderRow
		rows[i].place(pipeline)
		rows[i].Key = OrderKey{ID: o.ID}
	}
	sortBy(rows, func(a, b OrderRow) bool { return a.Opened.After(b.Opened) })
	return rows, err
}

func (s *Store) findReplies(ctx context.Context, q query) ([]Reply, error) {
	if q.narrowed() {
		return nil, nil
	}
	all, err := s.Replies(ctx, "")
	if err != nil {
		return nil, err
	}
	var found []Reply
	for _, r := range all {
		if len(found) < namesFound && hasTerms(r.Shortcut+" "+r.Text, q.terms) {
			found = append(found, r)
		}
	}
	return found, nil
}

// hasTerms says whether a text has every term, as the index would.
func hasTerms(text string, terms []term) bool {
	if len(terms) == 0 {
		return true
	}
	words := strings.FieldsFunc(foldText(text), notOfWord)
	for _, t := range terms {
		if !t.in(words) {
			return false
		}
	}
	return true
}

func (t term) in(words []string) bool {
	for i := range words {
		if !t.phrase && strings.HasPrefix(words[i], t.words[0]) {
			return true
		}
		if t.phrase && i+len(t.words) <= len(words) && slices.Equal(words[i:i+len(t.words)], t.words) {
			return true
		}
	}
	return false
}
