package inbox

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// chosen are messages that were picked to be copied together, and the text
// that is marked within one. They come by the menu, by a drag over several, by
// a press with Shift, or by Shift with the arrows.
type chosen struct {
	room   *Room
	object *fyne.Container
	banner *kit.Banner
	ids    map[string]bool
	anchor string      // a range begins there
	marked *kit.Bubble // has marked text
}

func newChosen(r *Room) *chosen {
	c := &chosen{room: r, ids: map[string]bool{}}
	texts := kit.NewButton(say("inbox.chosen.copy"), kit.SecondaryWeight, func() { c.copy(false) })
	named := kit.NewButton(say("inbox.chosen.copyNamed"), kit.SecondaryWeight, func() { c.copy(true) })
	shut := kit.NewIconButton("x", say("inbox.chosen.leave"), func() { c.clear() })
	texts.Small, named.Small = true, true
	texts.Tip = say("inbox.chosen.copyTip")
	c.banner = kit.NewBanner(kit.ToneInfo, "", "", texts, named, shut)
	c.object = container.NewStack(c.banner)
	c.object.Hide()
	return c
}

func (c *chosen) active() bool { return len(c.ids) > 0 }

// dress lets a bubble be chosen, and its text be marked.
func (c *chosen) dress(b *kit.BubbleData, l look) {
	id := b.ID
	b.Picking = l.picking
	b.OnPick = func(extend bool) {
		if extend && c.anchor != "" {
			c.extend(c.anchor, id)
			return
		}
		c.toggle(id)
	}
	b.OnDragOver = func(at fyne.Position) { c.dragTo(id, at) }
	b.OnDragEnd = func() { c.room.composer.focus() } // where Ctrl+C is heard, and typing goes on
	b.OnMarked = func(on *kit.Bubble) {
		if c.marked != nil && c.marked != on {
			c.marked.Unmark()
		}
		c.marked = on
	}
	b.OnCopy = func(on *kit.Bubble) {
		if c.copyKey() {
			return
		}
		if item, ok := c.room.thread.seen[id]; ok {
			c.room.copied(item.item.Content.Text)
		}
	}
}

// toggle takes a message to the others, or away from them.
func (c *chosen) toggle(id string) {
	if c.ids[id] {
		delete(c.ids, id)
	} else {
		c.ids[id], c.anchor = true, id
	}
	c.show()
}

// extend chooses all from one message to another.
func (c *chosen) extend(from, to string) {
	if !c.active() {
		c.anchor = from
	}
	c.span(c.anchor, to)
}

func (c *chosen) span(from, to string) {
	ids := c.room.thread.view.Items()
	a, b := slices.Index(ids, from), slices.Index(ids, to)
	if a < 0 || b < 0 {
		return
	}
	next := map[string]bool{}
	for _, id := range ids[min(a, b) : max(a, b)+1] {
		if _, message := c.room.thread.seen[id]; message {
			next[id] = true
		}
	}
	c.ids = next
	c.show()
}

// dragTo chooses from where a drag began to what is under the pointer.
func (c *chosen) dragTo(from string, at fyne.Position) {
	view := c.room.thread.view
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(view)
	to := view.ItemUnder(at.Y - top.Y)
	if c.anchor == from && c.ids[to] && c.ids[from] && len(c.ids) == c.between(from, to) {
		return // as before
	}
	c.anchor = from
	c.span(from, to)
}

// between is how many messages stand from one to another, both counted.
func (c *chosen) between(from, to string) int {
	ids := c.room.thread.view.Items()
	a, b := slices.Index(ids, from), slices.Index(ids, to)
	if a < 0 || b < 0 {
		return 0
	}
	n := 0
	for _, id := range ids[min(a, b) : max(a, b)+1] {
		if _, message := c.room.thread.seen[id]; message {
			n++
		}
	}
	return n
}

// clear lets all go; it tells whether there were any.
func (c *chosen) clear() bool {
	had := c.active()
	if c.marked != nil {
		had = had || c.marked.Marked() != ""
		c.marked.Unmark()
		c.marked = nil
	}
	c.anchor = ""
	if !c.active() {
		return had
	}
	c.ids = map[string]bool{}
	c.show()
	return true
}

func (c *chosen) show() {
	if n := len(c.ids); n == 0 {
		c.object.Hide()
	} else {
		text := say("inbox.chosen.one")
		if n > 1 {
			text = say("inbox.chosen.many", "N", words.Number(n))
		}
		c.banner.Set("", text)
		c.object.Show()
	}
	c.room.thread.redraw()
	c.room.relay()
}

// copyKey copies what is marked, or the chosen messages; it tells whether there
// were any.
func (c *chosen) copyKey() bool {
	if c.active() {
		c.copy(len(c.ids) > 1)
		return true
	}
	if c.marked != nil {
		if text := c.marked.Marked(); text != "" {
			c.room.copied(text)
			return true
		}
	}
	return false
}

// copy puts the chosen messages on the clipboard, oldest first, with names and
// times if so wished.
func (c *chosen) copy(named bool) {
	var lines []string
	for _, id := range c.room.thread.view.Items() {
		if seen, ok := c.room.thread.seen[id]; ok && c.ids[id] {
			lines = append(lines, c.room.copiedLine(seen.item, named))
		}
	}
	c.room.copied(strings.Join(lines, "\n"))
	c.clear()
	c.room.composer.focus()
}

// copiedLine is a message as it stands among copied ones.
func (r *Room) copiedLine(item store.ThreadItem, named bool) string {
	text := item.Content.Text
	if item.Type != "" && text == "" || item.Revoked {
		text, _ = kindWords(item.Type, "", 0)
	}
	if !named {
		return text
	}
	who := nameOr(r.info.Name)
	if item.Outgoing || item.Kind == store.ItemNote {
		if who = item.Author; who == "" {
			who = r.shop.Name
		}
	}
	if item.Kind == store.ItemNote {
		who = say("inbox.chosen.note", "Name", who)
	}
	at := item.At.In(r.now().Location())
	return "[" + words.Date(at, r.now()) + ", " + words.Clock(at) + "] " + who + ": " + text
}

// copied puts a text on the clipboard and says so.
func (r *Room) copied(text string) {
	if text == "" {
		return
	}
	fyne.CurrentApp().Clipboard().SetContent(text)
	r.d.Toast(say("inbox.copied"))
}
