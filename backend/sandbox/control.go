package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"mostrador/backend/whatsapp"
)

// controlHandler answers one of the endpoints under /sandbox/.
type controlHandler func(sb *Sandbox, r *http.Request, id string) (any, error)

// controls are the endpoints by method and path, with * for a customer's id.
var controls = map[string]controlHandler{
	"GET ":          func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.overview(), nil },
	"GET customers": func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.Customers(), nil },
	"POST customers": func(sb *Sandbox, r *http.Request, _ string) (any, error) {
		var c Customer
		if err := readControl(r, &c); err != nil {
			return nil, err
		}
		return sb.AddCustomer(c)
	},
	"GET customers/*/inbox": func(sb *Sandbox, _ *http.Request, id string) (any, error) {
		got := sb.Inbox(id)
		return fields{"count": len(got), "messages": got}, sb.needCustomer(id)
	},
	"GET customers/*/messages": func(sb *Sandbox, _ *http.Request, id string) (any, error) {
		wrote := sb.Outbox(id)
		return fields{"count": len(wrote), "messages": wrote}, sb.needCustomer(id)
	},
	"POST customers/*/messages": func(sb *Sandbox, r *http.Request, id string) (any, error) {
		var m Message
		if err := readControl(r, &m); err != nil {
			return nil, err
		}
		wamid, err := sb.CustomerWrites(r.Context(), id, m)
		return fields{"wamid": wamid}, err
	},
	"POST customers/*/read":    customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerReads(r.Context(), id) }),
	"POST customers/*/block":   customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerBlocks(r.Context(), id, true) }),
	"POST customers/*/unblock": customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerBlocks(r.Context(), id, false) }),
	"POST customers/*/online":  customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerOnline(r.Context(), id, true) }),
	"POST customers/*/offline": customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerOnline(r.Context(), id, false) }),
	"POST customers/*/stop":    customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerStops(r.Context(), id) }),
	"POST customers/*/resume":  customerDoes(func(sb *Sandbox, r *http.Request, id string) error { return sb.CustomerResumes(r.Context(), id) }),
	"GET faults":               func(sb *Sandbox, _ *http.Request, _ string) (any, error) { return sb.Faults(), nil },
	"PUT faults": func(sb *Sandbox, r *http.Request, _ string) (any, error) {
		var f Faults
		if err := readControl(r, &f); err != nil {
			return nil, err
		}
		sb.SetFaults(f)
		return sb.Faults(), nil
	},
	"GET webhooks": func(sb *Sandbox, _ *http.Request, _ string) (any, error) {
		past, waiting := sb.Deliveries()
		return fields{"waiting": waiting, "tried": past}, nil
	},
	"PUT callback":   controlCallback,
	"POST templates": controlTemplate,
	"POST seed":      controlSeed,
}

func customerDoes(do func(*Sandbox, *http.Request, string) error) controlHandler {
	return func(sb *Sandbox, r *http.Request, id string) (any, error) {
		return fields{"success": true}, do(sb, r, id)
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
	return fields{"success": true}, sb.SetCallback(r.Context(), asked.URL, asked.VerifyToken)
}

func controlTemplate(sb *Sandbox, r *http.Request, _ string) (any, error) {
	var t whatsapp.Template
	if err := readControl(r, &t); err != nil {
		return nil, err
	}
	if t.Name == "" || t.Language == "" || t.Status == "" {
		return nil, errors.New("a template needs name, language and status")
	}
	return sb.AddTemplate(t), nil
}

func controlSeed(sb *Sandbox, r *http.Request, _ string) (any, error) {
	var past []Past
	if err := readControl(r, &past); err != nil {
		return nil, err
	}
	ids, err := sb.Seed(r.Context(), past)
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
		"webhooks_waiting": waiting, "faults": sb.Faults()}
}

// serveControl answers /sandbox/…; steps are what follows.
func (sb *Sandbox) serveControl(w http.ResponseWriter, r *http.Request, steps []string) {
	if refused := sb.authorize(r); refused != nil {
		refused.write(w)
		return
	}
	id := ""
	if len(steps) == 3 && steps[0] == "customers" {
		id, steps = steps[1], []string{steps[0], "*", steps[2]}
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
