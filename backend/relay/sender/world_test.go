package sender

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
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
	"mostrador/backend/whatsapp"
	"mostrador/shop"
	"mostrador/shop/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	numberID = "106540352242922"
	waba     = "102290129340398"
	lucia    = "34600111222"
)

// platform is the Graph API as far as sending goes.
type platform struct {
	*httptest.Server
	mu     sync.Mutex
	sent   []whatsapp.Outgoing
	read   []string
	answer func(n int, o whatsapp.Outgoing, w http.ResponseWriter) bool // true: it answered
}

func newPlatform(t *testing.T) *platform {
	t.Helper()
	p := &platform{}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

func (p *platform) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	var mark struct {
		Status    string `json:"status"`
		MessageID string `json:"message_id"`
	}
	_ = json.Unmarshal(raw, &mark)
	if mark.Status == "read" {
		p.mu.Lock()
		p.read = append(p.read, mark.MessageID)
		p.mu.Unlock()
		_, _ = io.WriteString(w, `{"success":true}`)
		return
	}
	var o whatsapp.Outgoing
	if err := json.Unmarshal(raw, &o); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	p.sent = append(p.sent, o)
	n, answer := len(p.sent), p.answer
	p.mu.Unlock()
	if answer != nil && answer(n, o, w) {
		return
	}
	_, _ = fmt.Fprintf(w, `{"contacts":[{"input":%q,"wa_id":%q}],"messages":[{"id":"wamid.%s"}]}`, o.To, strings.TrimPrefix(o.To, "+"), o.CallbackData)
}

func (p *platform) posts() []whatsapp.Outgoing {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]whatsapp.Outgoing(nil), p.sent...)
}

func (p *platform) reads() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.read...)
}

func refuse(w http.ResponseWriter, code int) bool {
	w.WriteHeader(http.StatusBadRequest)
	_, _ = fmt.Fprintf(w, `{"error":{"code":%d,"message":"no","error_data":{"details":"details of %d"}}}`, code, code)
	return true
}

// Client makes the platform a Clients.
func (p *platform) Client(context.Context, shop.ShopID, shop.ChannelID) (*whatsapp.Client, string, error) {
	transport := &http.Transport{DisableKeepAlives: true}
	client, err := whatsapp.NewClient(whatsapp.ClientParams{BaseURL: p.URL, Token: "t", HTTP: &http.Client{Transport: transport}})
	return client, numberID, err
}

// clock is a time that tests can move.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
	still time.Time // where set, time only passes in jumps
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.still.IsZero() {
		return c.still.Add(c.ahead)
	}
	return time.Now().Add(c.ahead)
}

func (c *clock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// bakery is a shop with one number, its journal and its platform.
type bakery struct {
	t        *testing.T
	id       shop.ShopID
	channel  shop.ChannelID
	engine   *journal.Memory
	keys     *keys.Keyring
	dir      string
	clock    *clock
	platform *platform
	owner    shop.Asking
}

func newBakery(t *testing.T) *bakery {
	t.Helper()
	b := &bakery{t: t, id: shop.ShopID{UUID: uuid.New()}, dir: t.TempDir(), clock: &clock{}, platform: newPlatform(t)}
	b.channel = shop.ChannelFor(b.id, numberID)
	b.engine = journal.NewMemory(journal.MemoryParams{Clock: b.clock.now})
	var err error
	b.keys, err = keys.Open(context.Background(), filepath.Join(b.dir, "keys.db"), bytes.Repeat([]byte{1}, keys.MasterSize))
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.keys.Close() })
	b.owner = shop.Asking{Shop: b.id, Person: shop.PersonID{UUID: uuid.New()}, Device: shop.DeviceID{UUID: uuid.New()}, Role: shop.Owner}
	return b
}

// relay is one relay that runs the shop.
type relay struct {
	*engine.Shop
	translator *engine.Translator
	sender     *Sender
	closed     bool
}

func (b *bakery) Route(_ context.Context, id string) (shop.ShopID, shop.ChannelID, bool) {
	return b.id, b.channel, id == numberID
}

// open starts a relay by name; the same name again is the same relay restarted.
func (b *bakery) open(name string, crash func(string) bool) *relay {
	b.t.Helper()
	ctx := context.Background()
	log, err := b.engine.Log(ctx, "shop-"+b.id.String())
	require.NoError(b.t, err)
	intake, err := b.engine.Intake(ctx)
	require.NoError(b.t, err)
	s, err := engine.Open(ctx, engine.Params{Shop: b.id, Log: log, Keys: b.keys, FactsPath: filepath.Join(b.dir, name+".db"),
		Now: b.clock.now, RelayName: name})
	require.NoError(b.t, err)
	r := &relay{Shop: s}
	if len(s.Channels()) == 0 {
		b.setUp(s)
	}
	r.translator = engine.NewTranslator(engine.TranslatorParams{Intake: intake, Routes: b})
	r.translator.Add(s)
	r.sender = New(Params{Shop: s, Clients: b.platform, crash: crash})
	b.t.Cleanup(func() { r.close(b.t) })
	return r
}

