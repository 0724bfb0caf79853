package inbox

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// labels are chips; a press on one takes it off, the last one adds.
func (s *sidePanel) labels() fyne.CanvasObject {
	var chips []fyne.CanvasObject
	for _, label := range s.card.Labels {
		chip := kit.NewChip(label.Name, toneOf(label.Tone))
		chip.Tip = say("inbox.label.offTip")
		chip.OnTapped = func() { s.askLabelOff(chip, label) }
		chips = append(chips, chip)
	}
	add := kit.NewChip("+ "+say("inbox.label.add"), kit.ToneOutlined)
	add.OnTapped = func() { s.labelMenu(add) }
	return container.New(flow{gap: 6}, append(chips, add)...)
}

func toneOf(name string) kit.Tone {
	switch name {
	case "accent":
		return kit.ToneAccent
	case "info":
		return kit.ToneInfo
	case "amber":
		return kit.ToneAmber
	case "warning":
		return kit.ToneWarning
	}
	return kit.ToneNeutral
}

func below(o fyne.CanvasObject) fyne.Position {
	return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(0, o.Size().Height+2)
}

func (s *sidePanel) askLabelOff(chip *kit.Chip, label store.Label) {
	kit.ShowMenu(s.room.canvas(), below(chip), []kit.MenuItem{
		{Label: say("inbox.label.off", "Name", label.Name), Icon: "x", OnTapped: func() { s.setLabel(label.ID, false) }},
	})
}

func (s *sidePanel) setLabel(id shop.LabelID, on bool) {
	s.room.d.Do(&shop.LabelCustomer{Customer: s.card.ID, Label: id, On: on}, nil)
}

func (s *sidePanel) labelMenu(from *kit.Chip) {
	var slot desk.Slot
	desk.Load(s.room.d, &slot, func(ctx context.Context) ([]store.Label, error) { return s.room.d.Store.Labels(ctx) }, func(all []store.Label) {
		var items []kit.MenuItem
		for _, label := range all {
			if !s.has(label.ID) {
				items = append(items, kit.MenuItem{Label: label.Name, Icon: "label", OnTapped: func() { s.setLabel(label.ID, true) }})
			}
		}
		if len(items) > 0 {
			items = append(items, kit.MenuItem{})
		}
		items = append(items, kit.MenuItem{Label: say("inbox.label.new"), Icon: "plus", OnTapped: s.newLabel})
		kit.ShowMenu(s.room.canvas(), below(from), items)
	})
}

func (s *sidePanel) has(id shop.LabelID) bool {
	for _, label := range s.card.Labels {
		if label.ID == id {
			return true
		}
	}
	return false
}

var labelTones = []string{"accent", "info", "amber", "warning", "neutral"}

// newLabel makes a label and puts it on the customer.
func (s *sidePanel) newLabel() {
	name := kit.NewTextField(say("inbox.label.name"), "", nil)
	tones := make([]string, len(labelTones))
	for i, tone := range labelTones {
		tones[i] = say("inbox.tone." + tone)
	}
	tone := kit.NewSegmentedControl(tones, 0, nil)
	var sheet *kit.Sheet
	save := func() {
		text := strings.TrimSpace(name.Text())
		if text == "" {
			name.SetError(say("inbox.label.empty"))
			return
		}
		id := shop.LabelID{UUID: desk.NewID()}
		s.room.d.Do(&shop.SaveLabel{Label: id, Name: text, Tone: labelTones[tone.Chosen()]}, nil)
		s.setLabel(id, true)
		sheet.Close()
	}
	name.Entry.OnSubmit = func(string) { save() }
	sheet = kit.ShowSheet(s.room.canvas(), kit.SheetParams{Title: say("inbox.label.new"), First: name.Entry,
		Content: container.New(kit.Column{Gap: 12}, name, container.NewHBox(tone)), Buttons: []*kit.Button{kit.NewButton(say("inbox.save"), kit.Primary, save)}})
}

// flow sets objects side by side and goes on below where the width ends.
type flow struct{ gap float32 }

// Layout is part of fyne.Layout.
func (l flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.arrange(objects, size.Width, true)
}

// MinSize is part of fyne.Layout.
func (l flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(60, l.arrange(objects, kit.SidePanelWidth-32, false))
}

func (l flow) arrange(objects []fyne.CanvasObject, width float32, move bool) float32 {
	var x, y, height float32
	for _, o := range objects {
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y = 0, y+height+l.gap
		}
		if move {
			o.Resize(m)
			o.Move(fyne.NewPos(x, y))
		}
		x += m.Width + l.gap
		height = m.Height
	}
	return y + height
}
