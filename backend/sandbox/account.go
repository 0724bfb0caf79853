package sandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Permissions of a token.
const (
	scopeMessaging  = "whatsapp_business_messaging"
	scopeManagement = "whatsapp_business_management"
)

// Account is how the platform sees the business: what is missing or barred. The zero value
// is an account in order: a payment method, a verified business, a token with both scopes.
type Account struct {
	// TokenExpired makes every call fail with 190; MissingScopes with 10 where needed:
	// whatsapp_business_messaging, whatsapp_business_management.
	TokenExpired  bool     `json:"token_expired,omitempty"`
	MissingScopes []string `json:"missing_scopes,omitempty"`
	// NoPayment means no payment method: what costs is refused with 131042.
	NoPayment bool `json:"no_payment,omitempty"`
	// Locked refuses every send with 131031, Maintenance with 131057.
	Locked      bool `json:"locked,omitempty"`
	Maintenance bool `json:"maintenance,omitempty"`
	// NotLive means that the app is in development: no webhooks but tests.
	NotLive bool `json:"not_live,omitempty"`
	// MarketingOff refuses marketing on the usual endpoint with 131063.
	MarketingOff bool `json:"marketing_off,omitempty"`
	// OnlyTo makes this a test number: other recipients are refused with 131030.
	OnlyTo []string `json:"only_to,omitempty"`
	// MessagingLimit is the tier, such as TIER_250; empty is TIER_2K.
	MessagingLimit string `json:"messaging_limit,omitempty"`
	// HistoryDeclined means that the owner shares no history in coexistence (2593109).
	HistoryDeclined bool `json:"history_declined,omitempty"`
	// WebhookVersion is the Graph version that webhooks follow, such as v23.0, which has
	// a conversation in every status; empty is the newest.
	WebhookVersion string `json:"webhook_version,omitempty"`
}

// tiers are how many people may be reached outside the reply window in 24 hours.
var tiers = map[string]int{"TIER_50": 50, "TIER_250": 250, "TIER_1K": 1000, "TIER_2K": 2000, "TIER_10K": 10_000, "TIER_100K": 100_000, "TIER_UNLIMITED": 1 << 40}

const defaultTier = "TIER_2K"

func (a Account) tier() string {
	if a.MessagingLimit == "" {
		return defaultTier
	}
	return a.MessagingLimit
}

// Account gives the account as it stands.
func (sb *Sandbox) Account() Account {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return *sb.state.account
}

// SetAccount replaces the account's state. A changed messaging limit and a lock are told
// by webhook.
func (sb *Sandbox) SetAccount(a Account) error {
	if _, known := tiers[a.tier()]; !known {
		return fmt.Errorf("there is no messaging limit %q: use TIER_250, TIER_2K, TIER_10K, TIER_100K or TIER_UNLIMITED", a.MessagingLimit)
	}
	sb.mu.Lock()
	before := *sb.state.account
	*sb.state.account = a
	sb.keep("account", "account", &a)
	hooks := sb.accountChanges(before, a)
	sb.mu.Unlock()
	for _, hook := range hooks {
		sb.post(hook)
	}
	return nil
}

func (sb *Sandbox) accountChanges(before, after Account) (hooks []change) {
	if before.tier() != after.tier() {
		hooks = append(hooks, sb.change("business_capability_update", fields{
			"max_daily_conversations_per_business": after.tier(), "max_phone_numbers_per_business": 20}))
	}
	if before.Locked != after.Locked {
		state := "REINSTATE"
		if after.Locked {
			state = "DISABLE"
		}
		hooks = append(hooks, sb.change("account_update", fields{"event": "DISABLED_UPDATE",
			"ban_info": fields{"waba_ban_state": state, "waba_ban_date": sb.now().Format("January 2, 2006")}}))
	}
	return hooks
}

// noPayment says whether there is nothing to pay with; the caller holds the lock.
func (sb *Sandbox) noPayment() bool { return sb.p.Limits.NoPayment || sb.state.account.NoPayment }

// admit checks token, scopes and the hourly limit of management calls.
func (sb *Sandbox) admit(r *http.Request, to route) *refusal {
	if refused := sb.authorize(r); refused != nil {
		return refused
	}
	account := sb.Account()
	if to.scope != "" && sameSecret(tokenOf(r), sb.appToken()) {
		return refuse(10, "This call needs a user's or system user's token, not the app's own")
	}
	if account.TokenExpired {
		return withSubcode(refuse(190, "Error validating access token: Session has expired"), 463)
	}
	if to.scope != "" && slices.Contains(account.MissingScopes, to.scope) {
		return refuse(10, "The token lacks the permission %s", to.scope)
	}
	if to.management && sb.calls() > sb.callLimit() {
		return refuse(80007, "There have been too many calls to this WhatsApp Business account. Wait a bit and try again.")
	}
	return nil
}

// callWindow counts management calls within the hour that began at since.
type callWindow struct {
	since time.Time
	count int
}

const (
	callsPerHour      = 5000
	callsUnregistered = 200
)

// calls counts one management call and gives how many there were in this hour.
func (sb *Sandbox) calls() int {
	now := sb.now()
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if now.Sub(sb.managed.since) >= time.Hour {
		sb.managed = callWindow{since: now}
	}
	sb.managed.count++
	return sb.managed.count
}

func (sb *Sandbox) callLimit() int {
	sb.mu.Lock()
	defer sb.mu.Unlock()
	if sb.p.Limits.Management > 0 {
		return sb.p.Limits.Management
	}
	for _, n := range sb.state.numbers {
		if n.Status == statusConnected {
			return callsPerHour
		}
	}
	return callsUnregistered
}

