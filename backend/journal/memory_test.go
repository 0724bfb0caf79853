package journal_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/journal/journaltest"
)

func TestMemoryConforms(t *testing.T) {
	journaltest.Run(t, journaltest.Make{
		Open: func(testing.TB) journal.Engine { return journal.NewMemory(journal.MemoryParams{}) },
		Reopen: func(_ testing.TB, engine journal.Engine) journal.Engine {
			return engine.(*journal.Memory).Crash()
		},
	})
}

func TestFaultsOnDemand(t *testing.T) {
	engine := journal.NewMemory(journal.MemoryParams{})
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	batch, data := uuid.New(), [][]byte{[]byte("one"), []byte("two")}
	try := func() (journal.Cursor, error) { return log.Append(t.Context(), batch, journal.Cursor{}, data) }

	engine.Inject(journal.FaultUnavailable, journal.FaultConflict, journal.FaultLostAck)
	_, err = try()
	require.ErrorIs(t, err, journal.ErrUnavailable)
	require.NotErrorIs(t, err, journal.ErrUnknown, "nothing was kept, for certain")
	_, err = try()
	require.ErrorIs(t, err, journal.ErrConflict)
	end, err := log.End(t.Context())
	require.NoError(t, err)
	require.True(t, end.IsZero())

	_, err = try()
	require.ErrorIs(t, err, journal.ErrUnknown)
	require.ErrorIs(t, err, journal.ErrUnavailable, "to a caller who does not care it is just that")
	engine = engine.Crash()
	log, err = engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	end, err = try()
	require.NoError(t, err, "repeating the batch finds it")
	require.Equal(t, journal.Position(2), end.Position)
}

func TestChanceIsTheSameForTheSameSeed(t *testing.T) {
	run := func() (outcomes []string) {
		engine := journal.NewMemory(journal.MemoryParams{Faults: journal.Faults{Seed: 7, Conflict: 0.2, LostAck: 0.2, Unavailable: 0.2}})
		log, err := engine.Log(t.Context(), "shop-1")
		require.NoError(t, err)
		var after journal.Cursor
		for range 100 {
			_, err := log.Append(t.Context(), uuid.New(), after, [][]byte{{1}})
			outcome := "kept"
			if err != nil {
				outcome = err.Error()
			}
			outcomes = append(outcomes, outcome)
			after, err = log.End(t.Context())
			require.NoError(t, err)
		}
		return outcomes
	}
	first := run()
	require.Equal(t, first, run())
	require.Contains(t, first, "kept")
	require.Contains(t, first, journal.ErrConflict.Error())
	require.Contains(t, first, journal.ErrUnknown.Error())
}

func TestMemoryDamageIsReported(t *testing.T) {
	engine := journal.NewMemory(journal.MemoryParams{})
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	end := appendTo(t, log, journal.Cursor{}, "one", "two", "three")
	engine.Damage("shop-1", 2)
	good, err := log.Read(t.Context(), journal.Cursor{}, 0, 0)
	require.NoError(t, err)
	require.Len(t, good, 1)
	_, err = log.Read(t.Context(), good[0].Cursor, 0, 0)
	var damaged *journal.DamagedError
	require.ErrorAs(t, err, &damaged)
	require.Equal(t, journal.Position(2), damaged.Position)
	require.ErrorIs(t, err, journal.ErrDamaged)
	_, err = log.Read(t.Context(), end, 0, 0)
	require.NoError(t, err)
}

func TestTailingUnderAFakeClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := journal.NewMemory(journal.MemoryParams{})
		log, err := engine.Log(t.Context(), "shop-1")
		require.NoError(t, err)
		start := time.Now()
		go func() {
			<-time.After(time.Hour)
			appendTo(t, log, journal.Cursor{}, "an hour later")
		}()
		<-log.Changed(t.Context(), journal.Cursor{})
		require.Equal(t, time.Hour, time.Since(start))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		entries, err := log.Read(ctx, journal.Cursor{}, 0, 0)
		require.NoError(t, err)
		require.Equal(t, start.Add(time.Hour).UTC(), entries[0].Recorded)
		<-log.Changed(ctx, entries[0].Cursor)
		require.Error(t, ctx.Err())
	})
}
