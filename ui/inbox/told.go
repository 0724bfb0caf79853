package inbox

import (
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// toldWords says that a customer knows of an order's status: "Told 10:40".
func toldWords(t store.Told, now time.Time) (string, kit.BubbleState) {
	switch t.State {
	case store.ToldWaiting:
		return say("inbox.told.waiting"), kit.Waiting
	case store.ToldSent:
		if t.Flag == shop.FlagUnknown {
			return say("inbox.told.unknown"), kit.NoState
		}
		return say("inbox.told.at", "When", words.ListTime(t.At, now)), stateOf(t.Rank, t.Flag)
	}
	return "", kit.NoState
}

// whyNotTold says why an update did not reach the customer, "" if nothing went
// wrong.
func whyNotTold(t store.Told) string {
	switch {
	case t.State == store.ToldFailed && t.Flag != shop.FlagRefused:
		return say("inbox.told.not", "Why", words.Failure(t.Code))
	case t.State == store.ToldFailed, t.State == store.ToldWithheld:
		return say("inbox.told.not", "Why", words.Reason(t.Reason))
	}
	return ""
}
