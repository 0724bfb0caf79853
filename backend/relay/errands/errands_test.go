package errands

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
	"mostrador/backend/relay/keys"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
	"mostrador/shop/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const waba = "102290129340398"

// account is the Graph API as far as errands go. Whatever it is told to break
// it breaks once.
type account struct {
	*httptest.Server
	mu        sync.Mutex
	templates map[string]map[string]json.RawMessage // by name and language
	calls     []string
	bodies    []string
	refuse    map[string]int // code by "METHOD edge", once
	cut       map[string]bool
	uploaded  bytes.Buffer
	breaks    bool // the next upload, half-way
}

func newAccount(t *testing.T) *account {
	a := &account{templates: map[string]map[string]json.RawMessage{}, refuse: map[string]int{}, cut: map[string]bool{}}
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	return a
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")[1:]
	what := r.Method + " " + steps[len(steps)-1]
	a.calls = append(a.calls, what)
	if code, yes := a.refuse[what]; yes {
		delete(a.refuse, what)
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"error":{"code":%d,"message":"no","error_data":{"details":"said %d"}}}`, code, code)
		return
	}
	if strings.HasPrefix(steps[0], "upload:") {
		a.upload(w, r)
		return
	}
	raw, _ := io.ReadAll(r.Body)
	a.bodies = append(a.bodies, string(raw))
	a.answer(w, r, what, raw)
}

func (a *account) answer(w http.ResponseWriter, r *http.Request, what string, raw []byte) {
	var answer any = map[string]bool{"success": true}
	switch what {
	case "POST message_templates":
		var t map[string]json.RawMessage
		_ = json.Unmarshal(raw, &t)
		t["id"], t["status"] = json.RawMessage(`"777"`), json.RawMessage(`"PENDING"`)
		a.templates[string(t["name"])+string(t["language"])] = t
		answer = map[string]string{"id": "777", "status": "PENDING", "category": "MARKETING"}
	case "GET message_templates":
		list := []map[string]json.RawMessage{}
		for _, t := range a.templates {
			list = append(list, t)
		}
		answer = map[string]any{"data": list}
	case "DELETE message_templates":
		name, _ := json.Marshal(r.URL.Query().Get("name"))
		for key := range a.templates {
			if strings.HasPrefix(key, string(name)) {
				delete(a.templates, key)
			}
		}
	case "GET whatsapp_business_profile":
		answer = map[string]any{"data": []map[string]any{{"about": "Bread since 1974", "websites": []string{"https://bread.example"}}}}
	case "GET debug_token":
		answer = map[string]any{"data": map[string]any{"is_valid": true, "app_id": "99", "scopes": []string{}}}
	case "POST uploads":
		answer = map[string]string{"id": "upload:abc"}
	}
	if a.cut[what] {
		delete(a.cut, what)
		if hijacker, ok := w.(http.Hijacker); ok {
			conn, _, _ := hijacker.Hijack()
			_ = conn.Close()
			return
		}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// upload is the resumable one: a break keeps what came.
func (a *account) upload(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		_, _ = fmt.Fprintf(w, `{"id":"upload:abc","file_offset":%d}`, a.uploaded.Len())
		return
	}
	if fmt.Sprint(a.uploaded.Len()) != r.Header.Get("file_offset") {
		http.Error(w, "", http.StatusBadRequest)
		return
	}
	if a.breaks {
		a.breaks = false
		_, _ = io.CopyN(&a.uploaded, r.Body, 100)
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.Close()
		return
	}
	_, _ = io.Copy(&a.uploaded, r.Body)
	_, _ = io.WriteString(w, `{"h":"4::handle"}`)
}

func (a *account) did(what string) (times int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, call := range a.calls {
		if call == what {
			times++
		}
	}
	return times
}

func (a *account) said(part string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.Contains(strings.Join(a.bodies, "\n"), part)
}

// Client makes the account a Clients.
func (a *account) Client(context.Context, shop.ShopID, shop.ChannelID) (*whatsapp.Client, string, error) {
	client, err := whatsapp.NewClient(whatsapp.ClientParams{BaseURL: a.URL, Token: "t", HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}})
	return client, "1065", err
}

// office is a shop with one number, an owner who asks, and a clerk.
type office struct {
	*testing.T
	*engine.Shop
	account *account
	channel shop.ChannelID
	owner   shop.Asking
	file    []byte
}

func newOffice(t *testing.T) *office {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	ring, err := keys.Open(ctx, filepath.Join(dir, "keys.db"), bytes.Repeat([]byte{1}, keys.MasterSize))
	require.NoError(t, err)
	t.Cleanup(func() { _ = ring.Close() })
	id := shop.ShopID{UUID: uuid.New()}
	log, err := journal.NewMemory(journal.MemoryParams{}).Log(ctx, "shop-"+id.String())
	require.NoError(t, err)
	s, err := engine.Open(ctx, engine.Params{Shop: id, Log: log, Keys: ring, FactsPath: filepath.Join(dir, "facts.db"), RelayName: "one"})
	require.NoError(t, err)
	o := &office{T: t, Shop: s, account: newAccount(t), file: bytes.Repeat([]byte("x"), 300),
		owner: shop.Asking{Shop: id, Person: shop.PersonID{UUID: uuid.New()}, Device: shop.DeviceID{UUID: uuid.New()}, Role: shop.Owner}}
	o.channel, err = s.ConnectChannel(ctx, &shop.ChannelConnected{PhoneNumberID: "1065", WABA: waba, Number: "+34 900", Name: "Bakery"})
	require.NoError(t, err)
	clerk := New(Params{Shop: s, Clients: o.account, Pause: time.Millisecond, Files: func(_ context.Context, _ shop.ShopID, _ string) (io.ReadSeekCloser, int64, string, error) {
		return closing{bytes.NewReader(o.file)}, int64(len(o.file)), "image/png", nil
	}})
	running, stop := context.WithCancel(ctx)
	var ending sync.WaitGroup
	ending.Go(func() { clerk.Run(running) })
	t.Cleanup(func() {
		stop()
		ending.Wait()
		require.NoError(t, s.Close())
	})
	return o
}

type closing struct{ io.ReadSeeker }

func (closing) Close() error { return nil }

func (o *office) ask(wish shop.Wish) wire.Answer {
	o.Helper()
	command, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), shop.PersonID{}, wish)
	require.NoError(o, err)
	answers, err := o.Do(context.Background(), o.owner, []shop.Command{command})
	require.NoError(o, err)
	return answers[0]
}

// settled waits for the n-th errand to be settled, and gives all of one type.
func settled[T shop.Body](o *office, n int) (last *shop.ErrandSettled, all []T) {
	o.Helper()
	require.Eventually(o, func() bool {
		page, err := o.Feed(context.Background(), "", 0)
		require.NoError(o, err)
		found := 0
		all, last = nil, nil
		for _, e := range page.Events {
			body, err := e.Open()
			require.NoError(o, err)
			if b, ok := body.(T); ok {
				all = append(all, b)
			}
			if b, ok := body.(*shop.ErrandSettled); ok {
				found, last = found+1, b
			}
		}
		return found == n
	}, 60*time.Second, 2*time.Millisecond)
	return last, all
}

var ready = shop.Template{Name: "order_ready", Language: "es", Category: shop.CategoryUtility, Body: "Hola {{1}}, tu pedido {{2}} está listo.",
	Samples: []string{"Lucía", "1042"}, Footer: "Panadería", Actions: []shop.TemplateAction{{Kind: shop.ButtonReply, Title: "Gracias"}}}

func TestATemplateIsHandedInChangedAndDeleted(t *testing.T) {
	o := newOffice(t)
	require.Empty(t, o.ask(&shop.CreateTemplate{Channel: o.channel, Template: ready}).Refused)
	end, changed := settled[*shop.TemplateChanged](o, 1)
	require.False(t, end.Failed)
	require.Equal(t, "777", changed[0].Template.PlatformID)
	require.Equal(t, shop.TemplatePending, changed[0].Template.State)
	require.Equal(t, shop.CategoryMarketing, changed[0].Template.Category, "WhatsApp chose another")
	require.Equal(t, []string{"Gracias"}, changed[0].Template.Buttons)
	require.True(t, o.account.said(`"body_text":[["Lucía","1042"]]`))
	require.Equal(t, shop.ReasonTwice, o.ask(&shop.CreateTemplate{Channel: o.channel, Template: ready}).Refused)
	require.Equal(t, shop.ReasonTemplateState, o.ask(&shop.EditTemplate{Channel: o.channel, Template: ready}).Refused, "it is being looked at")

	approved := changed[0].Template
	approved.State = shop.TemplateApproved
	require.NoError(t, o.Configure(context.Background(), &shop.TemplateChanged{WABA: waba, Template: approved}))
	next := approved
	next.Body = "Hola {{1}}, tu encargo {{2}} está listo."
	require.Empty(t, o.ask(&shop.EditTemplate{Channel: o.channel, Template: next}).Refused)
	settled[*shop.TemplateChanged](o, 2)
	require.Equal(t, 1, o.account.did("POST 777"))

	require.Empty(t, o.ask(&shop.DeleteTemplate{Channel: o.channel, Name: "order_ready"}).Refused)
	_, changed = settled[*shop.TemplateChanged](o, 3)
	require.Equal(t, shop.TemplateDeleted, changed[len(changed)-1].Template.State)
}

func TestAnAnswerThatGotLostIsReadBack(t *testing.T) {
	o := newOffice(t)
	o.account.cut["POST message_templates"] = true
	require.Empty(t, o.ask(&shop.CreateTemplate{Channel: o.channel, Template: ready}).Refused)
	end, changed := settled[*shop.TemplateChanged](o, 1)
	require.False(t, end.Failed)
	require.Len(t, changed, 1)
	require.Equal(t, 1, o.account.did("POST message_templates"), "it isn't handed in twice")
}

func TestARefusalIsAnEventWithWhatWasSaid(t *testing.T) {
	o := newOffice(t)
	o.account.refuse["POST message_templates"] = 2388072
	require.Empty(t, o.ask(&shop.CreateTemplate{Channel: o.channel, Template: ready}).Refused)
	end, changed := settled[*shop.TemplateChanged](o, 1)
	require.True(t, end.Failed)
	require.Equal(t, 2388072, end.Code)
	require.Equal(t, "said 2388072", end.Detail)
	require.Empty(t, changed)
}

func TestWhatPassesByItselfIsTriedAgain(t *testing.T) {
	o := newOffice(t)
	o.account.cut["POST whatsapp_business_profile"] = true
	about := "Bread since 1974"
	require.Empty(t, o.ask(&shop.EditProfile{Channel: o.channel, Edit: shop.ProfileEdit{About: &about}}).Refused)
	end, changed := settled[*shop.ProfileChanged](o, 1)
	require.False(t, end.Failed)
	require.Equal(t, 2, o.account.did("POST whatsapp_business_profile"))
	require.Equal(t, shop.Profile{About: about, Websites: []string{"https://bread.example"}}, changed[0].Profile)
}

func TestAnUploadGoesOnWhereItBroke(t *testing.T) {
	o := newOffice(t)
	o.account.breaks = true
	picture := shop.Media{Hash: strings.Repeat("ab", 32), MIME: "image/png"}
	require.Empty(t, o.ask(&shop.EditProfile{Channel: o.channel, Edit: shop.ProfileEdit{Picture: &picture}}).Refused)
	end, _ := settled[*shop.ProfileChanged](o, 1)
	require.False(t, end.Failed)
	require.True(t, o.account.said(`"profile_picture_handle":"4::handle"`))
	require.Equal(t, o.file, o.account.uploaded.Bytes())
	require.Equal(t, 2, o.account.did("POST upload:abc"))
}

func TestACustomerIsBlockedAndCanBeWrittenToOnceUnblocked(t *testing.T) {
	o := newOffice(t)
	phone := "34600111222"
	who := shop.CustomerByPhone(o.owner.Shop, phone)
	block := &shop.BlockCustomer{Channel: o.channel, Customer: who, On: true}
	require.Equal(t, shop.ReasonNotFound, o.ask(block).Refused)
	require.NoError(t, o.Record(context.Background(),
		engine.Fact{Customer: who, Body: &shop.CustomerSeen{Customer: who, Personal: shop.CustomerSeenPersonal{Identifiers: []shop.Identifier{{Kind: shop.IsWaID, Value: phone}}}}},
		engine.Fact{Customer: who, Channel: o.channel, Body: &shop.MessageReceived{Message: shop.MessageFor(o.owner.Shop, "w"),
			Conversation: shop.ConversationFor(o.channel, who), Type: shop.TypeText, Ref: shop.RefFor(o.owner.Shop, "w")}}))
	require.Empty(t, o.ask(block).Refused)
	_, blocked := settled[*shop.CustomerBlocked](o, 1)
	require.True(t, blocked[0].On)
	require.True(t, o.account.said(`"user":"+34600111222"`))
	say := func() shop.Reason {
		return o.ask(&shop.SendMessage{Message: shop.MessageID{UUID: uuid.Must(uuid.NewV7())}, Channel: o.channel, Customer: who,
			Type: shop.TypeText, Content: shop.Content{Text: "hola"}}).Refused
	}
	require.Equal(t, shop.ReasonBlocked, say())
	require.Empty(t, o.ask(&shop.BlockCustomer{Channel: o.channel, Customer: who}).Refused)
	settled[*shop.CustomerBlocked](o, 2)
	require.Empty(t, say())
}

func TestOnlyAnOwnerChangesTemplates(t *testing.T) {
	o := newOffice(t)
	o.owner.Role = shop.Agent
	require.Equal(t, shop.ReasonNotAllowed, o.ask(&shop.CreateTemplate{Channel: o.channel, Template: ready}).Refused)
}
