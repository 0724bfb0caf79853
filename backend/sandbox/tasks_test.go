package sandbox

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTasksRunWhenTheirTimeHasComeAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		list := newTasks(time.Now)
		began := time.Now()
		var order []string
		note := func(name string) func() {
			return func() { order = append(order, name+" "+time.Since(began).String()) }
		}
		list.after(2*time.Second, note("third"))
		list.after(time.Second, note("first"))
		list.after(time.Second, func() {
			note("second")()
			list.after(5*time.Second, note("last"))
		})
		done := make(chan struct{})
		go func() { list.run(ctx); close(done) }()
		synctest.Wait()
		require.True(t, list.idle(), "nothing is due yet")
		time.Sleep(10 * time.Second) //nolint:forbidigo // the bubble's clock, not a real wait
		synctest.Wait()
		require.Equal(t, []string{"first 1s", "second 1s", "third 2s", "last 6s"}, order)
		stop()
		<-done
	})
}

func TestABucketRefillsEvenly(t *testing.T) {
	r := newRates(Limits{Throughput: 1000})
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	sent := 0
	for range 3600 { // an hour of trying every second
		if r.check("n", "c", 0, now) == 0 {
			sent++
		}
		now = now.Add(time.Second)
	}
	require.Equal(t, pairBurst+3600/6-1, sent, "the burst, and one in six seconds after it")
	require.Zero(t, r.check("n", "another", 0, now), "others are not held up")

	busy := newRates(Limits{Throughput: 80, NoPairRate: true})
	sent = 0
	for range 200 {
		if busy.check("n", "c", 0, now) == 0 {
			sent++
		}
	}
	require.Equal(t, 80, sent)
}
