package relay

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/registry"
	"mostrador/backend/relay/webshop"
	"mostrador/shop"
)

// woo is a WooCommerce shop that reports to the bakery.
func (w *world) woo(change ...func(*registry.Hook)) WebShop {
	h := registry.Hook{Shop: w.shop, Name: "tienda", Kind: webshop.WooCommerce, Fields: webshop.Fields{Updates: "whatsapp_ok"},
		Statuses: map[string]shop.StatusID{"processing": "new", "completed": "ready"}}
	for _, c := range change {
		c(&h)
	}
	saved, err := w.relay.SaveWebShop(w.t.Context(), h, "")
	require.NoError(w.t, err)
	return saved
}

func wooOrder(ref int, status, modified string) []byte {
	return fmt.Appendf(nil, `{"id":%d,"number":"%d","status":%q,"currency":"EUR","total":"6.00","date_modified_gmt":%q,
		"billing":{"first_name":"Lucía","last_name":"Gómez","phone":"612 34 56 78","country":"ES"},
		"line_items":[{"name":"Chapata","quantity":2,"total":"6.00","total_tax":"0.00"}],
		"meta_data":[{"key":"whatsapp_ok","value":"1"}]}`, ref, ref, status, modified)
}

func signWoo(secret string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// report posts what a web shop would, with headers by twos, and gives the answer.
func (w *world) report(address string, body []byte, headers ...string) (int, string) {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.server.URL+WebShopPath+address[strings.LastIndex(address, "/")+1:], bytes.NewReader(body))
	require.NoError(w.t, err)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := w.server.Client().Do(request)
	require.NoError(w.t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	require.NoError(w.t, response.Body.Close())
	return response.StatusCode, string(text)
}

func (w *world) reportWoo(from WebShop, body []byte) int {
	w.t.Helper()
	status, _ := w.report(from.Address, body, "X-WC-Webhook-Topic", "order.updated", "X-WC-Webhook-Signature", signWoo(from.Secret, body))
	return status
}

// webOrder is an order of a web shop as the relay knows it.
func (w *world) webOrder(from WebShop, ref string) (order shop.OrderFacts, ok bool) {
	of, err := w.relay.shopOf(w.t.Context(), w.shop)
	require.NoError(w.t, err)
	require.NoError(w.t, of.View(w.t.Context(), func(f *facts.Tx) error {
		order, ok = f.Order(shop.WebOrderFor(w.shop, from.ID.String(), ref))
		return f.Err()
	}))
	return order, ok
}

func (w *world) position() shop.Position {
	of, err := w.relay.shopOf(w.t.Context(), w.shop)
	require.NoError(w.t, err)
	return of.Position()
}

func TestAWebShopsOrderStandsBesideTheOthers(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	before := d.feed("").Cursor
	from := w.woo()
	require.True(t, strings.HasPrefix(from.Address, w.server.URL+WebShopPath), from.Address)
	require.Equal(t, http.StatusOK, w.reportWoo(from, wooOrder(727, "processing", "2026-11-20T10:00:00")))

	page := d.feed(before)
	require.Equal(t, []shop.Kind{shop.KindCustomerSeen, shop.KindCustomerEdited, shop.KindConsentChanged, shop.KindOrderOpened, shop.KindWebOrderTaken}, kinds(page))
	body, err := page.Events[3].Open()
	require.NoError(t, err)
	opened := body.(*shop.OrderOpened)
	assert.Equal(t, "W727", opened.Number)
	assert.Equal(t, shop.StatusID("new"), opened.Status)
	assert.Equal(t, shop.Money{Micros: 6_000_000, Currency: "EUR"}, opened.Order.Total)
	assert.Equal(t, shop.CustomerByPhone(w.shop, "+34612345678"), opened.Customer)
	for _, planted := range []string{"Lucía", "612 34", "612345678", from.Secret} {
		assert.NotContains(t, w.log.String(), planted)
	}
}

func TestARepeatedReportChangesNothing(t *testing.T) {
	w := newWorld(t)
	from := w.woo()
	body := wooOrder(727, "processing", "2026-11-20T10:00:00")
	require.Equal(t, http.StatusOK, w.reportWoo(from, body))
	at := w.position()

	var posting sync.WaitGroup
	for range 8 {
		posting.Go(func() { assert.Equal(t, http.StatusOK, w.reportWoo(from, body)) })
	}
	posting.Wait()
	require.Equal(t, at, w.position(), "nothing was written")
}

func TestReportsOutOfTheirOrderEndAtTheNewest(t *testing.T) {
	w := newWorld(t)
	from := w.woo()
	older, newer := wooOrder(727, "processing", "2026-11-20T10:00:00"), wooOrder(727, "completed", "2026-11-20T11:00:00")
	for _, body := range [][]byte{newer, older, newer, older} {
		require.Equal(t, http.StatusOK, w.reportWoo(from, body))
	}
	order, ok := w.webOrder(from, "727")
	require.True(t, ok)
	require.Equal(t, shop.StatusID("ready"), order.Status)
}

func TestWhoDoesntSignIsNotLetIn(t *testing.T) {
	w := newWorld(t)
	from := w.woo()
	at := w.position()
	body := wooOrder(727, "processing", "2026-11-20T10:00:00")
	right := signWoo(from.Secret, body)
	for name, post := range map[string]func() (int, string){
		"no signature": func() (int, string) { return w.report(from.Address, body, "X-WC-Webhook-Topic", "order.updated") },
		"another secret": func() (int, string) {
			return w.report(from.Address, body, "X-WC-Webhook-Signature", signWoo("other", body))
		},
		"other bytes": func() (int, string) {
			return w.report(from.Address, append(body, ' '), "X-WC-Webhook-Signature", right)
		},
		"nobody's hook":   func() (int, string) { return w.report("/"+uuid.NewString(), body, "X-WC-Webhook-Signature", right) },
		"no hook's name":  func() (int, string) { return w.report("/tienda", body, "X-WC-Webhook-Signature", right) },
		"another's words": func() (int, string) { return w.report(from.Address, body, "X-Shopify-Hmac-Sha256", right) },
	} {
		status, text := post()
		require.Equal(t, http.StatusUnauthorized, status, name)
		require.Equal(t, "Unauthorized\n", text, name)
	}
	require.Equal(t, at, w.position())
	require.NoError(t, w.relay.Registry().RemoveHook(t.Context(), from.ID))
	require.Equal(t, http.StatusUnauthorized, w.reportWoo(from, body), "it was removed")
}

func TestWhatIsNoOrderIsThankedFor(t *testing.T) {
	w := newWorld(t)
	from := w.woo()
	at := w.position()
	status, _ := w.report(from.Address, []byte("webhook_id=5"))
	require.Equal(t, http.StatusOK, status, "the vendor's check of the address")
	product := []byte(`{"id":1}`)
	status, _ = w.report(from.Address, product, "X-WC-Webhook-Topic", "product.updated", "X-WC-Webhook-Signature", signWoo(from.Secret, product))
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, at, w.position())
}

