package store

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
)

// SearchResult is what a text was found in. Each list holds the newest first.
type SearchResult struct {
	Customers []CustomerRow
	Orders    []OrderRow // Told is left out
	Replies   []Reply
	Messages  []Hit
	// Instead is what was searched for after nothing had what was asked for:
	// known words that are one slip of the finger away. Empty otherwise.
	Instead string
}

func (r *SearchResult) empty() bool {
	return len(r.Customers)+len(r.Orders)+len(r.Replies)+len(r.Messages) == 0
}

// Hit is a message or note that was found.
type Hit struct {
	Message      shop.MessageID // zero for a note
	Note         shop.NoteID
	Conversation shop.ConversationID
	Customer     shop.CustomerID // the root
	Name         string
	At           time.Time
	Outgoing     bool
	Type         shop.MessageType
	Snippet      string
	Ranges       []Range // of Snippet, where the text was found
}

// namesFound is how many customers, orders and quick replies stand above the
// messages at most, of each.
const namesFound = 8

// Search finds customers, orders, quick replies, messages and notes that have
// every word of the text, whatever its case and accents; the last letters of a
// word may be missing, words in quotes stand together, and filters (see
// QueryFilter) narrow. Customers are also found by any three digits of their
// number. When nothing is found, words one letter away are searched for. Any
// text may be searched for.
func (s *Store) Search(ctx context.Context, text string, limit int) (SearchResult, error) {
	q := parseQuery(text)
	if q.nothing || len(q.terms) == 0 && !q.narrowed() {
		return SearchResult{}, nil
	}
	result, err := s.search(ctx, q, bounded(limit))
	if err != nil || !result.empty() || len(q.terms) == 0 {
		return result, err
	}
	mended, instead, err := s.mend(ctx, q)
	if err != nil || instead == "" {
		return result, err
	}
	result, err = s.search(ctx, mended, bounded(limit))
	result.Instead = instead
	return result, err
}

func (s *Store) search(ctx context.Context, q query, limit int) (SearchResult, error) {
	var result SearchResult
	var err error
	if result.Customers, err = s.findCustomers(ctx, q); err != nil {
		return SearchResult{}, fmt.Errorf("search customers: %w", err)
	}
	if result.Orders, err = s.findOrders(ctx, q); err != nil {
		return SearchResult{}, fmt.Errorf("search orders: %w", err)
	}
	if result.Replies, err = s.findReplies(ctx, q); err != nil {
		return SearchResult{}, fmt.Errorf("search quick replies: %w", err)
	}
	if result.Messages, err = s.findMessages(ctx, q, limit); err != nil {
		return SearchResult{}, fmt.Errorf("search messages: %w", err)
	}
	return result, nil
}

// SearchConversation finds messages and notes of one conversation, newest first.
func (s *Store) SearchConversation(ctx context.Context, conversation shop.ConversationID, text string, limit int) ([]Hit, error) {
	q := parseQuery(text)
	if q.nothing || len(q.terms) == 0 && !q.narrowed() {
		return nil, nil
	}
	var n int64
	found, err := s.one(ctx, "SELECT n FROM conversations WHERE id = ?", []any{blob(conversation.UUID)}, &n)
	if err != nil || !found {
		return nil, err
	}
	sc, err := s.scopeOf(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("search a conversation: %w", err)
	}
	sc.within([]int64{n})
	hits, err := s.findWithin(ctx, q, sc, bounded(limit))
	if err != nil {
		return nil, fmt.Errorf("search a conversation: %w", err)
	}
	return hits, nil
}
