package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mostrador/backend/whatsapp"
)

// checkTemplateForm checks a template message without knowing the template.
func checkTemplateForm(c *checker, n node) {
	c.object(n)
	c.text(n.at("name"), 512)
	c.object(n.at("language"))
	c.text(n.at("language").at("code"), 20)
	if policy := n.at("language").at("policy"); policy.given {
		c.oneOf(policy, "deterministic")
	}
	if components := n.at("components"); components.given {
		for _, component := range c.list(components, 0, 20) {
			checkComponent(c, component)
		}
	}
}

func checkComponent(c *checker, component node) {
	c.object(component)
	switch kind := strings.ToLower(component.at("type").text()); kind {
	case "header", "body", "limited_time_offer", "footer", "order_status", "tap_target_configuration":
	case "button":
		c.text(component.at("sub_type"), 0)
		if !component.at("index").given {
			c.fail(131008, "The parameter %s is required.", component.at("index").path)
		}
	case "carousel":
		for _, card := range c.list(component.at("cards"), 1, 10) {
			for _, inner := range c.list(card.at("components"), 0, 20) {
				checkComponent(c, inner)
			}
		}
		return
	default:
		c.fail(132018, "%s: unknown component %q.", component.path, kind)
	}
	if parameters := component.at("parameters"); parameters.given {
		for _, p := range c.list(parameters, 0, 100) {
			checkParameter(c, p)
		}
	}
}

// parameterTypes are the types of values that a template message can carry.
var parameterTypes = []string{"text", "currency", "date_time", "image", "video", "document", "gif", "location", "payload", "coupon_code",
	"action", "limited_time_offer", "product", "order_status", "tap_target_configuration", "ttl_minutes"}

