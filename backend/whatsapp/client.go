package whatsapp

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Where and how the client calls when nothing else is said.
const (
	DefaultBaseURL = "https://graph.facebook.com"
	DefaultVersion = "v26.0"
	// MetaMediaHost is where Meta's media URLs point.
	MetaMediaHost = "lookaside.fbsbx.com"

	maxAnswer = 4 << 20
	// callTimeout bounds a call whose context has no deadline; mediaTimeout one that
	// carries a file of up to 100 MB.
	callTimeout  = 60 * time.Second
	mediaTimeout = 10 * time.Minute
)

// ClientParams configure a Client.
type ClientParams struct {
	// BaseURL is https://graph.facebook.com, or a sandbox's address.
	BaseURL string
	// Version of the Graph API, such as v26.0.
	Version string
	// Token is the bearer token; it is sent to BaseURL and to media hosts only.
	Token string
	// AppSecret, where set, adds appsecret_proof to every call.
	AppSecret string
	// HTTP makes the calls; redirects are never followed. Calls whose context has no
	// deadline end after a minute, files after ten.
	HTTP *http.Client
	// MediaHosts are hosts (with port, if any) that media may be fetched from. Empty means
	// Meta's for Meta's BaseURL, and BaseURL's own host otherwise.
	MediaHosts []string
	// UserAgent names the program.
	UserAgent string
	// Pace is shared by the clients of one account; nil: one of its own.
	Pace *Pace
}

// Client calls the Graph API for one token. It is safe for use by many goroutines.
type Client struct {
	base       *url.URL
	version    string
	token      string
	proof      string
	http       *http.Client
	mediaHosts map[string]bool
	userAgent  string
	pace       *Pace
}

// NewClient makes a client, or says which parameter is wrong.
func NewClient(p ClientParams) (*Client, error) {
	base, err := url.Parse(strings.TrimRight(orDefault(p.BaseURL, DefaultBaseURL), "/"))
	if err != nil || base.Host == "" || (base.Scheme != "https" && base.Scheme != "http") {
		return nil, fmt.Errorf("the WhatsApp address %q is not a web address such as %s", p.BaseURL, DefaultBaseURL)
	}
	if p.Token == "" {
		return nil, errors.New("a WhatsApp access token is needed")
	}
	c := &Client{base: base, version: orDefault(p.Version, DefaultVersion), token: p.Token,
		mediaHosts: map[string]bool{}, userAgent: orDefault(p.UserAgent, "mostrador")}
	for _, host := range p.MediaHosts {
		c.mediaHosts[strings.ToLower(host)] = true
	}
	if len(p.MediaHosts) == 0 {
		c.mediaHosts[defaultMediaHost(base)] = true
	}
	if c.pace = p.Pace; c.pace == nil {
		c.pace = &Pace{}
	}
	c.http = &http.Client{}
	if p.HTTP != nil {
		own := *p.HTTP
		c.http = &own
	}
	// A redirect would carry a message, or the token, to a place nobody chose.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if p.AppSecret != "" {
		h := hmac.New(sha256.New, []byte(p.AppSecret))
		h.Write([]byte(p.Token))
		c.proof = hex.EncodeToString(h.Sum(nil))
	}
	return c, nil
}

func defaultMediaHost(base *url.URL) string {
	if base.String() == DefaultBaseURL {
		return MetaMediaHost
	}
	return strings.ToLower(base.Host)
}

func orDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// call is one request to the Graph API.
type call struct {
	method string
	// path follows the version, without a leading slash.
	path  string
	query url.Values
	// body is JSON to send, unless stream is given.
	body        any
	stream      io.Reader
	length      int64
	contentType string
	// out receives the answer's JSON.
	out any
	// managing calls keep the pace that the platform's usage headers ask for.
	managing bool
	// header has more headers, and oauth writes the token as the upload API wants it.
	header http.Header
	oauth  bool
}

// doRequest is the one way out to the Graph API. Its errors are *NotSentError,
// *UnknownOutcomeError or *APIError, or say that the request could not be built.
func (c *Client) doRequest(ctx context.Context, k call) error {
	limit := callTimeout
	if k.stream != nil {
		limit = mediaTimeout
	}
	ctx, cancel := within(ctx, limit)
	defer cancel()
	if k.managing {
		if err := c.pace.wait(ctx); err != nil {
			return err
		}
	}
	req, err := c.newRequest(ctx, k)
	if err != nil {
		return err
	}
	got, err := c.roundTrip(req)
	if err != nil {
		return err
	}
	c.pace.note(got.header)
	if got.status < 200 || got.status > 299 {
		return readAPIError(got)
	}
	// Some failures come with status 200 and an error body.
	if top, ok := readObject(got.body); ok && top.has("error") {
		return readAPIError(got)
	}
	if k.out == nil {
		return nil
	}
	if err := json.Unmarshal(got.body, k.out); err != nil {
		return &UnknownOutcomeError{Err: fmt.Errorf("the answer to %s %s is not the JSON expected: %w", k.method, k.path, err)}
	}
	return nil
}

