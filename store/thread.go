package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"mostrador/shop"
)

// ThreadKey is an item's place in its thread: (at, position). What waits on
// this device has no position and stands after what has one.
type ThreadKey struct {
	At       int64 // milliseconds
	Position int64
	Seq      int64 // of what waits
}

// compare orders two places.
func (k ThreadKey) compare(o ThreadKey) int {
	for _, pair := range [][2]int64{{k.At, o.At}, {k.Position, o.Position}, {k.Seq, o.Seq}} {
		switch {
		case pair[0] < pair[1]:
			return -1
		case pair[0] > pair[1]:
			return 1
		}
	}
	return 0
}

// ThreadQuery asks for a stretch of a thread. With neither Before, After nor
// Around it is the newest.
type ThreadQuery struct {
	Conversation shop.ConversationID
	Before       *ThreadKey     // older than this
	After        *ThreadKey     // newer than this
	Around       shop.MessageID // this message with half of Limit on either side
	Limit        int
}

// ItemKind is what a thread's item is.
type ItemKind string

// The kinds of item.
const (
	ItemMessage ItemKind = "message"
	ItemNote    ItemKind = "note"
	ItemLine    ItemKind = "line" // what stands between messages: a number changed
)

// Line is what a line between messages tells.
type Line struct {
	Change   shop.IdentityChange
	From, To string // numbers, as the platform writes them; may be empty
}

// Quoted is the message that another one answers.
type Quoted struct {
	Message  shop.MessageID
	Outgoing bool
	Type     shop.MessageType
	Text     string // the first 200 characters
	Missing  bool   // it is not in the store (yet)
}

// Reaction is an emoji that one side put on a message.
type Reaction struct {
	Emoji    string
	Customer bool // false: the shop
}

// OrderRef is the order that an update speaks of, as it is now.
type OrderRef struct {
	Order      shop.OrderID
	Number     string
	Status     shop.StatusID // that the update told
	StatusName string
	Step       int // its place in the pipeline, from 0; -1 when it is no longer in it
	Steps      int
	Items      string // "2 × Chapata, 1 × Apple pie"
	Total      shop.Money
}

// ThreadItem is a bubble.
type ThreadItem struct {
	Key      ThreadKey
	Kind     ItemKind
	Message  shop.MessageID
	Note     shop.NoteID
	Command  shop.CommandID // non-zero: it waits on this device, or was refused
	At       time.Time
	Outgoing bool
	Person   shop.PersonID
	Author   string // the person's name

	Type      shop.MessageType
	Content   shop.Content // Text and, for files, Media included
	Media     MediaState   // empty: there is no file
	Why       string       // of a file that was missed
	Forwarded bool
	FromPhone bool  // ours, written on the shop's own phone
	Past      bool  // from before the number was connected
	Line      *Line // of ItemLine
	Quoted    *Quoted
	Update    *OrderRef
	Again     bool // told again on purpose
	Reactions []Reaction
	Edited    bool
	Revoked   bool

	Rank     shop.Rank
	Flag     shop.Flag
	Code     int         // WhatsApp's error code
	Reason   shop.Reason // of a refusal
	Attempt  int
	Deadline time.Time // of the last attempt
	RetryAt  time.Time // of the next one, when it was postponed
	Held     string
	Category shop.Category

	file *shop.Media // while a row is read
}

// Thread reads a stretch of a conversation, oldest first.
func (s *Store) Thread(ctx context.Context, q ThreadQuery) ([]ThreadItem, error) {
	items, err := s.thread(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("read a thread: %w", err)
	}
	return items, nil
}

func (s *Store) thread(ctx context.Context, q ThreadQuery) ([]ThreadItem, error) {
	limit := bounded(q.Limit)
	if (q.Around != shop.MessageID{}) {
		return s.around(ctx, q, limit)
	}
	if q.After != nil {
		return s.stretch(ctx, q.Conversation, *q.After, true, limit)
	}
	before := ThreadKey{At: math.MaxInt64, Position: math.MaxInt64, Seq: math.MaxInt64}
	if q.Before != nil {
		before = *q.Before
	}
	return s.stretch(ctx, q.Conversation, before, false, limit)
}

