package journal_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
)

const entriesBefore = 40

// written makes a folder with a log in it and returns the last cursor, which
// is what a relay keeps as its witness.
func written(t *testing.T) (dir string, witness journal.Cursor) {
	dir = t.TempDir()
	engine := openFolder(t, dir)
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	for i := range entriesBefore {
		witness = appendTo(t, log, witness, fmt.Sprint("entry number ", i+1))
	}
	require.NoError(t, engine.Close())
	return dir, witness
}

// blocks finds the files that hold the entries.
func blocks(t *testing.T, dir string) []string {
	var found []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".blk") {
			found = append(found, path)
		}
		return err
	}))
	require.NotEmpty(t, found)
	return found
}

// A flipped bit anywhere in the stored entries: what is read is true, and what
// is missing is reported, to whoever asks with the witness.
func TestAFlippedBitIsNeverSilent(t *testing.T) {
	dir, witness := written(t)
	size := fileSize(t, blocks(t, dir)[0])
	harmless := 0
	for _, dirty := range []bool{false, true} {
		for at := int64(3); at < size; at += size / 11 {
			copied := t.TempDir()
			require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
			if dirty { // as after a crash: the saved state is not there
				removeState(t, copied)
			}
			flipByte(t, blocks(t, copied)[0], at)
			if readDamaged(t, copied, witness) == nil {
				harmless++
			}
		}
	}
	require.Less(t, harmless, 6, "most of a block is entries")
}

// readDamaged reads a folder with a flipped bit and returns how that was reported.
func readDamaged(t *testing.T, dir string, witness journal.Cursor) error {
	engine, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: dir})
	if err != nil {
		return err
	}
	defer func() { require.NoError(t, engine.Close()) }()
	log, err := engine.Log(t.Context(), "shop-1")
	if err != nil {
		return err
	}
	var after journal.Cursor
	for {
		entries, err := log.Read(t.Context(), after, 0, 0)
		for _, entry := range entries {
			require.Equal(t, fmt.Sprint("entry number ", entry.Cursor.Position), string(entry.Data))
			after = entry.Cursor
		}
		if err != nil {
			require.ErrorIs(t, err, journal.ErrDamaged)
			return err
		}
		if len(entries) == 0 {
			break
		}
	}
	if after == witness {
		return nil
	}
	_, err = log.Read(t.Context(), witness, 0, 0)
	require.Error(t, err, "reading ended at %v, and nobody said so", after)
	require.True(t, errors.Is(err, journal.ErrCursorUnknown) || errors.Is(err, journal.ErrDamaged), "%v", err)
	_, appendErr := log.Append(t.Context(), newBatch(), witness, [][]byte{[]byte("on top")})
	require.Error(t, appendErr)
	return err
}

// A block cut short, as a bad disk or a bad copy leaves it.
func TestACutBlockIsNeverSilent(t *testing.T) {
	dir, witness := written(t)
	path := blocks(t, dir)[0]
	require.NoError(t, os.Truncate(path, fileSize(t, path)/2))
	require.Error(t, readDamaged(t, dir, witness))
}

func TestAMissingBlockIsNeverSilent(t *testing.T) {
	dir, witness := written(t)
	for _, path := range blocks(t, dir) {
		require.NoError(t, os.Remove(path))
	}
	require.Error(t, readDamaged(t, dir, witness))
}

func fileSize(t *testing.T, path string) int64 {
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Size()
}

func flipByte(t *testing.T, path string, at int64) {
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	raw[at] ^= 0x10
	require.NoError(t, os.WriteFile(path, raw, 0o600))
}

func removeState(t *testing.T, dir string) {
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Base(path) == "index.db" {
			return os.Remove(path)
		}
		return err
	}))
}
