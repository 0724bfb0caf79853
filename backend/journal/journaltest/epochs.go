package journaltest

import (
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
)

func (p *place) renewer(t *testing.T) journal.Renewer {
	renewer, ok := p.engine.(journal.Renewer)
	require.True(t, ok)
	return renewer
}

// newEpoch keeps three entries as they were and one that came from elsewhere;
// places that both epochs share are known by either's cursor.
func newEpoch(t *testing.T, p *place) {
	old := p.log(t, "shop-1")
	three := add(t, old, journal.Cursor{}, "bread", "cake", "tart")
	five := add(t, old, three, "lost", "lost too")
	left, err := p.renewer(t).Salvage(t.Context(), "shop-1", 0)
	require.NoError(t, err)
	require.Len(t, left, 5)
	require.Equal(t, journal.Genesis("shop-1"), left[0].Before)
	require.Equal(t, left[0].Cursor.Chain, left[1].Before)

	log, err := p.renewer(t).Renew(t.Context(), "shop-1", 2, func(add func([]journal.Entry) error) error {
		if err := add([]journal.Entry{left[0].Entry, left[1].Entry}); err != nil {
			return err
		}
		return add([]journal.Entry{left[2].Entry, {Recorded: left[2].Recorded, Data: []byte("found")}})
	})
	require.NoError(t, err)
	check := func(log journal.Log) journal.Cursor {
		end, err := log.End(t.Context())
		require.NoError(t, err)
		require.Equal(t, uint32(2), end.Epoch)
		require.Equal(t, journal.Position(4), end.Position)
		require.Equal(t, []string{"bread", "cake", "tart", "found"}, words(readAll(t, log, journal.Cursor{})))
		require.Equal(t, []string{"found"}, words(readAll(t, log, three)), "a place that both have")
		_, err = log.Read(t.Context(), five, 0, 0)
		require.ErrorIs(t, err, journal.ErrCursorUnknown)
		beyond := three
		beyond.Epoch = 3
		_, err = log.Read(t.Context(), beyond, 0, 0)
		require.ErrorIs(t, err, journal.ErrCursorUnknown, "an epoch that is not here yet")
		return end
	}
	end := check(log)
	_, err = old.Append(t.Context(), uuid.New(), five, texts("too late"))
	require.Error(t, err, "the old epoch is over")
	_, err = p.renewer(t).Renew(t.Context(), "shop-1", 2, func(func([]journal.Entry) error) error { return nil })
	require.Error(t, err, "an epoch begins once")

	p.restart(t)
	end = add(t, p.log(t, "shop-1"), end, "on it goes")
	require.Equal(t, journal.Position(5), end.Position)
	third, err := p.renewer(t).Renew(t.Context(), "shop-1", 7, func(add func([]journal.Entry) error) error {
		return add([]journal.Entry{left[0].Entry, left[1].Entry})
	})
	require.NoError(t, err)
	require.Empty(t, readAll(t, third, left[1].Cursor), "a place that all three have")
	_, err = third.Read(t.Context(), three, 0, 0)
	require.ErrorIs(t, err, journal.ErrCursorUnknown)
}

// epochHalfWay fails while it fills: the log stays as it was, and another try
// is not in the way of the first.
func epochHalfWay(t *testing.T, p *place) {
	three := add(t, p.log(t, "shop-1"), journal.Cursor{}, "bread", "cake", "tart")
	broken := errors.New("the storage is away")
	left, err := p.renewer(t).Salvage(t.Context(), "shop-1", 1)
	require.NoError(t, err)
	require.Equal(t, []string{"cake", "tart"}, []string{string(left[0].Data), string(left[1].Data)})
	_, err = p.renewer(t).Renew(t.Context(), "shop-1", 2, func(add func([]journal.Entry) error) error {
		return errors.Join(add([]journal.Entry{left[0].Entry}), broken)
	})
	require.ErrorIs(t, err, broken)
	p.restart(t)
	end, err := p.log(t, "shop-1").End(t.Context())
	require.NoError(t, err)
	require.Equal(t, three, end)
	all, err := p.renewer(t).Salvage(t.Context(), "shop-1", 0)
	require.NoError(t, err)
	log, err := p.renewer(t).Renew(t.Context(), "shop-1", 2, func(add func([]journal.Entry) error) error {
		for _, one := range all {
			if err := add([]journal.Entry{one.Entry}); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, []string{"bread", "cake", "tart"}, words(readAll(t, log, journal.Cursor{})))
	four := add(t, log, three, "and on")
	require.Equal(t, uint32(2), four.Epoch)
}
