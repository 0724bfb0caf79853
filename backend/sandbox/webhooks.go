package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // the platform's legacy signature
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"mostrador/backend/whatsapp"
)

// keptDeliveries is how many past deliveries the control API shows.
const keptDeliveries = 500

// giveUpAfter is how long the platform repeats a webhook.
const giveUpAfter = 7 * 24 * time.Hour

// delivery is one webhook on its way.
type delivery struct {
	ID     string    `json:"id"`
	Number string    `json:"number,omitempty"`
	Body   []byte    `json:"body"`
	First  time.Time `json:"first"`
	Next   time.Time `json:"next"`
	Failed int       `json:"failed,omitempty"`
	busy   bool
}

// Delivery is what the control API tells of a webhook.
type Delivery struct {
	At time.Time `json:"at"`
	// Status is the HTTP status answered; 0 when nobody answered.
	Status int    `json:"status"`
	Tries  int    `json:"tries"`
	Bytes  int    `json:"bytes"`
	Note   string `json:"note,omitempty"`
	Body   string `json:"body,omitempty"`
}

// hooks delivers webhooks in the order in which they were made. One that is answered with
// anything but 200 is tried again later, while others go on; while nobody answers at all
// everything waits, so that a receiver that was away gets them in order.
type hooks struct {
	sb   *Sandbox
	wake chan struct{}
	done sync.WaitGroup

	mu      sync.Mutex
	queue   []*delivery
	held    []*delivery
	reorder int
	absent  int
	retryAt time.Time
	busy    int
	past    []Delivery
}

func newHooks(sb *Sandbox, pending []*delivery) *hooks {
	return &hooks{sb: sb, wake: make(chan struct{}, 1), queue: pending}
}

// batchWait is how long a webhook waits for others to go with it, in real life's time.
const batchWait = time.Second

// post tells of a change, at once or together with others; faults are applied here.
func (sb *Sandbox) post(c change) {
	sb.mu.Lock()
	if !sb.told(c) || take(&sb.faults.Drop) {
		sb.mu.Unlock()
		return
	}
	if sb.faults.Batch <= 1 && len(sb.batch) == 0 {
		sb.mu.Unlock()
		sb.postBody([]change{c})
		return
	}
	sb.batch = append(sb.batch, c)
	first, full := len(sb.batch) == 1, len(sb.batch) >= max(sb.faults.Batch, 1)
	sb.mu.Unlock()
	if full {
		sb.flushBatch()
	} else if first {
		sb.tasks.after(batchWait, sb.flushBatch)
	}
}

// flushBatch sends off what was gathered.
func (sb *Sandbox) flushBatch() {
	sb.mu.Lock()
	ready := sb.batch
	sb.batch = nil
	sb.mu.Unlock()
	if len(ready) > 0 {
		sb.postBody(gather(ready))
	}
}

// told says whether anybody gets a change at all; the caller holds the lock.
func (sb *Sandbox) told(c change) bool {
	wanted := sb.callback.Fields
	return !sb.callback.Off && !sb.state.account.NotLive && (len(wanted) == 0 || slices.Contains(wanted, c.field))
}

// postBody queues one webhook.
func (sb *Sandbox) postBody(changes []change) {
	body := sb.envelope(changes)
	sb.mu.Lock()
	copies := 1 + max(sb.faults.Duplicate, 0)
	delay := time.Duration(sb.faults.DelayMS) * time.Millisecond
	now := sb.now()
	var made []*delivery
	for range copies {
		d := &delivery{ID: newID(), Number: changes[0].number, Body: body, First: now, Next: now.Add(delay)}
		sb.keep("delivery", d.ID, d)
		made = append(made, d)
	}
	sb.mu.Unlock()
	sb.hooks.add(made)
}

func (h *hooks) add(made []*delivery) {
	h.mu.Lock()
	if h.reorder > 0 {
		h.held = append(h.held, made...)
		if len(h.held) >= h.reorder {
			h.releaseHeld()
		}
	} else {
		h.queue = append(h.queue, made...)
	}
	h.mu.Unlock()
	signal(h.wake)
}

func (h *hooks) releaseHeld() {
	for i := len(h.held) - 1; i >= 0; i-- {
		h.queue = append(h.queue, h.held[i])
	}
	h.held = nil
}

func (h *hooks) setReorder(n int) {
	h.mu.Lock()
	h.reorder = n
	h.releaseHeld()
	h.mu.Unlock()
	signal(h.wake)
}

