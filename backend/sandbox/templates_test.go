package sandbox

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/whatsapp"
)

// updates are what was told of templates, in order.
func (p *practice) updates() (out []*whatsapp.TemplateUpdate) {
	for _, part := range p.shop.got() {
		if u, ok := part.Body.(*whatsapp.TemplateUpdate); ok {
			out = append(out, u)
		}
	}
	return out
}

const templatesPath = DefaultWABA + "/message_templates"

func newTemplateJSON(name, components string) string {
	return `{"name":"` + name + `","language":"es","category":"UTILITY","components":[` + components + `]}`
}

const plainBody = `{"type":"BODY","text":"Tu pedido está listo."}`

func TestWhatANewTemplateMustNotBe(t *testing.T) {
	p := open(t)
	for name, c := range map[string]struct {
		body    string
		subcode int
	}{
		"a name with capitals":        {newTemplateJSON("Pedido", plainBody), 0},
		"an unknown category":         {`{"name":"a","language":"es","category":"NEWS","components":[` + plainBody + `]}`, 0},
		"an unknown language":         {`{"name":"a","language":"Spanish","category":"UTILITY","components":[` + plainBody + `]}`, 0},
		"no body":                     {newTemplateJSON("a", `{"type":"FOOTER","text":"x"}`), subBody},
		"a body that is too long":     {newTemplateJSON("a", `{"type":"BODY","text":"`+long(1025)+`"}`), subLength},
		"a header that is too long":   {newTemplateJSON("a", `{"type":"HEADER","format":"TEXT","text":"`+long(61)+`"},`+plainBody), subLength},
		"a header with two variables": {newTemplateJSON("a", `{"type":"HEADER","format":"TEXT","text":"a {{1}} b {{2}}","example":{"header_text":["a"]}},`+plainBody), subHeader},
		"a footer with a variable":    {newTemplateJSON("a", plainBody+`,{"type":"FOOTER","text":"a {{1}} b"}`), subFooter},
		"a variable at the edge":      {newTemplateJSON("a", `{"type":"BODY","text":"Hola {{1}}","example":{"body_text":[["a"]]}}`), subEdge},
		"variables side by side":      {newTemplateJSON("a", `{"type":"BODY","text":"Hola {{1}} {{2}} y adiós a todos","example":{"body_text":[["a","b"]]}}`), subBody},
		"variables out of order":      {newTemplateJSON("a", `{"type":"BODY","text":"Hola {{2}}, ya está listo","example":{"body_text":[["a"]]}}`), subBody},
		"a sign in a variable":        {newTemplateJSON("a", `{"type":"BODY","text":"Hola {{1#}}, ya está listo"}`), subBody},
		"no example":                  {newTemplateJSON("a", `{"type":"BODY","text":"Hola {{1}}, ya está listo"}`), subExample},
		"too many variables":          {newTemplateJSON("a", `{"type":"BODY","text":"a {{1}} b {{2}} c","example":{"body_text":[["a","b"]]}}`), subTooMany},
		"a picture without a sample":  {newTemplateJSON("a", `{"type":"HEADER","format":"IMAGE"},`+plainBody), subExample},
		"eleven buttons":              {newTemplateJSON("a", plainBody+`,{"type":"BUTTONS","buttons":[`+buttons(11)+`]}`), 0},
		"mixed quick replies":         {newTemplateJSON("a", plainBody+`,{"type":"BUTTONS","buttons":[`+buttons(1)+`,{"type":"URL","text":"a","url":"https://a"},`+buttons(1)+`]}`), 0},
		"a button's text too long":    {newTemplateJSON("a", plainBody+`,{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"`+long(26)+`"}]}`), subLength},
		"three links":                 {newTemplateJSON("a", plainBody+`,{"type":"BUTTONS","buttons":[`+links(3)+`]}`), 0},
		"a component of no kind":      {newTemplateJSON("a", plainBody+`,{"type":"SIDEBAR"}`), 0},
		"components that are text":    {`{"name":"a","language":"es","category":"UTILITY","components":"x"}`, 0},
		"a life that is too short":    {`{"name":"a","language":"es","category":"UTILITY","message_send_ttl_seconds":5,"components":[` + plainBody + `]}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			subcode, _ := p.refused(100, "POST", templatesPath, c.body)
			require.Equal(t, c.subcode, subcode)
		})
	}
}

func long(n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = 'x'
	}
	return string(out)
}

func buttons(n int) (out string) {
	for i := range n {
		if i > 0 {
			out += ","
		}
		out += `{"type":"QUICK_REPLY","text":"b` + fmt.Sprint(i) + `"}`
	}
	return out
}

func links(n int) (out string) {
	for i := range n {
		if i > 0 {
			out += ","
		}
		out += `{"type":"URL","text":"l` + fmt.Sprint(i) + `","url":"https://example.com"}`
	}
	return out
}

func TestWhatAMessageMustFillIn(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.NoPairRate = true })
	p.writes(Message{Text: "hola"})
	full := `{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}},
		{"type":"BODY","text":"Hola {{1}}, tu pedido {{2}} está listo.","example":{"body_text":[["Ana","42"]]}},
		{"type":"FOOTER","text":"Obrador"},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Vale"},{"type":"URL","text":"Ver","url":"https://example.com/{{1}}","example":["https://example.com/42"]},
			{"type":"COPY_CODE","example":"PAN5"}]}`
	p.graph(200, "POST", templatesPath, newTemplateJSON("todo", full))
	p.graph(200, "POST", templatesPath, `{"name":"con_nombre","language":"es","category":"UTILITY","parameter_format":"named","components":[
		{"type":"BODY","text":"Hola {{quien}}, ya está listo.","example":{"body_text_named_params":[{"param_name":"quien","example":"Ana"}]}}]}`)
	p.idle()
	send := func(name, components string) string {
		return `{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"` + name + `","language":{"code":"es"},"components":[` + components + `]}}`
	}
	head := `{"type":"header","parameters":[{"type":"image","image":{"link":"https://example.com/a.png"}}]}`
	body := `{"type":"body","parameters":[{"type":"text","text":"Ana"},{"type":"text","text":"42"}]}`
	link := `{"type":"button","sub_type":"url","index":1,"parameters":[{"type":"text","text":"42"}]}`
	copied := `{"type":"button","sub_type":"copy_code","index":"2","parameters":[{"type":"coupon_code","coupon_code":"PAN5"}]}`
	tap := `{"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"ok"}]}`
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"no values":                {send("todo", head+","+link+","+copied), 132000},
		"no picture":               {send("todo", body+","+link+","+copied), 132012},
		"a film for a picture":     {send("todo", `{"type":"header","parameters":[{"type":"video","video":{"link":"https://a/b.mp4"}}]},`+body+","+link+","+copied), 132012},
		"no link":                  {send("todo", head+","+body+","+copied), 131008},
		"no coupon":                {send("todo", head+","+body+","+link), 131008},
		"a coupon that is long":    {send("todo", head+","+body+","+link+`,{"type":"button","sub_type":"copy_code","index":2,"parameters":[{"type":"coupon_code","coupon_code":"1234567890123456"}]}`), 132018},
		"a button that is not":     {send("todo", head+","+body+","+link+","+copied+`,{"type":"button","sub_type":"url","index":7,"parameters":[]}`), 132018},
		"another kind of button":   {send("todo", head+","+body+","+copied+`,{"type":"button","sub_type":"flow","index":1,"parameters":[{"type":"text","text":"x"}]}`), 132018},
		"an unknown component":     {send("todo", `{"type":"sidebar"}`), 132018},
		"an unknown parameter":     {send("todo", `{"type":"body","parameters":[{"type":"song"}]}`), 132012},
		"values that are too long": {send("con_nombre", `{"type":"body","parameters":[{"type":"text","parameter_name":"quien","text":"`+long(1024)+`"}]}`), 132005},
		"a value without its name": {send("con_nombre", `{"type":"body","parameters":[{"type":"text","text":"Ana"}]}`), 100},
	} {
		t.Run(name, func(t *testing.T) { p.refused(c.want, "POST", DefaultNumber+"/messages", c.body) })
	}
	p.graph(200, "POST", DefaultNumber+"/messages", send("todo", head+","+body+","+link+","+copied+","+tap))
	p.graph(200, "POST", DefaultNumber+"/messages", send("con_nombre", `{"type":"body","parameters":[{"type":"text","parameter_name":"quien","text":"Ana"}]}`))
	p.idle()
	inbox := p.Inbox(lucia)
	require.Equal(t, "Hola Ana, tu pedido 42 está listo.", inbox[0].Text)
	require.JSONEq(t, `[{"type":"QUICK_REPLY","text":"Vale","value":"ok"},{"type":"URL","text":"Ver","value":"42"},{"type":"COPY_CODE","text":"","value":"PAN5"}]`, string(inbox[0].Buttons))
	require.Equal(t, "Hola Ana, ya está listo.", inbox[1].Text)
}

