package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/whatsapp"
)

func contentJSON(kind, body string) string {
	return `{"messaging_product":"whatsapp","to":"+34600111222","type":"` + kind + `","` + kind + `":` + body + `}`
}

func interactive(kind, action string) string {
	return contentJSON("interactive", `{"type":"`+kind+`","body":{"text":"hola"},"action":`+action+`}`)
}

func rows(n int) string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf(`{"id":"%d","title":"row %d"}`, i, i))
	}
	return strings.Join(out, ",")
}

const button = `{"type":"reply","reply":{"id":"a","title":"A"}}`

func TestWhatAMessageMustNotBe(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	for name, c := range map[string]struct {
		body  string
		code  int
		place string
	}{
		"a misspelled key":          {contentJSON("text", `{"body":"x","preview_ur":true}`), 100, "preview_ur"},
		"a preview that is text":    {contentJSON("text", `{"body":"x","preview_url":"perhaps"}`), 100, "preview_url"},
		"a text that is a list":     {contentJSON("text", `[]`), 100, "text"},
		"callback data too long":    {`{"messaging_product":"whatsapp","to":"+34600111222","biz_opaque_callback_data":"` + long(513) + `","text":{"body":"x"}}`, 100, "biz_opaque_callback_data"},
		"a group":                   {`{"messaging_product":"whatsapp","to":"1","recipient_type":"group","text":{"body":"x"}}`, 100, "groups"},
		"context without an id":     {`{"messaging_product":"whatsapp","to":"+34600111222","context":{},"text":{"body":"x"}}`, 131008, "context['message_id']"},
		"a quoting reaction":        {`{"messaging_product":"whatsapp","to":"+34600111222","type":"reaction","context":{"message_id":"x"},"reaction":{"message_id":"x","emoji":"👍"}}`, 100, "context"},
		"a reaction to nothing":     {contentJSON("reaction", `{"emoji":"👍"}`), 131008, "reaction['message_id']"},
		"media without a file":      {contentJSON("image", `{"caption":"x"}`), 100, "image['id']"},
		"media with two files":      {contentJSON("image", `{"id":"1","link":"https://a"}`), 100, "image"},
		"a link that is none":       {contentJSON("image", `{"link":"a.png"}`), 131009, "image['link']"},
		"a caption under audio":     {contentJSON("audio", `{"link":"https://a","caption":"x"}`), 100, "caption"},
		"a caption too long":        {contentJSON("video", `{"link":"https://a","caption":"`+long(1025)+`"}`), 100, "video['caption']"},
		"a place off the map":       {contentJSON("location", `{"latitude":91,"longitude":0}`), 131009, "location['latitude']"},
		"a place without degrees":   {contentJSON("location", `{"name":"x"}`), 131008, "location['latitude']"},
		"no contacts":               {contentJSON("contacts", `[]`), 131009, "contacts"},
		"a contact without a name":  {contentJSON("contacts", `[{"phones":[]}]`), 131008, "contacts[0]['name']"},
		"an interactive of no kind": {contentJSON("interactive", `{"type":"dance"}`), 131009, "interactive['type']"},
		"no action":                 {contentJSON("interactive", `{"type":"button","body":{"text":"x"}}`), 131008, "interactive['action']"},
		"no body":                   {contentJSON("interactive", `{"type":"button","action":{"buttons":[`+button+`]}}`), 131008, "interactive['body']['text']"},
		"a footer too long":         {contentJSON("interactive", `{"type":"button","body":{"text":"x"},"footer":{"text":"`+long(61)+`"},"action":{"buttons":[`+button+`]}}`), 100, "footer"},
		"a header of no kind":       {contentJSON("interactive", `{"type":"button","header":{"type":"song"},"body":{"text":"x"},"action":{"buttons":[`+button+`]}}`), 131009, "header"},
		"no buttons":                {interactive("button", `{"buttons":[]}`), 131009, "buttons"},
		"four buttons":              {interactive("button", `{"buttons":[`+strings.Repeat(button+",", 3)+button+`]}`), 131009, "buttons"},
		"two like buttons":          {interactive("button", `{"buttons":[`+button+","+button+`]}`), 131009, "A"},
		"a title too long":          {interactive("button", `{"buttons":[{"type":"reply","reply":{"id":"a","title":"`+long(21)+`"}}]}`), 100, "buttons'][0]['reply']['title']"},
		"an id with a space":        {interactive("button", `{"buttons":[{"type":"reply","reply":{"id":"a ","title":"A"}}]}`), 131009, "space"},
		"a list without a button":   {interactive("list", `{"sections":[{"rows":[`+rows(1)+`]}]}`), 131008, "button"},
		"eleven rows":               {interactive("list", `{"button":"b","sections":[{"title":"1","rows":[`+rows(6)+`]},{"title":"2","rows":[`+rows(5)+`]}]}`), 131009, "row"},
		"sections without titles":   {interactive("list", `{"button":"b","sections":[{"rows":[`+rows(1)+`]},{"rows":[`+rows(1)+`]}]}`), 131008, "title"},
		"a picture over a list":     {contentJSON("interactive", `{"type":"list","header":{"type":"image","image":{"link":"https://a"}},"body":{"text":"x"},"action":{"button":"b","sections":[{"rows":[`+rows(1)+`]}]}}`), 131009, "header"},
		"a link button to nowhere":  {interactive("cta_url", `{"name":"cta_url","parameters":{"display_text":"x","url":"x"}}`), 131009, "url"},
		"a wrong name":              {interactive("location_request_message", `{"name":"send_money"}`), 131009, "name"},
		"a product without catalog": {interactive("product", `{"product_retailer_id":"x"}`), 131008, "catalog_id"},
		"products without header":   {interactive("product_list", `{"catalog_id":"1","sections":[{"product_items":[{"product_retailer_id":"x"}]}]}`), 131008, "header"},
		"one card":                  {interactive("carousel", `{"cards":[{"card_index":0,"type":"cta_url","action":{}}]}`), 131009, "cards"},
		"a flow without a name":     {interactive("flow", `{"name":"flow","parameters":{"flow_message_version":"3","flow_cta":"x"}}`), 131009, "flow_id"},
		"a sum that is wrong": {interactive("order_details", `{"name":"review_and_pay","parameters":{"reference_id":"1","type":"physical-goods","currency":"BRL",
			"total_amount":{"value":500,"offset":100},"order":{"status":"pending","subtotal":{"value":400,"offset":100},"tax":{"value":50,"offset":100}}}}`), 131009, "total_amount"},
		"marketing that is text": {contentJSON("text", `{"body":"x"}`), 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			path := DefaultNumber + "/messages"
			if c.code == 0 {
				path, c.code, c.place = DefaultNumber+"/marketing_messages", 100, "type"
			}
			_, details := p.refused(c.code, "POST", path, c.body)
			require.Contains(t, details, c.place)
		})
	}
	require.Empty(t, p.Inbox(lucia))
}

