package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"mostrador/backend/whatsapp"
)

func (sb *Sandbox) numberFields(n Number) fields {
	health := fields{"can_send_message": "AVAILABLE", "entities": []fields{
		{"entity_type": "PHONE_NUMBER", "id": n.ID, "can_send_message": "AVAILABLE"},
		{"entity_type": "WABA", "id": sb.p.WABA, "can_send_message": "AVAILABLE"},
		{"entity_type": "APP", "id": sb.p.AppID, "can_send_message": "AVAILABLE"},
	}}
	if n.Status != statusConnected {
		health["can_send_message"] = "BLOCKED"
		health["entities"] = []fields{{"entity_type": "PHONE_NUMBER", "id": n.ID, "can_send_message": "BLOCKED",
			"errors": []fields{{"error_code": 141000, "error_description": "The phone number is not registered.",
				"possible_solution": "Register it with POST /" + n.ID + "/register."}}}}
	}
	return fields{
		"id": n.ID, "display_phone_number": "+" + n.Phone, "verified_name": n.Name, "quality_rating": n.Quality,
		"status": n.Status, "name_status": "APPROVED", "code_verification_status": "VERIFIED",
		"platform_type": "CLOUD_API", "account_mode": "LIVE", "is_on_biz_app": false,
		"throughput": fields{"level": "STANDARD"}, "whatsapp_business_manager_messaging_limit": "TIER_2K",
		"health_status": health,
	}
}

// chosen keeps the asked-for fields, and the id.
func chosen(all fields, asked string) fields {
	if asked == "" {
		short := fields{}
		for _, name := range []string{"id", "display_phone_number", "verified_name", "quality_rating", "code_verification_status", "platform_type", "throughput"} {
			short[name] = all[name]
		}
		return short
	}
	out := fields{"id": all["id"]}
	for name := range strings.SplitSeq(asked, ",") {
		if value, known := all[strings.TrimSpace(name)]; known {
			out[strings.TrimSpace(name)] = value
		}
	}
	return out
}

func (sb *Sandbox) listNumbers(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	data := []fields{}
	for _, n := range sb.Numbers() {
		data = append(data, chosen(sb.numberFields(n), g.r.URL.Query().Get("fields")))
	}
	answerJSON(g.w, http.StatusOK, fields{"data": data})
	return nil
}

// Numbers lists the business numbers.
func (sb *Sandbox) Numbers() []Number {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	out := make([]Number, 0, len(sb.state.numberOrder))
	for _, id := range sb.state.numberOrder {
		out = append(out, *sb.state.numbers[id])
	}
	return out
}

// getObject is GET /{id}: a number, a file, a template or the account.
func (sb *Sandbox) getObject(g graphCall) *refusal {
	sb.mu.Lock()
	n, m, t := sb.state.numbers[g.id], sb.state.media[g.id], sb.state.templates[g.id]
	var number Number
	var file mediaFile
	var template whatsapp.Template
	if n != nil {
		number = *n
	}
	if m != nil {
		file = *m
	}
	if t != nil {
		template = *t
	}
	sb.mu.Unlock()
	switch {
	case n != nil:
		answerJSON(g.w, http.StatusOK, chosen(sb.numberFields(number), g.r.URL.Query().Get("fields")))
	case m != nil && !file.expired(sb.now()):
		return sb.mediaInfo(g, file)
	case t != nil:
		answerJSON(g.w, http.StatusOK, templateFields([]whatsapp.Template{template})[0])
	case g.id == sb.p.WABA:
		answerJSON(g.w, http.StatusOK, fields{"id": sb.p.WABA, "name": "Practice account", "currency": "EUR", "timezone_id": "1", "message_template_namespace": "practice"})
	default:
		return notThere(g.id)
	}
	return nil
}

func notThere(id string) *refusal {
	return withSubcode(refuse(100, "Unsupported request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", id), 33)
}

// postObject is POST /{id}: changing a number's PIN or webhook, or editing a template.
func (sb *Sandbox) postObject(g graphCall) *refusal {
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	sb.mu.Lock()
	n, t := sb.state.numbers[g.id], sb.state.templates[g.id]
	switch {
	case n != nil:
		if pin := textOf(body["pin"]); pin != "" {
			n.PIN = pin
			sb.keep("number", n.ID, n)
		}
	case t != nil:
		refused = sb.editTemplate(t, body)
	default:
		refused = notThere(g.id)
	}
	sb.mu.Unlock()
	if refused != nil {
		return refused
	}
	return g.succeed()
}

// editTemplate replaces components and hands the template in again; the caller holds the
// lock.
func (sb *Sandbox) editTemplate(t *whatsapp.Template, body map[string]json.RawMessage) *refusal {
	if t.Status == whatsapp.TemplatePending || t.Status == whatsapp.TemplateDisabled {
		return refuse(100, "Message templates can only be edited when they are approved, rejected or paused")
	}
	next := *t
	if raw, given := body["components"]; given {
		next.Components = nil
		if err := json.Unmarshal(raw, &next.Components); err != nil {
			return refuse(100, "%s", wrongType(err))
		}
	}
	if category := textOf(body["category"]); category != "" {
		if t.Status == whatsapp.TemplateApproved && category != t.Category {
			return refuse(100, "The category of an approved template can't be changed")
		}
		next.Category = category
	}
	if refused := checkNewTemplate(next); refused != nil {
		return refused
	}
	next.Status = whatsapp.TemplatePending
	id := sb.putTemplate(next).ID
	sb.tasks.after(sb.delay(reviewTime), func() { sb.review(id) })
	return nil
}

