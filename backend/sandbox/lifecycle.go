package sandbox

import (
	"strings"
	"time"

	"mostrador/backend/whatsapp"
)

// How long a message takes in life, before Speed.
const (
	untilSent      = 350 * time.Millisecond
	untilDelivered = 500 * time.Millisecond
	untilRead      = 3 * time.Second
)

// newPricing is when the platform began to charge for service messages.
var newPricing = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)

// launch sends an accepted message on its way; code makes it fail instead.
func (sb *Sandbox) launch(id string, code int) {
	if code != 0 {
		sb.tasks.after(sb.delay(untilSent), func() { sb.fail(id, code) })
		return
	}
	sb.tasks.after(sb.delay(untilSent), func() { sb.markSent(id) })
}

// resume sends on what was under way when the sandbox was closed.
func (sb *Sandbox) resume() {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	for _, id := range sb.state.order {
		m := sb.state.messages[id]
		if m == nil || !m.FromShop {
			continue
		}
		last := ""
		if n := len(m.Statuses); n > 0 {
			last = m.Statuses[n-1].Status
		}
		switch last {
		case "":
			sb.launch(id, 0)
		case whatsapp.StatusSent:
			sb.tasks.after(sb.delay(untilDelivered), func() { sb.markDelivered(id) })
		case whatsapp.StatusDelivered:
			if c := sb.state.customers[m.Customer]; !c.Manual && sb.now().Sub(m.At) < time.Hour {
				sb.tasks.after(sb.delay(untilRead), func() { sb.markReadByCustomer(id) })
			}
		}
	}
}

// advance notes a status and posts its webhook; false when it was there already or the
// message is gone or failed.
func (sb *Sandbox) advance(id, status string, at time.Time, extra func(*message) fields) bool {
	sb.mu.Lock()
	m := sb.state.messages[id]
	if m == nil {
		sb.mu.Unlock()
		return false
	}
	_, already := m.reached(status)
	_, failed := m.reached(whatsapp.StatusFailed)
	if already || failed {
		sb.mu.Unlock()
		return false
	}
	step := statusAt{Status: status, At: at}
	var more fields
	if extra != nil {
		more = extra(m)
	}
	m.Statuses = append(m.Statuses, step)
	body := sb.statusBody(sb.state.customers[m.Customer], m, step, more)
	sb.keep("message", id, m)
	sb.mu.Unlock()
	sb.post(body)
	return true
}

func (sb *Sandbox) markSent(id string) {
	if !sb.advance(id, whatsapp.StatusSent, sb.now(), sb.pricing) {
		return
	}
	sb.tasks.after(sb.delay(untilDelivered), func() { sb.markDelivered(id) })
}

// pricing prices a message, once, and counts it; the caller holds the lock.
func (sb *Sandbox) pricing(m *message) fields {
	if m.Type == whatsapp.TypeReaction {
		return nil
	}
	category, kind := "service", "regular"
	if m.Category != "" {
		category = strings.ToLower(m.Category)
	}
	switch {
	case category == "service" && sb.now().Before(newPricing):
		kind = "free_customer_service"
	case category == "service":
		if sb.countService(m.Number) {
			kind = "free_customer_service"
		}
	case category == "utility" && m.InWindow && sb.now().Before(newPricing):
		kind = "free_customer_service"
	}
	return fields{"pricing": fields{"billable": kind == "regular", "pricing_model": "PMP", "type": kind, "category": category}}
}

// countService counts a service message and says whether the free tier covers it.
func (sb *Sandbox) countService(number string) bool {
	n := sb.state.numbers[number]
	if n == nil {
		return false
	}
	if month := sb.now().Format("2006-01"); n.Month != month {
		n.Month, n.Service = month, 0
	}
	n.Service++
	sb.keep("number", n.ID, n)
	return n.Service <= sb.p.Limits.FreeTier
}

func (sb *Sandbox) markDelivered(id string) {
	sb.mu.Lock()
	m := sb.state.messages[id]
	if m == nil {
		sb.mu.Unlock()
		return
	}
	c := *sb.state.customers[m.Customer]
	// Only "sent" ever follows a reaction; it reaches the phone all the same.
	quiet := m.Type == whatsapp.TypeReaction
	if quiet && !c.BlocksShop && !c.Offline {
		if _, already := m.reached(statusQuiet); !already {
			m.Statuses = append(m.Statuses, statusAt{Status: statusQuiet, At: sb.now()})
			sb.keep("message", id, m)
		}
	}
	sb.mu.Unlock()
	if quiet || c.BlocksShop || c.Offline {
		return
	}
	if !sb.advance(id, whatsapp.StatusDelivered, sb.now(), nil) {
		return
	}
	if !c.Manual {
		sb.tasks.after(sb.delay(untilRead), func() { sb.markReadByCustomer(id) })
	}
}

// Marks, inside the sandbox only, for what reached a phone, or was read, without a status.
const (
	statusQuiet     = "quietly delivered"
	statusQuietRead = "quietly read"
)

// markReadByCustomer lets the customer read, and react to, a message.
func (sb *Sandbox) markReadByCustomer(id string) {
	sb.mu.Lock()
	m := sb.state.messages[id]
	if m == nil {
		sb.mu.Unlock()
		return
	}
	c := *sb.state.customers[m.Customer]
	voice := m.Voice
	if _, already := m.reached(statusQuietRead); already {
		sb.mu.Unlock()
		return
	}
	if c.NoReceipts {
		m.Statuses = append(m.Statuses, statusAt{Status: statusQuietRead, At: sb.now()})
		sb.keep("message", id, m)
	}
	sb.mu.Unlock()
	if !c.NoReceipts {
		if !sb.advance(id, whatsapp.StatusRead, sb.now(), nil) {
			return
		}
		if voice {
			sb.tasks.after(sb.delay(untilRead), func() { sb.advance(id, whatsapp.StatusPlayed, sb.now(), nil) })
		}
	}
	sb.react(c, id)
}

// fail reports that a message could not be delivered.
func (sb *Sandbox) fail(id string, code int) {
	sb.advance(id, whatsapp.StatusFailed, sb.now(), func(*message) fields {
		return fields{"errors": []fields{webhookError(code, detailsOf(code))}}
	})
}