func TestAnOrderOfNoUseIsToldToWhoCanHelp(t *testing.T) {
	w := newWorld(t)
	from := w.woo()
	require.Equal(t, http.StatusOK, w.reportWoo(from, []byte(`{"id":727,"status":"processing"}`)), "else the vendor stops reporting altogether")
	require.Contains(t, w.log.String(), "can't be used")

	till := w.woo(func(h *registry.Hook) { h.Name, h.Kind = "till", webshop.Generic })
	body := []byte(`{"id":"a"}`)
	status, text := w.report(till.Address, body, webshop.SignatureHeader, webshop.Sign(till.Secret, time.Now(), body))
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, text, "it has no status")
}

func TestWhatIsTooLargeIsNotRead(t *testing.T) {
	w := newWorld(t)
	from := w.woo()
	body := bytes.Repeat([]byte("x"), maxWebOrder+1)
	require.Equal(t, http.StatusRequestEntityTooLarge, w.reportWoo(from, body))
	status, _ := w.report(from.Address, body[:maxUnsigned+1])
	require.Equal(t, http.StatusUnauthorized, status, "nobody signed it")
}

func TestTooManyReportsArePutOff(t *testing.T) {
	w := newWorld(t)
	from := w.woo()
	for range webShopPerMinute {
		w.relay.webShops.allow("127.0.0.1")
	}
	require.Equal(t, http.StatusTooManyRequests, w.reportWoo(from, wooOrder(1, "processing", "2026-11-20T10:00:00")))
	w.clock.pass(time.Minute)
	require.Equal(t, http.StatusOK, w.reportWoo(from, wooOrder(1, "processing", "2026-11-20T10:00:00")))
}

func TestWhileTheJournalCantWriteAWebShopIsAskedToRepeat(t *testing.T) {
	memory := journal.NewMemory(journal.MemoryParams{})
	w := newWorld(t, func(p *Params) { p.Journal = memory })
	from := w.woo()
	require.NoError(t, memory.Close())
	require.Equal(t, http.StatusServiceUnavailable, w.reportWoo(from, wooOrder(727, "processing", "2026-11-20T10:00:00")))
}

