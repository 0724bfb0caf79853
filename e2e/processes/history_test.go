package processes_test

import (
	"fmt"
	"sync"

	"mostrador/backend/sandbox"
	"mostrador/e2e/processes/desktop"
	"mostrador/shop"
)

// history is what each side acknowledged, in the order in which it did. It only
// grows.
type history struct {
	mu    sync.Mutex
	facts []fact
}

// fact is one acknowledgement.
type fact struct {
	what factKind
	// wrote, kept
	wamid string
	// took
	message shop.MessageID
	text    string
	// moved
	order  shop.OrderID
	status shop.StatusID
	phone  string
}

type factKind int

const (
	wrote factKind = iota // the platform took a customer's message
	kept                  // the relay answered 200 to a webhook
	took                  // the desktop has a message of the owner's on disk
	moved                 // the desktop has an order's move on disk
	tried                 // the owner typed a message; what became of it isn't known
)

func (h *history) note(f fact) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.facts = append(h.facts, f)
}

func (h *history) of(kind factKind) []fact {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []fact
	for _, f := range h.facts {
		if f.what == kind {
			found = append(found, f)
		}
	}
	return found
}

// end is how everything stands when all has become quiet.
type end struct {
	shop    shop.ShopID
	chats   []desktop.Chat
	inboxes map[string][]sandbox.Received // by phone
}

// check compares what was acknowledged with the end, and lists all that is
// wrong: lost, doubled, or in doubt without saying so.
func (h *history) check(e end) (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	h.checkArrived(e, complain)
	h.checkSent(e, complain)
	h.checkUpdates(e, complain)
	return wrong
}

// checkArrived: every message of a customer's that was acknowledged is on the
// desktop exactly once, and no text is there twice: each is written once only.
func (h *history) checkArrived(e end, complain func(string, ...any)) {
	there, texts := map[shop.MessageID]int{}, map[string]int{}
	for _, chat := range e.chats {
		for _, item := range chat.Items {
			if !item.Outgoing {
				there[item.Message]++
				texts[item.Text]++
			}
		}
	}
	for _, f := range append(h.of(wrote), h.of(kept)...) {
		if n := there[shop.MessageFor(e.shop, f.wamid)]; n != 1 {
			complain("a customer's message %s was acknowledged and is on the desktop %d times", f.wamid, n)
		}
	}
	for text, n := range texts {
		if n > 1 {
			complain("the desktop shows %q %d times", text, n)
		}
	}
}

// checkSent: every message that the desktop took is with the customer exactly
// once, or at most once with the doubt or the failure shown; nothing that was
// typed is there twice.
func (h *history) checkSent(e end, complain func(string, ...any)) {
	arrived, texts := map[string]int{}, map[string]int{}
	for phone, inbox := range e.inboxes {
		for _, message := range inbox {
			arrived[message.CallbackData]++
			texts[phone+" "+message.Text]++
		}
	}
	for text, n := range texts {
		if n > 1 {
			complain("a customer has %q %d times", text, n)
		}
	}
	shown := map[shop.MessageID]desktop.Item{}
	for _, chat := range e.chats {
		for _, item := range chat.Items {
			shown[item.Message] = item
		}
	}
	for _, f := range h.of(took) {
		item, there := shown[f.message]
		n := arrived[f.message.String()]
		switch {
		case !there:
			complain("message %s (%s) was taken and is gone", f.message, f.text)
		case n > 1:
			complain("message %s (%s) arrived %d times", f.message, f.text, n)
		case item.Waits:
			complain("message %s (%s) still waits on the desktop", f.message, f.text)
		case item.Flag == shop.FlagNone && item.Rank < shop.RankAccepted:
			complain("nobody knows what became of message %s (%s): rank %d", f.message, f.text, item.Rank)
		case item.Flag == shop.FlagNone && n != 1:
			complain("message %s (%s) is shown with rank %d and the customer has it %d times", f.message, f.text, item.Rank, n)
		}
	}
}

// checkUpdates: a customer was told of each status at most once, and exactly
// once where nothing else is shown.
func (h *history) checkUpdates(e end, complain func(string, ...any)) {
	for _, f := range h.of(moved) {
		n, known := 0, false
		for _, message := range e.inboxes[f.phone] {
			if message.Text == f.text {
				n++
			}
		}
		for _, chat := range e.chats {
			for _, item := range chat.Items {
				if item.Order == f.order && item.Status == f.status {
					known = known || item.Flag != shop.FlagNone
				}
			}
		}
		if n > 1 || n == 0 && !known {
			complain("the update %q (order %s, %s) arrived %d times and the desktop shows nothing of it", f.text, f.order, f.status, n)
		}
	}
}
