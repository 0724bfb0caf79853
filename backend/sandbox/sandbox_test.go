package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"mostrador/backend/whatsapp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	testToken  = "token-for-tests"
	testSecret = "secret-for-tests"
	lucia      = "34600111222"
)

// shop is the receiving end: it checks signatures as a relay does and keeps what came.
type shop struct {
	server *httptest.Server

	mu      sync.Mutex
	parts   []whatsapp.Part
	bodies  [][]byte
	refusal func(try int) int
	tries   int
}

func newShop(t *testing.T) *shop {
	s := &shop{}
	s.server = httptest.NewServer(http.HandlerFunc(s.receive))
	t.Cleanup(s.server.Close)
	return s
}

func (s *shop) receive(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		challenge, err := whatsapp.Handshake(r.URL.Query(), "verify-me")
		if err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, challenge)
		return
	}
	body, _ := io.ReadAll(r.Body)
	if err := whatsapp.VerifySignature(testSecret, r.Header.Get(whatsapp.SignatureHeader), body); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tries++
	if s.refusal != nil {
		if status := s.refusal(s.tries); status != 0 {
			w.WriteHeader(status)
			return
		}
	}
	hook, err := whatsapp.ParseWebhook(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.parts = append(s.parts, hook.Parts...)
	s.bodies = append(s.bodies, body)
}

func (s *shop) got() []whatsapp.Part {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]whatsapp.Part(nil), s.parts...)
}

func (s *shop) messages() []*whatsapp.IncomingMessage {
	var out []*whatsapp.IncomingMessage
	for _, p := range s.got() {
		if m, ok := p.Body.(*whatsapp.IncomingMessage); ok {
			out = append(out, m)
		}
	}
	return out
}

func (s *shop) statuses() []*whatsapp.Status {
	var out []*whatsapp.Status
	for _, p := range s.got() {
		if m, ok := p.Body.(*whatsapp.Status); ok {
			out = append(out, m)
		}
	}
	return out
}

// practice is a sandbox with a client and a shop that listens.
type practice struct {
	*Sandbox
	t      *testing.T
	shop   *shop
	server *httptest.Server
	client *whatsapp.Client
}

func open(t *testing.T, change ...func(*Params)) *practice {
	s := newShop(t)
	p := Params{Token: testToken, AppSecret: testSecret, VerifyToken: "verify-me", CallbackURL: s.server.URL, Instant: true,
		Backoff: func(int) time.Duration { return 5 * time.Millisecond }}
	for _, c := range change {
		c(&p)
	}
	sb, err := Open(p)
	require.NoError(t, err)
	out := &practice{Sandbox: sb, t: t, shop: s, server: httptest.NewServer(sb)}
	out.client, err = whatsapp.NewClient(whatsapp.ClientParams{BaseURL: out.server.URL, Token: testToken,
		HTTP: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}})
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, sb.Close())
		out.server.Close()
	})
	_, err = sb.AddCustomer(Customer{Phone: lucia, Name: "Lucía"})
	require.NoError(t, err)
	return out
}

func (p *practice) idle() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	require.NoError(p.t, p.Idle(ctx))
}

func (p *practice) writes(m Message) string {
	p.t.Helper()
	id, err := p.CustomerWrites(context.Background(), lucia, m)
	require.NoError(p.t, err)
	p.idle()
	return id
}

func (p *practice) send(o whatsapp.Outgoing) (whatsapp.Accepted, error) {
	if o.To == "" && o.Recipient == "" {
		o.To = lucia
	}
	return p.client.Send(context.Background(), DefaultNumber, o)
}

func text(body string) whatsapp.Outgoing {
	return whatsapp.Outgoing{Text: &whatsapp.OutgoingText{Body: body}}
}

func code(t *testing.T, err error) int {
	t.Helper()
	var api *whatsapp.APIError
	require.ErrorAs(t, err, &api)
	return api.Code
}

func TestACustomerWritesAndTheShopAnswers(t *testing.T) {
	p := open(t)
	asked := p.writes(Message{Text: "¿Hay pan de espelta? 🥖 a/b"})

	incoming := p.shop.messages()
	require.Len(t, incoming, 1)
	require.Equal(t, asked, incoming[0].ID)
	require.Equal(t, "¿Hay pan de espelta? 🥖 a/b", incoming[0].Text.Body)
	require.Equal(t, "Lucía", incoming[0].Contact.Name)
	require.Equal(t, lucia, incoming[0].From)

	require.NoError(t, p.client.MarkReadTyping(t.Context(), DefaultNumber, asked))
	require.True(t, p.Outbox(lucia)[0].ShopRead)

	o := text("Sí, hasta las dos.")
	o.QuotedID, o.CallbackData = asked, "command-1"
	accepted, err := p.send(o)
	require.NoError(t, err)
	require.Equal(t, lucia, accepted.WaID)
	p.idle()

	inbox := p.Inbox(lucia)
	require.Len(t, inbox, 1)
	require.Equal(t, "Sí, hasta las dos.", inbox[0].Text)
	require.Equal(t, asked, inbox[0].Quote)
	require.False(t, inbox[0].Read.IsZero())

	var steps []string
	priced := 0
	for _, s := range p.shop.statuses() {
		require.Equal(t, accepted.MessageID, s.MessageID)
		require.Equal(t, "command-1", s.CallbackData)
		steps = append(steps, s.Status)
		if s.Pricing != nil {
			priced++
			require.Equal(t, "free_customer_service", s.Pricing.Type)
			require.Equal(t, "service", s.Pricing.Category)
		}
	}
	require.Equal(t, []string{"sent", "delivered", "read"}, steps)
	require.Equal(t, 1, priced, "a message is priced once")
}

