package customers

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/store"
	"mostrador/ui/kit"
)

// row shows a customer in the list.
type row struct {
	*kit.ListRow
	avatar       *kit.Avatar
	name, detail *kit.Text
}

func newRow() *row {
	r := &row{
		avatar: kit.NewAvatar("", "", 40),
		name:   kit.NewText("", kit.Style{Scale: kit.Body, Bold: true}),
		detail: kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted}),
	}
	r.ListRow = kit.NewListRow(container.New(kit.Row{Gap: 12, Stretch: 1}, r.avatar,
		container.New(kit.Column{Gap: 2}, container.New(line{}, r.name), container.New(line{}, r.detail))), nil)
	r.Height = 64
	return r
}

func (r *row) set(c store.CustomerRow, open bool, tapped func()) {
	r.avatar.Set(c.ID.String(), c.Name)
	r.name.SetText(c.Name)
	detail := c.Phone
	if c.Place != "" {
		detail += " · " + c.Place
	}
	if c.Warning != "" {
		detail = c.Warning
	}
	r.detail.SetText(detail)
	r.detail.SetTone(kit.Muted)
	if c.Warning != "" {
		r.detail.SetTone(kit.NoteInk)
	}
	r.SetSelected(open)
	r.OnTapped = tapped
	r.Refresh()
}

// line gives a text the width there is and asks for none.
type line struct{}

// Layout is part of fyne.Layout.
func (line) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// MinSize is part of fyne.Layout.
func (line) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(40, objects[0].MinSize().Height)
}
