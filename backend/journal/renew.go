package journal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// Renewer is an engine whose logs can begin anew after damage. A new epoch has
// everything that was found again, in its old place where that is known; what
// a cursor of an earlier epoch names is still known as far as the chain up to
// there is the same. Nothing can be appended to the earlier epoch any more, by
// whoever has it open: they get ErrRenewed and open the log again.
type Renewer interface {
	// Epoch is a log's newest epoch; the first is 1.
	Epoch(ctx context.Context, name string) (uint32, error)
	// Salvage returns entries of a log after a position that are whole by
	// themselves, oldest first, at most about a thousand; none when there are no
	// more. They need not follow each other.
	Salvage(ctx context.Context, name string, after Position) ([]Loose, error)
	// Renew begins an epoch of a log. Fill adds what it shall have; it must add
	// at least one entry. The epoch is there once Renew returns, or not at all.
	// Of several who renew at once one wins and the others get ErrUnavailable.
	Renew(ctx context.Context, name string, epoch uint32, fill func(add func([]Entry) error) error) (Log, error)
}

// Loose is an entry with the hash of the one that came before it.
type Loose struct {
	Entry
	Before Hash
}

// ErrRenewed says that a log goes on in a newer epoch: open it again.
var ErrRenewed = errors.New("journal: the log goes on in a newer epoch")

var errNothingKept = errors.New("journal: a new epoch needs at least one entry")

// kept says up to which position earlier epochs are the beginning of this one.
type kept map[uint32]Position

// has tells whether a cursor of an earlier epoch names a place of this one.
func (k kept) has(c Cursor) bool { return c.Position > 0 && c.Position <= k[c.Epoch] }

// next is what the epoch after `epoch` keeps when its own beginning is the same up to a position.
func (k kept) next(epoch uint32, upTo Position) kept {
	all := kept{epoch: upTo}
	for earlier, position := range k {
		all[earlier] = min(position, upTo)
	}
	return all
}

func (k kept) String() string {
	parts := make([]string, 0, len(k))
	for _, epoch := range slices.Sorted(maps.Keys(k)) {
		parts = append(parts, fmt.Sprintf("%d:%d", epoch, k[epoch]))
	}
	return strings.Join(parts, ",")
}

func parseKept(text string) (kept, error) {
	all := kept{}
	for part := range strings.SplitSeq(text, ",") {
		if part == "" {
			continue
		}
		epoch, position, _ := strings.Cut(part, ":")
		e, err1 := strconv.ParseUint(epoch, 10, 32)
		p, err2 := strconv.ParseUint(position, 10, 62)
		if err := errors.Join(err1, err2); err != nil {
			return nil, fmt.Errorf("journal: what an epoch keeps reads %q: %w", text, err)
		}
		all[uint32(e)] = Position(p)
	}
	return all, nil
}

// refill chains entries anew from the beginning of a log.
type refill struct {
	place Cursor
	same  Position // up to here every entry is as it was
}

func newRefill(name string, epoch uint32) *refill {
	return &refill{place: Cursor{Epoch: epoch, Chain: genesis(name, firstEpoch)}}
}

// links are the entries as they are to be stored.
func (r *refill) links(entries []Entry) []link {
	links := make([]link, len(entries))
	for i, e := range entries {
		batch := e.Batch
		if batch == uuid.Nil {
			batch = uuid.New()
		}
		one := forge(batch, r.place, e.Recorded, [][]byte{e.Data})[0]
		r.place = one.cursor
		if r.same == r.place.Position-1 && e.Cursor.Chain == r.place.Chain {
			r.same = r.place.Position
		}
		links[i] = one
	}
	return links
}
