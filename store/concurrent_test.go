package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/store"
	"mostrador/store/storetest"
)

func TestTheWindowReadsWhileTheFeedIsApplied(t *testing.T) {
	f := storetest.Collect(t)
	s := openFile(t, f.Shop, func() time.Time { return storetest.Start })
	lucia := f.Customer("Lucía")
	f.Feed(s)
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			seen := 0
			for {
				select {
				case <-stop:
					return
				default:
				}
				items, err := s.Thread(ctx, store.ThreadQuery{Conversation: lucia.Conversation})
				if err != nil || len(items) < seen {
					t.Errorf("read %d items after %d: %v", len(items), seen, err)
					return
				}
				seen = len(items)
			}
		})
	}
	for range 50 {
		f.Receives(lucia, "hola")
		f.Do(say(f, lucia, "Vale"))
	}
	close(stop)
	readers.Wait()
	items, err := s.Thread(ctx, store.ThreadQuery{Conversation: lucia.Conversation})
	require.NoError(t, err)
	require.Len(t, items, 100)
}
