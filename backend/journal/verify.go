package journal

import (
	"time"

	"github.com/google/uuid"
)

// Genesis is the hash before the first entry of a log: what the first entry's
// Follow is asked with.
func Genesis(name string) Hash { return genesis(name, firstEpoch) }

// Follow is the hash that an entry with this content has at a position, after
// one with the hash before. Whoever keeps entries elsewhere proves with it that
// they are the log's.
func Follow(before Hash, position Position, batch uuid.UUID, recorded time.Time, data []byte) Hash {
	f := frame{batch: batch, recorded: recorded.UnixNano(), prev: before, data: data}
	return f.hash(position)
}
