package processes_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/sandbox"
	"mostrador/e2e/processes/desktop"
	"mostrador/e2e/processes/programs"
)

// street is a platform with customers and a relay with a shop, all running.
type street struct {
	t        *testing.T
	ctx      context.Context
	dir      string
	platform *programs.Sandbox
	relay    *programs.Relay
}

// open starts everything but a desktop. The platform is quick: what takes it a
// second in life takes five milliseconds.
func open(t *testing.T) *street {
	s := &street{t: t, ctx: t.Context(), dir: t.TempDir()}
	s.startBoth(filepath.Join(s.dir, "data"))
	return s
}

// startBoth starts a relay on a data folder, and the platform.
func (s *street) startBoth(data string) {
	s.t.Helper()
	graph, err := programs.FreePort(s.ctx)
	require.NoError(s.t, err)
	port, err := programs.FreePort(s.ctx)
	require.NoError(s.t, err)
	s.relay = programs.NewRelay(programs.RelayParams{
		Programs: servers, Folder: s.dir, Data: data, Port: port, GraphURL: fmt.Sprintf("http://127.0.0.1:%d", graph),
	})
	s.t.Cleanup(s.relay.Close)
	require.NoError(s.t, s.relay.Start(s.ctx))
	s.platform, err = programs.StartSandbox(s.ctx, programs.SandboxParams{
		Programs: servers, Port: graph, Callback: s.relay.Webhook(), Trust: s.relay.Certificate(), Speed: 200,
	})
	require.NoError(s.t, err)
	s.t.Cleanup(s.platform.Close)
}

// openShop makes the shop with its number and gives the owner's invite.
func (s *street) openShop() string {
	s.t.Helper()
	link, err := s.relay.Invite(s.ctx, "-new-shop", "Panadería Sol", "-person", "Marta", "-country", "ES", "-currency", "EUR", "-locale", "es")
	require.NoError(s.t, err)
	require.NoError(s.t, s.relay.Connect(s.ctx))
	return link
}

func (s *street) invite() string {
	s.t.Helper()
	link, err := s.relay.Invite(s.ctx)
	require.NoError(s.t, err)
	return link
}

// moveIn adds customers; each is found under programs.NameOf(phone).
func (s *street) moveIn(phones ...string) {
	s.t.Helper()
	for _, phone := range phones {
		require.NoError(s.t, s.platform.AddCustomer(s.ctx, sandbox.Customer{Phone: phone, Name: programs.NameOf(phone)}))
	}
}

// join pairs a new desktop and opens it.
func (s *street) join(name, link string) *desktop.Process {
	s.t.Helper()
	d := s.sitDown(name)
	require.NoError(s.t, d.Pair(link))
	_, err := d.Open()
	require.NoError(s.t, err)
	return d
}

func (s *street) folder(name string) string { return filepath.Join(s.dir, name) }

// sitDown starts a desktop's process; nothing is open in it yet.
func (s *street) sitDown(name string) *desktop.Process {
	s.t.Helper()
	d, err := desktop.Start(s.folder(name))
	require.NoError(s.t, err)
	s.t.Cleanup(d.Kill)
	return d
}

func (s *street) writes(phone, text string) string {
	s.t.Helper()
	wamid, err := s.platform.Writes(s.ctx, phone, sandbox.Message{Text: text})
	require.NoError(s.t, err)
	return wamid
}

func (s *street) inbox(phone string) []sandbox.Received {
	s.t.Helper()
	inbox, err := s.platform.Inbox(s.ctx, phone)
	require.NoError(s.t, err)
	return inbox
}

// got is how often a customer's phone has a text.
func (s *street) got(phone, text string) int {
	n := 0
	for _, message := range s.inbox(phone) {
		if message.Text == text {
			n++
		}
	}
	return n
}

func (s *street) eventually(what string, is func() bool) {
	s.t.Helper()
	require.Eventually(s.t, is, 60*time.Second, 20*time.Millisecond, what)
}

// prints waits until the relay's screen has the words: a child's screen is read
// by a goroutine of its own, and may come after the answer.
func (s *street) prints(words string) {
	s.t.Helper()
	s.eventually("the relay prints: "+words, func() bool { return strings.Contains(s.relay.Screen().String(), words) })
}

// items are the messages with somebody, or none yet.
func items(t *testing.T, d *desktop.Process, phone string) []desktop.Item {
	t.Helper()
	chats, err := d.Chats()
	require.NoError(t, err)
	for _, chat := range chats {
		if chat.Name == programs.NameOf(phone) {
			return chat.Items
		}
	}
	return nil
}
