// Package journaltest tells the stories that every make of the journal must
// pass. Tests of an engine call Run.
package journaltest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
)

// Make is how the suite gets an engine.
type Make struct {
	// Open makes an empty engine; the suite closes it.
	Open func(testing.TB) journal.Engine
	// Reopen stops an engine and opens the one that a restarted program finds.
	Reopen func(testing.TB, journal.Engine) journal.Engine
}

// Run tells every story, each on a fresh engine.
func Run(t *testing.T, with Make) {
	stories := []struct {
		name string
		tell func(*testing.T, *place)
	}{
		{"an empty log ends at its beginning", emptyLog},
		{"what is appended is read back in order", appendAndRead},
		{"reading keeps to its limits", readLimits},
		{"a writer who is late is told", conflict},
		{"repeating a batch appends it once", repeatedBatch},
		{"of racing writers one wins each place", race},
		{"a batch is there as a whole", wholeBatch},
		{"a cursor of elsewhere is refused", foreignCursor},
		{"sizes have limits", sizes},
		{"logs do not mix", separateLogs},
		{"whoever waits is woken", tailing},
		{"a restart keeps everything", restart},
		{"a closed engine says so", closedEngine},
		{"a log goes on in a new epoch", newEpoch},
		{"of two who begin a new epoch one wins", epochHalfWay},
		{"webhook bodies are kept and read in order", intakePutRead},
		{"many put at once, all are kept once", intakeConcurrent},
		{"only old and translated bodies are trimmed", intakeTrim},
		{"a body of 3 MB passes", intakeLarge},
		{"whoever waits for a body is woken", intakeTailing},
	}
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			p := &place{make: with, engine: with.Open(t)}
			defer func() { require.NoError(t, p.engine.Close()) }()
			story.tell(t, p)
		})
	}
	t.Run("random writers agree with a plain list", func(t *testing.T) { model(t, with) })
}

// place is where a story happens.
type place struct {
	make   Make
	engine journal.Engine
}

func (p *place) log(t testing.TB, name string) journal.Log {
	log, err := p.engine.Log(t.Context(), name)
	require.NoError(t, err)
	return log
}

func (p *place) intake(t testing.TB) journal.Intake {
	intake, err := p.engine.Intake(t.Context())
	require.NoError(t, err)
	return intake
}

func (p *place) restart(t testing.TB) { p.engine = p.make.Reopen(t, p.engine) }

func texts(words ...string) [][]byte {
	data := make([][]byte, len(words))
	for i, word := range words {
		data[i] = []byte(word)
	}
	return data
}

func add(t testing.TB, log journal.Log, after journal.Cursor, words ...string) journal.Cursor {
	t.Helper()
	end, err := log.Append(t.Context(), uuid.New(), after, texts(words...))
	require.NoError(t, err)
	return end
}

func words(entries []journal.Entry) []string {
	var out []string
	for _, entry := range entries {
		out = append(out, string(entry.Data))
	}
	return out
}

func readAll(t testing.TB, log journal.Log, after journal.Cursor) []journal.Entry {
	t.Helper()
	var all []journal.Entry
	for {
		entries, err := log.Read(t.Context(), after, 0, 0)
		require.NoError(t, err)
		if len(entries) == 0 {
			return all
		}
		all = append(all, entries...)
		after = entries[len(entries)-1].Cursor
	}
}

func emptyLog(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	end, err := log.End(t.Context())
	require.NoError(t, err)
	require.True(t, end.IsZero())
	require.Empty(t, readAll(t, log, journal.Cursor{}))
}

func appendAndRead(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	batch := uuid.New()
	one, err := log.Append(t.Context(), batch, journal.Cursor{}, texts("bread"))
	require.NoError(t, err)
	require.Equal(t, journal.Position(1), one.Position)
	four := add(t, log, one, "cake", "", "tart")
	require.Equal(t, journal.Position(4), four.Position)

	end, err := log.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, four, end)
	all := readAll(t, log, journal.Cursor{})
	require.Equal(t, []string{"bread", "cake", "", "tart"}, words(all))
	picked, err := log.(journal.Picker).Pick(t.Context(), []journal.Position{2, 4, 9})
	require.NoError(t, err)
	require.Equal(t, []journal.Entry{all[1], all[3]}, picked, "what isn't there is left out")
	require.Equal(t, one, all[0].Cursor)
	require.Equal(t, batch, all[0].Batch)
	require.WithinDuration(t, time.Now(), all[0].Recorded, time.Hour)
	require.Equal(t, all[1].Batch, all[3].Batch)
	require.Equal(t, []string{"cake", "", "tart"}, words(readAll(t, log, one)))
	require.Empty(t, readAll(t, log, end))
}

