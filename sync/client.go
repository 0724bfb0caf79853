package sync

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client talks to one relay.
type client struct {
	base    string
	http    *http.Client
	agent   string
	now     func() time.Time
	silence time.Duration
	session *session // nil: only calls without a bearer
}

// maxAnswer bounds a JSON answer; a page of 2,000 events is far below.
const maxAnswer = 64 << 20

func newHTTP(transport http.RoundTripper) *http.Client {
	return &http.Client{
		Transport: transport,
		// A relay never redirects; following one would show the bearer to others.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// call posts or gets JSON. It gives up when the relay goes silent.
func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("encode for %s: %w", path, err)
		}
	}
	ctx, quiet := watchSilence(ctx, c.silence)
	defer quiet.stop()
	answer, err := c.open(ctx, func(ctx context.Context) (*http.Request, error) {
		request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
		if err == nil && in != nil {
			request.Header.Set("Content-Type", "application/json")
		}
		return request, err
	})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	return c.decode(ctx, answer, quiet, out)
}

func (c *client) decode(ctx context.Context, answer *http.Response, quiet *silence, out any) error {
	if !isJSON(answer) {
		return fmt.Errorf("%w: it sent %q", ErrNotARelay, answer.Header.Get("Content-Type"))
	}
	err := json.NewDecoder(io.LimitReader(quiet.over(answer.Body), maxAnswer)).Decode(out)
	if err == nil {
		return nil
	}
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &mistyped) {
		return fmt.Errorf("%w: %w", ErrNotARelay, err)
	}
	return unreached(c.base, causeOf(ctx, err), c.now())
}

// open sends a request and answers with a success whose body is unread. A
// session that has ended is renewed once.
func (c *client) open(ctx context.Context, build func(context.Context) (*http.Request, error)) (*http.Response, error) {
	spoilt := ""
	for {
		bearer, err := c.bearer(ctx, spoilt)
		if err != nil {
			return nil, err
		}
		answer, err := c.send(ctx, bearer, build)
		if errors.Is(err, errSession) && bearer != "" && spoilt == "" {
			spoilt = bearer
			continue
		}
		return answer, err
	}
}

func (c *client) send(ctx context.Context, bearer string, build func(context.Context) (*http.Request, error)) (*http.Response, error) {
	request, err := build(ctx)
	if err != nil {
		return nil, fmt.Errorf("prepare a request: %w", err)
	}
	request.Header.Set("User-Agent", c.agent)
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	answer, err := c.http.Do(request)
	if err != nil {
		return nil, unreached(c.base, causeOf(ctx, err), c.now())
	}
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return nil, refused(answer, c.now())
	}
	return answer, nil
}

func (c *client) bearer(ctx context.Context, spoilt string) (string, error) {
	if c.session == nil {
		return "", nil
	}
	return c.session.bearer(ctx, spoilt)
}
