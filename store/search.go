package store

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mostrador/shop"
)

// SearchResult is what a text was found in. Each list holds the newest first.
type SearchResult struct {
	Customers []CustomerRow
	Orders    []OrderRow
	Replies   []Reply
	Messages  []Hit
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

// Range is a stretch of a text, in bytes: Text[From:To].
type Range struct{ From, To int }

// Search finds customers, orders, quick replies, messages and notes that have
// every word of the text, whatever its case and accents; the last letters of a
// word may be missing. Any text may be searched for.
func (s *Store) Search(ctx context.Context, text string, limit int) (SearchResult, error) {
	words := wordsOf(text)
	if len(words) == 0 {
		return SearchResult{}, nil
	}
	var result SearchResult
	var err error
	match, limit := matchOf(words), bounded(limit)
	if result.Customers, err = s.findCustomers(ctx, match, limit); err != nil {
		return SearchResult{}, fmt.Errorf("search customers: %w", err)
	}
	if result.Orders, err = s.findOrders(ctx, match, limit); err != nil {
		return SearchResult{}, fmt.Errorf("search orders: %w", err)
	}
	if result.Replies, err = s.findReplies(ctx, words, limit); err != nil {
		return SearchResult{}, fmt.Errorf("search quick replies: %w", err)
	}
	if result.Messages, err = s.findMessages(ctx, match, words, limit, 0); err != nil {
		return SearchResult{}, fmt.Errorf("search messages: %w", err)
	}
	return result, nil
}

// SearchConversation finds messages and notes of one conversation, newest first.
func (s *Store) SearchConversation(ctx context.Context, conversation shop.ConversationID, text string, limit int) ([]Hit, error) {
	words := wordsOf(text)
	if len(words) == 0 {
		return nil, nil
	}
	var n int64
	found, err := s.one(ctx, "SELECT n FROM conversations WHERE id = ?", []any{blob(conversation.UUID)}, &n)
	if err != nil || !found {
		return nil, err
	}
	return s.findMessages(ctx, matchOf(words), words, bounded(limit), n)
}

// maxWords bounds what one search asks for.
const maxWords = 12

// wordsOf splits a text as the index does: into letters and digits.
func wordsOf(text string) []string {
	words := strings.FieldsFunc(foldText(strings.ToValidUTF8(text, " ")), func(r rune) bool {
		return !(unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Co, r))
	})
	return words[:min(len(words), maxWords)]
}

// matchOf quotes every word, so that no text is a query in itself.
func matchOf(words []string) string {
	parts := make([]string, len(words))
	for i, word := range words {
		parts[i] = `"` + strings.ReplaceAll(word, `"`, `""`) + `"*`
	}
	return strings.Join(parts, " AND ")
}

func (s *Store) findCustomers(ctx context.Context, match string, limit int) ([]CustomerRow, error) {
	all, err := list(ctx, s, `SELECT r.id, r.name, r.phone, r.place, r.warning, r.sort
		FROM customers_fts f JOIN customers c ON c.position = f.rowid JOIN shown_customers l ON l.id = c.id
		JOIN shown_customers r ON r.id = l.root
		WHERE customers_fts MATCH ? AND r.forgotten = 0 ORDER BY f.rowid DESC LIMIT ?`, []any{match, limit}, func(rows rowScanner) (CustomerRow, error) {
		var r CustomerRow
		err := rows.Scan(&r.ID.UUID, &r.Name, &r.Phone, &r.Place, &r.Warning, &r.Key.Sort)
		r.Key.ID = r.ID
		return r, err
	})
	return union(nil, all), err // merged ones may be found twice
}

