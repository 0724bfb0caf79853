package ui

import (
	"context"
	"strings"
	"time"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/unicode/norm"

	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// Actor is a room that says what can be done in it now.
type Actor interface{ Actions() []desk.Action }

const (
	palettePause  = 120 * time.Millisecond // how long typing pauses before the shop is searched
	paletteHeight = float32(420)
	paletteEach   = 5 // found things of a kind
)

// palette finds everything that can be done, and everybody and everything in
// the shop, by name.
type palette struct {
	window  *Window
	sheet   *kit.Sheet
	field   *kit.SearchField
	rows    *fyne.Container
	scroll  *container.Scroll
	actions []desk.Action
	found   []desk.Action // of the shop, for the text that is searched
	shown   []*kit.ListRow
	does    []func()
	chosen  int
	slot    desk.Slot
	cancel  func()
}

// showPalette opens it; a second call closes it.
func (w *Window) showPalette() {
	if w.palette != nil && !w.palette.sheet.Closed() {
		w.palette.sheet.Close()
		return
	}
	p := &palette{window: w, actions: w.actions(), rows: container.New(kit.Column{})}
	p.scroll = container.NewVScroll(p.rows)
	p.scroll.SetMinSize(fyne.NewSize(200, paletteHeight))
	p.field = kit.NewSearchField(lang.L("palette.hint"), "", p.typed)
	p.field.Entry.OnKey = p.key
	p.sheet = kit.ShowSheet(w.window.Canvas(), kit.SheetParams{Title: lang.L("palette.title"), Width: 600, First: p.field.Entry,
		Content: container.New(kit.Column{Gap: 10}, p.field, p.scroll), OnClose: p.closed})
	w.palette = p
	p.show()
}

func (p *palette) closed() {
	p.slot.Drop()
	if p.cancel != nil {
		p.cancel()
	}
}

// typed narrows what is shown at once, and searches the shop once typing pauses.
func (p *palette) typed(text string) {
	if p.cancel != nil {
		p.cancel()
	}
	p.slot.Drop()
	p.found = nil
	p.show()
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	p.cancel = kit.After(palettePause, func() {
		d := p.window.desk
		desk.Load(d, &p.slot, func(ctx context.Context) (store.SearchResult, error) { return d.Store.Search(ctx, text, paletteEach) },
			func(found store.SearchResult) {
				p.found = p.things(found)
				p.show()
			})
	})
}

// things are what was found in the shop.
func (p *palette) things(found store.SearchResult) []desk.Action {
	var all []desk.Action
	to := func(icon, label, kind string, place desk.Place) {
		all = append(all, desk.Action{Icon: icon, Label: label, Key: lang.L(kind), Do: func() { p.window.Go(place) }})
	}
	for _, c := range found.Customers[:min(paletteEach, len(found.Customers))] {
		to("user", c.Name, "palette.customer", desk.Place{Room: desk.Inbox, Customer: c.ID})
	}
	for _, o := range found.Orders[:min(paletteEach, len(found.Orders))] {
		to("orders", strings.TrimSpace(o.Number+" "+o.Name), "palette.order", desk.Place{Room: desk.Orders, Order: o.ID})
	}
	for _, q := range found.Replies[:min(paletteEach, len(found.Replies))] {
		all = append(all, desk.Action{Icon: "replies", Label: "/" + q.Shortcut + "  " + oneLine(q.Text), Key: lang.L("palette.reply"),
			Do: func() { p.window.useReply(q) }})
	}
	for _, h := range found.Messages[:min(paletteEach, len(found.Messages))] {
		to("message", h.Name+": "+oneLine(h.Snippet), "palette.message", desk.Place{Room: desk.Inbox, Conversation: h.Conversation, Message: h.Message})
	}
	return all
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// show lists what has all the words that were typed.
func (p *palette) show() {
	text := strings.TrimSpace(p.field.Text())
	p.rows.Objects, p.shown, p.does, p.chosen = nil, nil, nil, 0
	for _, a := range p.actions {
		if named(a.Label, text) {
			p.add(a)
		}
	}
	for _, a := range p.found {
		p.add(a)
	}
	if text != "" {
		p.add(desk.Action{Icon: "search", Label: lang.L("palette.search", map[string]any{"Text": text}), Do: func() { p.window.searchFor(text) }})
	}
	p.mark()
	p.rows.Refresh()
	p.scroll.ScrollToTop()
}

func (p *palette) add(a desk.Action) {
	label := kit.NewText(a.Label, kit.Style{})
	label.Least = 60
	do := func() {
		p.sheet.Close()
		a.Do()
	}
	row := kit.NewListRow(container.New(kit.Row{Gap: 12, Stretch: 1}, kit.NewIcon(a.Icon, kit.Muted, 18), label,
		kit.NewText(a.Key, kit.Style{Scale: kit.Secondary, Tone: kit.Muted})), do)
	row.Height, row.Flush = 36, false
	p.rows.Add(row)
	p.shown, p.does = append(p.shown, row), append(p.does, do)
}

// named tells whether a name has all words of a text, accents or not.
func named(name, text string) bool {
	name = plain(name)
	for _, word := range strings.Fields(plain(text)) {
		if !strings.Contains(name, word) {
			return false
		}
	}
	return true
}

// plain is a text in small letters without accents.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(text))
}

// key walks the list while the field has the keys.
func (p *palette) key(ev *fyne.KeyEvent) bool {
	if len(p.shown) == 0 {
		return false
	}
	const page = 8
	last := len(p.shown) - 1
	switch ev.Name {
	case fyne.KeyDown:
		p.chosen = min(p.chosen+1, last)
	case fyne.KeyUp:
		p.chosen = max(p.chosen-1, 0)
	case fyne.KeyPageDown:
		p.chosen = min(p.chosen+page, last)
	case fyne.KeyPageUp:
		p.chosen = max(p.chosen-page, 0)
	case fyne.KeyReturn, fyne.KeyEnter:
		p.does[p.chosen]()
		return true
	default:
		return false
	}
	p.mark()
	return true
}

func (p *palette) mark() {
	for i, row := range p.shown {
		row.SetSelected(i == p.chosen)
	}
	if p.chosen >= len(p.shown) {
		return
	}
	row, view := p.shown[p.chosen], p.scroll.Size().Height
	top, height := row.Position().Y, row.Size().Height
	switch {
	case view > 0 && top+height > p.scroll.Offset.Y+view:
		p.scroll.ScrollToOffset(fyne.NewPos(0, top+height-view))
	case top < p.scroll.Offset.Y:
		p.scroll.ScrollToOffset(fyne.NewPos(0, top))
	}
}