func (r *relay) close(t *testing.T) {
	if r.closed {
		return
	}
	r.closed = true
	r.sender.Close()
	r.translator.Close()
	require.NoError(t, r.Shop.Close())
}

func (b *bakery) setUp(s *engine.Shop) {
	ctx := context.Background()
	text := func(s string) *string { return &s }
	pipeline := shop.Pipeline{{ID: "new", Name: "New"}, {ID: "ready", Name: "Ready", Update: "Your order is ready"}}
	free := 1000
	require.NoError(b.t, s.Configure(ctx, &shop.ShopConfigured{Name: text("Bakery"), Currency: text("EUR"), Country: text("ES"),
		TimeZone: text("Europe/Madrid"), Pipeline: &pipeline, FreePerMonth: &free}))
	_, err := s.ConnectChannel(ctx, &shop.ChannelConnected{PhoneNumberID: numberID, WABA: waba, Portfolio: "77", Number: "+34 900", Name: "Bakery"})
	require.NoError(b.t, err)
}

// post hands a webhook in, as the relay's HTTP server does.
func (b *bakery) post(value string) {
	b.t.Helper()
	intake, err := b.engine.Intake(context.Background())
	require.NoError(b.t, err)
	body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"34900","phone_number_id":%q},%s}}]}]}`, waba, numberID, value)
	_, err = intake.Put(context.Background(), journal.Envelope{ID: uuid.New(), Received: b.clock.now(), Body: []byte(body)})
	require.NoError(b.t, err)
}

func (b *bakery) writes(wamid, text string) {
	b.post(fmt.Sprintf(`"contacts":[{"profile":{"name":"Lucía"},"wa_id":%q,"user_id":"ES.1"}],"messages":[{"from":%q,"from_user_id":"ES.1",
		"id":%q,"timestamp":"%d","type":"text","text":{"body":%q}}]`, lucia, lucia, wamid, b.clock.now().Unix(), text))
}

func (b *bakery) status(wamid, status, callback, more string) {
	b.post(fmt.Sprintf(`"statuses":[{"id":%q,"status":%q,"timestamp":"%d","recipient_id":%q,"biz_opaque_callback_data":%q%s}]`,
		wamid, status, b.clock.now().Unix(), lucia, callback, more))
}

func (b *bakery) customer() shop.CustomerID { return shop.CustomerByPhone(b.id, "+"+lucia) }

func (b *bakery) conversation() shop.ConversationID {
	return shop.ConversationFor(b.channel, b.customer())
}

// lucy has Lucía write, and waits until the relay knows her.
func (b *bakery) lucy(r *relay) {
	b.t.Helper()
	b.writes("wamid.hello", "Hola")
	require.Eventually(b.t, func() bool {
		return look(b.t, r, func(f *facts.Tx) bool { _, ok := f.Conversation(b.conversation()); return ok })
	}, 10*time.Second, 5*time.Millisecond)
}

func look[T any](t *testing.T, r *relay, read func(*facts.Tx) T) (seen T) {
	t.Helper()
	require.NoError(t, r.View(context.Background(), func(f *facts.Tx) error {
		seen = read(f)
		return nil
	}))
	return seen
}

func command(t *testing.T, wish shop.Wish) shop.Command {
	t.Helper()
	c, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), shop.PersonID{}, wish)
	require.NoError(t, err)
	return c
}

func (b *bakery) do(r *relay, wish shop.Wish) wire.Answer {
	b.t.Helper()
	answers, err := r.Do(context.Background(), b.owner, []shop.Command{command(b.t, wish)})
	require.NoError(b.t, err)
	require.Len(b.t, answers, 1)
	return answers[0]
}

// says sends a text to Lucía and gives its id.
func (b *bakery) says(r *relay, text string) shop.MessageID {
	b.t.Helper()
	id := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	answer := b.do(r, &shop.SendMessage{Message: id, Channel: b.channel, Customer: b.customer(), Type: shop.TypeText, Content: shop.Content{Text: text}})
	require.Empty(b.t, answer.Refused)
	return id
}

// becomes waits until a message has a rank and flag.
func (b *bakery) becomes(r *relay, id shop.MessageID, rank shop.Rank, flag shop.Flag) {
	b.t.Helper()
	var m shop.MessageFacts
	require.Eventually(b.t, func() bool {
		m = look(b.t, r, func(f *facts.Tx) shop.MessageFacts { m, _ := f.Message(id); return m })
		return m.Rank == rank && m.Flag == flag
	}, 10*time.Second, 5*time.Millisecond, "rank %v flag %q wanted", rank, flag)
}

// events is the whole feed.
func (b *bakery) events(r *relay) []shop.Event {
	b.t.Helper()
	var all []shop.Event
	cursor := wire.Cursor("")
	for {
		page, err := r.Feed(context.Background(), cursor, 0)
		require.NoError(b.t, err)
		all = append(all, page.Events...)
		if cursor = page.Cursor; !page.More {
			return all
		}
	}
}

func kinds(events []shop.Event, of ...shop.Kind) []shop.Kind {
	var all []shop.Kind
	for _, e := range events {
		for _, k := range of {
			if e.Kind == k {
				all = append(all, k)
			}
		}
	}
	return all
}
