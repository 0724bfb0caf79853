package settings

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/notices"
)

// quietChoices are the hours that can be chosen; the first is none.
var quietChoices = []string{"", "20:00-08:00", "22:00-08:00", "00:00-07:00"}

// mannersCard is how the program behaves on this computer beside its window.
func mannersCard(d *desk.Desk) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if d.Notices != nil {
		parts = noticeParts(d)
	}
	if along := startsAlong(d); along != nil {
		parts = append(parts, along)
	}
	if len(parts) == 0 {
		return nothing()
	}
	return card(lang.L("manners.title"), parts...)
}

func noticeParts(d *desk.Desk) []fyne.CanvasObject {
	keep := func(key string) func(bool) {
		return func(on bool) {
			value := ""
			if !on {
				value = notices.No
			}
			d.InOrder(func(ctx context.Context) error { return d.Store.SaveSetting(ctx, key, value) })
		}
	}
	on := kit.NewCheckbox(lang.L("manners.on"), true, keep(notices.SettingOn))
	text := kit.NewCheckbox(lang.L("manners.text"), true, keep(notices.SettingText))
	sound := kit.NewCheckbox(lang.L("manners.sound"), true, keep(notices.SettingSound))
	labels := []string{lang.L("manners.quiet.none")}
	for _, hours := range quietChoices[1:] {
		labels = append(labels, strings.ReplaceAll(hours, "-", "–"))
	}
	quiet := kit.NewSegmentedControl(labels, 0, func(i int) {
		d.InOrder(func(ctx context.Context) error {
			return d.Store.SaveSetting(ctx, notices.SettingQuiet, quietChoices[i])
		})
	})
	var slot desk.Slot
	desk.Load(d, &slot, func(ctx context.Context) (notices.Choices, error) { return notices.ReadChoices(ctx, d.Store) }, func(c notices.Choices) {
		on.SetChecked(!c.Off)
		text.SetChecked(!c.NameOnly)
		sound.SetChecked(!c.Silent)
		quiet.Choose(max(0, slices.Index(quietChoices, c.Quiet.String())))
	})
	return []fyne.CanvasObject{on, text, sound, labelled(lang.L("manners.quiet"), quiet),
		kit.NewParagraph(lang.L("manners.quietHint"), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})}
}

// startsAlong asks the system off the UI goroutine; nil where it can't be asked.
func startsAlong(d *desk.Desk) fyne.CanvasObject {
	if d.Computer == nil {
		return nil
	}
	var tick *kit.Checkbox
	tick = kit.NewCheckbox(lang.L("manners.start"), false, func(on bool) {
		d.Work(func(context.Context) error { return d.Computer.SetStartsAlong(on) }, func(err error) {
			if err != nil {
				tick.SetChecked(!on)
				d.Failed(err)
			}
		})
	})
	var slot desk.Slot
	desk.Load(d, &slot, func(context.Context) (bool, error) { return d.Computer.StartsAlong() }, tick.SetChecked)
	return tick
}
