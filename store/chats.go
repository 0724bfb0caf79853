package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"mostrador/shop"
)

// Filter chooses which conversations a list shows.
type Filter int

// The filters of the inbox.
const (
	ToAnswer      Filter = iota // open, and the customer wrote last; longest wait first
	All                         // every conversation, newest first
	SnoozedFilter               // newest first
	DoneFilter                  // newest first
)

// ChatKey is a row's place in its list: that of the last row read, to go on.
type ChatKey struct {
	At int64 // milliseconds: of the wait for ToAnswer, else of the last message
	ID shop.ConversationID
}

// ChatQuery asks for a stretch of the list of conversations.
type ChatQuery struct {
	Filter Filter
	After  *ChatKey // nil: from the top
	Limit  int
}

// ChatRow is a conversation as the list shows it.
type ChatRow struct {
	Conversation shop.ConversationID
	Customer     shop.CustomerID // the root: whose name it stands under
	Leaf         shop.CustomerID // whom a message must be addressed to
	Channel      shop.ChannelID
	Name         string // own name, profile's, number or username; may be empty
	Forgotten    bool

	PreviewType    shop.MessageType
	PreviewText    string
	PreviewName    string // of a file
	PreviewSeconds int    // of a sound or film
	PreviewMine    bool
	PreviewRevoked bool
	PreviewUpdate  bool // an order update
	PreviewRank    shop.Rank
	PreviewFlag    shop.Flag

	Draft        string // non-empty: shown instead of the preview
	At           time.Time
	Unread       int
	WaitsSince   time.Time // zero: nobody waits
	LastInbound  time.Time // zero: the customer never wrote
	WindowEnds   time.Time // zero: the window never opened
	State        shop.ConversationState
	SnoozedUntil time.Time
	Undelivered  bool          // something did not arrive and nobody has seen to it
	Claimed      shop.PersonID // with whom it is; zero: with nobody

	Key ChatKey // for the filter it was asked with
}

const selectChat = `SELECT s.id, coalesce(leaf.root, s.customer), s.customer, s.channel, coalesce(root.name, leaf.name, ''), coalesce(root.forgotten, leaf.forgotten, 0),
	coalesce(l.type, m.type, ''), coalesce(l.text, m.text, ''), coalesce(media.name, ''), coalesce(media.seconds, 0),
	CASE WHEN l.seq IS NOT NULL THEN 1 ELSE coalesce(m.outgoing, 0) END, coalesce(m.revoked, 0),
	coalesce(l.update_order, m.update_order, x'') <> x'',
	CASE WHEN l.seq IS NOT NULL THEN 0 ELSE coalesce(m.rank, 0) END, CASE WHEN l.seq IS NOT NULL THEN '' ELSE coalesce(m.flag, '') END,
	coalesce(d.text, ''), s.at, s.unread, s.waits_at, s.in_at, s.state, s.snoozed_until, s.undelivered,
	coalesce(claims.person, x'')
	FROM shown_chats s
	LEFT JOIN shown_customers leaf ON leaf.id = s.customer
	LEFT JOIN shown_customers root ON root.id = CASE WHEN leaf.is_root = 0 THEN leaf.root END
	LEFT JOIN messages m ON m.position = s.last_position
	LEFT JOIN media ON media.message = CASE WHEN m.type <> 'text' THEN m.id END
	LEFT JOIN local_items l ON l.seq = nullif(s.last_local, 0)
	LEFT JOIN drafts d ON d.conversation = s.id
	LEFT JOIN claims ON claims.conversation = s.id `

// chatQueries hold, for each filter, what stands after the columns.
var chatQueries = map[Filter]string{
	ToAnswer:      selectChat + "WHERE s.to_answer = 1 AND (s.waits_at, s.id) > (?, ?) ORDER BY s.waits_at, s.id LIMIT ?",
	All:           selectChat + "WHERE (s.at, s.id) < (?, ?) ORDER BY s.at DESC, s.id DESC LIMIT ?",
	SnoozedFilter: selectChat + "WHERE s.state = 'snoozed' AND (s.at, s.id) < (?, ?) ORDER BY s.at DESC, s.id DESC LIMIT ?",
	DoneFilter:    selectChat + "WHERE s.state = 'done' AND (s.at, s.id) < (?, ?) ORDER BY s.at DESC, s.id DESC LIMIT ?",
}

