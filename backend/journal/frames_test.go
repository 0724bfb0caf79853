package journal

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Whatever is on the disk, reading it answers with what was written or an error.

func FuzzOpenEntry(f *testing.F) {
	whole := forge(uuid.New(), Cursor{}, time.Unix(1, 2), [][]byte{[]byte("bread")})[0].raw
	f.Add(whole)
	f.Add(whole[:50])
	f.Add([]byte("mj\x02"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		entry, prev, err := open("log", 1, 1, raw)
		if err != nil {
			require.ErrorIs(t, err, ErrDamaged)
			return
		}
		again := forge(entry.Batch, Cursor{Chain: prev}, entry.Recorded, [][]byte{entry.Data})[0]
		require.Equal(t, raw, again.raw)
	})
}

func FuzzDecodeGroup(f *testing.F) {
	one, err := encodeEnvelope(Envelope{ID: uuid.New(), Route: "meta", Body: []byte("{}")})
	require.NoError(f, err)
	f.Add(encodeGroup([][]byte{one, one, nil}))
	f.Add(encodeGroup([][]byte{one})[:20])
	f.Fuzz(func(t *testing.T, raw []byte) {
		bodies, err := decodeGroup(raw)
		if err != nil {
			return
		}
		require.Equal(t, raw, encodeGroup(bodies))
		for _, body := range bodies {
			if envelope, err := decodeEnvelope(body); err == nil {
				require.LessOrEqual(t, len(envelope.Body), len(body))
			}
		}
	})
}

func TestEveryFlippedBitOfAnEntryIsNoticed(t *testing.T) {
	whole := forge(uuid.New(), Cursor{}, time.Unix(1, 2), [][]byte{[]byte("bread and cake")})[0].raw
	for i := range len(whole) * 8 {
		raw := bytes.Clone(whole)
		raw[i/8] ^= 1 << (i % 8)
		_, _, err := open("log", 1, 1, raw)
		require.ErrorIs(t, err, ErrDamaged, "bit %d", i)
	}
	_, _, err := open("log", 1, 2, whole)
	require.ErrorIs(t, err, ErrDamaged, "the same entry at another place")
}
