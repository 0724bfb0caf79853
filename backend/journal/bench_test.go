//go:build bench

package journal_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
)

// What a text message's webhook weighs.
const webhookBytes = 700

// benchTime is how long each measurement runs. The limit is measured right
// before and after, since a disk's pace changes within seconds.
const benchTime = 2 * time.Second

// TestBenchIntakeOneAtATime holds one webhook after the other against one fsync.
func TestBenchIntakeOneAtATime(t *testing.T) {
	dir := t.TempDir()
	intake := openIntake(t, dir)
	var ratios []float64
	for range 3 {
		limit := syncs(t, dir, (*os.File).Sync)
		puts := puts(t, intake, 1)
		ratio := median(puts).Seconds() / median(limit).Seconds()
		ratios = append(ratios, ratio)
		fmt.Printf("webhook one at a time: p50 %v, p99 %v; fsync p50 %v, p99 %v; ratio %.2f (bar: at most 2)\n",
			median(puts), p99(puts), median(limit), p99(limit), ratio)
	}
	slices.Sort(ratios)
	require.LessOrEqual(t, ratios[1], 2.0)
}

// TestBenchIntakeThirtyTwo holds 32 senders at once against one fdatasync for each webhook.
func TestBenchIntakeThirtyTwo(t *testing.T) {
	dir := t.TempDir()
	intake := openIntake(t, dir)
	var ratios []float64
	for range 3 {
		limit := syncs(t, dir, datasync)
		puts := puts(t, intake, 32)
		rate, most := perSecond(puts), perSecond(limit)
		ratios = append(ratios, rate/most)
		fmt.Printf("webhook, 32 at once: %.0f/s, p50 %v, p99 %v; one fdatasync each: %.0f/s; ratio %.2f (bar: at least 2)\n",
			rate, median(puts), p99(puts), most, rate/most)
	}
	slices.Sort(ratios)
	require.GreaterOrEqual(t, ratios[1], 2.0)
}

// TestBenchLog shows what appending costs, alone and in batches, and reading.
func TestBenchLog(t *testing.T) {
	engine := openFolder(t, t.TempDir())
	defer engine.Close()
	log, err := engine.Log(t.Context(), "shop-bench")
	require.NoError(t, err)
	var end journal.Cursor
	for _, size := range []int{1, 4, 20, 100, 500} {
		data := make([][]byte, size)
		for i := range data {
			data[i] = bytes.Repeat([]byte("x"), webhookBytes)
		}
		count, begin := 0, time.Now()
		for time.Since(begin) < benchTime/2 {
			end, err = log.Append(t.Context(), uuid.New(), end, data)
			require.NoError(t, err)
			count += size
		}
		fmt.Printf("append in batches of %d: %.0f entries/s\n", size, float64(count)/time.Since(begin).Seconds())
	}
	begin, after := time.Now(), journal.Cursor{}
	for after != end {
		entries, err := log.Read(t.Context(), after, 1000, 0)
		require.NoError(t, err)
		after = entries[len(entries)-1].Cursor
	}
	fmt.Printf("reading %d entries: %.0f/s\n", end.Position, float64(end.Position)/time.Since(begin).Seconds())
}

// TestBenchIdleShops shows what an idle shop's log costs in memory.
func TestBenchIdleShops(t *testing.T) {
	engine := openFolder(t, t.TempDir())
	defer engine.Close()
	const shops = 100
	before := heap()
	for i := range shops {
		log, err := engine.Log(t.Context(), fmt.Sprint("shop-", i))
		require.NoError(t, err)
		_, err = log.Append(t.Context(), uuid.New(), journal.Cursor{}, [][]byte{make([]byte, webhookBytes)})
		require.NoError(t, err)
	}
	fmt.Printf("a shop just written to: %.3f MB of heap and stacks\n", float64(heap()-before)/shops/1e6)
	time.Sleep(15 * time.Second) // the engine lets go of its block buffers after ten
	fmt.Printf("an idle shop: %.3f MB of heap and stacks\n", float64(heap()-before)/shops/1e6)
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc + stats.StackInuse
}

func openIntake(t *testing.T, dir string) journal.Intake {
	engine := openFolder(t, filepath.Join(dir, "engine"))
	t.Cleanup(func() { _ = engine.Close() })
	intake, err := engine.Intake(t.Context())
	require.NoError(t, err)
	return intake
}

// syncs appends webhook-sized blocks to a file and makes each durable.
func syncs(t *testing.T, dir string, sync func(*os.File) error) []time.Duration {
	file, err := os.Create(filepath.Join(dir, "limit"))
	require.NoError(t, err)
	defer file.Close()
	block := make([]byte, webhookBytes)
	var took []time.Duration
	for begin := time.Now(); time.Since(begin) < benchTime; {
		start := time.Now()
		_, err := file.Write(block)
		require.NoError(t, err)
		require.NoError(t, sync(file))
		took = append(took, time.Since(start))
	}
	return took
}

// puts lets senders put bodies one after the other.
func puts(t *testing.T, intake journal.Intake, senders int) []time.Duration {
	body := bytes.Repeat([]byte("x"), webhookBytes)
	each := make([][]time.Duration, senders)
	var all sync.WaitGroup
	var failed atomic.Pointer[error]
	for s := range senders {
		all.Go(func() {
			for begin := time.Now(); time.Since(begin) < benchTime; {
				start := time.Now()
				_, err := intake.Put(t.Context(), journal.Envelope{ID: uuid.New(), Received: start, Route: "meta", Body: body})
				if err != nil {
					failed.Store(&err)
					return
				}
				each[s] = append(each[s], time.Since(start))
			}
		})
	}
	all.Wait()
	require.Nil(t, failed.Load())
	return slices.Concat(each...)
}

func median(took []time.Duration) time.Duration { return quantile(took, 0.5) }
func p99(took []time.Duration) time.Duration    { return quantile(took, 0.99) }

func quantile(took []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(took))
	return sorted[int(float64(len(sorted)-1)*q)]
}

func perSecond(took []time.Duration) float64 { return float64(len(took)) / benchTime.Seconds() }
