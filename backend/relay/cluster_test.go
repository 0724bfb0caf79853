package relay

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/sandbox"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// cluster is three NATS servers, two relays on them with one shop, a platform,
// and a front that posts to whichever relay is there.
type cluster struct {
	t        *testing.T
	ports    []int
	dirs     []string
	servers  []*server.Server
	lines    []*cable // from each relay to the servers
	relays   [2]atomic.Pointer[Relay]
	engines  [2]*journal.JetStream
	dir      string
	key      []byte
	platform *sandbox.Sandbox
	graph    *httptest.Server
	shop     shop.ShopID
	channel  shop.ChannelID

	log   *lines
	turn  atomic.Int64
	mu    sync.Mutex
	acked []string    // wamids answered with 200
	when  []time.Time // of those
}

func startCluster(t *testing.T) *cluster {
	c := &cluster{t: t, dir: t.TempDir(), key: masterKey(t), log: &lines{}}
	for range 3 {
		c.ports, c.dirs = append(c.ports, freePort(t)), append(c.dirs, t.TempDir())
	}
	c.servers = make([]*server.Server, 3)
	for i := range c.servers {
		c.startServer(i)
	}
	t.Cleanup(func() {
		for _, s := range c.servers {
			s.Shutdown()
			s.WaitForShutdown()
		}
	})
	require.Eventually(t, func() bool {
		for _, s := range c.servers {
			if s.JetStreamIsLeader() && len(s.JetStreamClusterPeers()) == 3 {
				return true
			}
		}
		return false
	}, 60*time.Second, 20*time.Millisecond)
	c.startPlatform()
	for i := range c.relays {
		c.lines = append(c.lines, newCable(t, c.addresses))
		c.startRelay(i)
	}
	t.Cleanup(func() {
		for i := range c.relays {
			c.stopRelay(i)
		}
	})
	name := "Panadería Sol"
	var err error
	c.shop, _, err = c.relay(0).CreateShop(t.Context(), shop.ShopConfigured{Name: &name}, "Marta")
	require.NoError(t, err)
	require.NoError(t, c.platform.SetCallback(t.Context(), c.graph.URL+"/front", "verify me"))
	done, err := c.relay(0).ConnectNumber(t.Context(), c.shop, sandbox.DefaultNumber, c.platform.WABA(), platformToken)
	require.NoError(t, err)
	c.channel = done.Channel
	return c
}

func freePort(t *testing.T) int {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	return listener.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // it is TCP
}

func (c *cluster) startServer(i int) {
	options := &server.Options{ServerName: fmt.Sprint("nats-", i), Host: "127.0.0.1", Port: server.RANDOM_PORT,
		HTTPHost: "127.0.0.1", HTTPPort: server.RANDOM_PORT, JetStream: true, StoreDir: c.dirs[i], SyncAlways: true,
		JetStreamMaxStore: 1 << 30, MaxPayload: 8 << 20, NoLog: true, NoSigs: true,
		Cluster: server.ClusterOpts{Name: "shops", Host: "127.0.0.1", Port: c.ports[i], NoAdvertise: true}}
	for _, port := range c.ports {
		options.Routes = append(options.Routes, &url.URL{Scheme: "nats-route", Host: fmt.Sprint("127.0.0.1:", port)})
	}
	running, err := server.NewServer(options)
	require.NoError(c.t, err)
	running.Start()
	require.True(c.t, running.ReadyForConnections(30*time.Second))
	c.mu.Lock()
	c.servers[i] = running
	c.mu.Unlock()
}

// addresses are of the servers that run.
func (c *cluster) addresses() (all []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.servers {
		if s != nil && s.Running() {
			all = append(all, strings.TrimPrefix(s.ClientURL(), "nats://"))
		}
	}
	return all
}

func (c *cluster) startPlatform() {
	var err error
	c.platform, err = sandbox.Open(sandbox.Params{Token: platformToken, AppSecret: testSecret, VerifyToken: "verify me", Instant: true,
		Limits: sandbox.Limits{NoPairRate: true}, Backoff: func(int) time.Duration { return 50 * time.Millisecond }})
	require.NoError(c.t, err)
	mux := http.NewServeMux()
	mux.Handle("/", c.platform)
	mux.HandleFunc("/front", c.front)
	c.graph = httptest.NewServer(mux)
	c.t.Cleanup(func() {
		require.NoError(c.t, c.platform.Close())
		c.graph.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections() //nolint:forcetypeassert // the standard one
	})
}

