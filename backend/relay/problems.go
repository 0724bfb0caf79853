package relay

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"syscall"

	"github.com/danielgtaylor/huma/v2"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/media"
	"mostrador/backend/relay/registry"
	"mostrador/shop/wire"
)

// problem is a wire.Problem as huma writes it: with its status, and as
// application/problem+json.
type problem struct{ wire.Problem }

// GetStatus is the HTTP status.
func (p *problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *problem) ContentType(string) string { return "application/problem+json" }

// retryAfter is how many seconds to leave the relay alone.
const retryAfter = "5"

// GetHeaders says when to try again, where trying again helps.
func (p *problem) GetHeaders() http.Header {
	if p.Status == http.StatusServiceUnavailable || p.Status == http.StatusTooManyRequests {
		return http.Header{"Retry-After": {retryAfter}}
	}
	return nil
}

// Error is the problem's text.
func (p *problem) Error() string { return p.Problem.Error() }

func newProblem(status int, kind, title, detail string) *problem {
	return &problem{wire.Problem{Type: kind, Title: title, Status: status, Detail: detail}}
}

// told is what a device hears of an error from below.
type told struct {
	of     []error
	status int
	kind   string
	title  string
	detail string // wordsOfError: the error's own
}

const wordsOfError = "\x00"

var tellings = []told{
	{[]error{engine.ErrCursor}, http.StatusConflict, wire.ProblemCursor, "not a place in this shop's journal", ""},
	{[]error{registry.ErrCode}, http.StatusForbidden, wire.ProblemCode, "the code is wrong, used or expired", "ask for a new invite"},
	{[]error{engine.ErrReceipt}, http.StatusUnprocessableEntity, wire.ProblemInvalid, "these events are not from this relay", ""},
	{[]error{registry.ErrInvalid}, http.StatusUnprocessableEntity, wire.ProblemInvalid, "the request is not valid", wordsOfError},
	{[]error{media.ErrNotFound, registry.ErrNotFound}, http.StatusNotFound, wire.ProblemNotFound, "there is no such thing", ""},
	{[]error{media.ErrHash, media.ErrEmpty}, http.StatusUnprocessableEntity, wire.ProblemHash, "the file can't be taken", wordsOfError},
	{[]error{media.ErrName}, http.StatusUnprocessableEntity, wire.ProblemInvalid, "the request is not valid", wordsOfError},
	{[]error{media.ErrTooLarge, journal.ErrTooLarge}, http.StatusRequestEntityTooLarge, wire.ProblemTooLarge, "too large", ""},
	{[]error{journal.ErrUnavailable, journal.ErrDamaged, journal.ErrRenewed, engine.ErrClosed, engine.ErrDisagrees, context.DeadlineExceeded, syscall.ENOSPC},
		http.StatusServiceUnavailable, wire.ProblemUnavailable, "the relay can't reach the shop's journal at the moment", "try again later"},
}

// problemOf turns errors from below into what a device is told. What has no
// words for a device is a 500 without details.
func problemOf(err error) *problem {
	var known *problem
	if errors.As(err, &known) {
		return known
	}
	for _, t := range tellings {
		if !slices.ContainsFunc(t.of, func(one error) bool { return errors.Is(err, one) }) {
			continue
		}
		if t.detail == wordsOfError {
			t.detail = err.Error()
		}
		return newProblem(t.status, t.kind, t.title, t.detail)
	}
	return newProblem(http.StatusInternalServerError, "about:blank", http.StatusText(http.StatusInternalServerError), "")
}

// plainProblems gives huma's own errors (validation, body too large) the same
// form as ours, without echoing what was sent.
func plainProblems(_ huma.Context, status string, v any) (any, error) {
	model, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	code, err := strconv.Atoi(status)
	if err != nil {
		code = model.Status
	}
	p := newProblem(code, kindOfStatus(code), model.Title, model.Detail)
	for _, detail := range model.Errors {
		p.Detail += "; " + detail.Location + ": " + detail.Message
	}
	return p, nil
}

func kindOfStatus(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return wire.ProblemTooLarge
	case http.StatusNotFound:
		return wire.ProblemNotFound
	case http.StatusTooManyRequests:
		return wire.ProblemTooMany
	case http.StatusServiceUnavailable:
		return wire.ProblemUnavailable
	}
	if status >= 400 && status < 500 {
		return wire.ProblemInvalid
	}
	return "about:blank"
}
