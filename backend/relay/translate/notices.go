package translate

import (
	"strconv"
	"strings"
	"time"

	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// notice is what the owner is to see of what the platform says.
type notice struct {
	about      shop.NoticeKind
	severity   shop.Severity
	topic      string // beside the kind and the account
	whole      string // the topic itself, where several kinds share it
	channel    shop.ChannelID
	at         time.Time
	parameters map[string]string
}

func (t *translation) raise(n notice) {
	if n.at.IsZero() {
		n.at = t.in.Part.EntryTime
	}
	for name, value := range n.parameters {
		if value == "" || value == "NONE" {
			delete(n.parameters, name)
		}
	}
	topic := n.whole
	if topic == "" {
		topic = t.topicOf(n.about, n.topic)
	}
	t.emit(fact{author: shop.ByPlatform, at: n.at, channel: n.channel, body: &shop.NoticeRaised{
		About: n.about, Severity: n.severity, Topic: topic,
		WABA: t.in.Part.WABA, Parameters: n.parameters, Personal: shop.PartKeptPersonal{Raw: t.in.Part.Raw}}})
}

func (t *translation) topicOf(about shop.NoticeKind, topic string) string {
	return strings.Join([]string{string(about), t.in.Part.WABA, topic}, "|")
}

func (t *translation) templateTopic(about shop.NoticeKind, u *whatsapp.TemplateUpdate) string {
	return t.topicOf(about, u.Name+"|"+u.Language)
}

var templateNotices = map[string]shop.NoticeKind{
	"message_template_status_update": shop.NoticeTemplateState, "message_template_quality_update": shop.NoticeTemplateQuality,
	"template_category_update": shop.NoticeTemplateCategory, "message_template_components_update": shop.NoticeTemplateText,
}

// templateNotice tells of a template's state, quality, category or text.
func (t *translation) templateNotice(u *whatsapp.TemplateUpdate) {
	n := notice{topic: u.Name + "|" + u.Language, severity: shop.SeverityNews, about: templateNotices[t.in.Part.Field],
		parameters: map[string]string{"name": u.Name, "language": u.Language}}
	set := func(name, value string) { n.parameters[name] = value }
	switch t.in.Part.Field {
	case "message_template_quality_update":
		n.severity = qualitySeverity(u.NewQuality)
		set("before", u.PreviousQuality)
		set("now", u.NewQuality)
	case "template_category_update":
		n.severity = shop.SeverityAttention
		set("before", u.PreviousCategory)
		set("now", u.NewCategory)
		if u.CorrectCategory != "" { // only announced
			set("before", u.NewCategory)
			set("now", u.CorrectCategory)
			set("when", written(u.CategoryChangesAt))
		}
	case "message_template_status_update":
		n.severity = stateSeverity[u.Event]
		set("state", u.Event)
		set("category", u.Category)
		set("reason", reason(u, states[u.Event]))
		set("advice", u.Recommendation)
		set("date", u.DisableDate)
	}
	if n.severity == "" {
		n.severity = shop.SeverityNews
	}
	t.raise(n)
}

var stateSeverity = map[string]shop.Severity{
	"REJECTED": shop.SeverityAttention, "PAUSED": shop.SeverityAttention, "DISABLED": shop.SeverityAttention,
	"FLAGGED": shop.SeverityAttention, "LOCKED": shop.SeverityAttention, "LIMIT_EXCEEDED": shop.SeverityAttention,
	"PENDING_DELETION": shop.SeverityAttention,
}

func qualitySeverity(score string) shop.Severity {
	if score == "RED" || score == "YELLOW" {
		return shop.SeverityAttention
	}
	return shop.SeverityNews
}

func written(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

// channelOf is the channel with a shown number; zero when the shop has none.
func (t *translation) channelOf(number string) shop.ChannelID {
	if (t.in.Channel != shop.ChannelID{}) {
		return t.in.Channel
	}
	for _, c := range t.facts.Channels() {
		if c.WABA == t.in.Part.WABA && digits(number) != "" && digits(c.Number) == digits(number) {
			return c.ID
		}
	}
	return shop.ChannelID{}
}

// number tells of a business number's quality, limit or name.
func (t *translation) number(u *whatsapp.NumberUpdate) {
	n := notice{channel: t.channelOf(u.DisplayPhone), topic: digits(u.DisplayPhone), parameters: map[string]string{"number": u.DisplayPhone}}
	changed := &shop.NumberChanged{}
	if t.in.Part.Field == "phone_number_name_update" {
		n.about, n.severity = shop.NoticeNumberName, shop.SeverityNews
		if u.Decision == "REJECTED" {
			n.severity = shop.SeverityAttention
		}
		n.parameters["decision"], n.parameters["name"], n.parameters["reason"] = u.Decision, u.RequestedName, u.RejectionReason
		if u.Decision == "APPROVED" && u.RequestedName != "" {
			changed.Name = &u.RequestedName
		}
	} else {
		n.about, n.severity = shop.NoticeNumberQuality, shop.SeverityNews
		if u.Event == "FLAGGED" || u.Event == "DOWNGRADE" {
			n.severity = shop.SeverityAttention
		}
		n.parameters["event"], n.parameters["limit"], n.parameters["before"] = u.Event, u.Limit, u.OldLimit
		changed.Event = &u.Event
		if u.Limit != "" {
			changed.Limit = &u.Limit
		}
	}
	t.raise(n)
	t.numberChanged(n.channel, changed)
}

func (t *translation) numberChanged(channel shop.ChannelID, changed *shop.NumberChanged) {
	if (channel == shop.ChannelID{}) || *changed == (shop.NumberChanged{}) {
		return
	}
	t.emit(fact{author: shop.ByPlatform, at: t.in.Part.EntryTime, channel: channel, detail: channel.String(), body: changed})
}

// capability tells of the limits of all numbers of an account.
func (t *translation) capability(u *whatsapp.CapabilityUpdate) {
	t.raise(notice{about: shop.NoticeLimits, severity: shop.SeverityNews, parameters: map[string]string{
		"limit": u.MessagingLimit, "numbers": u.NumbersPerBusiness, "numbers_per_account": u.NumbersPerAccount}})
	if u.MessagingLimit == "" {
		return
	}
	for _, c := range t.facts.Channels() {
		if c.WABA == t.in.Part.WABA {
			t.numberChanged(c.ID, &shop.NumberChanged{Limit: &u.MessagingLimit})
		}
	}
}

// accountEvents say what an event means for sending and for the owner. Others
// are news.
var accountEvents = map[string]struct {
	state    shop.AccountState
	severity shop.Severity
	about    shop.NoticeKind
}{
	"ACCOUNT_RESTRICTION":              {shop.AccountRestricted, shop.SeverityUrgent, shop.NoticeAccountState},
	"ACCOUNT_VIOLATION":                {"", shop.SeverityUrgent, shop.NoticeAccountState},
	"DISABLED_UPDATE":                  {shop.AccountBanned, shop.SeverityUrgent, shop.NoticeAccountState},
	"ACCOUNT_DELETED":                  {shop.AccountGone, shop.SeverityUrgent, shop.NoticeAccountState},
	"PARTNER_REMOVED":                  {shop.AccountGone, shop.SeverityUrgent, shop.NoticePhoneGone},
	"ACCOUNT_OFFBOARDED":               {shop.AccountGone, shop.SeverityUrgent, shop.NoticePhoneGone},
	"ACCOUNT_RECONNECTED":              {shop.AccountFine, shop.SeverityNews, shop.NoticePhoneBack},
	"PARTNER_ADDED":                    {shop.AccountFine, shop.SeverityNews, shop.NoticePhoneBack},
	"VOLUME_BASED_PRICING_TIER_UPDATE": {"", shop.SeverityNews, shop.NoticePriceTier},
}

// account tells of restrictions, bans, partners and price steps.
func (t *translation) account(u *whatsapp.AccountUpdate) {
	known, ok := accountEvents[u.Event]
	if !ok {
		known.severity, known.about = shop.SeverityNews, shop.NoticeAccountState
	}
	switch {
	case u.BanState == "REINSTATE":
		known.state, known.severity = shop.AccountFine, shop.SeverityNews
	case u.BanState == "SCHEDULE_FOR_DISABLE":
		known.state = "" // not yet
	case u.Event == "PARTNER_REMOVED" && u.DisconnectionReason == "" && u.DisconnectionBy == "": // some provider's access ended, no phone's
		known.state, known.severity, known.about = "", shop.SeverityAttention, shop.NoticeAccountState
	}
	n := notice{about: known.about, severity: known.severity, channel: t.channelOf(u.Phone)}
	var until time.Time
	n.parameters, until = accountParameters(u)
	switch known.about {
	case shop.NoticePriceTier:
		if u.PriceTier != nil {
			n.topic = u.PriceTier.Category + "|" + u.PriceTier.Region
		}
	case shop.NoticePhoneBack, shop.NoticePhoneGone: // of gone and back the later counts; not all name the number
		n.whole = "phone|" + t.in.Part.WABA
	default:
		n.topic = accountTopic(u.Event)
	}
	t.raise(n)
	if known.state != "" {
		t.emit(fact{author: shop.ByPlatform, at: t.in.Part.EntryTime,
			body: &shop.AccountChanged{WABA: t.in.Part.WABA, State: known.state, Until: until}})
	}
}

// accountTopic keeps what ends by itself apart from what replaces each other.
func accountTopic(event string) string {
	if event == "ACCOUNT_RESTRICTION" || event == "DISABLED_UPDATE" || event == "ACCOUNT_DELETED" {
		return "state"
	}
	return event
}

func accountParameters(u *whatsapp.AccountUpdate) (map[string]string, time.Time) {
	var until time.Time
	kinds := make([]string, 0, len(u.Restrictions))
	for _, r := range u.Restrictions {
		kinds = append(kinds, r.Type)
		if r.Expires.After(until) {
			until = r.Expires
		}
	}
	parameters := map[string]string{"event": u.Event, "restrictions": strings.Join(kinds, ","), "until": written(until),
		"violation": u.ViolationType, "ban": u.BanState, "date": u.BanDate, "reason": u.DisconnectionReason, "by": u.DisconnectionBy}
	if tier := u.PriceTier; tier != nil {
		parameters["tier"], parameters["category"], parameters["region"] = tier.Tier, strings.ToLower(tier.Category), tier.Region
		parameters["month"], parameters["when"] = tier.Month, written(tier.At)
	}
	return parameters, until
}

func (t *translation) alert(a *whatsapp.AccountAlert) {
	severity := shop.SeverityNews
	switch strings.ToUpper(a.Severity) {
	case "CRITICAL":
		severity = shop.SeverityUrgent
	case "WARNING":
		severity = shop.SeverityAttention
	}
	t.raise(notice{about: shop.NoticeAccountAlert, severity: severity, topic: a.EntityID + "|" + a.Type, parameters: map[string]string{
		"type": a.Type, "text": a.Description, "entity": a.EntityType, "id": a.EntityID, "status": a.Status}})
}

func (t *translation) security(u *whatsapp.SecurityUpdate) {
	t.raise(notice{about: shop.NoticeSecurity, severity: shop.SeverityAttention, topic: digits(u.DisplayPhone), channel: t.channelOf(u.DisplayPhone),
		parameters: map[string]string{"number": u.DisplayPhone, "event": u.Event, "by": u.Requester}})
}

func (t *translation) username(u *whatsapp.UsernameUpdate) {
	t.raise(notice{about: shop.NoticeUsername, severity: shop.SeverityNews, topic: digits(u.DisplayPhone), channel: t.channelOf(u.DisplayPhone),
		parameters: map[string]string{"number": u.DisplayPhone, "username": u.Username, "status": u.Status}})
}

// fault is an error that belongs to no message: the number's or the account's.
func (t *translation) fault(e *whatsapp.PlatformError) {
	severity := shop.SeverityAttention
	if policy := whatsapp.Policy(e.Code); policy.Scope >= whatsapp.ScopeNumber && policy.Step != whatsapp.StepNone {
		severity = shop.SeverityUrgent
	}
	code := strconv.Itoa(e.Code)
	t.raise(notice{about: shop.NoticePlatformError, severity: severity, topic: t.in.Channel.String() + "|" + code, channel: t.in.Channel,
		parameters: map[string]string{"code": code, "title": e.Title, "text": details(*e)}})
}

func (t *translation) historyRefused(h *whatsapp.HistoryRefused) {
	t.raise(notice{about: shop.NoticeHistory, severity: shop.SeverityNews, topic: t.in.Channel.String(), channel: t.in.Channel,
		parameters: map[string]string{"code": strconv.Itoa(h.Fault.Code), "text": details(h.Fault)}})
}
