package whatsapp

import (
	"errors"
	"fmt"
	"time"
)

// APIError is an answer of the platform that says no.
type APIError struct {
	// Code is the one to branch on; 0 with an HTTPStatus but no body the platform wrote.
	Code    int
	Subcode int
	// Message and Title are for people who read logs; they change without notice.
	Title, Message string
	Details        string
	TraceID        string
	HTTPStatus     int
	// RetryAfter is what the platform asked for, if it did.
	RetryAfter time.Duration
	// Documented says that the answer had an error body. Without it nothing is known
	// but the HTTP status, and of a 5xx not even that the message was not taken.
	Documented bool
}

// Error gives code, text and trace id.
func (e *APIError) Error() string {
	if !e.Documented {
		return fmt.Sprintf("WhatsApp answered HTTP %d without an explanation", e.HTTPStatus)
	}
	text := fmt.Sprintf("WhatsApp error %d", e.Code)
	if e.Subcode != 0 {
		text += fmt.Sprintf(" (%d)", e.Subcode)
	}
	if e.Details != "" {
		text += ": " + e.Details
	} else if e.Message != "" {
		text += ": " + e.Message
	}
	if e.TraceID != "" {
		text += " [trace " + e.TraceID + "]"
	}
	return text
}

// NotSentError says that a request never reached the platform: no connection was made.
type NotSentError struct{ Err error }

func (e *NotSentError) Error() string { return "nothing was sent to WhatsApp: " + e.Err.Error() }
func (e *NotSentError) Unwrap() error { return e.Err }

// UnknownOutcomeError says that a request may or may not have been carried out.
type UnknownOutcomeError struct{ Err error }

func (e *UnknownOutcomeError) Error() string {
	return "it is not known whether WhatsApp took the request: " + e.Err.Error()
}
func (e *UnknownOutcomeError) Unwrap() error { return e.Err }

// OutcomeKind says what became of a request.
type OutcomeKind int

// What became of a request.
const (
	// OutcomeAccepted: the platform took it.
	OutcomeAccepted OutcomeKind = iota
	// OutcomeNotSent: nothing left this machine; it may be tried again.
	OutcomeNotSent
	// OutcomeRefused: the platform, or a check before sending, said no for good.
	OutcomeRefused
	// OutcomeRetry: the platform did not take it and it may be tried again.
	OutcomeRetry
	// OutcomeUnknown: it may have been taken. Never send it again without asking.
	OutcomeUnknown
)

// String names the kind for logs.
func (k OutcomeKind) String() string {
	return [...]string{"accepted", "not sent", "refused", "retry", "unknown"}[k]
}

// Outcome is what a caller needs to know after a send.
type Outcome struct {
	Kind OutcomeKind
	// After is how long to wait before the first new try, for NotSent and Retry; see
	// Policy.Delay for later ones.
	After  time.Duration
	Policy ErrorPolicy
	// API is the platform's error, if it gave one.
	API *APIError
}

// notSentDelay is the first pause after a connection that could not be made.
const notSentDelay = 2 * time.Second

// OutcomeOf classifies the error of Send. Errors it doesn't know count as unknown: a
// message sent twice is worse than one that a person has to look at.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return Outcome{Kind: OutcomeAccepted}
	}
	var notSent *NotSentError
	if errors.As(err, &notSent) {
		return Outcome{Kind: OutcomeNotSent, After: notSentDelay,
			Policy: again(ScopeNumber, notSentDelay, 0)}
	}
	var limit *LimitError
	if errors.As(err, &limit) {
		return Outcome{Kind: OutcomeRefused, Policy: stop(ScopeMessage, StepFixText)}
	}
	var api *APIError
	if errors.As(err, &api) {
		return outcomeOfAnswer(api)
	}
	return Outcome{Kind: OutcomeUnknown}
}

func outcomeOfAnswer(api *APIError) Outcome {
	if !api.Documented {
		switch {
		case api.HTTPStatus == 429:
			p := again(ScopeNumber, time.Second, 20)
			return Outcome{Kind: OutcomeRetry, After: max(p.Base, api.RetryAfter), Policy: p, API: api}
		case api.HTTPStatus >= 300 && api.HTTPStatus < 500 && api.HTTPStatus != 408:
			return Outcome{Kind: OutcomeRefused, Policy: stop(ScopeNumber, StepSetup), API: api}
		}
		return Outcome{Kind: OutcomeUnknown, API: api}
	}
	p := Policy(api.Code)
	if p.Action == Never {
		return Outcome{Kind: OutcomeRefused, Policy: p, API: api}
	}
	return Outcome{Kind: OutcomeRetry, After: max(p.Delay(1), api.RetryAfter), Policy: p, API: api}
}
