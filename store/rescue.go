package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"mostrador/shop"
)

// Rescue takes over from a damaged file what only this device knew: commands
// without an answer, and drafts, as far as they can be read. It answers how
// many commands there were. The relay answers a command that it had taken
// already with the same answer, so nothing is sent twice. The damaged file is
// left as it is.
func (s *Store) Rescue(ctx context.Context, path string) (int, error) {
	db, err := sql.Open("sqlite", readerDSN(path))
	if err != nil {
		return 0, fmt.Errorf("look into the damaged file: %w", err)
	}
	defer db.Close()
	var commands []shop.Command
	unread := readAll(ctx, db, "SELECT command FROM outbox ORDER BY seq", func(rows rowScanner) error {
		var cmd shop.Command
		if err := rows.Scan(jsonInto{&cmd}); err != nil {
			return err
		}
		commands = append(commands, cmd)
		return nil
	})
	type draft struct {
		conversation, quotes []byte
		text                 string
	}
	var drafts []draft
	unread = errors.Join(unread, readAll(ctx, db, "SELECT conversation, text, quotes FROM drafts", func(rows rowScanner) error {
		var d draft
		if err := rows.Scan(&d.conversation, &d.text, &d.quotes); err != nil {
			return err
		}
		drafts = append(drafts, d)
		return nil
	}))
	if unread != nil {
		s.log.Warn("not all of the damaged file can be read", "error", unread)
	}
	_, err = s.local(ctx, "take over from a damaged file", func(f *fold) error {
		for _, cmd := range commands {
			wish, err := cmd.Open()
			if err != nil {
				continue // a kind of a later program: there is nobody to ask
			}
			if err := f.take(cmd, wish); err != nil {
				return err
			}
		}
		for _, d := range drafts {
			f.exec("INSERT INTO drafts (conversation, text, quotes, saved) VALUES (?, ?, coalesce(?, x''), ?) ON CONFLICT DO NOTHING",
				d.conversation, d.text, d.quotes, millis(s.now()))
		}
		return f.err
	})
	return len(commands), err
}

// readAll reads rows until one can't be read.
func readAll(ctx context.Context, db *sql.DB, query string, scan func(rows rowScanner) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	return walk(rows, scan)
}