// Chats reads a stretch of the list of conversations.
func (s *Store) Chats(ctx context.Context, q ChatQuery) ([]ChatRow, error) {
	query, ok := chatQueries[q.Filter]
	if !ok {
		return nil, fmt.Errorf("list conversations: there is no filter %d", q.Filter)
	}
	from := ChatKey{At: math.MaxInt64}
	if q.Filter == ToAnswer {
		from.At = math.MinInt64
	}
	if q.After != nil {
		from = *q.After
	}
	rows, err := list(ctx, s, query, []any{from.At, blob(from.ID.UUID), bounded(q.Limit)}, func(rows rowScanner) (ChatRow, error) {
		row, err := scanChat(rows)
		row.Key = ChatKey{At: millis(row.At), ID: row.Conversation}
		if q.Filter == ToAnswer {
			row.Key.At = millis(row.WaitsSince)
		}
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("list conversations: %w", err)
	}
	return rows, nil
}

// Chat reads one conversation's row; ErrNotFound when there is none.
func (s *Store) Chat(ctx context.Context, id shop.ConversationID) (ChatRow, error) {
	rows, err := list(ctx, s, selectChat+"WHERE s.id = ?", []any{blob(id.UUID)}, scanChat)
	return first(rows, err, "conversation")
}

func first[T any](rows []T, err error, what string) (T, error) {
	var none T
	switch {
	case err != nil:
		return none, fmt.Errorf("read %s: %w", what, err)
	case len(rows) == 0:
		return none, fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return rows[0], nil
}

func scanChat(rows rowScanner) (ChatRow, error) {
	var r ChatRow
	err := rows.Scan(&r.Conversation.UUID, &r.Customer.UUID, &r.Leaf.UUID, &r.Channel.UUID, &r.Name, truth{&r.Forgotten},
		word[shop.MessageType]{&r.PreviewType}, &r.PreviewText, &r.PreviewName, &r.PreviewSeconds,
		truth{&r.PreviewMine}, truth{&r.PreviewRevoked}, truth{&r.PreviewUpdate}, &r.PreviewRank, word[shop.Flag]{&r.PreviewFlag},
		&r.Draft, at{&r.At}, &r.Unread, at{&r.WaitsSince}, at{&r.LastInbound}, word[shop.ConversationState]{&r.State},
		at{&r.SnoozedUntil}, truth{&r.Undelivered}, &r.Claimed.UUID)
	r.WindowEnds = shop.ReplyWindow{LastInbound: r.LastInbound}.Ends()
	return r, err
}

// MaxRows is how many rows a read returns at most, whatever was asked.
const MaxRows = 1000

func bounded(limit int) int {
	if limit <= 0 || limit > MaxRows {
		return MaxRows
	}
	return limit
}

// Counts are the numbers on the rail and the filters.
type Counts struct {
	ToAnswer   int
	Unread     int // conversations with something unread
	Snoozed    int
	OrdersOpen int // orders in a status that is not final
	Failed     int // messages that did not arrive
	Waiting    int // commands that have not left
	Refused    int // commands that were refused and not seen yet
}

// Counts counts what waits for someone. Every count walks a small index.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	_, err := s.one(ctx, `SELECT
		(SELECT count(*) FROM shown_chats WHERE to_answer = 1),
		(SELECT count(*) FROM shown_chats WHERE unread > 0),
		(SELECT count(*) FROM shown_chats WHERE state = 'snoozed'),
		(SELECT count(*) FROM messages WHERE unresolved = 1 AND `+notSettling+`),
		(SELECT count(*) FROM outbox WHERE answered = 0),
		(SELECT count(*) FROM refused)`, nil, &c.ToAnswer, &c.Unread, &c.Snoozed, &c.Failed, &c.Waiting, &c.Refused)
	if err != nil {
		return Counts{}, fmt.Errorf("count: %w", err)
	}
	info, err := s.Shop(ctx)
	if err != nil {
		return Counts{}, err
	}
	for _, status := range info.Pipeline {
		if status.Final {
			continue
		}
		n, err := s.CountOrders(ctx, status.ID)
		if err != nil {
			return Counts{}, err
		}
		c.OrdersOpen += n
	}
	return c, nil
}

// Wake opens the snoozed conversations whose time has come, and says which.
// Whoever shows the inbox calls it when NextWake has passed.
func (s *Store) Wake(ctx context.Context) (Changed, error) {
	now := millis(s.now())
	var changed Changed
	err := s.writer.do(ctx, normal, func(t *tx) error {
		f := newFold(t, s)
		t.each("SELECT id FROM shown_chats WHERE state = 'snoozed' AND snoozed_until <= ?", []any{now}, func(rows rowScanner) error {
			var id shop.ConversationID
			err := rows.Scan(&id.UUID)
			f.dirty.add(id)
			return err
		})
		changed = f.finish()
		return t.err
	})
	if err != nil {
		return Changed{}, fmt.Errorf("wake snoozed conversations: %w", s.explain(err))
	}
	s.publish(changed)
	return changed, nil
}

// NextWake is when the next snoozed conversation comes back; zero when none is.
func (s *Store) NextWake(ctx context.Context) (time.Time, error) {
	var next time.Time
	_, err := s.one(ctx, "SELECT snoozed_until FROM shown_chats WHERE state = 'snoozed' ORDER BY snoozed_until LIMIT 1", nil, at{&next})
	return next, err
}
