package sandbox

import (
	"slices"
	"time"
)

// change is one thing that a webhook tells; a webhook holds one or several.
type change struct {
	field  string
	value  fields
	number string
	at     time.Time
}

// change makes one; the value may name the number in its metadata.
func (sb *Sandbox) change(field string, value fields) change {
	c := change{field: field, value: value, at: sb.now()}
	if about, ok := value["metadata"].(fields); ok {
		c.number, _ = about["phone_number_id"].(string)
	}
	return c
}

// envelope wraps changes as the platform does. Fields other than messages carry the time,
// and stand in an entry of their own.
func (sb *Sandbox) envelope(changes []change) []byte {
	var messages, others []fields
	var latest time.Time
	for _, c := range changes {
		one := fields{"field": c.field, "value": c.value}
		if c.field == "messages" {
			messages = append(messages, one)
			continue
		}
		others, latest = append(others, one), c.at
	}
	var entries []fields
	if len(messages) > 0 {
		entries = append(entries, fields{"id": sb.p.WABA, "changes": messages})
	}
	if len(others) > 0 {
		entries = append(entries, fields{"id": sb.p.WABA, "time": latest.Unix(), "changes": others})
	}
	return encode(fields{"object": "whatsapp_business_account", "entry": entries})
}

// gather joins changes of one number that follow each other: messages stand together in
// one value, and so do statuses.
func gather(changes []change) []change {
	var out []change
	for _, c := range changes {
		if len(out) == 0 || !out[len(out)-1].join(c) {
			out = append(out, c)
		}
	}
	return out
}

// join takes another change in, if the two fit into one value.
func (c *change) join(other change) bool {
	if c.field != "messages" || other.field != "messages" || c.number != other.number {
		return false
	}
	for _, list := range []string{"messages", "statuses"} {
		mine, here := c.value[list].([]fields)
		theirs, there := other.value[list].([]fields)
		if !here || !there {
			continue
		}
		c.value[list] = append(slices.Clone(mine), theirs...)
		c.value["contacts"] = joinContacts(c.value["contacts"], other.value["contacts"])
		if c.value["contacts"] == nil {
			delete(c.value, "contacts")
		}
		return true
	}
	return false
}

func joinContacts(a, b any) any {
	mine, _ := a.([]fields)
	theirs, _ := b.([]fields)
	out := slices.Clone(mine)
	for _, contact := range theirs {
		if !slices.ContainsFunc(out, func(c fields) bool { return c["user_id"] == contact["user_id"] }) {
			out = append(out, contact)
		}
	}
	if out == nil {
		return nil
	}
	return out
}
