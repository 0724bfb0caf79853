package relay

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/backend/relay/media"
	"mostrador/backend/sandbox"
	"mostrador/shop"
	"mostrador/shop/wire"
)

const platformToken = "a system user's token"

// town is a bakery whose number is connected at a platform with customers.
type town struct {
	*world
	platform *sandbox.Sandbox
	channel  shop.ChannelID
	lucia    sandbox.Customer
}

func newTown(t *testing.T, change ...func(*Params)) *town {
	platform, err := sandbox.Open(sandbox.Params{Token: platformToken, AppSecret: testSecret, VerifyToken: "verify me", Instant: true,
		Backoff: func(int) time.Duration { return 10 * time.Millisecond }})
	require.NoError(t, err)
	graph := httptest.NewServer(platform)
	t.Cleanup(func() {
		graph.Close()
		http.DefaultTransport.(*http.Transport).CloseIdleConnections() //nolint:forcetypeassert // the standard one
	})
	t.Cleanup(func() { require.NoError(t, platform.Close()) })
	lucia, err := platform.AddCustomer(sandbox.Customer{Phone: "34600111222", Name: "Lucía"})
	require.NoError(t, err)
	w := newWorld(t, append([]func(*Params){func(p *Params) {
		p.GraphBaseURL, p.SenderPaused, p.mediaPause = graph.URL, false, 5*time.Millisecond
	}}, change...)...)
	return &town{world: w, platform: platform, lucia: lucia}
}

// connect connects the platform's number and lets webhooks come in.
func (w *town) connect() {
	w.listenToPlatform()
	done, err := w.relay.ConnectNumber(w.t.Context(), w.shop, sandbox.DefaultNumber, w.platform.WABA(), platformToken)
	require.NoError(w.t, err)
	require.Empty(w.t, done.Warning)
	w.channel = done.Channel
}

func (w *town) listenToPlatform() {
	require.NoError(w.t, w.platform.SetCallback(w.t.Context(), w.server.URL+WebhookPath, "verify me"))
}

func (w *town) writes(m sandbox.Message) {
	_, err := w.platform.CustomerWrites(w.t.Context(), w.lucia.ID, m)
	require.NoError(w.t, err)
}

// await reads the feed until an event of a kind is there.
func await[B shop.Body](d *device, fits func(B) bool) B {
	d.t.Helper()
	var found B
	require.Eventually(d.t, func() bool {
		for _, event := range d.feed("").Events {
			body, err := event.Open()
			require.NoError(d.t, err)
			if b, ok := body.(B); ok && fits(b) {
				found = b
				return true
			}
		}
		return false
	}, 60*time.Second, 10*time.Millisecond)
	return found
}

func every[B shop.Body](B) bool { return true }

func (w *town) customer() shop.CustomerID {
	return await(w.pair(), every[*shop.CustomerSeen]).Customer
}

func TestACustomerWritesAndTheShopAnswers(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "¿Tenéis roscón?"})
	got := await(d, every[*shop.MessageReceived])
	require.Equal(t, "¿Tenéis roscón?", got.Personal.Content.Text)

	id, err := uuid.NewV7()
	require.NoError(t, err)
	answers := d.ask(d.command(&shop.SendMessage{Message: shop.MessageID{UUID: id}, Channel: w.channel, Customer: w.customer(),
		Type: shop.TypeText, Content: shop.Content{Text: "Sí, hasta el domingo."}}))
	require.Empty(t, answers[0].Refused)
	await(d, func(b *shop.MessageProgressed) bool { return b.Delivery == shop.DeliveryDelivered })
	inbox := w.platform.Inbox(w.lucia.ID)
	require.Len(t, inbox, 1)
	require.Contains(t, w.log.String(), "let in")
	require.NotContains(t, w.log.String(), "roscón")
	require.NotContains(t, w.log.String(), "34600111222")
	require.NotContains(t, w.log.String(), platformToken)
}

func TestAPictureComesInAndAnotherGoesOut(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30))))
	w.writes(sandbox.Message{Image: &sandbox.File{Data: picture.Bytes(), MIME: "image/png", Caption: "así"}})
	stored := await(d, every[*shop.MediaStored])
	require.Equal(t, nameOf(picture.Bytes()), stored.Personal.Hash)
	require.Equal(t, []int{40, 30}, []int{stored.Personal.Width, stored.Personal.Height})

	response := d.send(http.MethodGet, wire.PathMedia+stored.Personal.Hash, d.bearer, nil, nil)
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, picture.Bytes(), raw)
	require.Equal(t, "nosniff", response.Header.Get("X-Content-Type-Options"))

	require.Equal(t, http.StatusNoContent, d.send(http.MethodPut, wire.PathMedia+stored.Personal.Hash, d.bearer, picture.Bytes(), nil).StatusCode)
	id, err := uuid.NewV7()
	require.NoError(t, err)
	answers := d.ask(d.command(&shop.SendMessage{Message: shop.MessageID{UUID: id}, Channel: w.channel, Customer: w.customer(), Type: shop.TypeImage,
		Content: shop.Content{Media: &shop.Media{Hash: stored.Personal.Hash, MIME: "image/png"}}}))
	require.Empty(t, answers[0].Refused)
	await(d, func(b *shop.MessageProgressed) bool { return b.Delivery == shop.DeliveryDelivered })
	again, err := w.relay.uploads.PlatformMedia(t.Context(), media.Outbound{Shop: w.shop, Channel: w.channel, Type: shop.TypeImage, Media: shop.Media{Hash: stored.Personal.Hash}})
	require.NoError(t, err)
	w.clock.pass(28 * 24 * time.Hour)
	same, err := w.relay.uploads.PlatformMedia(t.Context(), media.Outbound{Shop: w.shop, Channel: w.channel, Type: shop.TypeImage, Media: shop.Media{Hash: stored.Personal.Hash}})
	require.NoError(t, err)
	require.Equal(t, again, same, "the platform still has it")
	w.clock.pass(2 * 24 * time.Hour)
	renewed, err := w.relay.uploads.PlatformMedia(t.Context(), media.Outbound{Shop: w.shop, Channel: w.channel, Type: shop.TypeImage, Media: shop.Media{Hash: stored.Personal.Hash}})
	require.NoError(t, err)
	require.NotEqual(t, again, renewed, "after 29 days it is handed in anew")
}

