package facts

import (
	"mostrador/backend/journal"
)

// Sealed is a stretch of the journal that is kept as a segment.
type Sealed struct {
	First  journal.Position
	Cursor journal.Cursor // of its last event
	Name   string
	Bytes  int64
}

// Listed says whether the file knows which segments the storage has.
func (t *Tx) Listed() (listed bool) {
	t.row(`SELECT listed FROM progress`, nil, &listed)
	return listed
}

// SetListed takes over which segments the storage has.
func (t *Tx) SetListed(all []Sealed) error {
	if err := t.exec(`DELETE FROM segments`); err != nil {
		return err
	}
	for _, s := range all {
		if err := t.AddSealed(s); err != nil {
			return err
		}
	}
	return t.exec(`UPDATE progress SET listed = 1`)
}

// AddSealed adds a segment.
func (t *Tx) AddSealed(s Sealed) error {
	return t.exec(`INSERT OR REPLACE INTO segments (first, last, cursor, name, bytes) VALUES (?, ?, ?, ?, ?)`,
		int64(s.First), int64(s.Cursor.Position), s.Cursor.String(), s.Name, s.Bytes)
}

// SealedAt is the segment that has a position.
func (t *Tx) SealedAt(position journal.Position) (Sealed, bool) {
	return t.sealed(`SELECT first, cursor, name, bytes FROM segments WHERE first <= ? AND last >= ?`, int64(position), int64(position))
}

// LastSealed is the segment that ends furthest.
func (t *Tx) LastSealed() (Sealed, bool) {
	return t.sealed(`SELECT first, cursor, name, bytes FROM segments ORDER BY first DESC LIMIT 1`)
}

func (t *Tx) sealed(query string, values ...any) (s Sealed, ok bool) {
	var cursor string
	if !t.row(query, values, &s.First, &cursor, &s.Name, &s.Bytes) {
		return s, false
	}
	var err error
	s.Cursor, err = journal.ParseCursor(cursor)
	t.fail(err)
	return s, err == nil
}
