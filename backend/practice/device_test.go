package practice

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// device is a desktop reduced to HTTP: it pairs, reads the feed and asks.
type device struct {
	t      *testing.T
	at     string
	bearer string
	place  wire.PairAnswer
	cursor wire.Cursor
	events []shop.Event
	client *http.Client
}

func pair(t *testing.T, p *Practice) *device {
	t.Helper()
	link, err := p.Invite(t.Context())
	require.NoError(t, err)
	invite, err := wire.ParseInvite(link)
	require.NoError(t, err)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	d := &device{t: t, at: invite.Relay, client: &http.Client{Transport: transport, Timeout: 20 * time.Second}}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	d.ask(http.MethodPost, wire.PathPair, wire.PairRequest{Code: invite.Code, PublicKey: public, DeviceName: "Counter"}, &d.place)
	session := wire.SessionRequest{Device: d.place.Device, At: time.Now().UTC(), Nonce: []byte(uuid.NewString())}
	session.Sign(private)
	var answer wire.SessionAnswer
	d.ask(http.MethodPost, wire.PathSession, session, &answer)
	d.bearer = answer.Bearer
	return d
}

func (d *device) ask(method, path string, in, out any) {
	d.t.Helper()
	status, raw := d.tries(method, path, in)
	for try := 1; status >= http.StatusInternalServerError && try < 5; try++ {
		status, raw = d.tries(method, path, in) // as desktops do
	}
	require.Equal(d.t, http.StatusOK, status, "%s %s: %s", method, path, raw)
	require.NoError(d.t, json.Unmarshal(raw, out))
}

func (d *device) tries(method, path string, in any) (status int, raw []byte) {
	d.t.Helper()
	var body io.Reader
	if in != nil {
		raw, err := json.Marshal(in)
		require.NoError(d.t, err)
		body = bytes.NewReader(raw)
	}
	request, err := http.NewRequestWithContext(d.t.Context(), method, d.at+path, body)
	require.NoError(d.t, err)
	request.Header.Set("Content-Type", "application/json")
	if d.bearer != "" {
		request.Header.Set("Authorization", "Bearer "+d.bearer)
	}
	response, err := d.client.Do(request)
	require.NoError(d.t, err)
	defer func() { _ = response.Body.Close() }()
	raw, err = io.ReadAll(response.Body)
	require.NoError(d.t, err)
	return response.StatusCode, raw
}

// read reads the feed on to its end.
func (d *device) read() {
	d.t.Helper()
	for more := true; more; {
		var page wire.Page
		d.ask(http.MethodGet, wire.PathFeed+"?after="+url.QueryEscape(string(d.cursor)), nil, &page)
		d.events, d.cursor, more = append(d.events, page.Events...), page.Cursor, page.More
	}
}

// wishes asks for something as the owner.
func (d *device) wishes(wish shop.Wish) wire.Answer {
	d.t.Helper()
	id := shop.CommandID{UUID: uuid.Must(uuid.NewV7())}
	command, err := shop.NewCommand(id, time.Now(), d.place.Person, wish)
	require.NoError(d.t, err)
	var answers wire.Answers
	d.ask(http.MethodPost, wire.PathCommands, wire.Commands{Commands: []shop.Command{command}}, &answers)
	require.Len(d.t, answers.Answers, 1)
	return answers.Answers[0]
}

// all are the bodies of one kind, with their events.
func all[B shop.Body](d *device) (found []fact[B]) {
	d.t.Helper()
	for _, event := range d.events {
		body, err := event.Open()
		require.NoError(d.t, err)
		if typed, ok := body.(B); ok {
			found = append(found, fact[B]{event, typed})
		}
	}
	return found
}

type fact[B shop.Body] struct {
	event shop.Event
	body  B
}

// eventually waits until the feed shows something.
func (d *device) eventually(what string, is func() bool) {
	d.t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for {
		d.read()
		if is() {
			return
		}
		require.True(d.t, time.Now().Before(deadline), what)
		<-ticker.C
	}
}
