package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Event is a webhook that is told on demand.
type Event struct {
	// Field is one of the webhook fields. With a Value it is told as it stands; without
	// one, a likely value is made up. Name chooses among several of a field, such as
	// account_update.ban; List gives the names.
	Field string          `json:"field,omitempty"`
	Name  string          `json:"name,omitempty"`
	Value json.RawMessage `json:"value,omitempty"`
	// Number and Customer are what it is about, where it is about them.
	Number   string `json:"number,omitempty"`
	Customer string `json:"customer,omitempty"`
}

// about is what made-up events speak of.
type about struct {
	number, phone, waba string
	template            *template
	customer            *Customer
	now                 int64
}

func (a about) templateFields(more fields) fields {
	out := fields{"message_template_id": json.Number(a.template.ID), "message_template_name": a.template.Name, "message_template_language": a.template.Language}
	for name, value := range more {
		out[name] = value
	}
	return out
}

// events are the webhooks that can be had by name; the part before the dot is the field.
var events = map[string]func(about) fields{
	"account_alerts": func(a about) fields {
		return fields{"entity_type": "BUSINESS", "entity_id": portfolioID, "alert_info": fields{"alert_severity": "CRITICAL", "alert_status": "ACTIVE",
			"alert_type": "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED", "alert_description": "The messaging limit could not be raised."}}
	},
	"account_review_update":          func(about) fields { return fields{"decision": "APPROVED"} },
	"account_update.violation":       accountEvent("ACCOUNT_VIOLATION", fields{"violation_info": fields{"violation_type": "SPAM"}}),
	"account_update.deleted":         accountEvent("ACCOUNT_DELETED", nil),
	"account_update.offboarded":      accountEvent("ACCOUNT_OFFBOARDED", nil),
	"account_update.reconnected":     accountEvent("ACCOUNT_RECONNECTED", nil),
	"account_update.disabled":        accountEvent("DISABLED_UPDATE", fields{"ban_info": fields{"waba_ban_state": "SCHEDULE_FOR_DISABLE", "waba_ban_date": "November 30, 2026"}}),
	"account_update.partner_added":   accountEvent("PARTNER_ADDED", nil),
	"account_update.partner_removed": accountEvent("PARTNER_REMOVED", fields{"disconnection_info": fields{"reason": "ACCOUNT_DISCONNECTED", "initiated_by": "USER"}}),
	"account_update.restriction": func(a about) fields {
		return fields{"phone_number": a.phone, "event": "ACCOUNT_RESTRICTION", "restriction_info": []fields{
			{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": a.now + 86400}}}
	},
	"account_update.pricing_tier": func(a about) fields {
		return fields{"event": "VOLUME_BASED_PRICING_TIER_UPDATE", "volume_tier_info": fields{"tier_update_time": a.now,
			"pricing_category": "UTILITY", "tier": "25000:50000", "effective_month": "2026-11", "region": "Spain"}}
	},
	"business_capability_update": func(about) fields {
		return fields{"max_daily_conversations_per_business": "TIER_10K", "max_phone_numbers_per_business": 20, "max_phone_numbers_per_waba": 20}
	},
	"business_username_updates": func(a about) fields {
		return fields{"display_phone_number": a.phone, "username": "practiceshop", "status": "approved"}
	},
	"message_template_status_update.rejected": func(a about) fields {
		return a.templateFields(fields{"event": "REJECTED", "reason": "INCORRECT_CATEGORY", "message_template_category": a.template.Category,
			"rejection_info": fields{"reason": "The template is in the wrong category.", "recommendation": "Choose marketing."}})
	},
	"message_template_status_update.flagged": func(a about) fields {
		return a.templateFields(fields{"event": "FLAGGED", "reason": "NONE", "message_template_category": a.template.Category})
	},
	"message_template_status_update.paused": func(a about) fields {
		return a.templateFields(fields{"event": "PAUSED", "reason": "NONE", "message_template_category": a.template.Category,
			"other_info": fields{"title": "FIRST_PAUSE", "description": "Your template is paused for 3 hours because of negative feedback."}})
	},
	"message_template_status_update.disabled": func(a about) fields {
		return a.templateFields(fields{"event": "DISABLED", "reason": "NONE", "message_template_category": a.template.Category, "disable_info": fields{"disable_date": a.now}})
	},
	"message_template_quality_update": func(a about) fields {
		return a.templateFields(fields{"previous_quality_score": "GREEN", "new_quality_score": "YELLOW"})
	},
	"message_template_components_update": func(a about) fields {
		return a.templateFields(fields{"message_template_element": partOf(a.template.parts(), "BODY").Text})
	},
	"template_category_update.impending": func(a about) fields {
		return a.templateFields(fields{"correct_category": "MARKETING", "new_category": a.template.Category, "category_update_timestamp": a.now + 86400})
	},
	"template_category_update": func(a about) fields {
		return a.templateFields(fields{"previous_category": "UTILITY", "new_category": "MARKETING"})
	},
	"phone_number_quality_update": func(a about) fields {
		return fields{"display_phone_number": a.phone, "event": "THROUGHPUT_UPGRADE", "max_daily_conversations_per_business": "TIER_UNLIMITED"}
	},
	"phone_number_name_update": func(a about) fields {
		return fields{"display_phone_number": a.phone, "decision": "REJECTED", "requested_verified_name": "Another name", "rejection_reason": "NAME_NOT_RELATED_TO_BUSINESS"}
	},
	"security.pin_changed": func(a about) fields {
		return fields{"display_phone_number": a.phone, "event": "PIN_CHANGED", "requester": systemUser}
	},
	"security.pin_reset": func(a about) fields {
		return fields{"display_phone_number": a.phone, "event": "PIN_RESET_REQUEST", "requester": systemUser}
	},
	"messages.error": func(a about) fields {
		return fields{"messaging_product": "whatsapp", "metadata": a.metadata(), "errors": []fields{webhookError(130429, detailsOf(130429))}}
	},
	"messages.unavailable": func(a about) fields {
		return a.incoming(fields{"type": "unsupported", "errors": []fields{webhookError(131060, detailsOf(131060))}})
	},
	"messages.media_too_big": func(a about) fields {
		return a.incoming(fields{"type": "unsupported", "errors": []fields{webhookError(131052, detailsOf(131052))}})
	},
	"messages.identity_changed": func(a about) fields {
		return a.incoming(fields{"type": "system", "system": fields{"type": "customer_identity_changed", "body": a.customer.Name + " changed their identity",
			"identity": fields{"acknowledged": true, "created_timestamp": fmt.Sprint(a.now), "hash": "DF2lS5v2W6x="}}})
	},
	"calls": func(a about) fields {
		return fields{"messaging_product": "whatsapp", "metadata": a.metadata(), "calls": []fields{{"id": "wacid.HBgL", "from": a.customer.Phone,
			"to": a.phone, "event": "terminate", "direction": "USER_INITIATED", "timestamp": fmt.Sprint(a.now), "status": "FAILED"}}}
	},
	"messaging_handovers": func(a about) fields {
		return fields{"messaging_product": "whatsapp", "recipient": fields{"display_phone_number": a.phone, "phone_number_id": a.number},
			"sender": fields{"phone_number": a.customer.Phone}, "timestamp": fmt.Sprint(a.now), "control_passed": fields{"metadata": ""}}
	},
	"standby": func(a about) fields {
		return a.incoming(fields{"type": "text", "text": fields{"body": "this is for another app"}})
	},
	"payment_configuration_update": func(about) fields {
		return fields{"configuration_name": "practice", "provider_name": "razorpay", "provider_mid": "acc_1", "status": "Needs Testing"}
	},
	"partner_solutions": func(about) fields {
		return fields{"event": "SOLUTION_CREATED", "solution_id": "774485461512159", "solution_status": "INITIATED"}
	},
	"automatic_events": func(a about) fields {
		return fields{"messaging_product": "whatsapp", "metadata": a.metadata(), "automatic_events": []fields{{"id": newWamid(a.customer.Phone), "event_name": "LeadSubmitted", "timestamp": a.now}}}
	},
	"flows": func(about) fields {
		return fields{"event": "ENDPOINT_AVAILABILITY", "message": "The endpoint's availability is 75 %.", "flow_id": "6627390910605886", "alert_state": "ACTIVATED", "availability": 75}
	},
	"group_lifecycle_update": func(a about) fields {
		return fields{"messaging_product": "whatsapp", "metadata": a.metadata(), "groups": []fields{{"timestamp": fmt.Sprint(a.now), "group_id": "HBgLM", "type": "group_create", "subject": "Practice"}}}
	},
	"something_new": func(a about) fields { return fields{"metadata": a.metadata(), "nobody": "knows this field yet"} },
}

func accountEvent(event string, more fields) func(about) fields {
	return func(a about) fields {
		out := fields{"phone_number": a.phone, "event": event, "waba_info": fields{"waba_id": a.waba, "owner_business_id": portfolioID}}
		for name, value := range more {
			out[name] = value
		}
		return out
	}
}

func (a about) metadata() fields {
	return fields{"display_phone_number": a.phone, "phone_number_id": a.number}
}

func (a about) incoming(content fields) fields {
	item := fields{"from": a.customer.Phone, "from_user_id": a.customer.BSUID, "id": newWamid(a.customer.Phone), "timestamp": fmt.Sprint(a.now)}
	for name, value := range content {
		item[name] = value
	}
	return fields{"messaging_product": "whatsapp", "metadata": a.metadata(), "messages": []fields{item},
		"contacts": []fields{{"profile": fields{"name": a.customer.Name}, "wa_id": a.customer.Phone, "user_id": a.customer.BSUID}}}
}

// EventNames lists the webhooks that can be told by name.
func EventNames() []string {
	var names []string
	for name := range events {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Tell tells of an event by webhook.
func (sb *Sandbox) Tell(e Event) error {
	number, err := sb.numberOr(e.Number)
	if err != nil {
		return err
	}
	if len(e.Value) > 0 {
		var value fields
		if json.Unmarshal(e.Value, &value) != nil || e.Field == "" {
			return fmt.Errorf("an event needs a field and a value that is a JSON object")
		}
		sb.post(sb.change(e.Field, value))
		return nil
	}
	name := e.Name
	if name == "" {
		name = firstEvent(e.Field)
	}
	make, known := events[name]
	if !known {
		return fmt.Errorf("there is no event %q; the names are: %s", e.Name+e.Field, strings.Join(EventNames(), ", "))
	}
	about, err := sb.eventAbout(e, number)
	if err != nil {
		return err
	}
	field, _, _ := strings.Cut(name, ".")
	sb.post(sb.change(field, make(about)))
	return nil
}

// firstEvent is the name of a field's event, or of the first of several.
func firstEvent(field string) string {
	names := EventNames()
	at := slices.IndexFunc(names, func(name string) bool { return name == field || strings.HasPrefix(name, field+".") })
	if at < 0 || field == "" {
		return ""
	}
	return names[at]
}

func (sb *Sandbox) eventAbout(e Event, number string) (about, error) {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	a := about{number: number, phone: sb.state.numbers[number].Phone, waba: sb.p.WABA, now: sb.now().Unix(),
		customer: &Customer{Phone: "34600000000", Name: "Somebody", BSUID: bsuidOf(sb.p.WABA, "34600000000")},
		template: &template{ID: "1000000000000000", Name: "hello_world", Language: "en_US", Category: "UTILITY"}}
	if t := sb.state.templateNamed("hello_world", "en_US"); t != nil {
		copied := *t
		a.template = &copied
	}
	if e.Customer == "" {
		return a, nil
	}
	c := sb.state.customers[e.Customer]
	if c == nil {
		return a, ErrNoCustomer
	}
	copied := *c
	a.customer = &copied
	return a, nil
}
