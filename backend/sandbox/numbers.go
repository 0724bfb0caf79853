package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// numberDefaults are the fields of a number when none are asked for.
var numberDefaults = []string{"verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type", "throughput", "id"}

// numberFields gives everything that a client may ask of a number.
func (sb *Sandbox) numberFields(n Number) fields {
	platform, status := "CLOUD_API", n.Status
	if n.Status == "DISCONNECTED" && n.PIN == "" {
		platform = "NOT_APPLICABLE"
	}
	throughput := fields{"level": n.Throughput}
	if n.Coexistence != nil {
		throughput = fields{"level": "STANDARD"}
	}
	tier := sb.Account().tier()
	out := fields{
		"id": n.ID, "display_phone_number": displayPhone(n.Phone), "verified_name": n.Name, "quality_rating": n.Quality,
		"quality_score": fields{"score": n.Quality}, "status": status, "name_status": n.NameStatus,
		"code_verification_status": n.Verification, "platform_type": platform, "account_mode": "LIVE",
		"is_on_biz_app": n.Coexistence != nil, "is_official_business_account": false, "is_pin_enabled": n.PIN != "",
		"throughput": throughput, "messaging_limit_tier": tier, "whatsapp_business_manager_messaging_limit": tier,
		"certificate": "", "country_dial_code": first(countryOf(n.Phone)), "host_platform": platform, "search_visibility": "VISIBLE",
		"last_onboarded_time": sb.now().AddDate(0, -6, 0).Format("2006-01-02T15:04:05-0700"),
		"health_status":       sb.health(&n), "webhook_configuration": sb.webhookConfiguration(n),
		"conversational_automation": n.automation(),
	}
	if n.NewName != "" {
		out["new_display_name"], out["new_name_status"] = n.NewName, "PENDING_REVIEW"
	}
	if n.Username != "" {
		out["username"] = n.Username
	}
	return out
}

func first(a, _ string) string { return a }

// displayPhone writes a phone as people do, with plus and spaces.
func displayPhone(phone string) string {
	code, _ := countryOf(phone)
	out := "+" + code
	for rest := phone[len(code):]; rest != ""; {
		n := min(3, len(rest))
		if len(rest) == 4 {
			n = 4
		}
		out, rest = out+" "+rest[:n], rest[n:]
	}
	return strings.TrimSpace(out)
}

func (sb *Sandbox) webhookConfiguration(n Number) fields {
	out := fields{"application": sb.target()}
	if n.Webhook != nil {
		out["phone_number"] = n.Webhook.URL
	}
	return out
}

// numberList is the account's numbers, with the fields asked for.
func (sb *Sandbox) numberList(asked string) []fields {
	data := []fields{}
	for _, n := range sb.Numbers() {
		data = append(data, choose(sb.numberFields(n), asked, numberDefaults))
	}
	return data
}

