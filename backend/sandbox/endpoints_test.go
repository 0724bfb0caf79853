package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/whatsapp"
)

// graph calls the Graph API and reads the answer; a status other than the wanted one ends
// the test.
func (p *practice) graph(want int, method, path, body string) map[string]any {
	p.t.Helper()
	status, raw := p.raw(method, "/v26.0/"+path, body, testToken)
	require.Equal(p.t, want, status, string(raw))
	var out map[string]any
	require.NoError(p.t, json.Unmarshal(raw, &out), string(raw))
	return out
}

// refused wants an error with a code, and gives its subcode and details.
func (p *practice) refused(code int, method, path, body string) (subcode int, details string) {
	p.t.Helper()
	status, raw := p.raw(method, "/v26.0/"+path, body, testToken)
	require.GreaterOrEqual(p.t, status, 400, string(raw))
	require.Equal(p.t, code, errorCode(p.t, raw), string(raw))
	var out struct {
		Error struct {
			Subcode int `json:"error_subcode"`
			Data    struct {
				Product string `json:"messaging_product"`
				Details string `json:"details"`
			} `json:"error_data"`
		} `json:"error"`
	}
	require.NoError(p.t, json.Unmarshal(raw, &out))
	require.Equal(p.t, "whatsapp", out.Error.Data.Product)
	require.NotEmpty(p.t, out.Error.Data.Details)
	return out.Error.Subcode, out.Error.Data.Details
}

func (p *practice) control(method, path, body string) map[string]any {
	p.t.Helper()
	status, raw := p.raw(method, "/sandbox/"+path, body, testToken)
	require.Equal(p.t, 200, status, string(raw))
	var out map[string]any
	if json.Unmarshal(raw, &out) != nil {
		out = map[string]any{"list": json.RawMessage(raw)}
	}
	return out
}

func at(t *testing.T, value any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, is := value.(map[string]any)
			require.True(t, is, "%v has no %s", value, step)
			value = object[step]
		case int:
			list, is := value.([]any)
			require.True(t, is && step < len(list), "%v has no item %d", value, step)
			value = list[step]
		}
	}
	return value
}

func TestParametersComeAsJSONFormOrQuery(t *testing.T) {
	p := open(t)
	p.graph(200, "POST", DefaultNumber+"/register?messaging_product=whatsapp&pin=123456", "")
	req, err := http.NewRequest(http.MethodPost, p.server.URL+"/v23.0/"+DefaultNumber+"/messages",
		strings.NewReader(`messaging_product=whatsapp&to=%2B34600111222&type=template&template={"name":"hello_world","language":{"code":"en_US"}}`))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "OAuth "+testToken)
	req.Close = true
	answer, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, 200, answer.StatusCode)
	require.NotEmpty(t, answer.Header.Get("X-App-Usage"))
	p.refused(100, "POST", DefaultNumber+"/messages", `{"messaging_product":`)
	p.refused(2500, "GET", DefaultNumber+"/nowhere", "")
	p.refused(33, "GET", "1/phone_numbers", "")
}

func TestANumberIsRegisteredAtMostTenTimesInThreeDays(t *testing.T) {
	p := open(t)
	for range 5 {
		p.graph(200, "POST", DefaultNumber+"/deregister", "")
		p.graph(200, "POST", DefaultNumber+"/register", `{"messaging_product":"whatsapp","pin":"123456"}`)
	}
	p.refused(133016, "POST", DefaultNumber+"/deregister", "")
	p.SetClock(73*time.Hour, 0)
	p.graph(200, "POST", DefaultNumber+"/deregister", "")
	p.refused(133005, "POST", DefaultNumber+"/register", `{"messaging_product":"whatsapp","pin":"654321"}`)
	p.refused(100, "POST", DefaultNumber+"/register", `{"messaging_product":"whatsapp","pin":"12"}`)
	p.graph(200, "POST", DefaultNumber, `{"pin":"111111"}`)
	p.graph(200, "POST", DefaultNumber+"/register", `{"messaging_product":"whatsapp","pin":"111111"}`)
	p.refused(100, "POST", DefaultNumber+"/request_code", `{"code_method":"PIGEON"}`)
	p.graph(200, "POST", DefaultNumber+"/request_code", `{"code_method":"VOICE","language":"es"}`)
	p.refused(100, "POST", DefaultNumber+"/verify_code", `{"code":"000000"}`)
	p.control("POST", "numbers/"+DefaultNumber, `{"verification":"NOT_VERIFIED"}`)
	p.graph(200, "POST", DefaultNumber+"/deregister", "")
	p.refused(133006, "POST", DefaultNumber+"/register", `{"messaging_product":"whatsapp","pin":"111111"}`)
	p.graph(200, "POST", DefaultNumber+"/verify_code", `{"code":"123-456"}`)
	p.graph(200, "POST", DefaultNumber+"/register", `{"messaging_product":"whatsapp","pin":"111111"}`)
}

