package orders

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

var friday = time.Date(2026, 11, 20, 10, 42, 0, 0, time.UTC)

func TestTimesAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]string{"9": "09:00", "9:30": "09:30", "9.30": "09:30", "0930": "09:30", "930": "09:30", "9h30": "09:30", "18 h": "18:00", "23:59": "23:59", "0:00": "00:00"} {
		hour, minute, ok := parseClock(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, fmt.Sprintf("%02d:%02d", hour, minute), text)
	}
	for _, text := range []string{"", "24:00", "9:60", "noon", "1:2:3", "-1", "99999"} {
		_, _, ok := parseClock(text)
		assert.False(t, ok, text)
	}
}

func TestDaysAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]string{"24/12": "2026-12-24", "24.12.": "2026-12-24", "3/1": "2027-01-03", "20": "2026-11-20", "3": "2026-12-03",
		"24/12/26": "2026-12-24", "2027-02-01": "2027-02-01", "1 5 2027": "2027-05-01"} {
		day, ok := parseDay(text, friday)
		assert.True(t, ok, text)
		assert.Equal(t, want, day.Format(time.DateOnly), text)
	}
	for _, text := range []string{"", "31/2", "0", "tomorrow", "1/2/3/4", "40"} {
		_, ok := parseDay(text, friday)
		assert.False(t, ok, text)
	}
}

func TestAnyTimeThatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minute := rapid.IntRange(0, 24*60-1).Draw(t, "minute")
		when := friday.Truncate(24*time.Hour).AddDate(0, 0, rapid.IntRange(0, 900).Draw(t, "day")).Add(time.Duration(minute) * time.Minute)
		h, m, ok := parseClock(when.Format("15:04"))
		if !ok || h != when.Hour() || m != when.Minute() {
			t.Fatalf("%s became %d:%d", when, h, m)
		}
		day, ok := parseDay(when.Format("2/1/2006"), friday)
		if !ok || !day.Equal(midnight(when)) {
			t.Fatalf("%s became %s", when, day)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"9:30", "24/12", "2026-11-20", "::", "99999999999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if h, m, ok := parseClock(text); ok && (h < 0 || h > 23 || m < 0 || m > 59) {
			t.Fatalf("%q is %d:%d", text, h, m)
		}
		if day, ok := parseDay(text, friday); ok && !day.Equal(midnight(day)) {
			t.Fatalf("%q is %s", text, day)
		}
		if n, ok := parseQuantity(text); ok && n < 1 {
			t.Fatalf("%q is %d", text, n)
		}
	})
}
