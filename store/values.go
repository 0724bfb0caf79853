package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// How values are written: ids as 16 bytes or none, times as milliseconds,
// truth as 0 and 1.

func blob(id uuid.UUID) []byte {
	if id == uuid.Nil {
		return []byte{}
	}
	return id[:]
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// jsonText writes a value that is known to be writable.
func jsonText(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: a %T can't be written as JSON: %v", v, err))
	}
	return string(raw)
}

func readJSON(text string, v any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), v)
}

// at reads a time from a row.
type at struct{ to *time.Time }

// Scan reads milliseconds.
func (a at) Scan(value any) error {
	ms, _ := value.(int64)
	*a.to = moment(ms)
	return nil
}

// truth reads 0 and 1 from a row.
type truth struct{ to *bool }

// Scan reads an integer.
func (b truth) Scan(value any) error {
	n, _ := value.(int64)
	*b.to = n != 0
	return nil
}

// jsonInto reads a JSON column from a row.
type jsonInto struct{ to any }

// Scan reads text.
func (j jsonInto) Scan(value any) error {
	text, _ := value.(string)
	return readJSON(text, j.to)
}

// word reads text that may be missing from an outer join.
type word[T ~string] struct{ to *T }

// Scan reads text or nothing.
func (w word[T]) Scan(value any) error {
	text, _ := value.(string)
	*w.to = T(text)
	return nil
}

// number reads an integer that may be missing from an outer join.
type number[T ~int | ~int64 | ~uint64] struct{ to *T }

// Scan reads an integer or nothing.
func (n number[T]) Scan(value any) error {
	v, _ := value.(int64)
	*n.to = T(v)
	return nil
}
