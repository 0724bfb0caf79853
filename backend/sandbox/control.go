package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// controlHandler answers one of the endpoints under /sandbox/.
type controlHandler func(sb *Sandbox, r *http.Request, id string) (any, error)

// controls are the endpoints by method and path, with * for a customer's, number's or
// template's id.
var controls = map[string]controlHandler{
	"GET ":          func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.overview(), nil },
	"GET customers": func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.Customers(), nil },
	"POST customers": given(func(sb *Sandbox, c Customer, _ string) (any, error) {
		return sb.AddCustomer(c)
	}),
	"GET customers/*/inbox": func(sb *Sandbox, _ *http.Request, id string) (any, error) {
		got := sb.Inbox(id)
		return fields{"count": len(got), "messages": got}, sb.needCustomer(id)
	},
	"GET customers/*/messages": func(sb *Sandbox, _ *http.Request, id string) (any, error) {
		wrote := sb.Outbox(id)
		return fields{"count": len(wrote), "messages": wrote}, sb.needCustomer(id)
	},
	"POST customers/*/messages": given(func(sb *Sandbox, m Message, id string) (any, error) {
		wamid, err := sb.CustomerWrites(sb.ctx, id, m)
		return fields{"wamid": wamid}, err
	}),
	"POST customers/*/echoes": given(func(sb *Sandbox, m Message, id string) (any, error) {
		wamid, err := sb.ShopWrites(sb.ctx, id, m)
		return fields{"wamid": wamid}, err
	}),
	"POST customers/*/phone": given(func(sb *Sandbox, to struct {
		Phone string `json:"phone"`
	}, id string) (any, error) {
		return sb.CustomerMoves(sb.ctx, id, to.Phone)
	}),
	"POST customers/*/username": given(func(sb *Sandbox, to struct {
		Username   string `json:"username"`
		HidesPhone bool   `json:"hides_phone"`
	}, id string) (any, error) {
		return success, sb.CustomerNames(sb.ctx, id, to.Username, to.HidesPhone)
	}),
	"POST customers/*/contact": given(func(sb *Sandbox, to struct {
		Action string `json:"action"`
		Number string `json:"number"`
	}, id string) (any, error) {
		return success, sb.ContactChanged(id, to.Number, to.Action)
	}),
	"POST customers/*/read":    customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerReads(r.Context(), id) }),
	"POST customers/*/block":   customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerBlocks(r.Context(), id, true) }),
	"POST customers/*/unblock": customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerBlocks(r.Context(), id, false) }),
	"POST customers/*/online":  customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerOnline(r.Context(), id, true) }),
	"POST customers/*/offline": customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerOnline(r.Context(), id, false) }),
	"POST customers/*/stop":    customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerStops(r.Context(), id) }),
	"POST customers/*/resume":  customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerResumes(r.Context(), id) }),
	"POST customers/*/report":  customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerReports(r.Context(), id) }),
	"GET faults":               func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.Faults(), nil },
	"PUT faults": given(func(sb *Sandbox, f Faults, _ string) (any, error) {
		sb.SetFaults(f)
		return sb.Faults(), nil
	}),
	"GET account": func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.Account(), nil },
	"PUT account": given(func(sb *Sandbox, a Account, _ string) (any, error) {
		err := sb.SetAccount(a)
		return sb.Account(), err
	}),
	"GET clock": func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.clockNow(), nil },
	"PUT clock": given(controlClock),
	"GET events": func(*Sandbox, *http.Request, string) (any, error) {
		return fields{"names": EventNames(), "fields": webhookFields}, nil
	},
	"POST events": given(func(sb *Sandbox, e Event, _ string) (any, error) { return success, sb.Tell(e) }),
	"GET webhooks": func(sb *Sandbox, _ *http.Request, _ string) (any, error) {
		past, waiting := sb.Deliveries()
		return fields{"waiting": waiting, "tried": past}, nil
	},
	"PUT callback":               controlCallback,
	"POST templates":             given(controlTemplate),
	"POST templates/*":           given(controlTemplateChange),
	"POST seed":                  given(controlSeed),
	"GET numbers":                func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.Numbers(), nil },
	"POST numbers":               given(func(sb *Sandbox, n Number, _ string) (any, error) { return sb.AddNumber(n) }),
	"POST numbers/*":             given(controlNumber),
	"POST numbers/*/coexistence": func(sb *Sandbox, _ *http.Request, id string) (any, error) { return success, sb.StartCoexistence(id) },
	"DELETE numbers/*/coexistence": func(sb *Sandbox, r *http.Request, id string) (any, error) {
		return success, sb.EndCoexistence(id, r.URL.Query().Get("reason"))
	},
}

var success = fields{"success": true}

// given reads the request's JSON for a control that takes some.
func given[T any](do func(*Sandbox, T, string) (any, error)) controlHandler {
	return func(sb *Sandbox, r *http.Request, id string) (any, error) {
		var asked T
		if err := readControl(r, &asked); err != nil {
			return nil, err
		}
		return do(sb, asked, id)
	}
}

func customerDoes(do func(*Sandbox, *http.Request, string) error) controlHandler {
	return func(sb *Sandbox, r *http.Request, id string) (any, error) {
		return success, do(sb, r, id)
	}
}

func controlCallback(sb *Sandbox, r *http.Request, _ string) (any, error) {
	var asked struct {
		URL         string `json:"url"`
		VerifyToken string `json:"verify_token"`
	}
	if err := readControl(r, &asked); err != nil {
		return nil, err
	}
	return success, sb.SetCallback(r.Context(), asked.URL, asked.VerifyToken)
}

