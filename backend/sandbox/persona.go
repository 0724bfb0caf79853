package sandbox

import (
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

// React says what a customer does after reading a message. It is called without locks, in
// the order of reading, and must not block.
type React func(c Customer, got Received) []Reply

// Reply is something a customer does a while after reading.
type Reply struct {
	// After is in real life's time; Speed divides it.
	After   time.Duration
	Message Message
	// Stops also stops marketing messages, as the button in the chat does.
	Stops bool
}

// Persona is a way to react, as data: the first rule that fits is followed.
type Persona struct {
	Rules []Rule `json:"rules"`
}

// When a rule fits.
const (
	OnQuestion  = "question"
	OnWords     = "words"
	OnPromotion = "promotion"
	OnAny       = "any"
)

// Rule is one reaction of a persona.
type Rule struct {
	// On is question (the text asks something), words (one of Words is in it, whatever
	// the case), promotion (a marketing template) or any.
	On    string   `json:"on"`
	Words []string `json:"words,omitempty"`
	// From is how many promotions it takes, counting this one; 0 means one.
	From int `json:"from,omitempty"`
	// Texts are written in turn; empty means saying nothing.
	Texts []string `json:"texts,omitempty"`
	// AfterSeconds is the time until the answer, in life.
	AfterSeconds float64 `json:"after_seconds,omitempty"`
	// AtMost is how often a day this rule answers one customer; 0 means three times, so
	// that two machines don't talk to each other for ever.
	AtMost int  `json:"at_most,omitempty"`
	Stops  bool `json:"stops,omitempty"`
}

// react lets the customer do what React or the persona says.
func (sb *Sandbox) react(c Customer, id string) {
	sb.mu.Lock()
	m := sb.state.messages[id]
	if m == nil {
		sb.mu.Unlock()
		return
	}
	got := sb.received(m)
	var replies []Reply
	if sb.p.React == nil {
		replies = sb.personaReplies(c, got)
	}
	sb.mu.Unlock()
	if sb.p.React != nil {
		replies = sb.p.React(c, got)
	}
	for _, reply := range replies {
		reply.Message.Number = got.Number
		sb.tasks.after(sb.delay(reply.After), func() { sb.carryOut(c.ID, reply) })
	}
}

func (sb *Sandbox) carryOut(customer string, reply Reply) {
	if !reply.Message.empty() {
		if _, err := sb.CustomerWrites(sb.ctx, customer, reply.Message); err != nil {
			sb.log.Warn("a customer's reaction could not be written", "error", err)
		}
	}
	if reply.Stops {
		if err := sb.CustomerStops(sb.ctx, customer); err != nil {
			sb.log.Warn("a customer could not unsubscribe", "error", err)
		}
	}
}

// personaReplies follows the first rule that fits; the caller holds the lock.
func (sb *Sandbox) personaReplies(c Customer, got Received) []Reply {
	for i, rule := range sb.p.Personas[c.Persona].Rules {
		if !sb.fits(rule, c, got) {
			continue
		}
		key := c.ID + "|" + c.Persona + "|" + string(rune('0'+i))
		now := sb.now()
		today := sb.fired[key][:0]
		for _, at := range sb.fired[key] {
			if now.Sub(at) < 24*time.Hour {
				today = append(today, at)
			}
		}
		most := rule.AtMost
		if most == 0 {
			most = 3
		}
		if len(today) >= most {
			return nil
		}
		sb.fired[key] = append(today, now)
		reply := Reply{After: time.Duration(rule.AfterSeconds * float64(time.Second)), Stops: rule.Stops}
		if len(rule.Texts) > 0 {
			reply.Message.Text = rule.Texts[len(today)%len(rule.Texts)]
		}
		return []Reply{reply}
	}
	return nil
}

func (sb *Sandbox) fits(rule Rule, c Customer, got Received) bool {
	switch rule.On {
	case OnAny:
		return true
	case OnQuestion:
		return strings.ContainsAny(got.Text, "?¿")
	case OnWords:
		text := strings.ToLower(got.Text)
		for _, word := range rule.Words {
			if strings.Contains(text, strings.ToLower(word)) {
				return true
			}
		}
	case OnPromotion:
		return strings.EqualFold(got.Category, whatsapp.CategoryMarketing) && sb.promotions(c.ID, got) >= max(rule.From, 1)
	}
	return false
}

// promotions counts what marketing reached a customer in the last week, this one included.
func (sb *Sandbox) promotions(customer string, got Received) int {
	n := 0
	for _, m := range sb.state.messages {
		if m.Customer == customer && m.FromShop && strings.EqualFold(m.Category, whatsapp.CategoryMarketing) &&
			got.At.Sub(m.At) < 7*24*time.Hour && !m.At.After(got.At) {
			if _, arrived := m.reached(whatsapp.StatusDelivered); arrived {
				n++
			}
		}
	}
	return n
}