func TestEveryKindOfInteractiveMessageIsTaken(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	for _, body := range []string{
		interactive("request_contact_info", `{"name":"request_contact_info"}`),
		interactive("location_request_message", `{"name":"send_location"}`),
		interactive("product", `{"catalog_id":"1","product_retailer_id":"x"}`),
		interactive("catalog_message", `{"name":"catalog_message","parameters":{"thumbnail_product_retailer_id":"x"}}`),
		interactive("carousel", `{"cards":[{"card_index":0,"type":"cta_url","header":{"type":"image","image":{"link":"https://a"}},"body":{"text":"x"},"action":{"name":"cta_url","parameters":{"display_text":"x","url":"https://a"}}},
			{"card_index":1,"type":"cta_url","header":{"type":"image","image":{"link":"https://a"}},"body":{"text":"x"},"action":{"name":"cta_url","parameters":{"display_text":"x","url":"https://a"}}}]}`),
		interactive("flow", `{"name":"flow","parameters":{"flow_message_version":"3","flow_id":"1","flow_cta":"Open","mode":"draft","flow_action":"navigate","flow_action_payload":{"screen":"A"}}}`),
		interactive("order_details", `{"name":"review_and_pay","parameters":{"reference_id":"1","type":"physical-goods","currency":"BRL",
			"total_amount":{"value":450,"offset":100},"order":{"status":"pending","subtotal":{"value":500,"offset":100},"tax":{"value":50,"offset":100},"discount":{"value":100,"offset":100}}}}`),
		interactive("order_status", `{"name":"review_order","parameters":{"reference_id":"1","order":{"status":"shipped"}}}`),
		interactive("call_permission_request", `{"name":"call_permission_request"}`),
		interactive("address_message", `{"name":"address_message","parameters":{"country":"IN"}}`),
	} {
		p.graph(200, "POST", DefaultNumber+"/messages", body)
	}
	p.idle()
	require.Len(t, p.Inbox(lucia), 10)
}

