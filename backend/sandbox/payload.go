package sandbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// fields is a JSON object being built.
type fields map[string]any

// encode writes JSON with everything outside ASCII as \u escapes and with escaped
// slashes, as the platform does: a receiver that checks the signature over JSON it
// encoded again will fail here as it would there.
func encode(value any) []byte {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(fmt.Sprintf("sandbox: a webhook that is not JSON: %v", err)) // only our own maps come here
	}
	raw := bytes.TrimSpace(plain.Bytes())
	out := make([]byte, 0, len(raw)+len(raw)/8)
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		i += size
		switch {
		case r == '/':
			out = append(out, '\\', '/')
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, "\\u%04x\\u%04x", high, low)
		default:
			out = fmt.Appendf(out, "\\u%04x", r)
		}
	}
	return out
}

// conversationID is the same for the messages between two in a day.
func conversationID(m *message) string {
	sum := sha256.Sum256([]byte(m.Number + "|" + m.Customer + "|" + m.At.Format("2006-01-02")))
	return hex.EncodeToString(sum[:16])
}

func seconds(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func (sb *Sandbox) metadata(number string) fields {
	phone := ""
	if n := sb.state.numbers[number]; n != nil {
		phone = n.Phone
	}
	return fields{"display_phone_number": phone, "phone_number_id": number}
}

// contactOf is the person in a webhook; the caller holds the lock.
func (sb *Sandbox) contactOf(c *Customer, number string, withUsername bool) fields {
	profile := fields{"name": c.Name}
	if c.Username != "" && withUsername {
		profile["username"] = c.Username
	}
	out := fields{"profile": profile, "user_id": c.BSUID}
	if !c.HidesPhone {
		out["wa_id"] = c.Phone
	}
	if n := sb.state.numbers[number]; c.IdentityHash != "" && n != nil && n.checksIdentity() {
		out["identity_key_hash"] = c.IdentityHash
	}
	return out
}

// contextOf is what a message refers to, or nil; the caller holds the lock.
func (sb *Sandbox) contextOf(c *Customer, m *message) fields {
	out := fields{}
	if m.Quote != "" {
		out["id"], out["from"] = m.Quote, c.Phone
		if quoted := sb.state.messages[m.Quote]; quoted == nil || quoted.FromShop {
			out["from"] = sb.state.numbers[m.Number].Phone
		}
	}
	spread(out, m.Context)
	if len(out) == 0 {
		return nil
	}
	return out
}

// spread adds the members of a JSON object.
func spread(into fields, raw json.RawMessage) {
	var more map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &more) != nil {
		return
	}
	for name, value := range more {
		into[name] = value
	}
}

// messageChange is the webhook of a message that a customer wrote.
func (sb *Sandbox) messageChange(c *Customer, m *message) change {
	item := fields{"from_user_id": c.BSUID, "id": m.ID, "timestamp": seconds(m.At), "type": m.Type}
	if !c.HidesPhone {
		item["from"] = c.Phone
	}
	if len(m.Content) > 0 {
		item[m.Type] = m.Content
	}
	if around := sb.contextOf(c, m); around != nil {
		item["context"] = around
	}
	spread(item, m.Extra)
	if m.Type == "unsupported" && item["errors"] == nil {
		item["errors"] = []fields{webhookError(131051, "Message type unknown")}
	}
	value := fields{"messaging_product": "whatsapp", "metadata": sb.metadata(m.Number), "messages": []fields{item}}
	if m.Type != "system" {
		value["contacts"] = []fields{sb.contactOf(c, m.Number, true)}
	}
	return sb.change("messages", value)
}

// statusChange is the webhook of a status. extra holds pricing or errors.
func (sb *Sandbox) statusChange(c *Customer, m *message, s statusAt, extra fields) change {
	item := fields{"id": m.ID, "status": s.Status, "timestamp": seconds(s.At)}
	if !c.HidesPhone || !m.ByUserID {
		item["recipient_id"] = c.Phone
	}
	if s.Status != "failed" || m.ByUserID {
		item["recipient_user_id"] = c.BSUID
	}
	if m.CallbackData != "" {
		item["biz_opaque_callback_data"] = m.CallbackData
	}
	for name, value := range extra {
		item[name] = value
	}
	if about := sb.conversation(m, s.Status); about != nil && s.Status != "failed" {
		item["conversation"] = about
	}
	value := fields{"messaging_product": "whatsapp", "metadata": sb.metadata(m.Number), "statuses": []fields{item}}
	if s.Status != "failed" {
		value["contacts"] = []fields{sb.contactOf(c, m.Number, s.Status != "sent")}
	}
	return sb.change("messages", value)
}

func webhookError(code int, details string) fields {
	title := titleOf(code)
	return fields{"code": code, "title": title, "message": title, "error_data": fields{"details": details},
		"href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}
}

// preferenceChange tells that a customer stopped or resumed marketing.
func (sb *Sandbox) preferenceChange(c *Customer, number, value string) change {
	detail := "User requested to " + value + " marketing messages"
	item := fields{"user_id": c.BSUID, "detail": detail, "category": "marketing_messages", "value": value, "timestamp": sb.now().Unix()}
	if !c.HidesPhone {
		item["wa_id"] = c.Phone
	}
	return sb.change("user_preferences", fields{"messaging_product": "whatsapp", "metadata": sb.metadata(number),
		"contacts": []fields{sb.contactOf(c, number, true)}, "user_preferences": []fields{item}})
}
