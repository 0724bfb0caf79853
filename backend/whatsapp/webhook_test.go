package whatsapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const messagesHook = `{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"field":"messages","value":{
 "messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100000","phone_number_id":"106"},%s}}]}]}`

const lucia = `"contacts":[{"profile":{"name":"Lucía","username":"lucia.pan"},"wa_id":"34600111222","user_id":"ES.1"}],`

func parseOne(t *testing.T, body string) Part {
	t.Helper()
	hook, err := ParseWebhook([]byte(body))
	require.NoError(t, err)
	require.Len(t, hook.Parts, 1)
	require.NotNil(t, hook.Parts[0].Body)
	return hook.Parts[0]
}

func message(t *testing.T, fields string) *IncomingMessage {
	t.Helper()
	p := parseOne(t, fmt.Sprintf(messagesHook, lucia+`"messages":[{"from":"34600111222","from_user_id":"ES.1","id":"wamid.A","timestamp":"1763887506",`+fields+`}]`))
	require.Equal(t, "102", p.WABA)
	require.Equal(t, "106", p.PhoneNumberID)
	require.Equal(t, "15550100000", p.DisplayPhone)
	require.Equal(t, "0/0/messages/0", p.Index)
	m, ok := p.Body.(*IncomingMessage)
	require.True(t, ok, "%T", p.Body)
	require.Equal(t, "wamid.A", m.ID)
	require.Equal(t, time.Unix(1763887506, 0).UTC(), m.At)
	require.Equal(t, Contact{Name: "Lucía", Username: "lucia.pan", WaID: "34600111222", UserID: "ES.1"}, m.Contact)
	return m
}

