package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"mostrador/shop"
)

// Params say which file to open, and for whom.
type Params struct {
	Path   string           // ":memory:" for a store that is gone when closed
	Shop   shop.ShopID      // a file of another shop is refused
	Now    func() time.Time // the device's clock; time.Now when nil
	Logger *slog.Logger     // nothing is logged when nil
}

// Store is one shop's file. Its methods may be called from any goroutine.
type Store struct {
	path   string
	shop   shop.ShopID
	now    func() time.Time
	log    *slog.Logger
	writer *writer
	reads  *reads

	unwiped atomic.Bool // the write-ahead log may hold words of a forgotten customer

	mu          sync.Mutex
	subscribers map[int]func(Changed)
	nextSub     int
}

// Open opens a shop's file, or makes it. It returns a *NewerFileError when a
// newer program wrote the file, a *DamagedError when SQLite can't read it,
// ErrNotWritable, ErrInUse, ErrOtherShop or ErrNotOurs.
func Open(ctx context.Context, p Params) (*Store, error) {
	s := &Store{path: p.Path, shop: p.Shop, now: p.Now, log: p.Logger, subscribers: map[int]func(Changed){}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if err := probe(ctx, p.Path); err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		return nil, errors.Join(explain(p.Path, err), s.Close())
	}
	if _, err := s.Wake(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) connect(ctx context.Context) error {
	w, err := openWriter(ctx, s.path)
	if err != nil {
		return err
	}
	s.writer = w
	if err := migrate(ctx, w, s.now()); err != nil {
		return err
	}
	if err := s.claim(ctx); err != nil {
		return err
	}
	s.reads, err = openReads(s.path, w)
	return err
}

// claim writes whose file it is, or checks it.
func (s *Store) claim(ctx context.Context) error {
	return s.writer.do(ctx, normal, func(t *tx) error {
		var owner string
		if !t.scan("SELECT value FROM meta WHERE key = 'shop'", nil, &owner) {
			t.exec("INSERT INTO meta (key, value) VALUES ('shop', ?), ('fold', ?)", s.shop.String(), foldVersion)
			return t.err
		}
		if owner != s.shop.String() {
			return fmt.Errorf("%s: %w", s.path, ErrOtherShop)
		}
		return t.err
	})
}

// Close closes the file. What was committed stays.
func (s *Store) Close() error {
	var errs []error
	if s.reads != nil {
		errs = append(errs, s.reads.close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	return errors.Join(errs...)
}

// Backup writes a consistent copy of the file to a path where nothing is yet.
func (s *Store) Backup(ctx context.Context, path string) error {
	s.writer.mu.Lock()
	defer s.writer.mu.Unlock()
	if s.writer.conn == nil {
		return ErrClosed
	}
	if _, err := s.writer.conn.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, explain(path, err))
	}
	return nil
}

// reads is the pool of read-only connections with its prepared statements.
type reads struct {
	swap   sync.RWMutex // held for writing while the file is replaced; see Adopt
	db     *sql.DB
	shared *writer // of a memory store: reads go through the writer's connection
	mu     sync.Mutex
	stmts  map[string]*sql.Stmt
}

func openReads(path string, w *writer) (*reads, error) {
	if path == memory {
		return &reads{shared: w}, nil
	}
	db, err := sql.Open("sqlite", readerDSN(path))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return &reads{db: db, stmts: map[string]*sql.Stmt{}}, nil
}

func (r *reads) close() error {
	if r.db == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, stmt := range r.stmts {
		_ = stmt.Close() // the pool closes next and reports
	}
	r.stmts = map[string]*sql.Stmt{}
	return r.db.Close()
}

func (r *reads) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if stmt, ok := r.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := r.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	r.stmts[query] = stmt
	return stmt, nil
}

// each runs a query and hands every row to scan.
func (r *reads) each(ctx context.Context, query string, args []any, scan func(rows rowScanner) error) error {
	noteQuery(query)
	if r.shared != nil {
		return r.shared.each(ctx, query, args, scan)
	}
	r.swap.RLock()
	defer r.swap.RUnlock()
	stmt, err := r.stmt(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	return walk(rows, scan)
}

func walk(rows *sql.Rows, scan func(rows rowScanner) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// list reads a whole bounded result.
func list[T any](ctx context.Context, s *Store, query string, args []any, scan func(rows rowScanner) (T, error)) ([]T, error) {
	var all []T
	err := s.reads.each(ctx, query, args, func(rows rowScanner) error {
		one, err := scan(rows)
		if err == nil {
			all = append(all, one)
		}
		return err
	})
	return all, s.explain(err)
}

// one reads a single row; false when there is none.
func (s *Store) one(ctx context.Context, query string, args []any, dest ...any) (bool, error) {
	found := false
	err := s.reads.each(ctx, query, args, func(rows rowScanner) error {
		found = true
		return rows.Scan(dest...)
	})
	return found, s.explain(err)
}
