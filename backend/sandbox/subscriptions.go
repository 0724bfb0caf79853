package sandbox

import (
	"net/http"
	"slices"
)

// webhookFields are the fields that an app can subscribe to.
var webhookFields = []string{"messages", "message_echoes", "message_template_status_update", "message_template_quality_update",
	"message_template_components_update", "template_category_update", "template_correct_category_detection", "phone_number_quality_update",
	"phone_number_name_update", "account_update", "account_alerts", "account_review_update", "account_settings_update",
	"business_capability_update", "business_status_update", "security", "user_preferences", "user_id_update", "business_username_updates",
	"history", "smb_app_state_sync", "smb_message_echoes", "calls", "messaging_handovers", "standby", "payment_configuration_update",
	"partner_solutions", "automatic_events", "flows", "tracking_events", "group_lifecycle_update", "group_participants_update",
	"group_settings_update", "group_status_update"}

// listSubscribed is GET /{waba}/subscribed_apps.
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

// subscribe is POST /{waba}/subscribed_apps.
func (sb *Sandbox) subscribe(g graphCall) *refusal {
	if refused := sb.needWABA(g.id); refused != nil {
		return refused
	}
	if address := g.param("override_callback_uri"); address != "" {
		if err := sb.SetCallback(g.r.Context(), address, g.param("verify_token")); err != nil {
			return withSubcode(refuse(100, "%s", err), 2200)
		}
		return g.succeed()
	}
	sb.switchCallback(false)
	return g.succeed()
}

// unsubscribe is DELETE /{waba}/subscribed_apps.
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

// listSubscriptions is GET /{app}/subscriptions.
func (sb *Sandbox) listSubscriptions(g graphCall) *refusal {
	if g.id != sb.p.AppID {
		return notThere(g.id)
	}
	sb.mu.Lock()
	hook := sb.callback
	sb.mu.Unlock()
	data := []fields{}
	if hook.URL != "" {
		subscribed := []fields{}
		for _, name := range webhookFields {
			if len(hook.Fields) == 0 || slices.Contains(hook.Fields, name) {
				subscribed = append(subscribed, fields{"name": name, "version": "v26.0"})
			}
		}
		data = append(data, fields{"object": "whatsapp_business_account", "callback_url": hook.URL, "active": !hook.Off, "fields": subscribed})
	}
	answerJSON(g.w, http.StatusOK, fields{"data": data})
	return nil
}

// postSubscription is POST /{app}/subscriptions: the app's callback and its fields.
func (sb *Sandbox) postSubscription(g graphCall) *refusal {
	wanted := g.words("fields")
	switch {
	case g.id != sb.p.AppID:
		return notThere(g.id)
	case g.param("object") != "whatsapp_business_account":
		return refuse(100, "Param object must be whatsapp_business_account")
	}
	for _, name := range wanted {
		if !slices.Contains(webhookFields, name) {
			return refuse(100, "Param fields has an unknown field: %s", name)
		}
	}
	if err := sb.SetCallback(g.r.Context(), g.param("callback_url"), g.param("verify_token")); err != nil {
		return withSubcode(refuse(2200, "%s", err), 1929002)
	}
	sb.mu.Lock()
	sb.callback.Fields = wanted
	sb.keep("callback", "callback", sb.callback)
	sb.mu.Unlock()
	return g.succeed()
}

// deleteSubscription is DELETE /{app}/subscriptions.
func (sb *Sandbox) deleteSubscription(g graphCall) *refusal {
	if g.id != sb.p.AppID {
		return notThere(g.id)
	}
	sb.mu.Lock()
	sb.callback = callback{}
	sb.keep("callback", "callback", sb.callback)
	sb.mu.Unlock()
	return g.succeed()
}