func TestTheBodyIsSignedAsWrittenAndBreaksWhenEncodedAgain(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "mañana / tarde 🍞"})
	raw := p.shop.bodies[0]
	require.NotContains(t, string(raw), "ñ", "the platform writes escapes")
	var parsed any
	require.NoError(t, json.Unmarshal(raw, &parsed))
	again, err := json.Marshal(parsed)
	require.NoError(t, err)
	signature := whatsapp.Sign(testSecret, raw)
	require.NoError(t, whatsapp.VerifySignature(testSecret, signature, raw))
	require.ErrorIs(t, whatsapp.VerifySignature(testSecret, signature, again), whatsapp.ErrWrongSignature)
}

func TestEveryContentACustomerCanWrite(t *testing.T) {
	p := open(t)
	photo := []byte("\xff\xd8\xff not quite a picture")
	asked := p.writes(Message{Text: "hola"})
	for kind, m := range map[string]Message{
		whatsapp.TypeImage:       {Image: &File{Data: photo, MIME: "image/jpeg", Caption: "así"}},
		whatsapp.TypeAudio:       {Audio: &File{Data: photo, MIME: "audio/ogg; codecs=opus", Voice: true}},
		whatsapp.TypeDocument:    {Document: &File{Data: photo, MIME: "application/pdf", Filename: "lista.pdf"}},
		whatsapp.TypeLocation:    {Location: &Place{Latitude: 40.4, Longitude: -3.7, Name: "Casa"}},
		whatsapp.TypeOrder:       {Order: &Order{CatalogID: "1", Items: []OrderItem{{RetailerID: "pan", Quantity: 2, Price: 3.5, Currency: "EUR"}}}},
		whatsapp.TypeReaction:    {Reaction: &Reaction{MessageID: asked, Emoji: "👍"}},
		whatsapp.TypeInteractive: {Tap: &Tap{ID: "yes", Title: "Sí"}, Quote: asked},
		whatsapp.TypeButton:      {Tap: &Tap{Kind: whatsapp.TypeButton, ID: "yes", Title: "Sí"}, Quote: asked},
		whatsapp.TypeUnsupported: {Type: whatsapp.TypeUnsupported, Content: json.RawMessage(`{"type":"poll"}`)},
	} {
		before := len(p.shop.messages())
		p.writes(m)
		all := p.shop.messages()
		require.Len(t, all, before+1, kind)
		require.Equal(t, kind, all[before].Type)
		if kind == whatsapp.TypeImage {
			var got bytes.Buffer
			_, err := p.client.DownloadMedia(t.Context(), all[before].Media.ID, DefaultNumber, &got)
			require.NoError(t, err)
			require.Equal(t, photo, got.Bytes())
		}
		if kind == whatsapp.TypeOrder {
			require.Equal(t, whatsapp.CatalogItem{RetailerID: "pan", Quantity: 2, Price: "3.5", Currency: "EUR"}, all[before].Order.Items[0])
		}
		if kind == whatsapp.TypeUnsupported {
			require.Equal(t, 131051, all[before].Errors[0].Code)
		}
	}
	_, err := p.CustomerWrites(t.Context(), lucia, Message{})
	require.ErrorContains(t, err, "empty")
	_, err = p.CustomerWrites(t.Context(), "nobody", Message{Text: "x"})
	require.ErrorIs(t, err, ErrNoCustomer)
}

func TestEveryContentTheShopCanSend(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.NoPairRate = true })
	asked := p.writes(Message{Text: "hola"})
	png := []byte("\x89PNG not quite")
	id, err := p.client.UploadMedia(t.Context(), DefaultNumber, whatsapp.Upload{MIME: "image/png", Filename: "pan.png", Data: bytes.NewReader(png), Size: int64(len(png))})
	require.NoError(t, err)
	for kind, o := range map[string]whatsapp.Outgoing{
		"text":        text("hola"),
		"image":       {Image: &whatsapp.OutgoingMedia{ID: id, Caption: "pan"}},
		"location":    {Location: &whatsapp.OutgoingLocation{Latitude: 40.4, Longitude: -3.7, Name: "Panadería"}},
		"contacts":    {Contacts: []whatsapp.ContactCard{{Name: whatsapp.CardName{FormattedName: "Obrador"}, Phones: []whatsapp.CardPhone{{Phone: "+34600"}}}}},
		"reaction":    {Reaction: &whatsapp.OutgoingReaction{MessageID: asked, Emoji: "❤️"}},
		"buttons":     {Interactive: whatsapp.Buttons("¿Cuándo?", whatsapp.Choice{ID: "1", Title: "Hoy"}, whatsapp.Choice{ID: "2", Title: "Mañana"})},
		"list":        {Interactive: whatsapp.List("¿Qué?", "Ver", whatsapp.ListSection{Rows: []whatsapp.ListRow{{ID: "a", Title: "Pan"}}})},
		"link button": {Interactive: whatsapp.LinkButton("Nuestra carta", "Abrir", "https://example.com/carta")},
		"template":    {Template: whatsapp.NewTemplate("hello_world", "en_US")},
	} {
		before := len(p.Inbox(lucia))
		_, err := p.send(o)
		require.NoError(t, err, kind)
		p.idle()
		require.Len(t, p.Inbox(lucia), before+1, kind)
	}
}