func TestATemplateIsEditedAsOftenAsAllowed(t *testing.T) {
	p := open(t)
	id := p.graph(200, "POST", templatesPath, newTemplateJSON("listo", plainBody))["id"].(string)
	p.idle()
	p.refused(100, "POST", id, `{"category":"MARKETING"}`)
	edit := `{"components":[{"type":"BODY","text":"Tu pan está listo."}]}`
	p.graph(200, "POST", id, edit)
	p.idle()
	subcode, _ := p.refused(100, "POST", id, edit)
	require.Equal(t, subState, subcode, "once a day")
	p.SetClock(25*time.Hour, 0)
	p.graph(200, "POST", id, edit)
	p.idle()
	got := p.graph(200, "GET", id+"?fields=name,components,quality_score,status", "")
	require.Equal(t, "Tu pan está listo.", at(t, got, "components", 0, "text"))
	require.Equal(t, "APPROVED", got["status"])
	require.Nil(t, got["category"], "not asked for")
	require.Equal(t, id, p.graph(200, "GET", templatesPath+"/"+id, "")["id"])
}

func TestDeletedNamesRest(t *testing.T) {
	p := open(t)
	one := p.graph(200, "POST", templatesPath, newTemplateJSON("uno", plainBody))["id"].(string)
	two := p.graph(200, "POST", templatesPath, newTemplateJSON("dos", plainBody))["id"].(string)
	p.idle()
	p.graph(200, "DELETE", templatesPath+`?hsm_ids=["`+one+`","`+two+`"]`, "")
	subcode, _ := p.refused(100, "POST", templatesPath, newTemplateJSON("uno", plainBody))
	require.Equal(t, subDeleted, subcode)
	p.SetClock(31*24*time.Hour, 0)
	p.graph(200, "POST", templatesPath, newTemplateJSON("uno", plainBody))
	p.idle()
	p.SetTemplateStatus("uno", "es", whatsapp.TemplateDisabled, "")
	p.refused(100, "DELETE", templatesPath+"?name=uno", "")
	subcode, _ = p.refused(100, "DELETE", templatesPath+"?name=nunca", "")
	require.Equal(t, subNotFound, subcode)
}

