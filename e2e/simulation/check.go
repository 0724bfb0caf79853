package simulation

import (
	"fmt"
	"slices"

	"mostrador/shop"
)

// check holds the end of a history against its past and lists all that is wrong.
func check(past history, e end) []string {
	c := &checker{past: past, end: e}
	c.alike()
	c.journal()
	c.arrived()
	c.answered()
	c.sent()
	c.ordered()
	c.updates()
	c.spending()
	c.rules()
	return c.wrong
}

type checker struct {
	past  history
	end   end
	wrong []string
}

func (c *checker) complain(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// alike: every device has the same, and the same as one that begins now.
func (c *checker) alike() {
	want := c.end.dumps[fromTheBeginning]
	for name, dump := range c.end.dumps {
		if dump != want {
			c.complain("%s has something else than a device that begins now: %s", name, difference(dump, want))
		}
	}
}

// journal: no event is there twice, and every message is queued once.
func (c *checker) journal() {
	ids, queued, numbers := map[shop.EventID]bool{}, map[shop.MessageID]bool{}, map[string]bool{}
	for i, e := range c.end.events {
		if e.Position != shop.Position(i+1) {
			c.complain("event %d stands at %d", i+1, e.Position)
		}
		if ids[e.ID] {
			c.complain("event %s %s is in the journal twice", e.Kind, e.ID)
		}
		ids[e.ID] = true
		switch b := opened(e).(type) {
		case *shop.MessageQueued:
			if queued[b.Message] {
				c.complain("message %s was queued twice", b.Message)
			}
			queued[b.Message] = true
		case *shop.OrderOpened:
			if numbers[b.Number] {
				c.complain("two orders have number %s", b.Number)
			}
			numbers[b.Number] = true
		}
	}
}

func opened(e shop.Event) shop.Body {
	body, err := e.Open()
	if err != nil {
		return nil
	}
	return body
}

// arrived: what a customer wrote is shown once.
func (c *checker) arrived() {
	for _, m := range c.past.wrote {
		if n := c.end.shown[shop.MessageFor(c.end.shop, m.wamid)].times; n != 1 {
			c.complain("%q of a customer (%s) is shown %d times", m.text, m.wamid, n)
		}
	}
}

// answered: every command that a device took has one answer.
func (c *checker) answered() {
	batches := map[shop.CommandID][]shop.Position{}
	for _, e := range c.end.events {
		if (e.Cause.Command != shop.CommandID{}) {
			batches[e.Cause.Command] = append(batches[e.Cause.Command], e.Position)
		}
	}
	for _, a := range c.past.asked {
		answer := batches[a.command.ID]
		switch n := len(answer); {
		case n == 0:
			c.complain("%s of %s (%s) was never answered", a.command.Kind, a.device, a.command.ID)
		case answer[n-1]-answer[0] != shop.Position(n-1):
			c.complain("%s of %s was answered twice: %v", a.command.Kind, a.device, answer)
		}
	}
}

// sent: every message that the owner gave is with the customer once, or its
// failure, refusal or doubt is shown, and never twice.
func (c *checker) sent() {
	taken, failed := map[string]int{}, map[string]bool{}
	for _, t := range c.end.taken {
		taken[t.callback]++
		failed[t.callback] = failed[t.callback] || t.failed
	}
	for callback, n := range taken {
		if n > 1 {
			c.complain("message %s reached WhatsApp %d times", callback, n)
		}
	}
	for id, i := range c.end.shown {
		if !i.outgoing || i.waits {
			continue
		}
		c.fate(id, i, taken[id.String()], failed[id.String()])
	}
	for _, a := range c.past.asked {
		if send, ok := a.wish.(*shop.SendMessage); ok {
			c.given(a, send, taken[send.Message.String()])
		}
	}
}

// given: what a device took is shown, unless the relay refused it.
func (c *checker) given(a asked, send *shop.SendMessage, taken int) {
	_, refused := c.end.refused[a.command.ID]
	i, there := c.end.shown[send.Message]
	switch {
	case refused && taken > 0:
		c.complain("message %s was refused and reached WhatsApp", send.Message)
	case !refused && (!there || i.waits):
		c.complain("message %s of %s is gone", send.Message, a.device)
	}
}

// fate: what is shown is what became of it. WhatsApp tells in the end, by the
// message's own id, so that no doubt stays about one that it took.
func (c *checker) fate(id shop.MessageID, i item, taken int, failed bool) {
	switch {
	case i.flag == shop.FlagNone && taken != 1:
		c.complain("message %s is shown with rank %d and reached WhatsApp %d times", id, i.rank, taken)
	case i.flag == shop.FlagNone && failed:
		c.complain("message %s failed and is shown with rank %d", id, i.rank)
	case i.flag == shop.FlagNone && i.rank < shop.RankDelivered:
		c.complain("message %s was delivered and is shown with rank %d", id, i.rank)
	case i.flag == shop.FlagUnknown && taken > 0:
		c.complain("message %s reached WhatsApp, which said so, and is shown as unknown", id)
	case i.flag == shop.FlagRefused && taken > 0:
		c.complain("message %s reached WhatsApp and is shown as refused", id)
	case i.flag == shop.FlagFailed && taken > 0 && !failed:
		c.complain("message %s was delivered and is shown as failed", id)
	}
}

// ordered: of a conversation's messages whose answer came, none overtook
// another. One that is unknown lets the next go.
func (c *checker) ordered() {
	place, conversation, doubtful := map[string]shop.Position{}, map[string]shop.ConversationID{}, map[string]bool{}
	for _, e := range c.end.events {
		switch b := opened(e).(type) {
		case *shop.MessageQueued:
			place[b.Message.String()], conversation[b.Message.String()] = e.Position, b.Conversation
		case *shop.MessageUnsettled:
			doubtful[b.Message.String()] = true
		}
	}
	last := map[shop.ConversationID]shop.Position{}
	for _, t := range c.end.taken {
		if doubtful[t.callback] {
			continue
		}
		in := conversation[t.callback]
		if place[t.callback] < last[in] {
			c.complain("message %s overtook another", t.callback)
		}
		last[in] = place[t.callback]
	}
}

// updates: a customer is told an order's status once, unless a telling failed
// or somebody told it again on purpose.
func (c *checker) updates() {
	keys := map[string]shop.UpdateKey{}
	for _, e := range c.end.events {
		if b, ok := opened(e).(*shop.MessageQueued); ok && b.Update != nil && !b.Again {
			keys[b.Message.String()] = *b.Update
		}
	}
	told := map[shop.UpdateKey]int{}
	for _, t := range c.end.taken {
		if key, ok := keys[t.callback]; ok && !t.failed {
			if told[key]++; told[key] > 1 {
				c.complain("order %s told %s %d times", key.Order, key.Status, told[key])
			}
		}
	}
}

// spending: what was billed stays under the limit.
func (c *checker) spending() {
	spent := 0
	for _, t := range c.end.taken {
		if t.template && !t.failed {
			spent += utilityPrice
		}
	}
	if spent > spendCap {
		c.complain("%d were spent of %d", spent, spendCap)
	}
}

// known is what the rules go by, as of one place in the journal.
type known struct {
	last    map[shop.ConversationID]int64 // Unix seconds of the last inbound message
	queued  map[shop.MessageID]queued
	consent map[shop.CustomerID]map[shop.Purpose]bool
	waiting map[shop.ConversationID][]shop.MessageID
}

type queued struct {
	*shop.MessageQueued
	customer shop.CustomerID
	claimed  bool
}

// rules: when a relay took a message to send it, every rule said yes by what the
// journal had then, and nobody else had it.
func (c *checker) rules() {
	k := &known{last: map[shop.ConversationID]int64{}, queued: map[shop.MessageID]queued{},
		consent: map[shop.CustomerID]map[shop.Purpose]bool{}, waiting: map[shop.ConversationID][]shop.MessageID{}}
	for _, e := range c.end.events {
		switch b := opened(e).(type) {
		case *shop.MessageReceived:
			k.last[b.Conversation] = max(k.last[b.Conversation], e.At.Unix())
		case *shop.ConsentChanged:
			if k.consent[b.Customer] == nil {
				k.consent[b.Customer] = map[shop.Purpose]bool{}
			}
			k.consent[b.Customer][b.Purpose] = b.Allowed
		case *shop.MessageQueued:
			k.queued[b.Message] = queued{MessageQueued: b, customer: e.Customer}
			k.waiting[b.Conversation] = append(k.waiting[b.Conversation], b.Message)
		case *shop.MessageClaimed:
			c.claim(k, b, e.Recorded.Unix())
		case *shop.MessagePostponed:
			k.free(b.Message)
		case *shop.MessageAccepted:
			k.settled(b.Message)
		case *shop.MessageFailed:
			k.settled(b.Message)
		case *shop.MessageUnsettled:
			k.settled(b.Message)
		case *shop.MessageRefused:
			k.settled(b.Message)
		case *shop.MessageProgressed:
			k.settled(b.Message)
		}
	}
}

func (k *known) free(id shop.MessageID) {
	q := k.queued[id]
	q.claimed = false
	k.queued[id] = q
}

func (k *known) settled(id shop.MessageID) {
	q, ok := k.queued[id]
	if !ok {
		return
	}
	k.waiting[q.Conversation] = slices.DeleteFunc(k.waiting[q.Conversation], func(m shop.MessageID) bool { return m == id })
}

// claim asks the rules once more, in other words than shop does.
func (c *checker) claim(k *known, b *shop.MessageClaimed, now int64) {
	q, ok := k.queued[b.Message]
	if !ok {
		c.complain("message %s was claimed before it was queued", b.Message)
		return
	}
	if q.claimed {
		c.complain("message %s was claimed twice", b.Message)
	}
	q.claimed = true
	k.queued[b.Message] = q
	if waiting := k.waiting[q.Conversation]; len(waiting) == 0 || waiting[0] != b.Message {
		c.complain("message %s was claimed out of turn, or after its fate was known", b.Message)
	}
	const day = 24 * 60 * 60
	open := k.last[q.Conversation] != 0 && now < k.last[q.Conversation]+day
	said, asked := k.consent[q.customer][shop.OrderUpdates]
	switch {
	case q.Type != shop.TypeTemplate && !open:
		c.complain("message %s left outside the window", b.Message)
	case q.Update != nil && asked && !said:
		c.complain("update %s left to somebody who said no", b.Message)
	case !open && !said:
		c.complain("message %s left outside the window to somebody who never said yes", b.Message)
	}
}
