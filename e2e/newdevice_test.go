package e2e_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay"
	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync"
)

// oldShop is a relay of a shop with a history.
type oldShop struct {
	t       *testing.T
	relay   *relay.Relay
	server  *httptest.Server
	id      shop.ShopID
	owner   shop.PersonID
	written int
}

func newOldShop(t *testing.T) *oldShop {
	o := &oldShop{t: t}
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	var err error
	o.relay, err = relay.New(t.Context(), relay.Params{DataDir: t.TempDir(), MasterKey: key, AppSecret: secret, SegmentEvents: 200, SenderPaused: true})
	require.NoError(t, err)
	o.server = httptest.NewServer(o.relay.Handler())
	t.Cleanup(func() {
		o.server.CloseClientConnections()
		o.server.Close()
		assert.NoError(t, o.relay.Close(context.Background()))
	})
	o.relay.Announce(o.server.URL, "")
	name := "Panadería Sol"
	o.id, o.owner, err = o.relay.CreateShop(t.Context(), shop.ShopConfigured{Name: &name}, "Marta")
	require.NoError(t, err)
	_, err = o.relay.ConnectChannel(t.Context(), o.id, shop.ChannelConnected{PhoneNumberID: "111", WABA: "222", Number: "+34 954", Name: name}, token)
	require.NoError(t, err)
	return o
}

// write posts a webhook with so many messages, of customers in turn.
func (o *oldShop) write(messages int) {
	type object = map[string]any
	var contacts, all []object
	for range messages {
		phone := fmt.Sprintf("346001%05d", o.written%60)
		contacts = append(contacts, object{"profile": object{"name": "Customer " + phone}, "wa_id": phone})
		all = append(all, object{"from": phone, "id": fmt.Sprint("wamid.old.", o.written), "timestamp": fmt.Sprint(time.Now().Unix() - 100_000 + int64(o.written)),
			"type": "text", "text": object{"body": fmt.Sprint("¿Tenéis roscón? ", o.written)}})
		o.written++
	}
	body, err := json.Marshal(object{"object": "whatsapp_business_account", "entry": []object{{"id": "222", "changes": []object{{"field": "messages",
		"value": object{"messaging_product": "whatsapp", "metadata": object{"phone_number_id": "111"}, "contacts": contacts, "messages": all}}}}}})
	require.NoError(o.t, err)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	request, err := http.NewRequestWithContext(o.t.Context(), http.MethodPost, o.server.URL+relay.WebhookPath, bytes.NewReader(body))
	require.NoError(o.t, err)
	request.Header.Set("X-Hub-Signature-256", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := o.server.Client().Do(request)
	require.NoError(o.t, err)
	require.NoError(o.t, answer.Body.Close())
	require.Equal(o.t, http.StatusOK, answer.StatusCode)
}

// desktop is one that may be stopped and started.
type desktop struct {
	t       *testing.T
	account sync.Account
	store   *store.Store
	engine  *sync.Engine
	ended   chan error
}

func (o *oldShop) pair(name string) *desktop {
	invite, err := o.relay.Invite(o.t.Context(), o.id, o.owner)
	require.NoError(o.t, err)
	dir := o.t.TempDir()
	account, err := sync.Pair(o.t.Context(), sync.PairParams{Invite: invite.String(), DeviceName: name, Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir}})
	require.NoError(o.t, err)
	return &desktop{t: o.t, account: account}
}

func (d *desktop) start(headsFrom shop.Position) {
	key, err := sync.KeeperFor(d.account).Key(d.account.KeyID)
	require.NoError(d.t, err)
	d.store, err = store.Open(d.t.Context(), store.Params{Path: filepath.Join(d.account.Dir, "shop.db"), Shop: d.account.Shop})
	require.NoError(d.t, err)
	d.engine, err = sync.New(sync.Params{Store: d.store, Account: d.account, Key: key, HeadsFrom: headsFrom})
	require.NoError(d.t, err)
	d.ended = make(chan error, 1)
	engine, ended := d.engine, d.ended
	go func() { ended <- engine.Run(context.Background()) }()
}

func (d *desktop) stop() {
	require.NoError(d.t, d.engine.Close())
	require.NoError(d.t, <-d.ended)
	require.NoError(d.t, d.store.Close())
}

func (d *desktop) eventually(what string, is func() bool) {
	d.t.Helper()
	require.Eventually(d.t, is, 60*time.Second, 2*time.Millisecond, what)
}

func (d *desktop) size() store.Size {
	size, err := d.store.Size(d.t.Context())
	require.NoError(d.t, err)
	return size
}

func (d *desktop) chats(limit int) []store.ChatRow {
	rows, err := d.store.Chats(d.t.Context(), store.ChatQuery{Limit: limit})
	require.NoError(d.t, err)
	return rows
}

func (d *desktop) provisional() bool {
	provisional, _, err := d.store.Provisional(d.t.Context())
	require.NoError(d.t, err)
	return provisional
}

// whole waits until a desktop has its history, and everything that was written.
func (d *desktop) whole(o *oldShop) string {
	d.t.Helper()
	d.eventually("all messages are here, and the history", func() bool { return !d.provisional() && d.size().Messages == o.written })
	text, err := d.store.Dump(d.t.Context())
	require.NoError(d.t, err)
	return text
}

// A new desktop shows the newest conversations at once, is stopped in the middle
// of its history, and ends like one that read everything from the beginning.
func TestANewDesktopHasItsListAtOnceAndItsHistoryBehindIt(t *testing.T) {
	o := newOldShop(t)
	for range 5 {
		o.write(100)
	}
	patient := o.pair("from the beginning")
	patient.start(1 << 40)
	defer patient.stop()
	patient.eventually("the relay has translated all", func() bool { return patient.size().Messages == o.written })

	hasty := o.pair("in a hurry")
	hasty.start(100)
	hasty.eventually("the list is here", func() bool { return len(hasty.chats(40)) == 40 })
	newest := patient.chats(40)
	for i, row := range hasty.chats(40) {
		require.Equal(t, newest[i].Conversation, row.Conversation, "the newest first")
		require.Equal(t, newest[i].PreviewText, row.PreviewText)
	}
	hasty.stop()
	o.write(50)
	hasty.start(100)
	o.write(7)
	require.Equal(t, patient.whole(o), hasty.whole(o))

	// It goes on as any other, and starts again without its history's file.
	o.write(3)
	require.Equal(t, patient.whole(o), hasty.whole(o))
	hasty.stop()
	hasty.start(100)
	o.write(2)
	require.Equal(t, patient.whole(o), hasty.whole(o))
	hasty.stop()
}
