package processes_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/sandbox"
	"mostrador/e2e/processes/desktop"
	"mostrador/e2e/processes/programs"
	"mostrador/shop"
)

const (
	// seedEnv and killsEnv change the run: MOSTRADOR_SEED, and how often each
	// side is killed.
	seedEnv     = "MOSTRADOR_SEED"
	killsEnv    = "MOSTRADOR_KILLS"
	killsBefore = 20
	leastPeople = 8
	quietWithin = 75 * time.Second
	// quietPerKill is added for each kill, for what piled up.
	quietPerKill = time.Second
)

// war is a running conversation whose desktop and relay are killed.
type war struct {
	*street
	history *history
	phones  []string

	desk sync.RWMutex // held for writing while the desktop is being killed
	at   *desktop.Process

	line sync.RWMutex // the same for the relay
}

// TestKilledAgainAndAgainNothingIsLostOrDoubled kills desktop and relay with
// kill -9 at random moments, while customers and the owner write and orders
// move, and then holds what was acknowledged against what is there.
func TestKilledAgainAndAgainNothingIsLostOrDoubled(t *testing.T) {
	seed, kills := fromEnv(t, seedEnv, 20261123), fromEnv(t, killsEnv, killsBefore)
	t.Logf("seed %d, %d kills on each side (%s=%d %s=%d repeats it)", seed, kills, seedEnv, seed, killsEnv, kills)
	w := &war{street: open(t), history: &history{}}
	link := w.openShop()
	// WhatsApp, and so the relay, has a pace for one customer: who kills often needs
	// many of them.
	for i := range max(leastPeople, int(kills)/2) {
		w.phones = append(w.phones, fmt.Sprintf("3460000%04d", i))
	}
	w.moveIn(w.phones...)
	w.at = w.join("counter", link)
	t.Cleanup(func() { w.at.Kill() })
	require.NoError(t, w.at.Configure())
	w.everyoneSaysHello()

	w.fight(seed, kills)
	w.awaitQuiet(quietWithin + time.Duration(kills)*quietPerKill)
	w.assess()
}

func fromEnv(t *testing.T, name string, otherwise int64) int64 {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseInt(text, 10, 64)
	require.NoError(t, err, name)
	return n
}

func (w *war) everyoneSaysHello() {
	for _, phone := range w.phones {
		w.history.note(fact{what: wrote, wamid: w.writes(phone, "hello from "+phone)})
	}
	w.eventually("everybody is on the desktop", func() bool {
		chats, err := w.at.Chats()
		return err == nil && len(chats) == len(w.phones)
	})
}

// fight lets everybody talk until both sides were killed often enough.
func (w *war) fight(seed, kills int64) {
	ctx, stop := context.WithCancel(w.ctx)
	defer stop()
	var talking sync.WaitGroup
	for i, talk := range []func(context.Context, *rand.Rand){w.ownerWrites, w.ordersMove, w.ownerLooks, w.customersWrite, w.strangersWrite} {
		random := rand.New(rand.NewPCG(uint64(seed), uint64(i)+10))
		talking.Go(func() { talk(ctx, random) })
	}
	var killing sync.WaitGroup
	killing.Go(func() { w.killDesktop(rand.New(rand.NewPCG(uint64(seed), 1)), kills) })
	killing.Go(func() { w.killRelay(rand.New(rand.NewPCG(uint64(seed), 2)), kills) })
	killing.Wait()
	stop()
	talking.Wait()
}

