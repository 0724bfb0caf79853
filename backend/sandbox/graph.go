package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
)

const maxRequest = 8 << 20

var versionStep = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)

// graphCall is one request to the Graph API, past the token check.
type graphCall struct {
	w  http.ResponseWriter
	r  *http.Request
	id string
}

// body reads the request's JSON object; an empty body is an empty object.
func (g graphCall) body() (map[string]json.RawMessage, *refusal) {
	raw, err := io.ReadAll(io.LimitReader(g.r.Body, maxRequest))
	if err != nil {
		return nil, refuse(100, "The request body could not be read")
	}
	out := map[string]json.RawMessage{}
	if len(raw) == 0 {
		return out, nil
	}
	if json.Unmarshal(raw, &out) != nil || out == nil {
		return nil, refuse(100, "The request body is not a JSON object")
	}
	return out, nil
}

func (g graphCall) succeed() *refusal {
	answerJSON(g.w, http.StatusOK, fields{"success": true})
	return nil
}

type graphHandler func(*Sandbox, graphCall) *refusal

// edges are the Graph API's endpoints of the form /{id}/{edge}; plain objects have the
// empty edge and are told apart by their id.
var edges = map[string]graphHandler{
	"POST messages":                  (*Sandbox).postMessage,
	"POST media":                     (*Sandbox).postMedia,
	"POST register":                  (*Sandbox).register,
	"POST request_code":              (*Sandbox).requestCode,
	"POST verify_code":               (*Sandbox).verifyCode,
	"GET block_users":                (*Sandbox).listBlocked,
	"POST block_users":               (*Sandbox).blockUsers,
	"DELETE block_users":             (*Sandbox).unblockUsers,
	"POST deregister":                (*Sandbox).deregister,
	"GET whatsapp_business_profile":  (*Sandbox).getProfile,
	"POST whatsapp_business_profile": (*Sandbox).postProfile,
	"GET phone_numbers":              (*Sandbox).listNumbers,
	"GET message_templates":          (*Sandbox).listTemplates,
	"POST message_templates":         (*Sandbox).createTemplate,
	"DELETE message_templates":       (*Sandbox).deleteTemplate,
	"GET subscribed_apps":            (*Sandbox).listSubscribed,
	"POST subscribed_apps":           (*Sandbox).subscribe,
	"DELETE subscribed_apps":         (*Sandbox).unsubscribe,
	"GET ":                           (*Sandbox).getObject,
	"POST ":                          (*Sandbox).postObject,
	"DELETE ":                        (*Sandbox).deleteObject,
}

// ServeHTTP answers the Graph API under /{version}/ (or without a version), media under
// /sandbox-media/ and the controls under /sandbox/. Everything needs the token.
func (sb *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	steps := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	switch {
	case steps[0] == "sandbox":
		sb.serveControl(w, r, steps[1:])
		return
	case sb.misbehave(w, r):
		return
	case steps[0] == "sandbox-media" && len(steps) == 2:
		sb.serveMedia(w, r, steps[1])
		return
	}
	if versionStep.MatchString(steps[0]) {
		steps = steps[1:]
	}
	if refused := sb.serveGraph(w, r, steps); refused != nil {
		refused.write(w)
	}
}

// misbehave applies the faults that concern every call; true means that it answered.
func (sb *Sandbox) misbehave(w http.ResponseWriter, r *http.Request) bool {
	f := sb.Faults()
	if f.Down {
		http.Error(w, "", http.StatusServiceUnavailable)
		return true
	}
	if f.SlowMS > 0 && !sb.pause(r, time.Duration(f.SlowMS)*time.Millisecond) {
		return true
	}
	return false
}

// pause waits; false when the client left or the sandbox closes.
func (sb *Sandbox) pause(r *http.Request, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
	case <-sb.ctx.Done():
	}
	return false
}

func (sb *Sandbox) serveGraph(w http.ResponseWriter, r *http.Request, steps []string) *refusal {
	if refused := sb.authorize(r); refused != nil {
		return refused
	}
	if len(steps) == 0 || len(steps) > 2 || steps[0] == "" {
		return refuse(100, "Unsupported %s request", strings.ToLower(r.Method))
	}
	call := graphCall{w: w, r: r, id: steps[0]}
	if steps[0] == "debug_token" && len(steps) == 1 {
		return sb.debugToken(call)
	}
	edge := ""
	if len(steps) == 2 {
		edge = steps[1]
	}
	handle, known := edges[r.Method+" "+edge]
	if !known {
		return refuse(100, "Unsupported %s request: unknown path components: /%s", strings.ToLower(r.Method), edge)
	}
	return handle(sb, call)
}

// authorize checks the token: in the header, or as the parameter that Graph accepts too.
func (sb *Sandbox) authorize(r *http.Request) *refusal {
	given := r.Header.Get("Authorization")
	for _, scheme := range []string{"Bearer ", "bearer ", "OAuth "} {
		given = strings.TrimPrefix(given, scheme)
	}
	if given == "" {
		given = r.URL.Query().Get("access_token")
	}
	if given == "" {
		refused := refuse(200, "Provide valid app ID or an access token")
		refused.Status = http.StatusUnauthorized
		return refused
	}
	if subtle.ConstantTimeCompare([]byte(strings.TrimSpace(given)), []byte(sb.p.Token)) != 1 {
		return refuse(190, "Invalid OAuth access token - Cannot parse access token")
	}
	return nil
}

// number finds the business number that a path names; the caller holds no lock.
func (sb *Sandbox) number(id string) (Number, *refusal) {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	n := sb.state.numbers[id]
	if n == nil {
		return Number{}, refuse(33, "Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", id)
	}
	return *n, nil
}

func (sb *Sandbox) needWABA(id string) *refusal {
	if id != sb.p.WABA {
		return refuse(33, "Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", id)
	}
	return nil
}

func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

var _ http.Handler = (*Sandbox)(nil)
