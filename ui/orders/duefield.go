package orders

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// dueField is the day and the time at which an order is due.
type dueField struct {
	now      func() time.Time
	onChange func()

	days    *kit.SegmentedControl
	date    *kit.TextField
	clock   *kit.TextField
	row     *fyne.Container
	content fyne.CanvasObject
}

// The choices of the day.
const (
	dueToday = iota
	dueTomorrow
	dueOther
	dueNever
)

// closing is the time of an order that is due on a day without one: the day's
// last minute, so that it stands under its day and is late only after it.
const (
	closingHour   = 23
	closingMinute = 59
)

func newDueField(now func() time.Time, onChange func()) *dueField {
	f := &dueField{now: now, onChange: onChange}
	f.days = kit.NewSegmentedControl([]string{lang.L("words.Today"), lang.L("words.Tomorrow"), lang.L("orders.otherDay"), lang.L("orders.noDay")}, dueToday, func(int) {
		f.chosen()
		onChange()
	})
	f.date = kit.NewTextField("", lang.L("orders.dateExample"), func(string) {
		f.date.SetError("")
		f.date.SetHint(f.hint())
		onChange()
	})
	f.clock = kit.NewTextField("", lang.L("orders.clockExample"), func(string) {
		f.clock.SetError("")
		onChange()
	})
	f.row = container.New(dueRow{}, f.clock, f.date)
	f.content = container.New(kit.Column{Gap: 6}, fieldHead("orders.due"), container.New(leftAligned{}, f.days), f.row)
	f.chosen()
	return f
}

func (f *dueField) chosen() {
	if f.days.Chosen() == dueOther {
		f.date.Show()
	} else {
		f.date.Hide()
	}
	show(f.clock, f.days.Chosen() != dueNever)
	f.row.Refresh()
}

// hint says which day was understood.
func (f *dueField) hint() string {
	day, ok := parseDay(f.date.Text(), f.now())
	if !ok {
		return ""
	}
	return words.DueDay(day, f.now())
}

func (f *dueField) set(due time.Time) {
	now := f.now()
	f.days.Choose(dueToday)
	f.date.SetText("")
	f.clock.SetText("")
	if due.IsZero() {
		f.days.Choose(dueNever)
		f.chosen()
		return
	}
	due = due.In(now.Location())
	if !words.AllDay(due) {
		f.clock.SetText(due.Format("15:04"))
	}
	switch days := int(midnight(due).Sub(midnight(now)).Hours()+1) / 24; {
	case midnight(due).Equal(midnight(now)):
	case days == 1:
		f.days.Choose(dueTomorrow)
	default:
		f.days.Choose(dueOther)
		f.date.SetText(due.Format("2/1/2006"))
	}
	f.chosen()
}

// today offers today for an order that is new.
func (f *dueField) today() {
	f.days.Choose(dueToday)
	f.chosen()
}

// read reads the time. A day without a time is the whole day; no day is zero.
func (f *dueField) read() (time.Time, bool) {
	now := f.now()
	day := midnight(now)
	switch f.days.Chosen() {
	case dueTomorrow:
		day = day.AddDate(0, 0, 1)
	case dueOther:
		other, ok := parseDay(f.date.Text(), now)
		if !ok {
			f.date.SetError(lang.L("orders.wrong.date"))
			return time.Time{}, false
		}
		day = other
	}
	if f.days.Chosen() == dueNever {
		return time.Time{}, true
	}
	if strings.TrimSpace(f.clock.Text()) == "" {
		return time.Date(day.Year(), day.Month(), day.Day(), closingHour, closingMinute, 0, 0, now.Location()), true
	}
	hour, minute, ok := parseClock(f.clock.Text())
	if !ok {
		f.clock.SetError(lang.L("orders.wrong.clock"))
		return time.Time{}, false
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, now.Location()), true
}

// dueRow sets the time and, where it is asked for, the date.
type dueRow struct{}

// Layout is part of fyne.Layout.
func (dueRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	place(objects[0], 0, 0, 110, fitted(objects[0], 110))
	place(objects[1], 118, 0, size.Width-118, fitted(objects[1], max(60, size.Width-118)))
}

// MinSize is part of fyne.Layout.
func (dueRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := objects[0].MinSize().Height
	if objects[1].Visible() {
		height = max(height, objects[1].MinSize().Height)
	}
	return fyne.NewSize(240, height)
}

// leftAligned keeps an object at its own width, at the left.
type leftAligned struct{}

// Layout is part of fyne.Layout.
func (leftAligned) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		m := o.MinSize()
		place(o, 0, (size.Height-m.Height)/2, min(m.Width, size.Width), m.Height)
	}
}

// MinSize is part of fyne.Layout.
func (leftAligned) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}
