package relay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/google/uuid"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/registry"
	"mostrador/backend/relay/webshop"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// DeliveryHeader names a delivery to a web shop: a repeated one has the same.
const DeliveryHeader = "Mostrador-Delivery"

const (
	tellPage     = 200
	tellPause    = 5 * time.Second
	tellLongest  = time.Hour
	tellPatience = 15 * time.Second
	// A move is given up after so many tries, once it is so old.
	tellTries = 12
	tellFor   = 3 * 24 * time.Hour
)

// MovedOrder is what a web shop is told when an order moved. It names nobody.
type MovedOrder struct {
	Type     string     `json:"type"` // "order.moved"
	Delivery uuid.UUID  `json:"delivery"`
	At       time.Time  `json:"at"`
	Order    OrderMoved `json:"moved"`
}

// OrderMoved is the order, and where it moved.
type OrderMoved struct {
	ID     shop.OrderID  `json:"order"`
	Number string        `json:"number"` // "W" and the web shop's own, for an order of a web shop
	From   shop.StatusID `json:"from"`
	To     shop.StatusID `json:"to"`
	Name   string        `json:"status_name"` // of To, as the shop calls it
}

// tellWebShops tells the web shops of a shop of its orders' moves until the
// context ends, each at its own pace.
func (r *Relay) tellWebShops(ctx context.Context, of *engine.Shop) {
	var working sync.WaitGroup
	defer working.Wait()
	ends := map[uuid.UUID]context.CancelFunc{}
	told := map[uuid.UUID]time.Time{} // when what is told now was saved
	for ctx.Err() == nil {
		changed := r.registry.Changed()
		now := map[uuid.UUID]bool{}
		for _, h := range r.registry.Hooks(of.ID()) {
			if h.Notify == "" {
				continue
			}
			now[h.ID] = true
			if at, ok := told[h.ID]; ok && at.Equal(h.Saved) {
				continue
			}
			if end := ends[h.ID]; end != nil {
				end()
			}
			one, end := context.WithCancel(ctx)
			ends[h.ID], told[h.ID] = end, h.Saved
			working.Go(func() { r.newTeller(of, h).run(one) })
		}
		for id, end := range ends {
			if !now[id] {
				end()
				delete(ends, id)
				delete(told, id)
			}
		}
		select {
		case <-ctx.Done():
		case <-changed:
		}
	}
	for _, end := range ends {
		end()
	}
}

// teller tells one web shop. What it told it keeps in a file, so that a relay
// that was killed goes on behind it, or repeats the last.
type teller struct {
	relay *Relay
	of    *engine.Shop
	hook  registry.Hook
	file  string
	http  *http.Client
	upTo  shop.Position // what is behind the place and was told already
}

