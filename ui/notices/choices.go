package notices

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mostrador/store"
)

// The settings of this device. What isn't set is as most want it: notices with
// name, text and sound at any hour.
const (
	SettingOn    = "notices.on"    // "no": none
	SettingText  = "notices.text"  // "no": the name alone
	SettingSound = "notices.sound" // "no": silent
	SettingQuiet = "notices.quiet" // "22:00-08:00"; empty: never quiet
)

// No is what a setting holds that was switched off.
const No = "no"

// Choices are the settings as they are now.
type Choices struct {
	Off, NameOnly, Silent bool
	Quiet                 Hours
}

// ReadChoices reads them, off the UI goroutine.
func ReadChoices(ctx context.Context, from *store.Store) (Choices, error) {
	var c Choices
	for key, take := range map[string]func(string){
		SettingOn:    func(v string) { c.Off = v == No },
		SettingText:  func(v string) { c.NameOnly = v == No },
		SettingSound: func(v string) { c.Silent = v == No },
		SettingQuiet: func(v string) { c.Quiet, _ = ParseHours(v) }, //nolint:errcheck // what can't be read is never quiet
	} {
		value, err := from.Setting(ctx, key)
		if err != nil {
			return c, err
		}
		take(value)
	}
	return c, nil
}

// Hours are the quiet ones of a day, in minutes from midnight; they may pass
// it. Equal ends are none.
type Hours struct{ From, To int }

// ParseHours reads "22:00-08:00"; nothing is no hours.
func ParseHours(text string) (Hours, error) {
	if text == "" {
		return Hours{}, nil
	}
	from, to, _ := strings.Cut(text, "-")
	begin, err := time.Parse("15:04", strings.TrimSpace(from))
	if err != nil {
		return Hours{}, fmt.Errorf("quiet from: %w", err)
	}
	end, err := time.Parse("15:04", strings.TrimSpace(to))
	if err != nil {
		return Hours{}, fmt.Errorf("quiet until: %w", err)
	}
	return Hours{minutes(begin), minutes(end)}, nil
}

func minutes(t time.Time) int { return t.Hour()*60 + t.Minute() }

// String is how they are kept.
func (h Hours) String() string {
	if h.From == h.To {
		return ""
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", h.From/60, h.From%60, h.To/60, h.To%60)
}

// Hold tells whether a moment is in them.
func (h Hours) Hold(t time.Time) bool {
	now := minutes(t)
	if h.From <= h.To {
		return now >= h.From && now < h.To
	}
	return now >= h.From || now < h.To
}