func (h *hooks) run(ctx context.Context) {
	defer h.done.Wait()
	for ctx.Err() == nil {
		d, wait := h.next()
		if d != nil {
			h.done.Go(func() { h.deliver(ctx, d) })
			continue
		}
		timer := time.NewTimer(h.sb.clock.real(wait))
		select {
		case <-ctx.Done():
		case <-h.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// next picks the first webhook that is due, or says how long until there may be one.
func (h *hooks) next() (*delivery, time.Duration) {
	targets := h.sb.targets()
	h.mu.Lock()
	defer h.mu.Unlock()
	now, wait := h.sb.now(), time.Hour
	if h.busy >= h.sb.p.WebhookTries {
		return nil, wait
	}
	if pause := h.retryAt.Sub(now); pause > 0 {
		return nil, pause
	}
	for _, d := range h.queue {
		if d.busy || targets.of(d) == "" {
			continue
		}
		if left := d.Next.Sub(now); left > 0 {
			wait = min(wait, left)
			continue
		}
		d.busy = true
		h.busy++
		return d, 0
	}
	return nil, wait
}

func (sb *Sandbox) target() string {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return sb.callback.URL
}

// targets are where webhooks go: the usual address, and those of numbers with their own.
type targets struct {
	usual string
	own   map[string]string
}

func (sb *Sandbox) targets() targets {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	t := targets{usual: sb.callback.URL}
	for id, n := range sb.state.numbers {
		if n.Webhook != nil {
			if t.own == nil {
				t.own = map[string]string{}
			}
			t.own[id] = n.Webhook.URL
		}
	}
	return t
}

func (t targets) of(d *delivery) string {
	if own := t.own[d.Number]; own != "" {
		return own
	}
	return t.usual
}

func (h *hooks) deliver(ctx context.Context, d *delivery) {
	status, err := h.sb.deliverOnce(ctx, d)
	h.settle(d, status, err)
	signal(h.wake)
}

// settle notes what came of a try.
func (h *hooks) settle(d *delivery, status int, err error) {
	sb := h.sb
	now := sb.now()
	h.mu.Lock()
	d.busy = false
	h.busy--
	note := ""
	finished := status == http.StatusOK
	switch {
	case finished:
		h.absent = 0
	case h.sb.ctx.Err() != nil:
	case err != nil:
		h.absent++
		h.retryAt = now.Add(sb.p.Backoff(h.absent))
		note = "nobody answers at the callback address"
	default:
		h.absent = 0
		d.Failed++
		d.Next = now.Add(sb.p.Backoff(d.Failed))
	}
	if now.Sub(d.First) > giveUpAfter && !finished {
		finished, note = true, "given up after seven days"
	}
	if finished {
		h.remove(d)
	}
	h.past = append(h.past, Delivery{At: now, Status: status, Tries: d.Failed + 1, Bytes: len(d.Body), Note: note, Body: string(d.Body)})
	if len(h.past) > keptDeliveries {
		h.past = append([]Delivery(nil), h.past[len(h.past)-keptDeliveries:]...)
	}
	h.mu.Unlock()

	sb.mu.Lock()
	defer sb.mu.Unlock()
	if finished {
		sb.keep("delivery", d.ID, nil)
	} else {
		sb.keep("delivery", d.ID, d)
	}
}

func (h *hooks) remove(d *delivery) {
	for i, other := range h.queue {
		if other == d {
			h.queue = append(h.queue[:i], h.queue[i+1:]...)
			return
		}
	}
}

// idle says that no webhook is due or under way.
func (h *hooks) idle() bool {
	targets := h.sb.targets()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy > 0 {
		return false
	}
	now := h.sb.now()
	if h.retryAt.After(now) {
		return true
	}
	for _, d := range h.queue {
		if targets.of(d) != "" && !d.Next.After(now) {
			return false
		}
	}
	return true
}

// Deliveries tells of the webhooks that were tried, oldest first, and how many wait.
func (sb *Sandbox) Deliveries() (past []Delivery, waiting int) {
	h := sb.hooks
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]Delivery(nil), h.past...), len(h.queue) + len(h.held)
}

// deliverOnce posts a signed body. An error means that nobody answered.
func (sb *Sandbox) deliverOnce(ctx context.Context, d *delivery) (status int, err error) {
	body := d.Body
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, sb.targets().of(d), bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("making a webhook: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "facebookexternalua")
	req.Header.Set(whatsapp.SignatureHeader, whatsapp.Sign(sb.p.AppSecret, body))
	req.Header.Set("X-Hub-Signature", legacySignature(sb.p.AppSecret, body))
	answer, err := sb.p.HTTP.Do(req)
	if err != nil {
		return 0, fmt.Errorf("delivering a webhook: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<20))
	return answer.StatusCode, nil
}

// legacySignature is the older one, with SHA-1, which the platform still sends.
func legacySignature(secret string, body []byte) string {
	h := hmac.New(sha1.New, []byte(secret))
	h.Write(body)
	return "sha1=" + hex.EncodeToString(h.Sum(nil))
}

// SetCallback verifies an address as the platform does, with a challenge, and sends
// webhooks there from then on.
func (sb *Sandbox) SetCallback(ctx context.Context, address, verifyToken string) error {
	if err := sb.challenge(ctx, address, verifyToken); err != nil {
		return err
	}
	sb.mu.Lock()
	sb.callback = callback{URL: address, VerifyToken: verifyToken, Fields: sb.callback.Fields}
	sb.keep("callback", "callback", sb.callback)
	sb.mu.Unlock()
	sb.hooks.mu.Lock()
	sb.hooks.retryAt = time.Time{}
	sb.hooks.mu.Unlock()
	signal(sb.hooks.wake)
	return nil
}

func (sb *Sandbox) challenge(ctx context.Context, address, verifyToken string) error {
	target, err := url.Parse(address)
	if err != nil || target.Host == "" {
		return fmt.Errorf("the callback %q is not a web address", address)
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1<<31))
	if err != nil {
		return err
	}
	query := target.Query()
	query.Set("hub.mode", "subscribe")
	query.Set("hub.challenge", n.String())
	query.Set("hub.verify_token", verifyToken)
	target.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return err
	}
	answer, err := sb.p.HTTP.Do(req)
	if err != nil {
		return fmt.Errorf("the callback could not be reached: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1024))
	if err != nil {
		return fmt.Errorf("the callback's answer could not be read: %w", err)
	}
	if answer.StatusCode != http.StatusOK || string(bytes.TrimSpace(body)) != n.String() {
		return errors.New("the callback did not answer 200 with the challenge: is the verify token the same on both sides?")
	}
	return nil
}
