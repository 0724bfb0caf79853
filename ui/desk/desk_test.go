package desk_test

import (
	"context"
	"errors"
	"os"
	"strconv"
	"syscall"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	if err := desktest.Speak(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func reply(n int) *shop.SaveReply {
	return &shop.SaveReply{Reply: shop.ReplyID{UUID: uuid.New()}, Shortcut: "r" + strconv.Itoa(n), Text: "text"}
}

func TestWishesReachTheOutboxInTheOrderInWhichTheyWereMade(t *testing.T) {
	s := desktest.New(t, storetest.New(t), nil)
	for n := range 30 {
		s.Desk.Do(reply(n), nil)
	}
	s.Until("all are there", func() bool { return len(s.Wishes()) == 30 })
	for n, wish := range s.Wishes() {
		saved, ok := wish.(*shop.SaveReply)
		require.True(t, ok)
		assert.Equal(t, "r"+strconv.Itoa(n), saved.Shortcut)
	}
}

func TestWhatWasAskedBeforeClosingIsDone(t *testing.T) {
	s := desktest.New(t, storetest.New(t), nil)
	for n := range 30 {
		s.Desk.Do(reply(n), nil)
	}
	s.Desk.Close()
	assert.Len(t, s.Wishes(), 30)
}

func TestOnlyTheNewestReadingIsShown(t *testing.T) {
	s := desktest.New(t, storetest.New(t), nil)
	var slot desk.Slot
	var shown []int
	gate := make(chan struct{})
	for n := range 3 {
		desk.Load(s.Desk, &slot, func(ctx context.Context) (int, error) {
			if n < 2 {
				<-gate // these come back late
			}
			return n, nil
		}, func(n int) { shown = append(shown, n) })
	}
	s.Until("the newest is shown", func() bool { return len(shown) == 1 })
	close(gate)
	s.Desk.Close()
	s.Until("the late ones are dropped", func() bool { return true })
	assert.Equal(t, []int{2}, shown)
}

func TestRoomsHearWhatChangedOnceForMany(t *testing.T) {
	f := storetest.New(t)
	s := desktest.New(t, f, nil)
	var heard []store.Changed
	cancel := s.Desk.OnChanged(func(c store.Changed) { heard = append(heard, c) })
	lucia := f.Customer("Lucía")
	for range 20 {
		f.Receives(lucia, "hi")
	}
	s.Until("it was told", func() bool { return len(heard) > 0 })
	assert.Less(t, len(heard), 20, "a flood is gathered")
	assert.Contains(t, heard[len(heard)-1].Conversations, lucia.Conversation)
	cancel()
}

func TestErrorsBecomeWordsWithTheNextStep(t *testing.T) {
	for err, want := range map[error]string{
		syscall.ENOSPC:           "Make room",
		store.ErrNotWritable:     "permissions",
		context.DeadlineExceeded: "Try again",
		errors.New("odd"):        "odd",
		&desk.ConnectError{Reason: desk.Unreachable, Address: "https://a.example", Err: errors.New("x")}: "https://a.example",
	} {
		assert.Contains(t, desk.Words(err), want)
		assert.NotContains(t, desk.Words(err), "desk.")
	}
}
