package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"mostrador/shop"
)

// A new device of a shop with a long history first shows the heads: the shop,
// its open orders and its newest conversations, folded from a choice of events.
// Such a file is provisional. The whole history is folded into a second file
// beside it, from the first event on, while the first one shows what is new;
// once the second has caught up it takes the first one's place, together with
// what only this device knows. So the end is the same as if the history had been
// there at once, and a crash at any moment leaves two files to go on with.

// ErrNotProvisional says that a file has its history already, or that it lies
// in memory only.
var ErrNotProvisional = errors.New("the shop's file has its history")

const (
	historySuffix = ".history"
	metaHeads     = "heads" // the next part to fetch; "done"; absent: the file is not provisional
	headsDone     = "done"
)

// Provisional says whether the file shows heads only, and which part of them
// comes next ("": none).
func (s *Store) Provisional(ctx context.Context) (provisional bool, next string, err error) {
	provisional, err = s.one(ctx, "SELECT value FROM meta WHERE key = ?", []any{metaHeads}, &next)
	if next == headsDone {
		next = ""
	}
	return provisional, next, err
}

// HasHeads says whether heads can be applied: to a file on a disk that has no
// events yet, or has heads.
func (s *Store) HasHeads(ctx context.Context) (bool, error) {
	if s.path == memory {
		return false, nil
	}
	cursor, at, err := s.Cursor(ctx)
	if err != nil {
		return false, err
	}
	provisional, _, err := s.Provisional(ctx)
	return provisional || cursor == "" && at == 0, err
}

// Heads is one part of the heads: events in the journal's order, the place in
// the feed of the first part, and what to ask the next part with.
type Heads struct {
	Events   []shop.Event
	Cursor   string
	Position shop.Position
	Next     string
}

// ApplyHeads folds a part of the heads and makes the file provisional. The feed
// goes on from the first part's place. A part may come again, and an event in
// several parts.
func (s *Store) ApplyHeads(ctx context.Context, part Heads) (Changed, error) {
	var changed Changed
	opened := openAll(part.Events)
	err := s.writer.do(ctx, normal, func(t *tx) error {
		var before string
		first := !t.scan("SELECT value FROM meta WHERE key = ?", []any{metaHeads}, &before)
		if _, err := t.w.conn.ExecContext(t.ctx, "CREATE TABLE IF NOT EXISTS heads_seen (position INTEGER PRIMARY KEY) STRICT"); err != nil {
			return err
		}
		f := newFold(t, s)
		if first && (f.position != 0 || s.path == memory) {
			return ErrNotProvisional
		}
		for i := range opened {
			e := &opened[i]
			if e.Shop != s.shop {
				return fmt.Errorf("%s at %d: %w", e.Kind, e.Position, ErrOtherShop)
			}
			if f.exec("INSERT INTO heads_seen (position) VALUES (?) ON CONFLICT DO NOTHING", int64(e.Position)) == 0 {
				continue
			}
			if err := f.one(e); err != nil {
				return fmt.Errorf("%s at %d: %w", e.Kind, e.Position, err)
			}
		}
		if first {
			f.position = part.Position
			f.setMeta("position", strconv.FormatUint(uint64(part.Position), 10))
			f.setMeta("cursor", part.Cursor)
		}
		if part.Next == "" {
			part.Next = headsDone
		}
		f.setMeta(metaHeads, part.Next)
		changed = f.finish()
		changed.All = first
		return t.err
	})
	if err != nil {
		return Changed{}, fmt.Errorf("apply heads: %w", s.explain(err))
	}
	s.publish(changed)
	return changed, nil
}

// History opens the second file of a provisional one, or begins it. The caller
// applies the feed to it, from its own Cursor on, and hands it to Adopt or
// closes it.
func (s *Store) History(ctx context.Context) (*Store, error) {
	if provisional, _, err := s.Provisional(ctx); err != nil || !provisional {
		return nil, errors.Join(err, ErrNotProvisional)
	}
	params := Params{Path: s.path + historySuffix, Shop: s.shop, Now: s.now, Logger: s.log}
	history, err := Open(ctx, params)
	var damaged *DamagedError
	if errors.As(err, &damaged) { // nothing in it is not somewhere else too
		if err = removeFile(params.Path); err == nil {
			history, err = Open(ctx, params)
		}
	}
	return history, err
}

// DropHistory removes what was left of a second file.
func (s *Store) DropHistory() error {
	if s.path == memory {
		return nil
	}
	return removeFile(s.path + historySuffix)
}

