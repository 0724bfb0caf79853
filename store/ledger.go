package store

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
)

// LedgerStep is something that happened to a message.
type LedgerStep struct {
	// Step is received, waiting, queued, claimed, postponed, accepted, sent,
	// delivered, read, played, failed, unsettled or refused; later versions may
	// add others.
	Step     string
	At       time.Time // when it happened
	Recorded time.Time // when the relay wrote it down; zero for waiting
	Attempt  int
	Code     int       // WhatsApp's error code
	Until    time.Time // of claimed: its deadline; of postponed: not before
	Detail   string    // the relay's name, the platform's words, or a reason
}

// Ledger lists what happened to a message, in the order in which it came to be
// known; ErrNotFound when there is no such message.
func (s *Store) Ledger(ctx context.Context, id shop.MessageID) ([]LedgerStep, error) {
	begin, err := s.ledgerBegin(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read what happened to a message: %w", err)
	}
	steps, err := list(ctx, s, `SELECT step, at, recorded, attempt, code, until, detail FROM ledger WHERE message = ?
		ORDER BY position LIMIT 1000`, []any{blob(id.UUID)}, func(rows rowScanner) (LedgerStep, error) {
		var l LedgerStep
		err := rows.Scan(&l.Step, at{&l.At}, at{&l.Recorded}, &l.Attempt, &l.Code, at{&l.Until}, &l.Detail)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what happened to a message: %w", err)
	}
	return append(begin, steps...), nil
}

// ledgerBegin is what stands before the ledger's rows: a message that was
// received, or one that still waits.
func (s *Store) ledgerBegin(ctx context.Context, id shop.MessageID) ([]LedgerStep, error) {
	var outgoing bool
	step := LedgerStep{Step: "received"}
	found, err := s.one(ctx, "SELECT outgoing, at, recorded FROM messages WHERE id = ?", []any{blob(id.UUID)},
		truth{&outgoing}, at{&step.At}, at{&step.Recorded})
	switch {
	case err != nil:
		return nil, err
	case found && outgoing:
		return nil, nil
	case found:
		return []LedgerStep{step}, nil
	}
	step = LedgerStep{Step: "waiting"}
	found, err = s.one(ctx, "SELECT at, refused FROM local_items WHERE id = ? LIMIT 1", []any{blob(id.UUID)}, at{&step.At}, &step.Detail)
	if err == nil && !found {
		err = ErrNotFound
	}
	return []LedgerStep{step}, err
}

// FailedMessage is a message that did not arrive, and that nobody has dealt with.
type FailedMessage struct {
	Message      shop.MessageID
	Conversation shop.ConversationID
	Customer     shop.CustomerID // the root
	Name         string
	At           time.Time
	Type         shop.MessageType
	Text         string
	Flag         shop.Flag
	Code         int
	Reason       shop.Reason
	Deadline     time.Time // of the last attempt
}

// Failed lists the messages that failed, were refused or are unknown, newest
// first. Writing in the conversation again or marking it done deals with them.
func (s *Store) Failed(ctx context.Context, limit int) ([]FailedMessage, error) {
	return list(ctx, s, `SELECT m.id, c.id, coalesce(leaf.root, c.customer), coalesce(root.name, ''), m.at, m.type, m.text, m.flag,
			m.code, m.reason, m.deadline
		FROM messages m JOIN conversations c ON c.n = m.conversation
		LEFT JOIN shown_customers leaf ON leaf.id = c.customer
		LEFT JOIN shown_customers root ON root.id = leaf.root
		WHERE m.unresolved = 1 ORDER BY m.at DESC LIMIT ?`, []any{bounded(limit)}, func(rows rowScanner) (FailedMessage, error) {
		var m FailedMessage
		err := rows.Scan(&m.Message.UUID, &m.Conversation.UUID, &m.Customer.UUID, &m.Name, at{&m.At}, &m.Type, &m.Text, &m.Flag,
			&m.Code, &m.Reason, at{&m.Deadline})
		return m, err
	})
}

// FileWanted is a file that the relay has.
type FileWanted struct {
	Message shop.MessageID
	Media   shop.Media
}

// Files lists a conversation's files that the relay has, newest first: for
// whoever brings them to this device.
func (s *Store) Files(ctx context.Context, conversation shop.ConversationID, limit int) ([]FileWanted, error) {
	return list(ctx, s, `SELECT f.message, f.hash, f.mime, f.name, f.size, f.seconds, f.width, f.height
		FROM media f WHERE f.conversation = (SELECT n FROM conversations WHERE id = ?) AND f.state = 'stored'
		ORDER BY f.position DESC LIMIT ?`, []any{blob(conversation.UUID), bounded(limit)}, func(rows rowScanner) (FileWanted, error) {
		var f FileWanted
		err := rows.Scan(&f.Message.UUID, &f.Media.Hash, &f.Media.MIME, &f.Media.Name, &f.Media.Size, &f.Media.Seconds,
			&f.Media.Width, &f.Media.Height)
		return f, err
	})
}