func TestTheLibrarysTemplatesAreApprovedAtOnce(t *testing.T) {
	p := open(t)
	list := p.graph(200, "GET", "message_template_library?usecase=ORDER_PICK_UP&language=es", "")
	require.Len(t, list["data"], 1)
	name := at(t, list, "data", 0, "name").(string)
	require.NotEmpty(t, p.graph(200, "GET", "message_template_library?search=camino", "")["data"])
	p.refused(100, "POST", templatesPath, `{"name":"x","language":"fr","category":"UTILITY","library_template_name":"`+name+`"}`)
	for i, l := range library {
		for language := range l.bodies {
			made := p.graph(200, "POST", templatesPath, fmt.Sprintf(`{"name":"lib_%d","language":"%s","category":"UTILITY","library_template_name":"%s",
				"library_template_button_inputs":[{"type":"URL","url":{"base_url":"https://example.com/{{1}}"}}]}`, i, language, l.name))
			require.Equal(t, "APPROVED", made["status"])
		}
	}
	at2 := `{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"lib_7","language":{"code":"es"},
		"components":[{"type":"body","parameters":[{"type":"text","text":"1042"},{"type":"text","text":"%s"}]}]}}`
	p.refused(132012, "POST", DefaultNumber+"/messages", fmt.Sprintf(at2, "mucho dinero"))
	p.graph(200, "POST", DefaultNumber+"/messages", fmt.Sprintf(at2, "12,50 €"))
}

