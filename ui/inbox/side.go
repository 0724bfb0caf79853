package inbox

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// sidePanel tells what is known of the customer, the warning first.
type sidePanel struct {
	room   *Room
	object fyne.CanvasObject
	column *fyne.Container
	scroll *container.Scroll
	back   *kit.IconButton

	card   store.CustomerCard
	orders *orderPart
	thumbs []*kit.Thumb
}

func newSidePanel(r *Room) *sidePanel {
	s := &sidePanel{room: r, column: container.New(kit.Column{Gap: 11, PadX: 16, PadY: 16})}
	s.back = kit.NewIconButton("chevron-left", say("inbox.back"), func() { r.back() })
	s.back.Hide()
	s.orders = newOrderPart(s)
	s.scroll = container.NewVScroll(s.column)
	s.object = kit.NewSideGround(kit.SidePanel, s.scroll)
	return s
}

func (s *sidePanel) fold(over bool) { s.back.Hidden = !over }

// set shows a customer.
func (s *sidePanel) set(card store.CustomerCard) {
	other := s.card.ID != card.ID
	s.card = card
	s.orders.set(card)
	if (card.ID == shop.CustomerID{}) {
		s.column.Objects = nil
		s.column.Refresh()
		return
	}
	s.build()
	if other {
		s.scroll.ScrollToTop()
	}
}

func (s *sidePanel) build() {
	parts := []fyne.CanvasObject{s.who()}
	if s.card.Warning != "" {
		note := kit.NewParagraph(s.card.Warning, kit.Style{Scale: kit.Secondary, Tone: kit.NoteInk})
		parts = append(parts, kit.NewToneCard(kit.ToneNote, note))
	}
	add := func(title string, objects ...fyne.CanvasObject) {
		if len(objects) > 0 {
			parts = append(append(parts, kit.NewDivider(), kit.NewSectionTitle(title)), objects...)
		}
	}
	add(say("inbox.side.order"), s.orders.objects()...)
	add(say("inbox.side.labels"), s.labels())
	add(say("inbox.side.earlier"), s.earlier()...)
	add(say("inbox.side.files"), s.files()...)
	add(say("inbox.side.consent"), s.consents()...)
	s.column.Objects = parts
	s.column.Refresh()
	s.scroll.Refresh()
}