func TestTheNumbersOwnPages(t *testing.T) {
	p := open(t)
	profile := DefaultNumber + "/whatsapp_business_profile"
	p.graph(200, "POST", profile, `{"messaging_product":"whatsapp","about":"Pan","email":"a@example.com","websites":["https://example.com"],"vertical":"RETAIL"}`)
	got := p.graph(200, "GET", profile+"?fields=about,websites", "")
	require.Equal(t, "Pan", at(t, got, "data", 0, "about"))
	require.Nil(t, at(t, got, "data", 0, "email"), "not asked for")
	for _, wrong := range []string{`{"about":"x"}`, `{"messaging_product":"whatsapp","about":""}`, `{"messaging_product":"whatsapp","vertical":"CIRCUS"}`,
		`{"messaging_product":"whatsapp","websites":["https://a","https://b","https://c"]}`, `{"messaging_product":"whatsapp","websites":["example.com"]}`,
		`{"messaging_product":"whatsapp","address":"` + strings.Repeat("x", 257) + `"}`} {
		p.refused(100, "POST", profile, wrong)
	}

	p.graph(200, "POST", DefaultNumber+"/whatsapp_commerce_settings?is_cart_enabled=false&is_catalog_visible=true", "")
	got = p.graph(200, "GET", DefaultNumber+"/whatsapp_commerce_settings", "")
	require.Equal(t, false, at(t, got, "data", 0, "is_cart_enabled"))

	automation := DefaultNumber + "/conversational_automation"
	p.graph(200, "POST", automation, `{"prompts":["Opening hours"],"commands":[{"command_name":"menu","command_description":"What we bake"}]}`)
	got = p.graph(200, "GET", DefaultNumber+"?fields=conversational_automation", "")
	require.Equal(t, "menu", at(t, got, "conversational_automation", "commands", 0, "command_name"))
	p.refused(131009, "POST", automation, `{"prompts":["1","2","3","4","5"]}`)
	p.refused(100, "POST", automation, `{"prompts":["🍞"]}`)

	p.graph(200, "POST", DefaultNumber+"/settings", `{"user_identity_change":{"enable_identity_key_check":true}}`)
	got = p.graph(200, "GET", DefaultNumber+"/settings", "")
	require.Equal(t, true, at(t, got, "user_identity_change", "enable_identity_key_check"))

	p.refused(147001, "POST", DefaultNumber+"/username", `{"username":"a b"}`)
	p.refused(147002, "POST", DefaultNumber+"/username", `{"username":"whatsapp"}`)
	p.graph(200, "POST", DefaultNumber+"/username", `{"username":"obrador"}`)
	require.Equal(t, "obrador", p.graph(200, "GET", DefaultNumber+"/username", "")["username"])
	require.NotEmpty(t, at(t, p.graph(200, "GET", DefaultNumber+"/username_suggestions", ""), "data", 0, "username_suggestions", 0))
	p.graph(200, "DELETE", DefaultNumber+"/username", "")

	p.graph(200, "POST", DefaultNumber+"?new_display_name=Obrador", "")
	p.idle()
	require.Equal(t, "Obrador", p.graph(200, "GET", DefaultNumber, "")["verified_name"])
}

