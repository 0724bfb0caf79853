package facts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"mostrador/backend/journal"
	"mostrador/shop"
)

// Store is one shop's relay.db. All work happens in one transaction at a time.
type Store struct {
	shop  shop.ShopID
	path  string
	db    *sql.DB // nil while it rests, as is conn
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	turn  sync.Mutex // held while a transaction is open
}

// ErrFile says that a relay.db
// can't be used.
var ErrFile = errors.New("facts: the file can't be used")

// pragmas. NORMAL is enough, since the journal refills what a power cut takes;
// secure_delete overwrites what a forgotten customer leaves; the cache is small
// because a relay may hold a thousand of these files.
const pragmas = "?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=secure_delete(ON)" +
	"&_pragma=cache_size(-512)&_pragma=busy_timeout(5000)&_pragma=temp_store(MEMORY)"

// Open opens or makes a file. One of another fold version, or one that is
// damaged, is made anew, to be filled from the journal.
func Open(path string, id shop.ShopID) (*Store, error) {
	s, version, err := openVersion(path, id)
	switch {
	case err == nil && version == foldVersion:
		return s, nil
	case err == nil && version != 0:
		err = errors.Join(s.Close(), remove(path))
	case broken(err):
		err = remove(path)
	case err == nil:
		return s.made(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: replace %s: %w", ErrFile, path, err)
	}
	if s, _, err = openVersion(path, id); err != nil {
		return nil, err
	}
	return s.made(path)
}

// openVersion opens a file and says which fold version it has; 0 is a new one.
func openVersion(path string, id shop.ShopID) (*Store, int, error) {
	s, err := open(path, id)
	if err != nil {
		return nil, 0, err
	}
	var version int
	if err := s.conn.QueryRowContext(background, `PRAGMA user_version`).Scan(&version); err != nil {
		return nil, 0, errors.Join(fmt.Errorf("%w: %s: %w", ErrFile, path, err), s.Close())
	}
	return s, version, nil
}

// broken says that a file is no database any more. Nothing is lost with it.
func broken(err error) bool {
	var fault *sqlite.Error
	return errors.As(err, &fault) && (fault.Code()&0xff == sqlite3.SQLITE_NOTADB || fault.Code()&0xff == sqlite3.SQLITE_CORRUPT)
}

// made makes the tables of a new file.
func (s *Store) made(path string) (*Store, error) {
	made := fmt.Sprintf("BEGIN; %s %s %s %s; PRAGMA user_version = %d; COMMIT", schema, schemaPhone, schemaImports, schemaWeb, foldVersion)
	if _, err := s.conn.ExecContext(background, made); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s: %w", ErrFile, path, err), s.Close())
	}
	return s, nil
}

// background: a query that is interrupted half-way would only make a mess of
// the transaction, and none takes long.
var background = context.Background()

func open(path string, id shop.ShopID) (*Store, error) {
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+pragmas)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrFile, path, err)
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(background)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s: %w", ErrFile, path, err), db.Close())
	}
	return &Store{shop: id, path: path, db: db, conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

// Remove removes a file that is closed; Open makes a new one, to be filled from
// the journal.
func Remove(path string) error { return remove(path) }

func remove(path string) error {
	var errs []error
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Close closes the file, after the transaction that is open.
func (s *Store) Close() error { return s.Rest() }

// Rest gives back the half megabyte that an open file takes, until the next
// transaction opens it again.
func (s *Store) Rest() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if s.conn == nil {
		return nil
	}
	var errs []error
	for _, stmt := range s.stmts {
		errs = append(errs, stmt.Close())
	}
	s.stmts = map[string]*sql.Stmt{}
	errs = append(errs, s.conn.Close(), s.db.Close())
	s.conn, s.db = nil, nil
	return errors.Join(errs...)
}

// wake opens the file again after a rest; turn is held.
func (s *Store) wake() error {
	if s.conn != nil {
		return nil
	}
	again, err := open(s.path, s.shop)
	if err == nil {
		s.db, s.conn = again.db, again.conn
	}
	return err
}

// Begin opens the transaction; another caller's is waited for.
func (s *Store) Begin() (*Tx, error) {
	s.turn.Lock()
	if err := s.wake(); err != nil {
		s.turn.Unlock()
		return nil, err
	}
	if _, err := s.conn.ExecContext(background, "BEGIN IMMEDIATE"); err != nil {
		s.turn.Unlock()
		return nil, fmt.Errorf("facts: begin: %w", err)
	}
	return &Tx{store: s}, nil
}

// Cursor is the place up to which the file is folded.
func (s *Store) Cursor() (journal.Cursor, error) {
	tx, err := s.Begin()
	if err != nil {
		return journal.Cursor{}, err
	}
	defer tx.Rollback()
	return tx.Cursor()
}

// Fold folds events whose last stands at a cursor, all or nothing.
func (s *Store) Fold(events []shop.Event, end journal.Cursor) error {
	tx, err := s.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, e := range events {
		if err := tx.Fold(e); err != nil {
			return err
		}
	}
	return tx.Commit(end)
}

// CleanUp drops what is left of deleted rows beside the file itself.
func (s *Store) CleanUp() error {
	s.turn.Lock()
	defer s.turn.Unlock()
	if err := s.wake(); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(background, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("facts: clean up: %w", err)
	}
	return nil
}

func (s *Store) prepared(query string) (*sql.Stmt, error) {
	if stmt, ok := s.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(background, query)
	if err != nil {
		return nil, fmt.Errorf("facts: prepare: %w", err)
	}
	s.stmts[query] = stmt
	return stmt, nil
}
