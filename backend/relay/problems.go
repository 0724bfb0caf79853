package relay

import (
	"context"
	"errors"
	"net/http"
	"strconv"

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

// Error is the problem's text.
func (p *problem) Error() string { return p.Problem.Error() }

func newProblem(status int, kind, title, detail string) *problem {
	return &problem{wire.Problem{Type: kind, Title: title, Status: status, Detail: detail}}
}

// problemOf turns errors from below into what a device is told. What has no
// words for a device is a 500 without details.
func problemOf(err error) *problem {
	var known *problem
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, engine.ErrCursor):
		return newProblem(http.StatusConflict, wire.ProblemCursor, "not a place in this shop's journal", "")
	case errors.Is(err, registry.ErrCode):
		return newProblem(http.StatusForbidden, wire.ProblemCode, "the code is wrong, used or expired", "ask for a new invite")
	case errors.Is(err, registry.ErrInvalid):
		return newProblem(http.StatusUnprocessableEntity, wire.ProblemInvalid, "the request is not valid", err.Error())
	case errors.Is(err, media.ErrNotFound), errors.Is(err, registry.ErrNotFound):
		return newProblem(http.StatusNotFound, wire.ProblemNotFound, "there is no such thing", "")
	case errors.Is(err, media.ErrHash), errors.Is(err, media.ErrEmpty):
		return newProblem(http.StatusUnprocessableEntity, wire.ProblemHash, err.Error(), "")
	case errors.Is(err, media.ErrName):
		return newProblem(http.StatusUnprocessableEntity, wire.ProblemInvalid, err.Error(), "")
	case errors.Is(err, media.ErrTooLarge), errors.Is(err, journal.ErrTooLarge):
		return newProblem(http.StatusRequestEntityTooLarge, wire.ProblemTooLarge, "too large", "")
	case errors.Is(err, journal.ErrUnavailable), errors.Is(err, engine.ErrClosed), errors.Is(err, engine.ErrDisagrees), errors.Is(err, context.DeadlineExceeded):
		return newProblem(http.StatusServiceUnavailable, wire.ProblemUnavailable, "the relay can't write at the moment", "try again later")
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
