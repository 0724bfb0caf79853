package relay

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/backend/journal"
	"mostrador/shop"
	"mostrador/shop/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const testSecret = "the app's secret"

// world is a relay with one bakery, served over HTTP.
type world struct {
	t      *testing.T
	relay  *Relay
	server *httptest.Server
	shop   shop.ShopID
	owner  shop.PersonID
	clock  *clock
	log    *lines
}

// clock is a clock that a story can move.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// lines is what was logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func masterKey(t *testing.T) []byte {
	key := make([]byte, 32)
	_, err := rand.Read(key)
	require.NoError(t, err)
	return key
}

func newWorld(t *testing.T, change ...func(*Params)) *world {
	w := &world{t: t, clock: &clock{}, log: &lines{}}
	w.start(change...)
	w.shop, w.owner = w.newShop("Panadería Sol", "Marta")
	return w
}

// start starts a relay, or the next one on the same data.
func (w *world) start(change ...func(*Params)) {
	t := w.t
	params := Params{DataDir: t.TempDir(), MasterKey: masterKey(t), AppSecret: testSecret, VerifyToken: "verify me",
		Now: w.clock.now, Logger: slog.New(slog.NewTextHandler(w.log, nil)), SenderPaused: true}
	for _, c := range change {
		c(&params)
	}
	if params.Journal == nil {
		memory := journal.NewMemory(journal.MemoryParams{})
		t.Cleanup(func() { require.NoError(t, memory.Close()) })
		params.Journal = memory
	}
	var err error
	w.relay, err = New(t.Context(), params)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, w.relay.Close(context.Background())) })
	w.serve()
	t.Cleanup(w.server.Close)
	t.Cleanup(w.relay.endStreams)
	w.relay.Announce(w.server.URL, "")
}

// end ends the relay; its data stay.
func (w *world) end() {
	w.relay.endStreams()
	w.server.Close()
	require.NoError(w.t, w.relay.Close(context.Background()))
}

func (w *world) serve() { w.server = httptest.NewServer(w.relay.Handler()) }

func (w *world) newShop(name, owner string) (shop.ShopID, shop.PersonID) {
	id, person, err := w.relay.CreateShop(w.t.Context(), shop.ShopConfigured{Name: &name}, owner)
	require.NoError(w.t, err)
	return id, person
}

// device is an installed desktop.
type device struct {
	*world
	id     shop.DeviceID
	key    ed25519.PrivateKey
	bearer string
}

func (w *world) code(of shop.ShopID, person shop.PersonID) string {
	invite, err := w.relay.Invite(w.t.Context(), of, person)
	require.NoError(w.t, err)
	return invite.Code
}

func (w *world) tryPair(code string, key ed25519.PublicKey) (*http.Response, wire.PairAnswer) {
	var answer wire.PairAnswer
	response := w.send(http.MethodPost, wire.PathPair, "", wire.PairRequest{Code: code, PublicKey: key, DeviceName: "Counter"}, &answer)
	return response, answer
}

func (w *world) pairIn(of shop.ShopID, person shop.PersonID) *device {
	public, private, err := ed25519.GenerateKey(nil)
	require.NoError(w.t, err)
	response, answer := w.tryPair(w.code(of, person), public)
	require.Equal(w.t, http.StatusOK, response.StatusCode)
	require.Equal(w.t, of, answer.Shop)
	d := &device{world: w, id: answer.Device, key: private}
	d.signIn()
	return d
}

func (w *world) pair() *device { return w.pairIn(w.shop, w.owner) }

func (d *device) proof() wire.SessionRequest {
	nonce := make([]byte, 16)
	_, err := rand.Read(nonce)
	require.NoError(d.t, err)
	request := wire.SessionRequest{Device: d.id, At: d.clock.now(), Nonce: nonce}
	request.Sign(d.key)
	return request
}

func (d *device) signIn() {
	var answer wire.SessionAnswer
	response := d.send(http.MethodPost, wire.PathSession, "", d.proof(), &answer)
	require.Equal(d.t, http.StatusOK, response.StatusCode)
	d.bearer = answer.Bearer
}

// send posts JSON and reads the answer into out if it is a success.
func (w *world) send(method, path, bearer string, body, out any) *http.Response {
	w.t.Helper()
	var reader io.Reader
	if raw, ok := body.([]byte); ok {
		reader = bytes.NewReader(raw)
	} else if body != nil {
		raw, err := json.Marshal(body)
		require.NoError(w.t, err)
		reader = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+path, reader)
	require.NoError(w.t, err)
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	if _, raw := body.([]byte); body != nil && !raw {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := w.server.Client().Do(request)
	require.NoError(w.t, err)
	raw, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	require.NoError(w.t, response.Body.Close())
	response.Body = io.NopCloser(bytes.NewReader(raw))
	if out != nil && response.StatusCode < 300 {
		require.NoError(w.t, json.Unmarshal(raw, out), string(raw))
	}
	return response
}

// refused checks that an answer is a problem of a kind.
func refused(t *testing.T, response *http.Response, status int, kind string) wire.Problem {
	t.Helper()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, status, response.StatusCode, string(raw))
	require.Equal(t, "application/problem+json", response.Header.Get("Content-Type"))
	var p wire.Problem
	require.NoError(t, json.Unmarshal(raw, &p))
	require.Equal(t, kind, p.Type)
	require.Equal(t, status, p.Status)
	return p
}

func (d *device) feed(after wire.Cursor) wire.Page {
	var page wire.Page
	response := d.send(http.MethodGet, wire.PathFeed+"?after="+string(after), d.bearer, nil, &page)
	require.Equal(d.t, http.StatusOK, response.StatusCode, d.log)
	return page
}

func (d *device) command(wish shop.Wish) shop.Command {
	id, err := uuid.NewV7()
	require.NoError(d.t, err)
	command, err := shop.NewCommand(shop.CommandID{UUID: id}, d.clock.now(), shop.PersonID{}, wish)
	require.NoError(d.t, err)
	return command
}

func (d *device) ask(commands ...shop.Command) []wire.Answer {
	var answers wire.Answers
	response := d.send(http.MethodPost, wire.PathCommands, d.bearer, wire.Commands{Commands: commands}, &answers)
	require.Equal(d.t, http.StatusOK, response.StatusCode)
	return answers.Answers
}

func kinds(page wire.Page) []shop.Kind {
	var all []shop.Kind
	for _, e := range page.Events {
		all = append(all, e.Kind)
	}
	return all
}