func (c *Client) newRequest(ctx context.Context, k call) (*http.Request, error) {
	target := *c.base
	target.Path = strings.TrimRight(target.Path, "/") + "/" + c.version + "/" + k.path
	query := k.query
	if query == nil {
		query = url.Values{}
	}
	if c.proof != "" {
		query.Set("appsecret_proof", c.proof)
	}
	target.RawQuery = query.Encode()
	stream, length, contentType := k.stream, k.length, k.contentType
	if stream == nil && k.body != nil {
		raw, err := json.Marshal(k.body)
		if err != nil {
			return nil, &NotSentError{Err: fmt.Errorf("writing the request to %s: %w", k.path, err)}
		}
		stream, length, contentType = bytes.NewReader(raw), int64(len(raw)), "application/json"
	}
	req, err := http.NewRequestWithContext(ctx, k.method, target.String(), stream)
	if err != nil {
		return nil, &NotSentError{Err: fmt.Errorf("making the request to %s: %w", k.path, err)}
	}
	if stream != nil {
		req.ContentLength = length
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("Accept", "application/json")
	c.authorize(req)
	if k.oauth {
		req.Header.Set("Authorization", "OAuth "+c.token)
	}
	for name, values := range k.header {
		req.Header[name] = values
	}
	return req, nil
}

func (c *Client) authorize(req *http.Request) {
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("User-Agent", c.userAgent)
}

// within gives a context a deadline if it has none.
func within(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, limit)
}

// answer is what came back, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// roundTrip sends a request and reads its answer. Until a connection is there nothing can
// have reached the platform; from then on a failure leaves the outcome open.
func (c *Client) roundTrip(req *http.Request) (answer, error) {
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), trace))
	response, err := c.http.Do(req)
	if err != nil {
		if connected.Load() {
			return answer{}, &UnknownOutcomeError{Err: withoutAddress(err)}
		}
		return answer{}, &NotSentError{Err: withoutAddress(err)}
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return answer{}, &UnknownOutcomeError{Err: fmt.Errorf("reading the answer: %w", err)}
	}
	return answer{status: response.StatusCode, header: response.Header, body: body}, nil
}

// withoutAddress drops the URL that net/http puts into its errors: it may hold a proof.
func withoutAddress(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

func readAPIError(got answer) *APIError {
	out := &APIError{HTTPStatus: got.status, RetryAfter: retryAfter(got.header)}
	top, _ := readObject(got.body)
	fault, ok := top.child("error")
	if !ok || !fault.has("code") {
		return out
	}
	out.Documented = true
	out.Code, out.Subcode = int(fault.integer("code")), int(fault.integer("error_subcode"))
	out.Message, out.Title = fault.text("message"), fault.text("error_user_title")
	out.TraceID = fault.text("fbtrace_id")
	out.Details = fault.at("error_data").text("details")
	if out.Details == "" {
		out.Details = fault.text("error_user_msg")
	}
	return out
}

// retryAfter reads how long the platform wants us to wait: the standard header, or the
// minutes in its usage headers.
func retryAfter(h http.Header) time.Duration {
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds > 0 {
		return min(time.Duration(seconds)*time.Second, 24*time.Hour)
	}
	usage, _ := readObject([]byte(h.Get("X-Business-Use-Case-Usage")))
	var minutes int64
	for id := range usage {
		for _, entry := range objects(usage, id) {
			minutes = max(minutes, entry.integer("estimated_time_to_regain_access"))
		}
	}
	return time.Duration(min(max(minutes, 0), 24*60)) * time.Minute
}

// pathID makes an id safe as one step of a path.
func pathID(id string) (string, error) {
	if id == "" || strings.ContainsAny(id, "/?#%\\ \t\r\n") || strings.Trim(id, ".") == "" {
		return "", &NotSentError{Err: fmt.Errorf("%q is not an id of the platform", id)}
	}
	return id, nil
}