func (s *Store) around(ctx context.Context, q ThreadQuery, limit int) ([]ThreadItem, error) {
	var key ThreadKey
	found, err := s.one(ctx, "SELECT at, position FROM messages WHERE id = ?", []any{blob(q.Around.UUID)}, &key.At, &key.Position)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("message: %w", ErrNotFound)
	}
	older, err := s.stretch(ctx, q.Conversation, key, false, max(limit/2, 1))
	if err != nil {
		return nil, err
	}
	key.Position-- // from the message itself on
	newer, err := s.stretch(ctx, q.Conversation, key, true, max(limit-limit/2, 1))
	return append(older, newer...), err
}

const inConversation = `WHERE m.conversation = ? `

const (
	messagesBefore = selectMessage + inConversation + "AND (m.at, m.position) < (?, ?) ORDER BY m.at DESC, m.position DESC LIMIT ?"
	messagesAfter  = selectMessage + inConversation + "AND (m.at, m.position) > (?, ?) ORDER BY m.at, m.position LIMIT ?"

	selectNote  = `SELECT m.at, m.position, m.id, m.person, coalesce(p.name, ''), m.text FROM notes m LEFT JOIN people p ON p.id = m.person `
	notesBefore = selectNote + inConversation + "AND (m.at, m.position) < (?, ?) ORDER BY m.at DESC, m.position DESC LIMIT ?"
	selectLine  = `SELECT m.at, m.position, m.change, m.before, m.after FROM lines m `
	linesBefore = selectLine + inConversation + "AND (m.at, m.position) < (?, ?) ORDER BY m.at DESC, m.position DESC LIMIT ?"
	linesAfter  = selectLine + inConversation + "AND (m.at, m.position) > (?, ?) ORDER BY m.at, m.position LIMIT ?"
	notesAfter  = selectNote + inConversation + "AND (m.at, m.position) > (?, ?) ORDER BY m.at, m.position LIMIT ?"

	selectLocal = `SELECT l.at, l.seq, l.command, l.kind, l.id, l.person, coalesce(p.name, ''), l.type, l.text, l.content,
	l.quotes, q.position IS NULL, coalesce(q.outgoing, 0), coalesce(q.type, ''), substr(coalesce(q.text, ''), 1, 200),
	l.update_order, l.update_status, coalesce(o.number, ''), coalesce(o.items, ''), coalesce(o.total, 0), coalesce(o.currency, ''),
	l.again, l.refused
	FROM local_items l
	LEFT JOIN people p ON p.id = l.person
	LEFT JOIN messages q ON q.id = nullif(l.quotes, x'')
	LEFT JOIN shown_orders o ON o.id = nullif(l.update_order, x'') `
	localBefore = selectLocal + "WHERE l.conversation = ? AND l.at <= ? ORDER BY l.at DESC, l.seq DESC LIMIT ?"
	localAfter  = selectLocal + "WHERE l.conversation = ? AND l.at >= ? ORDER BY l.at, l.seq LIMIT ?"
)

// stretch merges messages, notes, lines and what waits, each read in the thread's
// order from the key on.
func (s *Store) stretch(ctx context.Context, id shop.ConversationID, from ThreadKey, forward bool, limit int) ([]ThreadItem, error) {
	messages, notes, lines, local := messagesBefore, notesBefore, linesBefore, localBefore
	if forward {
		messages, notes, lines, local = messagesAfter, notesAfter, linesAfter, localAfter
	}
	has, err := s.threadHas(ctx, id)
	if err != nil {
		return nil, err
	}
	args := []any{has.n, from.At, from.Position, limit}
	items, err := list(ctx, s, messages, args, scanMessage)
	if err != nil {
		return nil, err
	}
	more, err := listIf(ctx, s, has.notes, notes, args, scanNote)
	if err != nil {
		return nil, err
	}
	between, err := listIf(ctx, s, has.lines, lines, args, scanLine)
	if err != nil {
		return nil, err
	}
	more = append(more, between...)
	waiting, err := listIf(ctx, s, has.waiting, local, []any{blob(id.UUID), from.At, limit}, scanLocal)
	if err != nil {
		return nil, err
	}
	items = append(items, more...)
	for _, item := range waiting {
		if order := item.Key.compare(from); forward && order > 0 || !forward && order < 0 {
			items = append(items, item)
		}
	}
	slices.SortFunc(items, func(a, b ThreadItem) int { return a.Key.compare(b.Key) })
	items = cut(items, limit, forward)
	return items, s.nameSteps(ctx, items)
}

