package sync

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"mostrador/shop/wire"
)

// refusal is an HTTP answer that is not a success.
type refusal struct {
	problem wire.Problem
	kind    error
}

func (r *refusal) Error() string {
	return fmt.Sprintf("%v: %s", r.kind, r.problem.Error())
}

func (r *refusal) Unwrap() error { return r.kind }

// refused reads an answer that is not a success and closes its body.
func refused(answer *http.Response, now time.Time) error {
	defer answer.Body.Close()
	problem := wire.Problem{Status: answer.StatusCode, Title: answer.Status}
	if isJSON(answer) {
		raw, _ := io.ReadAll(io.LimitReader(answer.Body, 64<<10))
		_ = json.Unmarshal(raw, &problem) // what can't be read is judged by its status alone
	}
	problem.Status = answer.StatusCode
	if problem.Type == wire.ProblemClock {
		return &WrongClock{Off: clockOff(answer, now)}
	}
	return &refusal{problem: problem, kind: kindOf(problem)}
}

var kinds = map[string]error{
	wire.ProblemCursor:      errCursor,
	wire.ProblemCode:        ErrCodeRefused,
	wire.ProblemTooMany:     ErrTooMany,
	wire.ProblemSession:     errSession,
	wire.ProblemRevoked:     ErrRevoked,
	wire.ProblemWaiting:     ErrWaiting,
	wire.ProblemForbidden:   ErrNotAllowed,
	wire.ProblemPlatform:    ErrPlatform,
	wire.ProblemSignature:   ErrRevoked, // an unknown device looks the same, and needs the same: a new invite
	wire.ProblemUnavailable: ErrFailing,
	wire.ProblemNotFound:    errMissing,
	wire.ProblemTooLarge:    errInvalid,
	wire.ProblemInvalid:     errInvalid,
	wire.ProblemHash:        errInvalid,
	wire.ProblemVersion:     ErrTooOld,
}

var kindsByStatus = map[int]error{
	http.StatusConflict:              errCursor,
	http.StatusTooManyRequests:       ErrTooMany,
	http.StatusUnauthorized:          errSession,
	http.StatusBadRequest:            errInvalid,
	http.StatusUnprocessableEntity:   errInvalid,
	http.StatusRequestEntityTooLarge: errInvalid,
	http.StatusUpgradeRequired:       ErrTooOld,
}

func kindOf(problem wire.Problem) error {
	if kind, ok := kinds[problem.Type]; ok {
		return kind
	}
	if kind, ok := kindsByStatus[problem.Status]; ok {
		return kind
	}
	if problem.Status >= http.StatusInternalServerError {
		return ErrFailing
	}
	return ErrNotARelay
}

// unreached makes a typed error of one that came before any answer.
func unreached(address string, err error, now time.Time) error {
	var untrusted *Untrusted
	var expired x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	switch {
	case errors.As(err, &untrusted):
		return untrusted
	case errors.As(err, &expired):
		if expired.Reason == x509.Expired && expired.Cert != nil && now.Before(expired.Cert.NotBefore) {
			// A certificate is never made in the future: this clock is behind.
			return &WrongClock{Off: now.Sub(expired.Cert.NotBefore)}
		}
		return &Untrusted{Err: err}
	case errors.As(err, &unknown), errors.As(err, &wrongName), strings.Contains(err.Error(), "x509:"):
		return &Untrusted{Err: err}
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, ErrNoAnswer), errors.Is(err, context.DeadlineExceeded), timedOut(err):
		return fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	return &NotReachable{Address: address, Err: err}
}

// timedOut: there was a connection, but no answer on it in time.
func timedOut(err error) bool {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return false
	}
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func isJSON(answer *http.Response) bool {
	kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// clockOff is how far this computer is ahead of the relay by the answer's Date.
func clockOff(answer *http.Response, now time.Time) time.Duration {
	there, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return 0
	}
	return now.Sub(there).Round(time.Second)
}
