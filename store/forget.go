package store

import (
	"context"
	"slices"

	"mostrador/shop"
)

// forgottenFiles is where meta keeps the hashes of files that are to be removed.
const forgottenFiles = "forgotten_files"

// noteFiles writes down which files a customer's messages had, before their
// rows go: the files themselves are not in this database.
func (f *fold) noteFiles(id shop.CustomerID) {
	f.flush() // rows of this transaction as well
	all := orderedSet[string]{}
	for _, hash := range f.filesToForget() {
		all.add(hash)
	}
	f.each(`SELECT m.hash FROM media m JOIN conversations c ON c.n = m.conversation WHERE c.customer = ? AND m.hash <> ''`,
		[]any{blob(id.UUID)}, func(rows rowScanner) error {
			var hash string
			err := rows.Scan(&hash)
			all.add(hash)
			return err
		})
	if len(all.list) > 0 {
		f.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", forgottenFiles, jsonText(all.list))
	}
}

func (t *tx) filesToForget() (hashes []string) {
	t.scan("SELECT value FROM meta WHERE key = ?", []any{forgottenFiles}, jsonInto{&hashes})
	return hashes
}

// dropWishes drops what waits to leave and is about a customer or one of their
// conversations: the relay would refuse it, and it holds their words. The wish
// to forget them, and an order's new status, stay until they are answered.
func (f *fold) dropWishes(of ...any) {
	for _, id := range of {
		var all []shop.CommandID
		f.each("SELECT o.id FROM touches t JOIN outbox o ON o.seq = t.seq WHERE t.id = ? AND o.kind NOT IN (?, ?)",
			[]any{id, string(shop.DoForgetCustomer), string(shop.DoMoveOrder)}, func(rows rowScanner) error {
				var command shop.CommandID
				err := rows.Scan(&command.UUID)
				all = append(all, command)
				return err
			})
		for _, command := range all {
			f.drop(command, shop.ReasonNone, "")
		}
	}
}

// FilesToForget are the hashes of files that belonged to forgotten customers
// and to nobody else, until FilesForgotten was called.
func (s *Store) FilesToForget(ctx context.Context) ([]string, error) {
	var free []string
	err := s.writer.do(ctx, normal, func(t *tx) error {
		free = t.withoutOwner(t.filesToForget())
		return t.err
	})
	return free, s.explain(err)
}

// FilesForgotten notes that files of forgotten customers were removed.
func (s *Store) FilesForgotten(ctx context.Context, removed []string) error {
	return s.explain(s.writer.do(ctx, normal, func(t *tx) error {
		left := []string{} // files that another customer has too stay, and are no longer ours to remove
		for _, hash := range t.withoutOwner(t.filesToForget()) {
			if !slices.Contains(removed, hash) {
				left = append(left, hash)
			}
		}
		t.exec("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", forgottenFiles, jsonText(left))
		t.exec("DELETE FROM meta WHERE key = ? AND value = '[]'", forgottenFiles)
		return t.err
	}))
}

// withoutOwner leaves those of some hashes that no message has.
func (t *tx) withoutOwner(hashes []string) []string {
	if len(hashes) == 0 {
		return nil
	}
	owned := map[string]bool{}
	t.each("SELECT DISTINCT hash FROM media WHERE hash IN (SELECT value FROM json_each(?))", []any{jsonText(hashes)}, func(rows rowScanner) error {
		var hash string
		err := rows.Scan(&hash)
		owned[hash] = true
		return err
	})
	return slices.DeleteFunc(hashes, func(hash string) bool { return owned[hash] })
}

// wipe empties the write-ahead log, which keeps pages as they were. While
// somebody reads an old page it has to wait, and is done with the next page of
// the feed.
func (s *Store) wipe(ctx context.Context, forgot bool) {
	if forgot {
		s.unwiped.Store(true)
	}
	if !s.unwiped.Load() {
		return
	}
	if s.path == memory || s.writer.truncate(context.WithoutCancel(ctx)) {
		s.unwiped.Store(false)
	}
}

// truncate empties the write-ahead log and says whether it could.
func (w *writer) truncate(ctx context.Context) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.conn == nil {
		return true // closing has done it
	}
	var busy, pages, moved int
	err := w.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	return err == nil && busy == 0
}
