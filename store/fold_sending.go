package store

import (
	"mostrador/shop"
)

// sendingBody folds how far our messages came; false when the body is another's.
func (f *fold) sendingBody(e *shop.Event, body shop.Body) bool {
	switch b := body.(type) {
	case *shop.MessageClaimed:
		f.messageClaimed(e, b)
	case *shop.MessagePostponed:
		f.messagePostponed(e, b)
	case *shop.MessageAccepted:
		f.messageAccepted(e, b)
	case *shop.MessageProgressed:
		f.messageProgressed(e, b)
	case *shop.MessageFailed:
		f.messageFailed(e, b)
	case *shop.MessageUnsettled:
		f.messageUnsettled(e, b)
	case *shop.MessageRefused:
		f.messageRefused(e, b)
	case *shop.MessageSettled:
		f.messageSettled(e, b)
	default:
		return false
	}
	return true
}

// sending is the part of a message that statuses change.
type sending struct {
	position     int64
	id           shop.MessageID
	conversation int64
	outgoing     bool
	ref          shop.PlatformRef
	rank         shop.Rank
	flag         shop.Flag
	code         int
	reason       shop.Reason
	attempt      int
	deadline     int64
	retryAt      int64
	held         string
	category     shop.Category
	billed       bool
	order        shop.OrderID
	unresolved   bool
	counted      bool // unresolved as the conversation counts it
	dirty        bool // the row does not have it yet
}

func (f *fold) byID(id shop.MessageID) (*sending, bool) {
	if (id == shop.MessageID{}) {
		return nil, false
	}
	m, ok := f.messageByID(id)
	return m, ok && m.outgoing
}

// byRef finds a message by the id that our callback named, or by the
// platform's reference.
func (f *fold) byRef(id shop.MessageID, ref shop.PlatformRef) (*sending, bool) {
	if m, ok := f.byID(id); ok {
		return m, true
	}
	m, ok := f.messageByRef(ref)
	return m, ok && m.outgoing
}

// save keeps a sending part to be written, and the count of what did not
// arrive.
func (f *fold) save(m *sending) {
	if m.flag == shop.FlagNone || m.flag == shop.FlagCancelled {
		m.unresolved = false
	}
	f.sendings.change(m)
	f.messages.add(m.id)
	f.orders.add(m.order)
	c := f.numbered(m.conversation)
	if c == nil {
		return
	}
	f.dirty.add(c.id)
	if m.unresolved != m.counted {
		f.flush()
		f.scan("SELECT count(*) FROM messages WHERE conversation = ? AND unresolved = 1", []any{c.n}, &c.undelivered)
		m.counted = m.unresolved
	}
}

// flagged sets a flag and asks for attention.
func (m *sending) flagged(fl shop.Flag) {
	if m.flag != fl {
		m.flag, m.unresolved = fl, true
	}
}

func (m *sending) reached(rank shop.Rank) { m.rank = max(m.rank, rank) }

func (f *fold) messageClaimed(e *shop.Event, b *shop.MessageClaimed) {
	m, ok := f.byID(b.Message)
	if !ok {
		return
	}
	m.reached(shop.RankClaimed)
	m.attempt, m.deadline, m.retryAt = max(m.attempt, b.Attempt), millis(b.Deadline), 0
	f.step(e, b.Message, "claimed", stepDetail{attempt: b.Attempt, until: m.deadline, words: b.Relay})
	f.save(m)
}

func (f *fold) messagePostponed(e *shop.Event, b *shop.MessagePostponed) {
	m, ok := f.byID(b.Message)
	if !ok {
		return
	}
	m.retryAt, m.code = millis(b.Until), b.Code
	f.step(e, b.Message, "postponed", stepDetail{attempt: b.Attempt, code: b.Code, until: m.retryAt})
	f.save(m)
}

func (f *fold) messageAccepted(e *shop.Event, b *shop.MessageAccepted) {
	m, ok := f.byID(b.Message)
	if !ok {
		return
	}
	m.reached(shop.RankAccepted)
	m.ref, m.held, m.retryAt = b.Ref, b.Held, 0
	if m.flag == shop.FlagUnknown {
		m.flag = shop.FlagNone
	}
	if m.flag != shop.FlagFailed { // else the failure overtook this answer, and its code says why
		m.code = 0
	}
	f.step(e, b.Message, "accepted", stepDetail{attempt: b.Attempt, words: b.Held, wamid: b.Personal.Wamid})
	f.save(m)
	f.linkDangling(b.Ref)
}

// messageProgressed: a status proves that WhatsApp took the message, so it
// settles an unknown; one that arrived on the phone did not fail.
func (f *fold) messageProgressed(e *shop.Event, b *shop.MessageProgressed) {
	m, ok := f.byRef(b.Message, b.Ref)
	if !ok {
		f.dangleUnless(e, b.Message, b.Ref)
		return
	}
	before := m.rank
	newRef := (m.ref == shop.PlatformRef{}) && (b.Ref != shop.PlatformRef{})
	if newRef {
		m.ref = b.Ref
	}
	rank := b.Delivery.Rank()
	m.reached(rank)
	m.held, m.retryAt = "", 0
	if m.flag == shop.FlagUnknown || rank >= shop.RankDelivered && m.flag == shop.FlagFailed {
		m.flag, m.code = shop.FlagNone, 0
	}
	price := f.count(e, m, before, b.Pricing)
	f.step(e, m.id, string(b.Delivery), stepDetail{pricing: b.Pricing, price: price, wamid: b.Personal.Wamid})
	f.save(m)
	if newRef {
		f.linkDangling(b.Ref)
	}
}

// messageFailed: what is on the phone already can't fail any more.
func (f *fold) messageFailed(e *shop.Event, b *shop.MessageFailed) {
	m, ok := f.byRef(b.Message, b.Ref)
	if !ok {
		f.dangleUnless(e, b.Message, b.Ref)
		return
	}
	newRef := (m.ref == shop.PlatformRef{}) && (b.Ref != shop.PlatformRef{})
	if newRef {
		m.ref = b.Ref
	}
	f.step(e, m.id, "failed", stepDetail{attempt: b.Attempt, code: b.Code, words: b.Details})
	if m.rank < shop.RankDelivered {
		m.flagged(shop.FlagFailed)
		m.code, m.retryAt = b.Code, 0
	}
	f.save(m)
	if newRef {
		f.linkDangling(b.Ref)
	}
}

func (f *fold) messageUnsettled(e *shop.Event, b *shop.MessageUnsettled) {
	m, ok := f.byID(b.Message)
	if !ok {
		return
	}
	if m.rank < shop.RankAccepted && m.flag == shop.FlagNone {
		m.flagged(shop.FlagUnknown)
	}
	f.step(e, b.Message, "unsettled", stepDetail{attempt: b.Attempt, words: b.Why})
	f.save(m)
}

func (f *fold) messageRefused(e *shop.Event, b *shop.MessageRefused) {
	m, ok := f.byID(b.Message)
	if !ok {
		return
	}
	m.flagged(shop.FlagRefused)
	m.reason, m.retryAt = b.Reason, 0
	f.step(e, b.Message, "refused", stepDetail{words: string(b.Reason)})
	f.save(m)
}

// messageSettled: somebody has dealt with it; what is known of its fate stays.
func (f *fold) messageSettled(e *shop.Event, b *shop.MessageSettled) {
	m, ok := f.byID(b.Message)
	if !ok {
		return
	}
	m.unresolved = false
	f.step(e, b.Message, "settled", stepDetail{})
	f.save(m)
}
