package engine_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/keys"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// Each check opens two relays on disk, so fewer than rapid's hundred run unless
// RAPID_CHECKS or -rapid.checks on the command line says otherwise.
func TestMain(m *testing.M) {
	checks := os.Getenv("RAPID_CHECKS")
	if checks == "" {
		checks = "8"
	}
	if err := flag.Set("rapid.checks", checks); err != nil {
		panic("RAPID_CHECKS: " + err.Error())
	}
	goleak.VerifyTestMain(m)
}

const (
	numberID = "106540352242922"
	waba     = "102290129340398"
	lucia    = "34600111222"
)

var background = context.Background()

// T is what tests and property tests have in common.
type T interface {
	require.TestingT
	Helper()
}

// bakery is a shop whose journal several relays may share.
type bakery struct {
	id      shop.ShopID
	channel shop.ChannelID
	engine  journal.Engine
	keys    *keys.Keyring
	dir     string
	asking  shop.Asking
	mu      sync.Mutex
	ahead   time.Duration
}

func (b *bakery) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Add(b.ahead)
}

func newBakery(t T, dir string, e journal.Engine) *bakery {
	b := &bakery{id: shop.ShopID{UUID: uuid.New()}, engine: e, dir: dir}
	b.channel = shop.ChannelFor(b.id, numberID)
	var err error
	b.keys, err = keys.Open(background, filepath.Join(dir, b.id.String()+".keys"), bytes.Repeat([]byte{1}, keys.MasterSize))
	require.NoError(t, err)
	b.asking = shop.Asking{Person: shop.PersonID{UUID: uuid.New()}, Device: shop.DeviceID{UUID: uuid.New()}, Role: shop.Owner}
	return b
}

// engines are the makes of journal that a story must hold on.
func onEach(t *testing.T, story func(t *testing.T, b *bakery)) {
	for name, open := range map[string]func(t *testing.T, dir string) journal.Engine{
		"memory": func(*testing.T, string) journal.Engine { return journal.NewMemory(journal.MemoryParams{}) },
		"jetstream": func(t *testing.T, dir string) journal.Engine {
			e, err := journal.OpenEmbedded(background, journal.EmbeddedParams{Dir: filepath.Join(dir, "journal")})
			require.NoError(t, err)
			return e
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			e := open(t, dir)
			t.Cleanup(func() { require.NoError(t, e.Close()) })
			b := newBakery(t, dir, e)
			t.Cleanup(func() { require.NoError(t, b.keys.Close()) })
			story(t, b)
		})
	}
}

func inMemory(t *testing.T) *bakery {
	b := newBakery(t, t.TempDir(), journal.NewMemory(journal.MemoryParams{}))
	t.Cleanup(func() { require.NoError(t, b.keys.Close()) })
	return b
}

func (b *bakery) log(t T) journal.Log {
	log, err := b.engine.Log(background, "shop-"+b.id.String())
	require.NoError(t, err)
	return log
}

// start opens the shop at a relay.
func (b *bakery) start(t T, name string) *engine.Shop {
	t.Helper()
	s, err := engine.Open(background, engine.Params{Shop: b.id, Log: b.log(t), Keys: b.keys,
		FactsPath: filepath.Join(b.dir, b.id.String()+name+".db"), Now: b.now, RelayName: name})
	require.NoError(t, err)
	if s.Position() == 0 {
		b.setUp(t, s)
	}
	return s
}