func (s *Store) findOrders(ctx context.Context, match string, limit int) ([]OrderRow, error) {
	found, err := list(ctx, s, `SELECT o.id FROM orders_fts f JOIN orders o ON o.position = f.rowid
		WHERE orders_fts MATCH ? ORDER BY f.rowid DESC LIMIT ?`, []any{match, limit}, func(rows rowScanner) (shop.OrderID, error) {
		var id shop.OrderID
		err := rows.Scan(&id.UUID)
		return id, err
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	info, err := s.Shop(ctx)
	if err != nil {
		return nil, err
	}
	var all []fullOrder
	for _, id := range found {
		rows, err := list(ctx, s, selectOrder+"WHERE o.id = ?", []any{blob(id.UUID)}, scanOrder)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return s.finishRows(ctx, all, info, nil)
}

func (s *Store) findReplies(ctx context.Context, words []string, limit int) ([]Reply, error) {
	all, err := s.Replies(ctx, "")
	if err != nil {
		return nil, err
	}
	var found []Reply
	for _, r := range all {
		if len(found) < limit && hasWords(wordsOfAll(r.Shortcut+" "+r.Text), words) {
			found = append(found, r)
		}
	}
	return found, nil
}

func wordsOfAll(text string) []string {
	return strings.FieldsFunc(foldText(text), func(r rune) bool { return !(unicode.IsLetter(r) || unicode.IsDigit(r)) })
}

func hasWords(in, want []string) bool {
	for _, w := range want {
		found := false
		for _, i := range in {
			found = found || strings.HasPrefix(i, w)
		}
		if !found {
			return false
		}
	}
	return true
}

const selectHit = `SELECT coalesce(m.id, x''), coalesce(n.id, x''), c.id, coalesce(leaf.root, c.customer), coalesce(root.name, ''),
	coalesce(m.at, n.at), coalesce(m.outgoing, 1), coalesce(m.type, ''), coalesce(m.text, n.text), coalesce(media.name, '')
	FROM messages_fts f
	LEFT JOIN messages m ON m.position = f.rowid
	LEFT JOIN notes n ON n.position = f.rowid
	LEFT JOIN media ON media.message = m.id
	JOIN conversations c ON c.n = coalesce(m.conversation, n.conversation)
	LEFT JOIN shown_customers leaf ON leaf.id = c.customer
	LEFT JOIN shown_customers root ON root.id = leaf.root
	WHERE messages_fts MATCH ? `

func (s *Store) findMessages(ctx context.Context, match string, words []string, limit int, conversation int64) ([]Hit, error) {
	query, args := selectHit+"ORDER BY f.rowid DESC LIMIT ?", []any{match, limit}
	if conversation != 0 {
		query, args = selectHit+"AND coalesce(m.conversation, n.conversation) = ? ORDER BY f.rowid DESC LIMIT ?", []any{match, conversation, limit}
	}
	return list(ctx, s, query, args, func(rows rowScanner) (Hit, error) {
		var h Hit
		var text, file string
		err := rows.Scan(&h.Message.UUID, &h.Note.UUID, &h.Conversation.UUID, &h.Customer.UUID, &h.Name, at{&h.At},
			truth{&h.Outgoing}, &h.Type, &text, &file)
		h.Snippet, h.Ranges = snippet(joined(text, file), words)
		return h, err
	})
}

// snippetRunes is about how long a snippet is.
const snippetRunes = 120

// snippet cuts a text around the first word found, and says where each is.
func snippet(text string, words []string) (string, []Range) {
	ranges := findWords(text, words)
	if utf8.RuneCountInString(text) <= snippetRunes {
		return text, ranges
	}
	from := 0
	if len(ranges) > 0 {
		from = back(text, ranges[0].From, snippetRunes/3)
	}
	to := from + ahead(text[from:], snippetRunes)
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(text) {
		after = "…"
	}
	var kept []Range
	for _, r := range ranges {
		if r.From >= from && r.To <= to {
			kept = append(kept, Range{r.From - from + len(before), r.To - from + len(before)})
		}
	}
	return before + text[from:to] + after, kept
}

// back steps some runes back from a byte.
func back(text string, at, runes int) int {
	for ; runes > 0 && at > 0; runes-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

// ahead is how many bytes some runes take.
func ahead(text string, runes int) int {
	n := 0
	for i := range text {
		if n == runes {
			return i
		}
		n++
	}
	return len(text)
}

// findWords finds the beginnings of words that match, in bytes of the text.
func findWords(text string, words []string) []Range {
	var ranges []Range
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		if n := matched(text[start:end], words); n > 0 {
			ranges = append(ranges, Range{start, start + n})
		}
		start = -1
	}
	for i, r := range text {
		inWord := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
		if inWord && start < 0 {
			start = i
		} else if !inWord {
			flush(i)
		}
	}
	flush(len(text))
	return ranges
}

// matched is how many bytes of a word the longest of the searched ones covers.
func matched(word string, words []string) int {
	best := 0
	for _, want := range words {
		best = max(best, coverage(word, want))
	}
	return best
}

// coverage is the byte at which a word has spelled out the beginning that is
// wanted; 0 when it begins otherwise.
func coverage(word, want string) int {
	for i, r := range word {
		part := foldText(string(r))
		switch {
		case want == "" && part != "": // an accent of its own belongs to its letter
			return i
		case !strings.HasPrefix(want, part):
			return 0
		}
		want = want[len(part):]
	}
	if want != "" {
		return 0
	}
	return len(word)
}
