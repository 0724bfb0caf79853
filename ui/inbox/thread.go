package inbox

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// threadView is the open conversation. It holds the items that were read; what
// the reader looks at stays where it is when more come on either side.
type threadView struct {
	room   *Room
	object *fyne.Container
	view   *kit.VirtualThread
	newer  *kit.Button // leads back to the newest

	items  []store.ThreadItem
	data   map[string]kit.BubbleData
	seen   map[string]fingerprint
	start  bool // items reach to the first
	end    bool // and to the newest
	marked string
	backTo shop.MessageID  // the answer whose quoted message is looked at
	whole  map[string]bool // long texts that are shown in full
	slot   desk.Slot
	busy   bool
	wanted func() // a stretch that was asked for meanwhile
}

// fingerprint is what a bubble was drawn from.
type fingerprint struct {
	item    store.ThreadItem
	look    look
	drawing any
}

func newThreadView(r *Room) *threadView {
	t := &threadView{room: r, data: map[string]kit.BubbleData{}, seen: map[string]fingerprint{}}
	t.view = kit.NewVirtualThread(kit.ThreadParams{
		Build:     t.build,
		Height:    func(id string, width float32) float32 { return kit.BubbleHeight(t.data[id], width) },
		OnNearTop: t.older, OnNearBottom: t.newerOnes, OnScrolled: t.scrolled,
	})
	t.newer = kit.NewButton(say("inbox.toNewest"), kit.SecondaryWeight, t.toNewest)
	t.newer.Small = true
	t.newer.SetIcon("arrow-down")
	t.newer.Hide()
	t.object = container.New(overCorner{}, t.view, t.newer)
	return t
}

// build makes the bubble of an item that is about to be seen, and asks for its
// picture.
func (t *threadView) build(id string) fyne.CanvasObject {
	data := t.data[id]
	if media := t.seen[id].item.Content.Media; data.Picture != nil && data.Picture.Image == nil && media != nil && data.Picture.Icon == "photo" {
		t.room.pictures.get(media.Hash, t.redraw)
	}
	bubble := kit.NewBubble(data)
	bubble.OnKey = func(ev *fyne.KeyEvent) bool { return t.walk(id, ev) }
	return bubble
}

// walk goes from message to message with the arrows.
func (t *threadView) walk(id string, ev *fyne.KeyEvent) bool {
	step := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}[ev.Name]
	if ev.Name == fyne.KeyEscape {
		t.room.chosen.clear()
		t.room.composer.focus()
		return true
	}
	if step == 0 {
		return false
	}
	ids := t.view.Items()
	for i := slices.Index(ids, id) + step; i >= 0 && i < len(ids); i += step {
		if t.take(ids[i]) {
			if kit.ShiftHeld() {
				t.room.chosen.extend(id, ids[i])
				t.take(ids[i]) // it was made again
			}
			return true
		}
	}
	if step > 0 {
		t.room.composer.focus()
	}
	return true
}

// take gives a message the keys; a day takes none.
func (t *threadView) take(id string) bool {
	if _, message := t.seen[id]; !message {
		return false
	}
	if t.view.Object(id) == nil {
		t.view.ScrollToItem(id)
	}
	bubble, ok := t.view.Object(id).(*kit.Bubble)
	if ok {
		bubble.TakeFocus()
	}
	return ok
}

// page scrolls by most of the view's height.
func (t *threadView) page(by float32) { t.view.ScrollBy(by * 0.8 * t.view.Size().Height) }

// takeLast gives the newest message the keys.
func (t *threadView) takeLast() bool {
	ids := t.view.Items()
	return len(ids) > 0 && t.take(ids[len(ids)-1])
}

// overCorner lays a small object over the lower right corner of another.
type overCorner struct{}

// Layout is part of fyne.Layout.
func (overCorner) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(size)
	m := objects[1].MinSize()
	objects[1].Resize(m)
	objects[1].Move(fyne.NewPos(size.Width-m.Width-22, size.Height-m.Height-12))
}

