package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/past"
)

// Room is the Settings room.
type Room struct {
	desk    *desk.Desk
	content fyne.CanvasObject
	scroll  *container.Scroll
	join    *join
	shop    *shopCard
	shops   *shopList
	past    *past.Card
	team    *computers
}

// New makes the room.
func New(d *desk.Desk) *Room {
	r := &Room{desk: d, join: newJoin(d), shop: newShopCard(d), shops: newShopList(d), past: past.NewCard(d), team: newComputers(d)}
	head := kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 17, Bottom: 17, Left: 18, Right: 18},
		kit.NewTitle(lang.L("settings.title"))))
	column := container.New(kit.Column{Gap: 16, PadX: 24, PadY: 24})
	if d.Practice != nil {
		column.Objects = append(column.Objects, r.join.content, r.shops.content, lookCard(d), mannersCard(d), sendingCard(d), r.shop.content)
	} else {
		column.Objects = append(column.Objects, lookCard(d), mannersCard(d), sendingCard(d), r.shop.content, r.shops.content, r.join.content)
	}
	if d.Team != nil {
		column.Objects = append(column.Objects, r.team.content)
	}
	column.Objects = append(column.Objects, r.past.Content(), aboutCard(d))
	r.scroll = container.NewVScroll(container.New(reading{}, column))
	r.content = container.New(kit.HeadBodyFoot{}, head, kit.NewGround(kit.Background, r.scroll), nothing())
	d.OnChanged(func(c store.Changed) {
		if c.Shop || c.All {
			r.shop.read()
		}
		if c.People || c.All {
			r.team.read()
		}
	})
	return r
}

func nothing() fyne.CanvasObject {
	o := container.NewWithoutLayout()
	o.Hide()
	return o
}

// Content is the room's object.
func (r *Room) Content() fyne.CanvasObject { return r.content }

// Enter reads what is there now; a place that connects puts the caret where
// the link goes, and the link itself if it came with one.
func (r *Room) Enter(p desk.Place) {
	r.shop.read()
	r.shops.read()
	r.past.Read()
	r.team.read()
	if p.Connect {
		r.join.begin(p.Compose)
	}
}

// card is a titled part of the page.
func card(title string, parts ...fyne.CanvasObject) fyne.CanvasObject {
	all := append([]fyne.CanvasObject{kit.NewText(title, kit.Style{Scale: kit.Name, Bold: true})}, parts...)
	return kit.NewCard(container.New(kit.Column{Gap: 12, PadX: 20, PadY: 18}, all...))
}

// labelled sets words before a control.
func labelled(label string, control fyne.CanvasObject) fyne.CanvasObject {
	return container.New(kit.Column{Gap: 6},
		kit.NewText(label, kit.Style{Scale: kit.Secondary, Tone: kit.Muted}), container.New(kit.Row{Stretch: -1}, control))
}

// reading keeps the page from growing wider than one reads.
type reading struct{}

const readingWidth = float32(680)

// Layout is part of fyne.Layout.
func (reading) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(readingWidth, size.Width)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
	}
}

// MinSize is part of fyne.Layout.
func (reading) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(260, objects[0].MinSize().Height)
}
