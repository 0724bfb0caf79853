package sync_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/sync/status"
)

func TestMain(m *testing.M) {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "rapid.checks" })
	checks := os.Getenv("RAPID_CHECKS")
	if checks == "" && !chosen { // each check runs a whole device on a real file
		checks = strconv.Itoa(30 / slowdown)
	}
	if checks != "" {
		if err := flag.Set("rapid.checks", checks); err != nil {
			panic("RAPID_CHECKS: " + err.Error())
		}
	}
	goleak.VerifyTestMain(m)
}

func TestACustomersMessageIsHereAtOnceAndIsNews(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "from last week")
	d := newDesk(t, relay)
	d.start()
	d.inStep()
	d.becomes(status.Live{})

	relay.writes(1, "Buenas, ¿tienen pan?")
	d.inStep()
	d.hears(1)
	texts, live := d.received()
	assert.Equal(t, []string{"Buenas, ¿tienen pan?"}, texts, "history is not news")
	assert.Equal(t, 1, live)
}

func TestWhatWasWrittenWhileTheProgramWasOffIsNewsThatIsNotLive(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "first")
	d := newDesk(t, relay)
	d.start()
	d.inStep()
	d.stop()
	relay.writes(2, "meanwhile")
	d.start()
	d.inStep()
	d.becomes(status.Live{})
	d.hears(1)
	texts, live := d.received()
	assert.Equal(t, []string{"meanwhile"}, texts)
	assert.Zero(t, live)
}

func TestThirtyThousandEventsCatchUpWithProgress(t *testing.T) {
	relay := newRelay(t)
	const events = 30_000 / slowdown
	for i := range 30 {
		texts := make([]string, events/30)
		for j := range texts {
			texts[j] = fmt.Sprintf("message %d of customer %d", j, i)
		}
		relay.writes(i, texts...)
	}
	d := newDesk(t, relay)
	d.open()
	var progress []status.CatchingUp
	begun := time.Now()
	d.start()
	cancel := d.engine.Status().Subscribe(func(s status.Status) {
		if c, ok := s.State.(status.CatchingUp); ok {
			progress = append(progress, c)
		}
	})
	d.inStep()
	t.Logf("%d events in %s", events, time.Since(begun))
	d.becomes(status.Live{})
	cancel()
	require.NotEmpty(t, progress)
	for i, p := range progress {
		assert.Equal(t, events, p.Total)
		assert.True(t, i == 0 || p.Done > progress[i-1].Done, "progress goes forward")
	}
	assert.Equal(t, events/wire.MaxPage, relay.count(wire.PathFeed), "pages of 2,000")
}

func TestAKillInTheMiddleOfCatchingUpLeavesWhatAnUnbrokenRunLeaves(t *testing.T) {
	relay := newRelay(t)
	for i := range 20 {
		for j := range 20 {
			relay.writes(i, fmt.Sprint("a", j), fmt.Sprint("b", j), fmt.Sprint("c", j))
		}
	}
	var slow atomic.Int64
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path == wire.PathFeed { // small pages, so that there is a middle
				query := q.URL.Query()
				query.Set("limit", "25")
				q.URL.RawQuery = query.Encode()
				slow.Add(1)
			}
			return false
		}
	})
	whole := newDesk(t, relay)
	whole.start()
	whole.inStep()

	broken := newDesk(t, relay)
	for range 15 {
		broken.start()
		begun := slow.Load()
		kill := begun + 1 + rand.Int64N(4)
		broken.eventually("some pages", func() bool { return slow.Load() >= kill || broken.file.position() == relay.end() })
		broken.stop()
	}
	broken.start()
	broken.inStep()
	broken.stop()
	whole.stop()
	whole.open()
	broken.open()
	assert.Equal(t, whole.file.dump(), broken.file.dump())
}

func TestPagesThatRepeatWhatIsHereChangeNothing(t *testing.T) {
	relay := newRelay(t)
	plain, again := newDesk(t, relay), newDesk(t, relay)
	again.key = plain.key
	relay.set(func() { relay.key = plain.key.Public(); relay.overlap = 7 })
	relay.writes(1, "a", "b", "c")
	again.start()
	again.inStep()
	for range 10 {
		relay.writes(2, "d", "e")
		again.inStep()
	}
	again.stop()
	relay.set(func() { relay.overlap = 0 })
	plain.start()
	plain.inStep()
	plain.stop()
	plain.open()
	again.open()
	assert.Equal(t, plain.file.dump(), again.file.dump())
	texts, _ := again.received()
	assert.Len(t, texts, 20, "each message is news once")
}

