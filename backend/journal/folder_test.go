package journal_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/backend/journal"
)

// crashFolder makes the test program write to a folder until it is killed.
const crashFolder = "JOURNAL_TEST_WRITE_UNTIL_KILLED"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		writeUntilKilled(dir)
		return
	}
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "rapid.checks" })
	checks := os.Getenv("RAPID_CHECKS")
	if checks == "" && !chosen { // each check of the model makes a log of its own on disk
		checks = "30"
	}
	if checks != "" {
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic("RAPID_CHECKS: " + err.Error())
		}
	}
	goleak.VerifyTestMain(m)
}

func TestAFolderServesOneProcess(t *testing.T) {
	dir := t.TempDir()
	first := openFolder(t, dir)
	_, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: dir})
	require.ErrorIs(t, err, journal.ErrInUse)
	require.ErrorContains(t, err, dir)
	require.NoError(t, first.Close())
	require.NoError(t, first.Close(), "closing twice is fine")
	again := openFolder(t, dir)
	require.NoError(t, again.Close())
}

func TestAFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: filepath.Join(file, "data")})
	require.ErrorIs(t, err, journal.ErrUnavailable)
	require.ErrorContains(t, err, "a file")
	_, err = journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{})
	require.Error(t, err)
}

func TestAFullDiskIsRefusedBeforeItIsFull(t *testing.T) {
	_, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: t.TempDir(), MinFree: 1 << 60})
	require.ErrorIs(t, err, journal.ErrUnavailable)
	require.ErrorContains(t, err, "make room")
}

func TestAFullStoreKeepsWhatItHas(t *testing.T) {
	engine, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: t.TempDir(), MaxStore: 1 << 20})
	require.NoError(t, err)
	defer func() { require.NoError(t, engine.Close()) }()
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	var end journal.Cursor
	for range 100 {
		var next journal.Cursor
		next, err = log.Append(t.Context(), newBatch(), end, [][]byte{make([]byte, 50_000)})
		if err != nil {
			break
		}
		end = next
	}
	require.ErrorIs(t, err, journal.ErrUnavailable)
	require.NotErrorIs(t, err, journal.ErrUnknown)
	require.Greater(t, end.Position, journal.Position(10))
	found, err := log.End(t.Context())
	require.NoError(t, err)
	require.Equal(t, end, found)
	intake, err := engine.Intake(t.Context())
	require.NoError(t, err)
	_, err = intake.Put(t.Context(), journal.Envelope{ID: uuid.New(), Body: make([]byte, 100_000)})
	require.ErrorIs(t, err, journal.ErrUnavailable)
}

func TestTheDiskIsMeasured(t *testing.T) {
	engine := openFolder(t, t.TempDir())
	defer func() { require.NoError(t, engine.Close()) }()
	probe := engine.FsyncProbe()
	require.Positive(t, probe.PerSecond)
	require.Positive(t, probe.Median)
	require.True(t, journal.FsyncProbe{PerSecond: 100}.Slow())
	require.False(t, journal.FsyncProbe{}.Slow(), "not measured is not slow")
}

// writeUntilKilled says on standard output what was acknowledged.
func writeUntilKilled(dir string) {
	err := func() error {
		ctx := context.Background()
		engine, err := journal.OpenEmbedded(ctx, journal.EmbeddedParams{Dir: dir})
		if err != nil {
			return err
		}
		log, err := engine.Log(ctx, "shop-1")
		if err != nil {
			return err
		}
		intake, err := engine.Intake(ctx)
		if err != nil {
			return err
		}
		end, err := log.End(ctx)
		if err != nil {
			return err
		}
		for range 8 {
			go func() {
				for {
					id := uuid.New()
					if _, err := intake.Put(ctx, journal.Envelope{ID: id, Received: time.Now(), Body: id[:]}); err == nil {
						fmt.Fprintln(os.Stdout, "body", id)
					}
				}
			}()
		}
		for number := 0; ; number++ {
			batch, data := uuid.New(), make([][]byte, 1+number%7)
			for i := range data {
				data[i] = fmt.Append(nil, i, " of ", len(data))
			}
			if end, err = log.Append(ctx, batch, end, data); err != nil {
				return err
			}
			fmt.Fprintln(os.Stdout, "entry", end)
		}
	}()
	fmt.Fprintln(os.Stdout, "failed", err)
	os.Exit(1)
}

// Killed at any moment, nothing acknowledged is lost and no batch is half there.
func TestKilledAtAnyMoment(t *testing.T) {
	dir := t.TempDir()
	acked := map[string]bool{}
	var last journal.Cursor
	for range 6 {
		for _, line := range runAndKill(t, dir, time.Duration(20+rand.IntN(250))*time.Millisecond) {
			kind, what, _ := strings.Cut(line, " ")
			require.NotEqual(t, "failed", kind, line)
			if kind == "body" {
				acked[what] = true
				continue
			}
			cursor, err := journal.ParseCursor(what)
			require.NoError(t, err)
			last = cursor
		}
		checkAfterKill(t, dir, last, acked)
	}
	require.NotEmpty(t, acked)
	require.Positive(t, last.Position)
}

func runAndKill(t *testing.T, dir string, after time.Duration) []string {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), crashFolder+"="+dir)
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	var lines []string
	scanner := bufio.NewScanner(out)
	var kill *time.Timer
	for scanner.Scan() {
		if kill == nil { // it has begun
			kill = time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
		lines = append(lines, scanner.Text())
	}
	_ = child.Wait()
	return lines
}

func checkAfterKill(t *testing.T, dir string, last journal.Cursor, acked map[string]bool) {
	engine := openFolder(t, dir)
	defer func() { require.NoError(t, engine.Close()) }()
	log, err := engine.Log(t.Context(), "shop-1")
	require.NoError(t, err)
	var after journal.Cursor
	sizes := map[uuid.UUID]int{}
	for {
		entries, err := log.Read(t.Context(), after, 0, 0)
		require.NoError(t, err)
		if len(entries) == 0 {
			break
		}
		for _, entry := range entries {
			var index, size int
			_, err := fmt.Sscanf(string(entry.Data), "%d of %d", &index, &size)
			require.NoError(t, err)
			require.Equal(t, sizes[entry.Batch], index, "batches are in order")
			sizes[entry.Batch]++
			if index == size-1 {
				require.Equal(t, size, sizes[entry.Batch])
				delete(sizes, entry.Batch)
			}
			after = entry.Cursor
		}
	}
	require.Empty(t, sizes, "a batch is there as a whole")
	if !last.IsZero() {
		_, err = log.Read(t.Context(), last, 0, 0)
		require.NoError(t, err, "the last acknowledged entry is there")
	}
	intake, err := engine.Intake(t.Context())
	require.NoError(t, err)
	missing := len(acked)
	for position := journal.Position(0); ; {
		bodies, err := intake.Read(t.Context(), position, 1000)
		require.NoError(t, err)
		if len(bodies) == 0 {
			break
		}
		for _, body := range bodies {
			if acked[body.ID.String()] {
				missing--
			}
			position = body.Position
		}
	}
	require.Zero(t, missing, "bodies that were acknowledged")
}
