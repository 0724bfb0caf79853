package store

import (
	"context"
	"fmt"
)

// confirmedTables are those that only the feed changes, in the order of Dump,
// with the columns that order their rows.
var confirmedTables = []struct{ name, order string }{
	{"shop", "one"}, {"channels", "id"}, {"people", "id"}, {"devices", "id"}, {"labels", "id"}, {"replies", "id"},
	{"templates", "waba, name, language"}, {"notices", "position"}, {"numbers", "channel"}, {"accounts", "waba"}, {"lines", "conversation, position"}, {"errands", "id"}, {"blocked", "customer, channel"},
	{"profiles", "channel"}, {"reacting", "message"}, {"months", "month, channel, currency"}, {"days", "day"},
	{"customers", "position"}, {"identifiers", "customer, kind, scope, value"}, {"customer_labels", "customer, label"},
	{"consents", "customer, purpose"}, {"conversations", "n"}, {"messages", "position"}, {"media", "message"},
	{"notes", "position"}, {"reactions", "ref, who"}, {"ledger", "message, position"}, {"dangling", "ref, position"},
	{"skipped", "position"}, {"claims", "conversation"}, {"orders", "position"}, {"order_history", "order_id, position"}, {"withheld", "order_id, position"},
}

// shownTables and searchTables follow from the confirmed ones and the outbox.
var (
	shownTables  = []string{"shown_customers", "shown_chats", "shown_orders"}
	searchTables = []string{"messages_fts", "customers_fts", "orders_fts", "phones_fts"}
)

// Reset drops what the feed can refill and forgets the place in it. What waits
// to leave, drafts and settings stay, and what waits is shown again.
func (s *Store) Reset(ctx context.Context) error {
	var changed Changed
	err := s.writer.do(ctx, full, func(t *tx) error {
		for _, table := range confirmedTables {
			t.exec("DELETE FROM " + table.name)
		}
		for _, table := range shownTables {
			t.exec("DELETE FROM " + table)
		}
		for _, table := range searchTables {
			t.exec("INSERT INTO " + table + " (" + table + ") VALUES ('delete-all')")
		}
		t.exec("DELETE FROM arrivals") // positions of the journal that comes now may be others
		t.exec("DELETE FROM meta WHERE key IN ('cursor', 'position', 'heads')")
		t.exec("DROP TABLE IF EXISTS heads_seen")
		t.exec("UPDATE meta SET value = ? WHERE key = 'fold'", foldVersion)
		// The answers lie beyond the journal that comes now.
		t.exec("UPDATE outbox SET answered = 0")
		f := newFold(t, s)
		f.showWaiting()
		changed = f.finish()
		changed.All = true
		return t.err
	})
	if err != nil {
		return fmt.Errorf("reset: %w", s.explain(err))
	}
	s.publish(changed)
	return nil
}

// showWaiting names all that a waiting command touches as changed.
func (f *fold) showWaiting() {
	var all []waitingCommand
	f.each("SELECT seq, command FROM outbox ORDER BY seq", nil, func(rows rowScanner) error {
		w, err := scanWaiting(rows)
		all = append(all, w)
		return err
	})
	for _, w := range all {
		f.retouch(w.seq, w.wish)
	}
}
