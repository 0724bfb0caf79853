// Package e2e_test runs whole chains of real parts: a platform, a relay, a
// shop's file and what keeps them in step.
package e2e_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay"
	"mostrador/backend/sandbox"
	"mostrador/shop"
	"mostrador/store"
	"mostrador/sync"
	"mostrador/sync/status"
)

const (
	token  = "a token"
	secret = "the app's secret"
	verify = "verify me"
	lucia  = "34600111222"
)

// street is a platform with a customer on it, a relay, and a bakery with one
// desktop.
type street struct {
	t        *testing.T
	platform *sandbox.Sandbox
	relay    *relay.Relay
	server   *httptest.Server
	shop     shop.ShopID
	owner    shop.PersonID
	channel  shop.ChannelID
	store    *store.Store
	engine   *sync.Engine
	account  sync.Account
}

func newStreet(t *testing.T, change ...func(*relay.Params)) *street {
	s := &street{t: t}
	var err error
	s.platform, err = sandbox.Open(sandbox.Params{
		Token: token, AppSecret: secret, VerifyToken: verify, Speed: 1000, Limits: sandbox.Limits{NoPairRate: true},
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.platform.Close()) })
	graph := httptest.NewServer(s.platform)
	t.Cleanup(graph.Close)
	t.Cleanup(graph.CloseClientConnections)
	s.startRelay(graph.URL, change...)
	require.NoError(t, s.platform.SetCallback(t.Context(), s.server.URL+relay.WebhookPath, verify))
	_, err = s.platform.AddCustomer(sandbox.Customer{Phone: lucia, Name: "Lucía"})
	require.NoError(t, err)
	s.startDesktop()
	return s
}

func (s *street) startRelay(graph string, change ...func(*relay.Params)) {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	var err error
	params := relay.Params{DataDir: s.t.TempDir(), MasterKey: key, GraphBaseURL: graph, AppSecret: secret, VerifyToken: verify}
	for _, c := range change {
		c(&params)
	}
	s.relay, err = relay.New(s.t.Context(), params)
	require.NoError(s.t, err)
	s.server = httptest.NewServer(s.relay.Handler())
	s.t.Cleanup(func() {
		s.server.CloseClientConnections()
		s.server.Close()
		assert.NoError(s.t, s.relay.Close(context.Background()))
	})
	s.relay.Announce(s.server.URL, "")
	name := "Panadería Sol"
	s.shop, s.owner, err = s.relay.CreateShop(s.t.Context(), shop.ShopConfigured{Name: &name}, "Marta")
	require.NoError(s.t, err)
	number := s.platform.Numbers()[0]
	s.channel, err = s.relay.ConnectChannel(s.t.Context(), s.shop, shop.ChannelConnected{
		PhoneNumberID: number.ID, WABA: s.platform.WABA(), Number: number.Phone, Name: number.Name,
	}, token)
	require.NoError(s.t, err)
	invite, err := s.relay.Invite(s.t.Context(), s.shop, s.owner)
	require.NoError(s.t, err)
	dir := s.t.TempDir()
	s.account, err = sync.Pair(s.t.Context(), sync.PairParams{
		Invite: invite.String(), DeviceName: "Counter", Dir: dir, Keys: sync.FileKeyKeeper{Dir: dir},
	})
	require.NoError(s.t, err)
}

func (s *street) startDesktop() {
	key, err := sync.KeeperFor(s.account).Key(s.account.KeyID)
	require.NoError(s.t, err)
	s.store, err = store.Open(s.t.Context(), store.Params{Path: filepath.Join(s.account.Dir, "shop.db"), Shop: s.account.Shop})
	require.NoError(s.t, err)
	s.engine, err = sync.New(sync.Params{Store: s.store, Account: s.account, Key: key})
	require.NoError(s.t, err)
	ended, engine, file := make(chan error, 1), s.engine, s.store
	go func() { ended <- engine.Run(context.Background()) }()
	s.t.Cleanup(func() {
		assert.NoError(s.t, engine.Close())
		assert.NoError(s.t, <-ended)
		assert.NoError(s.t, file.Close())
	})
}

func (s *street) eventually(what string, is func() bool) {
	s.t.Helper()
	require.Eventually(s.t, is, 60*time.Second, 5*time.Millisecond, what)
}

func (s *street) chats() []store.ChatRow {
	rows, err := s.store.Chats(s.t.Context(), store.ChatQuery{Limit: 50})
	require.NoError(s.t, err)
	return rows
}

func (s *street) thread(id shop.ConversationID) []store.ThreadItem {
	items, err := s.store.Thread(s.t.Context(), store.ThreadQuery{Conversation: id, Limit: 500})
	require.NoError(s.t, err)
	return items
}

