package settings

import (
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/language"
)

var modes = []string{"", "light", "dark"}

func lookCard(d *desk.Desk) fyne.CanvasObject {
	a := d.Appearance
	if a == nil {
		return nothing()
	}
	mode := kit.NewSegmentedControl(
		[]string{lang.L("settings.mode.system"), lang.L("settings.mode.light"), lang.L("settings.mode.dark")},
		max(0, slices.Index(modes, a.Mode())), func(i int) { a.SetMode(modes[i]) })
	size := kit.NewCheckbox(lang.L("settings.text.large"), a.Large(), a.SetLarge)
	codes := append([]string{""}, language.Codes...)
	names := append([]string{lang.L("settings.language.system")}, language.Names...)
	speak := kit.NewSegmentedControl(names, max(0, slices.Index(codes, a.Language())), func(i int) { a.SetLanguage(codes[i]) })
	return card(lang.L("settings.look"),
		labelled(lang.L("settings.mode"), mode),
		labelled(lang.L("settings.text"), size),
		labelled(lang.L("settings.language"), speak))
}

var undoChoices = []int{0, 3, 5, 10}

func sendingCard(d *desk.Desk) fyne.CanvasObject {
	labels := make([]string, len(undoChoices))
	for i, n := range undoChoices {
		labels[i] = strconv.Itoa(n)
	}
	choice := kit.NewSegmentedControl(labels, 1, func(i int) {
		d.InOrder(func(ctx context.Context) error {
			return d.Store.SaveSetting(ctx, desk.SettingUndo, strconv.Itoa(undoChoices[i]))
		})
	})
	var slot desk.Slot
	desk.Load(d, &slot, func(ctx context.Context) (string, error) { return d.Store.Setting(ctx, desk.SettingUndo) }, func(text string) {
		if n, err := strconv.Atoi(text); err == nil {
			choice.Choose(max(0, slices.Index(undoChoices, n)))
		}
	})
	return card(lang.L("settings.sending"), labelled(lang.L("settings.undo"), choice))
}

func aboutCard(d *desk.Desk) fyne.CanvasObject {
	small := kit.Style{Scale: kit.Secondary, Tone: kit.Muted}
	return card(lang.L("settings.about"), container.New(kit.Column{Gap: 4},
		kit.NewParagraph(lang.L("settings.version", map[string]any{"Version": d.Version}), small),
		kit.NewParagraph(lang.L("settings.folder", map[string]any{"Folder": d.Folder}), small),
		kit.NewParagraph(lang.L("settings.keys"), small)))
}