func TestARelayWithAnotherHistoryFillsTheFileAgainAndTheOutboxStays(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "a", "b", "c")
	d := newDesk(t, relay)
	d.start()
	d.inStep()
	d.stop()

	relay.set(func() {
		relay.epoch++
		relay.events = relay.events[:1]
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path == wire.PathCommands {
				refuse(w, http.StatusServiceUnavailable, wire.ProblemUnavailable)
				return true
			}
			return false
		}
	})
	waiting := d.says(1, "still to go")
	d.start()
	d.inStep()
	d.becomes(status.Live{})
	assert.Equal(t, []shop.CommandID{waiting}, d.file.outbox())
	assert.Equal(t, 1, int(d.file.position()))
	relay.set(func() { relay.before = nil })
	d.outboxEmpty()
	d.inStep()
	d.answeredInOrder([]shop.CommandID{waiting})
}

func TestASilentStreamIsNoticedAndMadeAgain(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "a")
	relay.set(func() { relay.heartbeat = time.Hour })
	d := newDesk(t, relay)
	d.timing.Silence = 300 * time.Millisecond
	d.start()
	d.becomes(status.Live{})
	d.eventually("a second stream", func() bool {
		relay.mu.Lock()
		defer relay.mu.Unlock()
		return relay.streams >= 2
	})
	relay.writes(1, "b")
	d.inStep()
}

func TestHeartbeatsKeepAQuietStream(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.timing.Silence = 500 * time.Millisecond
	d.start()
	d.becomes(status.Live{})
	end := time.Now().Add(3 * d.timing.Silence)
	d.eventually("some time has passed", func() bool { return time.Now().After(end) })
	relay.mu.Lock()
	defer relay.mu.Unlock()
	assert.Equal(t, 1, relay.streams)
}

func TestALinkThatFlapsLosesAndDoublesNothing(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	var want []shop.CommandID
	for i := range 40 {
		relay.writes(i%3, fmt.Sprint("message ", i))
		want = append(want, d.says(i%3, fmt.Sprint("answer ", i)))
		if i%4 == 3 {
			relay.CloseClientConnections()
		}
	}
	d.decides() // where the owner saw that it was offline, the customers wrote meanwhile
	d.inStep()
	for n := range 3 { // each customer's in order
		mine := func(ids []shop.CommandID) []shop.CommandID {
			return slices.DeleteFunc(slices.Clone(ids), func(id shop.CommandID) bool { return slices.Index(want, id)%3 != n })
		}
		assert.Equal(t, mine(want), mine(relay.appliedIDs()))
	}
}

func TestARelayThatIsRestartedIsFoundAgain(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "before")
	d := newDesk(t, relay)
	d.start()
	d.becomes(status.Live{})
	d.inStep()

	address := relay.Listener.Addr().String()
	relay.Listener.Close()
	relay.CloseClientConnections()
	d.eventually("offline", func() bool {
		offline, ok := d.state().(status.Offline)
		return ok && offline.Why == status.NotReachable && !offline.Since.IsZero()
	})
	waiting := d.says(1, "typed without a network")
	d.eventually("one waits", func() bool { return d.engine.Status().Get().Waiting == 1 })

	relay.writes(1, "meanwhile")
	again := listen(t, address, relay)
	d.becomes(status.Live{})
	d.eventually("the owner is asked: the customer wrote meanwhile", func() bool { return d.engine.Status().Get().Held == 1 })
	require.Empty(t, d.relay.appliedIDs(), "nothing leaves before")
	d.decides()
	d.inStep()
	d.answeredInOrder([]shop.CommandID{waiting})
	d.eventually("none waits", func() bool { return d.engine.Status().Get().Waiting == 0 })
	d.stop()
	again.Close()
}

// listen serves a relay at an address that it had before.
func listen(t *testing.T, address string, handler http.Handler) *httptest.Server {
	var listener net.Listener
	require.Eventually(t, func() (ok bool) {
		var err error
		listener, err = net.Listen("tcp", address)
		return err == nil
	}, 5*time.Second, 5*time.Millisecond)
	server := httptest.NewUnstartedServer(handler)
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.CloseClientConnections)
	return server
}

// full is a file on a disk that may have no room.
type full struct {
	*store.Store
	noRoom *atomic.Bool
}

func (f *full) Apply(ctx context.Context, events []shop.Event, cursor string) (store.Changed, error) {
	if f.noRoom.Load() {
		return store.Changed{}, errors.New("no room on the disk")
	}
	return f.Store.Apply(ctx, events, cursor)
}

func TestAFullDiskIsToldAndNothingIsPassedOver(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "a")
	d := newDesk(t, relay)
	var noRoom atomic.Bool
	d.wrap = func(s *store.Store) sync.Store { return &full{s, &noRoom} }
	d.start()
	d.inStep()
	d.becomes(status.Live{})
	noRoom.Store(true)
	relay.writes(1, "b", "c")
	d.becomes(status.Blocked{Problem: status.StoreFailing{}})
	assert.Equal(t, 1, int(d.file.position()))
	noRoom.Store(false)
	d.inStep()
	d.becomes(status.Live{})
	d.hears(2)
	texts, _ := d.received()
	assert.Equal(t, []string{"b", "c"}, texts)
}