func TestARepeatAfterTheRelayStoppedGetsTheSameAnswer(t *testing.T) {
	dir, key := t.TempDir(), masterKey(t)
	memory := journal.NewMemory(journal.MemoryParams{})
	t.Cleanup(func() { require.NoError(t, memory.Close()) })
	kept := func(p *Params) { p.DataDir, p.MasterKey, p.Journal = dir, key, memory }
	w := newWorld(t, kept)
	from := w.woo()
	body := wooOrder(727, "processing", "2026-11-20T10:00:00")
	require.Equal(t, http.StatusOK, w.reportWoo(from, body))
	at := w.position()
	w.end() // the web shop never saw the answer

	w.start(kept)
	require.Equal(t, http.StatusOK, w.reportWoo(from, body))
	require.Equal(t, at, w.position())
	require.Equal(t, http.StatusOK, w.reportWoo(from, wooOrder(727, "completed", "2026-11-20T11:00:00")))
	order, _ := w.webOrder(from, "727")
	require.Equal(t, shop.StatusID("ready"), order.Status)
}

func TestAChangedWebShopKeepsItsAddress(t *testing.T) {
	w := newWorld(t)
	first := w.woo()
	second := w.woo(func(h *registry.Hook) { h.Statuses = map[string]shop.StatusID{"completed": "ready"} })
	require.Equal(t, first.Address, second.Address)
	require.Equal(t, first.Secret, second.Secret)
	_, err := w.relay.SaveWebShop(t.Context(), registry.Hook{Shop: w.shop, Name: "tienda", Kind: webshop.WooCommerce,
		Statuses: map[string]shop.StatusID{"completed": "eaten"}}, "")
	require.ErrorIs(t, err, registry.ErrInvalid)
	require.ErrorContains(t, err, `no status "eaten"`)
}

// listener is a web shop that hears of moves; it may be out.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	out    bool
	tries  int
	heard  []MovedOrder
	secret string
}

func newListener(t *testing.T) *listener {
	l := &listener{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.tries++
		_, wrong := webshop.Verify(l.secret, r.Header.Get(webshop.SignatureHeader), body)
		var moved MovedOrder
		if l.out || err != nil || wrong != nil || json.Unmarshal(body, &moved) != nil || r.Header.Get(DeliveryHeader) != moved.Delivery.String() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		l.heard = append(l.heard, moved)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *listener) set(out bool, secret string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.out, l.secret = out, secret
}

func (l *listener) tried() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tries
}

func (l *listener) moves() (all []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, one := range l.heard {
		all = append(all, one.Order.Number+" "+string(one.Order.From)+" → "+string(one.Order.To))
	}
	return all
}

func TestAWebShopHearsOfMovesOnceTheyCanBeTold(t *testing.T) {
	dir, key := t.TempDir(), masterKey(t)
	memory := journal.NewMemory(journal.MemoryParams{})
	t.Cleanup(func() { require.NoError(t, memory.Close()) })
	same := func(p *Params) {
		p.DataDir, p.MasterKey, p.Journal, p.tellPause = dir, key, memory, time.Millisecond
	}
	there := newListener(t)
	w := newWorld(t, same)
	from := w.woo(func(h *registry.Hook) { h.Notify = there.URL })
	there.set(false, from.Secret)
	require.Equal(t, http.StatusOK, w.reportWoo(from, wooOrder(727, "processing", "2026-11-20T10:00:00")))
	w.waitTelling(from)
	require.Equal(t, http.StatusOK, w.reportWoo(from, wooOrder(727, "completed", "2026-11-20T11:00:00")))
	told := []string{"W727 new → ready"}
	require.Eventually(t, func() bool { return len(there.moves()) == 1 }, time.Minute, time.Millisecond)
	require.Equal(t, told, there.moves())

	there.set(true, from.Secret)
	require.Equal(t, http.StatusOK, w.reportWoo(from, wooOrder(728, "processing", "2026-11-20T12:00:00")))
	require.Equal(t, http.StatusOK, w.reportWoo(from, wooOrder(728, "completed", "2026-11-20T12:01:00")))
	before := there.tried()
	require.Eventually(t, func() bool { return there.tried() > before+2 }, time.Minute, time.Millisecond, "it is tried again")
	w.end()
	there.set(false, from.Secret)

	w.start(same)
	require.Eventually(t, func() bool { return len(there.moves()) >= 2 }, time.Minute, time.Millisecond)
	require.Equal(t, append(told, "W728 new → ready"), there.moves())
	require.NotContains(t, w.log.String(), strings.TrimPrefix(there.URL, "http://"))
}

// waitTelling waits until a web shop is told of what happens from now on.
func (w *world) waitTelling(from WebShop) {
	require.Eventually(w.t, func() bool {
		of, err := w.relay.shopOf(w.t.Context(), w.shop)
		require.NoError(w.t, err)
		t := w.relay.newTeller(of, from.Hook)
		place, err := os.ReadFile(t.file)
		return err == nil && len(place) > 0
	}, time.Minute, time.Millisecond)
}
