package shop

import "time"

// NoticeRaised: the platform said something about the shop's account, number or
// templates that the owner should see. Notices of one topic replace each other
// by their time: only the newest can be open. What can be done about one is for
// the window to say, from About and Parameters.
type NoticeRaised struct {
	About    NoticeKind `json:"about"`
	Severity Severity   `json:"severity"`
	// Topic names what it is about, such as one template's state; it is stable
	// and not for people.
	Topic string `json:"topic"`
	WABA  string `json:"waba,omitempty"`
	// Parameters fill the words; see the kinds. Times are RFC 3339.
	Parameters map[string]string `json:"parameters,omitempty"`
	Personal   PartKeptPersonal  `json:"-"` // what came, as it came
}

// NoticeSettled: somebody at the shop has seen to a notice.
type NoticeSettled struct {
	Notice EventID `json:"notice"` // the id of the event that raised it
}

// SettleNotice: the person has seen to a notice.
type SettleNotice struct {
	Notice EventID `json:"notice"`
}

// Severity is how much a notice asks of the owner.
type Severity string

// The severities.
const (
	SeverityNews      Severity = "news"      // nothing to do
	SeverityAttention Severity = "attention" // look at it when there is time
	SeverityUrgent    Severity = "urgent"    // messages don't leave, or soon won't
)

// NoticeKind is what a notice is about. Beside each stand its parameters;
// absent ones are empty.
type NoticeKind string

// The kinds.
const (
	NoticeTemplateState    NoticeKind = "template.state"    // name, language, state, category, reason, advice, date
	NoticeTemplateQuality  NoticeKind = "template.quality"  // name, language, before, now (GREEN, YELLOW, RED, UNKNOWN)
	NoticeTemplateCategory NoticeKind = "template.category" // name, language, before, now, when (only announced)
	NoticeTemplateText     NoticeKind = "template.text"     // name, language
	NoticeNumberQuality    NoticeKind = "number.quality"    // number, event, limit, before
	NoticeNumberName       NoticeKind = "number.name"       // number, decision, name, reason
	NoticeUsername         NoticeKind = "number.username"   // number, username, status
	NoticeSecurity         NoticeKind = "number.security"   // number, event, by
	NoticeAccountState     NoticeKind = "account.state"     // event, restrictions, until, violation, ban, date
	NoticeAccountAlert     NoticeKind = "account.alert"     // type, text, entity, id, status
	NoticeLimits           NoticeKind = "account.limits"    // limit, numbers, numbers_per_account
	NoticePriceTier        NoticeKind = "account.price"     // tier, category, region, month, when
	NoticePhoneGone        NoticeKind = "phone.gone"        // event, reason, by
	NoticePhoneBack        NoticeKind = "phone.back"        // event
	NoticeHistory          NoticeKind = "phone.history"     // code: 2593109 declined, 2593108 too late, 2593107 asked before
	NoticePlatformError    NoticeKind = "platform.error"    // code, title, text
	NoticeSendingPaused    NoticeKind = "sending.paused"    // code, step
	NoticeSendingResumed   NoticeKind = "sending.resumed"   // messages leave again
	NoticeReactionFailed   NoticeKind = "reaction.failed"   // code, message (its target)
	NoticeJournalRenewed   NoticeKind = "journal.renewed"   // none; ResumeSending lets messages leave again
	NoticeOther            NoticeKind = "other"             // field; of a later version
)

// NumberChanged: what the platform allows a business number changed. Absent
// fields did not. Of two, the later by its time counts.
type NumberChanged struct {
	Limit   *string `json:"limit,omitempty"`   // TIER_* or a number: people written to outside the window a day
	Event   *string `json:"event,omitempty"`   // the last quality event: FLAGGED, UNFLAGGED, THROUGHPUT_UPGRADE, …
	Quality *string `json:"quality,omitempty"` // GREEN, YELLOW, RED, UNKNOWN
	Name    *string `json:"name,omitempty"`    // the display name, once approved
}

// AccountChanged: what the platform lets an account do changed. Of two, the
// later by its time counts.
type AccountChanged struct {
	WABA  string       `json:"waba"`
	State AccountState `json:"state"`
	// Until is when a restriction ends; zero: not known.
	Until time.Time `json:"until,omitzero"`
}

// AccountState is whether an account may send.
type AccountState string

// The states.
const (
	AccountFine       AccountState = "fine"
	AccountRestricted AccountState = "restricted"
	AccountBanned     AccountState = "banned"
	AccountGone       AccountState = "gone" // deleted, or its phone let go of it
)

// DoSettleNotice is the kind of SettleNotice.
const DoSettleNotice CommandKind = "notice.settle"

// CommandKind is the command's kind.
func (*SettleNotice) CommandKind() CommandKind { return DoSettleNotice }

// Kind is the event's kind.
func (*NoticeRaised) Kind() Kind { return KindNoticeRaised }

// Version is the version this type writes.
func (*NoticeRaised) Version() int { return 1 }

// PersonalPart is the part that is sealed.
func (b *NoticeRaised) PersonalPart() any { return &b.Personal }

// Kind is the event's kind.
func (*NoticeSettled) Kind() Kind { return KindNoticeSettled }

// Version is the version this type writes.
func (*NoticeSettled) Version() int { return 1 }

// Kind is the event's kind.
func (*NumberChanged) Kind() Kind { return KindNumberChanged }

// Version is the version this type writes.
func (*NumberChanged) Version() int { return 1 }

// Kind is the event's kind.
func (*AccountChanged) Kind() Kind { return KindAccountChanged }

// Version is the version this type writes.
func (*AccountChanged) Version() int { return 1 }
