package simulation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

const (
	numberID = "106540352242922"
	waba     = "102290129340398"
)

// taken is a message that the platform accepted.
type taken struct {
	callback string
	wamid    string
	to       string
	text     string
	template bool
	at       time.Time
	failed   bool // it told so later
}

// hook is a webhook on its way.
type hook struct {
	body  []byte
	due   time.Time
	tries int
}

// platform is WhatsApp as far as this shop sees it.
type platform struct {
	w      *world
	taken  []*taken
	hooks  []hook
	serial int
}

// RoundTrip is a call of a relay's to the Graph API.
func (p *platform) RoundTrip(r *http.Request) (*http.Response, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w := p.w
	limit := w.limit(r.Context())
	w.point("dial")
	if w.chance(w.faults.graph / 4) {
		return nil, errors.New("connection refused")
	}
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	if !w.now.Before(limit) {
		return nil, context.DeadlineExceeded
	}
	w.point("send")
	var mark struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(raw, &mark) == nil && mark.Status == "read" {
		return answered(http.StatusOK, `{"success":true}`), nil
	}
	var o whatsapp.Outgoing
	if err := json.Unmarshal(raw, &o); err != nil {
		return answered(http.StatusBadRequest, `{"error":{"code":100,"message":"not a message"}}`), nil //nolint:nilerr // the platform says so
	}
	answer, err := p.send(o)
	if err != nil && w.params.Spoil == PostsAgain {
		return p.send(o)
	}
	return answer, err
}

// limit is when the real client gives a call up. Its context counts real time,
// of which none passes here; the world's clock has whole seconds only.
func (w *world) limit(ctx context.Context) time.Time {
	deadline, ok := ctx.Deadline()
	if !ok {
		return w.now.Add(time.Minute)
	}
	return w.now.Add(time.Until(deadline).Round(time.Second))
}

var refusals = []int{130429, 131056, 80007, 131047, 190, 131026, 131000, 131049, 4}

// send takes a message, or does one of the things that can happen instead.
func (p *platform) send(o whatsapp.Outgoing) (*http.Response, error) {
	w := p.w
	if !w.chance(w.faults.graph) {
		answer := p.accept(o)
		w.point("accepted")
		return answer, nil
	}
	switch w.random.IntN(8) {
	case 0: // the answer is lost
		p.accept(o)
		w.point("accepted")
		return nil, errors.New("connection reset by peer")
	case 1: // nothing is taken, and nothing said
		w.sleep(2 * time.Minute)
		return nil, context.DeadlineExceeded
	case 2: // taken, but nothing said
		p.accept(o)
		w.sleep(2 * time.Minute)
		return nil, context.DeadlineExceeded
	case 3:
		if w.chance(0.5) {
			p.accept(o)
		}
		return answered(http.StatusServiceUnavailable, "upstream"), nil
	case 4: // 200 without an id
		p.accept(o)
		return answered(http.StatusOK, `{"messaging_product":"whatsapp"}`), nil
	case 5:
		return nil, io.ErrUnexpectedEOF
	}
	code := refusals[w.random.IntN(len(refusals))]
	w.note("platform", fmt.Sprintf("refuses %s with %d", w.short(o.CallbackData), code))
	return answered(http.StatusBadRequest, fmt.Sprintf(`{"error":{"code":%d,"message":"no"}}`, code)), nil
}

func answered(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body))}
}

// accept takes a message and will tell what becomes of it.
func (p *platform) accept(o whatsapp.Outgoing) *http.Response {
	w := p.w
	p.serial++
	t := &taken{callback: o.CallbackData, wamid: fmt.Sprintf("wamid.out%d", p.serial), to: o.To, template: o.Template != nil, at: w.now}
	if o.Text != nil {
		t.text = o.Text.Body
	}
	p.taken = append(p.taken, t)
	w.note("platform", "accepts "+w.short(o.CallbackData)+" as "+t.wamid)
	if w.chance(w.faults.graph / 2) {
		t.failed = true
		p.tell(t, "failed", w.between(time.Second, time.Minute))
	} else {
		for i, status := range []string{"sent", "delivered", "read"} {
			if status != "read" || w.chance(0.6) {
				p.tell(t, status, w.between(time.Second, time.Minute)+time.Duration(i)*time.Second)
			}
		}
	}
	return answered(http.StatusOK, fmt.Sprintf(`{"contacts":[{"input":%q,"wa_id":%q}],"messages":[{"id":%q}]}`,
		o.To, strings.TrimPrefix(o.To, "+"), t.wamid))
}

// tell sends a status webhook; the callback comes with each.
func (p *platform) tell(t *taken, status string, after time.Duration) {
	fault := ""
	if status == "failed" {
		fault = `,"errors":[{"code":131026,"title":"undeliverable"}]`
	}
	p.post(webhook("messages", fmt.Sprintf(`"statuses":[{"id":%q,"status":%q,"timestamp":"%d","recipient_id":%q,"biz_opaque_callback_data":%q%s}]`,
		t.wamid, status, p.w.now.Add(after).Unix(), strings.TrimPrefix(t.to, "+"), t.callback, fault)), after)
}

// post lines a webhook up, sometimes twice.
func (p *platform) post(body string, after time.Duration) {
	due := p.w.now.Add(after)
	p.hooks = append(p.hooks, hook{body: []byte(body), due: due})
	if p.w.chance(p.w.faults.webhook) {
		p.hooks = append(p.hooks, hook{body: []byte(body), due: due.Add(p.w.between(0, time.Hour))})
	}
}

// deliver posts a webhook to a relay. What is not answered with 200 is repeated.
func (p *platform) deliver(i int) {
	w := p.w
	h := p.hooks[i]
	p.hooks = append(p.hooks[:i], p.hooks[i+1:]...)
	again := func(why string) {
		h.tries++
		h.due = w.now.Add(time.Duration(min(h.tries, 6)) * 10 * time.Second)
		p.hooks = append(p.hooks, h)
		w.note("platform", "repeats a webhook: "+why)
	}
	r := w.relays[w.random.IntN(len(w.relays))]
	if r.shop == nil || w.chance(w.faults.webhook/2) {
		again("nobody answers")
		return
	}
	kept := false
	w.start(&r.node, "webhook", func() { kept = r.keep(h.body) }, func(done bool) {
		if !done || !kept || w.chance(w.faults.webhook/4) {
			again("no 200")
		}
	})
}

func webhook(field, value string) string {
	return fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":%q,"time":1700000000,"changes":[{"field":%q,"value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"34900","phone_number_id":%q},%s}}]}]}`, waba, field, numberID, value)
}

// Client makes the platform a sender's Clients.
func (p *platform) Client(context.Context, shop.ShopID, shop.ChannelID) (*whatsapp.Client, string, error) {
	client, err := whatsapp.NewClient(whatsapp.ClientParams{BaseURL: "http://graph", Token: "t", HTTP: &http.Client{Transport: p}})
	return client, numberID, err
}
