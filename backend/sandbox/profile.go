package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// profileLimits are the longest values of a business profile.
var profileLimits = map[string]int{"about": 139, "address": 256, "description": 256, "email": 128}

// verticals are the kinds of business that a profile can name.
var verticals = []string{"OTHER", "AUTO", "BEAUTY", "APPAREL", "EDU", "ENTERTAIN", "EVENT_PLAN", "FINANCE", "GROCERY", "GOVT", "HOTEL",
	"HEALTH", "NONPROFIT", "PROF_SERVICES", "RETAIL", "TRAVEL", "RESTAURANT", "ALCOHOL", "ONLINE_GAMBLING", "PHYSICAL_GAMBLING",
	"OTC_DRUGS", "MATRIMONY_SERVICE", "UNDEFINED", ""}

func (sb *Sandbox) getProfile(g graphCall) *refusal {
	n, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	out := fields{"messaging_product": "whatsapp"}
	all := fields{}
	for name, value := range n.Profile {
		all[name] = value
	}
	if handle := textOf(n.Profile["profile_picture_handle"]); handle != "" {
		sb.mu.Lock()
		picture := sb.handleMedia(handle)
		sb.mu.Unlock()
		if picture != nil {
			all["profile_picture_url"] = sb.mediaAddress(g.r, picture.ID)
		}
	}
	delete(all, "profile_picture_handle")
	if asked := g.param("fields"); asked != "" {
		all = choose(all, asked, nil)
	}
	for name, value := range all {
		out[name] = value
	}
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{out}})
	return nil
}

func (sb *Sandbox) postProfile(g graphCall) *refusal {
	if g.param("messaging_product") != "whatsapp" {
		return refuse(100, "The parameter messaging_product is required and must be \"whatsapp\".")
	}
	if refused := checkProfile(g); refused != nil {
		return refused
	}
	refused := sb.alter(g.id, func(n *Number) *refusal {
		n.Profile = merged(n.Profile, g.params, "messaging_product", "access_token")
		return nil
	})
	if refused != nil {
		return refused
	}
	return g.succeed()
}

func checkProfile(g graphCall) *refusal {
	for name, limit := range profileLimits {
		if utf8.RuneCountInString(g.param(name)) > limit {
			return refuse(100, "Param %s must be at most %d characters long.", name, limit)
		}
	}
	if about, given := g.params["about"]; given && textOf(about) == "" {
		return refuse(100, "Param about must have 1 to 139 characters.")
	}
	if !slices.Contains(verticals, g.param("vertical")) {
		return refuse(100, "Param vertical must be one of {%s}", strings.Join(verticals[:len(verticals)-1], ", "))
	}
	if raw, given := g.params["websites"]; given {
		var sites []string
		if json.Unmarshal(raw, &sites) != nil || len(sites) > 2 {
			return refuse(100, "Param websites must be an array of at most 2 addresses")
		}
		for _, site := range sites {
			if len(site) > 256 || (!strings.HasPrefix(site, "http://") && !strings.HasPrefix(site, "https://")) {
				return refuse(100, "Param websites has an address that does not begin with http:// or https://, or is longer than 256")
			}
		}
	}
	return nil
}

// getCommerce is GET /{number}/whatsapp_commerce_settings.
func (sb *Sandbox) getCommerce(g graphCall) *refusal {
	n, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	out := fields{"id": n.ID, "is_cart_enabled": true, "is_catalog_visible": false}
	for name, value := range n.Commerce {
		out[name] = value
	}
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{out}})
	return nil
}

func (sb *Sandbox) postCommerce(g graphCall) *refusal {
	given := map[string]json.RawMessage{}
	for _, name := range []string{"is_cart_enabled", "is_catalog_visible"} {
		switch value := g.param(name); value {
		case "":
		case "true", "false":
			given[name] = json.RawMessage(value)
		default:
			return refuse(100, "Param %s must be a boolean.", name)
		}
	}
	if refused := sb.alter(g.id, func(n *Number) *refusal { n.Commerce = merged(n.Commerce, given); return nil }); refused != nil {
		return refused
	}
	return g.succeed()
}

// automation is what a number does by itself.
func (n *Number) automation() fields {
	out := fields{"id": n.ID}
	for name, value := range n.Automation {
		out[name] = value
	}
	return out
}

func (sb *Sandbox) getAutomation(g graphCall) *refusal {
	n, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	answerJSON(g.w, http.StatusOK, fields{"conversational_automation": n.automation(), "id": n.ID})
	return nil
}

// postAutomation is POST /{number}/conversational_automation: ice breakers and commands.
func (sb *Sandbox) postAutomation(g graphCall) *refusal {
	c := &checker{}
	if prompts := readNode("prompts", g.params["prompts"]); prompts.given {
		for _, prompt := range c.list(prompts, 0, 4) {
			c.text(prompt, 80)
			noEmoji(c, prompt)
		}
	}
	if commands := readNode("commands", g.params["commands"]); commands.given {
		for _, command := range c.list(commands, 0, 30) {
			c.text(command.at("command_name"), 32)
			c.text(command.at("command_description"), 256)
			noEmoji(c, command.at("command_name"))
			noEmoji(c, command.at("command_description"))
		}
	}
	if c.refused != nil {
		return c.refused
	}
	refused := sb.alter(g.id, func(n *Number) *refusal {
		n.Automation = merged(n.Automation, g.params, "messaging_product", "access_token")
		return nil
	})
	if refused != nil {
		return refused
	}
	return g.succeed()
}

func noEmoji(c *checker, n node) {
	for _, r := range n.text() {
		if r >= 0x1f000 || (r >= 0x2600 && r <= 0x27bf) {
			c.fail(100, "Param %s can't have emoji.", n.path)
		}
	}
}

// takenUsernames can't be had by anybody.
var takenUsernames = []string{"whatsapp", "meta", "facebook", "instagram"}

func (sb *Sandbox) getUsername(g graphCall) *refusal {
	n, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	out := fields{"id": n.ID}
	if n.Username != "" {
		out["username"], out["status"] = n.Username, "approved"
	}
	answerJSON(g.w, http.StatusOK, out)
	return nil
}

// postUsername is POST /{number}/username.
func (sb *Sandbox) postUsername(g graphCall) *refusal {
	name := strings.ToLower(g.param("username"))
	if len(name) < 3 || len(name) > 30 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789._") != "" {
		return refuse(147001, "A username has 3 to 30 letters, digits, periods and underscores")
	}
	if slices.Contains(takenUsernames, name) {
		return refuse(147002, "The username %s is not available", name)
	}
	return sb.setUsername(g, name, "approved")
}

func (sb *Sandbox) deleteUsername(g graphCall) *refusal { return sb.setUsername(g, "", "deleted") }

func (sb *Sandbox) setUsername(g graphCall, name, status string) *refusal {
	if refused := sb.alter(g.id, func(n *Number) *refusal { n.Username = name; return nil }); refused != nil {
		return refused
	}
	n, _ := sb.number(g.id)
	value := fields{"display_phone_number": n.Phone, "status": status}
	if name != "" {
		value["username"] = name
	}
	sb.post(sb.change("business_username_updates", value))
	return g.succeed()
}

func (sb *Sandbox) suggestUsernames(g graphCall) *refusal {
	n, refused := sb.number(g.id)
	if refused != nil {
		return refused
	}
	plain := strings.Map(func(r rune) rune {
		if (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') {
			return r
		}
		return -1
	}, strings.ToLower(n.Name))
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{{"username_suggestions": []string{plain, plain + "_shop", "the" + plain}}}})
	return nil
}