// front hands a webhook to a relay that is there, as a balancer would.
func (c *cluster) front(w http.ResponseWriter, r *http.Request) {
	first := int(c.turn.Add(1))
	for i := range c.relays {
		if relay := c.relay((first + i) % 2); relay != nil {
			r.URL.Path = WebhookPath
			relay.Handler().ServeHTTP(w, r)
			return
		}
	}
	http.Error(w, "nobody is there", http.StatusBadGateway)
}

func (c *cluster) relay(i int) *Relay { return c.relays[i].Load() }

func (c *cluster) startRelay(i int) {
	var monitoring []string
	for _, s := range c.servers {
		monitoring = append(monitoring, "http://"+s.MonitorAddr().String())
	}
	engine, err := journal.OpenExternal(c.t.Context(), journal.ExternalParams{URL: "nats://" + c.lines[i].address(), MonitoringURLs: monitoring})
	require.NoError(c.t, err)
	dir := filepath.Join(c.dir, fmt.Sprint("relay", i))
	relay, err := New(c.t.Context(), Params{DataDir: dir, MasterKey: c.key, Journal: engine, AppSecret: testSecret, VerifyToken: "verify me",
		KeysFile: filepath.Join(c.dir, "keys.db"), Blobs: "file://" + c.dir + "?create_dir=true&no_tmp_dir=true", GraphBaseURL: c.graph.URL, Name: fmt.Sprint("relay-", i),
		Logger: slog.New(slog.NewTextHandler(c.log, nil)).With("relay", i)})
	require.NoError(c.t, err)
	c.engines[i] = engine
	c.relays[i].Store(relay)
}

// stopRelay ends a relay as SIGTERM does.
func (c *cluster) stopRelay(i int) {
	relay := c.relays[i].Swap(nil)
	if relay == nil {
		return
	}
	require.NoError(c.t, relay.Close(context.Background()))
	require.NoError(c.t, c.engines[i].Close())
}

func (c *cluster) of(i int) *engine.Shop {
	relay := c.relay(i)
	if relay == nil {
		return nil
	}
	of, err := relay.shopOf(c.t.Context(), c.shop)
	if err != nil {
		return nil
	}
	return of
}

