package store

import (
	"context"
	"fmt"

	"mostrador/shop"
)

// ConversationInfo is what the head of a thread and its composer need.
type ConversationInfo struct {
	ChatRow
	CustomerID   shop.CustomerID  // the leaf: whom a message must be addressed to
	Window       shop.ReplyWindow // counts from the customer's last message
	Consent      map[shop.Purpose]bool
	ReadUpTo     shop.Position
	LastPosition shop.Position // of the newest message here: what ReadConversation names
	Addressable  bool          // there is a number or another address to write to
}

// Conversation reads one conversation; ErrNotFound when there is none.
func (s *Store) Conversation(ctx context.Context, id shop.ConversationID) (ConversationInfo, error) {
	row, err := s.Chat(ctx, id)
	if err != nil {
		return ConversationInfo{}, err
	}
	info := ConversationInfo{ChatRow: row, CustomerID: row.Leaf, Window: shop.ReplyWindow{LastInbound: row.LastInbound}}
	_, err = s.one(ctx, `SELECT c.read_up_to,
			max(c.in_newest, coalesce((SELECT m.position FROM messages m WHERE m.conversation = c.n ORDER BY m.at DESC, m.position DESC LIMIT 1), 0))
		FROM conversations c WHERE c.id = ?`,
		[]any{blob(id.UUID)}, number[shop.Position]{&info.ReadUpTo}, number[shop.Position]{&info.LastPosition})
	if err != nil {
		return ConversationInfo{}, fmt.Errorf("read conversation: %w", err)
	}
	if info.Addressable, err = s.addressable(ctx, row.Leaf, row.Forgotten); err != nil {
		return ConversationInfo{}, err
	}
	if info.Claimed, err = s.claimed(ctx, id, row.Claimed); err != nil {
		return ConversationInfo{}, err
	}
	info.Consent, err = s.consent(ctx, row.Leaf)
	return info, err
}

// claimed is with whom a conversation is, with what waits laid over.
func (s *Store) claimed(ctx context.Context, id shop.ConversationID, confirmed shop.PersonID) (shop.PersonID, error) {
	waiting, err := s.waiting(ctx, shop.DoClaimConversation)
	for _, w := range waiting {
		if wish, ok := w.wish.(*shop.ClaimConversation); ok && wish.Conversation == id && wish.From == confirmed {
			confirmed = wish.To
		}
	}
	return confirmed, err
}

func (s *Store) addressable(ctx context.Context, id shop.CustomerID, forgotten bool) (bool, error) {
	if forgotten {
		return false, nil
	}
	var n int
	found, err := s.one(ctx, `SELECT 1 FROM identifiers WHERE customer = ? AND kind <> 'username' LIMIT 1`, []any{blob(id.UUID)}, &n)
	if err != nil || found {
		return found, err
	}
	return s.one(ctx, "SELECT 1 FROM shown_customers WHERE id = ? AND phone <> ''", []any{blob(id.UUID)}, &n)
}

// consent is what a customer said yes or no to; absent: never asked. What waits
// is laid over.
func (s *Store) consent(ctx context.Context, id shop.CustomerID) (map[shop.Purpose]bool, error) {
	all, err := s.consentsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	said := map[shop.Purpose]bool{}
	for _, c := range all {
		if before, asked := said[c.Purpose]; !asked || before {
			said[c.Purpose] = c.Allowed
		}
	}
	return said, nil
}

// ConversationsOf lists the conversations of a customer and of all that were
// merged into the same one, newest first.
func (s *Store) ConversationsOf(ctx context.Context, customer shop.CustomerID) ([]ChatRow, error) {
	group, err := s.group(ctx, customer)
	if err != nil {
		return nil, err
	}
	var all []ChatRow
	for _, id := range group {
		rows, err := list(ctx, s, selectChat+"WHERE s.customer = ? LIMIT 200", []any{blob(id.UUID)}, scanChat)
		if err != nil {
			return nil, fmt.Errorf("list a customer's conversations: %w", err)
		}
		all = append(all, rows...)
	}
	sortBy(all, func(a, b ChatRow) bool { return a.At.After(b.At) })
	return all, nil
}

// group lists the customers that stand under one name, the root first.
func (s *Store) group(ctx context.Context, id shop.CustomerID) ([]shop.CustomerID, error) {
	root := id
	if _, err := s.one(ctx, "SELECT root FROM shown_customers WHERE id = ?", []any{blob(id.UUID)}, &root.UUID); err != nil {
		return nil, fmt.Errorf("find a customer: %w", err)
	}
	members, err := list(ctx, s, "SELECT id FROM shown_customers WHERE root = ? AND id <> root LIMIT 200", []any{blob(root.UUID)},
		func(rows rowScanner) (shop.CustomerID, error) {
			var id shop.CustomerID
			err := rows.Scan(&id.UUID)
			return id, err
		})
	return append([]shop.CustomerID{root}, members...), err
}