func TestEveryTypeOfIncomingMessage(t *testing.T) {
	cases := map[string]struct {
		fields string
		check  func(*testing.T, *IncomingMessage)
	}{
		"text": {`"type":"text","text":{"body":"hola"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &Text{Body: "hola"}, m.Text)
		}},
		"image": {`"type":"image","image":{"caption":"pan","mime_type":"image/jpeg","sha256":"aGFzaA==","id":"77","url":"https://lookaside.fbsbx.com/x"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &Media{ID: "77", MIME: "image/jpeg", SHA256: "aGFzaA==", Caption: "pan", URL: "https://lookaside.fbsbx.com/x"}, m.Media)
		}},
		"video": {`"type":"video","video":{"mime_type":"video/mp4","sha256":"x","id":77}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "77", m.Media.ID, "an id written as a number")
		}},
		"voice note": {`"type":"audio","audio":{"mime_type":"audio/ogg; codecs=opus","sha256":"x","id":"1","voice":true}`, func(t *testing.T, m *IncomingMessage) {
			require.True(t, m.Media.Voice)
		}},
		"document": {`"type":"document","document":{"filename":"lista.pdf","mime_type":"application/pdf","id":"1"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "lista.pdf", m.Media.Filename)
		}},
		"sticker": {`"type":"sticker","sticker":{"mime_type":"image/webp","id":"1","animated":"true"}`, func(t *testing.T, m *IncomingMessage) {
			require.True(t, m.Media.Animated)
		}},
		"location": {`"type":"location","location":{"latitude":40.4,"longitude":"-3.7","name":"Casa"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &Location{Latitude: 40.4, Longitude: -3.7, Name: "Casa"}, m.Location)
		}},
		"contacts": {`"type":"contacts","contacts":[{"name":{"formatted_name":"Ana"},"phones":[{"phone":"+34 600"}],"origin":"other","vcard":"BEGIN:VCARD"},{"phones":[{"wa_id":"1"}]}]`, func(t *testing.T, m *IncomingMessage) {
			require.Len(t, m.Contacts, 2)
			require.Equal(t, "Ana", m.Contacts[0].Name.FormattedName)
			require.Equal(t, "BEGIN:VCARD", m.Contacts[0].VCard)
			require.Equal(t, "1", m.Contacts[1].Phones[0].WaID, "a card without a name")
		}},
		"template button": {`"type":"button","button":{"payload":"yes","text":"Sí"},"context":{"from":"15550100000","id":"wamid.T"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &TemplateButton{Payload: "yes", Text: "Sí"}, m.Button)
			require.Equal(t, "wamid.T", m.Context.ID)
		}},
		"button reply": {`"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"1","title":"Hoy"}}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &InteractiveReply{Type: "button_reply", ID: "1", Title: "Hoy"}, m.Interactive)
		}},
		"list reply": {`"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"1","title":"Hoy","description":"d"}}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "d", m.Interactive.Description)
		}},
		"form reply": {`"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"a\":1}"}}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, `{"a":1}`, m.Interactive.ResponseJSON)
		}},
		"interactive missing": {`"type":"interactive"`, func(t *testing.T, m *IncomingMessage) {
			require.Nil(t, m.Interactive)
		}},
		"order": {`"type":"order","order":{"catalog_id":"9","text":"para el sábado","product_items":[{"product_retailer_id":"pan","quantity":"2","item_price":3.50,"currency":"EUR"},{"product_retailer_id":"bollo","quantity":1,"item_price":"1.2","currency":"EUR"}]}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, []CatalogItem{{"pan", 2, "3.50", "EUR"}, {"bollo", 1, "1.2", "EUR"}}, m.Order.Items)
		}},
		"reaction": {`"type":"reaction","reaction":{"message_id":"wamid.B","emoji":"👍"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &Reaction{MessageID: "wamid.B", Emoji: "👍"}, m.Reaction)
		}},
		"reaction taken back": {`"type":"reaction","reaction":{"message_id":"wamid.B"}`, func(t *testing.T, m *IncomingMessage) {
			require.Empty(t, m.Reaction.Emoji)
		}},
		"edit": {`"type":"edit","edit":{"original_message_id":"wamid.B","message":{"type":"text","text":{"body":"new"}}}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "wamid.B", m.Edit.OriginalID)
			require.Equal(t, "new", m.Edit.Message.Text.Body)
		}},
		"revoke": {`"type":"revoke","revoke":{"original_message_id":"wamid.B"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "wamid.B", m.Revoke.OriginalID)
		}},
		"system": {`"type":"system","system":{"body":"changed","type":"user_changed_number","wa_id":"34699","user_id":"ES.2"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &System{Type: "user_changed_number", Body: "changed", WaID: "34699", UserID: "ES.2"}, m.System)
		}},
		"unsupported": {`"type":"unsupported","errors":[{"code":131051,"title":"Unsupported","error_data":{"details":"poll"}}],"unsupported":{"type":"poll"}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "poll", m.Unsupported.Type)
			require.Equal(t, 131051, m.Errors[0].Code)
			require.Equal(t, "poll", m.Errors[0].Details)
		}},
		"a type of next year": {`"type":"hologram","hologram":{"x":1}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "hologram", m.Type)
		}},
		"forwarded": {`"type":"text","text":{"body":"x"},"context":{"frequently_forwarded":true}`, func(t *testing.T, m *IncomingMessage) {
			require.True(t, m.Context.FrequentlyForwarded)
		}},
		"about a product": {`"type":"text","text":{"body":"x"},"context":{"from":"1","id":"2","referred_product":{"catalog_id":"9","product_retailer_id":"pan"}}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, &ReferredProduct{CatalogID: "9", RetailerID: "pan"}, m.Context.Product)
		}},
		"from an ad": {`"type":"text","text":{"body":"x"},"referral":{"source_type":"ad","source_id":"5","headline":"Pan","ctwa_clid":"c","welcome_message":{"text":"hi"}}`, func(t *testing.T, m *IncomingMessage) {
			require.Equal(t, "c", m.Referral.ClickID)
			require.Equal(t, "hi", m.Referral.WelcomeText)
		}},
		"a text that is not an object": {`"type":"text","text":"hola"`, func(t *testing.T, m *IncomingMessage) {
			require.Nil(t, m.Text)
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { c.check(t, message(t, c.fields)) })
		t.Run(name+", of somebody without a number", func(t *testing.T) {
			for _, contacts := range []string{"", `"contacts":null,`, `"contacts":[{"user_id":"ES.1","profile":{}}],`, `"contacts":[{"wa_id":"","user_id":"ES.1"}],`} {
				p := parseOne(t, fmt.Sprintf(messagesHook, contacts+`"messages":[{"from":"","from_user_id":"ES.1","from_parent_user_id":"ES.ENT.1","id":"wamid.A","timestamp":1763887506,`+c.fields+`}]`))
				m, ok := p.Body.(*IncomingMessage)
				require.True(t, ok, "%T", p.Body)
				require.Empty(t, m.From)
				require.Equal(t, "ES.1", m.FromUserID)
				require.Equal(t, "ES.ENT.1", m.FromParentUserID)
				require.Equal(t, time.Unix(1763887506, 0).UTC(), m.At, "seconds as a number")
				c.check(t, m)
			}
		})
	}
}

func TestAPersonWithoutPhoneOrContacts(t *testing.T) {
	p := parseOne(t, fmt.Sprintf(messagesHook, `"messages":[{"from_user_id":"ES.7","id":"wamid.A","timestamp":1763887506,"type":"text","text":{"body":"x"}}]`))
	m := p.Body.(*IncomingMessage)
	require.Empty(t, m.From)
	require.Equal(t, "ES.7", m.FromUserID)
	require.Equal(t, Contact{}, m.Contact)
	require.Equal(t, int64(1763887506), m.At.Unix(), "a timestamp as a number")
}

func TestAContactIsGivenOnlyToItsOwnMessage(t *testing.T) {
	hook, err := ParseWebhook([]byte(fmt.Sprintf(messagesHook, lucia+`"messages":[{"from":"34600111222","id":"a","type":"text"},{"from":"34999","id":"b","type":"text"}]`)))
	require.NoError(t, err)
	require.Equal(t, "Lucía", hook.Parts[0].Body.(*IncomingMessage).Contact.Name)
	require.Empty(t, hook.Parts[1].Body.(*IncomingMessage).Contact.Name)
	stranger := parseOne(t, fmt.Sprintf(messagesHook, lucia+`"messages":[{"from":"34999","id":"b","type":"text"}]`))
	require.Empty(t, stranger.Body.(*IncomingMessage).Contact.Name, "another phone than the contact's")
}

func TestStatuses(t *testing.T) {
	p := parseOne(t, fmt.Sprintf(messagesHook, lucia+`"statuses":[{"id":"wamid.S","status":"sent","timestamp":"1763887506","recipient_id":"34600111222","recipient_user_id":"ES.1",
		"biz_opaque_callback_data":"cmd","conversation":{"id":"c","expiration_timestamp":"1763990000","origin":{"type":"service"}},
		"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"utility"}}]`))
	s := p.Body.(*Status)
	require.Equal(t, "cmd", s.CallbackData)
	require.Equal(t, &Pricing{Billable: true, Model: "PMP", Type: "regular", Category: "utility"}, s.Pricing)
	require.Equal(t, "service", s.Conversation.Origin)
	require.Equal(t, "Lucía", s.Contact.Name)
	require.Equal(t, "status|wamid.S|sent|34600111222", p.Key())

	failed := parseOne(t, fmt.Sprintf(messagesHook, `"statuses":[{"id":"wamid.S","status":"failed","timestamp":"1763887506","recipient_id":"1","errors":[{"code":"131047","title":"t","error_data":{"details":"d"}}]}]`))
	require.Equal(t, []PlatformError{{Code: 131047, Title: "t", Details: "d"}}, failed.Body.(*Status).Errors)
	require.NotEqual(t, p.Key(), failed.Key())

	for _, status := range []string{StatusSent, StatusDelivered, StatusRead, StatusPlayed, StatusFailed, "newer"} {
		nameless := parseOne(t, fmt.Sprintf(messagesHook, `"contacts":[{"user_id":"ES.7","profile":{"name":"Ana","username":"ana"}}],"statuses":[{"id":"wamid.S","status":"`+status+`","timestamp":1763887506,"recipient_user_id":"ES.7","recipient_parent_user_id":"ES.ENT.7","recipient_identity_key_hash":"h"}]`))
		s := nameless.Body.(*Status)
		require.Empty(t, s.RecipientID)
		require.Equal(t, "ES.ENT.7", s.RecipientParentUserID)
		require.Equal(t, "ana", s.Contact.Username)
		require.Equal(t, "status|wamid.S|"+status+"|ES.7", nameless.Key())
	}
	group := parseOne(t, fmt.Sprintf(messagesHook, `"statuses":[{"id":"wamid.S","status":"read","recipient_id":"g1","recipient_type":"group","recipient_participant_id":"34600"}]`))
	require.Equal(t, "status|wamid.S|read|34600", group.Key(), "each member reads by themselves")

	alone := parseOne(t, fmt.Sprintf(messagesHook, `"errors":[{"code":130429,"title":"Rate limit hit"}]`))
	require.Equal(t, 130429, alone.Body.(*PlatformError).Code)
}

func TestOtherFields(t *testing.T) {
	for field, c := range map[string]struct {
		value string
		want  any
	}{
		"message_template_status_update": {`{"event":"REJECTED","message_template_id":594425479261596,"message_template_name":"ready","message_template_language":"es","message_template_category":"UTILITY","reason":"TAG_CONTENT_MISMATCH","rejection_info":{"reason":"r","recommendation":"do"}}`,
			&TemplateUpdate{ID: "594425479261596", Name: "ready", Language: "es", Event: "REJECTED", Category: "UTILITY", Reason: "TAG_CONTENT_MISMATCH", RejectionReason: "r", Recommendation: "do"}},
		"message_template_quality_update": {`{"previous_quality_score":"GREEN","new_quality_score":"RED","message_template_id":"1","message_template_name":"n","message_template_language":"es"}`,
			&TemplateUpdate{ID: "1", Name: "n", Language: "es", PreviousQuality: "GREEN", NewQuality: "RED"}},
		"template_category_update": {`{"message_template_id":1,"previous_category":"UTILITY","new_category":"MARKETING"}`,
			&TemplateUpdate{ID: "1", PreviousCategory: "UTILITY", NewCategory: "MARKETING"}},
		"phone_number_quality_update": {`{"display_phone_number":"1","event":"ONBOARDING","max_daily_conversations_per_business":"TIER_2K"}`,
			&NumberUpdate{DisplayPhone: "1", Event: "ONBOARDING", Limit: "TIER_2K"}},
		"phone_number_name_update": {`{"display_phone_number":"1","decision":"REJECTED","requested_verified_name":"Pan","rejection_reason":"x"}`,
			&NumberUpdate{DisplayPhone: "1", Decision: "REJECTED", RequestedName: "Pan", RejectionReason: "x"}},
		"account_update": {`{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":1763887506}]}`,
			&AccountUpdate{Event: "ACCOUNT_RESTRICTION", Restrictions: []Restriction{{Type: "RESTRICTED_BIZ_INITIATED_MESSAGING", Expires: time.Unix(1763887506, 0).UTC()}}}},
		"account_update ": {`{"event":"VOLUME_BASED_PRICING_TIER_UPDATE","volume_tier_info":{"tier_update_time":1763887506,"pricing_category":"UTILITY","tier":"25000:50000","effective_month":"2026-12","region":"Spain"}}`,
			&AccountUpdate{Event: "VOLUME_BASED_PRICING_TIER_UPDATE", PriceTier: &PriceTier{Tier: "25000:50000", Category: "UTILITY", Region: "Spain", Month: "2026-12", At: time.Unix(1763887506, 0).UTC()}}},
		"account_update  ": {`{"event":"PARTNER_REMOVED","phone_number":"15550100000","disconnection_info":{"reason":"PRIMARY_INACTIVITY","initiated_by":"SYSTEM"}}`,
			&AccountUpdate{Event: "PARTNER_REMOVED", Phone: "15550100000", DisconnectionReason: "PRIMARY_INACTIVITY", DisconnectionBy: "SYSTEM"}},
		"account_update   ": {`{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"SCHEDULE_FOR_DISABLE","waba_ban_date":"2026-12-01"}}`,
			&AccountUpdate{Event: "DISABLED_UPDATE", BanState: "SCHEDULE_FOR_DISABLE", BanDate: "2026-12-01"}},
		"account_alerts": {`{"entity_type":"BUSINESS","entity_id":5,"alert_info":{"alert_severity":"CRITICAL","alert_type":"T","alert_description":"d"}}`,
			&AccountAlert{EntityType: "BUSINESS", EntityID: "5", Severity: "CRITICAL", Type: "T", Description: "d"}},
		"business_capability_update": {`{"max_daily_conversations_per_business":2000,"max_phone_numbers_per_business":20}`,
			&CapabilityUpdate{MessagingLimit: "2000", NumbersPerBusiness: "20"}},
		"security":                  {`{"display_phone_number":"1","event":"PIN_CHANGED"}`, &SecurityUpdate{DisplayPhone: "1", Event: "PIN_CHANGED"}},
		"business_username_updates": {`{"display_phone_number":"1","username":"pan","status":"approved"}`, &UsernameUpdate{DisplayPhone: "1", Username: "pan", Status: "approved"}},
		"user_preferences": {`{"contacts":[{"wa_id":"346","user_id":"ES.1","profile":{"name":"L"}}],"user_preferences":[{"wa_id":"346","user_id":"ES.1","detail":"d","category":"marketing_messages","value":"stop","timestamp":1763887506}]}`,
			&UserPreference{WaID: "346", UserID: "ES.1", Detail: "d", Category: "marketing_messages", Value: "stop", At: time.Unix(1763887506, 0).UTC(), Contact: Contact{Name: "L", WaID: "346", UserID: "ES.1"}}},
		"user_id_update": {`{"user_id_update":[{"wa_id":"346","detail":"d","user_id":{"previous":"ES.1","current":"ES.2"},"timestamp":"1763887506"}]}`,
			&UserIDUpdate{WaID: "346", Detail: "d", PreviousUserID: "ES.1", UserID: "ES.2", At: time.Unix(1763887506, 0).UTC()}},
		"history":               {`{"history":[{"threads":[]}]}`, &Unknown{Why: "a piece of history with nothing in it"}},
		"smb_message_echoes":    {`{"message_echoes":[]}`, &Unknown{Why: `nothing known in field "smb_message_echoes"`}},
		"something_of_tomorrow": {`{"x":1}`, &Unknown{Why: `nothing known in field "something_of_tomorrow"`}},
	} {
		t.Run(field, func(t *testing.T) {
			field := strings.TrimSpace(field) // one field can tell of many things
			p := parseOne(t, `{"object":"whatsapp_business_account","entry":[{"id":"102","time":1763887500,"changes":[{"field":"`+field+`","value":`+c.value+`}]}]}`)
			require.Equal(t, c.want, p.Body)
			require.Equal(t, field, p.Field)
			require.Equal(t, int64(1763887500), p.EntryTime.Unix())
			require.True(t, json.Valid(p.Raw))
		})
	}
}

func TestABatchKeepsItsOrderAndLosesNothing(t *testing.T) {
	hook, err := ParseWebhook([]byte(`{"object":"whatsapp_business_account","entry":[
		{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"a","type":"text","text":{"body":"1"}},17,{"id":"b","type":"text"}],"statuses":[{"id":"c","status":"read"}]}},{"field":"messages"},5]},
		"what",{"id":"2"}]}`))
	require.NoError(t, err)
	var kinds []string
	for _, p := range hook.Parts {
		kinds = append(kinds, fmt.Sprintf("%s %T", p.Index, p.Body))
	}
	require.Equal(t, []string{"0/0/messages/0 *whatsapp.IncomingMessage", "0/0/messages/1 *whatsapp.Unknown", "0/0/messages/2 *whatsapp.IncomingMessage",
		"0/0/statuses/0 *whatsapp.Status", "0/1 *whatsapp.Unknown", "0/2 *whatsapp.Unknown", "1 *whatsapp.Unknown", "2 *whatsapp.Unknown"}, kinds)
}

func TestWhatIsNoWebhook(t *testing.T) {
	for _, body := range []string{"", "x", "[]", "null", `"text"`, "{"} {
		_, err := ParseWebhook([]byte(body))
		require.ErrorIs(t, err, ErrNotWebhook, body)
	}
	p := parseOne(t, `{"hello":"world"}`)
	require.JSONEq(t, `{"hello":"world"}`, string(p.Raw))
}

func TestKeysOfValues(t *testing.T) {
	at := func(second int, value string) string {
		return parseOne(t, fmt.Sprintf(`{"entry":[{"id":"1","time":%d,"changes":[{"field":"account_alerts","value":%s}]}]}`, second, value)).Key()
	}
	require.Equal(t, at(5, `{"a":1}`), at(5, `{ "a": 1 }`), "spaces don't matter")
	require.NotEqual(t, at(5, `{"a":1}`), at(5, `{"a":2}`))
	require.NotEqual(t, at(5, `{"a":1}`), at(6, `{"a":1}`), "the same again, a second later, is news")
}

func TestSignatures(t *testing.T) {
	body := []byte(`{"text":"ma\u00f1ana"}`)
	good := Sign("secret", body)
	require.NoError(t, VerifySignature("secret", good, body))
	require.NoError(t, VerifySignature("secret", strings.Replace(strings.ToUpper(good), "SHA256", "sha256", 1), body))
	for name, c := range map[string]struct {
		secret, header string
		body           []byte
		want           error
	}{
		"no secret":      {"", good, body, ErrNoSecret},
		"no header":      {"secret", "", body, ErrNoSignature},
		"no prefix":      {"secret", good[7:], body, ErrMalformedSignature},
		"sha1":           {"secret", "sha1=" + good[7:], body, ErrMalformedSignature},
		"short":          {"secret", good[:70], body, ErrMalformedSignature},
		"not hex":        {"secret", good[:70] + "z", body, ErrMalformedSignature},
		"another secret": {"other", good, body, ErrWrongSignature},
		"changed body":   {"secret", good, append([]byte(" "), body...), ErrWrongSignature},
	} {
		require.ErrorIs(t, VerifySignature(c.secret, c.header, c.body), c.want, name)
	}
	var parsed any
	require.NoError(t, json.Unmarshal(body, &parsed))
	again, err := json.Marshal(parsed)
	require.NoError(t, err)
	require.ErrorIs(t, VerifySignature("secret", good, again), ErrWrongSignature, "the same JSON written again")
}

func TestHandshake(t *testing.T) {
	query := url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {"1158201444"}, "hub.verify_token": {"token"}}
	challenge, err := Handshake(query, "token")
	require.NoError(t, err)
	require.Equal(t, "1158201444", challenge)
	for _, token := range []string{"", "other"} {
		_, err = Handshake(query, token)
		require.ErrorIs(t, err, ErrHandshake)
	}
	query.Set("hub.challenge", "<script>")
	_, err = Handshake(query, "token")
	require.ErrorIs(t, err, ErrHandshake)
}

func TestAnyBodyThatIsSignedPassesAndAnyOtherDoesNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")
		secret := rapid.StringN(1, 40, -1).Draw(t, "secret")
		if err := VerifySignature(secret, Sign(secret, body), body); err != nil {
			t.Fatal(err)
		}
		other := rapid.SliceOf(rapid.Byte()).Draw(t, "other")
		if string(other) != string(body) && VerifySignature(secret, Sign(secret, body), other) == nil {
			t.Fatal("another body passed")
		}
	})
}