func TestBadQualityPausesAndThenDisables(t *testing.T) {
	p := open(t, func(p *Params) { p.Limits.NoPairRate = true })
	p.graph(200, "POST", templatesPath, newTemplateJSON("listo", plainBody))
	p.idle()
	p.writes(Message{Text: "hola"})
	template := whatsapp.Outgoing{Template: whatsapp.NewTemplate("listo", "es")}
	for _, pause := range []time.Duration{3 * time.Hour, 6 * time.Hour} {
		p.control("POST", "templates/listo", `{"quality":"RED"}`)
		_, err := p.send(template)
		require.Equal(t, 132015, code(t, err))
		p.SetClock(pause+time.Minute, 0)
		p.idle()
		_, err = p.send(template)
		require.NoError(t, err)
	}
	p.control("POST", "templates/listo", `{"quality":"RED"}`)
	_, err := p.send(template)
	require.Equal(t, 132016, code(t, err))
	p.idle()
	var events []string
	for _, u := range p.updates() {
		if u.Event != "" {
			events = append(events, u.Event)
		}
	}
	require.Equal(t, []string{"APPROVED", "PAUSED", "APPROVED", "PAUSED", "APPROVED", "DISABLED"}, events)
}

func TestThePlatformFindsAnotherCategory(t *testing.T) {
	p := open(t)
	p.graph(200, "POST", templatesPath, newTemplateJSON("listo", plainBody))
	p.idle()
	p.control("POST", "templates/listo", `{"correct_category":"MARKETING"}`)
	got := p.graph(200, "GET", templatesPath+"?name=listo&fields=category,correct_category", "")
	require.Equal(t, "MARKETING", at(t, got, "data", 0, "correct_category"))
	require.Equal(t, "UTILITY", at(t, got, "data", 0, "category"))
	p.control("POST", "templates/listo", `{"category":"MARKETING"}`)
	got = p.graph(200, "GET", templatesPath+"?name=listo&fields=category,previous_category", "")
	require.Equal(t, "UTILITY", at(t, got, "data", 0, "previous_category"))
	p.idle()
	require.Len(t, p.updates(), 3)
	require.Empty(t, p.graph(200, "GET", templatesPath+`?category=["UTILITY"]&name=listo`, "")["data"])
	require.Len(t, p.graph(200, "GET", templatesPath+`?category=["marketing","UTILITY"]&name_or_content=pedido&summary=total_count`, "")["data"], 1)
}

func TestAHeldTemplateGoesOutOrFails(t *testing.T) {
	p := open(t, func(p *Params) { p.Instant, p.Speed = false, 1000 })
	p.SetFaults(Faults{HoldTemplates: 1})
	body := `{"messaging_product":"whatsapp","to":"+34600111222","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`
	answer := p.graph(200, "POST", DefaultNumber+"/messages", body)
	require.Equal(t, "held_for_quality_assessment", at(t, answer, "messages", 0, "message_status"))
	require.Eventually(t, func() bool { return len(p.Inbox(lucia)) == 1 }, time.Minute, time.Millisecond)
}

func TestAnApprovedTemplateIsKeptAsItWasWritten(t *testing.T) {
	p := open(t)
	written := `{"type":"BODY","add_security_recommendation":true},{"type":"FOOTER","code_expiration_minutes":5},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE","text":"Copy"}]}`
	id := p.graph(200, "POST", templatesPath, `{"name":"codigo","language":"es","category":"AUTHENTICATION","components":[`+written+`]}`)["id"].(string)
	got, err := json.Marshal(p.graph(200, "GET", id, "")["components"])
	require.NoError(t, err)
	require.JSONEq(t, "["+written+"]", string(got))
}