func (sb *Sandbox) listNumbers(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	page, paging := paginate(g, sb.numberList(g.param("fields")), func(n fields) string { return fmt.Sprint(n["id"]) })
	answer := fields{"data": page}
	if paging != nil {
		answer["paging"] = paging
	}
	answerJSON(g.w, http.StatusOK, answer)
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

// loadNumbers adds those of Params to those that the folder holds.
func (sb *Sandbox) loadNumbers() {
	for _, n := range sb.p.Numbers {
		number := n.withDefaults()
		if known := sb.state.numbers[n.ID]; known != nil {
			// What happened to the number stays; what it is called may have changed.
			phone, name := number.Phone, number.Name
			number = known.withDefaults()
			number.Phone, number.Name = phone, name
		}
		sb.state.numbers[n.ID] = &number
		sb.keep("number", n.ID, &number)
		sb.state.numberOrder = append(sb.state.numberOrder, n.ID)
	}
	var added []string
	for id := range sb.state.numbers {
		if !slices.Contains(sb.state.numberOrder, id) {
			added = append(added, id)
		}
	}
	slices.Sort(added)
	sb.state.numberOrder = append(sb.state.numberOrder, added...)
}

// AddNumber adds a business number to the account, or replaces one.
func (sb *Sandbox) AddNumber(n Number) (Number, error) {
	phone, _, ok := digits(n.Phone)
	if !ok {
		return n, fmt.Errorf("a number's phone is written with its country, such as 15550100001")
	}
	n.Phone = phone
	if n.ID == "" {
		n.ID = newID()
	}
	n = n.withDefaults()
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if sb.state.numbers[n.ID] == nil {
		sb.state.numberOrder = append(sb.state.numberOrder, n.ID)
	}
	sb.state.numbers[n.ID] = &n
	sb.keep("number", n.ID, &n)
	return n, nil
}

// alter changes a number and keeps it.
func (sb *Sandbox) alter(id string, change func(*Number) *refusal) *refusal {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	n := sb.state.numbers[id]
	if n == nil {
		return refuse(33, "Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", id)
	}
	if refused := change(n); refused != nil {
		return refused
	}
	sb.keep("number", n.ID, n)
	return nil
}

// changeNumber is POST /{number}: its PIN, its display name or its own webhook address.
func (sb *Sandbox) changeNumber(g graphCall) *refusal {
	if pin := g.param("pin"); pin != "" {
		return sb.changePIN(g, pin)
	}
	if name := g.param("new_display_name"); name != "" {
		return sb.askName(g, name)
	}
	if hook := readNode("webhook_configuration", g.params["webhook_configuration"]); hook.given {
		return sb.setNumberWebhook(g, hook.at("override_callback_uri").text(), hook.at("verify_token").text())
	}
	return g.succeed()
}

func (sb *Sandbox) changePIN(g graphCall, pin string) *refusal {
	if !isCode(pin) {
		return refuse(100, "Param pin must be 6 digits")
	}
	if refused := sb.alter(g.id, func(n *Number) *refusal { n.PIN = pin; return nil }); refused != nil {
		return refused
	}
	number, _ := sb.number(g.id)
	sb.post(sb.change("security", fields{"display_phone_number": number.Phone, "event": "PIN_CHANGED", "requester": systemUser}))
	return g.succeed()
}

func isCode(digits string) bool { return len(digits) == 6 && strings.Trim(digits, "0123456789") == "" }

// askName asks for another display name; a review decides.
func (sb *Sandbox) askName(g graphCall, name string) *refusal {
	if len(name) < 3 || len(name) > 512 {
		return refuse(100, "Param new_display_name must have 3 to 512 characters")
	}
	if refused := sb.alter(g.id, func(n *Number) *refusal { n.NewName = name; return nil }); refused != nil {
		return refused
	}
	sb.tasks.after(sb.delay(reviewTime), func() { sb.DecideName(g.id, true) })
	return g.succeed()
}

// DecideName ends the review of a display name that was asked for, and tells of it.
func (sb *Sandbox) DecideName(number string, approve bool) {
	sb.mu.Lock()
	n := sb.state.numbers[number]
	if n == nil || n.NewName == "" {
		sb.mu.Unlock()
		return
	}
	value := fields{"display_phone_number": n.Phone, "decision": "REJECTED", "requested_verified_name": n.NewName,
		"rejection_reason": "NAME_NOT_RELATED_TO_BUSINESS"}
	if approve {
		value["decision"], value["rejection_reason"] = "APPROVED", "NONE"
		n.Name = n.NewName
	}
	n.NewName = ""
	sb.keep("number", n.ID, n)
	sb.mu.Unlock()
	sb.post(sb.change("phone_number_name_update", value))
}

// setNumberWebhook gives a number its own address; an empty one takes it away.
func (sb *Sandbox) setNumberWebhook(g graphCall, address, verifyToken string) *refusal {
	var own *callback
	if address != "" {
		if err := sb.challenge(g.r.Context(), address, verifyToken); err != nil {
			return withSubcode(refuse(100, "%s", err), 2200)
		}
		own = &callback{URL: address, VerifyToken: verifyToken}
	}
	if refused := sb.alter(g.id, func(n *Number) *refusal { n.Webhook = own; return nil }); refused != nil {
		return refused
	}
	signal(sb.hooks.wake)
	return g.succeed()
}

// registrationLimit is how often a number may be registered and deregistered in 72 hours.
const registrationLimit = 10

// countRegistration refuses the eleventh in 72 hours.
func (sb *Sandbox) countRegistration(n *Number) *refusal {
	now := sb.now()
	n.Registrations = slices.DeleteFunc(slices.Clone(n.Registrations), func(at time.Time) bool { return now.Sub(at) > 72*time.Hour })
	if len(n.Registrations) >= registrationLimit {
		return refuse(133016, "%s", detailsOf(133016))
	}
	n.Registrations = append(n.Registrations, now)
	return nil
}

// register is POST /{number}/register.
func (sb *Sandbox) register(g graphCall) *refusal {
	pin := g.param("pin")
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	if !isCode(pin) {
		return refuse(100, "Param pin must be 6 digits")
	}
	refused := sb.alter(g.id, func(n *Number) *refusal {
		switch {
		case n.Coexistence != nil:
			return refuse(100, "The number is used in the WhatsApp Business app and must not be registered")
		case n.Verification == "NOT_VERIFIED":
			return refuse(133006, "%s", detailsOf(133006))
		case n.PIN != "" && n.PIN != pin:
			return refuse(133005, "%s", detailsOf(133005))
		}
		if refused := sb.countRegistration(n); refused != nil {
			return refused
		}
		n.PIN, n.Status = pin, statusConnected
		return nil
	})
	if refused != nil {
		return refused
	}
	return g.succeed()
}

// deregister is POST /{number}/deregister.
func (sb *Sandbox) deregister(g graphCall) *refusal {
	refused := sb.alter(g.id, func(n *Number) *refusal {
		if n.Coexistence != nil {
			return refuse(100, "The number is used in the WhatsApp Business app: disconnect it there")
		}
		if refused := sb.countRegistration(n); refused != nil {
			return refused
		}
		n.Status = "DISCONNECTED"
		return nil
	})
	if refused != nil {
		return refused
	}
	return g.succeed()
}

// requestCode is POST /{number}/request_code. No code is sent anywhere.
func (sb *Sandbox) requestCode(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	if method := g.param("code_method"); method != "SMS" && method != "VOICE" {
		return refuse(100, "Param code_method must be one of {SMS, VOICE}")
	}
	if g.param("language") == "" {
		return refuse(100, "The parameter language is required.")
	}
	return g.succeed()
}

// verifyCode is POST /{number}/verify_code; any six digits but 000000 are the right ones.
func (sb *Sandbox) verifyCode(g graphCall) *refusal {
	if _, refused := sb.number(g.id); refused != nil {
		return refused
	}
	code := strings.ReplaceAll(g.param("code"), "-", "")
	if !isCode(code) || code == "000000" {
		return withSubcode(refuse(100, "The code is not the one that was sent"), 136025)
	}
	if refused := sb.alter(g.id, func(n *Number) *refusal { n.Verification = "VERIFIED"; return nil }); refused != nil {
		return refused
	}
	return g.succeed()
}

// getSettings is GET /{number}/settings.
func (sb *Sandbox) getSettings(g graphCall) *refusal {
	n, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	out := fields{"calling": fields{"status": "DISABLED", "call_icon_visibility": "DEFAULT"},
		"user_identity_change":  fields{"enable_identity_key_check": false},
		"storage_configuration": fields{"status": "DEFAULT", "retention_minutes": 20160}}
	for name, value := range n.Settings {
		out[name] = value
	}
	answerJSON(g.w, http.StatusOK, out)
	return nil
}

// postSettings is POST /{number}/settings.
func (sb *Sandbox) postSettings(g graphCall) *refusal {
	refused := sb.alter(g.id, func(n *Number) *refusal {
		n.Settings = merged(n.Settings, g.params, "messaging_product", "access_token")
		return nil
	})
	if refused != nil {
		return refused
	}
	return g.succeed()
}

// merged lays values over others, in a map of its own.
func merged(old, given map[string]json.RawMessage, without ...string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for name, value := range old {
		out[name] = value
	}
	for name, value := range given {
		if !slices.Contains(without, name) {
			out[name] = value
		}
	}
	return out
}

// checksIdentity says whether the number asks for identity hashes.
func (n *Number) checksIdentity() bool {
	return readNode("user_identity_change", n.Settings["user_identity_change"]).at("enable_identity_key_check").flag()
}
