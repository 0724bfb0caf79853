package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"modernc.org/sqlite"

	"mostrador/shop"
)

// Contents says what is in a shop's file. Two files with the same Digest hold
// the same facts, the same drafts and the same that waits to leave.
type Contents struct {
	Shop      shop.ShopID   `json:"shop"`
	Position  shop.Position `json:"position"` // of the newest event
	Messages  int           `json:"messages"`
	Customers int           `json:"customers"`
	Orders    int           `json:"orders"`
	Newest    time.Time     `json:"newest"` // of the newest message; zero: there is none
	Digest    string        `json:"digest"` // of the canonical dump
}

// metaBackup is in copies only: what they held when they were made.
const metaBackup = "backup"

// ErrNoCopy says that a store in memory can't be copied.
var ErrNoCopy = errors.New("a store in memory has no file to copy")

// CopyTo writes a copy to a path where nothing is yet, and answers what was
// copied, read in the same moment as the copy. Whoever writes goes on
// meanwhile. The copy carries its Contents, so that Inspect notices later when
// it isn't what it was. On an error nothing is left at the path.
func (s *Store) CopyTo(ctx context.Context, path string) (c Contents, err error) {
	if s.path == memory {
		return c, ErrNoCopy
	}
	if provisional, _, err := s.Provisional(ctx); err != nil || provisional {
		return c, errors.Join(err, errProvisional)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return c, fmt.Errorf("%w (%w)", ErrNotWritable, err)
	}
	if err := file.Close(); err != nil {
		return c, fmt.Errorf("begin the copy: %w", err)
	}
	if c, err = s.copyTo(ctx, path); err != nil {
		return Contents{}, errors.Join(fmt.Errorf("copy to %s: %w", path, explain(path, err)), removeFile(path))
	}
	return c, nil
}

func (s *Store) copyTo(ctx context.Context, path string) (c Contents, err error) {
	s.reads.swap.RLock() // the file must not be traded for another one meanwhile
	defer s.reads.swap.RUnlock()
	db, err := sql.Open("sqlite", readerDSN(s.path))
	if err != nil {
		return c, err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return c, err
	}
	defer func() { _ = conn.Close() }() // the pool closes next and reports
	// What is read and what is copied in one read transaction is of one moment.
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return c, err
	}
	defer func() { _, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK") }()
	if c, err = contents(ctx, conn); err != nil {
		return c, err
	}
	if err := conn.Raw(func(raw any) error { return copyPages(ctx, raw, path) }); err != nil {
		return c, err
	}
	return c, seal(ctx, path, c)
}

// pagesAtOnce are copied before it is looked whether to go on.
const pagesAtOnce = 512

func copyPages(ctx context.Context, raw any, path string) (err error) {
	source, ok := raw.(interface {
		NewBackup(uri string) (*sqlite.Backup, error)
	})
	if !ok {
		return errors.ErrUnsupported
	}
	job, err := source.NewBackup("file:" + (&url.URL{Path: path}).EscapedPath())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, job.Finish()) }()
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if more, err = job.Step(pagesAtOnce); err != nil {
			return err
		}
	}
	return nil
}

// seal writes into a copy what it holds, and makes it one file that needs no
// log beside it.
func seal(ctx context.Context, path string, c Contents) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return edit(ctx, path, func(db queryExecer) error {
		if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = delete"); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", metaBackup, string(text))
		return err
	})
}

