package past

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// stamp is the date and time before a message, as numbers whose order is not
// known yet.
type stamp struct {
	parts           [3]int
	yearFirst       bool
	hour, min, sec  int
	seconds         bool
	afternoon, half bool // half: a twelve-hour clock
}

// stampPattern knows no language: numbers, what stands between them, and a word
// for the half of the day before or after the time.
var stampPattern = regexp.MustCompile(
	`^(\d{1,4})\s?[./\-年년]\s?(\d{1,2})\s?[./\-月월]\s?(\d{1,4})[.日일]?\s?[,،、]?\s*` +
		`([^\d\[\]]{0,16}?)\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([^\d\[\]:]{0,16})$`)

// mornings and afternoons are the words for the halves of the day, without
// dots, spaces and case.
var (
	mornings = wordSet("am ص قظ पूर्वाह्न 午前 上午 凌晨 早上 清晨 오전 pg πμ öö sa fm de dop odop rano a priekšp " +
		"ipm priešpiet pagi önöö enne fh vorm ip камен ראשון лфл")
	afternoons = wordSet("pm م بظ अपराह्न 午後 下午 中午 晚上 오후 ptg μμ ös ch em du odp pop p pēcp popiet siang sore malam mu")
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[word] = true
	}
	return set
}

// parseStamp reads "31/12/22, 11:59 p. m." in whichever writing. Words that
// are not a half of the day ("à", "klo", "um") are passed over.
func parseStamp(text string) (stamp, bool) {
	if len(text) > 80 {
		return stamp{}, false
	}
	found := stampPattern.FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return stamp{}, false
	}
	var s stamp
	for i := range 3 {
		s.parts[i] = number(found[i+1])
	}
	s.yearFirst = len(found[1]) == 4
	s.hour, s.min = number(found[5]), number(found[6])
	if found[7] != "" {
		s.sec, s.seconds = number(found[7]), true
	}
	for _, word := range []string{found[4], found[8]} {
		plain := plainWord(word)
		switch {
		case mornings[plain]:
			s.half = true
		case afternoons[plain]:
			s.half, s.afternoon = true, true
		}
	}
	return s, s.plausible(len(found[3]))
}

func (s stamp) plausible(lastDigits int) bool {
	if s.hour > 24 || s.min > 59 || s.sec > 60 || s.half && s.hour > 12 {
		return false
	}
	if s.yearFirst {
		return s.parts[1] >= 1 && s.parts[1] <= 12 && s.parts[2] >= 1 && s.parts[2] <= 31
	}
	day, month := s.parts[0], s.parts[1]
	return (lastDigits == 2 || lastDigits == 4) && day >= 1 && month >= 1 && min(day, month) <= 12 && max(day, month) <= 31
}

// at is the moment in one order of day and month.
func (s stamp) at(order Order, zone *time.Location) time.Time {
	day, month, year := s.parts[0], s.parts[1], s.parts[2]
	switch {
	case s.yearFirst:
		day, year = s.parts[2], s.parts[0]
	case order == MonthDay && day <= 12 || month > 12:
		day, month = month, day
	}
	hour := s.hour
	if s.half {
		hour %= 12
		if s.afternoon {
			hour += 12
		}
	}
	return time.Date(fullYear(year), time.Month(month), day, hour, s.min, s.sec, 0, zone)
}

// fullYear completes years of two digits, and turns Buddhist years into ours.
func fullYear(year int) int {
	switch {
	case year < 100:
		return year + 2000
	case year > 2400:
		return year - 543
	default:
		return year
	}
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

func plainWord(word string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, word)
}

// plainLine is a line without marks of direction, with ordinary spaces. Phones
// write both around dates, names and files.
func plainLine(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isDirection(r):
			return -1
		case r == '\u00a0' || r == '\u202f' || r == '\u2009':
			return ' '
		default:
			return r
		}
	}, line)
}

func isDirection(r rune) bool {
	return r == '\u200e' || r == '\u200f' || r == '\ufeff' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u061c'
}

// westernDigits writes digits of other scripts as 0 to 9.
func westernDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.IsDigit(r) {
			return r
		}
		// Unicode keeps the ten digits of a script together, zero first.
		zero := r
		for r-zero < 9 && unicode.IsDigit(zero-1) {
			zero--
		}
		return '0' + (r - zero)
	}, text)
}

// orderOf decides how dates of a whole file are to be read: a number above 12
// tells; else the order that keeps the messages in order; else day first,
// unless the clock has twelve hours in Latin letters, and then it is a guess.
func orderOf(stamps []stamp) Dates {
	var dayOnly, monthOnly bool
	for _, s := range stamps {
		switch {
		case s.yearFirst:
			return Dates{Order: YearFirst, Sure: true}
		case s.parts[0] > 12:
			dayOnly = true
		case s.parts[1] > 12:
			monthOnly = true
		}
	}
	if dayOnly != monthOnly {
		if dayOnly {
			return Dates{Order: DayFirst, Sure: true}
		}
		return Dates{Order: MonthDay, Sure: true}
	}
	day, month := falls(stamps, DayFirst), falls(stamps, MonthDay)
	switch {
	case day < month:
		return Dates{Order: DayFirst, Sure: true}
	case month < day:
		return Dates{Order: MonthDay, Sure: true}
	default:
		return Dates{Order: DayFirst, Sure: same(stamps)}
	}
}

// falls counts how often a message would be older than the one before.
func falls(stamps []stamp, order Order) int {
	n := 0
	for i := 1; i < len(stamps); i++ {
		if stamps[i].at(order, time.UTC).Before(stamps[i-1].at(order, time.UTC).Add(-time.Hour)) {
			n++
		}
	}
	return n
}

// same tells whether the order makes no difference.
func same(stamps []stamp) bool {
	for _, s := range stamps {
		if s.parts[0] != s.parts[1] {
			return false
		}
	}
	return true
}