func TestRefusalsCarryTheDocumentedCodes(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	p.AddTemplate(whatsapp.Template{Name: "order_ready", Language: "es", Status: whatsapp.TemplateApproved, Category: whatsapp.CategoryUtility,
		Components: []whatsapp.TemplateText{{Type: "BODY", Text: "Hola {{1}}, tu pedido está listo."}}})
	for status, name := range map[string]string{whatsapp.TemplatePaused: "paused", whatsapp.TemplateDisabled: "disabled", whatsapp.TemplateRejected: "rejected"} {
		p.AddTemplate(whatsapp.Template{Name: name, Language: "es", Status: status, Category: whatsapp.CategoryUtility})
	}
	_, err := p.AddCustomer(Customer{Phone: "34600999888", Name: "Cold"})
	require.NoError(t, err)

	for name, c := range map[string]struct {
		body string
		want int
	}{
		"no product":          {`{"to":"+34600111222","text":{"body":"x"}}`, 100},
		"no recipient":        {`{"messaging_product":"whatsapp","text":{"body":"x"}}`, 100},
		"unknown type":        {`{"messaging_product":"whatsapp","to":"+34600111222","type":"dance"}`, 100},
		"no content":          {`{"messaging_product":"whatsapp","to":"+34600111222","type":"text"}`, 131008},
		"empty text":          {`{"messaging_product":"whatsapp","to":"+34600111222","type":"text","text":{"body":""}}`, 131008},
		"wrong JSON type":     {`{"messaging_product":"whatsapp","to":"+34600111222","type":"text","text":{"body":7}}`, 131009},
		"not a phone":         {`{"messaging_product":"whatsapp","to":"lucia","type":"text","text":{"body":"x"}}`, 131009},
		"too long":            {`{"messaging_product":"whatsapp","to":"+34600111222","type":"text","text":{"body":"` + strings.Repeat("x", 4097) + `"}}`, 100},
		"to itself":           {`{"messaging_product":"whatsapp","to":"+15550100000","type":"text","text":{"body":"x"}}`, 131021},
		"closed window":       {`{"messaging_product":"whatsapp","to":"+34600999888","type":"text","text":{"body":"x"}}`, 131047},
		"unknown media":       {`{"messaging_product":"whatsapp","to":"+34600111222","type":"image","image":{"id":"1"}}`, 131009},
		"unknown BSUID":       {`{"messaging_product":"whatsapp","recipient":"ES.1","type":"text","text":{"body":"x"}}`, 131026},
		"no such template":    {`{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"none","language":{"code":"es"}}}`, 132001},
		"no such language":    {`{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"order_ready","language":{"code":"fr"}}}`, 132001},
		"rejected template":   {`{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"rejected","language":{"code":"es"}}}`, 132001},
		"paused template":     {`{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"paused","language":{"code":"es"}}}`, 132015},
		"disabled template":   {`{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"disabled","language":{"code":"es"}}}`, 132016},
		"too few parameters":  {`{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"order_ready","language":{"code":"es"}}}`, 132000},
		"parameter's newline": {`{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"order_ready","language":{"code":"es"},"components":[{"type":"body","parameters":[{"type":"text","text":"a\nb"}]}]}}`, 132018},
		"read of nothing":     {`{"messaging_product":"whatsapp","status":"read","message_id":"wamid.x"}`, 100},
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := p.raw(http.MethodPost, "/v26.0/"+DefaultNumber+"/messages", c.body, testToken)
			require.GreaterOrEqual(t, status, 400)
			require.Equal(t, c.want, errorCode(t, answer), string(answer))
		})
	}
	require.Empty(t, p.Inbox(lucia))
}