type queryExecer interface {
	queryer
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// edit changes a file that no store has open.
func edit(ctx context.Context, path string, work func(db queryExecer) error) (err error) {
	db, err := sql.Open("sqlite", dsn(path, readerCacheKB, "secure_delete(1)", "synchronous(2)"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // the pool closes next and reports
	return explain(path, work(conn))
}

// Inspect looks through a copy without changing it. It answers a
// *DamagedError when SQLite finds damage or when the copy doesn't hold what it
// held when it was made; ErrNotOurs and *NewerFileError as Open does.
func Inspect(ctx context.Context, path string) (c Contents, err error) {
	db, err := sql.Open("sqlite", dsn(path, readerCacheKB, "query_only(1)")+"&mode=ro&immutable=1")
	if err != nil {
		return c, fmt.Errorf("look into %s: %w", path, err)
	}
	defer db.Close()
	if err := probeVersion(ctx, db, path); err != nil {
		return c, explain(path, err)
	}
	if c, err = inspect(ctx, db, path); err != nil {
		return c, fmt.Errorf("look into the copy: %w", explain(path, err))
	}
	return c, nil
}

func inspect(ctx context.Context, db *sql.DB, path string) (c Contents, err error) {
	var verdict, noted string
	if err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return c, err
	}
	if verdict != "ok" {
		return c, &DamagedError{Path: path, Err: errors.New(verdict)}
	}
	if c, err = contents(ctx, db); err != nil {
		return c, err
	}
	err = db.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", metaBackup).Scan(&noted)
	if errors.Is(err, sql.ErrNoRows) {
		return c, nil // a file that is no copy of CopyTo
	}
	if err != nil {
		return c, err
	}
	var made Contents
	if err := json.Unmarshal([]byte(noted), &made); err != nil || made.Digest != c.Digest || made.Messages != c.Messages ||
		made.Customers != c.Customers || made.Orders != c.Orders || made.Position != c.Position {
		return c, &DamagedError{Path: path, Err: errors.New("it does not hold what it held when it was made")}
	}
	return c, nil
}

type rowQueryer interface {
	queryer
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func contents(ctx context.Context, db rowQueryer) (c Contents, err error) {
	var owner string
	var newest int64
	err = db.QueryRowContext(ctx, `SELECT coalesce((SELECT value FROM meta WHERE key = 'shop'), ''),
		coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'position'), 0),
		(SELECT count(*) FROM messages), (SELECT count(*) FROM customers), (SELECT count(*) FROM orders),
		(SELECT coalesce(max(at), 0) FROM messages)`).
		Scan(&owner, number[shop.Position]{&c.Position}, &c.Messages, &c.Customers, &c.Orders, &newest)
	if err != nil {
		return c, err
	}
	if err := c.Shop.UnmarshalText([]byte(owner)); err != nil {
		return c, fmt.Errorf("whose file it is: %w", err)
	}
	c.Newest = moment(newest)
	c.Digest, err = digest(ctx, db)
	return c, err
}

// keptTables are what only this device knows and nobody would want to lose.
var keptTables = []struct{ name, order string }{{"outbox", "seq"}, {"drafts", "conversation"}}

func digest(ctx context.Context, db queryer) (string, error) {
	sum := sha256.New()
	for _, tables := range [][]struct{ name, order string }{confirmedTables, keptTables} {
		for _, table := range tables {
			if err := dumpRows(ctx, sum, db, table.name, table.order); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// HeldRestored is why a command waits that came back with a backup: whether it
// left after the backup was made, or was taken back, nobody here knows.
const HeldRestored Held = "restored"

// Unseal makes a copy a shop's file again: the feed goes on from the copy's
// place. What waited when the copy was made may have left or been taken back
// since: the relay is asked about each, and what it doesn't know waits for
// somebody's decision.
func Unseal(ctx context.Context, path string) error {
	err := edit(ctx, path, func(db queryExecer) error {
		for _, statement := range []string{
			"DELETE FROM meta WHERE key = '" + metaBackup + "'", "DELETE FROM kept_pages",
			"UPDATE outbox SET held = '" + string(HeldRestored) + "', attempts = max(attempts, 1) WHERE answered = 0",
		} {
			if _, err := db.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("make the copy the shop's file: %w", err)
	}
	return nil
}

// DropRestored forgets what waited when a copy was made: the file that the copy
// replaces can still tell what waits now (see Readable and Rescue).
func (s *Store) DropRestored(ctx context.Context) error {
	_, err := s.local(ctx, "forget what waited in a copy", func(f *fold) error {
		var all []shop.CommandID
		f.each("SELECT id FROM outbox ORDER BY seq", nil, func(rows rowScanner) error {
			var id shop.CommandID
			err := rows.Scan(&id.UUID)
			all = append(all, id)
			return err
		})
		for _, id := range all {
			f.drop(id, shop.ReasonNone, "")
		}
		return f.err
	})
	return err
}

// Readable says whether what waits to leave can be read out of a file that is
// damaged elsewhere.
func Readable(ctx context.Context, path string) bool {
	db, err := sql.Open("sqlite", readerDSN(path))
	if err != nil {
		return false
	}
	defer db.Close()
	return readAll(ctx, db, "SELECT id, command FROM outbox ORDER BY seq", func(rows rowScanner) error {
		var id []byte
		var cmd shop.Command
		return rows.Scan(&id, jsonInto{&cmd})
	}) == nil
}
