package inbox

import (
	"context"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

func itoa(n int) string { return strconv.Itoa(n) }

// How long typing must pause before a search, and how much of each is shown.
const (
	searchPause = 120 * time.Millisecond
	peopleShown = 5
	hitsShown   = 50
)

// searchPane shows what was found, in the list's place.
type searchPane struct {
	room   *Room
	object *fyne.Container
	rows   *fyne.Container
	scroll *container.Scroll
	empty  *kit.EmptyState

	text    string
	hits    []*kit.ListRow
	offered []store.Offer
	chosen  int
	slot    desk.Slot
	cancel  func()
}

func newSearchPane(r *Room) *searchPane {
	s := &searchPane{room: r, rows: container.New(kit.Column{})}
	s.scroll = container.NewVScroll(s.rows)
	s.empty = kit.NewEmptyState("search", "", "", nil)
	s.empty.Hide()
	s.object = container.NewStack(kit.NewGround(kit.Panel, s.scroll), s.empty)
	s.object.Hide()
	return s
}

// typed begins a search once typing pauses; an empty text brings the list back.
func (s *searchPane) typed(text string) {
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
	s.text = text
	if text == "" {
		s.slot.Drop()
		s.object.Hide()
		s.room.list.say()
		return
	}
	s.cancel = kit.After(searchPause, func() {
		desk.Load(s.room.d, &s.slot, func(ctx context.Context) (foundWith, error) {
			found, err := s.room.d.Store.Search(ctx, text, hitsShown)
			if err != nil {
				return foundWith{}, err
			}
			offers, err := s.room.d.Store.Offers(ctx, text, say("inbox.found.words"))
			return foundWith{found, offers}, err
		}, func(found foundWith) {
			if s.text == text {
				s.show(found)
			}
		})
	})
}

// foundWith is what was found, and how the search could go on.
type foundWith struct {
	store.SearchResult
	offers []store.Offer
}

// offer shows the filters that can follow; choosing one goes on typing with it.
func (s *searchPane) offer(offers []store.Offer) {
	s.offered = offers
	if len(offers) == 0 {
		return
	}
	labels := make([]string, len(offers))
	for i, o := range offers {
		labels[i] = o.Label
	}
	pills := kit.NewFilterPills(labels, -1, s.take)
	s.rows.Add(container.New(kit.Inset{Left: 16, Right: 16, Top: 10}, pills))
}

// take goes on typing with an offer.
func (s *searchPane) take(i int) {
	entry, text := s.room.list.field.Entry, s.offered[i].Text
	s.room.list.field.SetText(text)
	if c := s.room.canvas(); c != nil {
		c.Focus(entry)
	}
	entry.CursorColumn = len([]rune(text))
	entry.Refresh()
}

func (s *searchPane) show(found foundWith) {
	s.hits, s.chosen, s.rows.Objects = nil, 0, nil
	s.offer(found.offers)
	if found.Instead != "" {
		s.rows.Add(container.New(kit.Inset{Left: 16, Right: 16, Top: 10}, line(say("inbox.found.instead", "Text", found.Instead), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})))
	}
	s.section(say("inbox.found.people"), peopleShown, len(found.Customers), func(i int) { s.person(found.Customers[i]) })
	s.section(say("inbox.found.orders"), peopleShown, len(found.Orders), func(i int) { s.order(found.Orders[i]) })
	s.section(say("inbox.found.replies"), peopleShown, len(found.Replies), func(i int) { s.reply(found.Replies[i]) })
	s.section(say("inbox.found.messages"), hitsShown, len(found.Messages), func(i int) { s.message(found.Messages[i]) })
	s.empty.Hide()
	if len(s.hits) == 0 {
		s.empty.Set("search", say("inbox.found.none", "Text", s.text), say("inbox.found.noneWords"))
		s.empty.Show()
	}
	s.mark()
	s.rows.Refresh()
	s.scroll.ScrollToTop()
	s.object.Show()
	s.room.list.empty.Hide()
}

func (s *searchPane) section(title string, most, n int, add func(i int)) {
	if n == 0 {
		return
	}
	s.rows.Add(container.New(kit.Inset{Left: 16, Top: 12, Bottom: 4}, kit.NewSectionTitle(title)))
	for i := range min(n, most) {
		add(i)
	}
}

func (s *searchPane) row(content fyne.CanvasObject, open func()) {
	row := kit.NewListRow(container.New(kit.Inset{Top: 7, Bottom: 7}, content), open)
	s.hits = append(s.hits, row)
	s.rows.Add(row)
}

func line(text string, style kit.Style) *kit.Text {
	t := kit.NewText(text, style)
	t.Least = 40
	return t
}

