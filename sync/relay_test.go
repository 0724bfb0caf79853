package sync_test

import (
	"compress/gzip"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
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

	"mostrador/shop"
	"mostrador/shop/wire"
)

// testRelay is a relay that keeps its journal in a slice. It answers
// truthfully; the fields below make it, or the line to it, misbehave.
type testRelay struct {
	*httptest.Server
	t      testing.TB
	shop   shop.ShopID
	device shop.DeviceID
	person shop.PersonID
	code   string

	mu        sync.Mutex
	epoch     int
	events    []shop.Event
	grown     chan struct{} // closed and replaced at each append
	answers   map[shop.CommandID]wire.Answer
	applied   []shop.Command // each once, in the order of applying
	asked     map[shop.CommandID]int
	key       ed25519.PublicKey
	bearers   map[string]bool
	files     map[string][]byte
	requests  map[string]int
	streams   int
	lifetime  time.Duration // of a bearer
	heartbeat time.Duration
	clock     func() time.Time
	// before may answer instead of the relay; true: it did.
	before func(w http.ResponseWriter, r *http.Request) bool
	// after a batch was applied: true cuts the connection before the answer.
	loseAnswer func() bool
	// overlap: how many events before the cursor are sent once more.
	overlap int
	stop    chan struct{}
}

func newRelay(t testing.TB) *testRelay {
	r := &testRelay{
		t: t, shop: shop.ShopID{UUID: uuid.MustParse("11111111-1111-4111-8111-111111111111")},
		device: shop.DeviceID{UUID: uuid.New()}, person: shop.PersonID{UUID: uuid.New()}, code: "AAAA-BBBB",
		epoch: 1, grown: make(chan struct{}), answers: map[shop.CommandID]wire.Answer{},
		asked: map[shop.CommandID]int{}, bearers: map[string]bool{}, files: map[string][]byte{},
		requests: map[string]int{}, lifetime: time.Hour, heartbeat: 20 * time.Millisecond,
		clock: time.Now, stop: make(chan struct{}),
	}
	r.Server = httptest.NewServer(r)
	t.Cleanup(func() {
		close(r.stop)
		r.CloseClientConnections()
		r.Close()
	})
	return r
}

// set changes the relay's behaviour while it runs.
func (r *testRelay) set(change func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change()
}

func (r *testRelay) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	r.requests[q.URL.Path]++
	before := r.before
	r.mu.Unlock()
	if before != nil && before(w, q) {
		return
	}
	switch {
	case q.URL.Path == wire.PathPair:
		r.pair(w, q)
	case q.URL.Path == wire.PathSession:
		r.session(w, q)
	case !r.knows(q):
		refuse(w, http.StatusUnauthorized, wire.ProblemSession)
	case q.URL.Path == wire.PathFeed:
		r.feed(w, q)
	case q.URL.Path == wire.PathStream:
		r.stream(w, q)
	case q.URL.Path == wire.PathCommands:
		r.commands(w, q)
	case strings.HasPrefix(q.URL.Path, wire.PathMedia):
		r.media(w, q)
	default:
		refuse(w, http.StatusNotFound, wire.ProblemNotFound)
	}
}

func (r *testRelay) knows(q *http.Request) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bearers[strings.TrimPrefix(q.Header.Get("Authorization"), "Bearer ")]
}

func (r *testRelay) pair(w http.ResponseWriter, q *http.Request) {
	var request wire.PairRequest
	_ = json.NewDecoder(q.Body).Decode(&request)
	r.mu.Lock()
	defer r.mu.Unlock()
	if request.Code != r.code {
		refuse(w, http.StatusForbidden, wire.ProblemCode)
		return
	}
	r.code, r.key = "", request.PublicKey
	reply(w, wire.PairAnswer{Shop: r.shop, Name: "Panadería Sol", Device: r.device, Person: r.person})
}

func (r *testRelay) session(w http.ResponseWriter, q *http.Request) {
	var request wire.SessionRequest
	_ = json.NewDecoder(q.Body).Decode(&request)
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock()
	w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
	switch off := request.At.Sub(now); {
	case !request.Verify(r.key) || request.Device != r.device:
		refuse(w, http.StatusUnauthorized, wire.ProblemSignature)
	case off > 5*time.Minute || off < -5*time.Minute:
		refuse(w, http.StatusUnauthorized, wire.ProblemClock)
	default:
		bearer := uuid.NewString()
		r.bearers[bearer] = true
		reply(w, wire.SessionAnswer{Bearer: bearer, Expires: now.Add(r.lifetime), Now: now})
	}
}

