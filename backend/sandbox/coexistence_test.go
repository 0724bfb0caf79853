package sandbox

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/whatsapp"
)

// values are the values of a field that were told, in order.
func (p *practice) values(field string) (out []map[string]any) {
	p.shop.mu.Lock()
	defer p.shop.mu.Unlock()
	for _, raw := range p.shop.bodies {
		var body struct {
			Entry []struct {
				Changes []struct {
					Field string
					Value map[string]any
				}
			}
		}
		require.NoError(p.t, json.Unmarshal(raw, &body))
		for _, entry := range body.Entry {
			for _, change := range entry.Changes {
				if change.Field == field {
					out = append(out, change.Value)
				}
			}
		}
	}
	return out
}

const askHistory = `{"messaging_product":"whatsapp","sync_type":"history"}`

func TestANumberIsUsedInThePhoneAppToo(t *testing.T) {
	p := open(t)
	now := p.Now()
	var past []Past
	for i := range 3 {
		past = append(past, Past{Customer: lucia, Silent: true, FromShop: i%2 == 1,
			Message: Message{Text: fmt.Sprint(i), At: now.Add(-time.Duration(i) * 60 * 24 * time.Hour)}})
	}
	past = append(past,
		Past{Customer: lucia, Silent: true, Message: Message{Image: &File{Data: []byte("x"), MIME: "image/png"}, At: now.Add(-48 * time.Hour)}},
		Past{Customer: lucia, Silent: true, Message: Message{Text: "too old", At: now.Add(-200 * 24 * time.Hour)}})
	_, err := p.Seed(t.Context(), past)
	require.NoError(t, err)

	sync := DefaultNumber + "/smb_app_data"
	p.refused(100, "POST", sync, askHistory)
	p.control("POST", "numbers/"+DefaultNumber+"/coexistence", "")
	got := p.graph(200, "GET", DefaultNumber+"?fields=is_on_biz_app,platform_type,throughput", "")
	require.Equal(t, true, got["is_on_biz_app"])
	p.refused(100, "POST", DefaultNumber+"/register", `{"messaging_product":"whatsapp","pin":"123456"}`)
	p.refused(100, "POST", DefaultNumber+"/deregister", "")

	require.NotEmpty(t, p.graph(200, "POST", sync, `{"messaging_product":"whatsapp","sync_type":"smb_app_state_sync"}`)["request_id"])
	p.graph(200, "POST", sync, askHistory)
	p.refused(2593107, "POST", sync, askHistory)
	p.idle()
	contacts := p.values("smb_app_state_sync")
	require.Equal(t, lucia, at(t, contacts[0], "state_sync", 0, "contact", "phone_number"))

	history := p.values("history")
	require.Len(t, history, 4, "three phases, and a file")
	texts := 0
	for _, value := range history[:3] {
		for _, m := range at(t, value, "history", 0, "threads", 0, "messages").([]any) {
			if at(t, m, "type") == "text" {
				texts++
				require.NotEqual(t, "too old", at(t, m, "text", "body"))
			} else {
				require.Equal(t, "media_placeholder", at(t, m, "type"))
			}
			require.NotEmpty(t, at(t, m, "history_context", "status"))
		}
	}
	require.Equal(t, 3, texts)
	require.EqualValues(t, 100, at(t, history[2], "history", 0, "metadata", "progress"))
	require.NotEmpty(t, at(t, history[3], "messages", 0, "image", "id"))
}

func TestWhatTheOwnerDoesOnThePhoneIsEchoed(t *testing.T) {
	p := open(t)
	_, err := p.ShopWrites(t.Context(), lucia, Message{Text: "x"})
	require.ErrorContains(t, err, "coexistence")
	require.NoError(t, p.StartCoexistence(DefaultNumber))
	wrote := p.control("POST", "customers/"+lucia+"/echoes", `{"text":"ya está"}`)["wamid"].(string)
	p.control("POST", "customers/"+lucia+"/echoes", `{"edit":{"message_id":"`+wrote+`","text":"ya casi está"}}`)
	p.control("POST", "customers/"+lucia+"/echoes", `{"revoke":"`+wrote+`"}`)
	p.control("POST", "customers/"+lucia+"/contact", `{"action":"remove"}`)
	p.idle()
	echoes := p.values("smb_message_echoes")
	require.Len(t, echoes, 3)
	require.Equal(t, lucia, at(t, echoes[0], "message_echoes", 0, "to"))
	require.Equal(t, wrote, at(t, echoes[1], "message_echoes", 0, "edit", "original_message_id"))
	require.Equal(t, wrote, at(t, echoes[2], "message_echoes", 0, "revoke", "original_message_id"))
	require.Equal(t, "remove", at(t, p.values("smb_app_state_sync")[0], "state_sync", 0, "action"))
	_, err = p.send(text("x"))
	require.Equal(t, 131047, code(t, err), "what is written in the app opens no window")
	require.Empty(t, p.shop.statuses(), "and has no statuses")
	require.Len(t, p.Inbox(lucia), 3)
}

