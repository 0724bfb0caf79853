package sync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	stdsync "sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/sync/status"
)

// onCommands looks at each batch before the relay does; true: it answered.
func (r *testRelay) onCommands(f func(w http.ResponseWriter, batch []shop.Command) bool) {
	r.set(func() {
		r.before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path != wire.PathCommands {
				return false
			}
			raw, _ := io.ReadAll(q.Body)
			q.Body = io.NopCloser(bytes.NewReader(raw))
			var batch wire.Commands
			_ = json.Unmarshal(raw, &batch)
			return f(w, batch.Commands)
		}
	})
}

// tellsNothing keeps the stream open and silent: it would tell as well that
// commands were taken.
func (r *testRelay) tellsNothing(w http.ResponseWriter, q *http.Request) bool {
	if q.URL.Path != wire.PathStream {
		return false
	}
	w.Header().Set("Content-Type", "text/event-stream")
	beat := time.NewTicker(r.heartbeat)
	defer beat.Stop()
	for {
		if _, err := io.WriteString(w, ": still here\n\n"); err != nil {
			return true
		}
		w.(http.Flusher).Flush()
		select {
		case <-r.stop:
			return true
		case <-q.Context().Done():
			return true
		case <-beat.C:
		}
	}
}

func TestManyCommandsLeaveInOrderInBatches(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	var want []shop.CommandID
	for i := range 250 {
		want = append(want, d.says(i%7, fmt.Sprint(i)))
	}
	d.start()
	d.outboxEmpty()
	d.answeredInOrder(want)
	assert.Equal(t, 3, relay.count(wire.PathCommands))
	d.inStep()
}

// Each commit costs the disk a flush, which is slow.
func TestTheAnswersToABatchAreWrittenDownTogether(t *testing.T) {
	relay := newRelay(t)
	relay.set(func() { relay.before = relay.tellsNothing })
	d := newDesk(t, relay)
	var want []shop.CommandID
	for i := range wire.MaxCommands + 1 {
		want = append(want, d.says(i%7, fmt.Sprint(i)))
	}
	var commits atomic.Int64
	defer d.file.store.Subscribe(func(c store.Changed) {
		if c.Outbox {
			commits.Add(1)
		}
	})()
	d.start()
	d.outboxEmpty()
	d.answeredInOrder(want)
	assert.EqualValues(t, 2, commits.Load())
	relay.set(func() { relay.before = nil })
	relay.CloseClientConnections()
	d.inStep()
}

func TestAnAnswerThatIsLostDoublesNothing(t *testing.T) {
	relay := newRelay(t)
	lost := 0
	relay.set(func() {
		relay.loseAnswer = func() bool { lost++; return lost <= 3 }
		relay.before = relay.tellsNothing
	})
	d := newDesk(t, relay)
	want := []shop.CommandID{d.says(1, "one"), d.says(1, "two"), d.says(2, "three")}
	d.start()
	d.outboxEmpty()
	d.answeredInOrder(want)
	relay.set(func() { relay.before = nil })
	relay.CloseClientConnections()
	d.inStep()
	relay.mu.Lock()
	defer relay.mu.Unlock()
	assert.Equal(t, 4, relay.asked[want[0]], "it had to be asked again")
}

func TestACommandThatTheRelayRefusesIsKeptForTheOwnerToSee(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	refused, fine := d.says(1, "too late"), d.says(1, "fine")
	d.outboxEmpty()
	assert.Equal(t, shop.ReasonWindowClosed, d.file.refusedWhy(refused))
	assert.Equal(t, shop.ReasonNone, d.file.refusedWhy(fine))
}

func TestACommandThatTheRelayCannotReadIsSetApartAndTheOthersGo(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	var want []shop.CommandID
	var poison shop.CommandID
	for i := range 20 {
		if i == 7 {
			poison = d.says(1, "poison")
			continue
		}
		want = append(want, d.says(i%2, fmt.Sprint(i)))
	}
	relay.onCommands(func(w http.ResponseWriter, batch []shop.Command) bool {
		for _, command := range batch {
			if command.ID == poison {
				refuse(w, http.StatusUnprocessableEntity, wire.ProblemInvalid)
				return true
			}
		}
		return false
	})
	d.start()
	d.outboxEmpty()
	d.answeredInOrder(want)
	assert.Equal(t, shop.ReasonInvalid, d.file.refusedWhy(poison))
}

func TestACommandThatMakesTheRelayStumbleHoldsOnlyItsOwnConversation(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	bad := d.says(1, "bad")
	after := d.says(1, "after the bad one")
	others := []shop.CommandID{d.says(2, "other"), d.says(3, "another")}
	well := false
	relay.onCommands(func(w http.ResponseWriter, batch []shop.Command) bool {
		relay.mu.Lock()
		defer relay.mu.Unlock()
		if !well && slices.ContainsFunc(batch, func(c shop.Command) bool { return c.ID == bad }) {
			http.Error(w, "stumbled", http.StatusInternalServerError)
			return true
		}
		return false
	})
	d.start()
	d.eventually("the others are answered", func() bool { return len(d.file.outbox()) == 2 })
	d.answeredInOrder(others)
	assert.Equal(t, []shop.CommandID{bad, after}, d.file.outbox())
	relay.set(func() { well = true })
	d.outboxEmpty()
	d.answeredInOrder(append(others, bad, after))
}

