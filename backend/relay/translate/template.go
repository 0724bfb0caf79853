package translate

import (
	"strings"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// states are what a template update's event means for sending; events that are
// not among them leave the state as it is.
var states = map[string]shop.TemplateState{
	"APPROVED": shop.TemplateApproved, "REINSTATED": shop.TemplateApproved, "UNPAUSED": shop.TemplateApproved,
	"PENDING": shop.TemplatePending, "IN_APPEAL": shop.TemplatePending,
	"REJECTED": shop.TemplateRejected, "PAUSED": shop.TemplatePaused, "DISABLED": shop.TemplateDisabled,
	"ARCHIVED": shop.TemplateDeleted, "PENDING_DELETION": shop.TemplateDeleted, "DELETED": shop.TemplateDeleted,
}

// template changes what is known of a template. One that isn't known can't be
// made from an update, which has no text; the notice makes the relay fetch it.
func (t *translation) template(u *whatsapp.TemplateUpdate) {
	t.noticed()
	known, ok := t.facts.Template(t.in.Part.WABA, u.Name, u.Language)
	if !ok {
		return
	}
	next := known
	if u.ID != "" {
		next.PlatformID = u.ID
	}
	if state, ok := states[u.Event]; ok && t.in.Part.Field == "message_template_status_update" {
		next.State, next.Reason = state, reason(u, state)
	}
	if u.PreviousCategory != "" && u.NewCategory != "" {
		next.Category = shop.Category(strings.ToLower(u.NewCategory))
	}
	if u.Category != "" {
		next.Category = shop.Category(strings.ToLower(u.Category))
	}
	if same(known, next) {
		return
	}
	t.emit(fact{author: shop.ByPlatform, at: t.in.Part.EntryTime, body: &shop.TemplateChanged{WABA: t.in.Part.WABA, Template: next}})
}

func reason(u *whatsapp.TemplateUpdate, state shop.TemplateState) string {
	if state == shop.TemplateApproved || state == shop.TemplatePending {
		return ""
	}
	for _, text := range []string{u.RejectionReason, u.OtherDescription, u.Reason} {
		if text != "" && text != "NONE" {
			return text
		}
	}
	return ""
}

func same(a, b shop.Template) bool {
	return a.PlatformID == b.PlatformID && a.State == b.State && a.Reason == b.Reason && a.Category == b.Category
}