func (r *Relay) newTeller(of *engine.Shop, h registry.Hook) *teller {
	return &teller{relay: r, of: of, hook: h, file: filepath.Join(r.params.DataDir, "webshops", h.ID.String()+".place"),
		http: &http.Client{Timeout: tellPatience, Transport: http.DefaultTransport.(*http.Transport).Clone(),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (t *teller) run(ctx context.Context) {
	defer t.http.CloseIdleConnections()
	place, err := t.begin(ctx)
	for ctx.Err() == nil {
		if err == nil {
			place, err = t.step(ctx, place)
		}
		if err == nil || ctx.Err() != nil {
			continue
		}
		t.relay.logger.Warn("relay: telling a web shop", "shop", t.of.ID(), "webshop", t.hook.ID, "error", err)
		rest(ctx, tellPause)
		if errors.Is(err, engine.ErrCursor) { // the journal was repaired behind it
			place, err = t.restart(ctx)
			continue
		}
		place, err = t.begin(ctx)
	}
}

// begin is the place that was reached; a web shop that is new hears of what
// happens from now on.
func (t *teller) begin(ctx context.Context) (wire.Cursor, error) {
	raw, err := os.ReadFile(t.file)
	if errors.Is(err, fs.ErrNotExist) {
		return t.restart(ctx)
	}
	if err != nil {
		return "", fmt.Errorf("read what a web shop was told: %w", err)
	}
	place, told, _ := strings.Cut(string(raw), " ")
	upTo, _ := strconv.ParseUint(told, 10, 64) // none: nothing behind the place
	t.upTo = shop.Position(upTo)
	return wire.Cursor(place), nil
}

func (t *teller) restart(ctx context.Context) (wire.Cursor, error) {
	end, err := t.of.End(ctx)
	if err != nil {
		return "", err
	}
	t.upTo = 0
	return end, t.keep(end)
}

func (t *teller) step(ctx context.Context, place wire.Cursor) (wire.Cursor, error) {
	page, err := t.of.Feed(ctx, place, tellPage)
	if err != nil {
		return place, err
	}
	for _, event := range page.Events {
		if event.Kind != shop.KindOrderMoved || event.Position <= t.upTo {
			continue
		}
		if err := t.tell(ctx, event); err != nil {
			return place, err
		}
		t.upTo = event.Position
		if err := t.keep(place); err != nil {
			return place, err
		}
	}
	if page.Cursor != place {
		if err := t.keep(page.Cursor); err != nil {
			return place, err
		}
	}
	if !page.More {
		select {
		case <-ctx.Done():
		case <-t.of.Changed(ctx, page.Cursor):
		}
	}
	return page.Cursor, nil
}

// keep writes a place down so that a power cut leaves the old one or the new.
func (t *teller) keep(place wire.Cursor) error {
	if err := os.MkdirAll(filepath.Dir(t.file), 0o700); err != nil {
		return fmt.Errorf("keep what a web shop was told: %w", err)
	}
	next := t.file + ".next"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("keep what a web shop was told: %w", err)
	}
	_, err = fmt.Fprintf(file, "%s %d", place, t.upTo)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(next, t.file)
	}
	return err
}

// tell posts one move until it is taken, or too old and tried often enough.
func (t *teller) tell(ctx context.Context, event shop.Event) error {
	body, err := t.body(ctx, event)
	if err != nil || body == nil {
		return err
	}
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval, pause.MaxInterval, pause.Multiplier = tellPause, tellLongest, 2
	if t.relay.params.tellPause > 0 {
		pause.InitialInterval = t.relay.params.tellPause
	}
	for try := 1; ; try++ {
		err := t.post(ctx, event.ID.String(), body)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if try >= tellTries && t.relay.now().Sub(event.Recorded) > tellFor {
			t.relay.alarm("webshop_untold", "a web shop could not be told of an order; it is given up", "shop", t.of.ID(),
				"webshop", t.hook.ID, "delivery", event.ID, "error", err)
			return nil
		}
		t.relay.logger.Warn("relay: a web shop did not take what it was told; it is tried again", "shop", t.of.ID(),
			"webshop", t.hook.ID, "try", try, "error", err)
		rest(ctx, pause.NextBackOff())
	}
}

func (t *teller) body(ctx context.Context, event shop.Event) ([]byte, error) {
	opened, err := event.Open()
	moved, ok := opened.(*shop.OrderMoved)
	if err != nil || !ok {
		return nil, err
	}
	told := MovedOrder{Type: "order.moved", Delivery: event.ID.UUID, At: event.At,
		Order: OrderMoved{ID: moved.OrderID, From: moved.From, To: moved.To}}
	err = t.of.View(ctx, func(f *facts.Tx) error {
		order, _ := f.Order(moved.OrderID)
		status, _ := f.Shop().Pipeline.Status(moved.To)
		told.Order.Number, told.Order.Name = order.Number, status.Name
		return f.Err()
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(told)
}

func (t *teller) post(ctx context.Context, delivery string, body []byte) error {
	_, secret, err := t.relay.registry.Hook(t.hook.ID)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.hook.Notify, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "mostrador-relay")
	request.Header.Set(DeliveryHeader, delivery)
	request.Header.Set(webshop.SignatureHeader, webshop.Sign(secret, t.relay.now(), body))
	response, err := t.http.Do(request)
	var quoting *url.Error
	if errors.As(err, &quoting) { // the address may hold a password
		err = quoting.Err
	}
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return fmt.Errorf("it answered %d", response.StatusCode)
	}
	return nil
}

func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