func TestARelayThatAnswersNothingIsNotAskedWithoutPause(t *testing.T) {
	relay := newRelay(t)
	mute := true
	relay.onCommands(func(w http.ResponseWriter, _ []shop.Command) bool {
		relay.mu.Lock()
		defer relay.mu.Unlock()
		if mute {
			reply(w, wire.Answers{})
		}
		return mute
	})
	d := newDesk(t, relay)
	want := []shop.CommandID{d.says(1, "one")}
	d.start()
	d.eventually("it was asked some times", func() bool { return relay.count(wire.PathCommands) > 4 })
	assert.Equal(t, want, d.file.outbox())
	relay.set(func() { mute = false })
	d.outboxEmpty()
	d.answeredInOrder(want)
}

func TestAnswersThatComeTwiceOrForOthersChangeNothing(t *testing.T) {
	relay := newRelay(t)
	relay.onCommands(func(w http.ResponseWriter, batch []shop.Command) bool {
		relay.mu.Lock()
		defer relay.mu.Unlock()
		var answers wire.Answers
		stranger := wire.Answer{Command: shop.CommandID{UUID: uuid.New()}, Refused: shop.ReasonInvalid}
		for _, command := range batch {
			answer := relay.decide(command)
			answers.Answers = append(answers.Answers, answer, stranger, answer)
		}
		reply(w, answers)
		return true
	})
	d := newDesk(t, relay)
	want := []shop.CommandID{d.says(1, "too late"), d.says(1, "fine"), d.says(2, "fine too")}
	d.start()
	d.outboxEmpty()
	d.inStep()
	d.answeredInOrder(want)
	refused, err := d.file.store.Refused(t.Context(), 10)
	require.NoError(t, err)
	assert.Len(t, refused, 1)
}

// undoing takes a command back in the moment before it leaves.
type undoing struct {
	*store.Store
	id shop.CommandID
	t  *testing.T
}

func (u *undoing) Posting(ctx context.Context, ids []shop.CommandID) error {
	if slices.Contains(ids, u.id) {
		_, err := u.Cancel(ctx, u.id)
		assert.NoError(u.t, err)
	}
	return u.Store.Posting(ctx, ids)
}

func TestWhatIsTakenBackInTheLastMomentDoesNotLeave(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	stays, undone, alsoStays := d.says(1, "a"), d.says(1, "b"), d.says(2, "c")
	d.wrap = func(s *store.Store) sync.Store { return &undoing{s, undone, t} }
	d.start()
	d.outboxEmpty()
	d.inStep()
	d.answeredInOrder([]shop.CommandID{stays, alsoStays})
}

// Whatever fails on the way, each command is applied once, and those about the
// same customer in the order in which they were given.
func TestOrderAndOnceUnderRandomFailures(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		relay := newRelay(t)
		seed := rapid.Uint64().Draw(rt, "seed")
		percent := rapid.IntRange(0, 60).Draw(rt, "percent that fail")
		sequence := rapid.SliceOfN(rapid.IntRange(0, 3), 1, 60).Draw(rt, "customers")
		random := rand.New(rand.NewPCG(seed, 1))
		relay.set(func() { relay.loseAnswer = func() bool { return random.IntN(100) < percent/2 } })
		relay.onCommands(func(w http.ResponseWriter, _ []shop.Command) bool {
			relay.mu.Lock()
			dice, kind := random.IntN(100), random.IntN(4)
			relay.mu.Unlock()
			if dice >= percent {
				return false
			}
			switch kind {
			case 0:
				panic(http.ErrAbortHandler)
			case 1:
				refuse(w, http.StatusServiceUnavailable, wire.ProblemUnavailable)
			case 2:
				http.Error(w, "stumbled", http.StatusInternalServerError)
			default:
				refuse(w, http.StatusUnauthorized, wire.ProblemSession)
			}
			return true
		})
		d := newDesk(t, relay)
		defer d.stop()
		d.start()
		want := map[shop.CustomerID][]shop.CommandID{}
		for i, n := range sequence {
			want[customer(n)] = append(want[customer(n)], d.says(n, fmt.Sprint(i)))
			if i == len(sequence)/2 {
				d.stop()
				d.start()
			}
		}
		d.outboxEmpty()
		got := map[shop.CustomerID][]shop.CommandID{}
		for _, command := range relay.applied {
			wish, err := command.Open()
			require.NoError(rt, err)
			c := wish.(*shop.SendMessage).Customer
			got[c] = append(got[c], command.ID)
		}
		require.Equal(rt, want, got)
		d.inStep()
	})
}

