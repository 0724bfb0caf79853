// Package gallery shows every part of the kit on one sheet, so that a change of look can be seen at a glance. The
// kit's tests draw it; nothing else calls it.
package gallery

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"mostrador/assets"
	"mostrador/ui/kit"
)

// Sheet is one page of the gallery.
type Sheet struct {
	Name string
	Size fyne.Size
	Make func() fyne.CanvasObject
}

// Sheets lists the pages.
func Sheets() []Sheet {
	return []Sheet{
		{"controls", fyne.NewSize(760, 900), controls},
		{"icons", fyne.NewSize(760, 420), icons},
		{"bubbles", fyne.NewSize(660, 1500), bubbles},
		{"inbox", fyne.NewSize(1400, 880), inbox},
		{"narrow", fyne.NewSize(759, 880), narrow},
		{"orders", fyne.NewSize(1400, 880), orders},
		{"floating", fyne.NewSize(1000, 880), floating},
	}
}

func on(tone kit.Token, content fyne.CanvasObject) fyne.CanvasObject {
	back := canvas.NewRectangle(kit.Color(tone))
	return container.NewStack(back, container.NewPadded(content))
}

func row(objects ...fyne.CanvasObject) fyne.CanvasObject {
	items := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		items = append(items, container.NewCenter(o))
	}
	return container.NewHBox(items...)
}

func controls() fyne.CanvasObject {
	send := kit.NewButton("Send", kit.Primary, nil)
	send.SetSecond("free, 588 left")
	off := kit.NewButton("Send", kit.Primary, nil)
	off.SetSecond("free, 588 left")
	off.Disable()
	icons := row(
		kit.NewIconButton("clock", "", nil), kit.NewIconButton("search", "", nil), kit.NewIconButton("smile", "", nil),
		kit.NewIconButton("paperclip", "", nil), kit.NewIconButton("mic", "", nil), kit.NewIconButton("settings", "", nil),
		kit.NewIconButton("truck", "", nil), kit.NewIconButton("printer", "", nil), kit.NewIconButton("template", "", nil),
	)
	return on(kit.Panel, container.NewVBox(
		kit.NewText("Title 20, Ñandú ¿qué tal?", kit.Style{Scale: kit.Title, Bold: true}),
		kit.NewText("Name 16, Lucía Martín", kit.Style{Scale: kit.Name, Bold: true}),
		kit.NewText("Body 14, Hi! Good morning 👋 Is my order for tomorrow confirmed? 👨‍👩‍👧‍👦 🇪🇸 👍🏽 🥹", kit.Style{}),
		kit.NewRichText(kit.ParseMessage("Marks: *bold*, _italic_, ~struck~, `code`, see https://example.org."), kit.Style{}),
		kit.NewText("Secondary 13, muted", kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
		kit.NewText("Meta 12, 10:42", kit.Style{Scale: kit.Meta, Tone: kit.Muted}),
		row(kit.NewAvatar("CP", "Carmen Prieto", 44), kit.NewAvatar("JR", "Javier Ruiz", 44), kit.NewAvatar("LM", "Lucía Martín", 40),
			kit.NewAvatar("x", "ana", 30), kit.NewAvatar("q", "", 44), kit.NewAvatar("tr", "Taberna El Rinconcillo", 44)),
		row(kit.NewChip("neutral", kit.ToneNeutral), kit.NewChip("Regular", kit.ToneAccent), kit.NewChip("waits 1 h 30", kit.ToneAmber),
			kit.NewChip("not delivered", kit.ToneWarning), kit.NewChip("Pays by transfer", kit.ToneInfo), kit.NewChip("waits 4 min", kit.ToneOutlined),
			kit.NewBadge(1), kit.NewBadge(23), kit.NewBadge(240)),
		row(send, off, kit.NewButton("Done", kit.SecondaryWeight, nil), kit.NewButton("Later", kit.Ghost, nil), kit.NewButton("Forget", kit.Danger, nil)),
		icons,
		kit.NewProgressSteps(4, 3),
	))
}

func icons() fyne.CanvasObject {
	var all []fyne.CanvasObject
	for _, name := range assets.IconNames() {
		all = append(all, container.NewVBox(kit.NewIcon(name, kit.Ink, 24), kit.NewText(name, kit.Style{Scale: kit.Meta, Tone: kit.Muted})))
	}
	return on(kit.Panel, container.NewGridWrap(fyne.NewSize(72, 46), all...))
}

func bubbles() fyne.CanvasObject {
	var list []fyne.CanvasObject
	for _, d := range Conversation() {
		list = append(list, kit.NewBubble(d))
	}
	return on(kit.ThreadBack, container.New(column{}, list...))
}

// column stacks bubbles without gaps, at their height for the width.
type column struct{}

// Layout is part of fyne.Layout.
func (column) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		b := o.(*kit.Bubble)
		h := kit.BubbleHeight(b.Data(), size.Width)
		b.Move(fyne.NewPos(0, y))
		b.Resize(fyne.NewSize(size.Width, h))
		y += h
	}
}

// MinSize is part of fyne.Layout.
func (column) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 10) }
