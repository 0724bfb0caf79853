package journaltest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
)

func isConflict(err error) bool { return errors.Is(err, journal.ErrConflict) }

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func envelope(body string) journal.Envelope {
	return journal.Envelope{
		ID:       uuid.New(),
		Received: noon,
		Route:    "meta/1",
		Headers:  map[string]string{"X-Hub-Signature-256": "sha256=00"},
		Body:     []byte(body),
	}
}

func intakePutRead(t *testing.T, p *place) {
	intake := p.intake(t)
	empty, err := intake.Read(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Empty(t, empty)
	first, second := envelope(`{"a":1}`), envelope("\x00 not JSON at all")
	one, err := intake.Put(t.Context(), first)
	require.NoError(t, err)
	two, err := intake.Put(t.Context(), second)
	require.NoError(t, err)
	require.Positive(t, one)
	require.Greater(t, two, one)
	got, err := intake.Read(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Equal(t, []journal.IntakeEntry{{Position: one, Envelope: first}, {Position: two, Envelope: second}}, got)
	got, err = intake.Read(t.Context(), 0, 1)
	require.NoError(t, err)
	require.Len(t, got, 1)
	got, err = intake.Read(t.Context(), one, 1)
	require.NoError(t, err)
	require.Equal(t, two, got[0].Position)
	_, err = intake.Read(t.Context(), two+5000, 10)
	require.ErrorIs(t, err, journal.ErrCursorUnknown, "a position that nobody can have seen")
	got, err = intake.Read(t.Context(), two, 10)
	require.NoError(t, err)
	require.Empty(t, got)
}

func intakeConcurrent(t *testing.T, p *place) {
	intake := p.intake(t)
	const senders, each = 32, 10
	positions := make(chan journal.Position, senders*each)
	var all sync.WaitGroup
	for s := range senders {
		all.Go(func() {
			for i := range each {
				position, err := intake.Put(t.Context(), envelope(fmt.Sprint(s, "/", i)))
				if err != nil {
					t.Error(err)
					return
				}
				positions <- position
			}
		})
	}
	all.Wait()
	close(positions)
	seen := map[journal.Position]bool{}
	for position := range positions {
		require.False(t, seen[position], "one position, one body")
		seen[position] = true
	}
	got := readBodies(t, intake, 0, 2*senders*each)
	require.Len(t, got, senders*each)
	require.Equal(t, got, readBodies(t, intake, 0, 7), "reading a few at a time gives the same")
	require.Equal(t, got[100:], readBodies(t, intake, got[99].Position, 1000))
	last := map[string]int{}
	for _, entry := range got {
		require.True(t, seen[entry.Position])
		sender, number, _ := bytes.Cut(entry.Body, []byte("/"))
		require.Equal(t, fmt.Sprint(last[string(sender)]), string(number), "one sender's bodies keep their order")
		last[string(sender)]++
	}
}

func readBodies(t *testing.T, intake journal.Intake, after journal.Position, max int) []journal.IntakeEntry {
	t.Helper()
	var all []journal.IntakeEntry
	for {
		got, err := intake.Read(t.Context(), after, max)
		require.NoError(t, err)
		if len(got) == 0 {
			return all
		}
		require.LessOrEqual(t, len(got), max)
		all = append(all, got...)
		after = got[len(got)-1].Position
	}
}

func intakeTrim(t *testing.T, p *place) {
	intake := p.intake(t)
	var at []journal.Position
	for day := range 6 {
		e := envelope(fmt.Sprint("day ", day))
		e.Received = noon.AddDate(0, 0, day)
		position, err := intake.Put(t.Context(), e)
		require.NoError(t, err)
		at = append(at, position)
	}
	trim := func(upTo journal.Position, days int) int {
		count, err := intake.Trim(t.Context(), upTo, noon.AddDate(0, 0, days))
		require.NoError(t, err)
		return count
	}
	require.Equal(t, 0, trim(0, 30), "nothing is translated")
	require.Equal(t, 0, trim(at[5], 0), "nothing is old")
	require.Equal(t, 2, trim(at[1], 30), "only two are translated")
	require.Equal(t, 1, trim(at[5], 3), "only one more is old")
	got, err := intake.Read(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, got, 3)
	require.Equal(t, at[3], got[0].Position)
	require.Equal(t, 3, trim(at[5], 30))

	p.restart(t)
	intake = p.intake(t)
	got, err = intake.Read(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Empty(t, got)
	position, err := intake.Put(t.Context(), envelope("after"))
	require.NoError(t, err)
	require.Greater(t, position, at[5], "positions are never used again")
	require.Equal(t, 0, trim(at[5], 30))
}

func intakeLarge(t *testing.T, p *place) {
	intake := p.intake(t)
	body := bytes.Repeat([]byte("0123456789abcdef"), 3<<20/16)
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			_, err := intake.Put(t.Context(), journal.Envelope{ID: uuid.New(), Received: noon, Body: body})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got := readBodies(t, intake, 0, 10)
	require.Len(t, got, 6)
	for _, entry := range got {
		require.True(t, bytes.Equal(body, entry.Body))
	}
	_, err := intake.Put(t.Context(), journal.Envelope{ID: uuid.New(), Received: noon, Body: make([]byte, journal.MaxEntry)})
	require.ErrorIs(t, err, journal.ErrTooLarge)
}

func intakeTailing(t *testing.T, p *place) {
	intake := p.intake(t)
	waiting := intake.Changed(t.Context(), 0)
	require.True(t, isOpen(waiting))
	position, err := intake.Put(t.Context(), envelope("news"))
	require.NoError(t, err)
	closes(t, waiting, "by a body")
	require.True(t, isOpen(intake.Changed(t.Context(), position)))
}
