package store

import (
	"context"
	"errors"
	"fmt"

	"mostrador/shop"
)

// Tally is how many messages a conversation has here.
type Tally struct {
	Conversation shop.ConversationID
	Received     int
	Sent         int
	Newest       shop.Position // of the last of them
}

var errProvisional = errors.New("the history is still coming in")

// Tallies counts every conversation's messages up to a position, to be compared
// with the relay's count. It walks all messages: nobody waits for it.
func (s *Store) Tallies(ctx context.Context, upTo shop.Position) ([]Tally, error) {
	if provisional, _, err := s.Provisional(ctx); err != nil || provisional {
		return nil, errors.Join(err, errProvisional)
	}
	var all []Tally
	err := s.reads.each(ctx, `SELECT c.id, t.received, t.sent, t.newest FROM (
			SELECT conversation, sum(outgoing = 0) AS received, sum(outgoing = 1) AS sent, max(position) AS newest
			FROM messages WHERE position <= ? GROUP BY conversation) t
		JOIN conversations c ON c.n = t.conversation`, []any{int64(upTo)}, func(rows rowScanner) error {
		var t Tally
		err := rows.Scan(&t.Conversation.UUID, &t.Received, &t.Sent, number[shop.Position]{&t.Newest})
		all = append(all, t)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count every conversation's messages: %w", s.explain(err))
	}
	return all, nil
}
