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
	desk     *desk.Desk
	content  fyne.CanvasObject
	sections *sections
	join     *join
	shop     *shopCard
	shops    *shopList
	past     *past.Card
	backups  *past.BackupCard
	team     *computers
	checks   *checklist
	profile  *profileCard
	prices   *priceCard
}

// New makes the room.
func New(d *desk.Desk) *Room {
	r := &Room{desk: d, join: newJoin(d), shop: newShopCard(d), shops: newShopList(d), past: past.NewCard(d), backups: past.NewBackupCard(d), team: newComputers(d),
		checks: newChecklist(d), profile: newProfileCard(d), prices: newPriceCard(d)}
	head := kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 17, Bottom: 17, Left: 18, Right: 18},
		kit.NewTitle(lang.L("settings.title"))))
	r.sections = newSections(d, r.all())
	r.content = container.New(kit.HeadBodyFoot{}, head, r.sections.content, nothing())
	d.OnChanged(func(c store.Changed) {
		if c.Shop || c.All {
			r.shop.read()
			r.prices.read()
		}
		if c.People || c.All {
			r.team.read()
		}
		if (c.Errands || c.All) && r.profile.loaded {
			r.profile.readKept(false)
		}
	})
	return r
}

// all lists the sections in their order; in the practice shop the way to one's
// own number comes first.
func (r *Room) all() []section {
	shop := []fyne.CanvasObject{r.shop.content, r.shops.content, r.join.content}
	if r.desk.Practice != nil {
		shop = []fyne.CanvasObject{r.join.content, r.shops.content, r.shop.content}
	}
	all := []section{{id: sectionShop, page: shop},
		{id: desk.Connection, page: []fyne.CanvasObject{r.checks.content}, shown: r.checks.read},
		{id: desk.Profile, page: []fyne.CanvasObject{r.profile.content}, shown: r.profile.read},
		{id: desk.Templates, leads: desk.Place{Room: desk.Replies, Section: desk.Templates}}}
	if r.desk.Team != nil {
		all = append(all, section{id: sectionPeople, page: []fyne.CanvasObject{r.team.content}})
	}
	return append(all,
		section{id: sectionLook, page: []fyne.CanvasObject{lookCard(r.desk), mannersCard(r.desk)}},
		section{id: sectionSend, page: []fyne.CanvasObject{sendingCard(r.desk)}},
		section{id: sectionPrices, page: []fyne.CanvasObject{r.prices.content}},
		section{id: sectionPast, page: []fyne.CanvasObject{r.past.Content(), r.backups.Content()}},
		section{id: sectionAbout, page: []fyne.CanvasObject{aboutCard(r.desk)}})
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
	r.backups.Read()
	r.team.read()
	r.prices.read()
	switch {
	case p.Connect:
		r.sections.find(sectionShop)
		r.join.begin(p.Compose)
	case p.Section != "":
		r.sections.find(p.Section)
	}
	r.sections.read()
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
