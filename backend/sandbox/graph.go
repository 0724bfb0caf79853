package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

const maxRequest = 8 << 20

var versionStep = regexp.MustCompile(`^v\d{1,3}\.\d{1,2}$`)

// graphCall is one request to the Graph API, past the token check. Its parameters come
// from the query, a form or a JSON body, whichever the client uses; the body wins.
type graphCall struct {
	w http.ResponseWriter
	r *http.Request
	// id is the object that the path begins with, last what follows the edge.
	id, last string
	params   map[string]json.RawMessage
}

func (g graphCall) succeed() *refusal {
	answerJSON(g.w, http.StatusOK, fields{"success": true})
	return nil
}

// param is a parameter as text.
func (g graphCall) param(name string) string { return textOf(g.params[name]) }

// words reads a list: a JSON array, or words with commas between.
func (g graphCall) words(name string) []string {
	return wordsOf(g.params[name])
}

func wordsOf(raw json.RawMessage) []string {
	if list, isList := listOf(raw); isList {
		return list
	}
	text := textOf(raw)
	if list, isList := listOf(json.RawMessage(text)); isList || text == "" {
		return list
	}
	var words []string
	for word := range strings.SplitSeq(text, ",") {
		words = append(words, strings.TrimSpace(word))
	}
	return words
}

// listOf reads a JSON array of texts or numbers.
func listOf(raw json.RawMessage) (words []string, isList bool) {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil, false
	}
	for _, item := range items {
		words = append(words, textOf(item))
	}
	return words, items != nil
}

// among says whether a value is one of those asked for, whatever the case; nothing asked
// for is anything.
func (g graphCall) among(name, value string) bool {
	wanted := g.words(name)
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool { return strings.EqualFold(w, value) })
}

// read decodes the parameters into a struct.
func (g graphCall) read(into any) *refusal {
	raw, err := json.Marshal(g.params)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		return refuse(100, "%s", wrongType(err))
	}
	return nil
}

func wrongType(err error) string {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return "Param " + wrong.Field + " must be of type " + wrong.Type.String() + ", not " + wrong.Value
	}
	return err.Error()
}

// readParams collects the parameters of a request.
func readParams(r *http.Request) (map[string]json.RawMessage, *refusal) {
	params := map[string]json.RawMessage{}
	fromForm(params, r.URL.Query())
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" || r.Body == nil {
		return params, nil // read by whoever expects a file
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxRequest))
	if err != nil {
		return nil, refuse(100, "The request body could not be read")
	}
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "":
	case kind == "application/x-www-form-urlencoded" && !strings.HasPrefix(text, "{"):
		values, err := url.ParseQuery(text)
		if err != nil {
			return nil, refuse(100, "The request body is not a form")
		}
		fromForm(params, values)
	default:
		body := map[string]json.RawMessage{}
		if json.Unmarshal(raw, &body) != nil || body == nil {
			return nil, refuse(100, "The request body is not a JSON object")
		}
		for name, value := range body {
			params[name] = value
		}
	}
	return params, nil
}

// fromForm takes values of a form: objects and lists are written in it as JSON.
func fromForm(params map[string]json.RawMessage, values url.Values) {
	for name, all := range values {
		value := all[len(all)-1]
		if trimmed := strings.TrimSpace(value); (strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[")) && json.Valid([]byte(trimmed)) {
			params[name] = json.RawMessage(trimmed)
			continue
		}
		quoted, err := json.Marshal(value)
		if len(all) > 1 {
			quoted, err = json.Marshal(all)
		}
		if err == nil {
			params[name] = quoted
		}
	}
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
	w.Header().Set("Facebook-Api-Version", "v26.0")
	w.Header().Set("X-Fb-Trace-Id", newTrace())
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
	if len(steps) > 0 && strings.HasPrefix(steps[0], uploadPrefix) {
		return sb.serveUpload(w, r, strings.Join(steps, "/"))
	}
	route, call, refused := findRoute(r, steps)
	if refused != nil {
		if denied := sb.authorize(r); denied != nil {
			return denied
		}
		return refused
	}
	call.w = w
	if call.params, refused = readParams(r); refused != nil {
		return refused
	}
	if !route.open {
		if refused := sb.admit(r, route); refused != nil {
			return refused
		}
	}
	sb.usage(w, route.management)
	return route.handle(sb, call)
}

// authorize checks the token: in the header, or as the parameter that Graph accepts too.
func (sb *Sandbox) authorize(r *http.Request) *refusal {
	given := tokenOf(r)
	switch {
	case given == "":
		refused := refuse(200, "Provide valid app ID or an access token")
		refused.Status = http.StatusUnauthorized
		return refused
	case sameSecret(given, sb.p.Token), sameSecret(given, sb.appToken()):
		return nil
	}
	return refuse(190, "Invalid OAuth access token - Cannot parse access token")
}

// appToken is the app's own token, with which an app manages itself.
func (sb *Sandbox) appToken() string { return sb.p.AppID + "|" + sb.p.AppSecret }

func sameSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func tokenOf(r *http.Request) string {
	given := r.Header.Get("Authorization")
	for _, scheme := range []string{"Bearer ", "bearer ", "OAuth "} {
		given = strings.TrimPrefix(given, scheme)
	}
	if given == "" {
		given = r.URL.Query().Get("access_token")
	}
	return strings.TrimSpace(given)
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

// textOf reads a JSON string, or a number or truth value as it is written.
func textOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if plain := strings.TrimSpace(string(raw)); plain != "" && plain != "null" && !strings.ContainsAny(plain[:1], `{["`) {
		return plain
	}
	return ""
}

var _ http.Handler = (*Sandbox)(nil)