func TestAFileIsTriedForUntilItsIdExpires(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	w.platform.SetFaults(sandbox.Faults{Down: true})
	w.writes(sandbox.Message{Document: &sandbox.File{Data: []byte("%PDF-1.4"), MIME: "application/pdf", Filename: "menu.pdf"}})
	await(d, every[*shop.MessageReceived])
	w.platform.SetFaults(sandbox.Faults{})
	stored := await(d, every[*shop.MediaStored])
	require.Equal(t, nameOf([]byte("%PDF-1.4")), stored.Personal.Hash)

	w.platform.SetFaults(sandbox.Faults{Down: true})
	w.writes(sandbox.Message{Document: &sandbox.File{Data: []byte("%PDF-1.5"), MIME: "application/pdf", Filename: "late.pdf"}})
	await(d, func(b *shop.MessageReceived) bool { return b.Personal.Content.Media.Name == "late.pdf" })
	w.clock.pass(7*24*time.Hour + time.Hour)
	d.signIn()
	require.Equal(t, "expired", await(d, every[*shop.MediaMissed]).Why)
}

func TestAFileThatWaitedIsFetchedAfterARestart(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	w.platform.SetFaults(sandbox.Faults{Down: true})
	w.writes(sandbox.Message{Audio: &sandbox.File{Data: []byte("OggS waited"), MIME: "audio/ogg", Voice: true}})
	await(d, every[*shop.MessageReceived])
	d.ask(d.saveReply("life goes on meanwhile"))

	params := w.relay.params
	params.mediaPause = 5 * time.Millisecond
	w.server.Close()
	require.NoError(t, w.relay.Close(context.Background()))
	w.platform.SetFaults(sandbox.Faults{})
	again, err := New(t.Context(), params)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, again.Close(context.Background())) })
	w.relay = again
	w.serve()
	t.Cleanup(w.server.Close)
	d.signIn()
	require.Equal(t, nameOf([]byte("OggS waited")), await(d, every[*shop.MediaStored]).Personal.Hash)
}

func TestANumberThatNobodyOwnsIsKeptAndTold(t *testing.T) {
	w := newTown(t)
	w.listenToPlatform()
	w.writes(sandbox.Message{Text: "is anybody there?"})
	require.Eventually(t, func() bool { return w.relay.translator.Alarms() > 0 }, 10*time.Second, 5*time.Millisecond)
	require.Len(t, w.kept(), 1)
	recorder := httptest.NewRecorder()
	w.relay.MetricsHandler().ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	require.Contains(t, recorder.Body.String(), `mostrador_alarms_total{kind="webhook_unowned"} 1`)
	require.NotContains(t, w.log.String(), "anybody")

	// Once the number is connected, what waited comes in.
	d := w.pair()
	w.connect()
	got := await(d, every[*shop.MessageReceived])
	require.Equal(t, "is anybody there?", got.Personal.Content.Text)
}

func TestTemplatesComeWithTheNumber(t *testing.T) {
	w := newTown(t)
	w.connect()
	d := w.pair()
	templates := map[string]shop.Template{}
	for _, event := range d.feed("").Events {
		body, err := event.Open()
		require.NoError(t, err)
		if changed, ok := body.(*shop.TemplateChanged); ok {
			templates[changed.Template.Name] = changed.Template
		}
	}
	for name, template := range templates {
		require.NotEmpty(t, template.Body, name)
		require.NotEmpty(t, template.State, name)
	}
	require.NotEmpty(t, templates)
}

// The whole of it again on the embedded engine, through a restart.
func TestARestartContinuesWhereItWas(t *testing.T) {
	dir, key := t.TempDir(), masterKey(t)
	engine, err := journal.OpenEmbedded(t.Context(), journal.EmbeddedParams{Dir: filepath.Join(dir, "journal")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	settings := func(p *Params) { p.DataDir, p.MasterKey, p.Journal = dir, key, engine }
	w := newTown(t, settings)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "before"})
	await(d, every[*shop.MessageReceived])
	before := d.feed("")

	params := w.relay.params
	w.server.Close()
	require.NoError(t, w.relay.Close(context.Background()))
	w.relay, err = New(t.Context(), params)
	require.NoError(t, err)
	defer func(ended *Relay) { require.NoError(t, ended.Close(context.Background())) }(w.relay)
	w.serve()
	defer w.server.Close()
	defer w.relay.endStreams()
	w.listenToPlatform()
	refused(t, d.send(http.MethodGet, wire.PathShop, d.bearer, nil, nil), http.StatusUnauthorized, wire.ProblemSession)
	d.signIn()
	require.Equal(t, before, d.feed(""))
	w.writes(sandbox.Message{Text: "after"})
	await(d, func(b *shop.MessageReceived) bool { return b.Personal.Content.Text == "after" })
	require.NotEmpty(t, d.feed(before.Cursor).Events, "the old place is still one")
}