func (p *practice) raw(method, path, body, token string) (int, []byte) {
	p.t.Helper()
	req, err := http.NewRequest(method, p.server.URL+path, strings.NewReader(body))
	require.NoError(p.t, err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	req.Close = true
	answer, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(p.t, err)
	return answer.StatusCode, raw
}

func errorCode(t *testing.T, answer []byte) int {
	t.Helper()
	var body struct {
		Error struct {
			Code    int    `json:"code"`
			Type    string `json:"type"`
			Trace   string `json:"fbtrace_id"`
			Message string `json:"message"`
		} `json:"error"`
	}
	require.NoError(t, json.Unmarshal(answer, &body))
	require.NotEmpty(t, body.Error.Trace)
	require.NotEmpty(t, body.Error.Message)
	return body.Error.Code
}

func TestNothingWithoutTheToken(t *testing.T) {
	p := open(t)
	for _, path := range []string{"/v26.0/" + DefaultNumber, "/v26.0/" + DefaultWABA + "/message_templates", "/sandbox/", "/sandbox/customers"} {
		status, answer := p.raw(http.MethodGet, path, "", "")
		require.Equal(t, 401, status)
		require.Equal(t, 200, errorCode(t, answer))
		status, answer = p.raw(http.MethodGet, path, "", "wrong")
		require.Equal(t, 401, status)
		require.Equal(t, 190, errorCode(t, answer))
	}
}

func TestFailuresThatComeLater(t *testing.T) {
	p := open(t)
	_, err := p.AddCustomer(Customer{Phone: "34600000001", NotOnWhatsApp: true})
	require.NoError(t, err)
	o := whatsapp.Outgoing{To: "34600000001", Template: whatsapp.NewTemplate("hello_world", "en_US")}
	accepted, err := p.send(o)
	require.NoError(t, err, "the platform takes it first")
	p.idle()
	statuses := p.shop.statuses()
	require.Len(t, statuses, 1)
	require.Equal(t, accepted.MessageID, statuses[0].MessageID)
	require.Equal(t, whatsapp.StatusFailed, statuses[0].Status)
	require.Equal(t, 131026, statuses[0].Errors[0].Code)
	require.Empty(t, p.Inbox("34600000001"))

	p.SetFaults(Faults{LateErrors: true})
	_, err = p.send(text("too late"))
	require.NoError(t, err)
	p.idle()
	statuses = p.shop.statuses()
	require.Equal(t, 131047, statuses[len(statuses)-1].Errors[0].Code)
}

func TestPairRateThroughputAndStops(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	p := open(t, func(p *Params) { p.Now = clock })
	p.writes(Message{Text: "hola"})
	for i := range 45 {
		_, err := p.send(text(fmt.Sprint(i)))
		require.NoError(t, err)
	}
	_, err := p.send(text("one more"))
	require.Equal(t, 131056, code(t, err))
	require.Equal(t, whatsapp.ScopeCustomer, whatsapp.OutcomeOf(err).Policy.Scope)
	mu.Lock()
	now = now.Add(6 * time.Second)
	mu.Unlock()
	_, err = p.send(text("now"))
	require.NoError(t, err)

	p.AddTemplate(whatsapp.Template{Name: "promo", Language: "es", Status: whatsapp.TemplateApproved, Category: whatsapp.CategoryMarketing,
		Components: []whatsapp.TemplateText{{Type: "BODY", Text: "Roscón"}}})
	require.NoError(t, p.CustomerStops(t.Context(), lucia))
	_, err = p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("promo", "es")})
	require.Equal(t, 131050, code(t, err))
	p.idle()
	var preference *whatsapp.UserPreference
	for _, part := range p.shop.got() {
		if u, ok := part.Body.(*whatsapp.UserPreference); ok {
			preference = u
		}
	}
	require.NotNil(t, preference)
	require.Equal(t, "stop", preference.Value)
}

func TestWebhooksAreTriedAgainUntilTaken(t *testing.T) {
	p := open(t)
	p.shop.refusal = func(try int) int {
		if try <= 3 {
			return http.StatusInternalServerError
		}
		return 0
	}
	id, err := p.CustomerWrites(t.Context(), lucia, Message{Text: "hola"})
	require.NoError(t, err)
	require.Eventually(t, func() bool { return len(p.shop.messages()) == 1 }, 5*time.Second, time.Millisecond)
	require.Equal(t, id, p.shop.messages()[0].ID)
	require.Eventually(t, func() bool { _, waiting := p.Deliveries(); return waiting == 0 }, 5*time.Second, time.Millisecond)
	past, _ := p.Deliveries()
	require.Len(t, past, 4)
	require.Equal(t, http.StatusOK, past[3].Status)
}

