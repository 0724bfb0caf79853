package sender

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay/engine"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// fate is what is to become of a message that WhatsApp answers with a code, of
// what waits with it, and of what the owner hears. It is written down from the
// documentation (cloudapi.md section 8), not from the table it checks.
type fate struct {
	codes []int
	// again: the message waits at least so long and is tried again; 0: it fails
	// at once, unless the channel is held.
	again time.Duration
	// held: nothing leaves through the number, or (shop) through any of the shop.
	held holds
	step whatsapp.NextStep // that the owner is told, where something is held
	// quiet: the owner hears nothing, because it passes by itself.
	quiet bool
	// optOut: the customer wants no offers any more.
	optOut bool
}

type holds int

const (
	nothing holds = iota
	number
	everything
)

var fates = []fate{
	{codes: []int{0, 190}, held: everything, step: whatsapp.StepGiveToken},
	{codes: []int{3, 10, 131005, 200, 210, 299}, held: everything, step: whatsapp.StepSetup},
	{codes: []int{1}, again: 5 * time.Second},
	{codes: []int{2, 131016, 133004}, again: 5 * time.Second, held: number, quiet: true},
	{codes: []int{4, 80007}, again: time.Minute, held: everything, quiet: true},
	{codes: []int{33, 131037}, held: number, step: whatsapp.StepSetup},
	{codes: []int{131045, 133010}, held: number, step: whatsapp.StepRegister},
	{codes: []int{368, 131031, 130497}, held: everything, step: whatsapp.StepAlertOwner},
	{codes: []int{131042, 134011}, held: everything, step: whatsapp.StepPayment},
	{codes: []int{130429}, again: time.Second, held: number, quiet: true},
	{codes: []int{131000}, again: 5 * time.Second},
	{codes: []int{131056}, again: time.Second},
	{codes: []int{131057, 2494100}, again: time.Minute, held: number, quiet: true},
	{codes: []int{131048}, again: time.Hour, held: number, step: whatsapp.StepAlertOwner},
	{codes: []int{131064}, again: 6 * time.Hour, held: number, step: whatsapp.StepAlertOwner},
	{codes: []int{131049}, again: 24 * time.Hour},
	{codes: []int{132015}, again: 3 * time.Hour},
	{codes: []int{131050}, optOut: true},
	{codes: []int{100, 130403, 130472, 131008, 131009, 131021, 131026, 131030, 131047, 131051, 131052, 131053, 131060, 131062, 131063,
		132000, 132001, 132005, 132007, 132012, 132016, 132018, 132068, 132069, 135000, 137000}},
	// Codes of other calls than sending, should one ever come: registration,
	// blocking, templates, numbers shared with a phone.
	{codes: []int{133000, 133006}, again: time.Hour, held: number, step: whatsapp.StepSetup},
	{codes: []int{133005}, again: time.Hour, held: number, step: whatsapp.StepSetup},
	{codes: []int{133008}, again: 12 * time.Hour, held: number, step: whatsapp.StepSetup},
	{codes: []int{133009}, again: time.Minute, held: number, step: whatsapp.StepSetup},
	{codes: []int{133015}, again: 5 * time.Minute, held: number, step: whatsapp.StepSetup},
	{codes: []int{133016}, again: 72 * time.Hour, held: number, step: whatsapp.StepSetup},
	{codes: []int{139100, 139101}},
	{codes: []int{139102}, again: time.Second},
	{codes: []int{139103}, again: 5 * time.Second},
	{codes: []int{2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299, 2388019}},
	{codes: []int{2593107, 2593108}, held: number, step: whatsapp.StepSetup},
	{codes: []int{2593109}, held: number},
	{codes: []int{999999}}, // one that nobody knows yet
}

// graph is a platform that answers the numbers that are told to fail with their
// code, and takes everything else.
type graph struct {
	*httptest.Server
	mu      sync.Mutex
	failing map[string]int
	taken   map[string]bool // by callback data
}

func newGraph(t *testing.T) *graph {
	g := &graph{failing: map[string]int{}, taken: map[string]bool{}}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(g.Close)
	return g
}

func (g *graph) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	var o whatsapp.Outgoing
	if json.Unmarshal(raw, &o) != nil {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	pnid := strings.Split(strings.Trim(r.URL.Path, "/"), "/")[1]
	g.mu.Lock()
	code, fails := g.failing[pnid]
	if !fails {
		g.taken[o.CallbackData] = true
	}
	g.mu.Unlock()
	if fails {
		refuse(w, code)
		return
	}
	_, _ = fmt.Fprintf(w, `{"contacts":[{"input":%q,"wa_id":%q}],"messages":[{"id":"wamid.%s"}]}`, o.To, strings.TrimPrefix(o.To, "+"), o.CallbackData)
}

func (g *graph) fail(pnid string, code int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failing[pnid] = code
}

func (g *graph) mend() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.failing)
}

func (g *graph) took(id shop.MessageID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.taken[id.String()]
}

