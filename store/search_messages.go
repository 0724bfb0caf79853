package store

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"mostrador/shop"
)

// scope narrows which messages are looked at.
type scope struct {
	conditions    []string // on messages m, joined by AND
	args          []any
	conversations []int64 // only these; nil: all
	before        int64   // milliseconds; math.MaxInt64: any
	noNotes       bool    // a note can't be what is asked for
	nobody        bool    // nothing can be what is asked for
}

func (sc *scope) and(condition string, args ...any) {
	sc.conditions, sc.args = append(sc.conditions, condition), append(sc.args, args...)
}

// within narrows to conversations, and to those of them that were left before.
func (sc *scope) within(conversations []int64) {
	if sc.conversations != nil {
		kept := []int64{}
		for _, n := range conversations {
			for _, m := range sc.conversations {
				if n == m {
					kept = append(kept, n)
				}
			}
		}
		conversations = kept
	}
	sc.conversations = conversations
	sc.nobody = sc.nobody || len(conversations) == 0
}

// How much is looked at, so that a search stays quick whatever it is for: as
// many of the newest matches, and so many messages of the conversations asked
// for where reading those is less.
const (
	newestLooked = 30_000
	manyThreads  = 2000 // conversations that a filter may stand for
)

var threadsLooked = 5000 // tests lower it

// hit reads a hit from what has a position; the order is the caller's.
const hitColumns = `SELECT coalesce(m.id, x''), n.id, c.id, coalesce(root.id, leaf.id, c.customer), coalesce(root.name, leaf.name, ''),
	coalesce(m.at, n.at), coalesce(m.outgoing, 1), m.type, coalesce(m.text, n.text), media.name,
	CASE WHEN m.type IN ('location', 'contacts', 'cart') THEN m.content END `

const hitJoins = `
	LEFT JOIN messages m ON m.position = f.rowid
	LEFT JOIN notes n ON n.position = CASE WHEN m.position IS NULL THEN f.rowid END
	LEFT JOIN media ON media.message = CASE WHEN m.type <> 'text' THEN m.id END
	JOIN conversations c ON c.n = coalesce(m.conversation, n.conversation)
	LEFT JOIN shown_customers leaf ON leaf.id = c.customer
	LEFT JOIN shown_customers root ON root.id = CASE WHEN leaf.is_root = 0 THEN leaf.root END
	`

const (
	hitsNewest = hitColumns + "FROM messages_fts f" + hitJoins + "WHERE messages_fts MATCH ? ORDER BY f.rowid DESC LIMIT ?"
	hitsAt     = hitColumns + "FROM (SELECT value AS rowid FROM json_each(?)) f" + hitJoins
)

// scanHit reads a hit and marks the words in it.
func scanHit(words []string) func(rows rowScanner) (Hit, error) {
	return func(rows rowScanner) (Hit, error) {
		var h Hit
		var text, file string
		var content shop.Content
		err := rows.Scan(&h.Message.UUID, &h.Note.UUID, &h.Conversation.UUID, &h.Customer.UUID, &h.Name, at{&h.At},
			truth{&h.Outgoing}, word[shop.MessageType]{&h.Type}, &text, word[string]{&file}, jsonInto{&content})
		h.Snippet, h.Ranges = snippet(joined(text, file, searchText(content)), words)
		return h, err
	}
}