// everyContent is one message of each kind that a customer can write.
func everyContent() map[string]Message {
	return map[string]Message{
		"contacts":    {Contacts: json.RawMessage(`[{"name":{"formatted_name":"Ana"},"origin":"contact_request"}]`)},
		"edit":        {Edit: &Edit{MessageID: "wamid.x", Text: "a las once"}},
		"revoke":      {Revoke: "wamid.x"},
		"flow":        {Flow: &FlowReply{Response: json.RawMessage(`{"day":"monday"}`)}, Quote: "wamid.x"},
		"row":         {Tap: &Tap{Kind: "list_reply", ID: "1", Title: "Hogaza", Description: "un kilo"}},
		"ad":          {Text: "hola", Ad: true},
		"forwarded":   {Text: "mira", Forwarded: true},
		"product":     {Text: "¿y esto?", Product: &Product{CatalogID: "1", RetailerID: "pan"}},
		"unsupported": {Unsupported: "poll"},
		"sticker":     {Sticker: &File{Data: []byte("x"), MIME: "image/webp"}},
		"video":       {Video: &File{Data: []byte("x"), MIME: "video/mp4"}},
	}
}

func TestEverythingElseThatACustomerCanWrite(t *testing.T) {
	p := open(t)
	for name, m := range everyContent() {
		id := p.writes(m)
		all := p.shop.messages()
		got := all[len(all)-1]
		require.Equal(t, id, got.ID, name)
		switch name {
		case "edit":
			require.Equal(t, "wamid.x", got.Edit.OriginalID)
		case "revoke":
			require.Equal(t, "wamid.x", got.Revoke.OriginalID)
		case "ad":
			require.Equal(t, "ad", got.Referral.SourceType)
		case "forwarded":
			require.True(t, got.Context.Forwarded)
		case "unsupported":
			require.Equal(t, "poll", got.Unsupported.Type)
		case "row":
			require.Equal(t, "un kilo", got.Interactive.Description)
		}
	}
}

func TestEveryEventIsAWebhookThatReads(t *testing.T) {
	p := open(t)
	for _, name := range EventNames() {
		before := len(p.shop.got())
		require.NoError(t, p.Tell(Event{Name: name, Customer: lucia}))
		p.idle()
		parts := p.shop.got()
		require.Len(t, parts, before+1, name)
		field, _, _ := strings.Cut(name, ".")
		require.Equal(t, field, parts[before].Field)
	}
	require.ErrorContains(t, p.Tell(Event{Name: "nothing"}), "account_alerts")
	require.NoError(t, p.Tell(Event{Field: "security"}))
	require.ErrorIs(t, p.Tell(Event{Name: "calls", Customer: "nobody"}), ErrNoCustomer)
	require.Error(t, p.Tell(Event{Field: "x", Value: json.RawMessage(`[]`)}))
	p.control("POST", "events", `{"field":"new_in_2027","value":{"a":1}}`)
	p.idle()
	last := p.shop.got()[len(p.shop.got())-1]
	require.Equal(t, "new_in_2027", last.Field)
	require.NotEmpty(t, p.control("GET", "events", "")["names"])
}