// cut keeps the limit nearest to where the stretch began.
func cut(items []ThreadItem, limit int, forward bool) []ThreadItem {
	if len(items) <= limit {
		return items
	}
	if forward {
		return items[:limit]
	}
	return items[len(items)-limit:]
}

// nameSteps gives updates their status's name and place in the pipeline.
func (s *Store) nameSteps(ctx context.Context, items []ThreadItem) error {
	if !slices.ContainsFunc(items, func(i ThreadItem) bool { return i.Update != nil }) {
		return nil
	}
	pipeline, err := s.pipelineNow(ctx)
	if err != nil {
		return err
	}
	for i := range items {
		if u := items[i].Update; u != nil {
			status, _ := pipeline.Status(u.Status)
			u.StatusName, u.Step, u.Steps = status.Name, pipeline.Index(u.Status), len(pipeline)
		}
	}
	return nil
}

func (i *ThreadItem) attach(quoted Quoted, update OrderRef, items []shop.Item) {
	if (quoted.Message != shop.MessageID{}) {
		i.Quoted = &quoted
	}
	if (update.Order != shop.OrderID{}) {
		update.Items = ItemsText(items)
		i.Update = &update
	}
}

func readReactions(text string) []Reaction {
	if text == "" {
		return nil
	}
	var all []Reaction
	for _, part := range strings.Split(text, "\x1f") {
		who, emoji, _ := strings.Cut(part, " ")
		all = append(all, Reaction{Emoji: emoji, Customer: who == "customer"})
	}
	return all
}

func scanNote(rows rowScanner) (ThreadItem, error) {
	item := ThreadItem{Kind: ItemNote}
	err := rows.Scan(&item.Key.At, &item.Key.Position, &item.Note.UUID, &item.Person.UUID, &item.Author, &item.Content.Text)
	item.At = moment(item.Key.At)
	return item, err
}

func scanLine(rows rowScanner) (ThreadItem, error) {
	item := ThreadItem{Kind: ItemLine, Line: &Line{}}
	err := rows.Scan(&item.Key.At, &item.Key.Position, word[shop.IdentityChange]{&item.Line.Change}, &item.Line.From, &item.Line.To)
	item.At = moment(item.Key.At)
	return item, err
}

func scanLocal(rows rowScanner) (ThreadItem, error) {
	var item ThreadItem
	var id shop.MessageID
	var quoted Quoted
	var update OrderRef
	var items []shop.Item
	var text string
	err := rows.Scan(&item.Key.At, &item.Key.Seq, &item.Command.UUID, &item.Kind, &id.UUID, &item.Person.UUID, &item.Author,
		&item.Type, &text, jsonInto{&item.Content},
		&quoted.Message.UUID, truth{&quoted.Missing}, truth{&quoted.Outgoing}, &quoted.Type, &quoted.Text,
		&update.Order.UUID, &update.Status, &update.Number, jsonInto{&items}, &update.Total.Micros, &update.Total.Currency,
		truth{&item.Again}, &item.Reason)
	item.Key.Position = math.MaxInt64
	item.At = moment(item.Key.At)
	item.Content.Text = text
	if item.Reason != shop.ReasonNone {
		item.Flag = shop.FlagRefused
	}
	if item.Kind == ItemNote {
		item.Note = shop.NoteID(id)
		return item, err
	}
	item.Message, item.Outgoing, item.Rank = id, true, shop.RankWaiting
	if item.Content.Media != nil {
		item.Media = MediaStored
	}
	item.attach(quoted, update, items)
	return item, err
}

// ItemsText writes items in one line: "2 × Chapata, 1 × Apple pie".
func ItemsText(items []shop.Item) string {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = fmt.Sprintf("%d × %s", item.Quantity, item.Name)
	}
	return strings.Join(parts, ", ")
}