func removeFile(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Adopt puts a history that has caught up in the provisional file's place. The
// history is closed in any case. Whoever reads meanwhile waits for a moment.
func (s *Store) Adopt(ctx context.Context, history *Store) error {
	s.writer.mu.Lock()
	err := s.adopt(ctx, history)
	s.writer.mu.Unlock()
	if err != nil {
		return errors.Join(fmt.Errorf("take the history over: %w", err), history.Close())
	}
	s.publish(Changed{All: true})
	return nil
}

// adopt works under the writer's lock.
func (s *Store) adopt(ctx context.Context, history *Store) error {
	if s.writer.conn == nil {
		return ErrClosed
	}
	if err := s.mayAdopt(ctx, history); err != nil {
		return err
	}
	if err := history.takeLocal(ctx, s.path); err != nil {
		return err
	}
	if err := history.Close(); err != nil {
		return err
	}
	s.reads.swap.Lock()
	defer s.reads.swap.Unlock()
	return s.trade(ctx, history.path)
}

// mayAdopt makes sure that the history has everything that is shown.
func (s *Store) mayAdopt(ctx context.Context, history *Store) error {
	var here, there int64
	const place = "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'position'"
	if err := s.writer.conn.QueryRowContext(ctx, place).Scan(&here); err != nil {
		return err
	}
	if _, err := history.one(ctx, place, nil, &there); err != nil {
		return err
	}
	if there < here {
		return fmt.Errorf("it is at %d, and what is shown at %d", there, here)
	}
	return nil
}

// takeLocal copies what only this device knows from the file that is shown, and
// lays what waits over what was folded.
func (s *Store) takeLocal(ctx context.Context, from string) error {
	if err := s.attach(ctx, from); err != nil {
		return err
	}
	err := s.writer.do(ctx, full, func(t *tx) error {
		for _, table := range localTables(t) {
			t.exec("DELETE FROM main." + table)
			t.exec("INSERT INTO main." + table + " SELECT * FROM shown." + table)
		}
		t.exec(`INSERT OR REPLACE INTO main.meta (key, value) SELECT key, value FROM shown.meta
			WHERE key NOT IN ('cursor', 'position', 'fold', 'shop', ?)`, metaHeads)
		f := newFold(t, s)
		f.settleUpTo(f.position)
		f.showWaiting()
		f.finish()
		return t.err
	})
	return errors.Join(err, s.detach())
}

func (s *Store) attach(ctx context.Context, path string) error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	_, err := s.writer.conn.ExecContext(ctx, "ATTACH ? AS shown", path)
	return err
}

// detach lets go of the other file; statements that name it go too.
func (s *Store) detach() error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	for _, stmt := range s.writer.stmts {
		_ = stmt.Close()
	}
	clear(s.writer.stmts)
	_, err := s.writer.conn.ExecContext(context.Background(), "DETACH shown")
	return err
}

// localTables are those that the feed can't refill.
func localTables(t *tx) []string {
	var all []string
	t.each("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name", nil, func(rows rowScanner) error {
		var name string
		err := rows.Scan(&name)
		if !refilled(name) {
			all = append(all, name)
		}
		return err
	})
	return all
}

func refilled(table string) bool {
	switch {
	case table == "meta", table == "migrations", table == "heads_seen", slices.Contains(shownTables, table):
		return true
	case strings.HasPrefix(table, "sqlite_") && table != "sqlite_sequence":
		return true
	}
	for _, search := range searchTables {
		if table == search || strings.HasPrefix(table, search+"_") {
			return true
		}
	}
	return slices.ContainsFunc(confirmedTables, func(c struct{ name, order string }) bool { return c.name == table })
}

// trade closes the file, puts another in its place and opens that. Nothing is
// read meanwhile.
func (s *Store) trade(ctx context.Context, other string) error {
	if err := s.reads.close(); err != nil {
		return err
	}
	err := s.writer.shut()
	if err == nil {
		err = replaceFile(other, s.path)
	}
	// Whichever file is there now is gone on with.
	w, failed := openWriter(ctx, s.path)
	if failed != nil {
		return errors.Join(err, failed)
	}
	s.writer.db, s.writer.conn, s.writer.stmts, s.writer.level = w.db, w.conn, w.stmts, w.level
	r, failed := openReads(s.path, s.writer)
	if failed != nil {
		return errors.Join(err, failed)
	}
	s.reads.mu.Lock()
	s.reads.db, s.reads.stmts = r.db, r.stmts
	s.reads.mu.Unlock()
	return err
}

// replaceFile moves a closed file over another closed one. A write-ahead log
// that a crash had left beside either would belong to the wrong file.
func replaceFile(from, to string) error {
	for _, path := range []string{from, to} {
		if info, err := os.Stat(path + "-wal"); err == nil && info.Size() > 0 {
			return fmt.Errorf("%s-wal is still in use", path)
		}
		for _, suffix := range []string{"-wal", "-shm"} {
			if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return os.Rename(from, to)
}