func TestSeveralThingsInOneWebhook(t *testing.T) {
	p := open(t)
	p.SetFaults(Faults{Batch: 5})
	for i := range 3 {
		_, err := p.CustomerWrites(t.Context(), lucia, Message{Text: fmt.Sprint(i)})
		require.NoError(t, err)
	}
	require.NoError(t, p.Tell(Event{Name: "account_alerts"}))
	require.NoError(t, p.CustomerStops(t.Context(), lucia))
	p.idle()
	require.Len(t, p.shop.bodies, 1)
	require.Len(t, p.shop.got(), 5)
	var body struct {
		Entry []struct {
			Time    int64
			Changes []struct {
				Value struct{ Messages, Contacts []any }
			}
		}
	}
	require.NoError(t, json.Unmarshal(p.shop.bodies[0], &body))
	require.Len(t, body.Entry, 2)
	require.Len(t, body.Entry[0].Changes, 1, "three messages stand in one value")
	require.Len(t, body.Entry[0].Changes[0].Value.Messages, 3)
	require.Len(t, body.Entry[0].Changes[0].Value.Contacts, 1)
	require.NotZero(t, body.Entry[1].Time)
	_, err := p.CustomerWrites(t.Context(), lucia, Message{Text: "last"})
	require.NoError(t, err)
	p.SetFaults(Faults{})
	p.idle()
	require.Len(t, p.shop.messages(), 4, "what was gathered goes out at the end")
}

func TestABatchThatIsNotFullGoesOutAfterASecond(t *testing.T) {
	p := open(t)
	p.SetFaults(Faults{Batch: 5})
	_, err := p.CustomerWrites(t.Context(), lucia, Message{Text: "alone"})
	require.NoError(t, err)
	p.SetClock(2*time.Second, 0)
	require.Eventually(t, func() bool { return len(p.shop.messages()) == 1 }, time.Minute, time.Millisecond)
}

func TestAWebhookIsGivenUpAfterSevenDays(t *testing.T) {
	p := open(t, func(p *Params) { p.Backoff = func(int) time.Duration { return time.Hour } })
	p.shop.refusal = func(int) int { return http.StatusInternalServerError }
	_, err := p.CustomerWrites(t.Context(), lucia, Message{Text: "hola"})
	require.NoError(t, err)
	tried := func() int { past, _ := p.Deliveries(); return len(past) }
	require.Eventually(t, func() bool { return tried() == 1 }, time.Minute, time.Millisecond)
	p.SetClock(61*time.Minute, 0)
	require.Eventually(t, func() bool { return tried() == 2 }, time.Minute, time.Millisecond)
	p.SetClock(8*24*time.Hour, 0)
	require.Eventually(t, func() bool { _, waiting := p.Deliveries(); return waiting == 0 }, time.Minute, time.Millisecond)
	past, _ := p.Deliveries()
	require.Contains(t, past[2].Note, "seven days")
}

func TestTheClockRunsAsFastAsItIsTold(t *testing.T) {
	p := open(t)
	p.control("PUT", "clock", `{"ahead":"26h","rate":3600}`)
	began := p.Now()
	require.WithinDuration(t, time.Now().Add(26*time.Hour), began, time.Hour)
	require.Eventually(t, func() bool { return p.Now().Sub(began) > time.Minute }, time.Minute, time.Millisecond)
	require.EqualValues(t, 3600, p.control("GET", "clock", "")["rate"])
	for _, wrong := range []string{`{"ahead":"-1h"}`, `{"rate":-1}`, `{"ahead":"tomorrow"}`} {
		status, _ := p.raw("PUT", "/sandbox/clock", wrong, testToken)
		require.Equal(t, 400, status)
	}
}

func TestTheReplyWindowClosesAfterADay(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	p.SetClock(23*time.Hour, 0)
	_, err := p.send(text("still"))
	require.NoError(t, err)
	p.SetClock(time.Hour, 0)
	_, err = p.send(text("too late"))
	require.Equal(t, 131047, code(t, err))
}

func TestOnlySoManyPeopleADayOutsideTheWindow(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.Reach = 2 })
	hello := func(i int) *whatsapp.Status {
		t.Helper()
		_, err := p.send(whatsapp.Outgoing{To: fmt.Sprintf("+3460000000%d", i), Template: whatsapp.NewTemplate("hello_world", "en_US")})
		require.NoError(t, err)
		p.idle()
		all := p.shop.statuses()
		return all[len(all)-1]
	}
	require.Equal(t, "read", hello(1).Status)
	require.Equal(t, "read", hello(2).Status)
	require.Equal(t, "read", hello(1).Status, "reached today already")
	require.Equal(t, 131048, hello(3).Errors[0].Code)
	p.SetClock(25*time.Hour, 0)
	require.Equal(t, "read", hello(3).Status)
}

