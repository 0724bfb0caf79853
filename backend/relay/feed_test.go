package relay

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/shop/wire"
)

// liveEvent is one server-sent event.
type liveEvent struct{ id, name, data string }

// listen opens a live stream; closing ends it.
func (d *device) listen(after wire.Cursor) (<-chan liveEvent, func()) {
	ctx, stop := context.WithCancel(d.t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.server.URL+wire.PathStream, nil)
	require.NoError(d.t, err)
	request.Header.Set("Authorization", "Bearer "+d.bearer)
	request.Header.Set("Last-Event-ID", string(after))
	response, err := d.server.Client().Do(request)
	require.NoError(d.t, err)
	require.Equal(d.t, http.StatusOK, response.StatusCode)
	require.Equal(d.t, "text/event-stream", response.Header.Get("Content-Type"))
	events := make(chan liveEvent, 100)
	go readEvents(response.Body, events)
	return events, stop
}

func readEvents(body io.ReadCloser, events chan<- liveEvent) {
	defer close(events)
	defer func() { _ = body.Close() }()
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 16<<20)
	var event liveEvent
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ": ")
		switch field {
		case "id":
			event.id = value
		case "event":
			event.name = value
		case "data":
			event.data = value
		case "":
			if event.name != "" {
				events <- event
			}
			event = liveEvent{}
		}
	}
}

func next(t *testing.T, events <-chan liveEvent) (liveEvent, bool) {
	t.Helper()
	select {
	case event, ok := <-events:
		return event, ok
	case <-time.After(10 * time.Second):
		require.FailNow(t, "nothing came")
		return liveEvent{}, false
	}
}

func nextPage(t *testing.T, events <-chan liveEvent) wire.Page {
	t.Helper()
	event, ok := next(t, events)
	require.True(t, ok, "the stream ended")
	require.Equal(t, wire.EventPage, event.name)
	var page wire.Page
	require.NoError(t, json.Unmarshal([]byte(event.data), &page))
	require.Equal(t, event.id, string(page.Cursor))
	return page
}

func (d *device) saveReply(text string) shop.Command {
	return d.command(&shop.SaveReply{Reply: shop.ReplyID{UUID: uuid.New()}, Shortcut: "r" + uuid.NewString()[:8], Text: text})
}

func TestALiveStreamResumesWhereItEnded(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	events, stop := d.listen("")
	first := nextPage(t, events)
	require.Contains(t, kinds(first), shop.KindDevicePaired)
	d.ask(d.saveReply("one"))
	second := nextPage(t, events)
	require.Equal(t, []shop.Kind{shop.KindReplySaved}, kinds(second))
	stop()

	d.ask(d.saveReply("two"), d.saveReply("three"))
	events, stop = d.listen(second.Cursor)
	defer stop()
	third := nextPage(t, events)
	require.Equal(t, []shop.Kind{shop.KindReplySaved, shop.KindReplySaved}, kinds(third))
	require.Equal(t, second.Events[0].Position+1, third.Events[0].Position)
}

func TestAStreamEndsWhenItsDeviceIsRevoked(t *testing.T) {
	w := newWorld(t)
	d, other := w.pair(), w.pair()
	events, stop := d.listen(other.feed("").Cursor)
	defer stop()
	require.NoError(t, w.relay.Revoke(t.Context(), d.id))
	for {
		event, ok := next(t, events)
		if !ok {
			break
		}
		require.NotContains(t, event.data, "after the cut")
	}
	other.ask(other.saveReply("after the cut"))
	refused(t, d.send(http.MethodGet, wire.PathStream, d.bearer, nil, nil), http.StatusForbidden, wire.ProblemRevoked)
}

func TestAPlaceThatIsNotInTheJournalIsRefused(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	good := string(d.feed("").Cursor)
	flipped := "0"
	if strings.HasSuffix(good, "0") {
		flipped = "1"
	}
	for name, cursor := range map[string]string{
		"another chain": good[:len(good)-1] + flipped,
		"another epoch": "9" + good[1:],
		"not a cursor":  "yesterday",
	} {
		refused(t, d.send(http.MethodGet, wire.PathFeed+"?after="+cursor, d.bearer, nil, nil), http.StatusConflict, wire.ProblemCursor)
		refused(t, d.send(http.MethodGet, wire.PathStream+"?after="+cursor, d.bearer, nil, nil), http.StatusConflict, wire.ProblemCursor)
		require.NotEmpty(t, name)
	}
}

func TestTheFeedIsCompressedAsAsked(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	want := d.feed("")
	for accept, open := range map[string]func(io.Reader) (io.Reader, error){
		"zstd, gzip": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r, zstd.WithDecoderConcurrency(1)) },
		"gzip":       func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"identity":   func(r io.Reader) (io.Reader, error) { return r, nil },
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.server.URL+wire.PathFeed, nil)
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer "+d.bearer)
		request.Header.Set("Accept-Encoding", accept)
		response, err := w.server.Client().Do(request)
		require.NoError(t, err)
		plain, err := open(response.Body)
		require.NoError(t, err)
		var page wire.Page
		require.NoError(t, json.NewDecoder(plain).Decode(&page), accept)
		require.NoError(t, response.Body.Close())
		require.Equal(t, want, page)
	}
}

func TestACommandAskedTwiceHappensOnce(t *testing.T) {
	w := newWorld(t)
	d := w.pair()
	command := d.saveReply("good morning")
	first := d.ask(command)
	again := d.ask(command)
	require.Equal(t, first, again)
	require.Empty(t, first[0].Refused)
	saved := 0
	for _, kind := range kinds(d.feed("")) {
		if kind == shop.KindReplySaved {
			saved++
		}
	}
	require.Equal(t, 1, saved)
}

func TestARoleCantBeBorrowed(t *testing.T) {
	w := newWorld(t)
	agent := shop.PersonID{UUID: uuid.New()}
	require.NoError(t, w.relay.AddPerson(t.Context(), w.shop, shop.PersonSaved{Person: agent, Name: "Iker", Role: shop.Agent}))
	d := w.pairIn(w.shop, agent)
	name := "Iker's bakery"
	rename := d.command(&shop.ConfigureShop{Settings: shop.ShopConfigured{Name: &name}})
	rename.Person = w.owner // the device says that the owner asks
	require.Equal(t, shop.ReasonNotAllowed, d.ask(rename)[0].Refused)

	stranger := d.saveReply("hello")
	stranger.Person = shop.PersonID{UUID: uuid.New()}
	require.Equal(t, shop.ReasonNotAllowed, d.ask(stranger)[0].Refused)
}

func TestPresenceReachesTheOthersOfTheShop(t *testing.T) {
	w := newWorld(t)
	d, other := w.pair(), w.pair()
	at := d.feed("").Cursor
	heard, stop := other.listen(at)
	defer stop()
	conversation := shop.ConversationID{UUID: uuid.New()}
	require.Equal(t, http.StatusNoContent, d.send(http.MethodPost, wire.PathPresence, d.bearer,
		wire.Presence{Conversation: conversation, Writing: true, Device: other.id}, nil).StatusCode)
	event, ok := next(t, heard)
	require.True(t, ok)
	require.Equal(t, wire.EventPresence, event.name)
	require.Empty(t, event.id)
	var who wire.Presence
	require.NoError(t, json.Unmarshal([]byte(event.data), &who))
	require.Equal(t, wire.Presence{Person: w.owner, Device: d.id, Conversation: conversation, Writing: true}, who)
}
