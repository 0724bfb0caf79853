package sandbox

import (
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

var (
	// newPricing is when the platform began to charge for service messages, and for
	// utility templates within the reply window.
	newPricing = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	// longEntry is when free entry points of ads began to last a week.
	longEntry = time.Date(2026, 9, 28, 0, 0, 0, 0, time.UTC)
)

// price is what a message counts as; it is told once.
type price struct {
	Type     string `json:"type"`
	Category string `json:"category"`
}

// The types of a price.
const (
	priceRegular = "regular"
	priceService = "free_customer_service"
	priceEntry   = "free_entry_point"
)

// rates are made up: no call of the platform tells real ones.
var madeUpRates = map[string]float64{"marketing": 0.05, "marketing_lite": 0.05, "utility": 0.02, "authentication": 0.02, "service": 0.02}

// cost is what a message costs, in the account's currency and at made-up rates.
func (p *price) cost() float64 {
	if p == nil || p.Type != priceRegular {
		return 0
	}
	return madeUpRates[p.Category]
}

// pricing prices a message, once, and counts it; the caller holds the lock.
func (sb *Sandbox) pricing(m *message) *price {
	if m.Type == whatsapp.TypeReaction {
		return nil
	}
	category := "service"
	switch {
	case m.Lite:
		category = "marketing_lite"
	case m.Category != "":
		category = strings.ToLower(m.Category)
	}
	before := m.At.Before(newPricing)
	switch {
	case m.EntryUntil.After(m.At):
		return &price{Type: priceEntry, Category: "referral_conversion"}
	case category == "service" && before:
		return &price{Type: priceService, Category: category}
	case category == "service" && sb.countService(m.Number):
		return &price{Type: priceService, Category: category}
	case category == "utility" && m.InWindow && before:
		return &price{Type: priceService, Category: category}
	}
	return &price{Type: priceRegular, Category: category}
}

func (p *price) fields() fields {
	return fields{"pricing": fields{"billable": p.Type == priceRegular, "pricing_model": "PMP", "type": p.Type, "category": p.Category}}
}

// countService counts a service message and says whether the free tier covers it.
func (sb *Sandbox) countService(number string) bool {
	n := sb.state.numbers[number]
	if n == nil {
		return false
	}
	sb.newMonth(n)
	n.Service++
	sb.keep("number", n.ID, n)
	return n.Service <= sb.p.Limits.FreeTier
}

func (sb *Sandbox) newMonth(n *Number) {
	if month := sb.now().Format("2006-01"); n.Month != month {
		n.Month, n.Service = month, 0
	}
}

// adClick is a customer's message that came from an ad or a page's button.
type adClick struct {
	at time.Time
	// post is for a page's button or post, whose entry is shorter.
	post bool
}

// entryLife is how long everything is free once the shop answered a click.
func (a adClick) entryLife(now time.Time) time.Duration {
	if a.post || now.Before(longEntry) {
		return 72 * time.Hour
	}
	return 7 * 24 * time.Hour
}

// entryUntil is until when messages between the two are free, counting an answer that
// opens it now; zero when they are not. The caller holds the lock.
func (sb *Sandbox) entryUntil(number, customer string) time.Time {
	key, now := [2]string{number, customer}, sb.now()
	if until := sb.state.entry[key]; until.After(now) {
		return until
	}
	click, clicked := sb.state.clicks[key]
	if clicked && now.Sub(click.at) < 24*time.Hour && click.at.After(sb.state.entry[key]) {
		return now.Add(click.entryLife(now))
	}
	return time.Time{}
}

func (sb *Sandbox) freeEntry(number, customer string) bool {
	return !sb.entryUntil(number, customer).IsZero()
}

// conversation is what a status tells of its conversation: before v24.0 always, since
// then within a free entry point only. The caller holds the lock.
func (sb *Sandbox) conversation(m *message, status string) fields {
	entry := m.EntryUntil.After(m.At)
	if !entry && !oldWebhooks(sb.state.account.WebhookVersion) {
		return nil
	}
	origin, until := "service", m.At.Add(24*time.Hour)
	if m.Category != "" {
		origin = strings.ToLower(m.Category)
	}
	if entry {
		origin, until = "referral_conversion", m.EntryUntil
	}
	out := fields{"id": conversationID(m), "origin": fields{"type": origin}}
	if status == whatsapp.StatusSent {
		out["expiration_timestamp"] = seconds(until)
	}
	return out
}

// oldWebhooks says whether a version's webhooks have a conversation in every status.
func oldWebhooks(version string) bool {
	var major int
	for _, r := range strings.TrimPrefix(version, "v") {
		if r < '0' || r > '9' {
			break
		}
		major = major*10 + int(r-'0')
	}
	return major > 0 && major < 24
}
