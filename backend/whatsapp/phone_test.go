package whatsapp

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func phoneHook(field, value string) []byte {
	return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"102","time":1763887500,"changes":[{"field":"` + field + `","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":"106"},` + value + `}}]}]}`)
}

func parseAll(t *testing.T, body []byte) []Part {
	t.Helper()
	hook, err := ParseWebhook(body)
	require.NoError(t, err)
	for _, p := range hook.Parts {
		require.Equal(t, "106", p.PhoneNumberID)
		require.True(t, json.Valid(p.Raw))
	}
	return hook.Parts
}

func TestWhatTheShopWritesOnItsPhone(t *testing.T) {
	parts := parseAll(t, phoneHook("smb_message_echoes", `"contacts":[{"wa_id":"34600111222","user_id":"ES.1"}],"message_echoes":[
		{"from":"15550100000","to":"34600111222","to_user_id":"ES.1","id":"wamid.P1","timestamp":"1763887506","type":"text","text":{"body":"vale"}},
		{"from":"15550100000","to_user_id":"ES.2","id":"wamid.P2","timestamp":1763887507,"type":"revoke","revoke":{"original_message_id":"wamid.P1"}},
		{"from":"15550100000","to_user_id":"ES.2","id":"wamid.P3","timestamp":1763887507,"type":"edit","edit":{"original_message_id":"wamid.P1","message":{"type":"image","image":{"caption":"otra","id":"9"}}}}]`))
	require.Len(t, parts, 3)
	echo := parts[0].Body.(*Echo)
	require.Equal(t, "vale", echo.Message.Text.Body)
	require.Equal(t, "34600111222", echo.To)
	require.Equal(t, Contact{WaID: "34600111222", UserID: "ES.1"}, echo.Contact)
	require.Equal(t, "echo|wamid.P1", parts[0].Key())
	echo = parts[1].Body.(*Echo)
	require.Empty(t, echo.To, "a customer with a username has no number here")
	require.Equal(t, "ES.2", echo.ToUserID)
	require.Equal(t, "wamid.P1", echo.Message.Revoke.OriginalID)
	require.Equal(t, "otra", parts[2].Body.(*Echo).Message.Edit.Message.Media.Caption)
}

func TestTheHistoryOfAPhone(t *testing.T) {
	parts := parseAll(t, phoneHook("history", `"history":[{"metadata":{"phase":"1","chunk_order":2,"progress":55},"threads":[
		{"id":"34600111222","context":{"wa_id":"34600111222","user_id":"ES.1","username":"lucia"},"messages":[
			{"from":"34600111222","id":"wamid.H1","timestamp":"1763000000","type":"text","text":{"body":"¿tenéis pan?"},"history_context":{"status":"READ"}},
			{"from":"15550100000","to":"34600111222","id":"wamid.H2","timestamp":"1763000060","type":"text","text":{"body":"sí"},"history_context":{"status":"DELIVERED"}},
			{"from":"34600111222","id":"wamid.H3","timestamp":"1763000061","type":"media_placeholder"}]},
		{"id":"","context":{"user_id":"ES.7"},"messages":[{"id":"wamid.H4","timestamp":"1763000062","type":"text","text":{"body":"hola"}}]}]}]`))
	require.Len(t, parts, 5)
	first := parts[0].Body.(*HistoryMessage)
	require.False(t, first.FromShop)
	require.Equal(t, Contact{WaID: "34600111222", UserID: "ES.1", Username: "lucia"}, first.Customer)
	second := parts[1].Body.(*HistoryMessage)
	require.True(t, second.FromShop)
	require.Equal(t, "34600111222", second.Customer.WaID)
	require.Equal(t, "ES.1", second.Customer.UserID)
	require.Equal(t, "DELIVERED", second.Status)
	require.Equal(t, TypePlaceholder, parts[2].Body.(*HistoryMessage).Message.Type)
	nameless := parts[3].Body.(*HistoryMessage)
	require.False(t, nameless.FromShop)
	require.Equal(t, "ES.7", nameless.Customer.UserID)
	require.Equal(t, &HistoryChunk{Phase: 1, Chunk: 2, Progress: 55, Messages: 4}, parts[4].Body)
	require.Equal(t, "0/0/history/0/threads/1/messages/0", parts[3].Index)
}

func TestAFileOfTheHistoryFollowsByItself(t *testing.T) {
	for name, value := range map[string]string{
		"beside the pieces": `"messages":[{"from":"34600111222","to":"15550100000","id":"wamid.H3","timestamp":"1763000061","type":"image","image":{"id":"77","mime_type":"image/jpeg"}}]`,
		"as a piece":        `"history":[{"threads":[{"id":"34600111222","messages":[{"from":"34600111222","id":"wamid.H3","timestamp":"1763000061","type":"image","image":{"id":"77","mime_type":"image/jpeg"}}]}]}]`,
	} {
		t.Run(name, func(t *testing.T) {
			parts := parseAll(t, phoneHook("history", value))
			require.Len(t, parts, 1)
			m := parts[0].Body.(*HistoryMessage)
			require.False(t, m.FromShop)
			require.Equal(t, "77", m.Message.Media.ID)
			require.Equal(t, "34600111222", m.Customer.WaID)
			require.Equal(t, "history|wamid.H3|image", parts[0].Key(), "another part than its placeholder")
		})
	}
}

func TestAnOwnerWhoSharesNoHistory(t *testing.T) {
	parts := parseAll(t, phoneHook("history", `"history":[{"errors":[{"code":2593109,"title":"declined","message":"declined","error_data":{"details":"History sharing is turned off by the business"}}]}]`))
	require.Len(t, parts, 1)
	require.Equal(t, CodeSyncDeclined, parts[0].Body.(*HistoryRefused).Fault.Code)
}

func TestThePhonesContacts(t *testing.T) {
	parts := parseAll(t, phoneHook("smb_app_state_sync", `"state_sync":[
		{"type":"contact","contact":{"full_name":"Lucía Pan","first_name":"Lucía","phone_number":"34600111222"},"action":"add","metadata":{"timestamp":"1763887506"}},
		{"type":"contact","contact":{"user_id":"ES.2","username":"ana"},"action":"remove","metadata":{"timestamp":1763887507}},
		{"type":"chat","chat":{}},7]`))
	require.Len(t, parts, 4)
	require.Equal(t, &SharedContact{FullName: "Lucía Pan", FirstName: "Lucía", Phone: "34600111222", Action: "add", At: time.Unix(1763887506, 0).UTC()}, parts[0].Body)
	require.Equal(t, &SharedContact{UserID: "ES.2", Username: "ana", Action: "remove", At: time.Unix(1763887507, 0).UTC()}, parts[1].Body)
	require.IsType(t, &Unknown{}, parts[2].Body)
	require.IsType(t, &Unknown{}, parts[3].Body)
}

func TestFieldsThatAreOnlyAcknowledged(t *testing.T) {
	for _, field := range []string{"calls", "messaging_handovers", "standby", "payment_configuration_update", "partner_solutions",
		"automatic_events", "flows", "group_lifecycle_update", "group_of_tomorrow"} {
		parts := parseAll(t, phoneHook(field, `"x":{"deep":[1]}`))
		require.Len(t, parts, 1)
		require.Equal(t, &Acknowledged{}, parts[0].Body, field)
		require.Contains(t, string(parts[0].Raw), `"deep":[1]`)
	}
}

func TestAPhoneIsAskedForItsData(t *testing.T) {
	var body map[string]string
	answer := `{"messaging_product":"whatsapp","request_id":"r-1"}`
	status := http.StatusOK
	meta := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &body)
		body["path"] = r.URL.Path
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	defer meta.Close()
	client, err := NewClient(ClientParams{BaseURL: meta.URL, Token: "t"})
	require.NoError(t, err)
	id, err := client.RequestPhoneData(context.Background(), "106", SyncHistory)
	require.NoError(t, err)
	require.Equal(t, "r-1", id)
	require.Equal(t, "history", body["sync_type"])
	require.Equal(t, "whatsapp", body["messaging_product"])
	require.Contains(t, body["path"], "/106/smb_app_data")

	status, answer = http.StatusBadRequest, `{"error":{"message":"used","code":2593107}}`
	_, err = client.RequestPhoneData(context.Background(), "106", SyncHistory)
	var refused *APIError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, CodeSyncUsed, refused.Code)
}
