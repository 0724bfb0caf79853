package inbox

import (
	"time"

	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// snoozeItems offers when a conversation is to come back.
func (r *Room) snoozeItems(c store.ChatRow) []kit.MenuItem {
	now := r.now()
	var items []kit.MenuItem
	for _, choice := range snoozeChoices(now) {
		items = append(items, kit.MenuItem{Label: say(choice.key), Icon: "clock", Key: words.Due(choice.until, now),
			OnTapped: func() { r.snooze(c, choice.until) }})
	}
	items = append(items, kit.MenuItem{Label: say("inbox.snooze.pick"), Icon: "calendar", OnTapped: func() { r.pickSnooze(c) }})
	if c.State == shop.Snoozed {
		items = append(items, kit.MenuItem{Label: say("inbox.snooze.end"), Icon: "undo", OnTapped: func() { r.mark(c, shop.Open) }})
	}
	return items
}

type snoozeChoice struct {
	key   string
	until time.Time
}

// Hours at which a snoozed conversation comes back.
const (
	morning      = 9
	noon         = 13
	afternoon    = 17
	evening      = 20
	laterBy      = 3 * time.Hour
	lastForLater = 17 // later today makes sense only before this hour
)

func snoozeChoices(now time.Time) []snoozeChoice {
	var all []snoozeChoice
	if later := now.Add(laterBy).Truncate(15 * time.Minute); later.Day() == now.Day() && now.Hour() < lastForLater {
		all = append(all, snoozeChoice{"inbox.snooze.later", later})
	}
	if now.Hour() < evening-1 {
		all = append(all, snoozeChoice{"inbox.snooze.evening", hourOf(now, 0, evening)})
	}
	all = append(all, snoozeChoice{"inbox.snooze.tomorrow", hourOf(now, 1, morning)})
	toMonday := (8 - int(now.Weekday())) % 7
	if toMonday == 0 {
		toMonday = 7
	}
	if toMonday > 1 {
		all = append(all, snoozeChoice{"inbox.snooze.monday", hourOf(now, toMonday, morning)})
	}
	return all
}

func hourOf(now time.Time, days, hour int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+days, hour, 0, 0, 0, now.Location())
}

func (r *Room) snooze(c store.ChatRow, until time.Time) {
	r.d.Do(&shop.MarkConversation{Conversation: c.Conversation, State: shop.Snoozed, Until: until}, nil)
	r.undoMark(c, say("inbox.snoozed", "When", words.Due(until, r.now())))
}

// daysOffered is how many days ahead can be picked one by one.
const daysOffered = 14

// pickSnooze asks for a day and a part of it, both in words.
func (r *Room) pickSnooze(c store.ChatRow) {
	r.askWhen(func(until time.Time) { r.snooze(c, until) })
}

// partsOfDay are the hours that a day is offered in.
var partsOfDay = []struct {
	key  string
	hour int
}{{"inbox.snooze.atMorning", morning}, {"inbox.snooze.atNoon", noon}, {"inbox.snooze.atAfternoon", afternoon}, {"inbox.snooze.atEvening", evening}}

func (r *Room) askWhen(take func(until time.Time)) {
	now := r.now()
	days := make([]string, 0, daysOffered)
	for n := range daysOffered {
		days = append(days, words.DueDay(now.AddDate(0, 0, n), now))
	}
	parts := make([]string, 0, len(partsOfDay))
	for _, part := range partsOfDay {
		parts = append(parts, say(part.key))
	}
	chosen := func(day, part int) time.Time { return hourOf(now, day, partsOfDay[part].hour) }
	line := kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	var day *kit.Choice
	var part *kit.SegmentedControl
	tell := func(int) {
		if until := chosen(day.Chosen(), part.Chosen()); until.After(now) {
			line.SetText(say("inbox.snoozed", "When", words.Due(until, now)))
		} else {
			line.SetText(say("inbox.snooze.past"))
		}
	}
	day = kit.NewChoice("", days, 1, tell)
	part = kit.NewSegmentedControl(parts, 0, tell)
	tell(0)
	var sheet *kit.Sheet
	done := kit.NewButton(say("inbox.snooze.do"), kit.Primary, func() {
		if until := chosen(day.Chosen(), part.Chosen()); until.After(now) {
			sheet.Close()
			take(until)
		}
	})
	sheet = kit.ShowSheet(r.canvas(), kit.SheetParams{
		Title: say("inbox.snooze.title"), Width: 540, First: day, Buttons: []*kit.Button{done},
		Content: container.New(kit.Column{Gap: 12}, container.New(kit.Row{Stretch: -1}, day), container.New(kit.Row{Stretch: -1}, part), line),
	})
}