// passes waits; false when the story ends.
func passes(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func between(random *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(random.Int64N(int64(most-least)))
}

func (w *war) killDesktop(random *rand.Rand, times int64) {
	var opening sync.WaitGroup
	defer opening.Wait()
	for range times {
		passes(w.ctx, between(random, 100*time.Millisecond, 900*time.Millisecond))
		w.atDesk().Kill() // in the middle of whatever it does
		w.desk.Lock()
		next, err := desktop.Start(w.folder("counter"))
		if assert.NoError(w.t, err) {
			w.at = next
		}
		w.desk.Unlock()
		// The next death may come while it opens.
		opening.Go(func() { _, _ = next.Open() }) //nolint:errcheck // it may be killed meanwhile
	}
	w.desk.Lock()
	defer w.desk.Unlock()
	w.at.Kill()
	next, err := desktop.Start(w.folder("counter"))
	if assert.NoError(w.t, err) {
		_, err = next.Open()
		assert.NoError(w.t, err)
		w.at = next
	}
}

func (w *war) killRelay(random *rand.Rand, times int64) {
	for range times {
		passes(w.ctx, between(random, 200*time.Millisecond, 1200*time.Millisecond))
		w.line.Lock()
		w.relay.Kill()
		err := w.relay.Launch()
		w.line.Unlock()
		if !assert.NoError(w.t, err) {
			return
		}
		if random.IntN(4) > 0 { // else it may be killed again while it opens
			assert.NoError(w.t, w.relay.Ready(w.ctx))
		}
	}
	assert.NoError(w.t, w.relay.Ready(w.ctx))
}

func (w *war) atDesk() *desktop.Process {
	w.desk.RLock()
	defer w.desk.RUnlock()
	return w.at
}

func (w *war) someone(random *rand.Rand) string { return w.phones[random.IntN(len(w.phones))] }

// ownerWrites: what the desktop took is noted only once it said so.
func (w *war) ownerWrites(ctx context.Context, random *rand.Rand) {
	for n := 0; passes(ctx, between(random, 20*time.Millisecond, 180*time.Millisecond)); n++ {
		text := fmt.Sprintf("answer %d", n)
		w.history.note(fact{what: tried, text: text})
		id, err := w.atDesk().Send(programs.NameOf(w.someone(random)), text)
		switch {
		case err == nil:
			w.history.note(fact{what: took, message: id, text: text})
		case !passing(err):
			assert.NoError(w.t, err)
		}
	}
}

// ownerLooks at what was held back, since customers wrote meanwhile, and lets it
// leave.
func (w *war) ownerLooks(ctx context.Context, random *rand.Rand) {
	for passes(ctx, between(random, 50*time.Millisecond, 400*time.Millisecond)) {
		if _, err := w.atDesk().Release(); err != nil && !passing(err) {
			assert.NoError(w.t, err)
		}
	}
}

// passing is an error of a desktop that is being killed or opened.
func passing(err error) bool {
	var problem *desktop.Problem
	if errors.As(err, &problem) {
		return problem.Kind == desktop.NotThere || problem.Text == "the desktop is not open"
	}
	return errors.Is(err, desktop.ErrGone)
}

// ordersMove walks orders through the pipeline. Each move is asked for until
// the desktop says that it took it; one that it took without saying so is asked
// for again and must still tell only once.
func (w *war) ordersMove(ctx context.Context, random *rand.Rand) {
	for {
		phone := w.someone(random)
		var order shop.OrderID
		if !w.until(ctx, random, func(d *desktop.Process) (err error) {
			order, err = d.Order(programs.NameOf(phone))
			return err
		}) {
			return
		}
		for _, to := range []shop.StatusID{"baking", "ready", "collected"} {
			var text string
			if !w.until(ctx, random, func(d *desktop.Process) (err error) {
				text, err = d.Move(order, to)
				return err
			}) {
				return
			}
			assert.NotEmpty(w.t, text, "what %s is told", to)
			w.history.note(fact{what: moved, order: order, status: to, text: text, phone: phone})
		}
	}
}

// until asks the desktop again and again until it takes something; false when
// the story ends.
func (w *war) until(ctx context.Context, random *rand.Rand, do func(*desktop.Process) error) bool {
	for passes(ctx, between(random, 20*time.Millisecond, 200*time.Millisecond)) {
		err := do(w.atDesk())
		if err == nil || !passing(err) {
			return assert.NoError(w.t, err)
		}
	}
	return false
}

// customersWrite over the platform, which repeats webhooks until they are taken.
func (w *war) customersWrite(ctx context.Context, random *rand.Rand) {
	for n := 0; passes(ctx, between(random, 20*time.Millisecond, 180*time.Millisecond)); n++ {
		wamid, err := w.platform.Writes(w.ctx, w.someone(random), sandbox.Message{Text: fmt.Sprintf("question %d", n)})
		if assert.NoError(w.t, err) {
			w.history.note(fact{what: wrote, wamid: wamid})
		}
	}
}

// strangersWrite posts webhooks that nobody repeats: what was answered with 200
// counts, and nothing else.
func (w *war) strangersWrite(ctx context.Context, random *rand.Rand) {
	for n := 0; passes(ctx, between(random, 5*time.Millisecond, 60*time.Millisecond)); n++ {
		wamid := fmt.Sprintf("wamid.stranger.%d", n)
		w.line.RLock() // only so that the client is not used while a relay is being started
		relay := w.relay
		w.line.RUnlock()
		status, err := relay.Post(w.ctx, programs.Incoming(fmt.Sprintf("3461111%04d", n%40), wamid, fmt.Sprintf("stranger %d", n)))
		if err == nil && status == http.StatusOK {
			w.history.note(fact{what: kept, wamid: wamid})
		}
	}
}

// awaitQuiet waits until nothing waits any more. A claim of a relay that was
// killed ends by its deadline, half a minute after it.
func (w *war) awaitQuiet(within time.Duration) {
	// The platform waits longer each time that it met nobody.
	require.NoError(w.t, w.platform.CallAt(w.ctx, w.relay.Webhook()))
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	limit := time.After(within)
	for {
		last := w.restless()
		if last == "" {
			return
		}
		select {
		case <-look.C:
		case <-limit:
			w.t.Fatalf("it does not become quiet: %s\n%s\nthe relay's last words:\n%s", last, w.openThings(), w.lastWords())
		}
	}
}

// openThings says of every message whose fate is open whether the platform has it,
// and what a desktop says of it that has just joined.
func (w *war) openThings() string {
	chats, err := w.at.Chats()
	if err != nil {
		return err.Error()
	}
	fresh := w.join("late", w.invite())
	defer func() { _ = fresh.Close() }() // it has told what it knows
	late := map[shop.MessageID]desktop.Item{}
	w.eventually("a new desktop has as much", func() bool {
		theirs, err := fresh.Chats()
		for _, chat := range theirs {
			for _, item := range chat.Items {
				late[item.Message] = item
			}
		}
		return err == nil && len(theirs) >= len(chats)
	})
	var lines []string
	for _, item := range undecided(chats) {
		lines = append(lines, fmt.Sprintf("%s: rank %d code %d attempt until %s, written %s; a new desktop says rank %d %s", item.Message, item.Rank,
			item.Code, item.Deadline.Format(time.TimeOnly), item.At.Format(time.TimeOnly), late[item.Message].Rank, late[item.Message].Flag))
	}
	return strings.Join(lines, "\n")
}

// lastWords are the end of the relay's log.
func (w *war) lastWords() string {
	lines := strings.Split(w.relay.Screen().String(), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

// restless says what is still under way; empty: nothing.
func (w *war) restless() string {
	waiting, err := w.platform.Waiting(w.ctx)
	if err != nil || waiting > 0 {
		return fmt.Sprint("webhooks wait: ", waiting, " ", err)
	}
	if _, err := w.at.Release(); err != nil {
		return err.Error()
	}
	status, err := w.at.Status()
	if err != nil || status.State != "Live" || status.Waiting > 0 {
		return fmt.Sprint("the desktop: ", status, " ", err)
	}
	chats, err := w.at.Chats()
	if err != nil {
		return err.Error()
	}
	if open := undecided(chats); len(open) > 0 {
		first := open[0]
		return fmt.Sprintf("nobody knows yet what becomes of %d messages; the first, %s, has rank %d, code %d and a claim until %s (now %s)",
			len(open), first.Message, first.Rank, first.Code, first.Deadline.Format(time.TimeOnly), time.Now().UTC().Format(time.TimeOnly))
	}
	wrong := w.history.check(w.end())
	if len(wrong) > 0 {
		return fmt.Sprint(len(wrong), " things are wrong, first ", wrong[0])
	}
	return ""
}

// undecided are the messages whose fate is not shown.
func undecided(chats []desktop.Chat) (open []desktop.Item) {
	for _, chat := range chats {
		for _, item := range chat.Items {
			if item.Outgoing && !item.Shown() {
				open = append(open, item)
			}
		}
	}
	return open
}

func (w *war) end() end {
	account, err := w.at.Account()
	require.NoError(w.t, err)
	chats, err := w.at.Chats()
	require.NoError(w.t, err)
	e := end{shop: account.Shop, chats: chats, inboxes: map[string][]sandbox.Received{}}
	for _, phone := range w.phones {
		e.inboxes[phone] = w.inbox(phone)
	}
	return e
}

// assess holds the history against the end, and the desktop that was killed
// against one that has just joined.
func (w *war) assess() {
	wrong := w.history.check(w.end())
	for _, line := range wrong {
		w.t.Error(line)
	}
	fresh := w.join("fresh", w.invite())
	w.sameOn(fresh)
	w.t.Logf("acknowledged: %d of the platform's, %d webhooks, %d of the owner's (%d typed), %d order updates",
		len(w.history.of(wrote)), len(w.history.of(kept)), len(w.history.of(took)), len(w.history.of(tried)), len(w.history.of(moved)))
	assert.NotEmpty(w.t, w.history.of(kept))
	assert.NotEmpty(w.t, w.history.of(took))
	assert.NotEmpty(w.t, w.history.of(moved))
	assert.NoError(w.t, fresh.Close())
}

// sameOn waits until a desktop has what the one that was killed has.
func (w *war) sameOn(fresh *desktop.Process) {
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	limit := time.After(20 * time.Second)
	for {
		old, err := w.at.Dump()
		require.NoError(w.t, err)
		young, err := fresh.Dump()
		require.NoError(w.t, err)
		if old == young {
			return
		}
		select {
		case <-look.C:
		case <-limit:
			require.Equal(w.t, young, old, "the desktop that was killed differs from a new one")
		}
	}
}