func TestEachMisbehaviour(t *testing.T) {
	t.Run("duplicate", func(t *testing.T) {
		p := open(t)
		p.SetFaults(Faults{Duplicate: 2})
		p.writes(Message{Text: "hola"})
		parts := p.shop.got()
		require.Len(t, parts, 3)
		require.Equal(t, parts[0].Key(), parts[2].Key())
	})
	t.Run("drop", func(t *testing.T) {
		p := open(t)
		p.SetFaults(Faults{Drop: 1})
		p.writes(Message{Text: "lost"})
		p.writes(Message{Text: "kept"})
		require.Len(t, p.shop.messages(), 1)
		require.Equal(t, "kept", p.shop.messages()[0].Text.Body)
	})
	t.Run("reorder", func(t *testing.T) {
		p := open(t)
		p.SetFaults(Faults{Reorder: 3})
		for _, body := range []string{"1", "2", "3"} {
			_, err := p.CustomerWrites(t.Context(), lucia, Message{Text: body})
			require.NoError(t, err)
		}
		p.idle()
		var order string
		for _, m := range p.shop.messages() {
			order += m.Text.Body
		}
		require.Equal(t, "321", order)
	})
	t.Run("delay", func(t *testing.T) {
		p := open(t)
		p.SetFaults(Faults{DelayMS: 60})
		_, err := p.CustomerWrites(t.Context(), lucia, Message{Text: "later"})
		require.NoError(t, err)
		require.Empty(t, p.shop.messages())
		require.Eventually(t, func() bool { return len(p.shop.messages()) == 1 }, 5*time.Second, time.Millisecond)
	})
	t.Run("lose the answer", func(t *testing.T) {
		p := open(t)
		p.writes(Message{Text: "hola"})
		p.SetFaults(Faults{LoseAnswer: 1})
		o := text("did it arrive?")
		o.CallbackData = "the only handle"
		_, err := p.send(o)
		require.Equal(t, whatsapp.OutcomeUnknown, whatsapp.OutcomeOf(err).Kind)
		p.idle()
		require.Len(t, p.Inbox(lucia), 1, "it was taken all the same")
		require.Equal(t, "the only handle", p.shop.statuses()[0].CallbackData)
	})
	t.Run("no id", func(t *testing.T) {
		p := open(t)
		p.writes(Message{Text: "hola"})
		p.SetFaults(Faults{NoID: 1})
		_, err := p.send(text("x"))
		require.Equal(t, whatsapp.OutcomeUnknown, whatsapp.OutcomeOf(err).Kind)
	})
	t.Run("hang", func(t *testing.T) {
		p := open(t)
		p.writes(Message{Text: "hola"})
		p.SetFaults(Faults{Hang: 1})
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		o := text("x")
		o.To = lucia
		_, err := p.client.Send(ctx, DefaultNumber, o)
		require.Equal(t, whatsapp.OutcomeUnknown, whatsapp.OutcomeOf(err).Kind)
		p.idle()
		require.Empty(t, p.Inbox(lucia), "nothing was taken")
	})
	t.Run("fail", func(t *testing.T) {
		p := open(t)
		p.writes(Message{Text: "hola"})
		p.SetFaults(Faults{Fail: 1, FailCode: 131016})
		_, err := p.send(text("x"))
		require.Equal(t, 131016, code(t, err))
		require.Equal(t, whatsapp.OutcomeRetry, whatsapp.OutcomeOf(err).Kind)
		_, err = p.send(text("x"))
		require.NoError(t, err, "once only")
	})
	t.Run("fail later", func(t *testing.T) {
		p := open(t)
		p.writes(Message{Text: "hola"})
		p.SetFaults(Faults{FailLater: 1, FailCode: 131049})
		_, err := p.send(text("x"))
		require.NoError(t, err)
		p.idle()
		require.Equal(t, 131049, p.shop.statuses()[0].Errors[0].Code)
	})
	t.Run("down", func(t *testing.T) {
		p := open(t)
		p.SetFaults(Faults{Down: true})
		_, err := p.send(text("x"))
		require.Equal(t, whatsapp.OutcomeUnknown, whatsapp.OutcomeOf(err).Kind, "a 5xx without a body says nothing")
	})
	t.Run("slow", func(t *testing.T) {
		p := open(t)
		p.SetFaults(Faults{SlowMS: 40})
		began := time.Now()
		_, err := p.client.Number(t.Context(), DefaultNumber)
		require.NoError(t, err)
		require.GreaterOrEqual(t, time.Since(began), 40*time.Millisecond)
	})
	t.Run("expired media", func(t *testing.T) {
		p := open(t)
		p.writes(Message{Image: &File{Data: []byte("x"), MIME: "image/png"}})
		p.SetFaults(Faults{ExpireMedia: true})
		id := p.shop.messages()[0].Media.ID
		_, err := p.client.DownloadMedia(t.Context(), id, "", io.Discard)
		require.ErrorIs(t, err, whatsapp.ErrMediaGone)
		p.SetFaults(Faults{})
		_, err = p.client.DownloadMedia(t.Context(), id, "", io.Discard)
		require.NoError(t, err, "asking again helps")
	})
}

func TestNobodyListening(t *testing.T) {
	p := open(t, func(p *Params) { p.CallbackURL = "http://127.0.0.1:1/nobody" })
	for _, body := range []string{"1", "2", "3"} {
		_, err := p.CustomerWrites(t.Context(), lucia, Message{Text: body})
		require.NoError(t, err)
	}
	require.Eventually(t, func() bool { past, _ := p.Deliveries(); return len(past) > 1 }, 5*time.Second, time.Millisecond)
	require.ErrorContains(t, p.SetCallback(t.Context(), p.shop.server.URL, "wrong"), "challenge")
	require.NoError(t, p.SetCallback(t.Context(), p.shop.server.URL, "verify-me"))
	require.Eventually(t, func() bool { return len(p.shop.messages()) == 3 }, 5*time.Second, time.Millisecond)
	for i, m := range p.shop.messages() {
		require.Equal(t, fmt.Sprint(i+1), m.Text.Body, "in the order in which they were written")
	}
}

func TestEverythingIsThereAfterARestart(t *testing.T) {
	folder := t.TempDir()
	first := open(t, func(p *Params) { p.Folder, p.CallbackURL = folder, "" })
	asked, err := first.CustomerWrites(t.Context(), lucia, Message{Image: &File{Data: []byte("photo"), MIME: "image/png"}})
	require.NoError(t, err)
	_, err = first.send(text("Sí"))
	require.NoError(t, err)
	first.idle()
	first.AddTemplate(whatsapp.Template{Name: "kept", Language: "es", Status: whatsapp.TemplateRejected, RejectedReason: "PROMOTIONAL", Category: whatsapp.CategoryUtility})
	require.NoError(t, first.Close())

	again := open(t, func(p *Params) { p.Folder = folder })
	again.idle()
	require.Equal(t, asked, again.shop.messages()[0].ID, "the webhook that waited is delivered")
	require.Len(t, again.shop.statuses(), 3)
	require.Len(t, again.Inbox(lucia), 1)
	var got bytes.Buffer
	_, err = again.client.DownloadMedia(t.Context(), again.shop.messages()[0].Media.ID, DefaultNumber, &got)
	require.NoError(t, err)
	require.Equal(t, "photo", got.String())
	_, err = again.send(text("the window is still open"))
	require.NoError(t, err)
	page, err := again.client.Templates(t.Context(), DefaultWABA, whatsapp.TemplateQuery{Name: "kept"})
	require.NoError(t, err)
	require.Equal(t, "PROMOTIONAL", page.Templates[0].RejectedReason)
}