// deleteObject is DELETE /{media-id}.
func (sb *Sandbox) deleteObject(g graphCall) *refusal {
	sb.mu.Lock()
	m := sb.state.media[g.id]
	sb.mu.Unlock()
	if m == nil {
		return notThere(g.id)
	}
	return sb.deleteMediaFile(g, g.id)
}

// register is POST /{number}/register.
func (sb *Sandbox) register(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	pin := textOf(body["pin"])
	if len(pin) != 6 || strings.Trim(pin, "0123456789") != "" {
		return refuse(100, "Param pin must be 6 digits")
	}
	sb.mu.Lock()
	n := sb.state.numbers[g.id]
	if n.PIN != "" && n.PIN != pin {
		sb.mu.Unlock()
		return refuse(133005, "%s", detailsOf(133005))
	}
	n.PIN, n.Status = pin, statusConnected
	sb.keep("number", n.ID, n)
	sb.mu.Unlock()
	return g.succeed()
}

// requestCode is POST /{number}/request_code. No code is sent anywhere.
func (sb *Sandbox) requestCode(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	if method := textOf(body["code_method"]); method != "SMS" && method != "VOICE" {
		return refuse(100, "Param code_method must be one of {SMS, VOICE}")
	}
	return g.succeed()
}

// verifyCode is POST /{number}/verify_code; any six digits but 000000 are the right ones.
func (sb *Sandbox) verifyCode(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	code := strings.ReplaceAll(textOf(body["code"]), "-", "")
	if len(code) != 6 || strings.Trim(code, "0123456789") != "" || code == "000000" {
		return withSubcode(refuse(100, "The code is not the one that was sent"), 136025)
	}
	return g.succeed()
}

// deregister is POST /{number}/deregister.
func (sb *Sandbox) deregister(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	sb.mu.Lock()
	n := sb.state.numbers[g.id]
	n.Status = "DISCONNECTED"
	sb.keep("number", n.ID, n)
	sb.mu.Unlock()
	return g.succeed()
}

// profileLimits are the longest values of a business profile.
var profileLimits = map[string]int{"about": 139, "address": 256, "description": 256, "email": 128}

func (sb *Sandbox) getProfile(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	sb.mu.Lock()
	out := fields{"messaging_product": "whatsapp"}
	for name, value := range sb.state.numbers[g.id].Profile {
		if asked := g.r.URL.Query().Get("fields"); asked == "" || strings.Contains(","+asked+",", ","+name+",") {
			out[name] = value
		}
	}
	sb.mu.Unlock()
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{out}})
	return nil
}

func (sb *Sandbox) postProfile(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	delete(body, "messaging_product")
	for name, value := range body {
		if limit := profileLimits[name]; limit > 0 && utf8.RuneCountInString(textOf(value)) > limit {
			return refuse(100, "Param %s has at most %d characters", name, limit)
		}
	}
	sb.mu.Lock()
	n := sb.state.numbers[g.id]
	profile := map[string]json.RawMessage{}
	for name, value := range n.Profile {
		profile[name] = value
	}
	for name, value := range body {
		profile[name] = value
	}
	n.Profile = profile
	sb.keep("number", n.ID, n)
	sb.mu.Unlock()
	return g.succeed()
}

func (sb *Sandbox) listSubscribed(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	sb.mu.Lock()
	hook := sb.callback
	sb.mu.Unlock()
	data := []fields{}
	if !hook.Off {
		app := fields{"whatsapp_business_api_data": fields{"id": sb.p.AppID, "name": "Practice app", "link": "https://example.com/"}}
		if hook.URL != "" {
			app["override_callback_uri"] = hook.URL
		}
		data = append(data, app)
	}
	answerJSON(g.w, http.StatusOK, fields{"data": data})
	return nil
}

func (sb *Sandbox) subscribe(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	body, refused := g.body()
	if refused != nil {
		return refused
	}
	if address := textOf(body["override_callback_uri"]); address != "" {
		if err := sb.SetCallback(g.r.Context(), address, textOf(body["verify_token"])); err != nil {
			return withSubcode(refuse(100, "%s", err), 2200)
		}
		return g.succeed()
	}
	sb.switchCallback(false)
	return g.succeed()
}

func (sb *Sandbox) unsubscribe(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	sb.switchCallback(true)
	return g.succeed()
}

func (sb *Sandbox) switchCallback(off bool) {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	sb.callback.Off = off
	sb.keep("callback", "callback", sb.callback)
}

// debugToken is GET /debug_token?input_token=.
func (sb *Sandbox) debugToken(g graphCall) *refusal {
	asked := g.r.URL.Query().Get("input_token")
	if asked == "" {
		return refuse(100, "The parameter input_token is required")
	}
	if asked != sb.p.Token {
		answerJSON(g.w, http.StatusOK, fields{"data": fields{"is_valid": false, "scopes": []string{},
			"error": fields{"code": 190, "message": "Invalid OAuth access token."}}})
		return nil
	}
	scopes := []string{"whatsapp_business_management", "whatsapp_business_messaging"}
	answerJSON(g.w, http.StatusOK, fields{"data": fields{"app_id": sb.p.AppID, "type": "SYSTEM_USER",
		"application": "Practice app", "expires_at": 0, "is_valid": true, "scopes": scopes}})
	return nil
}