// offer posts webhooks until the context ends, each again until it is taken.
func (c *cluster) offer(ctx context.Context, name string) {
	for n := 0; ctx.Err() == nil; n++ {
		wamid := fmt.Sprintf("wamid.%s.%d", name, n)
		body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":%q,"changes":[{"field":"messages","value":{
			"messaging_product":"whatsapp","metadata":{"phone_number_id":%q},"contacts":[{"profile":{"name":"Ana"},"wa_id":"34699%s"}],
			"messages":[{"from":"34699%s","id":%q,"timestamp":"%d","type":"text","text":{"body":"hola %d"}}]}}]}]}`,
			c.platform.WABA(), sandbox.DefaultNumber, name, name, wamid, time.Now().Unix(), n)
		for !c.posted(body) {
			if ctx.Err() != nil {
				return // never answered with 200
			}
		}
		c.mu.Lock()
		c.acked, c.when = append(c.acked, wamid), append(c.when, time.Now())
		c.mu.Unlock()
	}
}

func (c *cluster) posted(body []byte) bool {
	request, err := http.NewRequest(http.MethodPost, c.graph.URL+"/front", strings.NewReader(string(body))) //nolint:noctx // its answer matters to the end
	if err != nil {
		return false
	}
	request.Header.Set(whatsapp.SignatureHeader, whatsapp.Sign(testSecret, body))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// gap is the longest time between two answers of 200.
func (c *cluster) gap() (longest time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := 1; i < len(c.when); i++ {
		longest = max(longest, c.when[i].Sub(c.when[i-1]))
	}
	return longest
}

// says asks for messages to a customer one after the other, each until it was
// answered, by whichever relay is there.
func (c *cluster) says(ctx context.Context, asking shop.Asking, customer shop.CustomerID, count int) {
	for n := range count {
		command, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), shop.PersonID{},
			&shop.SendMessage{Message: shop.MessageID{UUID: uuid.Must(uuid.NewV7())}, Channel: c.channel, Customer: customer,
				Type: shop.TypeText, Content: shop.Content{Text: fmt.Sprint(n)}})
		if err != nil {
			panic(err)
		}
		for try := 0; ctx.Err() == nil; try++ {
			if of := c.of((n + try) % 2); of != nil {
				if _, err := of.Do(ctx, asking, []shop.Command{command}); err == nil {
					break
				}
			}
			pauseFor(ctx, 20*time.Millisecond)
		}
	}
}

func pauseFor(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// leader is the server that leads a stream.
func (c *cluster) leader(stream string) int {
	found := -1
	require.Eventually(c.t, func() bool {
		for i, s := range c.servers {
			if s.Running() && s.JetStreamIsStreamLeader("$G", stream) {
				found = i
			}
		}
		return found >= 0
	}, 60*time.Second, 10*time.Millisecond)
	return found
}

// progress waits until so many more webhooks were taken.
func (c *cluster) progress(more int) {
	c.t.Helper()
	count := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		return len(c.acked)
	}
	want := count() + more
	require.Eventually(c.t, func() bool { return count() >= want }, 60*time.Second, 5*time.Millisecond)
}

func (c *cluster) feed(i int) []shop.Event {
	var all []shop.Event
	var cursor wire.Cursor
	for {
		of := c.of(i)
		require.NotNil(c.t, of)
		page, err := of.Feed(c.t.Context(), cursor, 0)
		require.NoError(c.t, err)
		all, cursor = append(all, page.Events...), page.Cursor
		if !page.More {
			return all
		}
	}
}

// A leader is killed, a relay that sends is stopped, another is cut off from the
// cluster, all under load: what was answered with 200 is in the journal once,
// every message reaches its customer once and in order, and both relays agree.
func TestAClusterLosesNothingAndSendsNothingTwice(t *testing.T) {
	mode := os.Getenv("MOSTRADOR_CLUSTER")
	if mode == "" {
		t.Skip("three servers and two relays want a machine to themselves: MOSTRADOR_CLUSTER=short with `make e2e-full`, full with `make soak`")
	}
	c := startCluster(t)
	full := mode == "full"
	customers, each, some, away := 2, 10, 15, 1500*time.Millisecond
	if full {
		customers, each, some, away = 6, 60, 200, 8*time.Second
	}
	var ids []string
	var addressees []shop.CustomerID
	for n := range customers {
		phone := fmt.Sprintf("3460011120%d", n)
		person, err := c.platform.AddCustomer(sandbox.Customer{Phone: phone, Name: fmt.Sprint("Lucía ", n)})
		require.NoError(t, err)
		_, err = c.platform.CustomerWrites(t.Context(), person.ID, sandbox.Message{Text: "¿Tenéis roscón?"})
		require.NoError(t, err)
		ids, addressees = append(ids, person.ID), append(addressees, shop.CustomerByPhone(c.shop, "+"+phone))
	}
	require.Eventually(t, func() bool {
		received := 0
		for _, e := range c.feed(0) {
			if e.Kind == shop.KindMessageReceived {
				received++
			}
		}
		return received == customers
	}, 60*time.Second, 20*time.Millisecond)

	ctx, stop := context.WithCancel(t.Context())
	var load, talk sync.WaitGroup
	for n := range 4 {
		load.Go(func() { c.offer(ctx, fmt.Sprintf("00000%d", n)) })
	}
	asking := shop.Asking{Person: shop.PersonID{UUID: uuid.New()}, Device: shop.DeviceID{UUID: uuid.New()}, Role: shop.Owner}
	for _, customer := range addressees {
		talk.Go(func() { c.says(t.Context(), asking, customer, each) })
	}
	c.progress(some)

	killed := c.leader("intake")
	c.servers[killed].Shutdown()
	c.servers[killed].WaitForShutdown()
	c.progress(some)
	t.Logf("a leader is gone: longest time without a 200 %s", c.gap().Round(time.Millisecond))
	if full {
		require.Less(t, c.gap(), 5*time.Second)
	}
	c.startServer(killed)
	c.progress(some)

	c.stopRelay(0) // drains
	c.progress(some)
	c.startRelay(0)
	c.progress(some)

	c.lines[1].cut(true) // its webhooks and commands are refused; the front goes on to the other
	pauseFor(ctx, away)
	c.lines[1].cut(false)
	c.progress(some)

	if full {
		killed = c.leader("log_shop-" + c.shop.String())
		c.servers[killed].Shutdown()
		c.servers[killed].WaitForShutdown()
		c.progress(some)
		c.startServer(killed)
	}
	talk.Wait()
	stop()
	load.Wait()
	t.Logf("%d webhooks taken, longest time without a 200 %s", len(c.acked), c.gap().Round(time.Millisecond))
	c.settled(ids, each)
}

func (c *cluster) settled(customers []string, each int) {
	t := c.t
	missing := ""
	defer func() {
		if t.Failed() {
			t.Log("missing: ", missing, "\n", c.log)
		}
	}()
	require.Eventually(t, func() bool {
		seen := map[string]int{}
		for _, e := range c.feed(0) {
			body, err := e.Open()
			if received, ok := body.(*shop.MessageReceived); ok && err == nil {
				seen[received.Personal.Wamid]++
			}
		}
		for _, wamid := range c.acked {
			require.LessOrEqual(t, seen[wamid], 1, "%s is there twice", wamid)
			if seen[wamid] == 0 {
				missing = fmt.Sprintf("%s; %d of %d are there", wamid, len(seen), len(c.acked))
				return false
			}
		}
		return true
	}, 90*time.Second, 100*time.Millisecond, "all that was answered with 200 becomes events")
	require.Eventually(t, func() bool {
		for _, id := range customers {
			if len(c.platform.Inbox(id)) < each && !c.unknown() {
				return false
			}
		}
		return true
	}, 90*time.Second, 100*time.Millisecond, "every message arrives, or its fate is said to be unknown")
	for _, id := range customers {
		last := -1
		for _, message := range c.platform.Inbox(id) {
			var n int
			_, err := fmt.Sscan(message.Text, &n)
			require.NoError(t, err)
			require.Greater(t, n, last, "in order, and none twice")
			last = n
		}
	}
	require.Eventually(t, func() bool {
		one, two := c.feed(0), c.feed(1)
		return len(one) == len(two) && asJSON(t, one) == asJSON(t, two)
	}, 60*time.Second, 100*time.Millisecond, "both relays tell the same")
}

// unknown says whether the fate of some message is.
func (c *cluster) unknown() bool {
	for _, e := range c.feed(0) {
		if e.Kind == shop.KindMessageUnsettled {
			return true
		}
	}
	return false
}

// cable is what a relay reaches the servers through; it can be cut.
type cable struct {
	listener net.Listener
	to       func() []string
	ending   sync.WaitGroup

	mu    sync.Mutex
	isCut bool
	open  map[net.Conn]struct{}
}

func newCable(t *testing.T, to func() []string) *cable {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &cable{listener: listener, to: to, open: map[net.Conn]struct{}{}}
	l.ending.Go(l.accept)
	t.Cleanup(func() {
		l.cut(true)
		_ = listener.Close()
		l.ending.Wait()
	})
	return l
}

func (l *cable) address() string { return l.listener.Addr().String() }

// cut drops what is connected and refuses what comes; or not any more.
func (l *cable) cut(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.isCut = cut
	for conn := range l.open {
		_ = conn.Close()
	}
	clear(l.open)
}

func (l *cable) accept() {
	for n := 0; ; n++ {
		conn, err := l.listener.Accept()
		if err != nil {
			return
		}
		there := l.to()
		if len(there) == 0 {
			_ = conn.Close()
			continue
		}
		l.ending.Go(func() { l.carry(conn, there[n%len(there)]) })
	}
}

func (l *cable) carry(conn net.Conn, address string) {
	server, err := new(net.Dialer).DialContext(context.Background(), "tcp", address)
	if err != nil {
		_ = conn.Close()
		return
	}
	l.mu.Lock()
	if l.isCut {
		_, _ = conn.Close(), server.Close()
	}
	l.open[conn], l.open[server] = struct{}{}, struct{}{}
	l.mu.Unlock()
	var both sync.WaitGroup
	pipe := func(to, from net.Conn) {
		_, _ = io.Copy(to, from)
		_, _ = to.Close(), from.Close()
	}
	both.Go(func() { pipe(conn, server) })
	both.Go(func() { pipe(server, conn) })
	both.Wait()
	l.mu.Lock()
	delete(l.open, conn)
	delete(l.open, server)
	l.mu.Unlock()
}