func (s *sidePanel) who() fyne.CanvasObject {
	name := line(nameOr(s.card.Name), kit.Style{Scale: kit.Name, Bold: true})
	where := line(joined(s.card.Phone, s.card.Place), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	edit := kit.NewIconButton("edit", say("inbox.side.edit"), s.edit)
	return container.New(kit.Row{Gap: 10, Stretch: 2}, s.back, kit.NewAvatar(s.card.ID.String(), s.card.Name, 44),
		container.New(kit.Column{}, name, where), edit)
}

// edit changes what the shop writes about the customer.
func (s *sidePanel) edit() {
	card := s.card
	name := kit.NewTextField(say("inbox.side.name"), card.ProfileName, nil)
	name.SetText(card.OwnName)
	name.SetHint(say("inbox.side.nameHint"))
	place := kit.NewTextField(say("inbox.side.place"), "", nil)
	place.SetText(card.Place)
	warning := kit.NewTextArea(say("inbox.side.warning"), say("inbox.side.warningHint"), 2, nil)
	warning.SetText(card.Warning)
	var sheet *kit.Sheet
	save := kit.NewButton(say("inbox.save"), kit.Primary, func() {
		fields := shop.CustomerFields{Name: ifNew(card.OwnName, name.Text()), Place: ifNew(card.Place, place.Text()), Warning: ifNew(card.Warning, warning.Text())}
		if fields != (shop.CustomerFields{}) {
			s.room.d.Do(&shop.EditCustomer{Customer: card.ID, Fields: fields}, nil)
		}
		sheet.Close()
	})
	sheet = kit.ShowSheet(s.room.canvas(), kit.SheetParams{Title: nameOr(card.Name), First: name.Entry,
		Content: container.New(kit.Column{Gap: 12}, name, place, warning), Buttons: []*kit.Button{save}})
}

func ifNew(before, after string) *string {
	if before == after {
		return nil
	}
	return &after
}

func (s *sidePanel) earlier() []fyne.CanvasObject {
	now := s.room.now()
	var rows []fyne.CanvasObject
	for i, o := range s.card.Earlier {
		if i == earlierShown {
			more := kit.NewButton(say("inbox.side.allOrders", "N", len(s.card.Earlier)), kit.Ghost, func() {
				s.room.d.Go(desk.Place{Room: desk.Customers, Customer: s.card.ID})
			})
			more.Small = true
			rows = append(rows, more)
			break
		}
		day := o.Moved
		if day.IsZero() {
			day = o.Opened
		}
		text := joined(orderNumber(o.Number), o.StatusName, words.Date(day, now), money(o.Total))
		rows = append(rows, newTextLink(text, func() { s.room.d.Go(desk.Place{Room: desk.Orders, Order: o.ID}) }))
	}
	if len(rows) == 0 {
		return nil
	}
	return []fyne.CanvasObject{container.New(kit.Column{Gap: 2}, rows...)}
}

const (
	earlierShown = 5
	filesShown   = 8
	thumbSide    = 64
)

func (s *sidePanel) files() []fyne.CanvasObject {
	s.thumbs = nil
	var cells []fyne.CanvasObject
	for i, file := range s.card.Files {
		if i == filesShown {
			break
		}
		cells = append(cells, s.thumb(file))
	}
	if len(cells) == 0 {
		return nil
	}
	return []fyne.CanvasObject{container.NewGridWrap(fyne.NewSquareSize(thumbSide), cells...)}
}

func (s *sidePanel) thumb(file store.CustomerFile) fyne.CanvasObject {
	icon := "file"
	isPicture := isImage(file.Media.MIME)
	if isPicture {
		icon = "photo"
	}
	item := store.ThreadItem{Content: shop.Content{Media: &file.Media}, Media: file.State}
	thumb := kit.NewThumb(thumbSide, icon, func() { s.room.openFile(item) })
	thumb.Tip = file.Media.Name
	if !isPicture {
		return thumb
	}
	show := func() {
		if img, _ := s.room.pictures.peek(file.Media.Hash); img != nil {
			thumb.SetImage(scaled(img, 2*thumbSide))
		}
	}
	if img, _ := s.room.pictures.get(file.Media.Hash, show); img != nil {
		show()
	}
	return thumb
}

func isImage(mime string) bool { return len(mime) > 6 && mime[:6] == "image/" }

// consents say whether the shop may write first; a press changes them.
func (s *sidePanel) consents() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, purpose := range []shop.Purpose{shop.OrderUpdates, shop.Offers} {
		rows = append(rows, s.consent(purpose))
	}
	return []fyne.CanvasObject{container.New(kit.Column{}, rows...)}
}

func (s *sidePanel) consent(purpose shop.Purpose) fyne.CanvasObject {
	name := say("inbox.consent." + string(purpose))
	runs := []kit.Run{{Text: name + ": "}, {Text: say("inbox.consent.never"), Tone: kit.Muted}}
	allowed, asked := false, false
	for _, c := range s.card.Consents {
		if c.Purpose != purpose {
			continue
		}
		allowed, asked = c.Allowed, true
		answer, tone := say("inbox.consent.no"), kit.Amber
		if c.Allowed {
			answer, tone = say("inbox.consent.yes"), kit.Accent
		}
		runs = []kit.Run{{Text: name + ": "}, {Text: answer, Bold: true, Tone: tone}, {Text: say("inbox.consent.since", "Day", words.Date(c.Since, s.room.now()))}}
	}
	link := newRichLink(runs, nil)
	link.OnTapped = func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(link).AddXY(0, link.Size().Height)
		kit.ShowMenu(s.room.canvas(), at, []kit.MenuItem{
			{Label: say("inbox.consent.saidYes"), Icon: "check", Disabled: asked && allowed, OnTapped: func() { s.setConsent(purpose, true) }},
			{Label: say("inbox.consent.saidNo"), Icon: "ban", Disabled: asked && !allowed, OnTapped: func() { s.setConsent(purpose, false) }},
		})
	}
	return link
}

func (s *sidePanel) setConsent(purpose shop.Purpose, allowed bool) {
	s.room.d.Do(&shop.SetConsent{Customer: s.room.info.CustomerID, Purpose: purpose, Allowed: allowed}, nil)
}

// newTextLink is a line that can be pressed.
func newTextLink(text string, onTapped func()) *kit.ListRow {
	return newRichLink(kit.Plain(text), onTapped)
}

func newRichLink(runs []kit.Run, onTapped func()) *kit.ListRow {
	text := kit.NewRichText(runs, kit.Style{Scale: kit.Secondary})
	text.Least = 40
	row := kit.NewListRow(text, onTapped)
	row.Flush = true
	return row
}
