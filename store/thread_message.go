package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"mostrador/shop"
)

// A page of a thread is read at each scroll step, and what it costs is mostly
// the number of columns. So what few messages have (a file, a quoted message, an
// order, trouble on the way) comes as one JSON text or NULL, the switches come
// as one number, and a table is only looked into for messages that can have
// something there.
const selectMessage = `SELECT m.at, m.position, m.id, m.outgoing, m.person, p.name, m.type, m.text, nullif(m.content, ''),
	CASE WHEN f.state IS NOT NULL THEN json_array(f.state, f.hash, f.mime, f.name, f.size, f.seconds, f.width, f.height, f.why) END,
	CASE WHEN m.quotes <> x'' THEN json_array(hex(m.quotes), q.position IS NULL, coalesce(q.outgoing, 0), coalesce(q.type, ''),
		substr(coalesce(q.text, ''), 1, 200)) END,
	CASE WHEN m.update_order <> x'' THEN json_array(hex(m.update_order), m.update_status, coalesce(o.number, ''),
		json(coalesce(o.items, '[]')), coalesce(o.total, 0), coalesce(o.currency, '')) END,
	CASE WHEN m.ref <> x'' THEN (SELECT group_concat(r.who || ' ' || r.emoji, char(31)) FROM reactions r
		WHERE r.ref = m.ref AND r.emoji <> '') END,
	m.forwarded + 2 * (m.again <> 0) + 4 * (m.edited > 0) + 8 * (m.revoked > 0) + 16 * (m.origin <> '') + 32 * (m.origin = 'history'),
	m.rank, m.attempt, m.deadline, m.category,
	CASE WHEN m.flag <> '' OR m.code <> 0 OR m.reason <> '' OR m.retry_at <> 0 OR m.held <> ''
		THEN json_array(m.flag, m.code, m.reason, m.retry_at, m.held) END
	FROM messages m
	LEFT JOIN people p ON p.id = nullif(m.person, x'')
	LEFT JOIN media f ON f.message = CASE WHEN m.type <> 'text' THEN m.id END
	LEFT JOIN messages q ON q.id = nullif(m.quotes, x'')
	LEFT JOIN shown_orders o ON o.id = nullif(m.update_order, x'') `

// The switches of a message in one number.
const (
	isForwarded = 1 << iota
	isAgain
	isEdited
	isRevoked
	isElsewhere // it did not go through this program
	isHistory
)

func scanMessage(rows rowScanner) (ThreadItem, error) {
	item := ThreadItem{Kind: ItemMessage}
	var text string
	var rank, is, deadline int64
	err := rows.Scan(&item.Key.At, &item.Key.Position, &item.Message.UUID, truth{&item.Outgoing}, &item.Person.UUID, word[string]{&item.Author},
		word[shop.MessageType]{&item.Type}, &text, jsonInto{&item.Content}, fileOf{&item}, quotedOf{&item}, updateOf{&item},
		reactionsOf{&item}, &is, &rank, &item.Attempt, &deadline, word[shop.Category]{&item.Category}, troubleOf{&item})
	item.Content.Text = text
	item.At, item.Deadline, item.Rank = moment(item.Key.At), moment(deadline), shop.Rank(rank)
	item.Forwarded, item.Again, item.Edited, item.Revoked = is&isForwarded != 0, is&isAgain != 0, is&isEdited != 0, is&isRevoked != 0
	item.FromPhone, item.Past = item.Outgoing && is&isElsewhere != 0, is&isHistory != 0
	if item.file != nil { // after the content, which replaces what stood there
		item.Content.Media, item.file = item.file, nil
	}
	return item, err
}

// The parts of a message that come as JSON.
type (
	fileOf      struct{ *ThreadItem }
	quotedOf    struct{ *ThreadItem }
	updateOf    struct{ *ThreadItem }
	troubleOf   struct{ *ThreadItem }
	reactionsOf struct{ *ThreadItem }
)