// findMessages finds messages and notes, the last that came first.
func (s *Store) findMessages(ctx context.Context, q query, limit int) ([]Hit, error) {
	if !q.narrowed() {
		return list(ctx, s, hitsNewest, []any{matchOf(q.terms), limit}, scanHit(q.words()))
	}
	sc, err := s.scopeOf(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.findWithin(ctx, q, sc, limit)
}

func (s *Store) findWithin(ctx context.Context, q query, sc scope, limit int) ([]Hit, error) {
	if sc.nobody {
		return nil, nil
	}
	few, err := s.fewWithin(ctx, sc)
	if err != nil {
		return nil, err
	}
	var positions []int64
	if few {
		positions, err = s.readThrough(ctx, q, sc, limit)
	} else {
		positions, err = s.lookThrough(ctx, q, sc, limit)
	}
	if err != nil || len(positions) == 0 {
		return nil, err
	}
	hits, err := list(ctx, s, hitsAt, []any{jsonText(positions)}, scanHit(q.words()))
	sortBy(hits, func(a, b Hit) bool { return a.At.After(b.At) })
	return hits[:min(len(hits), limit)], err
}

// fewWithin says whether the conversations asked for hold little enough to read
// it all.
func (s *Store) fewWithin(ctx context.Context, sc scope) (bool, error) {
	if sc.conversations == nil {
		return false, nil
	}
	left := threadsLooked
	for _, n := range sc.conversations {
		var count int
		if _, err := s.one(ctx, "SELECT count(*) FROM (SELECT 1 FROM messages WHERE conversation = ? LIMIT ?) r", []any{n, left + 1}, &count); err != nil {
			return false, err
		}
		if left -= count; left < 0 {
			return false, nil
		}
	}
	return true, nil
}

// readThrough reads the conversations asked for and compares here.
func (s *Store) readThrough(ctx context.Context, q query, sc scope, limit int) ([]int64, error) {
	type place struct{ at, position int64 }
	var found []place
	look := func(query string, args []any) error {
		return s.reads.each(ctx, query, args, func(rows rowScanner) error {
			var p place
			var text, file string
			var content shop.Content
			if err := rows.Scan(&p.position, &p.at, &text, word[string]{&file}, jsonInto{&content}); err != nil {
				return err
			}
			if hasTerms(joined(text, file, searchText(content)), q.terms) {
				found = append(found, p)
			}
			return nil
		})
	}
	for _, n := range sc.conversations {
		query := `SELECT m.position, m.at, m.text, media.name, CASE WHEN m.type IN ('location', 'contacts', 'cart') THEN m.content END
			FROM messages m LEFT JOIN media ON media.message = CASE WHEN m.type <> 'text' THEN m.id END
			WHERE m.conversation = ? AND m.at < ?` + sc.where()
		if err := look(query, append([]any{n, sc.before}, sc.args...)); err != nil {
			return nil, s.explain(err)
		}
		if sc.noNotes {
			continue
		}
		if err := look("SELECT position, at, text, NULL, NULL FROM notes WHERE conversation = ? AND at < ? LIMIT 1000", []any{n, sc.before}); err != nil {
			return nil, s.explain(err)
		}
	}
	sortBy(found, func(a, b place) bool { return a.at > b.at || a.at == b.at && a.position > b.position })
	positions := make([]int64, 0, limit)
	for _, p := range found[:min(len(found), limit)] {
		positions = append(positions, p.position)
	}
	return positions, nil
}

func (sc *scope) where() string {
	if len(sc.conditions) == 0 {
		return ""
	}
	return " AND " + strings.Join(sc.conditions, " AND ")
}

// lookThrough goes through the newest matches until enough are of those asked
// for. What was brought in from elsewhere came late and is old, so that it is
// looked for as well when there is a day before which it must be.
func (s *Store) lookThrough(ctx context.Context, q query, sc scope, limit int) ([]int64, error) {
	upTo, err := s.positionBefore(ctx, sc.before)
	if err != nil {
		return nil, err
	}
	positions, err := s.lookUpTo(ctx, q, sc, upTo, limit)
	if err != nil || upTo == math.MaxInt64 {
		return positions, err
	}
	imported, err := s.one(ctx, "SELECT 1 FROM messages WHERE imported <> x'' LIMIT 1", nil, new(int))
	if err != nil || !imported {
		return positions, err
	}
	more, err := s.lookUpTo(ctx, q, sc, math.MaxInt64, limit)
	return union(positions, more), err
}

func (s *Store) lookUpTo(ctx context.Context, q query, sc scope, upTo int64, limit int) ([]int64, error) {
	newest, args := "SELECT rowid AS position FROM messages_fts WHERE messages_fts MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?",
		[]any{matchOf(q.terms), upTo, newestLooked}
	if len(q.terms) == 0 {
		newest, args = "SELECT position FROM messages WHERE position <= ? ORDER BY position DESC LIMIT ?", []any{upTo, newestLooked}
	}
	conditions := sc.where()
	args = append(append(args, sc.before), sc.args...)
	if sc.conversations != nil {
		conditions, args = conditions+" AND m.conversation IN (SELECT value FROM json_each(?))", append(args, jsonText(sc.conversations))
	}
	return list(ctx, s, "SELECT m.position FROM ("+newest+") r CROSS JOIN messages m ON m.position = r.position WHERE m.at < ?"+conditions+" LIMIT ?",
		append(args, limit), func(rows rowScanner) (int64, error) {
			var position int64
			err := rows.Scan(&position)
			return position, err
		})
}

// positionBefore is a position that nothing older than a time stands behind by
// more than a day, found by halving.
func (s *Store) positionBefore(ctx context.Context, before int64) (int64, error) {
	if before == math.MaxInt64 {
		return before, nil
	}
	before += (24 * time.Hour).Milliseconds()
	var low, high int64
	if _, err := s.one(ctx, "SELECT coalesce(max(position), 0) FROM messages", nil, &high); err != nil {
		return 0, err
	}
	for low < high {
		middle := low + (high-low+1)/2
		var recorded int64
		if _, err := s.one(ctx, "SELECT recorded FROM messages WHERE position <= ? ORDER BY position DESC LIMIT 1", []any{middle}, &recorded); err != nil {
			return 0, err
		}
		if recorded < before {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

// scopeOf looks up whom and what the filters name.
func (s *Store) scopeOf(ctx context.Context, q query) (scope, error) {
	sc := scope{before: math.MaxInt64}
	info, err := s.Shop(ctx)
	if err != nil {
		return sc, err
	}
	now := s.now().In(info.zone())
	if q.before.set {
		sc.before = millis(q.before.start(now))
	}
	if q.after.set {
		sc.and("m.at >= ?", millis(q.after.start(now)))
		sc.noNotes = true
	}
	if q.types != nil {
		sc.and("m.type IN (SELECT value FROM json_each(?))", jsonText(q.types))
		sc.noNotes = true
	}
	for _, narrow := range []func(context.Context, query, *scope) error{s.narrowFrom, s.narrowLabel, s.narrowOrder} {
		if err := narrow(ctx, q, &sc); err != nil {
			return sc, err
		}
	}
	return sc, nil
}

// narrowFrom: a customer's own messages, or those that someone of the shop wrote.
func (s *Store) narrowFrom(ctx context.Context, q query, sc *scope) error {
	for _, from := range q.from {
		sc.noNotes = true
		people, err := s.peopleNamed(ctx, from)
		if err != nil {
			return err
		}
		if len(people) > 0 {
			sc.and("m.outgoing = 1 AND hex(m.person) IN (SELECT value FROM json_each(?))", jsonText(people))
			continue
		}
		customers, err := s.customersFrom(ctx, from)
		if err != nil {
			return err
		}
		sc.and("m.outgoing = 0")
		sc.within(customers)
	}
	return nil
}

func (s *Store) peopleNamed(ctx context.Context, name string) ([]string, error) {
	all, err := s.People(ctx)
	var found []string
	for _, p := range all {
		if folded(p.Name) == folded(name) {
			found = append(found, fmt.Sprintf("%X", p.ID.UUID[:]))
		}
	}
	return found, err
}

// customersFrom are the conversations of the customers with a name or number.
func (s *Store) customersFrom(ctx context.Context, name string) ([]int64, error) {
	var terms []term
	for _, w := range wordsOf(name) {
		terms = append(terms, term{words: []string{w}})
	}
	if len(terms) == 0 {
		return nil, nil
	}
	rows, err := s.customersNamed(ctx, terms, digitsOf(name), MaxRows)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = fmt.Sprintf("%X", r.ID.UUID[:])
	}
	return s.conversationsOf(ctx, "SELECT value FROM json_each(?)", jsonText(ids))
}

// conversationsOf are the conversations of customers, each of whom a row of the
// query names by the root's id in hexadecimal digits.
func (s *Store) conversationsOf(ctx context.Context, roots string, args ...any) ([]int64, error) {
	return list(ctx, s, `SELECT c.n FROM (`+roots+`) r CROSS JOIN shown_customers l ON l.root = unhex(r.value)
		CROSS JOIN conversations c ON c.customer = l.id LIMIT ?`, append(args, manyThreads), func(rows rowScanner) (int64, error) {
		var n int64
		err := rows.Scan(&n)
		return n, err
	})
}

func (s *Store) narrowLabel(ctx context.Context, q query, sc *scope) error {
	if q.label == nil {
		return nil
	}
	labels, err := s.labelsNamed(ctx, q.label)
	if err != nil {
		return err
	}
	var all []int64
	for _, label := range labels {
		of, err := s.conversationsOf(ctx, `SELECT hex(l.root) AS value FROM customer_labels k JOIN shown_customers l ON l.id = k.customer
			WHERE k.label = ?`, blob(label.UUID))
		if err != nil {
			return err
		}
		all = union(all, of)
	}
	sc.within(all)
	return nil
}

func (s *Store) narrowOrder(ctx context.Context, q query, sc *scope) error {
	for range q.order[:min(len(q.order), 1)] {
		orders, err := s.findOrders(ctx, q)
		if err != nil {
			return err
		}
		var all []int64
		for _, o := range orders {
			of, err := s.conversationsOf(ctx, "SELECT hex(root) AS value FROM shown_customers WHERE id = ?", blob(o.Customer.UUID))
			if err != nil {
				return err
			}
			all = union(all, of)
		}
		sc.within(all)
	}
	return nil
}