// usage writes the headers that tell how much of the hourly limit is used, in percent.
func (sb *Sandbox) usage(w http.ResponseWriter, management bool) {
	limit := sb.callLimit()
	sb.mu.Lock()
	count, since := sb.managed.count, sb.managed.since
	sb.mu.Unlock()
	percent := min(count*100/limit, 100)
	w.Header().Set("X-App-Usage", fmt.Sprintf(`{"call_count":%d,"total_cputime":%d,"total_time":%d}`, percent, percent/2, percent/2))
	if !management {
		return
	}
	regain := 0
	if count > limit {
		regain = int(since.Add(time.Hour).Sub(sb.now()).Minutes()) + 1
	}
	w.Header().Set("X-Business-Use-Case-Usage", fmt.Sprintf(
		`{"%s":[{"type":"whatsapp_business_management","call_count":%d,"total_cputime":%d,"total_time":%d,"estimated_time_to_regain_access":%d}]}`,
		sb.p.WABA, percent, percent/2, percent/2, regain))
}

// barred refuses sends that the account's state forbids; the caller holds the lock.
func (sb *Sandbox) barred(number *Number, phone string) *refusal {
	a := sb.state.account
	switch {
	case a.Locked:
		return refuse(131031, "%s", detailsOf(131031))
	case a.Maintenance:
		return refuse(131057, "%s", detailsOf(131057))
	case number.NameStatus == "DECLINED" || number.NameStatus == "EXPIRED":
		return refuse(131037, "%s", detailsOf(131037))
	case len(a.OnlyTo) > 0 && phone != "" && !slices.ContainsFunc(a.OnlyTo, func(p string) bool { return strings.TrimLeft(p, "+") == phone }):
		return refuse(131030, "%s", detailsOf(131030))
	}
	return nil
}

// accountFields gives everything that a client may ask of the account.
func (sb *Sandbox) accountFields() fields {
	sb.mu.Lock()
	a := *sb.state.account
	sb.mu.Unlock()
	ban := "REINSTATE"
	if a.Locked {
		ban = "DISABLE"
	}
	funding := any(sb.p.AppID + "001")
	if a.NoPayment || sb.p.Limits.NoPayment {
		funding = nil
	}
	return fields{"id": sb.p.WABA, "name": "Practice account", "currency": "EUR", "timezone_id": "1", "country": "ES",
		"message_template_namespace": "5f0c1a7e_3b21_4d6e_9a87_c0ffee102290", "account_review_status": "APPROVED",
		"business_verification_status": "verified", "ownership_type": "SELF", "status": "ACTIVE", "ban_state": ban,
		"primary_funding_id": funding, "health_status": sb.health(nil), "is_enabled_for_insights": true,
		"on_behalf_of_business_info":              fields{"name": "Practice business", "id": portfolioID, "status": "APPROVED", "type": "SELF"},
		"owner_business_info":                     fields{"name": "Practice business", "id": portfolioID},
		"disable_marketing_messages_on_cloud_api": a.MarketingOff, "marketing_messages_onboarding_status": "ONBOARDED",
		"whatsapp_business_manager_messaging_limit": a.tier()}
}

// portfolioID is the business portfolio that owns the account.
const portfolioID = "506914307656634"

// health says whether messages can be sent, and what is in the way: of a number, or of the
// account where n is nil.
func (sb *Sandbox) health(n *Number) fields {
	a := sb.Account()
	entities, worst := []fields{}, "AVAILABLE"
	add := func(kind, id, can string, problems ...fields) {
		entity := fields{"entity_type": kind, "id": id, "can_send_message": can}
		if len(problems) > 0 {
			entity["errors"] = problems
		}
		entities = append(entities, entity)
		if can == "BLOCKED" || (can == "LIMITED" && worst == "AVAILABLE") {
			worst = can
		}
	}
	if n != nil {
		add("PHONE_NUMBER", n.ID, n.canSend(), n.problems()...)
	}
	switch {
	case a.Locked:
		add("WABA", sb.p.WABA, "BLOCKED", healthProblem(141010, "The WhatsApp Business Account is disabled.", "Appeal in Business Support Home."))
	case a.NoPayment || sb.p.Limits.NoPayment:
		add("WABA", sb.p.WABA, "LIMITED", healthProblem(141006, "There is no valid payment method.", "Add a payment method in the account's settings."))
	default:
		add("WABA", sb.p.WABA, "AVAILABLE")
	}
	add("BUSINESS", portfolioID, "AVAILABLE")
	if a.NotLive {
		add("APP", sb.p.AppID, "LIMITED", healthProblem(141008, "The app is in development mode.", "Set the app live in the App Dashboard."))
	} else {
		add("APP", sb.p.AppID, "AVAILABLE")
	}
	return fields{"can_send_message": worst, "entities": entities}
}

func healthProblem(code int, description, solution string) fields {
	return fields{"error_code": code, "error_description": description, "possible_solution": solution}
}

func (n *Number) canSend() string {
	switch {
	case n.Status != statusConnected:
		return "BLOCKED"
	case n.Quality == "RED" || n.NameStatus == "PENDING_REVIEW" || n.NameStatus == "DECLINED":
		return "LIMITED"
	}
	return "AVAILABLE"
}

func (n *Number) problems() (out []fields) {
	if n.Status != statusConnected {
		out = append(out, healthProblem(141000, "The phone number is not registered.", "Register it with POST /"+n.ID+"/register."))
	}
	if n.NameStatus == "DECLINED" || n.NameStatus == "PENDING_REVIEW" {
		out = append(out, healthProblem(141002, "The display name is not approved.", "Choose another name in WhatsApp Manager."))
	}
	return out
}
