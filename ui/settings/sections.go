package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// section is one page of the settings; one that leads elsewhere has no page.
type section struct {
	id    desk.Section
	page  []fyne.CanvasObject
	leads desk.Place
	shown func() // reads what it shows; nil: nothing to read
}

// The sections that only this room names.
const (
	sectionShop   desk.Section = "shop"
	sectionPeople desk.Section = "people"
	sectionLook   desk.Section = "look"
	sectionSend   desk.Section = "sending"
	sectionPast   desk.Section = "past"
	sectionPrices desk.Section = "prices"
	sectionAbout  desk.Section = "about"
)

// sections is the list at the left and the open page beside it; where it is
// narrow, a choice over the page.
type sections struct {
	desk    *desk.Desk
	all     []section
	open    int
	rows    []*kit.ListRow
	choice  *kit.Choice
	page    *fyne.Container
	scroll  *container.Scroll
	content *fyne.Container
}

func newSections(d *desk.Desk, all []section) *sections {
	s := &sections{desk: d, all: all}
	names := make([]string, len(all))
	list := container.New(kit.Column{PadY: 8})
	for i, one := range all {
		names[i] = lang.L("settings.section." + string(one.id))
		row := kit.NewListRow(kit.NewText(names[i], kit.Style{}), func() { s.choose(i) })
		row.Height = 44
		s.rows = append(s.rows, row)
		list.Add(row)
	}
	s.choice = kit.NewChoice("", names, 0, s.choose)
	s.page = container.New(kit.Column{Gap: 16, PadX: 24, PadY: 24})
	s.scroll = container.NewVScroll(container.New(reading{}, s.page))
	s.content = container.New(&besideOrOver{},
		kit.NewListGround(kit.Panel, container.NewVScroll(list)),
		kit.NewGround(kit.Background, container.New(kit.Inset{Top: 16, Left: 24, Right: 24}, s.choice)),
		kit.NewGround(kit.Background, s.scroll))
	s.show(0)
	return s
}

// choose opens a page, or goes where it leads.
func (s *sections) choose(i int) {
	if leads := s.all[i].leads; leads.Room != "" {
		s.choice.Choose(s.open)
		s.desk.Go(leads)
		return
	}
	s.show(i)
	s.read()
}

// find opens the page with an id.
func (s *sections) find(id desk.Section) {
	for i, one := range s.all {
		if one.id == id {
			s.show(i)
		}
	}
}

func (s *sections) show(i int) {
	s.open = i
	for n, row := range s.rows {
		row.SetSelected(n == i)
	}
	s.choice.Choose(i)
	s.page.Objects = s.all[i].page
	s.page.Refresh()
	s.scroll.ScrollToTop()
	s.content.Refresh()
}

// read has the open page read again.
func (s *sections) read() {
	if shown := s.all[s.open].shown; shown != nil {
		shown()
	}
}

// besideOrOver sets the list beside the page, or the choice over it.
type besideOrOver struct{}

const (
	sectionsWide  = float32(240)
	sectionsBelow = float32(760) - kit.RailWidth + 1
)

// Layout is part of fyne.Layout.
func (besideOrOver) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, over, page := objects[0], objects[1], objects[2]
	if size.Width < sectionsBelow {
		list.Hide()
		over.Show()
		height := over.MinSize().Height
		over.Move(fyne.NewPos(0, 0))
		over.Resize(fyne.NewSize(size.Width, height))
		page.Move(fyne.NewPos(0, height))
		page.Resize(fyne.NewSize(size.Width, max(0, size.Height-height)))
		return
	}
	list.Show()
	over.Hide()
	list.Move(fyne.NewPos(0, 0))
	list.Resize(fyne.NewSize(sectionsWide, size.Height))
	page.Move(fyne.NewPos(sectionsWide, 0))
	page.Resize(fyne.NewSize(max(0, size.Width-sectionsWide), size.Height))
}

// MinSize is part of fyne.Layout.
func (besideOrOver) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 320) }
