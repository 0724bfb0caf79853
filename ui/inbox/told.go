package inbox

import (
	"time"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// toldWords says how a customer stands with an order's status: "Told 10:40",
// or why not.
func toldWords(t store.Told, now time.Time) (string, kit.BubbleState) {
	switch t.State {
	case store.ToldWaiting:
		return say("inbox.told.waiting"), kit.Waiting
	case store.ToldSent:
		if t.Flag == shop.FlagUnknown {
			return say("inbox.told.unknown"), kit.NoState
		}
		return say("inbox.told.at", "When", words.ListTime(t.At, now)), stateOf(t.Rank, t.Flag)
	case store.ToldFailed:
		if t.Flag == shop.FlagRefused {
			return say("inbox.told.not", "Why", words.Reason(t.Reason)), kit.NoState
		}
		return say("inbox.told.not", "Why", words.Failure(t.Code)), kit.NoState
	case store.ToldWithheld:
		return say("inbox.told.not", "Why", words.Reason(t.Reason)), kit.NoState
	}
	return "", kit.NoState
}
