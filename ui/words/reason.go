package words

import (
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
)

// Reason says why a rule said no, with the next step.
func Reason(r shop.Reason) string {
	if r == shop.ReasonNone {
		return ""
	}
	return lang.L("reason." + string(r))
}

// failures groups WhatsApp's error codes by what the owner can do
// (cloudapi.md section 8).
var failures = map[int]string{
	131047: "window",
	131026: "undeliverable", 131021: "undeliverable", 131030: "undeliverable", 131062: "undeliverable",
	131042: "payment", 134011: "payment",
	0: "token", 190: "token", 3: "token", 10: "token", 131005: "token", 131045: "token", 133010: "token",
	130429: "rate", 131056: "rate", 4: "rate", 80007: "rate", 131048: "rate",
	131049: "marketing", 130472: "marketing", 131050: "optedOut",
	132000: "template", 132001: "template", 132005: "template", 132007: "template", 132012: "template",
	132015: "template", 132016: "template", 132018: "template",
	131052: "media", 131053: "media",
	368: "restricted", 131031: "restricted", 130497: "restricted", 131064: "restricted",
}

// Failure says why WhatsApp did not deliver a message, with the next step.
func Failure(code int) string {
	if key, ok := failures[code]; ok {
		return lang.L("failure." + key)
	}
	return lang.L("failure.other", map[string]any{"Code": code})
}

// Unknown says that a message's fate is not known.
func Unknown() string { return lang.L("failure.unknown") }