func TestMarketingHasItsLimits(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.Marketing = 1 })
	p.AddTemplate(whatsapp.Template{Name: "promo", Language: "es", Status: whatsapp.TemplateApproved, Category: whatsapp.CategoryMarketing,
		Components: []whatsapp.TemplateText{{Type: "BODY", Text: "Roscón"}}})
	promo := func(to string) *whatsapp.Status {
		t.Helper()
		_, err := p.send(whatsapp.Outgoing{To: to, Template: whatsapp.NewTemplate("promo", "es")})
		require.NoError(t, err)
		p.idle()
		all := p.shop.statuses()
		return all[len(all)-1]
	}
	require.Equal(t, "read", promo("+34600111222").Status)
	require.Equal(t, 131049, promo("+34600111222").Errors[0].Code)
	p.SetClock(25*time.Hour, 0)
	require.Equal(t, "read", promo("+34600111222").Status)
	require.Equal(t, 131049, promo("+12125550100").Errors[0].Code, "nobody in the United States")
	require.Equal(t, "read", promo("+14165550100").Status, "Canada is another country")

	require.NoError(t, p.SetAccount(Account{MarketingOff: true}))
	body := `{"messaging_product":"whatsapp","to":"+34600111333","type":"template","template":{"name":"%s","language":{"code":"%s"}}}`
	p.refused(131063, "POST", DefaultNumber+"/messages", fmt.Sprintf(body, "promo", "es"))
	p.graph(200, "POST", DefaultNumber+"/marketing_messages", fmt.Sprintf(body, "promo", "es"))
	p.refused(131009, "POST", DefaultNumber+"/marketing_messages", fmt.Sprintf(body, "hello_world", "en_US"))
	p.idle()
	all := p.shop.statuses()
	require.Equal(t, "marketing_lite", all[len(all)-3].Pricing.Category)
}

func TestPricesBeforeAndAfterOctober(t *testing.T) {
	template := whatsapp.Outgoing{Template: whatsapp.NewTemplate("hello_world", "en_US")}
	for _, c := range []struct {
		month            time.Month
		service, utility string
	}{{time.September, priceService, priceService}, {time.November, priceRegular, priceRegular}} {
		p := open(t, func(p *Params) {
			p.Limits.FreeTier = -1
			p.Now = func() time.Time { return time.Date(2026, c.month, 10, 9, 0, 0, 0, time.UTC) }
		})
		p.writes(Message{Text: "hola"})
		_, err := p.send(text("x"))
		require.NoError(t, err)
		p.idle()
		_, err = p.send(template)
		require.NoError(t, err)
		p.idle()
		var kinds []string
		for _, s := range p.shop.statuses() {
			if s.Pricing != nil {
				kinds = append(kinds, s.Pricing.Type)
			}
			require.Nil(t, s.Conversation)
		}
		require.Equal(t, []string{c.service, c.utility}, kinds)
	}
}

func TestAfterAnAdEverythingIsFreeForAWhile(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "vi el anuncio", Ad: true})
	_, err := p.send(text("hola"))
	require.NoError(t, err)
	p.idle()
	sent := p.shop.statuses()[0]
	require.Equal(t, priceEntry, sent.Pricing.Type)
	require.Equal(t, "referral_conversion", sent.Pricing.Category)
	require.NotNil(t, sent.Conversation)
	p.SetClock(6*24*time.Hour, 0)
	_, err = p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("hello_world", "en_US")})
	require.NoError(t, err)
	p.idle()
	require.Equal(t, priceEntry, p.shop.statuses()[3].Pricing.Type)
	p.SetClock(2*24*time.Hour, 0)
	_, err = p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("hello_world", "en_US")})
	require.NoError(t, err)
	p.idle()
	require.Equal(t, priceRegular, p.shop.statuses()[6].Pricing.Type)
}