func TestALineTornByACrashCostsOnlyItself(t *testing.T) {
	for name, torn := range map[string]string{"after others": "", "alone": "only"} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, logName)
			if torn == "" {
				first := open(t, func(p *Params) { p.Folder = folder })
				first.writes(Message{Text: "hola"})
				require.NoError(t, first.Close())
			}
			file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			require.NoError(t, err)
			_, err = file.WriteString(`{"t":"customer","k":"x","v":{"id":`)
			require.NoError(t, err)
			require.NoError(t, file.Close())
			for range 2 {
				again := open(t, func(p *Params) { p.Folder = folder })
				require.Len(t, again.Customers(), 1)
				if torn == "" {
					require.Len(t, again.Outbox(lucia), 1)
				}
				require.NoError(t, again.Close())
			}
		})
	}
}

func TestADeliveryUnderWayAtTheEndGoesOnAfterwards(t *testing.T) {
	folder := t.TempDir()
	slow := open(t, func(p *Params) { p.Folder, p.Instant, p.Speed = folder, false, 0.001 })
	_, err := slow.CustomerWrites(t.Context(), lucia, Message{Text: "hola"})
	require.NoError(t, err)
	_, err = slow.send(text("on its way"))
	require.NoError(t, err)
	slow.idle()
	require.Empty(t, slow.Inbox(lucia))
	require.NoError(t, slow.Close())
	again := open(t, func(p *Params) { p.Folder = folder })
	again.idle()
	require.Len(t, again.Inbox(lucia), 1)
}

func TestCustomersReactAsTheirPersonaSays(t *testing.T) {
	p := open(t, func(p *Params) {
		p.Personas = map[string]Persona{"kind": {Rules: []Rule{
			{On: OnPromotion, From: 2, Texts: []string{"STOP"}, Stops: true},
			{On: OnQuestion, Texts: []string{"A las diez"}, AfterSeconds: 5},
			{On: OnWords, Words: []string{"LISTO"}, Texts: []string{"¡Gracias!"}},
		}}}
	})
	_, err := p.AddCustomer(Customer{Phone: lucia, Name: "Lucía", Persona: "kind"})
	require.NoError(t, err)
	p.AddTemplate(whatsapp.Template{Name: "promo", Language: "es", Status: whatsapp.TemplateApproved, Category: whatsapp.CategoryMarketing,
		Components: []whatsapp.TemplateText{{Type: "BODY", Text: "Roscones"}}})
	p.writes(Message{Text: "hola"})
	last := func() string {
		p.idle()
		wrote := p.Outbox(lucia)
		return wrote[len(wrote)-1].Text
	}
	_, err = p.send(text("¿A qué hora?"))
	require.NoError(t, err)
	require.Equal(t, "A las diez", last())
	_, err = p.send(text("Tu pedido está listo"))
	require.NoError(t, err)
	require.Equal(t, "¡Gracias!", last())
	for range 2 {
		_, err = p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("promo", "es")})
		require.NoError(t, err)
		p.idle()
	}
	require.Equal(t, "STOP", last())
	_, err = p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("promo", "es")})
	require.Equal(t, 131050, code(t, err))
}

func TestThePastIsTold(t *testing.T) {
	p := open(t)
	week := time.Now().Add(-7 * 24 * time.Hour).UTC().Truncate(time.Second)
	ids, err := p.Seed(t.Context(), []Past{
		{Customer: lucia, FromShop: true, Echo: true, CallbackData: "old", Message: Message{Text: "Claro", At: week.Add(time.Minute)}},
		{Customer: lucia, Message: Message{Text: "¿Roscón?", At: week}},
		{Customer: lucia, FromShop: true, Silent: true, Status: "delivered", Wamid: "wamid.mine", Message: Message{Text: "x", At: week.Add(time.Hour)}},
	})
	require.NoError(t, err)
	require.Equal(t, "wamid.mine", ids[2])
	p.idle()
	require.Equal(t, week, p.shop.messages()[0].At)
	require.Equal(t, ids[1], p.shop.got()[0].Body.(*whatsapp.IncomingMessage).ID, "the question comes first")
	require.Equal(t, "smb_message_echoes", p.shop.got()[1].Field)
	statuses := p.shop.statuses()
	require.Len(t, statuses, 3)
	require.Equal(t, ids[0], statuses[0].MessageID)
	require.Equal(t, "old", statuses[2].CallbackData)
	require.Len(t, p.Inbox(lucia), 2)
	_, err = p.send(text("now"))
	require.Equal(t, 131047, code(t, err), "an old message opens no window")
}

