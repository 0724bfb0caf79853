package sandbox

import (
	"time"

	"mostrador/backend/whatsapp"
)

// How long a message takes in life, before Speed.
const (
	untilSent      = 350 * time.Millisecond
	untilDelivered = 500 * time.Millisecond
	untilRead      = 3 * time.Second
)

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
	sb.resumeReviews()
	for _, id := range sb.state.order {
		m := sb.state.messages[id]
		if m == nil || !m.FromShop || m.FromApp {
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
	told := sb.statusChange(sb.state.customers[m.Customer], m, step, more)
	sb.keep("message", id, m)
	sb.mu.Unlock()
	sb.post(told)
	return true
}

func (sb *Sandbox) markSent(id string) {
	tell := func(m *message) fields {
		m.Price = sb.pricing(m)
		if m.Price == nil || sb.faults.LatePrice {
			return nil
		}
		m.Priced = true
		return m.Price.fields()
	}
	if !sb.advance(id, whatsapp.StatusSent, sb.now(), tell) {
		return
	}
	sb.tasks.after(sb.delay(untilDelivered), func() { sb.markDelivered(id) })
}

// priceLate tells the price with a later status, where it was not told with sent.
func (sb *Sandbox) priceLate(m *message) fields {
	if m.Price == nil || m.Priced {
		return nil
	}
	m.Priced = true
	return m.Price.fields()
}

func (sb *Sandbox) markDelivered(id string) {
	sb.mu.Lock()
	m := sb.state.messages[id]
	if m == nil || sb.now().Sub(m.At) > m.life() {
		sb.mu.Unlock()
		return // what could not be delivered in time is dropped without a word
	}
	c := *sb.state.customers[m.Customer]
	reaction := m.Type == whatsapp.TypeReaction
	arrives := !c.BlocksShop && !c.Offline
	quiet := reaction || c.readsAtOnce()
	if quiet && arrives {
		sb.noteQuiet(m)
	}
	sb.mu.Unlock()
	switch {
	case !arrives || reaction: // only "sent" ever follows a reaction; it reaches the phone all the same
	case quiet:
		sb.tasks.after(0, func() { sb.markReadByCustomer(id) })
	case sb.advance(id, whatsapp.StatusDelivered, sb.now(), sb.priceLate) && !c.Manual:
		sb.tasks.after(sb.delay(untilRead), func() { sb.markReadByCustomer(id) })
	}
}

// noteQuiet notes that a message reached the phone without a status; the caller holds the
// lock.
func (sb *Sandbox) noteQuiet(m *message) {
	if _, already := m.reached(statusQuiet); !already {
		m.Statuses = append(m.Statuses, statusAt{Status: statusQuiet, At: sb.now()})
		sb.keep("message", m.ID, m)
	}
}

// readsAtOnce says that the chat is on the screen, so that "read" comes without
// "delivered".
func (c *Customer) readsAtOnce() bool { return c.ChatOpen && !c.Manual && !c.NoReceipts }

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
		if !sb.advance(id, whatsapp.StatusRead, sb.now(), sb.priceLate) {
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

// life is how long a message is kept while the phone is away.
func (m *message) life() time.Duration {
	if m.Life > 0 {
		return m.Life
	}
	return undeliveredLife
}