func TestPricesCanComeLater(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	p.SetFaults(Faults{LatePrice: true})
	_, err := p.send(text("x"))
	require.NoError(t, err)
	p.idle()
	var priced []string
	for _, s := range p.shop.statuses() {
		if s.Pricing != nil {
			priced = append(priced, s.Status)
		}
	}
	require.Equal(t, []string{"delivered"}, priced)
}

func TestOlderWebhooksHaveAConversation(t *testing.T) {
	p := open(t)
	require.NoError(t, p.SetAccount(Account{WebhookVersion: "v23.0"}))
	p.writes(Message{Text: "hola"})
	_, err := p.send(text("x"))
	require.NoError(t, err)
	p.idle()
	require.NotNil(t, p.shop.statuses()[0].Conversation)
}

func TestTheAccountIsBarred(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.FreeTier = -1 })
	p.writes(Message{Text: "hola"})
	hello := contentJSON("text", `{"body":"x"}`)
	path := DefaultNumber + "/messages"
	for body, want := range map[string]int{
		`{"locked":true}`: 131031, `{"maintenance":true}`: 131057, `{"no_payment":true}`: 131042, `{"only_to":["+34911"]}`: 131030,
		`{"token_expired":true}`: 190, `{"missing_scopes":["whatsapp_business_messaging"]}`: 10,
	} {
		p.control("PUT", "account", body)
		p.refused(want, "POST", path, hello)
	}
	p.control("PUT", "account", `{"missing_scopes":["whatsapp_business_management"]}`)
	p.refused(10, "GET", DefaultWABA+"/message_templates", "")
	token := p.graph(200, "GET", "debug_token?input_token="+testToken, "")
	require.NotContains(t, at(t, token, "data", "scopes"), "whatsapp_business_management")
	p.control("PUT", "account", `{}`)
	p.control("POST", "numbers/"+DefaultNumber, `{"name_status":"DECLINED"}`)
	p.refused(131037, "POST", path, hello)
	p.control("POST", "numbers/"+DefaultNumber, `{"name_status":"APPROVED"}`)
	p.graph(200, "POST", path, hello)
	p.control("PUT", "account", `{"not_live":true}`)
	before := len(p.shop.messages())
	p.writes(Message{Text: "nobody hears this"})
	require.Len(t, p.shop.messages(), before)
}

func TestTooManyCalls(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.Management = 3 })
	for range 3 {
		p.graph(200, "GET", DefaultWABA+"/message_templates", "")
	}
	p.refused(80007, "GET", DefaultWABA+"/message_templates", "")
	p.graph(200, "GET", DefaultNumber, "")
	p.SetClock(time.Hour, 0)
	p.graph(200, "GET", DefaultWABA+"/message_templates", "")
}

func TestSendsFailByChance(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.NoPairRate, p.Limits.Throughput = true, 1000 })
	p.writes(Message{Text: "hola"})
	p.SetFaults(Faults{FailShare: 1, FailCode: 131016, FailSubcode: 7})
	subcode, _ := p.refused(131016, "POST", DefaultNumber+"/messages", contentJSON("text", `{"body":"x"}`))
	require.Equal(t, 7, subcode)
	p.SetFaults(Faults{FailLaterShare: 0.5, FailCode: 131000})
	for range 40 {
		_, err := p.send(text("x"))
		require.NoError(t, err)
	}
	p.idle()
	arrived := len(p.Inbox(lucia))
	require.Positive(t, arrived)
	require.Less(t, arrived, 40)
}