func TestPeopleWithoutAPhone(t *testing.T) {
	p := open(t)
	c, err := p.AddCustomer(Customer{BSUID: "ES.13491208655302741918", Name: "Ana", Username: "ana.pan"})
	require.NoError(t, err)
	_, err = p.CustomerWrites(t.Context(), c.ID, Message{Text: "hola"})
	require.NoError(t, err)
	p.idle()
	m := p.shop.messages()[0]
	require.Empty(t, m.From)
	require.Equal(t, c.BSUID, m.FromUserID)
	require.Equal(t, "ana.pan", m.Contact.Username)
	accepted, err := p.send(whatsapp.Outgoing{Recipient: m.FromUserID, Text: &whatsapp.OutgoingText{Body: "hola Ana"}})
	require.NoError(t, err)
	require.Equal(t, c.BSUID, accepted.UserID)
	require.Empty(t, accepted.WaID)
	p.idle()
	require.Len(t, p.Inbox(c.ID), 1)
	require.Empty(t, p.shop.statuses()[0].RecipientID)
	require.Equal(t, c.BSUID, p.shop.statuses()[0].RecipientUserID)
}

func TestBlockingAndOffline(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	require.NoError(t, p.CustomerOnline(t.Context(), lucia, false))
	_, err := p.send(text("waits"))
	require.NoError(t, err)
	p.idle()
	require.Empty(t, p.Inbox(lucia))
	require.NoError(t, p.CustomerOnline(t.Context(), lucia, true))
	p.idle()
	require.Len(t, p.Inbox(lucia), 1)
	require.NoError(t, p.CustomerBlocks(t.Context(), lucia, true))
	_, err = p.send(text("never arrives"))
	require.NoError(t, err)
	p.idle()
	require.Len(t, p.Inbox(lucia), 1)
	require.Equal(t, whatsapp.StatusSent, p.shop.statuses()[len(p.shop.statuses())-1].Status)
}

func TestTheShopBlocksSomebody(t *testing.T) {
	p := open(t)
	path := "/v26.0/" + DefaultNumber + "/block_users"
	body := `{"messaging_product":"whatsapp","block_users":[{"user":"+34600111222"}]}`
	status, raw := p.raw(http.MethodPost, path, body, testToken)
	require.Equal(t, 400, status, "she never wrote")
	require.Equal(t, 139100, errorCode(t, raw))
	p.writes(Message{Text: "hola"})
	status, _ = p.raw(http.MethodPost, path, body, testToken)
	require.Equal(t, 200, status)
	_, err := p.send(text("x"))
	require.Equal(t, 130403, code(t, err))
	require.Equal(t, whatsapp.StepUnblock, whatsapp.OutcomeOf(err).Policy.Step)
	_, raw = p.raw(http.MethodGet, path, "", testToken)
	require.Contains(t, string(raw), lucia)
	before := len(p.shop.messages())
	p.writes(Message{Text: "can you read me?"})
	require.Len(t, p.shop.messages(), before, "what blocked people write does not arrive")
	status, _ = p.raw(http.MethodDelete, path, body, testToken)
	require.Equal(t, 200, status)
	_, err = p.send(text("x"))
	require.NoError(t, err)
}

func TestAManualCustomerReadsWhenTold(t *testing.T) {
	p := open(t)
	_, err := p.AddCustomer(Customer{Phone: lucia, Manual: true})
	require.NoError(t, err)
	p.writes(Message{Text: "hola"})
	_, err = p.send(text("hola"))
	require.NoError(t, err)
	p.idle()
	require.True(t, p.Inbox(lucia)[0].Read.IsZero())
	require.NoError(t, p.CustomerReads(t.Context(), lucia))
	require.False(t, p.Inbox(lucia)[0].Read.IsZero())
}

func TestTemplatesAreReviewed(t *testing.T) {
	p := open(t)
	good := whatsapp.Template{Name: "pickup", Language: "es", Category: whatsapp.CategoryUtility, Components: []whatsapp.TemplateText{
		{Type: "BODY", Text: "Hola {{1}}, ya puedes recoger tu pedido.", Example: json.RawMessage(`{"body_text":[["Lucía"]]}`)}}}
	made, err := p.client.CreateTemplate(t.Context(), DefaultWABA, good)
	require.NoError(t, err)
	require.Equal(t, whatsapp.TemplatePending, made.Status)
	p.idle()
	var update *whatsapp.TemplateUpdate
	for _, part := range p.shop.got() {
		if u, ok := part.Body.(*whatsapp.TemplateUpdate); ok {
			update = u
		}
	}
	require.Equal(t, whatsapp.TemplateApproved, update.Event)
	require.Equal(t, made.ID, update.ID)
	p.writes(Message{Text: "hola"})
	_, err = p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("pickup", "es", "Lucía")})
	require.NoError(t, err)
	p.idle()
	require.Equal(t, "Hola Lucía, ya puedes recoger tu pedido.", p.Inbox(lucia)[0].Text)

	_, err = p.client.CreateTemplate(t.Context(), DefaultWABA, good)
	require.Equal(t, 100, code(t, err), "twice the same")
	promo := good
	promo.Name, promo.Components = "roscon", []whatsapp.TemplateText{{Type: "BODY", Text: "Oferta: dos roscones por uno"}}
	made, err = p.client.CreateTemplate(t.Context(), DefaultWABA, promo)
	require.NoError(t, err)
	require.Equal(t, whatsapp.CategoryMarketing, made.Category, "a promotion is no utility")
	edge := good
	edge.Name, edge.Components = "edge", []whatsapp.TemplateText{{Type: "BODY", Text: "{{1}} hola"}}
	_, err = p.client.CreateTemplate(t.Context(), DefaultWABA, edge)
	var api *whatsapp.APIError
	require.ErrorAs(t, err, &api)
	require.Equal(t, 2388299, api.Subcode)
	require.NoError(t, p.client.DeleteTemplate(t.Context(), DefaultWABA, "roscon"))

	first, err := p.client.Templates(t.Context(), DefaultWABA, whatsapp.TemplateQuery{Limit: 1})
	require.NoError(t, err)
	require.Len(t, first.Templates, 1)
	rest, err := p.client.Templates(t.Context(), DefaultWABA, whatsapp.TemplateQuery{Limit: 5, After: first.After})
	require.NoError(t, err)
	require.Len(t, rest.Templates, 1)
	require.Empty(t, rest.After)
}