func TestCodesToScan(t *testing.T) {
	p := open(t)
	path := DefaultNumber + "/message_qrdls"
	p.refused(100, "POST", path, `{"prefilled_message":"`+strings.Repeat("x", 141)+`"}`)
	made := p.graph(200, "POST", path, `{"prefilled_message":"Hola","generate_qr_image":"SVG"}`)
	code := made["code"].(string)
	require.Len(t, code, 14)
	require.Equal(t, "https://wa.me/message/"+code, made["deep_link_url"])
	_, picture := p.raw("GET", strings.TrimPrefix(made["qr_image_url"].(string), p.server.URL), "", "")
	require.Contains(t, string(picture), "<svg")
	require.Equal(t, "Adiós", p.graph(200, "POST", path, `{"code":"`+code+`","prefilled_message":"Adiós"}`)["prefilled_message"])
	p.graph(200, "POST", path+"/"+code+"?prefilled_message=Hola", "")
	require.Equal(t, "Hola", at(t, p.graph(200, "GET", path+"/"+code, ""), "data", 0, "prefilled_message"))
	p.graph(200, "POST", path+"?prefilled_message=otra", "")
	page := p.graph(200, "GET", path+"?limit=1", "")
	require.NotEmpty(t, at(t, page, "paging", "next"))
	rest := p.graph(200, "GET", path+"?limit=1&after="+at(t, page, "paging", "cursors", "after").(string), "")
	require.NotEqual(t, at(t, page, "data", 0, "code"), at(t, rest, "data", 0, "code"))
	before := p.graph(200, "GET", path+"?limit=1&before="+at(t, rest, "paging", "cursors", "before").(string), "")
	require.Equal(t, at(t, page, "data", 0, "code"), at(t, before, "data", 0, "code"))
	p.graph(200, "DELETE", path+"/"+code, "")
	p.refused(100, "GET", path+"/"+code, "")
}

func TestAnUploadGoesOnWhereItBroke(t *testing.T) {
	p := open(t)
	id := p.graph(200, "POST", DefaultApp+"/uploads?file_name=pan.png&file_length=10&file_type=image/png", "")["id"].(string)
	require.True(t, strings.HasPrefix(id, "upload:"))
	piece := func(offset, body string) (int, map[string]any) {
		req, err := http.NewRequest(http.MethodPost, p.server.URL+"/v26.0/"+id, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "OAuth "+testToken)
		req.Header.Set("file_offset", offset)
		req.Close = true
		answer, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer func() { _ = answer.Body.Close() }()
		var out map[string]any
		require.NoError(t, json.NewDecoder(answer.Body).Decode(&out))
		return answer.StatusCode, out
	}
	status, _ := piece("0", "01234")
	require.Equal(t, 200, status)
	require.EqualValues(t, 5, p.graph(200, "GET", id, "")["file_offset"])
	status, _ = piece("0", "56789")
	require.Equal(t, 400, status, "that part is there already")
	status, done := piece("5", "56789")
	require.Equal(t, 200, status)
	handle := done["h"].(string)
	require.True(t, strings.HasPrefix(handle, "4::"))
	p.refused(100, "GET", "upload:1?sig=x", "")

	p.graph(200, "POST", DefaultNumber+"/whatsapp_business_profile", `{"messaging_product":"whatsapp","profile_picture_handle":"`+handle+`"}`)
	profile := p.graph(200, "GET", DefaultNumber+"/whatsapp_business_profile?fields=profile_picture_url", "")
	require.Contains(t, at(t, profile, "data", 0, "profile_picture_url"), "/sandbox-media/")
	p.graph(200, "POST", DefaultWABA+"/message_templates", `{"name":"carta","language":"es","category":"MARKETING","components":[
		{"type":"HEADER","format":"IMAGE","example":{"header_handle":["`+handle+`"]}},{"type":"BODY","text":"La carta de hoy"}]}`)
}

