package sync_test

import (
	"context"
	"fmt"
	stdsync "sync"
	"sync/atomic"
	"testing"
	"time"

	"crypto/ed25519"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/sync/status"
)

// quick are the engine's pauses in tests: a relay beats every 20 ms.
var quick = sync.Timing{
	Silence: 5 * time.Second, First: 5 * time.Millisecond, Most: 40 * time.Millisecond,
	Settled: 20 * time.Millisecond, Blocked: 20 * time.Millisecond, Look: 10 * time.Millisecond,
}

type testKey struct{ private ed25519.PrivateKey }

func (k testKey) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

func (k testKey) Sign(message []byte) ([]byte, error) { return ed25519.Sign(k.private, message), nil }

// desk is a device with its folder, which outlives the program that runs on it.
type desk struct {
	t      testing.TB
	relay  *testRelay
	dir    string
	key    testKey
	timing sync.Timing
	clock  atomic.Int64 // how far this device's clock is ahead

	wrap func(*store.Store) sync.Store // stands between engine and file

	mu   stdsync.Mutex
	news []sync.News

	file   *file
	engine *sync.Engine
	ended  chan struct{}
	cancel context.CancelFunc
}

func newDesk(t testing.TB, relay *testRelay) *desk {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(t, err)
	relay.set(func() { relay.key = public })
	d := &desk{t: t, relay: relay, dir: t.TempDir(), key: testKey{private}, timing: quick}
	t.Cleanup(d.stop)
	return d
}

func (d *desk) now() time.Time { return time.Now().Add(time.Duration(d.clock.Load())) }

func (d *desk) account() sync.Account {
	return sync.Account{Relay: d.relay.URL, Shop: d.relay.shop, Device: d.relay.device, Person: d.relay.person, Dir: d.dir}
}

// open opens the shop's file, as a start of the program does.
func (d *desk) open() {
	if d.file == nil {
		d.file = openFile(d.t, d.dir, d.relay.shop)
	}
}

// start starts the program.
func (d *desk) start() {
	d.open()
	var err error
	var file sync.Store = d.file.store
	if d.wrap != nil {
		file = d.wrap(d.file.store)
	}
	d.engine, err = sync.New(sync.Params{
		Store: file, Account: d.account(), Key: d.key, Timing: d.timing, Now: d.now,
		Network: func() string { return "" },
		OnNews: func(n sync.News) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.news = append(d.news, n)
		},
	})
	require.NoError(d.t, err)
	var ctx context.Context
	ctx, d.cancel = context.WithCancel(context.Background())
	ended, engine := make(chan struct{}), d.engine
	d.ended = ended
	go func() {
		defer close(ended)
		_ = engine.Run(ctx)
	}()
}

// stop ends the program; the folder stays.
func (d *desk) stop() {
	if d.engine != nil {
		d.cancel()
		<-d.ended
		require.NoError(d.t, d.engine.Close())
		d.engine = nil
	}
	if d.file != nil {
		d.file.close()
		d.file = nil
	}
}

// says asks for a message to the n-th customer.
func (d *desk) says(n int, text string) shop.CommandID {
	return d.does(&shop.SendMessage{
		Message: shop.MessageID{UUID: uuid.New()}, Channel: channel, Customer: customer(n),
		Type: shop.TypeText, Content: shop.Content{Text: text},
	})
}

func (d *desk) does(wish shop.Wish) shop.CommandID {
	d.open()
	id, err := uuid.NewV7()
	require.NoError(d.t, err)
	command, err := shop.NewCommand(shop.CommandID{UUID: id}, time.Now(), d.relay.person, wish)
	require.NoError(d.t, err)
	d.file.do(command)
	return command.ID
}

func (d *desk) eventually(what string, is func() bool) {
	d.t.Helper()
	require.Eventually(d.t, is, 60*time.Second, 2*time.Millisecond, what)
}

func (d *desk) inStep() {
	d.t.Helper()
	d.eventually("the file has all that the relay has", func() bool { return d.file.position() == d.relay.end() })
}

func (d *desk) outboxEmpty() {
	d.t.Helper()
	d.eventually("nothing waits", func() bool { return len(d.file.outbox()) == 0 })
}

// decides lets everything leave that is held, as often as something is.
func (d *desk) decides() {
	d.t.Helper()
	d.eventually("the owner has decided, and nothing waits", func() bool {
		waiting, err := d.file.store.Outbox(context.Background(), 1000)
		require.NoError(d.t, err)
		for _, entry := range waiting {
			if entry.Held != store.NotHeld {
				_, err := d.file.store.Release(context.Background(), entry.Command.ID)
				require.NoError(d.t, err)
			}
		}
		return len(waiting) == 0
	})
}

func (d *desk) state() status.State { return d.engine.Status().Get().State }

func (d *desk) becomes(state status.State) {
	d.t.Helper()
	d.eventually(fmt.Sprintf("%T", state), func() bool { return d.state() == state })
}

// hears waits until so many messages were told as news: they are told after
// the file has them.
func (d *desk) hears(messages int) {
	d.t.Helper()
	d.eventually("the news is told", func() bool {
		texts, _ := d.received()
		return len(texts) >= messages
	})
}

func (d *desk) received() (texts []string, live int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range d.news {
		for _, m := range n.Messages {
			texts = append(texts, m.Text)
			if n.Live {
				live++
			}
		}
	}
	return texts, live
}

// answered makes sure that each command was applied exactly once, in order.
func (d *desk) answeredInOrder(want []shop.CommandID) {
	d.t.Helper()
	require.Equal(d.t, want, d.relay.appliedIDs())
}