func (s *street) answers(customer shop.CustomerID, text string) shop.MessageID {
	id := shop.MessageID{UUID: uuid.Must(uuid.NewV7())}
	command, err := shop.NewCommand(shop.CommandID{UUID: uuid.Must(uuid.NewV7())}, time.Now(), s.account.Person, &shop.SendMessage{
		Message: id, Channel: s.channel, Customer: customer, Type: shop.TypeText, Content: shop.Content{Text: text},
	})
	require.NoError(s.t, err)
	_, err = s.store.Do(s.t.Context(), command)
	require.NoError(s.t, err)
	return id
}

func TestACustomerWritesTheShopAnswersAndTheTicksTurnToRead(t *testing.T) {
	s := newStreet(t)
	s.eventually("live", func() bool { return s.engine.Status().Get().State == status.Live{} })
	_, err := s.platform.CustomerWrites(t.Context(), lucia, sandbox.Message{Text: "¿Tenéis pan de centeno?"})
	require.NoError(t, err)
	s.eventually("the question is on the desktop", func() bool { return len(s.chats()) == 1 })
	chat := s.chats()[0]
	question := s.thread(chat.Conversation)[0]
	assert.Equal(t, "¿Tenéis pan de centeno?", question.Content.Text)

	require.NoError(t, s.engine.TellPresence(t.Context(), chat.Conversation, true))
	answer := s.answers(chat.Customer, "Sí, recién hecho")
	s.eventually("read", func() bool {
		items := s.thread(chat.Conversation)
		return len(items) == 2 && items[1].Message == answer && items[1].Rank == shop.RankRead
	})
	inbox := s.platform.Inbox(lucia)
	require.Len(t, inbox, 1, "she has it once")
	assert.Equal(t, "Sí, recién hecho", inbox[0].Text)
	assert.Equal(t, answer.String(), inbox[0].CallbackData)
	s.eventually("nothing waits", func() bool { return s.engine.Status().Get().Waiting == 0 })
}

func TestWhatWasTypedWhileTheRelayWasAwayLeavesLaterAndARevokedDesktopIsTold(t *testing.T) {
	s := newStreet(t)
	_, err := s.platform.CustomerWrites(t.Context(), lucia, sandbox.Message{Text: "Buenas"})
	require.NoError(t, err)
	s.eventually("she is on the desktop", func() bool { return len(s.chats()) == 1 })
	chat := s.chats()[0]
	address := s.server.Listener.Addr().String()
	s.server.CloseClientConnections()
	s.server.Close()
	s.answers(chat.Customer, "typed without a network")
	s.eventually("one waits, offline", func() bool {
		now := s.engine.Status().Get()
		_, offline := now.State.(status.Offline)
		return offline && now.Waiting == 1
	})
	assert.Equal(t, shop.RankWaiting, s.thread(chat.Conversation)[1].Rank)

	again := httptest.NewUnstartedServer(s.relay.Handler())
	require.NoError(t, again.Listener.Close())
	again.Listener, err = net.Listen("tcp", address)
	require.NoError(t, err)
	again.Start()
	t.Cleanup(again.Close)
	t.Cleanup(again.CloseClientConnections)
	s.engine.Nudge()
	s.eventually("she has it", func() bool { return len(s.platform.Inbox(lucia)) == 1 })
	s.eventually("live", func() bool { return s.engine.Status().Get().State == status.Live{} })

	require.NoError(t, s.relay.Revoke(t.Context(), s.account.Device))
	s.eventually("told", func() bool {
		return s.engine.Status().Get().State == status.Blocked{Problem: status.Revoked{}}
	})
}

// The line between desktop and relay breaks again and again in the middle of a
// conversation.
func TestOnABadLineEveryMessageArrivesOnceAndInOrder(t *testing.T) {
	s := newStreet(t)
	_, err := s.platform.CustomerWrites(t.Context(), lucia, sandbox.Message{Text: "Buenas"})
	require.NoError(t, err)
	s.eventually("she is on the desktop", func() bool { return len(s.chats()) == 1 })
	chat := s.chats()[0]

	const turns = 25
	want := []string{}
	for i := range turns {
		_, err := s.platform.CustomerWrites(t.Context(), lucia, sandbox.Message{Text: fmt.Sprint("question ", i)})
		require.NoError(t, err)
		want = append(want, fmt.Sprint("answer ", i))
		s.answers(chat.Customer, want[i])
		if i%3 == 0 {
			s.server.CloseClientConnections()
			s.engine.Nudge()
		}
	}
	s.eventually("all is here and read", func() bool {
		in, read := 0, 0
		for _, item := range s.thread(chat.Conversation) {
			switch {
			case !item.Outgoing:
				in++
			case item.Rank == shop.RankRead:
				read++
			}
		}
		return in == turns+1 && read == turns
	})
	got := []string{}
	for _, message := range s.platform.Inbox(lucia) {
		got = append(got, message.Text)
	}
	assert.Equal(t, want, got)
}
