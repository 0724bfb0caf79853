package simulation

import (
	"fmt"
	"time"
)

// wrote is a message that a customer sent.
type wrote struct {
	wamid string
	text  string
	from  customer
}

// someoneWrites makes a customer's message, a stop, or something odd.
func (w *world) someoneWrites() {
	c := w.customers[w.random.IntN(len(w.customers))]
	n := len(w.past.wrote) + 1
	value, who := "", fmt.Sprintf(`"from":%q`, c.phone)
	contact := fmt.Sprintf(`"contacts":[{"profile":{"name":"Ana %s"},"wa_id":%q}]`, c.phone, c.phone)
	if c.phone == "" {
		who = fmt.Sprintf(`"from_user_id":%q`, c.user)
		contact = fmt.Sprintf(`"contacts":[{"profile":{"name":"Ana"},"user_id":%q}]`, c.user)
	}
	count := 1
	if w.chance(0.2) {
		count = 3
	}
	for i := range count {
		wamid, text := fmt.Sprintf("wamid.in%d", n+i), fmt.Sprint("question ", n+i)
		if w.chance(0.05) {
			text = "STOP"
		}
		if i > 0 {
			value += ","
		}
		value += fmt.Sprintf(`{%s,"id":%q,"timestamp":"%d",%s}`, who, wamid, w.now.Unix(), w.content(text))
		w.past.wrote = append(w.past.wrote, wrote{wamid: wamid, text: text, from: c})
	}
	w.note("customer", fmt.Sprint("writes ", n, "+", count-1))
	w.platform.post(webhook("messages", contact+`,"messages":[`+value+`]`), w.between(0, 20*time.Second))
	w.alsoHappens(c, who, contact)
}

// content is text, or what this version can't read.
func (w *world) content(text string) string {
	if w.chance(0.1) {
		return `"type":"hologram","hologram":{"depth":3}`
	}
	return fmt.Sprintf(`"type":"text","text":{"body":%q}`, text)
}

// alsoHappens: reactions, edits and messages taken back, before or after what
// they are about.
func (w *world) alsoHappens(c customer, who, contact string) {
	if !w.chance(0.3) {
		return
	}
	target := fmt.Sprintf("wamid.in%d", 1+w.random.IntN(len(w.past.wrote)+2))
	w.past.extra++
	wamid := fmt.Sprintf("wamid.extra%d", w.past.extra)
	about := fmt.Sprintf(`"type":"reaction","reaction":{"message_id":%q,"emoji":"👍"}`, target)
	switch w.random.IntN(3) {
	case 1:
		about = fmt.Sprintf(`"type":"revoke","revoke":{"original_message_id":%q}`, target)
	case 2:
		about = fmt.Sprintf(`"type":"edit","edit":{"original_message_id":%q,"message":{"type":"text","text":{"body":"edited"}}}`, target)
	}
	w.platform.post(webhook("messages", fmt.Sprintf(`%s,"messages":[{%s,"id":%q,"timestamp":"%d",%s}]`,
		contact, who, wamid, w.now.Unix(), about)), w.between(0, 20*time.Second))
	_ = c
}
