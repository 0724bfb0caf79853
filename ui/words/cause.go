package words

import (
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
)

// Cause groups messages that did not arrive by what the owner can do about it.
type Cause string

// The causes, in the order in which they are worth looking at.
const (
	CauseUnknown  Cause = "unknown"       // nobody knows whether it arrived
	CausePayment  Cause = "payment"       // WhatsApp wants to be paid
	CauseAccount  Cause = "account"       // the shop's access or account is not in order
	CauseLimit    Cause = "limit"         // the shop's own spending limit
	CauseWindow   Cause = "window"        // it needs a template
	CauseTemplate Cause = "template"      // the template is not right
	CauseConsent  Cause = "consent"       // the customer doesn't want it
	CauseNumber   Cause = "undeliverable" // the customer's number can't get it: call
	CauseRate     Cause = "rate"          // too many at once: again later
	CauseMedia    Cause = "media"         // the file
	CauseOther    Cause = "other"
)

// Causes are all, in the order in which they are worth looking at.
var Causes = []Cause{CauseUnknown, CausePayment, CauseAccount, CauseLimit, CauseWindow, CauseTemplate, CauseConsent, CauseNumber,
	CauseRate, CauseMedia, CauseOther}

var causeOfFailure = map[string]Cause{
	"window": CauseWindow, "undeliverable": CauseNumber, "payment": CausePayment, "token": CauseAccount, "restricted": CauseAccount,
	"rate": CauseRate, "marketing": CauseConsent, "optedOut": CauseConsent, "template": CauseTemplate, "media": CauseMedia,
}

var causeOfReason = map[shop.Reason]Cause{
	shop.ReasonWindowClosed: CauseWindow, shop.ReasonNoAddress: CauseNumber, shop.ReasonNoConsent: CauseConsent,
	shop.ReasonOptedOut: CauseConsent, shop.ReasonTemplateMissing: CauseTemplate, shop.ReasonTemplateState: CauseTemplate,
	shop.ReasonTemplateGaps: CauseTemplate, shop.ReasonSpendCap: CauseLimit, shop.ReasonCustomerForgotten: CauseConsent,
}

// CauseOf is why a message did not arrive.
func CauseOf(flag shop.Flag, code int, reason shop.Reason) Cause {
	switch {
	case flag == shop.FlagUnknown:
		return CauseUnknown
	case reason != shop.ReasonNone:
		if cause, ok := causeOfReason[reason]; ok {
			return cause
		}
		return CauseOther
	}
	if cause, ok := causeOfFailure[failures[code]]; ok {
		return cause
	}
	return CauseOther
}

// CauseTitle names a cause: "The number can't get WhatsApp messages".
func CauseTitle(c Cause) string { return lang.L("cause." + string(c)) }

// NextStep says what to do about a cause.
func NextStep(c Cause) string { return lang.L("cause." + string(c) + ".next") }
