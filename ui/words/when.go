package words

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
)

// Clock is the time of day: "10:42".
func Clock(t time.Time) string { return t.Format("15:04") }

// daysBetween counts calendar days from a to b in b's zone.
func daysBetween(a, b time.Time) int {
	a = a.In(b.Location())
	from := time.Date(a.Year(), a.Month(), a.Day(), 12, 0, 0, 0, time.UTC)
	to := time.Date(b.Year(), b.Month(), b.Day(), 12, 0, 0, 0, time.UTC)
	return int(to.Sub(from).Hours() / 24)
}

// ListTime is the time of a row in a list: "10:42", "Yesterday", "Fri", "3 Nov".
func ListTime(t, now time.Time) string {
	t = t.In(now.Location())
	switch days := daysBetween(t, now); {
	case days <= 0:
		return Clock(t)
	case days == 1:
		return lang.L("words.Yesterday")
	case days < 7:
		return capitalised(lang.L("words.short" + strconv.Itoa(int(t.Weekday()))))
	}
	return Date(t, now)
}

// Day is a day's heading in a thread: "Today", "Yesterday", "Saturday", "3 Nov".
func Day(t, now time.Time) string {
	t = t.In(now.Location())
	switch days := daysBetween(t, now); {
	case days == 0:
		return lang.L("words.Today")
	case days == 1:
		return lang.L("words.Yesterday")
	case days > 1 && days < 7:
		return lang.L("words.day" + strconv.Itoa(int(t.Weekday())))
	}
	return Date(t, now)
}

// DueDay is the heading of a day to come on the orders board: "Late" is the
// board's own, this is "Today", "Tomorrow", "Saturday", "3 Nov".
func DueDay(t, now time.Time) string {
	t = t.In(now.Location())
	switch days := daysBetween(now, t.In(now.Location())); {
	case days == 0:
		return lang.L("words.Today")
	case days == 1:
		return lang.L("words.Tomorrow")
	case days > 1 && days < 7:
		return lang.L("words.day" + strconv.Itoa(int(t.Weekday())))
	}
	return Date(t, now)
}

// Date is "3 Nov", with the year when it isn't this one.
func Date(t, now time.Time) string {
	t = t.In(now.Location())
	text := strconv.Itoa(t.Day()) + " " + lang.L("words.month"+strconv.Itoa(int(t.Month())))
	if t.Year() != now.Year() {
		text += " " + strconv.Itoa(t.Year())
	}
	return text
}

// AllDay says that something due at t is due on its day without a time: the
// day's last minute stands for that.
func AllDay(t time.Time) bool { return t.Hour() == 23 && t.Minute() == 59 }

// withClock adds the time of day to a day, if it has one.
func withClock(day string, t time.Time) string {
	if AllDay(t) {
		return day
	}
	return day + " " + Clock(t)
}

// Due is when an order is due: "tomorrow 9:00", "Sat 10:00", "3 Nov 12:00"; the
// day alone where it has no time.
func Due(t, now time.Time) string {
	t = t.In(now.Location())
	switch days := daysBetween(now, t); {
	case days == 0:
		return withClock(lang.L("words.today"), t)
	case days == 1:
		return withClock(lang.L("words.tomorrow"), t)
	case days == -1:
		return withClock(lang.L("words.yesterday"), t)
	case days > 1 && days < 7:
		return withClock(capitalised(lang.L("words.short"+strconv.Itoa(int(t.Weekday())))), t)
	}
	return withClock(Date(t, now), t)
}

// DueShort leads a card: the clock alone today, "Sat 10:00" otherwise.
func DueShort(t, now time.Time) string {
	t = t.In(now.Location())
	switch days := daysBetween(now, t); {
	case days == 0 && AllDay(t):
		return lang.L("words.Today")
	case days == 0:
		return Clock(t)
	case days > 0 && days < 7:
		return withClock(capitalised(lang.L("words.short"+strconv.Itoa(int(t.Weekday())))), t)
	}
	return withClock(Date(t, now), t)
}

// Span is a length of time in the words of a chip: "4 min", "1 h 30", "2 d".
func Span(d time.Duration) string {
	minutes := int(d / time.Minute)
	hours := minutes / 60
	switch {
	case hours >= 48:
		return lang.L("words.days", map[string]any{"D": hours / 24})
	case hours == 0:
		return lang.L("words.minutes", map[string]any{"M": max(1, minutes)})
	case minutes%60 == 0 || hours >= 10:
		return lang.L("words.hours", map[string]any{"H": hours})
	}
	return lang.L("words.hoursMinutes", map[string]any{"H": hours, "M": pad2(minutes % 60)})
}

func pad2(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// longWait is from when on a wait is one that somebody should see to now.
const longWait = time.Hour

// WaitIsLong tells a wait that should be seen to now from a usual one.
func WaitIsLong(since, now time.Time) bool { return !since.IsZero() && now.Sub(since) >= longWait }

// WaitIsNew tells a wait that isn't worth telling yet.
func WaitIsNew(since, now time.Time) bool { return now.Sub(since) < time.Minute }

// Waits says how long a customer has waited.
func Waits(since, now time.Time) string {
	return lang.L("words.waits", map[string]any{"For": Span(now.Sub(since))})
}

// WindowLeft says how long the shop may still answer freely.
func WindowLeft(w shop.ReplyWindow, now time.Time) string {
	return lang.L("words.window", map[string]any{"For": Span(w.Left(now))})
}

// Permission stands under a name: "Answer by tomorrow 10:42", or what it takes.
func Permission(w shop.ReplyWindow, now time.Time) string {
	if w.OpenAt(now) {
		return lang.L("words.answerBy", map[string]any{"When": Due(w.Ends(), now)})
	}
	if w.LastInbound.IsZero() {
		return lang.L("words.needsTemplateNever")
	}
	ago := now.Sub(w.LastInbound)
	if ago < 48*time.Hour {
		return lang.L("words.needsTemplateHours", map[string]any{"N": int(ago / time.Hour)})
	}
	return lang.L("words.needsTemplateDays", map[string]any{"N": int(ago / (24 * time.Hour))})
}

func capitalised(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}
