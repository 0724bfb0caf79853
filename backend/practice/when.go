package practice

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseWhen reads a time of the story, seen from now in the shop's zone:
//
//	-1h30m      that long ago (or ahead, with +)
//	+2h~30m     the same, cut down to a whole half hour
//	d3 09:10    three days ago at that time of day
//	t1 09:00    in one day at that time of day
func parseWhen(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, fmt.Errorf("a time of the story is missing")
	}
	if text[0] == 'd' || text[0] == 't' {
		return parseDay(text, now)
	}
	span, step, rounded := strings.Cut(text, "~")
	d, err := time.ParseDuration(span)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q of the story: %w", text, err)
	}
	at := now.Add(d)
	if !rounded {
		return at, nil
	}
	whole, err := time.ParseDuration(step)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q of the story: %w", text, err)
	}
	return at.Truncate(whole), nil
}

func parseDay(text string, now time.Time) (time.Time, error) {
	day, clock, ok := strings.Cut(text[1:], " ")
	days, err := strconv.Atoi(day)
	if err != nil || !ok {
		return time.Time{}, fmt.Errorf("time %q of the story is not a day and a time", text)
	}
	at, err := time.Parse("15:04", clock)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q of the story: %w", text, err)
	}
	if text[0] == 'd' {
		days = -days
	}
	return time.Date(now.Year(), now.Month(), now.Day()+days, at.Hour(), at.Minute(), 0, 0, now.Location()), nil
}