func (b *bakery) open(t *testing.T, name string) *engine.Shop {
	t.Helper()
	s := b.start(t, name)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func text(s string) *string { return &s }

func (b *bakery) setUp(t T, s *engine.Shop) {
	pipeline := shop.Pipeline{{ID: "new", Name: "New"}, {ID: "ready", Name: "Ready", Update: "It is ready"}, {ID: "done", Name: "Done", Final: true}}
	require.NoError(t, s.Configure(background, &shop.ShopConfigured{Name: text("Bakery"), Currency: text("EUR"), Country: text("ES"),
		TimeZone: text("Europe/Madrid"), Pipeline: &pipeline}))
	_, err := s.ConnectChannel(background, &shop.ChannelConnected{PhoneNumberID: numberID, WABA: waba, Portfolio: "77", Number: "+34 900", Name: "Bakery"})
	require.NoError(t, err)
}

// Route makes the bakery its own Routes.
func (b *bakery) Route(_ context.Context, id string) (shop.ShopID, shop.ChannelID, bool) {
	return b.id, b.channel, id == numberID
}

func (b *bakery) translate(t *testing.T, alarm func(engine.Alarm), shops ...*engine.Shop) *engine.Translator {
	t.Helper()
	intake, err := b.engine.Intake(background)
	require.NoError(t, err)
	tr := engine.NewTranslator(engine.TranslatorParams{Intake: intake, Routes: b, Alarm: alarm})
	t.Cleanup(tr.Close)
	for _, s := range shops {
		tr.Add(s)
	}
	return tr
}

func (b *bakery) put(t T, body string) {
	intake, err := b.engine.Intake(background)
	require.NoError(t, err)
	_, err = intake.Put(background, journal.Envelope{ID: uuid.New(), Received: b.now(), Body: []byte(body)})
	require.NoError(t, err)
}

func webhook(number, field, value string) string {
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"time":1700000000,"changes":[{"field":%q,"value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"34900","phone_number_id":%q},%s}}]}]}`, waba, field, number, value)
}

func (b *bakery) wrote(wamid, words string) string {
	return webhook(numberID, "messages", fmt.Sprintf(`"contacts":[{"profile":{"name":"Lucía"},"wa_id":%q}],"messages":[{"from":%q,
		"id":%q,"timestamp":"%d","type":"text","text":{"body":%q}}]`, lucia, lucia, wamid, b.now().Unix(), words))
}

func (b *bakery) customer() shop.CustomerID { return shop.CustomerByPhone(b.id, "+"+lucia) }

func events(t T, s *engine.Shop) []shop.Event {
	t.Helper()
	var all []shop.Event
	cursor := wire.Cursor("")
	for {
		page, err := s.Feed(background, cursor, 7)
		require.NoError(t, err)
		all = append(all, page.Events...)
		if cursor = page.Cursor; !page.More {
			return all
		}
	}
}

func of(all []shop.Event, kind shop.Kind) []shop.Event {
	var some []shop.Event
	for _, e := range all {
		if e.Kind == kind {
			some = append(some, e)
		}
	}
	return some
}

func eventually(t *testing.T, s *engine.Shop, kind shop.Kind, count int) []shop.Event {
	t.Helper()
	var found []shop.Event
	require.Eventually(t, func() bool {
		found = of(events(t, s), kind)
		return len(found) >= count
	}, 15*time.Second, 10*time.Millisecond, "%d of %s", count, kind)
	require.Len(t, found, count)
	return found
}

func body[B shop.Body](t T, e shop.Event) B {
	t.Helper()
	opened, err := e.Open()
	require.NoError(t, err)
	b, ok := opened.(B)
	require.True(t, ok, "%s is a %T", e.Kind, opened)
	return b
}

func command(t T, wish shop.Wish) shop.Command {
	c, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), shop.PersonID{}, wish)
	require.NoError(t, err)
	return c
}

func (b *bakery) do(t T, s *engine.Shop, wishes ...shop.Wish) []wire.Answer {
	t.Helper()
	commands := make([]shop.Command, len(wishes))
	for i, w := range wishes {
		commands[i] = command(t, w)
	}
	answers, err := s.Do(background, b.asking, commands)
	require.NoError(t, err)
	return answers
}

func look[V any](t T, s *engine.Shop, read func(*facts.Tx) V) (seen V) {
	t.Helper()
	require.NoError(t, s.View(background, func(f *facts.Tx) error {
		seen = read(f)
		return f.Err()
	}))
	return seen
}