func controlTemplate(sb *Sandbox, t template, _ string) (any, error) {
	if t.Name == "" || t.Language == "" || t.Status == "" {
		return nil, errors.New("a template needs name, language and status")
	}
	if len(t.Components) == 0 {
		t.Components = json.RawMessage("[]")
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return sb.putTemplate(t).fields(), nil
}

// templateChange is what can happen to a template: each is told by webhook.
type templateChange struct {
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Quality string `json:"quality"`
	// CorrectCategory announces another category, Category makes it.
	CorrectCategory string `json:"correct_category"`
	Category        string `json:"category"`
}

func controlTemplateChange(sb *Sandbox, to templateChange, id string) (any, error) {
	sb.mu.Lock()
	t := sb.state.templates[id]
	if t == nil {
		for _, other := range sb.state.templates {
			if other.Name == id {
				t = other
			}
		}
	}
	if t == nil {
		sb.mu.Unlock()
		return nil, errors.New("there is no template with the id or name " + id)
	}
	id, name, language := t.ID, t.Name, t.Language
	sb.mu.Unlock()
	if to.Status != "" {
		sb.SetTemplateStatus(name, language, to.Status, to.Reason)
	}
	if to.Quality != "" {
		sb.SetTemplateQuality(name, language, to.Quality)
	}
	if to.CorrectCategory != "" {
		sb.SetTemplateCategory(name, language, to.CorrectCategory, false)
	}
	if to.Category != "" {
		sb.SetTemplateCategory(name, language, to.Category, true)
	}
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return sb.state.templates[id].fields(), nil
}

// numberChange is what can happen to a number.
type numberChange struct {
	Status       string `json:"status"`
	Quality      string `json:"quality"`
	NameStatus   string `json:"name_status"`
	Verification string `json:"verification"`
	Throughput   string `json:"throughput"`
	// ApproveName decides on a display name that was asked for.
	ApproveName *bool `json:"approve_name"`
}

func controlNumber(sb *Sandbox, to numberChange, id string) (any, error) {
	refused := sb.alter(id, func(n *Number) *refusal {
		for place, value := range map[*string]string{&n.Status: to.Status, &n.NameStatus: to.NameStatus, &n.Verification: to.Verification, &n.Throughput: to.Throughput} {
			if value != "" {
				*place = value
			}
		}
		return nil
	})
	if refused != nil {
		return nil, errors.New(refused.Details)
	}
	if to.Quality != "" {
		if err := sb.SetNumberQuality(id, to.Quality); err != nil {
			return nil, err
		}
	}
	if to.ApproveName != nil {
		sb.DecideName(id, *to.ApproveName)
	}
	n, _ := sb.number(id)
	return n, nil
}

// clockChange sets the platform's time: ahead as in Go ("26h", "90m"), rate as a factor.
type clockChange struct {
	Ahead string  `json:"ahead"`
	Rate  float64 `json:"rate"`
}

func controlClock(sb *Sandbox, to clockChange, _ string) (any, error) {
	var ahead time.Duration
	if to.Ahead != "" {
		var err error
		if ahead, err = time.ParseDuration(to.Ahead); err != nil {
			return nil, errors.New("ahead is written as 26h or 90m: " + to.Ahead)
		}
	}
	if ahead < 0 || to.Rate < 0 {
		return nil, errors.New("the clock can't go back")
	}
	sb.SetClock(ahead, to.Rate)
	return sb.clockNow(), nil
}

func (sb *Sandbox) clockNow() any {
	return fields{"now": sb.now(), "rate": sb.clock.speed()}
}

func controlSeed(sb *Sandbox, past []Past, _ string) (any, error) {
	ids, err := sb.Seed(sb.ctx, past)
	return fields{"wamids": ids}, err
}

func (sb *Sandbox) needCustomer(id string) error {
	if _, ok := sb.Customer(id); !ok {
		return ErrNoCustomer
	}
	return nil
}

// maxControl leaves room for a file in base64.
const maxControl = 140 << 20

func readControl(r *http.Request, into any) error {
	decoder := json.NewDecoder(io.LimitReader(r.Body, maxControl))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return errors.New("the request's JSON is not as documented: " + err.Error())
	}
	return nil
}

func (sb *Sandbox) overview() any {
	_, waiting := sb.Deliveries()
	numbers := []fields{}
	for _, n := range sb.Numbers() {
		numbers = append(numbers, fields{"id": n.ID, "phone": n.Phone, "name": n.Name, "status": n.Status})
	}
	return fields{"waba": sb.p.WABA, "numbers": numbers, "callback": sb.target(), "customers": len(sb.Customers()),
		"webhooks_waiting": waiting, "faults": sb.Faults(), "account": sb.Account(), "clock": sb.clockNow(), "app": sb.p.AppID}
}

// serveControl answers /sandbox/…; steps are what follows.
func (sb *Sandbox) serveControl(w http.ResponseWriter, r *http.Request, steps []string) {
	if refused := sb.authorize(r); refused != nil {
		refused.write(w)
		return
	}
	id := ""
	if len(steps) > 1 {
		id, steps[1] = steps[1], "*"
	}
	handle, known := controls[r.Method+" "+strings.Join(steps, "/")]
	if !known {
		answerJSON(w, http.StatusNotFound, fields{"error": "the sandbox has no such control; see docs/sandbox.md"})
		return
	}
	answer, err := handle(sb, r, id)
	switch {
	case errors.Is(err, ErrNoCustomer):
		answerJSON(w, http.StatusNotFound, fields{"error": err.Error()})
	case err != nil:
		answerJSON(w, http.StatusBadRequest, fields{"error": err.Error()})
	default:
		answerJSON(w, http.StatusOK, answer)
	}
}
