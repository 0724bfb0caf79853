package store

import "mostrador/shop"

// importUndone takes what an import brought in away again. A message that came
// by itself meanwhile is no longer only from before, and stays.
func (f *fold) importUndone(b *shop.ImportUndone) {
	f.forget()
	type undone struct {
		at       int64
		outgoing bool
	}
	var (
		all     []undone
		touched orderedSet[int64]
	)
	const these = "FROM messages WHERE imported = ? AND imported <> x'' AND origin = '" + fromHistory + "'"
	id := blob(b.Import.UUID)
	f.each("SELECT at, outgoing, conversation, id "+these, []any{id}, func(rows rowScanner) error {
		var u undone
		var conversation int64
		var message shop.MessageID
		err := rows.Scan(&u.at, &u.outgoing, &conversation, &message.UUID)
		all = append(all, u)
		touched.add(conversation)
		f.messages.add(message)
		return err
	})
	for _, u := range all {
		f.uncountDay(u.at, u.outgoing)
	}
	f.exec("DELETE FROM messages_fts WHERE rowid IN (SELECT position "+these+")", id)
	f.exec("DELETE FROM ledger WHERE message IN (SELECT id "+these+")", id)
	f.exec("DELETE FROM media WHERE message IN (SELECT id "+these+")", id)
	f.exec("DELETE "+these, id)
	for _, n := range touched.list {
		f.shorten(n)
	}
}

// shorten finds a conversation's last message again after some have gone. One
// in which nothing is left goes too.
func (f *fold) shorten(n int64) {
	c := f.numbered(n)
	if c == nil || c.gone {
		return
	}
	c.last = spot{}
	f.each("SELECT at, position FROM messages WHERE conversation = ? ORDER BY at DESC, position DESC LIMIT 1", []any{n}, func(rows rowScanner) error {
		return rows.Scan(&c.last.at, &c.last.position)
	})
	f.dirty.add(c.id)
	if c.last == (spot{}) && f.none("SELECT 1 FROM notes WHERE conversation = ? LIMIT 1", n) && f.none("SELECT 1 FROM lines WHERE conversation = ? LIMIT 1", n) {
		f.dropConversation(c.id)
	}
}

// none tells whether a query has no row.
func (f *fold) none(query string, values ...any) bool {
	found := false
	f.each(query, values, func(rows rowScanner) error {
		found = true
		var one int
		return rows.Scan(&one)
	})
	return !found
}