func FuzzParseWebhook(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(messagesHook, lucia+`"messages":[{"id":"a","type":"edit","timestamp":"9e99","edit":{"message":{"type":"edit","edit":{"message":{}}}}}]`)))
	f.Add([]byte(fmt.Sprintf(messagesHook, `"statuses":[{"id":"a","status":"sent","timestamp":-5,"pricing":{}}]`)))
	f.Add([]byte(`{"entry":[{"changes":[{"field":"user_preferences","value":{"user_preferences":[{},5]}}]}]}`))
	f.Add(phoneHook("history", `"history":[{"metadata":{"phase":0},"threads":[{"id":"1","messages":[{"from":"1"},5]},7]},8,{"errors":[{}]}]`))
	f.Add(phoneHook("smb_message_echoes", `"message_echoes":[{"type":"edit","edit":{"message":{"type":"edit"}}},1]`))
	f.Add(phoneHook("smb_app_state_sync", `"state_sync":[{"contact":5},{"type":"x"}]`))
	f.Add(phoneHook("account_update", `"event":"DISABLED_UPDATE","ban_info":5,"volume_tier_info":[]`))
	f.Add([]byte(`{"entry":{}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		hook, err := ParseWebhook(body)
		if err != nil {
			if !errors.Is(err, ErrNotWebhook) {
				t.Fatal(err)
			}
			return
		}
		if len(hook.Parts) == 0 {
			t.Fatal("a webhook that was read has no parts: its content is lost")
		}
		for _, p := range hook.Parts {
			first, again := p.Key(), p.Key()
			if p.Body == nil || !json.Valid(p.Raw) || first == "" || first != again {
				t.Fatalf("a part without body, raw JSON or key: %+v", p)
			}
			if m, ok := p.Body.(*IncomingMessage); ok {
				if _, err := json.Marshal(m.At); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func FuzzVerifySignature(f *testing.F) {
	f.Add("secret", Sign("secret", []byte("body")), []byte("body"))
	f.Add("", "sha256=", []byte{})
	f.Fuzz(func(t *testing.T, secret, header string, body []byte) {
		err := VerifySignature(secret, header, body)
		right := secret != "" && strings.EqualFold(header, Sign(secret, body)) && strings.HasPrefix(header, "sha256=")
		if (err == nil) != right {
			t.Fatalf("verified %v, right %v", err, right)
		}
	})
}