func readLimits(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	big := string(bytes.Repeat([]byte("x"), 1000))
	end := add(t, log, journal.Cursor{}, big, big, big, big, big, big)
	two, err := log.Read(t.Context(), journal.Cursor{}, 2, 0)
	require.NoError(t, err)
	require.Len(t, two, 2)
	few, err := log.Read(t.Context(), journal.Cursor{}, 0, 2500)
	require.NoError(t, err)
	require.Len(t, few, 3, "reading stops at the entry that passes the limit")
	one, err := log.Read(t.Context(), journal.Cursor{}, 0, 1)
	require.NoError(t, err)
	require.Len(t, one, 1, "one entry comes even if it is larger than asked for")
	require.Len(t, readAll(t, log, journal.Cursor{}), int(end.Position))
}

func conflict(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	one := add(t, log, journal.Cursor{}, "first")
	_, err := log.Append(t.Context(), uuid.New(), journal.Cursor{}, texts("late"))
	require.ErrorIs(t, err, journal.ErrConflict)
	_, err = log.Append(t.Context(), uuid.New(), journal.Cursor{}, texts("late", "later"))
	require.ErrorIs(t, err, journal.ErrConflict)
	add(t, log, one, "second")
	require.Equal(t, []string{"first", "second"}, words(readAll(t, log, journal.Cursor{})))
}

func repeatedBatch(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	start := add(t, log, journal.Cursor{}, "start")
	for _, data := range [][][]byte{texts("one"), texts("one", "two", "three")} {
		batch := uuid.New()
		end, err := log.Append(t.Context(), batch, start, data)
		require.NoError(t, err)
		again, err := log.Append(t.Context(), batch, start, data)
		require.NoError(t, err, "the batch is there already")
		require.Equal(t, end, again)
		start = end
	}
	require.Len(t, readAll(t, log, journal.Cursor{}), 5)
}

func race(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	const writers, rounds = 4, 15
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			var after journal.Cursor
			for done := 0; done < rounds; {
				data := texts(fmt.Sprint(w, " ", done), "and")[:1+done%2]
				end, err := log.Append(t.Context(), uuid.New(), after, data)
				if err == nil {
					done, after = done+1, end
					continue
				}
				if !assertConflict(t, err) {
					return
				}
				after = lastOf(t, log, after)
			}
		})
	}
	all.Wait()
	seen := map[string]int{}
	for _, word := range words(readAll(t, log, journal.Cursor{})) {
		if word != "and" {
			seen[word]++
		}
	}
	require.Len(t, seen, writers*rounds)
	for word, times := range seen {
		require.Equal(t, 1, times, word)
	}
}

func assertConflict(t *testing.T, err error) bool {
	if !isConflict(err) {
		t.Error("a writer that is not first gets a conflict, not:", err)
		return false
	}
	return true
}

func lastOf(t *testing.T, log journal.Log, after journal.Cursor) journal.Cursor {
	entries, err := log.Read(context.WithoutCancel(t.Context()), after, 0, 0)
	if err != nil || len(entries) == 0 {
		t.Error("after a conflict there is something to read:", err)
		return after
	}
	return entries[len(entries)-1].Cursor
}

func wholeBatch(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	data := make([][]byte, journal.MaxBatch)
	for i := range data {
		data[i] = fmt.Append(nil, i)
	}
	batch := uuid.New()
	end, err := log.Append(t.Context(), batch, journal.Cursor{}, data)
	require.NoError(t, err)
	all := readAll(t, log, journal.Cursor{})
	require.Len(t, all, len(data))
	for i, entry := range all {
		require.Equal(t, batch, entry.Batch)
		require.Equal(t, data[i], entry.Data)
	}
	require.Equal(t, end, all[len(all)-1].Cursor)

	_, err = log.Append(t.Context(), uuid.New(), end, append(data, []byte("one too many")))
	require.ErrorIs(t, err, journal.ErrTooLarge)
	_, err = log.Append(t.Context(), uuid.New(), end, nil)
	require.Error(t, err, "an empty batch")
	after, err := log.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, end, after)
}

func foreignCursor(t *testing.T, p *place) {
	log, other := p.log(t, "shop-1"), p.log(t, "shop-2")
	one := add(t, log, journal.Cursor{}, "mine")
	two := add(t, log, one, "mine too")
	foreign := add(t, other, journal.Cursor{}, "theirs")

	beyond, epoch, chain := two, two, two
	beyond.Position += 3
	epoch.Epoch++
	chain.Chain[31] ^= 1
	for name, cursor := range map[string]journal.Cursor{
		"of another log":          foreign,
		"beyond the end":          beyond,
		"of another epoch":        epoch,
		"of another chain":        chain,
		"at position 0, not zero": {Epoch: 1},
	} {
		_, err := log.Read(t.Context(), cursor, 0, 0)
		require.ErrorIs(t, err, journal.ErrCursorUnknown, "reading after a cursor "+name)
		_, err = log.Append(t.Context(), uuid.New(), cursor, texts("no"))
		require.ErrorIs(t, err, journal.ErrCursorUnknown, "appending after a cursor "+name)
	}
	wrongMiddle := one
	wrongMiddle.Chain[0] ^= 1
	_, err := log.Read(t.Context(), wrongMiddle, 0, 0)
	require.ErrorIs(t, err, journal.ErrCursorUnknown)
	require.Equal(t, []string{"mine", "mine too"}, words(readAll(t, log, journal.Cursor{})))
}