func TestAMessageWithAFileWaitsForItsFileAndOthersDoNot(t *testing.T) {
	relay := newRelay(t)
	broken := true
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			relay.mu.Lock()
			defer relay.mu.Unlock()
			if broken && q.Method == http.MethodPut {
				refuse(w, http.StatusServiceUnavailable, wire.ProblemUnavailable)
				return true
			}
			return false
		}
	})
	d := newDesk(t, relay)
	d.start()
	hash, err := d.engine.Media().Put(t.Context(), strings.NewReader("a picture of bread"))
	require.NoError(t, err)
	picture := d.does(&shop.SendMessage{
		Message: shop.MessageID{UUID: uuid.New()}, Channel: channel, Customer: customer(1),
		Type: shop.TypeImage, Content: shop.Content{Media: &shop.Media{Hash: hash}},
	})
	below := d.says(1, "what do you think?")
	other := d.says(2, "hello")
	d.eventually("the other one left", func() bool { return len(d.file.outbox()) == 2 })
	d.becomes(status.Live{})

	d.stop() // the plan to upload survives
	d.start()
	d.becomes(status.Live{})
	d.answeredInOrder([]shop.CommandID{other})
	relay.set(func() { broken = false })
	d.outboxEmpty()
	d.answeredInOrder([]shop.CommandID{other, picture, below})
	relay.mu.Lock()
	defer relay.mu.Unlock()
	assert.Equal(t, "a picture of bread", string(relay.files[hash]))
}

func TestAFileThatTheRelayWillNeverTakeRefusesItsMessage(t *testing.T) {
	relay := newRelay(t)
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			if q.Method == http.MethodPut {
				refuse(w, http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
			}
			return q.Method == http.MethodPut
		}
	})
	d := newDesk(t, relay)
	d.start()
	hash, err := d.engine.Media().Put(t.Context(), strings.NewReader("too large for it"))
	require.NoError(t, err)
	id := d.does(&shop.SendMessage{
		Message: shop.MessageID{UUID: uuid.New()}, Channel: channel, Customer: customer(1),
		Type: shop.TypeImage, Content: shop.Content{Media: &shop.Media{Hash: hash}},
	})
	d.outboxEmpty()
	assert.Equal(t, shop.ReasonTooLong, d.file.refusedWhy(id))
	assert.Empty(t, relay.appliedIDs())
}

// The program stopped after it had begun to post, with the relay away: whether
// a command had left is asked before it is treated as one that can't be changed.
func TestWhatWasBegunToBePostedIsAskedAboutAndCheckedAgainIfItNeverLeft(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "two loaves?")
	relay.writes(2, "are you open?")
	d := newDesk(t, relay)
	d.start()
	d.becomes(status.Live{})
	d.inStep()
	d.stop()
	d.open()
	never, left := d.says(1, "I keep two for you"), d.says(2, "yes")
	require.NoError(t, d.file.store.Posting(t.Context(), []shop.CommandID{never, left}))
	waiting, err := d.file.store.Outbox(t.Context(), 10)
	require.NoError(t, err)
	relay.set(func() { relay.decide(waiting[1].Command) }) // its answer was lost
	relay.writes(1, "no, leave it")
	relay.writes(2, "hello?")
	d.start()
	d.eventually("the one that never left is held, the other is settled", func() bool {
		waiting, err := d.file.store.Outbox(t.Context(), 10)
		require.NoError(t, err)
		return len(waiting) == 1 && waiting[0].Command.ID == never && waiting[0].Held == store.HeldNewer && waiting[0].Attempts == 0
	})
	require.Equal(t, []shop.CommandID{left}, relay.appliedIDs())
	d.decides()
	require.Equal(t, []shop.CommandID{left, never}, relay.appliedIDs())
}

// lateReview is a file whose outbox is reviewed just before something of it is
// begun to be posted.
type lateReview struct {
	*store.Store
	once   stdsync.Once
	before func(*store.Store)
}

func (s *lateReview) Posting(ctx context.Context, ids []shop.CommandID) error {
	s.once.Do(func() { s.before(s.Store) })
	return s.Store.Posting(ctx, ids)
}

// What is held between being chosen and being posted does not leave, and can be
// decided about.
func TestWhatIsHeldInTheLastMomentDoesNotLeave(t *testing.T) {
	relay := newRelay(t)
	relay.writes(1, "two loaves?")
	d := newDesk(t, relay)
	d.wrap = func(s *store.Store) sync.Store {
		return &lateReview{Store: s, before: func(s *store.Store) {
			relay.writes(1, "no, leave it")
			assert.Eventually(t, func() bool {
				_, err := s.Review(t.Context())
				waiting, list := s.Outbox(t.Context(), 10)
				return err == nil && list == nil && len(waiting) == 1 && waiting[0].Held == store.HeldNewer
			}, time.Minute, time.Millisecond)
		}}
	}
	d.start()
	d.becomes(status.Live{})
	d.inStep()
	id := d.says(1, "I keep two for you")
	d.eventually("it is held and was never posted", func() bool {
		waiting, err := d.file.store.Outbox(t.Context(), 10)
		require.NoError(t, err)
		return len(waiting) == 1 && waiting[0].Held == store.HeldNewer && waiting[0].Attempts == 0
	})
	require.Empty(t, relay.appliedIDs())
	d.decides()
	d.outboxEmpty()
	require.Equal(t, []shop.CommandID{id}, relay.appliedIDs())
}
