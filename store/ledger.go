package store

import (
	"context"
	"fmt"
	"time"

	"mostrador/shop"
)

// LedgerStep is something that happened to a message.
type LedgerStep struct {
	// Step is one of: received (the customer wrote), got (the relay had it), here
	// (this device had it); written, waiting, queued, claimed, postponed,
	// accepted, sent, delivered, read, played, failed, unsettled, refused,
	// settled. Later versions may add others.
	Step    string
	At      time.Time // when it happened
	Attempt int
	Code    int       // WhatsApp's error code
	Until   time.Time // of claimed: its deadline; of postponed: not before
	Detail  string    // the relay's name, the platform's words, or a reason
	Person  string    // of written and settled: who did it
	Device  string    // of written: on which computer
	Wamid   string    // WhatsApp's id of the message
	Cost    *Cost     // what the platform said of the cost; nil: nothing
}

// Cost is what a message costs: whether WhatsApp bills it, as what, and how
// much that is by the shop's own price list, where it has that price.
type Cost struct {
	Billed   bool
	Category shop.Category
	Price    shop.Money
}

// Ledger lists what happened to a message, in the order in which it came to be
// known; ErrNotFound when there is no such message.
func (s *Store) Ledger(ctx context.Context, id shop.MessageID) ([]LedgerStep, error) {
	begin, err := s.ledgerBegin(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read what happened to a message: %w", err)
	}
	steps, err := list(ctx, s, `SELECT l.step, l.at, l.recorded, l.attempt, l.code, l.until, l.detail, coalesce(d.name, ''), l.wamid,
			l.category, l.billed, l.micros, l.currency
		FROM ledger l LEFT JOIN devices d ON d.id = nullif(l.device, x'') WHERE l.message = ? ORDER BY l.position LIMIT 1000`,
		[]any{blob(id.UUID)}, scanStep)
	if err != nil {
		return nil, fmt.Errorf("read what happened to a message: %w", err)
	}
	for _, step := range steps {
		if step.Step == "queued" && len(begin) > 0 {
			begin[0].Device = step.Device
		}
	}
	return append(begin, steps...), nil
}

// scanStep reads a row. What the relay itself did happened by its own clock.
func scanStep(rows rowScanner) (LedgerStep, error) {
	var l LedgerStep
	var recorded time.Time
	var billed int
	var cost Cost
	err := rows.Scan(&l.Step, at{&l.At}, at{&recorded}, &l.Attempt, &l.Code, at{&l.Until}, &l.Detail, &l.Device, &l.Wamid,
		&cost.Category, &billed, &cost.Price.Micros, &cost.Price.Currency)
	if l.Step == "queued" {
		l.At = recorded
	}
	if billed >= 0 {
		cost.Billed = billed == 1
		l.Cost = &cost
	}
	return l, err
}

// ledgerBegin is what stands before the ledger's rows: how a message came in,
// or who wrote it.
func (s *Store) ledgerBegin(ctx context.Context, id shop.MessageID) ([]LedgerStep, error) {
	var outgoing bool
	var position shop.Position
	var when, recorded time.Time
	var author string
	found, err := s.one(ctx, `SELECT m.outgoing, m.position, m.at, m.recorded, coalesce(p.name, '')
		FROM messages m LEFT JOIN people p ON p.id = nullif(m.person, x'') WHERE m.id = ?`, []any{blob(id.UUID)},
		truth{&outgoing}, number[shop.Position]{&position}, at{&when}, at{&recorded}, &author)
	switch {
	case err != nil:
		return nil, err
	case found && outgoing:
		return []LedgerStep{{Step: "written", At: when, Person: author}}, nil
	case found:
		return s.cameIn(ctx, position, when, recorded)
	}
	step := LedgerStep{Step: "written"}
	waits := LedgerStep{Step: "waiting"}
	found, err = s.one(ctx, `SELECT l.at, l.refused, coalesce(p.name, ''), coalesce(o.tried, 0), coalesce(o.attempts, 0)
		FROM local_items l LEFT JOIN people p ON p.id = nullif(l.person, x'') LEFT JOIN outbox o ON o.id = l.command
		WHERE l.id = ? LIMIT 1`, []any{blob(id.UUID)}, at{&step.At}, &waits.Detail, &step.Person, at{&waits.At}, &waits.Attempt)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, ErrNotFound
	case waits.Detail != "":
		waits.Step = "refused"
	}
	if waits.At.IsZero() {
		waits.At = step.At
	}
	return []LedgerStep{step, waits}, nil
}

// cameIn are the steps of a message that a customer wrote.
func (s *Store) cameIn(ctx context.Context, position shop.Position, wrote, recorded time.Time) ([]LedgerStep, error) {
	steps := []LedgerStep{{Step: "received", At: wrote}, {Step: "got", At: recorded}}
	here, err := s.arrival(ctx, position)
	if err == nil && !here.IsZero() {
		steps = append(steps, LedgerStep{Step: "here", At: here})
	}
	return steps, err
}

// FailedMessage is a message that did not arrive, and that nobody has dealt with.
type FailedMessage struct {
	Message      shop.MessageID
	Conversation shop.ConversationID
	Customer     shop.CustomerID // the root
	Leaf         shop.CustomerID // whom it was addressed to
	Channel      shop.ChannelID
	Name         string
	Phone        string // as shown; may be empty
	At           time.Time
	Type         shop.MessageType
	Text         string
	Flag         shop.Flag
	Code         int
	Reason       shop.Reason
	Deadline     time.Time    // of the last attempt
	Order        shop.OrderID // that it told of; zero: none
}

// notSettling leaves out what somebody here has dealt with already.
const notSettling = `NOT EXISTS (SELECT 1 FROM touches WHERE touches.kind = 'message' AND touches.id = messages.id)`

// Failed lists the messages that failed, were refused or are unknown, newest
// first. Writing in the conversation again, marking it done or SettleMessage
// deals with them.
func (s *Store) Failed(ctx context.Context, limit int) ([]FailedMessage, error) {
	return list(ctx, s, `SELECT messages.id, c.id, coalesce(leaf.root, c.customer), c.customer, c.channel, coalesce(root.name, ''),
			coalesce(nullif(leaf.phone, ''), root.phone, ''), messages.at, messages.type, messages.text, messages.flag,
			messages.code, messages.reason, messages.deadline, messages.update_order
		FROM messages JOIN conversations c ON c.n = messages.conversation
		LEFT JOIN shown_customers leaf ON leaf.id = c.customer
		LEFT JOIN shown_customers root ON root.id = leaf.root
		WHERE messages.unresolved = 1 AND `+notSettling+` ORDER BY messages.at DESC LIMIT ?`, []any{bounded(limit)},
		func(rows rowScanner) (FailedMessage, error) {
			var m FailedMessage
			err := rows.Scan(&m.Message.UUID, &m.Conversation.UUID, &m.Customer.UUID, &m.Leaf.UUID, &m.Channel.UUID, &m.Name, &m.Phone,
				at{&m.At}, &m.Type, &m.Text, &m.Flag, &m.Code, &m.Reason, at{&m.Deadline}, &m.Order.UUID)
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