func TestFilesHaveTypesSizesAndALife(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	upload := func(mime string, content []byte) (int, []byte) {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		require.NoError(t, form.WriteField("messaging_product", "whatsapp"))
		require.NoError(t, form.WriteField("type", mime))
		part, err := form.CreateFormFile("file", "file")
		require.NoError(t, err)
		_, _ = part.Write(content)
		require.NoError(t, form.Close())
		req, err := http.NewRequest(http.MethodPost, p.server.URL+"/v26.0/"+DefaultNumber+"/media", &body)
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+testToken)
		req.Header.Set("Content-Type", form.FormDataContentType())
		req.Close = true
		answer, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		defer func() { _ = answer.Body.Close() }()
		raw, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, raw
	}
	status, raw := upload("application/x-msdownload", []byte("MZ"))
	require.Equal(t, 400, status)
	require.Equal(t, 100, errorCode(t, raw))
	status, raw = upload("image/jpeg", make([]byte, 5<<20+1))
	require.Equal(t, 400, status)
	require.Equal(t, 131053, errorCode(t, raw))
	status, raw = upload("image/webp", make([]byte, 101<<10))
	require.Equal(t, 400, status, "a sticker that does not move")
	require.Equal(t, 131053, errorCode(t, raw))

	status, raw = upload("audio/mpeg", []byte("ID3"))
	require.Equal(t, 200, status)
	var made struct {
		ID string `json:"id"`
	}
	require.NoError(t, json.Unmarshal(raw, &made))
	_, err := p.send(whatsapp.Outgoing{Audio: &whatsapp.OutgoingMedia{ID: made.ID, Voice: true}})
	require.NoError(t, err)
	p.idle()
	last := p.shop.statuses()[len(p.shop.statuses())-1]
	require.Equal(t, 131053, last.Errors[0].Code, "a voice note is OGG")

	address := p.graph(200, "GET", made.ID, "")["url"].(string)
	path := strings.TrimPrefix(address, p.server.URL)
	status, _ = p.raw("GET", path, "", testToken)
	require.Equal(t, 200, status)
	status, _ = p.raw("GET", path, "", "")
	require.Equal(t, 404, status, "not without the token")
	p.SetClock(6*time.Minute, 0)
	status, _ = p.raw("GET", path, "", testToken)
	require.Equal(t, 404, status, "not after five minutes")
	p.SetClock(31*24*time.Hour, 0)
	p.refused(100, "GET", made.ID, "")
}

func TestFlows(t *testing.T) {
	p := open(t)
	made := p.graph(200, "POST", DefaultWABA+"/flows", `{"name":"csat","categories":["OTHER"],"flow_json":"{\"version\":\"7.2\"}"}`)
	id := made["id"].(string)
	p.refused(100, "POST", DefaultWABA+"/flows", `{"name":"csat","categories":["OTHER"]}`)
	require.Equal(t, "DRAFT", p.graph(200, "GET", id, "")["status"])
	p.graph(200, "POST", id+"/publish", "")
	p.refused(139004, "DELETE", id, "")
	p.graph(200, "POST", id+"/deprecate", "")
	p.refused(139001, "POST", id+"/publish", "")
	require.Equal(t, "DEPRECATED", at(t, p.graph(200, "GET", DefaultWABA+"/flows", ""), "data", 0, "status"))
}

func TestTheAppManagesItself(t *testing.T) {
	p := open(t, func(p *Params) { p.CallbackURL = "" })
	app := p.graph(200, "GET", "oauth/access_token?grant_type=client_credentials&client_id="+DefaultApp+"&client_secret="+testSecret, "")["access_token"].(string)
	p.refused(1, "GET", "oauth/access_token?grant_type=client_credentials&client_id="+DefaultApp+"&client_secret=no", "")
	path := "/v26.0/" + DefaultApp + "/subscriptions"
	body := `{"object":"whatsapp_business_account","callback_url":"` + p.shop.server.URL + `","verify_token":"verify-me","fields":["messages"]}`
	status, raw := p.raw("POST", path, body, app)
	require.Equal(t, 200, status, string(raw))
	status, raw = p.raw("POST", "/v26.0/"+DefaultNumber+"/messages", `{}`, app)
	require.Equal(t, 403, status)
	require.Equal(t, 10, errorCode(t, raw))
	require.NoError(t, p.Tell(Event{Name: "account_alerts"}))
	p.writes(Message{Text: "hola"})
	require.Len(t, p.shop.got(), 1, "alerts were not subscribed to")
	require.Equal(t, "messages", at(t, p.graph(200, "GET", DefaultApp+"/subscriptions", ""), "data", 0, "fields", 0, "name"))
	p.graph(200, "DELETE", DefaultApp+"/subscriptions", "")
}

