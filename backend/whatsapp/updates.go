package whatsapp

import (
	"strings"
	"time"
)

// TemplateUpdate tells of a template's approval, quality or category. Part.Field says
// which; fields of the others are empty.
type TemplateUpdate struct {
	ID, Name, Language string
	// Event is APPROVED, REJECTED, PAUSED, DISABLED, FLAGGED, … for
	// message_template_status_update.
	Event  string
	Reason string
	// RejectionReason and Recommendation are in plain words.
	RejectionReason, Recommendation string
	OtherTitle, OtherDescription    string
	DisableDate                     string
	PreviousQuality, NewQuality     string
	// Category is the template's category in status updates.
	Category string
	// PreviousCategory is empty while a change is only announced; then NewCategory is
	// the current one and CorrectCategory the one to come at CategoryChangesAt.
	PreviousCategory, NewCategory, CorrectCategory string
	CategoryChangesAt                              time.Time
}

// NumberUpdate tells of a business number's quality, limit or display name.
type NumberUpdate struct {
	DisplayPhone string
	// Event is ONBOARDING, THROUGHPUT_UPGRADE, … and Limit a TIER_* name; OldLimit is
	// what it was, where told.
	Event, Limit, OldLimit string
	// Decision is APPROVED, DEFERRED, PENDING or REJECTED, on RequestedName.
	Decision, RequestedName, RejectionReason string
}

// AccountUpdate tells of the WhatsApp Business Account: restrictions, bans, partners.
type AccountUpdate struct {
	Event         string
	Restrictions  []Restriction
	ViolationType string
	BanState      string
	BanDate       string
	// DisconnectionReason and DisconnectionBy tell why the phone app let go of a number.
	DisconnectionReason, DisconnectionBy string
	// PriceTier belongs to VOLUME_BASED_PRICING_TIER_UPDATE.
	PriceTier *PriceTier
	// Phone is the number, where the update names one.
	Phone string
}

// PriceTier is the volume step that later messages of a category to a region are priced
// by, in one month.
type PriceTier struct {
	Tier, Category, Region, Month string
	At                            time.Time
}

// Restriction is one thing that the account may not do until Expires.
type Restriction struct {
	Type    string
	Expires time.Time
}

// AccountAlert is a notice about an account, a number or the portfolio.
type AccountAlert struct {
	EntityType, EntityID, Severity, Status, Type, Description string
}

// CapabilityUpdate tells of new limits: a TIER_* name or a number, as written.
type CapabilityUpdate struct {
	MessagingLimit                        string
	NumbersPerBusiness, NumbersPerAccount string
}

// SecurityUpdate tells of a changed or requested PIN.
type SecurityUpdate struct{ DisplayPhone, Event, Requester string }

// UserPreference is a person's choice about marketing messages.
type UserPreference struct {
	WaID, UserID, Detail string
	// Category is marketing_messages; Value is stop or resume (or signup).
	Category, Value string
	At              time.Time
	Contact         Contact
}

// UserIDUpdate says that a person's business-scoped id changed, as it does with the phone.
type UserIDUpdate struct {
	WaID, Detail               string
	PreviousUserID, UserID     string
	PreviousParentID, ParentID string
	At                         time.Time
	Contact                    Contact
}

// UsernameUpdate tells of the business's own username: approved, reserved or deleted.
type UsernameUpdate struct{ DisplayPhone, Username, Status string }

// parseOtherValue reads every field but messages. No parts means that it is not known.
func parseOtherValue(base Part, value object) []Part {
	if read, listed := listReaders[base.Field]; listed {
		return read(base, value)
	}
	if acknowledged[base.Field] || strings.HasPrefix(base.Field, "group_") {
		base.Body = &Acknowledged{}
		return []Part{base}
	}
	read, known := valueReaders[base.Field]
	if !known {
		return nil
	}
	base.Body = read(value)
	if base.DisplayPhone == "" {
		base.DisplayPhone = value.text("display_phone_number")
	}
	return []Part{base}
}

// listReaders read fields whose value is a list of things.
var listReaders = map[string]func(Part, object) []Part{
	"user_preferences":   readPreferences,
	"user_id_update":     readUserIDUpdates,
	"smb_message_echoes": readEchoes,
	"history":            readHistory,
	"smb_app_state_sync": readStateSync,
}

