package journal

import (
	"errors"
	"fmt"
)

var (
	// ErrConflict says that the log's end is not where the caller believed.
	ErrConflict = errors.New("journal: another writer was there first")
	// ErrDamaged says that the chain is broken; the error is a *DamagedError.
	ErrDamaged = errors.New("journal: damaged")
	// ErrCursorUnknown says that a cursor does not belong to this log: another
	// epoch, another chain, or beyond the end.
	ErrCursorUnknown = errors.New("journal: cursor is not of this journal")
	// ErrUnavailable says that the engine cannot work now (down, disk full,
	// closed). Nothing was acknowledged; try again later.
	ErrUnavailable = errors.New("journal: unavailable")
	// ErrUnknown says that a batch may or may not have been appended, and that
	// finding out failed. Repeating the same Append settles it. It is also an
	// ErrUnavailable.
	ErrUnknown = fmt.Errorf("%w, and whether the batch was kept is not known", ErrUnavailable)
	// ErrTooLarge says that an entry, a body or a batch exceeds a limit.
	ErrTooLarge = errors.New("journal: too large")
	// ErrInUse says that another process has this data folder open.
	ErrInUse = errors.New("journal: folder is in use by another process")
	// ErrUnsafe says that an external cluster would lose acknowledged entries.
	ErrUnsafe = errors.New("journal: cluster is not safe to write to")
)

// DamagedError names the first place where a stream cannot be trusted.
type DamagedError struct {
	Stream   string
	Position Position
	Reason   string
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("journal: %s is damaged at position %d: %s", e.Stream, e.Position, e.Reason)
}

// Is makes a DamagedError an ErrDamaged.
func (e *DamagedError) Is(target error) bool { return target == ErrDamaged }
