package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// The errors of this package, beside NewerFileError and DamagedError.
var (
	// ErrNotFound says that the store has no such thing.
	ErrNotFound = errors.New("not in the store")
	// ErrNotWritable says that the file or its folder can't be written to.
	ErrNotWritable = errors.New("the shop's file can't be written to: check the folder's permissions and the free space")
	// ErrInUse says that another program holds the file's write lock.
	ErrInUse = errors.New("the shop's file is in use by another program: close it and try again")
	// ErrOtherShop says that the file belongs to another shop.
	ErrOtherShop = errors.New("the file belongs to another shop")
	// ErrNotOurs says that the file was made by another program.
	ErrNotOurs = errors.New("the file was not made by Mostrador")
	// ErrLeft says that a command can't be cancelled: it may have left already.
	ErrLeft = errors.New("it may have left already")
	// ErrOrder says that events came without position or not in their order.
	ErrOrder = errors.New("events are not in the journal's order")
	// ErrClosed says that the store was closed.
	ErrClosed = errors.New("the store is closed")
)

// NewerFileError says that a newer program wrote the file. It was not touched.
type NewerFileError struct {
	Path          string
	File          int    // version of the file
	Known         int    // newest version this program knows
	OldestProgram string // oldest program version that may open it, "" where the file names none
}

func (e *NewerFileError) Error() string {
	with := "the newest version"
	if e.OldestProgram != "" {
		with = "version " + e.OldestProgram + " or newer"
	}
	return fmt.Sprintf("%s was written by a newer Mostrador (file version %d, this program knows %d): open it with %s",
		e.Path, e.File, e.Known, with)
}

// DamagedError says that SQLite can't read the file.
type DamagedError struct {
	Path string
	Err  error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged: keep a copy, then let Mostrador fetch the shop again (%v)", e.Path, e.Err)
}

// Unwrap is SQLite's own error.
func (e *DamagedError) Unwrap() error { return e.Err }

// explain turns SQLite's codes into this package's errors.
func (s *Store) explain(err error) error { return explain(s.path, err) }

func explain(path string, err error) error {
	var sqliteErr *sqlite.Error
	if !errors.As(err, &sqliteErr) {
		return err
	}
	switch sqliteErr.Code() & 0xff {
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return &DamagedError{Path: path, Err: err}
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM, lib.SQLITE_FULL:
		return fmt.Errorf("%w (%w)", ErrNotWritable, err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return fmt.Errorf("%w (%w)", ErrInUse, err)
	}
	return err
}
