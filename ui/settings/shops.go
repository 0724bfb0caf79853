package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// shopList lists the shops of this computer.
type shopList struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	box     *fyne.Container
}

func newShopList(d *desk.Desk) *shopList {
	s := &shopList{desk: d, box: container.New(kit.Column{Gap: 8})}
	s.content = card(lang.L("settings.shops"), s.box)
	return s
}

func (s *shopList) read() {
	if s.desk.Connector == nil {
		s.content.Hide()
		return
	}
	s.box.Objects = nil
	for _, shop := range s.desk.Connector.Shops() {
		name := shop.Name
		if shop.Practice {
			name += " · " + lang.L("settings.practice")
		}
		s.box.Add(container.New(kit.Row{Gap: 8, Stretch: 0}, kit.NewText(name, kit.Style{Scale: kit.Body}), s.action(shop)))
	}
	s.box.Refresh()
}

func (s *shopList) action(shop desk.ShopOnThisComputer) fyne.CanvasObject {
	if shop.Current {
		return kit.NewChip(lang.L("settings.isOpen"), kit.ToneAccent)
	}
	open := kit.NewButton(lang.L("settings.open"), kit.SecondaryWeight, func() { s.desk.Connector.Open(shop.Folder) })
	open.Small = true
	return open
}