var valueReaders = map[string]func(object) any{
	"message_template_status_update":     readTemplateUpdate,
	"message_template_quality_update":    readTemplateUpdate,
	"message_template_components_update": readTemplateUpdate,
	"template_category_update":           readTemplateUpdate,
	"phone_number_quality_update":        readNumberUpdate,
	"phone_number_name_update":           readNumberUpdate,
	"account_update":                     readAccountUpdate,
	"account_alerts":                     readAccountAlert,
	"business_capability_update":         readCapability,
	"business_username_updates":          readUsernameUpdate,
	"security": func(o object) any {
		return &SecurityUpdate{DisplayPhone: o.text("display_phone_number"), Event: o.text("event"), Requester: o.text("requester")}
	},
}

func readTemplateUpdate(o object) any {
	other, rejection := o.at("other_info"), o.at("rejection_info")
	return &TemplateUpdate{
		ID: o.text("message_template_id"), Name: o.text("message_template_name"),
		Language: o.text("message_template_language"), Category: o.text("message_template_category"),
		Event: o.text("event"), Reason: o.text("reason"),
		RejectionReason: rejection.text("reason"), Recommendation: rejection.text("recommendation"),
		OtherTitle: other.text("title"), OtherDescription: other.text("description"),
		DisableDate:     o.at("disable_info").text("disable_date"),
		PreviousQuality: o.text("previous_quality_score"), NewQuality: o.text("new_quality_score"),
		PreviousCategory: o.text("previous_category"), NewCategory: o.text("new_category"),
		CorrectCategory: o.text("correct_category"), CategoryChangesAt: o.moment("category_update_timestamp"),
	}
}

func readNumberUpdate(o object) any {
	return &NumberUpdate{DisplayPhone: o.text("display_phone_number"), Event: o.text("event"),
		Limit: firstText(o, "max_daily_conversations_per_business", "current_limit"), OldLimit: o.text("old_limit"), Decision: o.text("decision"),
		RequestedName: o.text("requested_verified_name"), RejectionReason: o.text("rejection_reason")}
}

func readAccountUpdate(o object) any {
	ban, gone := o.at("ban_info"), o.at("disconnection_info")
	update := &AccountUpdate{Event: o.text("event"), ViolationType: o.at("violation_info").text("violation_type"),
		BanState: ban.text("waba_ban_state"), BanDate: ban.text("waba_ban_date"),
		DisconnectionReason: gone.text("reason"), DisconnectionBy: gone.text("initiated_by"),
		Phone: firstText(o, "phone_number", "display_phone_number")}
	if tier, ok := o.child("volume_tier_info"); ok {
		update.PriceTier = &PriceTier{Tier: tier.text("tier"), Category: tier.text("pricing_category"), Region: tier.text("region"),
			Month: tier.text("effective_month"), At: tier.moment("tier_update_time")}
	}
	for _, r := range objects(o, "restriction_info") {
		update.Restrictions = append(update.Restrictions,
			Restriction{Type: r.text("restriction_type"), Expires: r.moment("expiration")})
	}
	return update
}

func readAccountAlert(o object) any {
	info := o.at("alert_info")
	return &AccountAlert{EntityType: o.text("entity_type"), EntityID: o.text("entity_id"),
		Severity: info.text("alert_severity"), Status: info.text("alert_status"),
		Type: info.text("alert_type"), Description: info.text("alert_description")}
}

func readCapability(o object) any {
	return &CapabilityUpdate{MessagingLimit: o.text("max_daily_conversations_per_business"),
		NumbersPerBusiness: o.text("max_phone_numbers_per_business"),
		NumbersPerAccount:  o.text("max_phone_numbers_per_waba")}
}

func readUsernameUpdate(o object) any {
	return &UsernameUpdate{DisplayPhone: o.text("display_phone_number"), Username: o.text("username"), Status: o.text("status")}
}

func readPreferences(base Part, value object) []Part {
	contacts, items := readContacts(value), value.list("user_preferences")
	return eachItem(base, "user_preferences", items, func(o object) any {
		p := &UserPreference{WaID: o.text("wa_id"), UserID: o.text("user_id"), Detail: o.text("detail"),
			Category: o.text("category"), Value: o.text("value"), At: o.moment("timestamp")}
		p.Contact = contactFor(contacts, p.WaID, p.UserID, len(items))
		return p
	})
}

func readUserIDUpdates(base Part, value object) []Part {
	contacts, items := readContacts(value), value.list("user_id_update")
	return eachItem(base, "user_id_update", items, func(o object) any {
		ids, parents := o.at("user_id"), o.at("parent_user_id")
		u := &UserIDUpdate{WaID: o.text("wa_id"), Detail: o.text("detail"),
			PreviousUserID: ids.text("previous"), UserID: ids.text("current"),
			PreviousParentID: parents.text("previous"), ParentID: parents.text("current"), At: o.moment("timestamp")}
		u.Contact = contactFor(contacts, u.WaID, u.UserID, len(items))
		return u
	})
}
