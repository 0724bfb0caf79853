package store

import (
	"sync"
	"time"

	"mostrador/shop"
)

// zones keeps the time zones that were loaded: loading one reads a file.
var zones sync.Map

// zoneOf is a time zone by its IANA name; the fallback when there is no such.
func zoneOf(name string, fallback *time.Location) *time.Location {
	if name == "" {
		return fallback
	}
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = fallback
	}
	zones.Store(name, zone)
	return zone
}

// Days and months are those of the shop's time zone, UTC when it has none, so
// that every device counts the same.
func dayName(s *shop.ShopFacts, t time.Time) string {
	return t.In(zoneOf(s.TimeZone, time.UTC)).Format("2006-01-02")
}

func monthOf(s *shop.ShopFacts, ms int64) string {
	return moment(ms).In(zoneOf(s.TimeZone, time.UTC)).Format("2006-01")
}

// dayCount is what a day has of each.
type dayCount struct{ received, sent int64 }

// countDay keeps the day's figures until the end of the transaction.
func (f *fold) countDay(ms int64, outgoing bool) {
	day := dayName(f.settingsNow(), moment(ms))
	n := f.days[day]
	if outgoing {
		n.sent++
	} else {
		n.received++
	}
	f.days[day] = n
}

// uncountDay takes a message out of its day.
func (f *fold) uncountDay(ms int64, outgoing bool) {
	day := dayName(f.settingsNow(), moment(ms))
	n := f.days[day]
	if outgoing {
		n.sent--
	} else {
		n.received--
	}
	f.days[day] = n
}

func (f *fold) writeDays() {
	for day, n := range f.days {
		f.exec(`INSERT INTO days (day, received, sent) VALUES (?, ?, ?)
			ON CONFLICT (day) DO UPDATE SET received = received + excluded.received, sent = sent + excluded.sent`,
			day, n.received, n.sent)
	}
}