func sizes(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	_, err := log.Append(t.Context(), uuid.New(), journal.Cursor{}, [][]byte{make([]byte, journal.MaxEntry+1)})
	require.ErrorIs(t, err, journal.ErrTooLarge)
	large := make([]byte, journal.MaxEntry)
	end, err := log.Append(t.Context(), uuid.New(), journal.Cursor{}, [][]byte{large})
	require.NoError(t, err)
	_, err = log.Append(t.Context(), uuid.New(), end, [][]byte{large, large, large, large, large})
	require.ErrorIs(t, err, journal.ErrTooLarge)
	_, err = log.Append(t.Context(), uuid.New(), end, [][]byte{large, large, large})
	require.NoError(t, err)
	require.Len(t, readAll(t, log, journal.Cursor{}), 4)
	_, err = p.engine.Log(t.Context(), "Shop One.>")
	require.Error(t, err, "a name that is no name")
}

func separateLogs(t *testing.T, p *place) {
	one, two := p.log(t, "shop-1"), p.log(t, "registry")
	add(t, one, journal.Cursor{}, "a")
	add(t, two, journal.Cursor{}, "b")
	require.Equal(t, []string{"a"}, words(readAll(t, one, journal.Cursor{})))
	require.Equal(t, []string{"b"}, words(readAll(t, two, journal.Cursor{})))
	again := p.log(t, "shop-1")
	require.Equal(t, []string{"a"}, words(readAll(t, again, journal.Cursor{})))
}

func isOpen(ch <-chan struct{}) bool {
	select {
	case <-ch:
		return false
	default:
		return true
	}
}

func closes(t *testing.T, ch <-chan struct{}, why string) {
	t.Helper()
	select {
	case <-ch:
	case <-time.After(10 * time.Second):
		t.Fatal("nobody was woken: " + why)
	}
}

func tailing(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	waiting := log.Changed(t.Context(), journal.Cursor{})
	require.True(t, isOpen(waiting))
	one := add(t, log, journal.Cursor{}, "first")
	closes(t, waiting, "by an entry")
	closes(t, log.Changed(t.Context(), journal.Cursor{}), "there is one already")
	next := log.Changed(t.Context(), one)
	require.True(t, isOpen(next))
	add(t, log, one, "second", "third")
	closes(t, next, "by a batch")
	end, err := log.End(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	last := log.Changed(ctx, end)
	require.True(t, isOpen(last))
	cancel()
	closes(t, last, "by the end of the context")
}

func restart(t *testing.T, p *place) {
	log := p.log(t, "shop-1")
	end := add(t, log, journal.Cursor{}, "one")
	end = add(t, log, end, "two", "three")
	position, err := p.intake(t).Put(t.Context(), envelope("kept"))
	require.NoError(t, err)

	p.restart(t)
	log = p.log(t, "shop-1")
	found, err := log.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, end, found)
	closes(t, log.Changed(t.Context(), journal.Cursor{}), "there are entries from before")
	add(t, log, end, "four")
	all := readAll(t, log, journal.Cursor{})
	require.Equal(t, []string{"one", "two", "three", "four"}, words(all))
	_, err = log.Append(t.Context(), uuid.New(), end, texts("late"))
	require.ErrorIs(t, err, journal.ErrConflict)
	bodies, err := p.intake(t).Read(t.Context(), 0, 0)
	require.NoError(t, err)
	require.Len(t, bodies, 1)
	require.Equal(t, position, bodies[0].Position)
}

func closedEngine(t *testing.T, p *place) {
	log, intake := p.log(t, "shop-1"), p.intake(t)
	waiting := log.Changed(t.Context(), journal.Cursor{})
	require.NoError(t, p.engine.Close())
	closes(t, waiting, "by the end of the engine")
	_, err := log.Append(t.Context(), uuid.New(), journal.Cursor{}, texts("too late"))
	require.ErrorIs(t, err, journal.ErrUnavailable)
	_, err = log.Read(t.Context(), journal.Cursor{}, 0, 0)
	require.ErrorIs(t, err, journal.ErrUnavailable)
	_, err = intake.Put(t.Context(), envelope("too late"))
	require.ErrorIs(t, err, journal.ErrUnavailable)
	_, err = p.engine.Log(t.Context(), "shop-2")
	require.ErrorIs(t, err, journal.ErrUnavailable)
}
