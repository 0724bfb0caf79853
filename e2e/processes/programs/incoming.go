package programs

import (
	"encoding/json"
	"fmt"
	"time"

	"mostrador/backend/sandbox"
)

// Incoming is the webhook of one text that somebody wrote to the sandbox's
// number.
func Incoming(phone, wamid, text string) []byte {
	return IncomingFor(sandbox.DefaultNumber, phone, wamid, text)
}

// IncomingFor is the same for any business number.
func IncomingFor(number, phone, wamid, text string) []byte {
	return IncomingOf(number, phone, wamid, fmt.Sprintf(`"type":"text","text":{"body":%s}`, quoted(text)))
}

// IncomingOf is the webhook of any message; content is its JSON from the type on.
func IncomingOf(number, phone, wamid, content string) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"%s","changes":[{"field":"messages","value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":"%s"},`+
		`"contacts":[{"profile":{"name":"%s"},"wa_id":"%s","user_id":"ES.%s"}],`+
		`"messages":[{"from":"%s","from_user_id":"ES.%s","id":%s,"timestamp":"%d",%s}]}}]}]}`,
		sandbox.DefaultWABA, number, NameOf(phone), phone, phone, phone, phone, quoted(wamid), time.Now().Unix(), content)
}

// NameOf is the profile name of whoever has a phone.
func NameOf(phone string) string { return "Customer " + phone }

func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(raw)
}
