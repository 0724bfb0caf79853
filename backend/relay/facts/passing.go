package facts

import (
	"errors"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Passing says that an error is the disk's or the system's (full, busy, no
// more open files), not of what was to be folded: the same may go well later.
func Passing(err error) bool {
	var system syscall.Errno
	if errors.Is(err, ErrFile) || errors.As(err, &system) {
		return true
	}
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return false
	}
	switch fault.Code() & 0xff {
	case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_RANGE:
		return false
	}
	return true
}