func (s *searchPane) person(c store.CustomerRow) {
	words := container.New(kit.Column{}, line(nameOr(c.Name), kit.Style{Bold: true}),
		line(joined(c.Phone, c.Place), kit.Style{Scale: kit.Secondary, Tone: kit.Muted}))
	s.row(container.New(kit.Row{Gap: 10, Stretch: 1}, kit.NewAvatar(c.ID.String(), c.Name, 34), words),
		func() { s.leave(func() { s.room.showCustomer(c.ID, "") }) })
}

func (s *searchPane) order(o store.OrderRow) {
	now := s.room.now()
	title := container.New(kit.Row{Gap: 8, Stretch: 0}, line(joined(orderNumber(o.Number), o.Name), kit.Style{Bold: true}),
		kit.NewText(o.StatusName, kit.Style{Scale: kit.Secondary, Tone: kit.Accent}))
	due := ""
	if !o.Due.IsZero() {
		due = words.Due(o.Due, now)
	}
	s.row(container.New(kit.Column{}, title, line(joined(due, o.ItemsText), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})),
		func() { s.leave(func() { s.room.d.Go(desk.Place{Room: desk.Orders, Order: o.ID}) }) })
}

func (s *searchPane) reply(q store.Reply) {
	s.row(container.New(kit.Row{Gap: 10, Stretch: 1}, kit.NewText("/"+q.Shortcut, kit.Style{Bold: true, Tone: kit.Accent}),
		line(oneLine(q.Text), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})),
		func() {
			s.leave(func() {
				if (s.room.open == shop.ConversationID{}) {
					s.room.d.Go(desk.Place{Room: desk.Replies})
					return
				}
				s.room.composer.useReply(q, 0, 0)
				s.room.composer.focus()
			})
		})
}

func (s *searchPane) message(h store.Hit) {
	title := container.New(kit.Row{Gap: 8, Stretch: 0}, line(nameOr(h.Name), kit.Style{Bold: true}),
		kit.NewText(words.ListTime(h.At, s.room.now()), kit.Style{Scale: kit.Meta, Tone: kit.Muted}))
	text := kit.NewRichText(marked(h), kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	text.Least = 40
	open := opening{id: h.Conversation, message: h.Message}
	if (h.Message == shop.MessageID{}) {
		open.at, open.note = h.At, h.Note
	}
	s.row(container.New(kit.Column{}, title, text), func() { s.room.show(open) })
}

// marked shows where the words were found; what stands far before the first
// one is left out, so that it is seen.
func marked(h store.Hit) []kit.Run {
	var runs []kit.Run
	at := 0
	if len(h.Ranges) > 0 {
		before := []rune(h.Snippet[:h.Ranges[0].From])
		if keep := 22; len(before) > keep {
			at = len(string(before[:len(before)-keep]))
			runs = append(runs, kit.Run{Text: "…"})
		}
	}
	for _, found := range h.Ranges {
		if found.From < at {
			continue
		}
		runs = append(runs, kit.Run{Text: oneSpaced(h.Snippet[at:found.From])},
			kit.Run{Text: h.Snippet[found.From:found.To], Bold: true, Tone: kit.Ink, Marked: kit.SoftAmber})
		at = found.To
	}
	return append(runs, kit.Run{Text: oneSpaced(h.Snippet[at:])})
}

func oneSpaced(text string) string {
	out := []rune(text)
	for i, r := range out {
		if r == '\n' || r == '\r' || r == '\t' {
			out[i] = ' '
		}
	}
	return string(out)
}

// leave goes to what was found and brings the list back.
func (s *searchPane) leave(open func()) {
	s.room.list.field.SetText("")
	s.typed("")
	open()
}

// key walks what was found while the field has the keys.
func (s *searchPane) key(ev *fyne.KeyEvent) bool {
	if !s.object.Visible() || len(s.hits) == 0 {
		return false
	}
	switch ev.Name {
	case fyne.KeyDown:
		s.chosen = min(s.chosen+1, len(s.hits)-1)
	case fyne.KeyUp:
		s.chosen = max(s.chosen-1, 0)
	case fyne.KeyReturn, fyne.KeyEnter:
		s.hits[s.chosen].OnTapped()
		return true
	default:
		return false
	}
	s.mark()
	return true
}

func (s *searchPane) mark() {
	for i, row := range s.hits {
		row.SetSelected(i == s.chosen)
	}
	if s.chosen >= len(s.hits) {
		return
	}
	row := s.hits[s.chosen]
	top, height := row.Position().Y, row.Size().Height
	if view := s.scroll.Size().Height; view > 0 && top+height > s.scroll.Offset.Y+view {
		s.scroll.ScrollToOffset(fyne.NewPos(0, top+height-view))
	} else if top < s.scroll.Offset.Y {
		s.scroll.ScrollToOffset(fyne.NewPos(0, max(0, top-40)))
	}
}

// joined puts what is there into one line.
func joined(parts ...string) string {
	text := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if text != "" {
			text += " · "
		}
		text += p
	}
	return text
}

func orderNumber(number string) string {
	if number == "" {
		return say("inbox.order.unnumbered")
	}
	return number
}
