package translate

import (
	"strings"
	"time"

	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// states are what a template update's event means for sending; events that are
// not among them leave the state as it is.
var states = map[string]shop.TemplateState{
	"APPROVED": shop.TemplateApproved, "REINSTATED": shop.TemplateApproved, "UNPAUSED": shop.TemplateApproved,
	"PENDING": shop.TemplatePending, "IN_APPEAL": shop.TemplateAppealed, "REJECTED": shop.TemplateRejected,
	"PAUSED": shop.TemplatePaused, "DISABLED": shop.TemplateDisabled, "LOCKED": shop.TemplateDisabled,
	"LIMIT_EXCEEDED": shop.TemplateLimit, "ARCHIVED": shop.TemplateArchived,
	"PENDING_DELETION": shop.TemplateDeleted, "DELETED": shop.TemplateDeleted,
}

// template changes what is known of a template. One that isn't known can't be
// made from an update, which has no text; of two updates the later counts.
func (t *translation) template(u *whatsapp.TemplateUpdate) {
	t.templateNotice(u)
	known, ok := t.facts.Template(t.in.Part.WABA, u.Name, u.Language)
	at := t.in.Part.EntryTime
	if !ok || t.outdated(facts.TemplateTopic(t.in.Part.WABA, u.Name, u.Language), at) || t.toldNewer(u, at) {
		return
	}
	next := known
	if u.ID != "" {
		next.PlatformID = u.ID
	}
	switch t.in.Part.Field {
	case "message_template_status_update":
		if state, ok := states[u.Event]; ok {
			next.State, next.Reason, next.Advice = state, reason(u, state), u.Recommendation
		}
		if u.Category != "" && !t.outdated(facts.NoticeTopic(t.templateTopic(shop.NoticeTemplateCategory, u)), at) {
			next.Category = shop.Category(strings.ToLower(u.Category))
		}
	case "message_template_quality_update":
		next.Quality = u.NewQuality
	case "template_category_update":
		next = recategorised(next, u)
	}
	if same(known, next) {
		return
	}
	t.emit(fact{author: shop.ByPlatform, at: at, body: &shop.TemplateChanged{WABA: t.in.Part.WABA, Template: next}})
}

// toldNewer says that something newer was told of the same side of a template.
func (t *translation) toldNewer(u *whatsapp.TemplateUpdate, at time.Time) bool {
	return t.outdated(facts.NoticeTopic(t.templateTopic(templateNotices[t.in.Part.Field], u)), at)
}

// recategorised: a change is announced first, with the category to come, and
// done later.
func recategorised(next shop.Template, u *whatsapp.TemplateUpdate) shop.Template {
	if u.CorrectCategory != "" {
		next.NextCategory, next.NextCategoryAt = shop.Category(strings.ToLower(u.CorrectCategory)), u.CategoryChangesAt
	}
	if u.PreviousCategory != "" && u.NewCategory != "" {
		next.Category = shop.Category(strings.ToLower(u.NewCategory))
		next.NextCategory, next.NextCategoryAt = "", u.CategoryChangesAt
	}
	return next
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
	return a.PlatformID == b.PlatformID && a.State == b.State && a.Reason == b.Reason && a.Advice == b.Advice &&
		a.Category == b.Category && a.Quality == b.Quality && a.NextCategory == b.NextCategory && a.NextCategoryAt.Equal(b.NextCategoryAt)
}
