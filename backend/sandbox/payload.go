package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// fields is a JSON object being built.
type fields map[string]any

// envelope wraps a value as the platform does. Fields other than messages carry the time.
func (sb *Sandbox) envelope(field string, value fields) []byte {
	entry := fields{"id": sb.p.WABA, "changes": []fields{{"field": field, "value": value}}}
	if field != "messages" {
		entry["time"] = sb.now().Unix()
	}
	return encode(fields{"object": "whatsapp_business_account", "entry": []fields{entry}})
}

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

func seconds(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

func (sb *Sandbox) metadata(number string) fields {
	phone := ""
	if n := sb.state.numbers[number]; n != nil {
		phone = n.Phone
	}
	return fields{"display_phone_number": phone, "phone_number_id": number}
}

func (c *Customer) contact(withUsername bool) fields {
	profile := fields{"name": c.Name}
	if c.Username != "" && withUsername {
		profile["username"] = c.Username
	}
	out := fields{"profile": profile, "user_id": c.BSUID}
	if !c.HidesPhone {
		out["wa_id"] = c.Phone
	}
	return out
}

// messageBody is the webhook of a message that a customer wrote.
func (sb *Sandbox) messageBody(c *Customer, m *message) []byte {
	item := fields{"from_user_id": c.BSUID, "id": m.ID, "timestamp": seconds(m.At), "type": m.Type}
	if !c.HidesPhone {
		item["from"] = c.Phone
	}
	if len(m.Content) > 0 {
		item[m.Type] = m.Content
	}
	if m.Quote != "" {
		from := c.Phone
		if quoted := sb.state.messages[m.Quote]; quoted == nil || quoted.FromShop {
			from = sb.state.numbers[m.Number].Phone
		}
		item["context"] = fields{"from": from, "id": m.Quote}
	}
	if m.Type == "unsupported" {
		item["errors"] = []fields{webhookError(131051, "Message type unknown")}
	}
	return sb.envelope("messages", fields{"messaging_product": "whatsapp", "metadata": sb.metadata(m.Number),
		"contacts": []fields{c.contact(true)}, "messages": []fields{item}})
}

// statusBody is the webhook of a status. extra holds pricing or errors.
func (sb *Sandbox) statusBody(c *Customer, m *message, s statusAt, extra fields) []byte {
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
	value := fields{"messaging_product": "whatsapp", "metadata": sb.metadata(m.Number), "statuses": []fields{item}}
	if s.Status != "failed" {
		value["contacts"] = []fields{c.contact(s.Status != "sent")}
	}
	return sb.envelope("messages", value)
}

// echoBody tells of a message that the shop sent from the phone app.
func (sb *Sandbox) echoBody(c *Customer, m *message) []byte {
	phone := ""
	if n := sb.state.numbers[m.Number]; n != nil {
		phone = n.Phone
	}
	item := fields{"from": phone, "to": c.Phone, "to_user_id": c.BSUID, "id": m.ID, "timestamp": seconds(m.At), "type": m.Type}
	if len(m.Content) > 0 {
		item[m.Type] = m.Content
	}
	return sb.envelope("smb_message_echoes", fields{"messaging_product": "whatsapp", "metadata": sb.metadata(m.Number),
		"contacts": []fields{c.contact(false)}, "message_echoes": []fields{item}})
}

func webhookError(code int, details string) fields {
	title := titleOf(code)
	return fields{"code": code, "title": title, "message": title, "error_data": fields{"details": details},
		"href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"}
}

// preferenceBody tells that a customer stopped or resumed marketing.
func (sb *Sandbox) preferenceBody(c *Customer, number, value string) []byte {
	detail := "User requested to " + value + " marketing messages"
	item := fields{"user_id": c.BSUID, "detail": detail, "category": "marketing_messages", "value": value, "timestamp": sb.now().Unix()}
	if !c.HidesPhone {
		item["wa_id"] = c.Phone
	}
	return sb.envelope("user_preferences", fields{"messaging_product": "whatsapp", "metadata": sb.metadata(number),
		"contacts": []fields{c.contact(true)}, "user_preferences": []fields{item}})
}
