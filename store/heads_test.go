package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

// longHistory is what happened in a shop so far.
func longHistory(t *testing.T) (*storetest.Factory, []storetest.Customer) {
	f := storetest.Collect(t)
	var customers []storetest.Customer
	for i := range 12 { // each a conversation
		c := f.Customer(fmt.Sprint("Customer ", i))
		customers = append(customers, c)
		for n := range 5 {
			f.Tick(time.Minute)
			f.Receives(c, fmt.Sprintf("message %d of %d", n, i))
			if n%3 == 0 {
				f.Progresses(f.Sends(c, "sí"), shop.DeliveryRead)
			}
		}
		f.Order(c, shop.Item{Name: "Roscón", Quantity: 1, Price: storetest.Euros(12, 0)})
		f.Notes(c, "likes nuts")
	}
	return f, customers
}

func openShop(t *testing.T, path string, id shop.ShopID) *store.Store {
	t.Helper()
	s, err := store.Open(ctx, store.Params{Path: path, Shop: id, Now: func() time.Time { return storetest.Start }})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// partsOf are heads made of every event from a place on, in two parts that share
// some, and the events of the shop itself.
func partsOf(events []shop.Event) []store.Heads {
	end := events[len(events)-1].Position
	half := len(events) / 2
	first := store.Heads{Events: events[half:], Cursor: fmt.Sprintf("test:%d:", end), Position: end, Next: "more"}
	return []store.Heads{first, {Events: events[half/2 : half+10]}}
}

func TestAFileWithHeadsEndsLikeOneThatHadItsHistoryAtOnce(t *testing.T) {
	f, customers := longHistory(t)
	events := f.Events()
	path := filepath.Join(t.TempDir(), "shop.db")
	shown := openShop(t, path, f.Shop)
	for range 2 { // a part may come again
		for _, part := range partsOf(events) {
			_, err := shown.ApplyHeads(ctx, part)
			require.NoError(t, err)
		}
	}
	provisional, next, err := shown.Provisional(ctx)
	require.NoError(t, err)
	require.True(t, provisional)
	require.Empty(t, next)
	rows, err := shown.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 60})
	require.NoError(t, err)
	require.NotEmpty(t, rows, "the list is there")

	// What happens meanwhile, and what the owner does.
	f.Tick(time.Minute)
	f.Receives(customers[11], "¿y para mañana?")
	f.Receives(customers[0], "hola de nuevo")
	live := f.Events()[len(events):]
	_, err = shown.Apply(ctx, live, "test:live")
	require.NoError(t, err)
	require.NoError(t, shown.SaveDraft(ctx, customers[0].Conversation, "half a sentence", shop.MessageID{}))
	command := f.Command(say(f, customers[11], "Claro que sí"))
	_, err = shown.Do(ctx, command)
	require.NoError(t, err)

	history, err := shown.History(ctx)
	require.NoError(t, err)
	_, err = history.Apply(ctx, events[:100], "test:100")
	require.NoError(t, err)
	require.Error(t, shown.Adopt(ctx, history), "it has not caught up")

	history, err = shown.History(ctx)
	require.NoError(t, err)
	cursor, at, err := history.Cursor(ctx)
	require.NoError(t, err)
	require.Equal(t, "test:100", cursor, "it goes on where it was")
	require.Equal(t, events[99].Position, at)
	_, err = history.Apply(ctx, append(events[100:len(events):len(events)], live...), "test:live")
	require.NoError(t, err)
	told := make(chan store.Changed, 10)
	defer shown.Subscribe(func(c store.Changed) { told <- c })()
	require.NoError(t, shown.Adopt(ctx, history))
	require.True(t, (<-told).All)

	whole := openShop(t, filepath.Join(t.TempDir(), "whole.db"), f.Shop)
	_, err = whole.Apply(ctx, f.Events(), "test:live")
	require.NoError(t, err)
	_, err = whole.Do(ctx, command)
	require.NoError(t, err)
	wantConfirmed, wantShown := dumps(t, whole)
	confirmed, overlaid := dumps(t, shown)
	require.Equal(t, wantConfirmed, confirmed)
	require.Equal(t, wantShown, overlaid, "what waits lies over it")

	provisional, _, err = shown.Provisional(ctx)
	require.NoError(t, err)
	require.False(t, provisional)
	draft, err := shown.Draft(ctx, customers[0].Conversation)
	require.NoError(t, err)
	require.Equal(t, "half a sentence", draft.Text)
	waiting, err := shown.Outbox(ctx, 10)
	require.NoError(t, err)
	require.Len(t, waiting, 1)
	_, err = os.Stat(path + ".history")
	require.ErrorIs(t, err, os.ErrNotExist)

	// It goes on as any file does.
	before := len(f.Events())
	f.Receives(customers[3], "y otra cosa")
	_, err = shown.Apply(ctx, f.Events()[before:], "test:end")
	require.NoError(t, err)
	_, err = shown.Do(ctx, f.Command(say(f, customers[3], "dime")))
	require.NoError(t, err)
	require.NoError(t, shown.Close())
	again := openShop(t, path, f.Shop)
	waiting, err = again.Outbox(ctx, 10)
	require.NoError(t, err)
	require.Len(t, waiting, 2)
	_, err = again.History(ctx)
	require.ErrorIs(t, err, store.ErrNotProvisional)
}

// The window reads while the file is replaced under it.
func TestReadingGoesOnWhileTheHistoryIsTakenOver(t *testing.T) {
	f, customers := longHistory(t)
	events := f.Events()
	shown := openShop(t, filepath.Join(t.TempDir(), "shop.db"), f.Shop)
	for _, part := range partsOf(events) {
		_, err := shown.ApplyHeads(ctx, part)
		require.NoError(t, err)
	}
	history, err := shown.History(ctx)
	require.NoError(t, err)
	_, err = history.Apply(ctx, events, "test:end")
	require.NoError(t, err)

	stop, failed := make(chan struct{}), make(chan error, 4)
	for range 4 {
		go func() {
			for {
				_, err := shown.Chats(ctx, store.ChatQuery{Filter: store.All, Limit: 60})
				if err == nil {
					err = shown.SaveDraft(ctx, customers[1].Conversation, time.Now().String(), shop.MessageID{})
				}
				select {
				case <-stop:
					failed <- err
					return
				default:
				}
				if err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	require.NoError(t, shown.Adopt(ctx, history))
	close(stop)
	for range 4 {
		require.NoError(t, <-failed)
	}
}

func TestHeadsAreForAFileThatHasNothingYet(t *testing.T) {
	f, _ := longHistory(t)
	s := openShop(t, filepath.Join(t.TempDir(), "shop.db"), f.Shop)
	may, err := s.HasHeads(ctx)
	require.NoError(t, err)
	require.True(t, may)
	_, err = s.Apply(ctx, f.Events()[:10], "test:10")
	require.NoError(t, err)
	may, err = s.HasHeads(ctx)
	require.NoError(t, err)
	require.False(t, may)
	_, err = s.ApplyHeads(ctx, partsOf(f.Events())[0])
	require.ErrorIs(t, err, store.ErrNotProvisional)
	_, err = s.History(ctx)
	require.ErrorIs(t, err, store.ErrNotProvisional)
	inMemory, err := store.Open(ctx, store.Params{Path: ":memory:", Shop: f.Shop})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, inMemory.Close()) })
	may, err = inMemory.HasHeads(ctx)
	require.NoError(t, err)
	require.False(t, may)
}
