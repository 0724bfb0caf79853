package whatsapp

import (
	"maps"
	"math"
	"slices"
	"time"
)

// Action says whether the same message may be tried again after an error.
type Action int

// What to do after an error.
const (
	// Never: the same request gets the same answer.
	Never Action = iota
	// Retry with growing delays.
	Retry
	// Wait long (hours), then at most MaxAttempts more.
	Wait
)

// String names the action for logs.
func (a Action) String() string { return [...]string{"never", "retry", "wait"}[a] }

// Scope is how much else must stop because of an error.
type Scope int

// Scopes, from narrow to wide.
const (
	ScopeMessage Scope = iota
	ScopeCustomer
	ScopeNumber
	ScopeShop
)

// String names the scope for logs.
func (s Scope) String() string { return [...]string{"message", "customer", "number", "shop"}[s] }

// NextStep is what the shop should do or be told; the words on screen are the window's.
type NextStep string

// Next steps after an error.
const (
	StepNone            NextStep = ""
	StepGiveToken       NextStep = "give_token"
	StepSetup           NextStep = "setup"
	StepReportBug       NextStep = "report_bug"
	StepAlertOwner      NextStep = "alert_owner"
	StepUnblock         NextStep = "unblock"
	StepUsePhone        NextStep = "use_phone"
	StepRegister        NextStep = "register"
	StepOfferTemplate   NextStep = "offer_template"
	StepOptOut          NextStep = "opt_out"
	StepFixMedia        NextStep = "fix_media"
	StepTellCustomer    NextStep = "tell_customer"
	StepRefreshTemplate NextStep = "refresh_template"
	StepVerifyPerson    NextStep = "verify_person"
	StepPayment         NextStep = "payment"
	StepFixText         NextStep = "fix_text"
)

// ErrorPolicy is what to do about one error code.
type ErrorPolicy struct {
	Code   int
	Action Action
	// Scope says what pauses with Retry and Wait, and what stops with Never.
	Scope Scope
	Step  NextStep
	// Base is the first delay; each further one is Factor times as long, up to Max.
	Base   time.Duration
	Factor float64
	Max    time.Duration
	// MaxAttempts bounds further tries; 0 with Never.
	MaxAttempts int
}

// Delay is how long to wait before the next try, after so many failed ones (from 1).
func (p ErrorPolicy) Delay(failed int) time.Duration {
	if p.Action == Never {
		return 0
	}
	delay := float64(p.Base) * math.Pow(p.Factor, float64(max(failed, 1)-1))
	return time.Duration(min(delay, float64(p.Max)))
}

// Policy gives the policy for a code. An unknown code is never tried again unchanged.
func Policy(code int) ErrorPolicy {
	p, known := policies[code]
	if !known && code >= 200 && code <= 299 {
		p = stop(ScopeShop, StepSetup)
	}
	p.Code = code
	return p
}

// KnownCodes lists the codes that the table speaks of.
func KnownCodes() []int { return slices.Sorted(maps.Keys(policies)) }

func stop(scope Scope, step NextStep) ErrorPolicy {
	return ErrorPolicy{Action: Never, Scope: scope, Step: step}
}

func again(scope Scope, base time.Duration, attempts int) ErrorPolicy {
	return ErrorPolicy{Action: Retry, Scope: scope, Base: base, Factor: 2, Max: 15 * time.Minute, MaxAttempts: attempts}
}

func later(scope Scope, base time.Duration, attempts int, step NextStep) ErrorPolicy {
	return ErrorPolicy{Action: Wait, Scope: scope, Step: step, Base: base, Factor: 2, Max: 72 * time.Hour, MaxAttempts: attempts}
}