func TestSomebodyMovesToAnotherPhone(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	old, _ := p.Customer(lucia)
	moved := p.control("POST", "customers/"+lucia+"/phone", `{"phone":"+34 600 111 333"}`)
	p.idle()
	require.Equal(t, "34600111333", moved["phone"])
	var update *whatsapp.UserIDUpdate
	var systems []*whatsapp.System
	for _, part := range p.shop.got() {
		switch body := part.Body.(type) {
		case *whatsapp.UserIDUpdate:
			update = body
		case *whatsapp.IncomingMessage:
			if body.System != nil {
				systems = append(systems, body.System)
				require.Equal(t, lucia, body.From, "from the old number")
			}
		}
	}
	require.Len(t, systems, 2)
	require.Equal(t, "user_changed_number", systems[0].Type)
	require.Equal(t, old.BSUID, update.PreviousUserID)
	require.Equal(t, moved["bsuid"], update.UserID)
	_, err := p.send(whatsapp.Outgoing{Recipient: old.BSUID, Text: &whatsapp.OutgoingText{Body: "x"}})
	require.Equal(t, 131026, code(t, err))
	_, err = p.CustomerMoves(t.Context(), lucia, "x")
	require.Error(t, err)
}

func TestSomebodyTakesAUsername(t *testing.T) {
	p := open(t)
	p.control("POST", "customers/"+lucia+"/username", `{"username":"lucia.pan","hides_phone":true}`)
	p.writes(Message{Text: "hola"})
	m := p.shop.messages()[0]
	require.Empty(t, m.From)
	require.Equal(t, "lucia.pan", m.Contact.Username)
	_, err := p.send(text("by phone"))
	require.NoError(t, err)
	p.idle()
	require.Equal(t, lucia, p.shop.statuses()[0].RecipientID, "what was sent to a phone tells of it")
	require.NoError(t, p.SetAccount(Account{}))
	p.AddTemplate(whatsapp.Template{Name: "code", Language: "es", Status: whatsapp.TemplateApproved, Category: whatsapp.CategoryAuthentication})
	_, err = p.send(whatsapp.Outgoing{Recipient: m.FromUserID, Template: whatsapp.NewTemplate("code", "es")})
	require.Equal(t, 131062, code(t, err))
}

func TestSomebodyReportsTheShop(t *testing.T) {
	p := open(t)
	_, err := p.send(whatsapp.Outgoing{Template: whatsapp.NewTemplate("hello_world", "en_US")})
	require.NoError(t, err)
	p.idle()
	p.control("POST", "customers/"+lucia+"/report", "")
	p.idle()
	require.Equal(t, "YELLOW", p.Numbers()[0].Quality)
	require.Len(t, p.updates(), 1)
}

func TestAnotherPersonsIdentity(t *testing.T) {
	p := open(t)
	_, err := p.AddCustomer(Customer{Phone: lucia, IdentityHash: "abc"})
	require.NoError(t, err)
	p.graph(200, "POST", DefaultNumber+"/settings", `{"user_identity_change":{"enable_identity_key_check":true}}`)
	p.writes(Message{Text: "hola"})
	require.Contains(t, string(p.shop.bodies[0]), `"identity_key_hash":"abc"`)
	for hash, want := range map[string]string{"abc": "read", "xyz": "failed"} {
		o := text("x")
		o.IdentityKeyHash = hash
		_, err := p.send(o)
		require.NoError(t, err)
		p.idle()
		all := p.shop.statuses()
		require.Equal(t, want, all[len(all)-1].Status)
	}
}

func TestAnOpenChatIsReadWithoutDelivery(t *testing.T) {
	p := open(t)
	_, err := p.AddCustomer(Customer{Phone: lucia, ChatOpen: true})
	require.NoError(t, err)
	p.writes(Message{Text: "hola"})
	_, err = p.send(text("x"))
	require.NoError(t, err)
	p.idle()
	var steps []string
	for _, s := range p.shop.statuses() {
		steps = append(steps, s.Status)
	}
	require.Equal(t, []string{"sent", "read"}, steps)
	require.Len(t, p.Inbox(lucia), 1)
}

func TestWhatCanNotBeDeliveredIsDroppedInTheEnd(t *testing.T) {
	p := open(t)
	p.writes(Message{Text: "hola"})
	require.NoError(t, p.CustomerOnline(context.Background(), lucia, false))
	_, err := p.send(text("x"))
	require.NoError(t, err)
	p.idle()
	p.SetClock(31*24*time.Hour, 0)
	require.NoError(t, p.CustomerOnline(context.Background(), lucia, true))
	p.idle()
	require.Empty(t, p.Inbox(lucia))
	require.Len(t, p.shop.statuses(), 1, "and nothing is said")
}
