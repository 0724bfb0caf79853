package journal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Cursor names a place in a log and proves which log it was: its text form is
// "epoch:position:chain" with the whole chain hash in lower-case hex. The zero
// Cursor is the beginning of any log.
type Cursor struct {
	Epoch    uint32
	Position Position
	Chain    Hash
}

// IsZero tells whether c is the beginning.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// String is the text form that ParseCursor reads.
func (c Cursor) String() string {
	return fmt.Sprintf("%d:%d:%s", c.Epoch, c.Position, hex.EncodeToString(c.Chain[:]))
}

// MarshalText writes the text form.
func (c Cursor) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the text form.
func (c *Cursor) UnmarshalText(text []byte) error {
	parsed, err := ParseCursor(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

var errCursorText = errors.New("cursor must read epoch:position:chain, with 64 hex digits of chain")

// ParseCursor reads a cursor's text form. Only the exact form that String
// writes is accepted, so that one place has one name; the empty text is the
// beginning.
func ParseCursor(text string) (Cursor, error) {
	if text == "" {
		return Cursor{}, nil
	}
	parts := strings.Split(text, ":")
	if len(parts) != 3 || len(parts[2]) != 2*len(Hash{}) {
		return Cursor{}, errCursorText
	}
	epoch, err := strconv.ParseUint(parts[0], 10, 32)
	if err != nil {
		return Cursor{}, errCursorText
	}
	position, err := strconv.ParseUint(parts[1], 10, 64)
	if err != nil {
		return Cursor{}, errCursorText
	}
	c := Cursor{Epoch: uint32(epoch), Position: Position(position)}
	if _, err := hex.Decode(c.Chain[:], []byte(parts[2])); err != nil {
		return Cursor{}, errCursorText
	}
	if c.String() != text || (c.Position == 0 && !c.IsZero()) {
		return Cursor{}, errCursorText
	}
	return c, nil
}