func checkParameter(c *checker, p node) {
	c.object(p)
	kind := p.at("type").text()
	if !slices.Contains(parameterTypes, kind) {
		c.fail(132012, "%s: unknown parameter type %q.", p.path, kind)
	}
	switch kind {
	case "text":
		value := p.at("text").text()
		if strings.TrimSpace(value) == "" {
			c.fail(131008, "The parameter %s is required.", p.at("text").path)
		}
		if strings.ContainsAny(value, "\n\r\t") || strings.Contains(value, "     ") {
			c.fail(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces.")
		}
	case "coupon_code":
		c.text(p.at("coupon_code"), 0)
		if utf8.RuneCountInString(p.at("coupon_code").text()) > whatsapp.MaxCouponCode {
			c.fail(132018, "A coupon code has at most %d characters.", whatsapp.MaxCouponCode)
		}
	case "image", "video", "document":
		checkFile(c, p.at(kind), "filename")
	case "location":
		checkLocation(c, p.at("location"))
	}
}

// sendableState says why a template can't be sent, if it can't.
func (t *template) sendableState() *refusal {
	switch t.Status {
	case whatsapp.TemplateApproved:
		return nil
	case whatsapp.TemplatePaused:
		return refuse(132015, "%s", detailsOf(132015))
	case whatsapp.TemplateDisabled:
		return refuse(132016, "%s", detailsOf(132016))
	}
	return refuse(132001, "template name (%s) in %s is not approved: %s", t.Name, t.Language, t.Status)
}

// checkTemplateSend applies a template's state and parameters; the caller holds the lock.
func (sb *Sandbox) checkTemplateSend(req *request) *refusal {
	name, language := req.content.at("name").text(), req.content.at("language").at("code").text()
	t := sb.state.templateNamed(name, language)
	if t == nil {
		return refuse(132001, "template name (%s) does not exist in %s", name, language)
	}
	if refused := t.sendableState(); refused != nil {
		return refused
	}
	if refused := sb.checkCategory(req, t); refused != nil {
		return refused
	}
	req.template = t
	c := &checker{}
	fillParts(c, t, t.parts(), req.content.at("components").items())
	if req.text = renderTemplate(t.parts(), req.content.at("components").items()); utf8.RuneCountInString(req.text) > whatsapp.MaxInteractiveBody {
		c.fail(132005, "The body with its values has more than %d characters.", whatsapp.MaxInteractiveBody)
	}
	return c.refused
}

// checkCategory applies the rules that go by a template's category; the caller holds the
// lock.
func (sb *Sandbox) checkCategory(req *request, t *template) *refusal {
	marketing := t.Category == whatsapp.CategoryMarketing
	switch {
	case marketing && req.customer.Stopped:
		return refuse(131050, "%s", detailsOf(131050))
	case marketing && sb.state.account.MarketingOff && !req.lite:
		return refuse(131063, "%s", detailsOf(131063))
	case !marketing && req.lite:
		return refuse(131009, "Only marketing templates can be sent with marketing_messages.")
	case t.Category == whatsapp.CategoryAuthentication && req.byUserID:
		return refuse(131062, "%s", detailsOf(131062))
	case sb.noPayment() && !sb.freeEntry(req.number.ID, req.customer.ID):
		return refuse(131042, "%s", detailsOf(131042))
	}
	if marketing {
		req.late = sb.marketingLimit(req)
	}
	return nil
}

// fillParts checks the components of a message against those of its template.
func fillParts(c *checker, t *template, parts []templatePart, given []node) {
	fillTexts(c, t, "body", partOf(parts, "BODY").Text, componentOf(given, "body"))
	header := partOf(parts, "HEADER")
	if format := strings.ToLower(header.Format); format != "" && format != "text" {
		fillHeader(c, format, componentOf(given, "header"))
	} else {
		fillTexts(c, t, "header", header.Text, componentOf(given, "header"))
	}
	fillButtons(c, partOf(parts, "BUTTONS").Buttons, given)
	cards := partOf(parts, "CAROUSEL").Cards
	sent := componentOf(given, "carousel").at("cards").items()
	if len(cards) != len(sent) {
		c.fail(132012, "carousel: %d cards given, the template has %d", len(sent), len(cards))
		return
	}
	for i, card := range cards {
		fillParts(c, t, card.Components, sent[i].at("components").items())
	}
}

func componentOf(given []node, kind string) node {
	for _, component := range given {
		if strings.EqualFold(component.at("type").text(), kind) {
			return component
		}
	}
	return node{}
}

func fillTexts(c *checker, t *template, where, text string, component node) {
	names, parameters := variablesOf(text), component.at("parameters").items()
	if len(parameters) != len(names) {
		c.fail(132000, "%s: number of localizable_params (%d) does not match the expected number of params (%d)", where, len(parameters), len(names))
	}
	for i, p := range parameters {
		if kind := p.at("type").text(); !slices.Contains([]string{"text", "currency", "date_time"}, kind) {
			c.fail(132012, "%s: Format mismatch, expected TEXT, received %s", where, strings.ToUpper(kind))
		}
		if name := p.at("parameter_name").text(); t.named() && !slices.Contains(names, name) {
			c.fail(100, "%s: Parameter name is missing or empty, or is not in the template: %q", where, name)
		}
		if where == "body" && i < len(t.ParamTypes) && !fitsType(t.ParamTypes[i], p.at("text").text()) {
			c.fail(132012, "body: Parameter %d must be of type %s", i+1, t.ParamTypes[i])
		}
	}
}

func fillHeader(c *checker, format string, component node) {
	parameters := component.at("parameters").items()
	if len(parameters) != 1 {
		c.fail(132012, "header: Format mismatch, expected %s, received UNKNOWN", strings.ToUpper(format))
		return
	}
	if kind := parameters[0].at("type").text(); kind != format {
		c.fail(132012, "header: Format mismatch, expected %s, received %s", strings.ToUpper(format), strings.ToUpper(kind))
	}
}

// buttonComponents name the sub_type that fills each kind of button, and the type of its
// parameter.
var buttonComponents = map[string][2]string{
	"URL": {"url", "text"}, "OTP": {"url", "text"}, "COPY_CODE": {"copy_code", "coupon_code"}, "QUICK_REPLY": {"quick_reply", "payload"},
	"FLOW": {"flow", "action"}, "CATALOG": {"catalog", "action"}, "MPM": {"mpm", "action"}, "SPM": {"spm", "action"},
	"ORDER_DETAILS": {"order_details", "action"}, "VOICE_CALL": {"voice_call", "payload"}, "REQUEST_CONTACT_INFO": {"request_contact_info", "payload"},
}

// wantsValue says whether a message must fill this button.
func (b templateButton) wantsValue() bool {
	switch strings.ToUpper(b.Type) {
	case "URL":
		return len(variablesOf(b.URL)) > 0
	case "OTP", "COPY_CODE", "MPM", "ORDER_DETAILS":
		return true
	}
	return false
}

func fillButtons(c *checker, buttons []templateButton, given []node) {
	filled := map[int]bool{}
	for _, component := range given {
		if !strings.EqualFold(component.at("type").text(), "button") {
			continue
		}
		index, err := strconv.Atoi(component.at("index").text())
		if err != nil || index < 0 || index >= len(buttons) {
			c.fail(132018, "buttons: there is no button at index %s in the template", component.at("index").text())
			return
		}
		filled[index] = true
		fillButton(c, index, buttons[index], component)
	}
	for i, button := range buttons {
		if button.wantsValue() && !filled[i] {
			c.fail(131008, "buttons: Button at index %d of type %s requires a parameter", i, button.Type)
		}
	}
}

func fillButton(c *checker, index int, button templateButton, component node) {
	kind := strings.ToUpper(button.Type)
	want, takes := buttonComponents[kind]
	if !takes || (kind == "URL" && !button.wantsValue()) {
		c.fail(132018, "buttons: Button at index %d of type %s takes no parameter", index, kind)
		return
	}
	if sub := strings.ToLower(component.at("sub_type").text()); sub != want[0] {
		c.fail(132018, "buttons: Button at index %d is of type %s, not %s", index, kind, strings.ToUpper(sub))
	}
	parameters := component.at("parameters").items()
	if len(parameters) > 1 || (len(parameters) == 0 && button.wantsValue()) {
		c.fail(132000, "buttons: Button at index %d takes one parameter, not %d", index, len(parameters))
	}
	for _, p := range parameters {
		if got := p.at("type").text(); got != want[1] && kind != "QUICK_REPLY" {
			c.fail(132012, "buttons: Button at index %d takes a parameter of type %s, not %s", index, want[1], got)
		}
	}
}

// renderTemplate gives the text that the customer sees, without footer and buttons.
func renderTemplate(parts []templatePart, given []node) string {
	values := map[string]string{}
	for i, p := range componentOf(given, "body").at("parameters").items() {
		name := p.at("parameter_name").text()
		if name == "" {
			name = strconv.Itoa(i + 1)
		}
		values[name] = shownValue(p)
	}
	return variable.ReplaceAllStringFunc(partOf(parts, "BODY").Text, func(found string) string {
		if value, ok := values[variable.FindStringSubmatch(found)[1]]; ok {
			return value
		}
		return found
	})
}

// shownValue is what a parameter shows; amounts and dates show their fallback.
func shownValue(p node) string {
	if kind := p.at("type").text(); kind == "currency" || kind == "date_time" {
		return p.at(kind).at("fallback_value").text()
	}
	return p.at("text").text()
}

// renderButtons lists the buttons that the customer can tap, with their payloads.
func renderButtons(t *template, given []node) json.RawMessage {
	var out []fields
	for i, button := range partOf(t.parts(), "BUTTONS").Buttons {
		shown := fields{"type": button.Type, "text": button.Text}
		for _, component := range given {
			if component.at("index").text() != strconv.Itoa(i) || !strings.EqualFold(component.at("type").text(), "button") {
				continue
			}
			for _, p := range component.at("parameters").items() {
				shown["value"] = p.at(p.at("type").text()).value
			}
		}
		out = append(out, shown)
	}
	if out == nil {
		return nil
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return raw
}