// lines are the numbers of the shop, by channel.
type lines struct {
	graph *graph
	mu    sync.Mutex
	of    map[shop.ChannelID]string
}

func (l *lines) Client(_ context.Context, _ shop.ShopID, channel shop.ChannelID) (*whatsapp.Client, string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	client, err := whatsapp.NewClient(whatsapp.ClientParams{BaseURL: l.graph.URL, Token: "t", HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	return client, l.of[channel], err
}

// counter is a shop with as many numbers as it takes.
type counter struct {
	*bakery
	*relay
	lines *lines
	graph *graph
	next  int

	feed  []shop.Event // what was read of it
	place wire.Cursor
}

func newCounter(t *testing.T) *counter {
	b := newBakery(t)
	b.clock.still = time.Now() // nothing is tried again before the test says so
	r := b.open("one", nil)
	c := &counter{bakery: b, relay: r, graph: newGraph(t)}
	c.lines = &lines{graph: c.graph, of: map[shop.ChannelID]string{}}
	r.sender.Close()
	r.sender = New(Params{Shop: r.Shop, Clients: c.lines, PerSecond: 10_000})
	return c
}

// connect gives the shop one more number.
func (c *counter) connect() (shop.ChannelID, string) {
	c.next++
	pnid := strconv.Itoa(5_000_000 + c.next)
	channel, err := c.ConnectChannel(context.Background(), &shop.ChannelConnected{PhoneNumberID: pnid, WABA: waba, Number: "+34 " + pnid, Name: "Bakery"})
	require.NoError(c.t, err)
	c.lines.mu.Lock()
	c.lines.of[channel] = pnid
	c.lines.mu.Unlock()
	return channel, pnid
}

// someone has a customer write to a number just now.
func (c *counter) someone(channel shop.ChannelID) shop.CustomerID {
	c.next++
	phone := fmt.Sprintf("3462%07d", c.next)
	id, wamid := shop.CustomerByPhone(c.id, phone), "wamid.in."+phone
	require.NoError(c.t, c.Record(context.Background(),
		engine.Fact{Customer: id, Body: &shop.CustomerSeen{Customer: id, Personal: shop.CustomerSeenPersonal{
			Identifiers: []shop.Identifier{{Kind: shop.IsWaID, Value: phone}}}}},
		engine.Fact{Customer: id, Channel: channel, Body: &shop.MessageReceived{Message: shop.MessageFor(c.id, wamid),
			Conversation: shop.ConversationFor(channel, id), Type: shop.TypeText, Ref: shop.RefFor(c.id, wamid)}}))
	return id
}

func (c *counter) writes(channel shop.ChannelID, to shop.CustomerID) shop.MessageID {
	id := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	answer := c.do(c.relay, &shop.SendMessage{Message: id, Channel: channel, Customer: to, Type: shop.TypeText, Content: shop.Content{Text: "hola"}})
	require.Empty(c.t, answer.Refused)
	return id
}

// until waits for something that is told a moment later.
func (c *counter) until(what string, holds func() bool) {
	c.t.Helper()
	require.Eventually(c.t, holds, 60*time.Second, 2*time.Millisecond, what)
}

// seen are the bodies of one type, of events after a position.
func seen[T shop.Body](c *counter, after shop.Position) (all []T) {
	for _, e := range c.since(after) {
		if body, err := e.Open(); err == nil {
			if b, ok := body.(T); ok {
				all = append(all, b)
			}
		}
	}
	return all
}

// since are the events after a position.
func (c *counter) since(after shop.Position) []shop.Event {
	for more := true; more; {
		page, err := c.Feed(context.Background(), c.place, 0)
		require.NoError(c.t, err)
		c.feed, c.place, more = append(c.feed, page.Events...), page.Cursor, page.More
	}
	for i, e := range c.feed {
		if e.Position > after {
			return c.feed[i:]
		}
	}
	return nil
}

// waits are how long a message was put off each time.
func (c *counter) waits(after shop.Position) (all []time.Duration) {
	for _, e := range c.since(after) {
		if body, err := e.Open(); err == nil {
			if b, ok := body.(*shop.MessagePostponed); ok {
				all = append(all, b.Until.Sub(e.Recorded).Round(time.Millisecond))
			}
		}
	}
	return all
}

func TestEveryErrorCodeHasItsFate(t *testing.T) {
	c := newCounter(t)
	known := map[int]bool{}
	for _, f := range fates {
		for _, code := range f.codes {
			known[code] = true
			t.Run(strconv.Itoa(code), func(t *testing.T) { c.meets(t, code, f) })
		}
	}
	for _, code := range whatsapp.KnownCodes() {
		require.True(t, known[code], "code %d has a policy and no fate here", code)
	}
}

// meets sends into an error and looks at the message, the queue and the owner.
func (c *counter) meets(t *testing.T, code int, f fate) {
	c.t = t
	before := c.Position()
	channel, pnid := c.connect()
	other, _ := c.connect()
	who, neighbour, stranger := c.someone(channel), c.someone(channel), c.someone(other)
	c.graph.fail(pnid, code)
	hit := c.writes(channel, who)

	if f.again == 0 && f.held == nothing {
		c.until("it failed", func() bool { return len(seen[*shop.MessageFailed](c, before)) == 1 })
		failed := seen[*shop.MessageFailed](c, before)[0]
		require.Equal(t, hit, failed.Message)
		require.Equal(t, code, failed.Code)
		require.Equal(t, "details of "+strconv.Itoa(code), failed.Details)
	} else {
		c.until("it waits", func() bool { return len(c.waits(before)) == 1 })
		require.Equal(t, code, seen[*shop.MessagePostponed](c, before)[0].Code)
		want := f.again
		if want == 0 {
			want = pauseLeast
		}
		require.Equal(t, want, c.waits(before)[0])
		require.Empty(t, seen[*shop.MessageFailed](c, before))
	}
	c.checkOwner(t, code, f, before)
	c.checkQueue(t, f, channel, other, neighbour, stranger)
	if f.optOut {
		said := seen[*shop.ConsentChanged](c, before)
		require.Len(t, said, 1)
		require.Equal(t, shop.Offers, said[0].Purpose)
		require.False(t, said[0].Allowed)
	}
	c.recovers(t, f, hit, channel)
}

func (c *counter) checkOwner(t *testing.T, code int, f fate, before shop.Position) {
	if f.held == nothing || f.quiet {
		require.Empty(t, c.told(shop.NoticeSendingPaused, before), "the message says it by itself")
		return
	}
	c.until("the owner is told", func() bool { return len(c.told(shop.NoticeSendingPaused, before)) == 1 })
	notice := c.told(shop.NoticeSendingPaused, before)[0]
	require.Equal(t, shop.SeverityUrgent, notice.Severity)
	require.Equal(t, map[string]string{"code": strconv.Itoa(code), "step": string(f.step)}, notice.Parameters)
}

// told are the notices of one kind.
func (c *counter) told(about shop.NoticeKind, after shop.Position) (all []*shop.NoticeRaised) {
	for _, n := range seen[*shop.NoticeRaised](c, after) {
		if n.About == about {
			all = append(all, n)
		}
	}
	return all
}

// checkQueue: what is not concerned leaves; what is held stays without failing.
func (c *counter) checkQueue(t *testing.T, f fate, channel, other shop.ChannelID, neighbour, stranger shop.CustomerID) {
	c.graph.mend()
	beside, elsewhere := c.writes(channel, neighbour), c.writes(other, stranger)
	leaves := func(id shop.MessageID, free bool) {
		if free {
			c.until("what is not concerned leaves", func() bool { return c.graph.took(id) })
			return
		}
		require.False(t, c.graph.took(id))
	}
	leaves(elsewhere, f.held != everything)
	leaves(beside, f.held == nothing)
}

// recovers lets time pass, or somebody mend it: what waited leaves after all.
func (c *counter) recovers(t *testing.T, f fate, hit shop.MessageID, channel shop.ChannelID) {
	before := c.Position()
	code, _, held := c.sender.Paused(channel)
	require.Equal(t, f.held != nothing && !f.quiet, held)
	if held {
		require.NotNil(t, code)
		for _, known := range c.Channels() {
			c.sender.Resume(known.ID)
		}
	}
	if f.again == 0 && f.held == nothing {
		return
	}
	c.clock.jump(max(f.again, pauseLeast) + 20*time.Second)
	for _, known := range c.Channels() {
		c.sender.Resume(known.ID)
	}
	if f.again >= 23*time.Hour {
		c.until("the window closed meanwhile", func() bool { return len(seen[*shop.MessageRefused](c, before)) > 0 })
		return
	}
	c.until("it leaves in the end", func() bool { return c.graph.took(hit) })
	if held {
		c.until("the owner hears that it goes on", func() bool { return len(c.told(shop.NoticeSendingResumed, before)) > 0 })
	}
}

func TestOneShopsPauseHoldsNobodyElse(t *testing.T) {
	one, two := newCounter(t), newCounter(t)
	channel, pnid := one.connect()
	one.graph.fail(pnid, 190)
	one.writes(channel, one.someone(channel))
	one.until("the first is held", func() bool { _, _, held := one.sender.Paused(channel); return held })
	far, _ := two.connect()
	id := two.writes(far, two.someone(far))
	two.until("the second goes on", func() bool { return two.graph.took(id) })
}

func TestAPairRateGrowsByFour(t *testing.T) {
	c := newCounter(t)
	channel, pnid := c.connect()
	c.graph.fail(pnid, 131056)
	c.writes(channel, c.someone(channel))
	for i, want := range []time.Duration{time.Second, 4 * time.Second, 16 * time.Second, 64 * time.Second} {
		c.until("it is put off again", func() bool { return len(c.waits(0)) > i })
		require.Equal(t, want, c.waits(0)[i])
		c.clock.jump(want)
		c.sender.free()
	}
}