func TestHistoryIsDeclinedOrAskedForTooLate(t *testing.T) {
	p := open(t)
	require.NoError(t, p.SetAccount(Account{HistoryDeclined: true}))
	require.NoError(t, p.StartCoexistence(DefaultNumber))
	p.graph(200, "POST", DefaultNumber+"/smb_app_data", askHistory)
	p.idle()
	require.EqualValues(t, 2593109, at(t, p.values("history")[0], "history", 0, "errors", 0, "code"))
	require.NoError(t, p.StartCoexistence(DefaultNumber))
	p.SetClock(25*time.Hour, 0)
	p.refused(2593108, "POST", DefaultNumber+"/smb_app_data", askHistory)
	p.refused(100, "POST", DefaultNumber+"/smb_app_data", `{"sync_type":"all"}`)
	status, _ := p.raw("DELETE", "/sandbox/numbers/"+DefaultNumber+"/coexistence?reason=CHANGE_NUMBER", "", testToken)
	require.Equal(t, 200, status)
	p.idle()
	told := p.values("account_update")
	require.Equal(t, "CHANGE_NUMBER", at(t, told[len(told)-2], "disconnection_info", "reason"))
	require.Equal(t, "ACCOUNT_OFFBOARDED", at(t, told[len(told)-1], "event"))
	require.Error(t, p.EndCoexistence(DefaultNumber, ""))
	require.Error(t, p.StartCoexistence("1"))
}

func TestTwentyASecondInCoexistence(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p := open(t, func(p *Params) { p.Limits.NoPairRate, p.Now = true, func() time.Time { return now } })
	require.NoError(t, p.StartCoexistence(DefaultNumber))
	p.writes(Message{Text: "hola"})
	for range 20 {
		_, err := p.send(text("x"))
		require.NoError(t, err)
	}
	_, err := p.send(text("x"))
	require.Equal(t, 130429, code(t, err))
}

func TestEverythingOfANumberIsThereAfterARestart(t *testing.T) {
	folder := t.TempDir()
	first := open(t, func(p *Params) { p.Folder = folder })
	second, err := first.AddNumber(Number{Phone: "34911000111", Name: "Second"})
	require.NoError(t, err)
	require.NoError(t, first.StartCoexistence(second.ID))
	code := first.graph(200, "POST", DefaultNumber+"/message_qrdls?prefilled_message=Hola", "")["code"].(string)
	flow := first.graph(200, "POST", DefaultWABA+"/flows", `{"name":"csat","categories":["OTHER"]}`)["id"].(string)
	require.NoError(t, first.SetAccount(Account{MessagingLimit: "TIER_250"}))
	first.graph(200, "POST", templatesPath, newTemplateJSON("listo", plainBody))
	first.writes(Message{Text: "vi el anuncio", Ad: true})
	_, err = first.send(text("hola"))
	require.NoError(t, err)
	first.idle()
	first.graph(200, "DELETE", templatesPath+"?name=listo", "")
	require.NoError(t, first.Close())

	again := open(t, func(p *Params) { p.Folder = folder })
	require.Len(t, again.Numbers(), 2)
	require.NotNil(t, again.Numbers()[1].Coexistence)
	require.Equal(t, "TIER_250", again.graph(200, "GET", DefaultNumber+"?fields=whatsapp_business_manager_messaging_limit", "")["whatsapp_business_manager_messaging_limit"])
	again.graph(200, "GET", DefaultNumber+"/message_qrdls/"+code, "")
	again.graph(200, "GET", flow, "")
	subcode, _ := again.refused(100, "POST", templatesPath, newTemplateJSON("listo", plainBody))
	require.Equal(t, subDeleted, subcode)
	_, err = again.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("hello_world", "en_US")})
	require.NoError(t, err)
	again.idle()
	all := again.shop.statuses()
	require.Equal(t, priceEntry, all[len(all)-3].Pricing.Type, "the ad's window is still open")
}

func TestAReviewGoesOnAfterARestart(t *testing.T) {
	folder := t.TempDir()
	slow := open(t, func(p *Params) { p.Folder, p.Instant, p.Speed = folder, false, 0.001 })
	id := slow.graph(200, "POST", templatesPath, newTemplateJSON("listo", plainBody))["id"].(string)
	require.NoError(t, slow.Close())
	again := open(t, func(p *Params) { p.Folder = folder })
	again.idle()
	require.Equal(t, "APPROVED", again.graph(200, "GET", id, "")["status"])
	again.control("POST", "templates/listo", `{"quality":"RED"}`)
	require.NoError(t, again.Close())
	third := open(t, func(p *Params) { p.Folder = folder })
	require.Equal(t, "PAUSED", third.graph(200, "GET", id, "")["status"])
	third.SetClock(4*time.Hour, 0)
	third.idle()
	require.Equal(t, "APPROVED", third.graph(200, "GET", id, "")["status"])
	third.graph(200, "POST", templatesPath, newTemplateJSON("otra", plainBody))
}
