package words

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
)

// noticeVariants are the kinds whose words depend on a parameter, and the
// values that have words of their own.
var noticeVariants = map[shop.NoticeKind]struct {
	by    string
	known []string
}{
	shop.NoticeTemplateState: {"state", []string{"approved", "rejected", "paused", "disabled", "flagged", "locked", "limit_exceeded",
		"pending_deletion"}},
	shop.NoticeTemplateQuality: {"now", []string{"red", "yellow"}},
	shop.NoticeNumberQuality:   {"event", []string{"flagged", "unflagged", "downgrade"}},
	shop.NoticeNumberName:      {"decision", []string{"approved", "rejected"}},
	shop.NoticeSecurity:        {"event", []string{"pin_changed", "pin_reset_request"}},
	shop.NoticeAccountState: {"event", []string{"account_restriction", "account_violation", "disabled_update", "account_deleted",
		"partner_removed", "scheduled", "reinstated"}},
	shop.NoticeHistory:       {"code", []string{"2593109", "2593108", "2593107"}},
	shop.NoticeSendingPaused: {"step", []string{"give_token", "setup", "register", "payment", "alert_owner"}},
}

// noticeDetails are all that the words may name; what a notice leaves out is empty.
var noticeDetails = []string{"name", "language", "category", "reason", "advice", "before", "now", "number", "limit", "username", "until",
	"date", "when", "text", "title", "code", "tier", "region", "by", "field", "violation"}

// Notice says what the platform said, and what to do about it.
func Notice(about shop.NoticeKind, parameters map[string]string, now time.Time) (what, next string) {
	key := "notice." + string(about)
	if lang.L(key) == key { // of a later version
		key = "notice." + string(shop.NoticeOther)
	}
	key += noticeVariant(about, parameters)
	details := map[string]any{}
	for _, name := range noticeDetails {
		details[strings.ToUpper(name[:1])+name[1:]] = noticeDetail(name, parameters[name], now)
	}
	what, next = lang.L(key, details), lang.L(key+".next", details)
	if about == shop.NoticePlatformError || about == shop.NoticeReactionFailed {
		if code, err := strconv.Atoi(parameters["code"]); err == nil {
			next = Failure(code)
		}
	}
	return strings.TrimSpace(what), strings.Join(strings.Fields(next), " ")
}

func noticeVariant(about shop.NoticeKind, parameters map[string]string) string {
	switch {
	case about == shop.NoticeTemplateCategory && parameters["when"] != "":
		return ".soon"
	case about == shop.NoticeAccountState && parameters["ban"] == "SCHEDULE_FOR_DISABLE":
		return ".scheduled"
	case about == shop.NoticeAccountState && parameters["ban"] == "REINSTATE":
		return ".reinstated"
	}
	variants := noticeVariants[about]
	value := strings.ToLower(parameters[variants.by])
	for _, known := range variants.known {
		if value == known {
			return "." + known
		}
	}
	return ""
}

// noticeDetail is a parameter as people read it.
func noticeDetail(name, value string, now time.Time) string {
	switch {
	case value == "":
		return ""
	case name == "name":
		return templateWords(value)
	case name == "reason":
		return Rejection(value)
	case name == "limit" || name == "before" && strings.HasPrefix(value, "TIER_"):
		return Limit(value)
	case name == "category" || name == "before" || name == "now":
		return categoryOr(value)
	}
	if at, err := time.Parse(time.RFC3339, value); err == nil {
		value = Date(at.In(now.Location()), now)
	}
	if name == "until" || name == "date" {
		return lang.L("notice."+name, map[string]any{"Date": value})
	}
	return value
}

func categoryOr(value string) string {
	switch c := shop.Category(strings.ToLower(value)); c {
	case shop.CategoryUtility, shop.CategoryMarketing, shop.CategoryAuthentication, shop.CategoryService:
		return lang.L("replies.category." + string(c))
	}
	return value
}

// templateWords makes words of a template's name: "order_ready" is "order ready".
func templateWords(name string) string { return strings.ReplaceAll(name, "_", " ") }

// Limit is how many people may be written to first in a day, from TIER_2K or a
// number.
func Limit(tier string) string {
	text := strings.TrimPrefix(strings.ToUpper(tier), "TIER_")
	if text == "UNLIMITED" {
		return lang.L("notice.unlimited")
	}
	thousands := strings.TrimSuffix(text, "K")
	n, err := strconv.Atoi(thousands)
	switch {
	case err != nil:
		return tier
	case thousands != text:
		n *= 1000
	}
	return Number(n)
}

// Rejections are the reasons that have words.
var rejections = []string{"abusive_content", "incorrect_category", "invalid_format", "promotional", "scam", "tag_content_mismatch"}

// Rejection says why WhatsApp's review sent a template back, and what to change.
func Rejection(reason string) string {
	for _, known := range rejections {
		if strings.EqualFold(known, reason) {
			return lang.L("rejected." + known)
		}
	}
	if reason != "" && reason == strings.ToUpper(reason) && !strings.Contains(reason, " ") {
		return strings.ToLower(templateWords(reason))
	}
	return reason
}