// parts reads a JSON array into its elements.
func parts(raw string, to ...any) error {
	all := to
	if err := json.Unmarshal([]byte(raw), &all); err != nil {
		return err
	}
	if len(all) != len(to) {
		return fmt.Errorf("%d values where %d belong", len(all), len(to))
	}
	return nil
}

func idOf(text string) uuid.UUID {
	var id uuid.UUID
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == len(id) {
		copy(id[:], raw)
	}
	return id
}

// Scan reads a JSON array or nothing.
func (f fileOf) Scan(value any) error {
	raw, _ := value.(string)
	if raw == "" {
		return nil
	}
	m := &shop.Media{}
	f.file = m
	return parts(raw, &f.Media, &m.Hash, &m.MIME, &m.Name, &m.Size, &m.Seconds, &m.Width, &m.Height, &f.Why)
}

// Scan reads a JSON array or nothing.
func (q quotedOf) Scan(value any) error {
	raw, _ := value.(string)
	if raw == "" {
		return nil
	}
	var id string
	var missing, outgoing int
	quoted := &Quoted{}
	err := parts(raw, &id, &missing, &outgoing, &quoted.Type, &quoted.Text)
	quoted.Message.UUID, quoted.Missing, quoted.Outgoing = idOf(id), missing != 0, outgoing != 0
	q.Quoted = quoted
	return err
}

// Scan reads a JSON array or nothing.
func (u updateOf) Scan(value any) error {
	raw, _ := value.(string)
	if raw == "" {
		return nil
	}
	var id string
	var items []shop.Item
	update := &OrderRef{}
	err := parts(raw, &id, &update.Status, &update.Number, &items, &update.Total.Micros, &update.Total.Currency)
	update.Order.UUID, update.Items = idOf(id), ItemsText(items)
	u.Update = update
	return err
}

// Scan reads a JSON array or nothing.
func (t troubleOf) Scan(value any) error {
	raw, _ := value.(string)
	if raw == "" {
		return nil
	}
	var retry int64
	err := parts(raw, &t.Flag, &t.Code, &t.Reason, &retry, &t.Held)
	t.RetryAt = moment(retry)
	return err
}

// Scan reads reactions.
func (r reactionsOf) Scan(value any) error {
	text, _ := value.(string)
	r.Reactions = readReactions(text)
	return nil
}

// pipelineNow is the order of the statuses with what waits laid over it.
func (s *Store) pipelineNow(ctx context.Context) (shop.Pipeline, error) {
	var facts shop.ShopFacts
	if _, err := s.one(ctx, "SELECT pipeline FROM shop WHERE one = 1", nil, jsonInto{&facts.Pipeline}); err != nil {
		return nil, err
	}
	waiting, err := s.waiting(ctx, shop.DoConfigureShop)
	for _, w := range waiting {
		if wish, ok := w.wish.(*shop.ConfigureShop); ok {
			configured(&facts, &wish.Settings)
		}
	}
	return facts.Pipeline, err
}

// threadContents say what a conversation has beside messages.
type threadContents struct {
	n                     int64
	notes, lines, waiting bool
}

// threadHas looks up a conversation's number, and which lists need no reading.
func (s *Store) threadHas(ctx context.Context, id shop.ConversationID) (threadContents, error) {
	var has threadContents
	_, err := s.one(ctx, `SELECT coalesce((SELECT n FROM conversations WHERE id = ?1), 0),
			EXISTS (SELECT 1 FROM notes WHERE conversation = (SELECT n FROM conversations WHERE id = ?1)),
			EXISTS (SELECT 1 FROM lines WHERE conversation = (SELECT n FROM conversations WHERE id = ?1)),
			EXISTS (SELECT 1 FROM local_items WHERE conversation = ?1)`,
		[]any{blob(id.UUID)}, &has.n, truth{&has.notes}, truth{&has.lines}, truth{&has.waiting})
	return has, err
}

// listIf is list for what may be known to be empty.
func listIf[T any](ctx context.Context, s *Store, there bool, query string, args []any, scan func(rows rowScanner) (T, error)) ([]T, error) {
	if !there {
		return nil, nil
	}
	return list(ctx, s, query, args, scan)
}
