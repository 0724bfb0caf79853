package inbox

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// findBar searches the open conversation.
type findBar struct {
	room   *Room
	object *fyne.Container
	field  *kit.SearchField
	count  *kit.Text

	hits   []store.Hit
	at     int
	slot   desk.Slot
	cancel func()
}

func newFindBar(r *Room) *findBar {
	f := &findBar{room: r}
	f.field = kit.NewSearchField(say("inbox.find"), "", f.typed)
	f.field.Entry.OnKey = f.key
	f.count = kit.NewText("", kit.Style{Scale: kit.Secondary, Tone: kit.Muted})
	up := kit.NewIconButton("chevron-up", say("inbox.find.older"), func() { f.step(1) })
	down := kit.NewIconButton("chevron-down", say("inbox.find.newer"), func() { f.step(-1) })
	shut := kit.NewIconButton("x", say("kit.closeKey"), func() { f.close() })
	row := container.New(kit.Row{Gap: 8, Pad: 18, Stretch: 0}, f.field, f.count, up, down, shut)
	f.object = container.NewStack(kit.NewHeaderGround(kit.Panel, container.New(kit.Inset{Top: 6, Bottom: 6}, row)))
	f.object.Hide()
	return f
}

func (f *findBar) open() {
	if !f.object.Visible() {
		f.object.Show()
		f.room.relay()
	}
	if c := f.room.canvas(); c != nil {
		c.Focus(f.field.Entry)
		f.field.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

func (f *findBar) close() bool {
	if !f.object.Visible() {
		return false
	}
	f.object.Hide()
	f.slot.Drop()
	f.hits = nil
	f.field.Entry.SetText("")
	f.count.SetText("")
	f.room.thread.mark("")
	f.room.relay()
	f.room.composer.focus()
	return true
}

func (f *findBar) typed(text string) {
	if f.cancel != nil {
		f.cancel()
	}
	f.cancel = kit.After(searchPause, func() {
		id := f.room.open
		desk.Load(f.room.d, &f.slot, func(ctx context.Context) ([]store.Hit, error) {
			return f.room.d.Store.SearchConversation(ctx, id, text, 200)
		}, func(hits []store.Hit) {
			f.hits, f.at = hits, 0
			f.show()
		})
	})
}

func (f *findBar) key(ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyUp:
		f.step(1)
	case fyne.KeyDown:
		f.step(-1)
	default:
		return false
	}
	return true
}

// step goes to an older hit, or with -1 to a newer one.
func (f *findBar) step(by int) {
	if n := len(f.hits); n > 0 {
		f.at = (f.at + by + n) % n
		f.show()
	}
}

func (f *findBar) show() {
	switch {
	case len(f.hits) > 0:
		f.count.SetText(say("inbox.find.count", "At", f.at+1, "Of", len(f.hits)))
	case f.field.Text() != "":
		f.count.SetText(say("inbox.find.none"))
	default:
		f.count.SetText("")
	}
	f.object.Objects[0].Refresh()
	f.room.relay()
	if len(f.hits) == 0 {
		return
	}
	hit := f.hits[f.at]
	o := opening{id: hit.Conversation, message: hit.Message}
	id := messageKey(hit.Message)
	if (hit.Message == shop.MessageID{}) {
		o.at, o.note, id = hit.At, hit.Note, noteKey(hit.Note)
	}
	if f.room.thread.goTo(id) {
		return
	}
	f.room.show(o)
}