func TestFiguresOfTheAccount(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	for range 3 {
		_, err := p.send(text("x"))
		require.NoError(t, err)
	}
	_, err := p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("hello_world", "en_US")})
	require.NoError(t, err)
	p.idle()
	start, end := time.Now().Add(-time.Hour).Unix(), time.Now().Add(time.Hour).Unix()
	when := fmt.Sprintf(".start(%d).end(%d)", start, end)
	got := p.graph(200, "GET", DefaultWABA+"?fields=id,pricing_analytics"+when+`.granularity(MONTHLY).dimensions(["PRICING_CATEGORY","PRICING_TYPE","COUNTRY"])`, "")
	points := at(t, got, "pricing_analytics", "data", 0, "data_points").([]any)
	volumes := map[string]any{}
	for _, point := range points {
		volumes[at(t, point, "pricing_category").(string)] = at(t, point, "volume")
		require.Equal(t, "ES", at(t, point, "country"))
	}
	require.Equal(t, map[string]any{"SERVICE": 3.0, "UTILITY": 1.0}, volumes)
	got = p.graph(200, "GET", DefaultWABA+"?fields=analytics"+when+".granularity(DAY)", "")
	require.EqualValues(t, 4, at(t, got, "analytics", "data_points", 0, "delivered"))
	p.refused(100, "GET", DefaultWABA+"?fields=analytics.start(1)", "")
	list := p.graph(200, "GET", DefaultWABA+"/message_templates?fields=id", "")
	id := at(t, list, "data", 0, "id").(string)
	got = p.graph(200, "GET", fmt.Sprintf("%s/template_analytics?start=%d&end=%d&granularity=DAILY&template_ids=[%s]&metric_types=SENT", DefaultWABA, start, end, id), "")
	require.EqualValues(t, 1, at(t, got, "data", 0, "data_points", 0, "read"))
	p.graph(200, "GET", fmt.Sprintf("%s/pricing_analytics?start=%d&end=%d&granularity=DAILY", DefaultWABA, start, end), "")
}

func TestANumberWithAWebhookAddressOfItsOwn(t *testing.T) {
	p := open(t)
	second, err := p.AddNumber(Number{Phone: "+34 911 000 111", Name: "Second"})
	require.NoError(t, err)
	other := newShop(t)
	_, raw := p.raw("POST", "/v26.0/"+second.ID, `{"webhook_configuration":{"override_callback_uri":"`+other.server.URL+`","verify_token":"nope"}}`, testToken)
	require.Equal(t, 100, errorCode(t, raw))
	p.graph(200, "POST", second.ID, `{"webhook_configuration":{"override_callback_uri":"`+other.server.URL+`","verify_token":"verify-me"}}`)
	p.writes(Message{Text: "to the first"})
	p.writes(Message{Text: "to the second", Number: second.ID})
	require.Len(t, p.shop.messages(), 1)
	require.Len(t, other.messages(), 1)
	list := p.graph(200, "GET", DefaultWABA+"/phone_numbers?fields=id,webhook_configuration", "")
	require.Len(t, list["data"], 2)
	p.graph(200, "POST", second.ID, `{"webhook_configuration":{"override_callback_uri":""}}`)
	p.writes(Message{Text: "to the second again", Number: second.ID})
	require.Len(t, p.shop.messages(), 2)
}

func TestHealthSaysWhatIsInTheWay(t *testing.T) {
	p := open(t)
	can := func() any {
		return at(t, p.graph(200, "GET", DefaultNumber+"?fields=health_status", ""), "health_status", "can_send_message")
	}
	require.Equal(t, "AVAILABLE", can())
	require.NoError(t, p.SetAccount(Account{NoPayment: true}))
	require.Equal(t, "LIMITED", can())
	require.NoError(t, p.SetAccount(Account{Locked: true}))
	require.Equal(t, "BLOCKED", can())
	require.NoError(t, p.SetAccount(Account{}))
	p.graph(200, "POST", DefaultNumber+"/deregister", "")
	require.Equal(t, "BLOCKED", can())
	require.Error(t, p.SetAccount(Account{MessagingLimit: "TIER_7"}))
}