// MinSize is part of fyne.Layout.
func (overCorner) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func messageKey(id shop.MessageID) string { return "m:" + id.String() }
func noteKey(id shop.NoteID) string       { return "n:" + id.String() }

func keyOf(item store.ThreadItem) string {
	switch item.Kind {
	case store.ItemNote:
		return noteKey(item.Note)
	case store.ItemLine:
		return lineKey(item.Key.Position)
	case store.ItemMessage:
	}
	return messageKey(item.Message)
}

// open shows another conversation, or another place in it.
func (t *threadView) open(o opened) {
	t.slot.Drop()
	t.items, t.end, t.start, t.busy, t.wanted = o.items, o.end, o.end && len(o.items) < page, false, nil
	t.data, t.seen, t.marked = map[string]kit.BubbleData{}, map[string]fingerprint{}, ""
	target := ""
	if (o.message != shop.MessageID{}) {
		target = messageKey(o.message)
	} else if (o.note != shop.NoteID{}) {
		target = noteKey(o.note)
	}
	t.marked, t.whole = target, map[string]bool{}
	t.view.Open(t.prepare())
	t.foot()
	if target != "" {
		t.view.ScrollToItem(target)
		t.scrolled()
	}
}

// update brings the items up to date where they are. What is older may have
// come, too, as when a history is brought in: it is asked for again.
func (t *threadView) update(items []store.ThreadItem, end bool) {
	t.items, t.end, t.start = items, end, false
	t.redraw()
	t.foot()
	t.view.AskAgain()
}

// foldedLines is how much of a long text is shown before it is asked for.
const foldedLines = 14

// unfold shows a long text in full.
func (t *threadView) unfold(id string) {
	t.whole[id] = true
	t.redraw()
}

// redraw shows the same items in the words of now.
func (t *threadView) redraw() {
	if (t.room.open == shop.ConversationID{}) {
		return
	}
	before := t.seen
	ids := t.prepare()
	var changed []string
	for id, now := range t.seen {
		if was, ok := before[id]; ok && !reflect.DeepEqual(was, now) {
			changed = append(changed, id)
		}
	}
	if len(changed) > 0 {
		t.view.Changed(changed...)
	}
	if !slices.Equal(ids, t.view.Items()) {
		t.view.SetItems(ids)
	}
}

// prepare puts all items into the words of bubbles, with the days between.
func (t *threadView) prepare() []string {
	t.data, t.seen = map[string]kit.BubbleData{}, map[string]fingerprint{}
	items := t.items
	if t.end {
		items = append(items[:len(items):len(items)], t.room.composer.heldItems()...)
	}
	now := t.room.now()
	ids := make([]string, 0, len(items)+8)
	for i, item := range items {
		id := keyOf(item)
		if _, twice := t.data[id]; twice {
			continue
		}
		if i == 0 || !sameDay(items[i-1].At, item.At, now) {
			day := dayBubble(item.At, now)
			if _, twice := t.data[day.ID]; !twice {
				t.data[day.ID] = day
				ids = append(ids, day.ID)
			}
		}
		l := t.look(items, i)
		t.data[id] = t.room.bubble(item, l)
		t.seen[id] = fingerprint{item, l, t.drawing(item)}
		ids = append(ids, id)
	}
	return ids
}

// drawing is the picture that a bubble shows, or would.
func (t *threadView) drawing(item store.ThreadItem) any {
	if item.Content.Media == nil || item.Content.Media.Hash == "" {
		return nil
	}
	return t.room.pictures.state(item.Content.Media.Hash)
}

// later forgets what is being read for the conversation that is left.
func (t *threadView) later() {
	t.slot.Drop()
	t.busy, t.wanted = false, nil
}

// loaded is from where to read again, and how many items if they don't reach
// to the newest.
func (t *threadView) loaded() (from *store.ThreadKey, detached int) {
	if len(t.items) == 0 {
		return nil, 0
	}
	key := t.items[0].Key
	key.Position--
	if !t.end {
		detached = min(len(t.items), store.MaxRows)
	}
	return &key, detached
}