// policies is Meta's list of error codes (support/error-codes, September 2026) with what
// each asks for. Delays are ours where Meta names none.
var policies = map[int]ErrorPolicy{
	// Access.
	0: stop(ScopeShop, StepGiveToken), 190: stop(ScopeShop, StepGiveToken),
	3: stop(ScopeShop, StepSetup), 10: stop(ScopeShop, StepSetup), 131005: stop(ScopeShop, StepSetup),
	33: stop(ScopeNumber, StepSetup), 131030: stop(ScopeMessage, StepSetup),
	131037: stop(ScopeNumber, StepSetup), 131045: stop(ScopeNumber, StepRegister), 133010: stop(ScopeNumber, StepRegister),

	// The platform's own trouble.
	1: again(ScopeMessage, 5*time.Second, 1), 131000: again(ScopeMessage, 5*time.Second, 4),
	2: again(ScopeNumber, 5*time.Second, 10), 131016: again(ScopeNumber, 5*time.Second, 10),
	133004: again(ScopeNumber, 5*time.Second, 10),
	131057: again(ScopeNumber, time.Minute, 15), 2494100: again(ScopeNumber, time.Minute, 15),

	// Too fast.
	4: again(ScopeShop, time.Minute, 20), 80007: again(ScopeShop, time.Minute, 20),
	130429: again(ScopeNumber, time.Second, 20),
	131056: {Action: Retry, Scope: ScopeCustomer, Base: time.Second, Factor: 4, Max: time.Hour, MaxAttempts: 8},
	131048: later(ScopeNumber, time.Hour, 6, StepAlertOwner),
	131049: {Action: Wait, Scope: ScopeCustomer, Base: 24 * time.Hour, Factor: 1, Max: 24 * time.Hour, MaxAttempts: 1},
	131064: later(ScopeNumber, 6*time.Hour, 6, StepAlertOwner),

	// The account.
	368: stop(ScopeShop, StepAlertOwner), 131031: stop(ScopeShop, StepAlertOwner), 130497: stop(ScopeShop, StepAlertOwner),
	131042: stop(ScopeShop, StepPayment), 134011: stop(ScopeShop, StepPayment),

	// The person.
	130403: stop(ScopeCustomer, StepUnblock), 130472: stop(ScopeMessage, StepNone),
	131021: stop(ScopeMessage, StepNone), 131026: stop(ScopeCustomer, StepNone),
	131047: stop(ScopeMessage, StepOfferTemplate), 131050: stop(ScopeCustomer, StepOptOut),
	131060: stop(ScopeMessage, StepUsePhone), 131062: stop(ScopeMessage, StepUsePhone),
	137000: stop(ScopeCustomer, StepVerifyPerson),

	// The message.
	100: stop(ScopeMessage, StepReportBug), 131008: stop(ScopeMessage, StepReportBug),
	131009: stop(ScopeMessage, StepReportBug), 131051: stop(ScopeMessage, StepReportBug),
	135000: stop(ScopeMessage, StepReportBug),
	131052: stop(ScopeMessage, StepTellCustomer), 131053: stop(ScopeMessage, StepFixMedia),
	131063: stop(ScopeMessage, StepSetup),

	// Templates.
	132000: stop(ScopeMessage, StepRefreshTemplate), 132001: stop(ScopeMessage, StepRefreshTemplate),
	132005: stop(ScopeMessage, StepFixText), 132007: stop(ScopeMessage, StepFixText),
	132012: stop(ScopeMessage, StepRefreshTemplate), 132018: stop(ScopeMessage, StepRefreshTemplate),
	132015: later(ScopeMessage, 3*time.Hour, 3, StepRefreshTemplate), 132016: stop(ScopeMessage, StepRefreshTemplate),
	132068: stop(ScopeMessage, StepNone), 132069: stop(ScopeMessage, StepNone),
	2388039: stop(ScopeMessage, StepFixText), 2388040: stop(ScopeMessage, StepFixText),
	2388047: stop(ScopeMessage, StepFixText), 2388072: stop(ScopeMessage, StepFixText),
	2388073: stop(ScopeMessage, StepFixText), 2388293: stop(ScopeMessage, StepFixText),
	2388299: stop(ScopeMessage, StepFixText), 2388019: stop(ScopeMessage, StepAlertOwner),

	// Registration.
	133000: later(ScopeNumber, time.Hour, 3, StepSetup), 133005: later(ScopeNumber, time.Hour, 1, StepSetup),
	133006: later(ScopeNumber, time.Hour, 3, StepSetup), 133008: later(ScopeNumber, 12*time.Hour, 3, StepSetup),
	133009: later(ScopeNumber, time.Minute, 3, StepSetup), 133015: later(ScopeNumber, 5*time.Minute, 3, StepSetup),
	133016: later(ScopeNumber, 72*time.Hour, 1, StepSetup),

	// Blocking.
	139100: stop(ScopeMessage, StepNone), 139101: stop(ScopeMessage, StepNone),
	139102: again(ScopeMessage, time.Second, 5), 139103: again(ScopeMessage, 5*time.Second, 4),

	// Numbers shared with the phone app.
	2593107: stop(ScopeNumber, StepSetup), 2593108: stop(ScopeNumber, StepSetup), 2593109: stop(ScopeNumber, StepNone),
}
