package sandbox

import (
	"net/http"
	"strings"
)

// getObject is GET /{id}: a number, a file, a template, a flow, the account, the app or
// the portfolio.
func (sb *Sandbox) getObject(g graphCall) *refusal {
	asked := g.param("fields")
	sb.mu.Lock()
	n, m, t, f := sb.state.numbers[g.id], sb.state.media[g.id], sb.state.templates[g.id], sb.state.flows[g.id]
	var number Number
	var file mediaFile
	var found fields
	switch {
	case n != nil:
		number = *n
	case m != nil:
		file = *m
	case t != nil:
		found = choose(t.fields(), asked, templateDefaults)
	case f != nil:
		found = choose(f.fields(), asked, flowDefaults)
	}
	sb.mu.Unlock()
	switch {
	case n != nil:
		found = choose(sb.numberFields(number), asked, numberDefaults)
	case m != nil && !file.expired(sb.now()):
		return sb.mediaInfo(g, file)
	case g.id == sb.p.WABA:
		return sb.getAccount(g, asked)
	case g.id == sb.p.AppID:
		found = choose(fields{"id": sb.p.AppID, "name": "Practice app", "link": "https://example.com/", "category": "Business", "namespace": ""}, asked, []string{"name", "link", "category"})
	case g.id == portfolioID:
		found = choose(fields{"id": portfolioID, "name": "Practice business", "verification_status": "verified",
			"whatsapp_business_manager_messaging_limit": sb.Account().tier()}, asked, []string{"name"})
	}
	if found == nil {
		return notThere(g.id)
	}
	answerJSON(g.w, http.StatusOK, found)
	return nil
}

// getAccount answers GET /{waba}, with lists and figures where fields asks for them.
func (sb *Sandbox) getAccount(g graphCall, asked string) *refusal {
	all := sb.accountFields()
	for _, field := range readFields(asked) {
		switch field.name {
		case "phone_numbers":
			all[field.name] = fields{"data": sb.numberList(field.sub)}
		case "pricing_analytics", "conversation_analytics", "analytics":
			figures, refused := sb.figures(field.name, field.args)
			if refused != nil {
				return refused
			}
			all[field.name] = figures
		}
	}
	answerJSON(g.w, http.StatusOK, choose(all, asked, []string{"name", "currency", "timezone_id", "message_template_namespace"}))
	return nil
}

func notThere(id string) *refusal {
	return withSubcode(refuse(100, "Unsupported request. Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation", id), 33)
}

// postObject is POST /{id}: changing a number, a template or the account.
func (sb *Sandbox) postObject(g graphCall) *refusal {
	sb.mu.Lock()
	n, t := sb.state.numbers[g.id], sb.state.templates[g.id]
	var refused *refusal
	switch {
	case n != nil:
		sb.mu.Unlock()
		return sb.changeNumber(g)
	case t != nil:
		refused = sb.editTemplate(t, g.params)
	case g.id == sb.p.WABA:
	default:
		refused = notThere(g.id)
	}
	sb.mu.Unlock()
	if refused != nil {
		return refused
	}
	return g.succeed()
}

// deleteObject is DELETE /{id}: a file or a flow.
func (sb *Sandbox) deleteObject(g graphCall) *refusal {
	sb.mu.Lock()
	m, f := sb.state.media[g.id], sb.state.flows[g.id]
	sb.mu.Unlock()
	switch {
	case f != nil:
		return sb.deleteFlow(g)
	case m == nil:
		return notThere(g.id)
	}
	if number := g.param("phone_number_id"); number != "" && number != m.Number {
		return refuse(100, "The media does not belong to the phone number %s", number)
	}
	return sb.deleteMediaFile(g, g.id)
}

// me is GET /me: whose token this is.
func (sb *Sandbox) me(g graphCall) *refusal {
	answerJSON(g.w, http.StatusOK, choose(fields{"id": systemUser, "name": "Practice system user"}, g.param("fields"), []string{"name"}))
	return nil
}

// systemUser owns the token.
const systemUser = "122093451234567890"

// debugToken is GET /debug_token?input_token=.
func (sb *Sandbox) debugToken(g graphCall) *refusal {
	asked := g.param("input_token")
	if asked == "" {
		return refuse(100, "The parameter input_token is required")
	}
	account := sb.Account()
	if !sameSecret(asked, sb.p.Token) || account.TokenExpired {
		problem := fields{"code": 190, "message": "Invalid OAuth access token - Cannot parse access token"}
		if account.TokenExpired {
			problem = fields{"code": 190, "subcode": 463, "message": "Error validating access token: Session has expired"}
		}
		answerJSON(g.w, http.StatusOK, fields{"data": fields{"is_valid": false, "scopes": []string{}, "error": problem}})
		return nil
	}
	scopes, granular := []string{}, []fields{}
	for _, scope := range []string{scopeManagement, scopeMessaging} {
		if !strings.Contains(","+strings.Join(account.MissingScopes, ",")+",", ","+scope+",") {
			scopes = append(scopes, scope)
			granular = append(granular, fields{"scope": scope, "target_ids": []string{sb.p.WABA}})
		}
	}
	answerJSON(g.w, http.StatusOK, fields{"data": fields{"app_id": sb.p.AppID, "type": "SYSTEM_USER", "application": "Practice app",
		"data_access_expires_at": 0, "expires_at": 0, "issued_at": sb.now().AddDate(0, -1, 0).Unix(), "is_valid": true,
		"scopes": append(scopes, "public_profile"), "granular_scopes": granular, "user_id": systemUser}})
	return nil
}

// accessToken is /oauth/access_token: the app's own token, or one for a code or an older
// token.
func (sb *Sandbox) accessToken(g graphCall) *refusal {
	if g.param("client_id") != sb.p.AppID || !sameSecret(g.param("client_secret"), sb.p.AppSecret) {
		return withStatus(refuse(1, "Error validating client secret."), http.StatusBadRequest)
	}
	switch kind := g.param("grant_type"); {
	case kind == "client_credentials":
		answerJSON(g.w, http.StatusOK, fields{"access_token": sb.appToken(), "token_type": "bearer"})
	case kind == "fb_exchange_token" || g.param("code") != "":
		answerJSON(g.w, http.StatusOK, fields{"access_token": sb.p.Token, "token_type": "bearer", "expires_in": 5183944})
	default:
		return refuse(100, "The parameter grant_type or code is required.")
	}
	return nil
}

func withStatus(r *refusal, status int) *refusal {
	r.Status = status
	return r
}

// listCatalogs is GET /{waba}/product_catalogs: the sandbox keeps none.
func (sb *Sandbox) listCatalogs(g graphCall) *refusal { return sb.emptyList(g) }

// listUsers is GET /{waba}/assigned_users.
func (sb *Sandbox) listUsers(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{{"id": systemUser, "name": "Practice system user", "tasks": []string{"MANAGE", "DEVELOP"}}}})
	return nil
}

func (sb *Sandbox) emptyList(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{}})
	return nil
}

// listAccounts is GET /{portfolio}/owned_whatsapp_business_accounts.
func (sb *Sandbox) listAccounts(g graphCall) *refusal {
	if g.id != portfolioID {
		return notThere(g.id)
	}
	answerJSON(g.w, http.StatusOK, fields{"data": []fields{choose(sb.accountFields(), g.param("fields"), []string{"name", "currency", "timezone_id", "message_template_namespace"})}})
	return nil
}