// kept is how many items are held at once, so that a long way back through a
// conversation costs no more than a short one.
const kept = 6 * page

// older reads on before the first item.
func (t *threadView) older() {
	if t.start || len(t.items) == 0 || t.waits(t.older) {
		return
	}
	t.stretch(store.ThreadQuery{Before: &t.items[0].Key}, func(items []store.ThreadItem) {
		t.start = len(items) < page
		t.items = append(items, t.items...)
		if len(t.items) > kept { // the newer ones are read again on the way back
			t.items, t.end = t.items[:kept:kept], false
		}
	})
}

// newerOnes reads on after the last item.
func (t *threadView) newerOnes() {
	if t.end || len(t.items) == 0 || t.waits(t.newerOnes) {
		return
	}
	t.stretch(store.ThreadQuery{After: &t.items[len(t.items)-1].Key}, func(items []store.ThreadItem) {
		t.end = len(items) < page
		t.items = append(t.items, items...)
		if over := len(t.items) - kept; over > 0 {
			t.items, t.start = slices.Clone(t.items[over:]), false
		}
	})
}

// waits keeps a wish for later while another stretch is being read.
func (t *threadView) waits(wish func()) bool {
	if t.busy {
		t.wanted = wish
	}
	return t.busy
}

func (t *threadView) stretch(q store.ThreadQuery, take func([]store.ThreadItem)) {
	id := t.room.open
	q.Conversation, q.Limit = id, page
	t.busy = true
	var failed error
	desk.Load(t.room.d, &t.slot, func(ctx context.Context) ([]store.ThreadItem, error) {
		items, err := t.room.d.Store.Thread(ctx, q)
		failed = err
		return items, nil
	}, func(items []store.ThreadItem) {
		t.busy = false
		if failed != nil || t.room.open != id {
			t.room.d.Failed(failed)
			return
		}
		take(items)
		t.redraw()
		t.foot()
		if wish := t.wanted; wish != nil {
			t.wanted = nil
			wish()
		}
	})
}

func (t *threadView) scrolled() {
	if t.atEnd() {
		t.backTo = shop.MessageID{} // the way back was walked
	}
	t.foot()
	if t.atEnd() {
		t.room.readSoon()
	}
}

// foot offers the way back to the newest where it is out of sight.
func (t *threadView) foot() {
	away := !t.atEnd() && len(t.items) > 0
	label := say("inbox.toNewest")
	if (t.backTo != shop.MessageID{}) {
		label = say("inbox.toAnswer")
	}
	if t.newer.Label() != label {
		t.newer.SetLabel(label)
		t.object.Refresh()
	}
	if away == t.newer.Visible() {
		return
	}
	if away {
		t.newer.Show()
	} else {
		t.newer.Hide()
	}
}

func (t *threadView) atEnd() bool { return t.end && t.view.AtBottom() }

func (t *threadView) toNewest() {
	if back := t.backTo; (back != shop.MessageID{}) {
		t.backTo = shop.MessageID{}
		t.room.jumpTo(back)
		t.foot()
		return
	}
	if t.end {
		t.view.ScrollToBottom()
		t.scrolled()
		return
	}
	t.room.jumpToNewest()
}

// jumpToNewest reads the newest of what is open.
func (r *Room) jumpToNewest() {
	o := opening{id: r.open}
	desk.Load(r.d, &r.slot, func(ctx context.Context) (opened, error) { return r.read(ctx, o) }, r.opened)
}

// goTo brings an item that is loaded into view and marks it.
func (t *threadView) goTo(id string) bool {
	if _, there := t.data[id]; !there {
		return false
	}
	t.mark(id)
	t.view.ScrollToItem(id)
	t.scrolled()
	return true
}

// mark shows which item was found.
func (t *threadView) mark(id string) {
	if t.marked == id {
		return
	}
	t.marked = id
	t.redraw()
}

// toBottom follows what was just written.
func (t *threadView) toBottom() {
	if !t.end {
		t.room.jumpToNewest()
		return
	}
	t.redraw()
	t.view.ScrollToBottom()
	t.scrolled()
}
