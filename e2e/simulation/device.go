package simulation

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"mostrador/backend/relay/engine"
	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
	"mostrador/sync"
)

// device is one desktop without its window.
type device struct {
	node
	w      *world
	id     shop.DeviceID
	key    ed25519.PrivateKey
	store  *file
	engine *sync.Engine
	turns  *sync.Turns
	ranks  map[shop.MessageID]shop.Rank
}

// Public is the device's key.
func (d *device) Public() ed25519.PublicKey { return d.key.Public().(ed25519.PublicKey) }

// Sign proves it.
func (d *device) Sign(message []byte) ([]byte, error) { return ed25519.Sign(d.key, message), nil }

func (w *world) newDevice(name string) *device {
	d := &device{node: node{name: name, world: w.clock}, w: w, ranks: map[shop.MessageID]shop.Rank{}}
	d.id = shop.DeviceID{UUID: w.uuid(4)}
	seed := make([]byte, ed25519.SeedSize)
	copy(seed, d.id.UUID[:])
	d.key = ed25519.NewKeyFromSeed(seed)
	var err error
	d.store, err = w.params.Files.take(w.shop, d.Now)
	w.must(err)
	d.boot()
	return d
}

// boot starts the program over the file that is there.
func (d *device) boot() {
	var err error
	d.engine, err = sync.New(sync.Params{
		Store: brittleStore{d.store.Store, d.w}, Account: sync.Account{Relay: "http://relay", Shop: d.w.shop, Device: d.id, Person: d.w.person},
		Key: d, Version: "simulated", MediaDir: filepath.Join(d.w.folder, d.name), Transport: link{d}, Now: d.Now,
		Network: func() string { return "" },
	})
	d.w.must(err)
	d.turns = d.engine.Turns()
}

// die is kill -9: what the file has stays.
func (d *device) die() {
	d.w.end(&d.node)
	d.w.must(d.engine.Close())
	d.boot()
}

// pull brings in a page, or what there is.
func (d *device) pull() {
	for range 1 + d.w.random.IntN(3) {
		more, err := d.turns.Pull(context.Background(), 1+d.w.random.IntN(40))
		if d.w.watchRanks {
			d.checkRanks()
		}
		if err != nil || !more {
			return
		}
	}
}

func (d *device) post() {
	if _, err := d.turns.Post(context.Background(), 1+d.w.random.IntN(5)); err != nil {
		d.w.note(d.name, "commands have to wait")
	}
}

// do takes a wish; once it is taken it is a fact of the history.
func (d *device) do(wish shop.Wish) {
	id := shop.CommandID{UUID: d.w.uuid(7)}
	command, err := shop.NewCommand(id, d.Now(), d.w.person, wish)
	d.w.must(err)
	_, err = d.store.Do(context.Background(), command)
	d.w.must(err)
	d.w.past.asked = append(d.w.past.asked, asked{device: d.name, command: command, wish: wish})
	d.w.note(d.name, "asks "+string(command.Kind)+" "+d.w.short(id.String()))
}

// checkRanks: what the window shows of a message never goes back.
func (d *device) checkRanks() {
	for id, item := range d.w.shownOn(d.store.Store) {
		if item.outgoing && item.rank < d.ranks[id] {
			d.w.wrong("on %s message %s fell from rank %d to %d", d.name, id, d.ranks[id], item.rank)
		}
		d.ranks[id] = max(d.ranks[id], item.rank)
	}
}

// brittleStore is the file as sync uses it: the program may die between any two
// of its steps.
type brittleStore struct {
	*store.Store
	w *world
}

// Apply folds; see store.Store.
func (s brittleStore) Apply(ctx context.Context, events []shop.Event, cursor string) (store.Changed, error) {
	s.w.point("apply")
	if s.w.params.Spoil == SkipsEvents && len(events) > 1 && s.w.chance(0.1) {
		events = events[1:]
	}
	changed, err := s.Store.Apply(ctx, events, cursor)
	s.w.point("applied")
	return changed, err
}

// Posting marks what leaves; see store.Store.
func (s brittleStore) Posting(ctx context.Context, commands []shop.CommandID) error {
	s.w.point("posting")
	err := s.Store.Posting(ctx, commands)
	s.w.point("marked")
	return err
}

// AnsweredAll writes down answers; see store.Store.
func (s brittleStore) AnsweredAll(ctx context.Context, answers []store.Answer) (store.Changed, error) {
	s.w.point("answering")
	changed, err := s.Store.AnsweredAll(ctx, answers)
	s.w.point("answered")
	return changed, err
}

// link is the way from a device to some relay.
type link struct{ d *device }

var errCut = errors.New("connection reset by peer")

// RoundTrip brings a request to a relay, which serves it as work of its own.
func (l link) RoundTrip(r *http.Request) (*http.Response, error) {
	w := l.d.w
	var raw []byte
	if r.Body != nil {
		var err error
		if raw, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	if r.URL.Path == wire.PathSession { // signing in is not what is simulated
		return l.json(http.StatusOK, wire.SessionAnswer{Bearer: "b", Now: l.d.Now(), Expires: l.d.Now().Add(time.Hour)}), nil
	}
	w.point("leaves")
	if w.params.Spoil == LosesCommands && r.URL.Path == wire.PathCommands && w.chance(0.1) {
		return l.lie(raw), nil
	}
	at := w.relays[w.random.IntN(len(w.relays))]
	if at.shop == nil || w.chance(w.faults.link/2) {
		return nil, errCut
	}
	var answer *http.Response
	ended := false
	w.start(&at.node, "serve", func() { answer = l.serve(at, r, raw) }, func(bool) { ended = true }) //nolint:bodyclose // whoever asked closes it
	w.until(func() bool { return ended })
	w.point("returns")
	if answer == nil || w.chance(w.faults.link/2) {
		return nil, errCut
	}
	return answer, nil
}

func (l link) serve(at *relay, r *http.Request, raw []byte) *http.Response {
	if r.URL.Path == wire.PathCommands {
		var asked wire.Commands
		l.d.w.must(json.Unmarshal(raw, &asked))
		asking := shop.Asking{Person: l.d.w.person, Device: l.d.id, Role: shop.Owner}
		answers, err := at.shop.Do(r.Context(), asking, asked.Commands)
		if err != nil {
			return l.problem(err)
		}
		return l.json(http.StatusOK, wire.Answers{Answers: answers})
	}
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	l.d.w.must(err)
	page, err := at.shop.Feed(r.Context(), wire.Cursor(r.URL.Query().Get("after")), limit)
	if err != nil {
		return l.problem(err)
	}
	return l.json(http.StatusOK, page)
}

// lie answers commands that no relay saw.
func (l link) lie(raw []byte) *http.Response {
	var asked wire.Commands
	l.d.w.must(json.Unmarshal(raw, &asked))
	var answers wire.Answers
	for _, command := range asked.Commands {
		answers.Answers = append(answers.Answers, wire.Answer{Command: command.ID, Position: 1})
	}
	return l.json(http.StatusOK, answers)
}

func (l link) problem(err error) *http.Response {
	if errors.Is(err, engine.ErrCursor) {
		return l.json(http.StatusConflict, wire.Problem{Type: wire.ProblemCursor, Status: http.StatusConflict, Title: err.Error()})
	}
	return l.json(http.StatusServiceUnavailable, wire.Problem{Type: wire.ProblemUnavailable, Status: http.StatusServiceUnavailable, Title: err.Error()})
}

func (l link) json(status int, body any) *http.Response {
	raw, err := json.Marshal(body)
	l.d.w.must(err)
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(raw))}
}
