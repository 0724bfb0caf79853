package playing

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// personRow is somebody the owner can be.
type personRow struct {
	*kit.ListRow
	avatar *kit.Avatar
	name   *kit.Text
}

func newPersonRow() *personRow {
	r := &personRow{avatar: kit.NewAvatar("", "", 32), name: kit.NewText("", kit.Style{Scale: kit.Body})}
	r.ListRow = kit.NewListRow(container.New(kit.Row{Gap: 10, Stretch: 1}, r.avatar, r.name), nil)
	r.Height = 48
	return r
}

func (r *personRow) set(p desk.PracticeCustomer, chosen bool, tapped func()) {
	r.avatar.Set(p.ID, p.Name)
	r.name.SetText(p.Name)
	r.SetSelected(chosen)
	r.OnTapped = tapped
	r.Refresh()
}

// beside sets the people beside the phone.
type beside struct{}

const peopleWidth = float32(240)

// Layout is part of fyne.Layout.
func (beside) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(peopleWidth, size.Width*0.4)
	objects[0].Resize(fyne.NewSize(width, size.Height))
	objects[0].Move(fyne.NewPos(0, 0))
	objects[1].Resize(fyne.NewSize(size.Width-width, size.Height))
	objects[1].Move(fyne.NewPos(width, 0))
}

// MinSize is part of fyne.Layout.
func (beside) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(420, 320) }