func (r *testRelay) cursor(position int) wire.Cursor {
	return wire.Cursor(fmt.Sprintf("%d:%d:chain", r.epoch, position))
}

// place reads a cursor; false when it is from another epoch.
func (r *testRelay) place(cursor string) (int, bool) {
	if cursor == "" {
		return 0, true
	}
	parts := strings.Split(cursor, ":")
	position, err := strconv.Atoi(parts[1])
	return position, err == nil && parts[0] == strconv.Itoa(r.epoch) && position <= len(r.events)
}

// page is what follows a cursor, and a channel that closes when there is more.
func (r *testRelay) page(cursor string, limit int) (wire.Page, <-chan struct{}, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	from, ok := r.place(cursor)
	if !ok {
		return wire.Page{}, nil, false
	}
	to := min(from+limit, len(r.events))
	begin := max(0, from-r.overlap)
	page := wire.Page{
		Events: append([]shop.Event{}, r.events[begin:to]...), Cursor: r.cursor(to),
		More: to < len(r.events), End: shop.Position(len(r.events)),
	}
	if to == from {
		page.Events = nil
	}
	return page, r.grown, true
}

func (r *testRelay) feed(w http.ResponseWriter, q *http.Request) {
	limit, _ := strconv.Atoi(q.URL.Query().Get("limit"))
	page, _, ok := r.page(q.URL.Query().Get("after"), limit)
	if !ok {
		refuse(w, http.StatusConflict, wire.ProblemCursor)
		return
	}
	if q.Header.Get("Accept-Encoding") != "gzip" {
		r.t.Errorf("pages are asked for uncompressed: %q", q.Header.Get("Accept-Encoding"))
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Encoding", "gzip")
	zip := gzip.NewWriter(w)
	_ = json.NewEncoder(zip).Encode(page)
	_ = zip.Close()
}

func (r *testRelay) stream(w http.ResponseWriter, q *http.Request) {
	r.set(func() { r.streams++ })
	cursor := q.Header.Get("Last-Event-ID")
	if _, _, ok := r.page(cursor, 1); !ok {
		refuse(w, http.StatusConflict, wire.ProblemCursor)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	w.(http.Flusher).Flush()
	beat := time.NewTicker(r.heartbeat)
	defer beat.Stop()
	for {
		page, grown, ok := r.page(cursor, 100)
		if !ok {
			return
		}
		if len(page.Events) > 0 {
			data, _ := json.Marshal(page)
			fmt.Fprintf(w, "id: %s\nevent: %s\ndata: %s\n\n", page.Cursor, wire.EventPage, data)
			w.(http.Flusher).Flush()
			cursor = string(page.Cursor)
			continue
		}
		select {
		case <-grown:
		case <-beat.C:
			fmt.Fprint(w, ": still here\n\n")
			w.(http.Flusher).Flush()
		case <-q.Context().Done():
			return
		case <-r.stop:
			return
		}
	}
}

func (r *testRelay) commands(w http.ResponseWriter, q *http.Request) {
	var batch wire.Commands
	if err := json.NewDecoder(q.Body).Decode(&batch); err != nil || len(batch.Commands) > wire.MaxCommands {
		refuse(w, http.StatusBadRequest, wire.ProblemInvalid)
		return
	}
	r.mu.Lock()
	var answers wire.Answers
	for _, command := range batch.Commands {
		if known, ok := r.answers[command.ID]; batch.OnlyKnown {
			if ok {
				answers.Answers = append(answers.Answers, known)
			}
			continue
		}
		answers.Answers = append(answers.Answers, r.decide(command))
	}
	lose := !batch.OnlyKnown && r.loseAnswer != nil && r.loseAnswer()
	r.mu.Unlock()
	if lose {
		panic(http.ErrAbortHandler)
	}
	reply(w, answers)
}

// decide answers a command once; asked again, it answers the same.
func (r *testRelay) decide(command shop.Command) wire.Answer {
	r.asked[command.ID]++
	if answer, ok := r.answers[command.ID]; ok {
		return answer
	}
	r.applied = append(r.applied, command)
	answer := wire.Answer{Command: command.ID}
	var body shop.Body = &shop.CommandNoted{}
	event := r.envelope()
	event.Author = shop.Author{Kind: shop.ByPerson, Person: r.person, Device: r.device}
	event.Cause = shop.Cause{Command: command.ID}
	if wish, err := command.Open(); err == nil {
		if send, ok := wish.(*shop.SendMessage); ok {
			event.Channel, event.Customer = send.Channel, send.Customer
			body = &shop.MessageQueued{
				Message: send.Message, Conversation: shop.ConversationFor(send.Channel, send.Customer),
				Type: send.Type, Category: shop.CategoryService,
				Personal: shop.MessageQueuedPersonal{Content: send.Content},
			}
			if send.Content.Text == "too late" {
				answer.Refused, answer.Field = shop.ReasonWindowClosed, "message"
				body = &shop.CommandRefused{Reason: shop.ReasonWindowClosed, Field: "message"}
			}
		}
	}
	answer.Position = r.add(event, body)
	r.answers[command.ID] = answer
	return answer
}

func (r *testRelay) media(w http.ResponseWriter, q *http.Request) {
	hash := strings.TrimPrefix(q.URL.Path, wire.PathMedia)
	if q.Method == http.MethodPut {
		content, err := io.ReadAll(q.Body)
		if err != nil {
			return
		}
		if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != hash {
			refuse(w, http.StatusUnprocessableEntity, wire.ProblemHash)
			return
		}
		r.set(func() { r.files[hash] = content })
		w.WriteHeader(http.StatusNoContent)
		return
	}
	r.mu.Lock()
	content, ok := r.files[hash]
	r.mu.Unlock()
	if !ok {
		refuse(w, http.StatusNotFound, wire.ProblemNotFound)
		return
	}
	_, _ = w.Write(content)
}

func (r *testRelay) envelope() shop.Event {
	now := time.Date(2026, 10, 1, 10, 0, 0, 0, time.UTC).Add(time.Duration(len(r.events)) * time.Second)
	return shop.Event{ID: shop.EventID{UUID: uuid.New()}, Shop: r.shop, At: now, Recorded: now, Author: shop.Author{Kind: shop.ByPlatform}}
}

// add appends an event; the lock is held.
func (r *testRelay) add(envelope shop.Event, body shop.Body) shop.Position {
	event, err := shop.NewEvent(envelope, body)
	require.NoError(r.t, err)
	event.Position = shop.Position(len(r.events) + 1)
	r.events = append(r.events, event)
	close(r.grown)
	r.grown = make(chan struct{})
	return event.Position
}

var channel = shop.ChannelFor(shop.ShopID{}, "100200300")

func customer(n int) shop.CustomerID {
	return shop.CustomerFor(shop.ShopID{}, "phone", fmt.Sprintf("+34600%06d", n))
}

// writes: a customer writes some messages.
func (r *testRelay) writes(n int, texts ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, text := range texts {
		event := r.envelope()
		event.Author, event.Channel, event.Customer = shop.Author{Kind: shop.ByCustomer}, channel, customer(n)
		wamid := fmt.Sprintf("wamid.%d", len(r.events))
		r.add(event, &shop.MessageReceived{
			Message: shop.MessageFor(r.shop, wamid), Conversation: shop.ConversationFor(channel, customer(n)),
			Type: shop.TypeText, Ref: shop.RefFor(r.shop, wamid),
			Personal: shop.MessageReceivedPersonal{Wamid: wamid, Content: shop.Content{Text: text}},
		})
	}
}

func (r *testRelay) end() shop.Position {
	r.mu.Lock()
	defer r.mu.Unlock()
	return shop.Position(len(r.events))
}

func (r *testRelay) appliedIDs() []shop.CommandID {
	r.mu.Lock()
	defer r.mu.Unlock()
	ids := []shop.CommandID{}
	for _, command := range r.applied {
		ids = append(ids, command.ID)
	}
	return ids
}

func (r *testRelay) count(path string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests[path]
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, status int, kind string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(wire.Problem{Type: kind, Title: "no", Status: status})
}