func TestNumberTokenAndSubscription(t *testing.T) {
	p := open(t)
	numbers, err := p.client.Numbers(t.Context(), DefaultWABA)
	require.NoError(t, err)
	require.Equal(t, DefaultNumber, numbers[0].ID)
	n, err := p.client.Number(t.Context(), DefaultNumber)
	require.NoError(t, err)
	require.Equal(t, "AVAILABLE", n.Health.CanSend)
	token, err := p.client.Token(t.Context())
	require.NoError(t, err)
	require.True(t, token.Valid)
	require.Contains(t, token.Scopes, "whatsapp_business_messaging")
	require.NoError(t, p.client.Subscribe(t.Context(), DefaultWABA, p.shop.server.URL, "verify-me"))
	require.Error(t, p.client.Subscribe(t.Context(), DefaultWABA, p.shop.server.URL, "not the token"))
	apps, err := p.client.SubscribedApps(t.Context(), DefaultWABA)
	require.NoError(t, err)
	require.Equal(t, []string{DefaultApp}, apps)
	status, _ := p.raw(http.MethodPost, "/"+DefaultNumber+"/deregister", "", testToken)
	require.Equal(t, 200, status, "a version is not needed")
	_, err = p.send(text("x"))
	require.Equal(t, 133010, code(t, err))
	require.NoError(t, p.client.Register(t.Context(), DefaultNumber, "123456"))
	require.Error(t, p.client.Register(t.Context(), DefaultNumber, "654321"))
	_, err = p.client.Number(t.Context(), "1")
	require.Equal(t, 100, code(t, err))
}

func TestControlsOverHTTP(t *testing.T) {
	p := open(t)
	do := func(method, path, body string) map[string]any {
		t.Helper()
		status, raw := p.raw(method, "/sandbox/"+path, body, testToken)
		require.Equal(t, 200, status, string(raw))
		var out map[string]any
		require.NoError(t, json.Unmarshal(raw, &out))
		return out
	}
	made := do("POST", "customers", `{"phone":"+34 600 22 33 44","name":"Marta"}`)
	require.Equal(t, "34600223344", made["id"])
	do("POST", "customers/34600223344/messages", `{"text":"hola","image":null}`)
	p.idle()
	require.Equal(t, "Marta", p.shop.messages()[0].Contact.Name)
	_, err := p.send(whatsapp.Outgoing{To: "+34600223344", Text: &whatsapp.OutgoingText{Body: "buenas"}})
	require.NoError(t, err)
	p.idle()
	require.EqualValues(t, 1, do("GET", "customers/34600223344/inbox", "")["count"])
	require.EqualValues(t, 3, do("PUT", "faults", `{"duplicate":3}`)["duplicate"])
	require.Equal(t, Faults{Duplicate: 3}, p.Faults())
	do("PUT", "faults", `{}`)
	for _, what := range []string{"read", "block", "unblock", "offline", "online", "stop", "resume"} {
		do("POST", "customers/34600223344/"+what, "")
	}
	p.idle()
	require.EqualValues(t, 0, do("GET", "", "")["webhooks_waiting"])
	status, raw := p.raw("PUT", "/sandbox/faults", `{"dupliacte":3}`, testToken)
	require.Equal(t, 400, status)
	require.Contains(t, string(raw), "dupliacte")
	status, _ = p.raw("GET", "/sandbox/customers/nobody/inbox", "", testToken)
	require.Equal(t, 404, status)
}

func TestTheFreeTierEnds(t *testing.T) {
	p := open(t, func(p *Params) {
		p.Limits = Limits{FreeTier: 2, NoPairRate: true}
		p.Now = func() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }
	})
	p.writes(Message{Text: "hola"})
	for range 3 {
		_, err := p.send(text("x"))
		require.NoError(t, err)
		p.idle()
	}
	var kinds []string
	for _, s := range p.shop.statuses() {
		if s.Pricing != nil {
			kinds = append(kinds, s.Pricing.Type)
		}
	}
	require.Equal(t, []string{"free_customer_service", "free_customer_service", "regular"}, kinds)
}
