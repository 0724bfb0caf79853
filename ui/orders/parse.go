package orders

import (
	"strconv"
	"strings"
	"time"
)

// parseClock reads a time of day as a person types it: "9", "9:30", "9.30",
// "0930", "9h30".
func parseClock(text string) (hour, minute int, ok bool) {
	text = strings.TrimSpace(text)
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(":.,hH ", r) })
	switch {
	case len(parts) == 1 && len(parts[0]) > 2 && len(parts[0]) <= 4:
		cut := len(parts[0]) - 2
		parts = []string{parts[0][:cut], parts[0][cut:]}
	case len(parts) == 1:
		parts = append(parts, "0")
	}
	if len(parts) != 2 {
		return 0, 0, false
	}
	hour, err := strconv.Atoi(parts[0])
	minute, err2 := strconv.Atoi(parts[1])
	ok = err == nil && err2 == nil && hour >= 0 && hour < 24 && minute >= 0 && minute < 60
	return hour, minute, ok
}

// parseDay reads a date as a person types it: "3", "3/11", "3.11.", "3/11/26",
// "2026-11-03". Without a month or year it is the next such day from today on.
func parseDay(text string, now time.Time) (time.Time, bool) {
	numbers, ok := numbersOf(text)
	if !ok {
		return time.Time{}, false
	}
	switch {
	case len(numbers) == 3 && numbers[0] > 999:
		return dayOf(numbers[0], numbers[1], numbers[2], now)
	case len(numbers) == 3:
		return dayOf(fullYear(numbers[2]), numbers[1], numbers[0], now)
	case len(numbers) == 2:
		day, ok := dayOf(now.Year(), numbers[1], numbers[0], now)
		if ok && day.Before(midnight(now)) {
			return dayOf(now.Year()+1, numbers[1], numbers[0], now)
		}
		return day, ok
	}
	day, ok := dayOf(now.Year(), int(now.Month()), numbers[0], now)
	if ok && day.Before(midnight(now)) {
		next := now.AddDate(0, 0, 1-now.Day()).AddDate(0, 1, 0)
		return dayOf(next.Year(), int(next.Month()), numbers[0], now)
	}
	return day, ok
}

func numbersOf(text string) ([]int, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("/.- ", r) })
	if len(parts) == 0 || len(parts) > 3 {
		return nil, false
	}
	numbers := make([]int, len(parts))
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > 9999 {
			return nil, false
		}
		numbers[i] = n
	}
	return numbers, true
}

func fullYear(year int) int {
	if year < 100 {
		return 2000 + year
	}
	return year
}

// dayOf is a day at midnight; false where there is no such day.
func dayOf(year, month, day int, now time.Time) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, now.Location())
	return t, t.Day() == day && int(t.Month()) == month && t.Year() == year
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// parseQuantity reads how many: a whole number from 1 on.
func parseQuantity(text string) (int64, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32)
	return n, err == nil && n > 0
}
