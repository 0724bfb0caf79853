package inbox

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// picks are the conversations that were picked to do something with all of
// them, and the bar at the list's foot that offers it.
type picks struct {
	list   *chatList
	object *fyne.Container
	count  *kit.Text
	label  *kit.IconButton
	rows   []store.ChatRow
	last   shop.ConversationID // picked last: Shift picks from here
}

func newPicks(l *chatList) *picks {
	p := &picks{list: l, count: kit.NewText("", kit.Style{Scale: kit.Secondary, Bold: true})}
	p.count.Least = 60
	p.label = kit.NewIconButton("label", say("inbox.picked.label"), p.labelMenu)
	bar := container.New(kit.Row{Gap: 2, Pad: 12, Stretch: 0}, p.count,
		kit.NewIconButton("check", say("inbox.picked.done"), p.done),
		kit.NewIconButton("clock", say("inbox.picked.snooze"), p.snooze),
		p.label,
		kit.NewIconButton("message", say("inbox.picked.unread"), func() { p.mark(desk.LeftUnread) }),
		kit.NewIconButton("bell-off", say("inbox.picked.mute"), func() { p.mark(desk.Muted) }),
		kit.NewIconButton("x", say("inbox.picked.none"), func() { p.clear() }))
	p.object = container.NewStack(kit.NewFooterGround(kit.Panel, container.New(kit.Inset{Top: 6, Bottom: 6}, bar)))
	p.object.Hide()
	return p
}

func (p *picks) some() bool                      { return len(p.rows) > 0 }
func (p *picks) has(id shop.ConversationID) bool { return indexOf(p.rows, id) >= 0 }

// pick picks a conversation or lets it go; upTo picks all from the last one.
func (p *picks) pick(id shop.ConversationID, upTo bool) {
	at, from := p.list.index(id), p.list.index(p.last)
	switch {
	case at < 0:
		return
	case upTo && from >= 0:
		for _, row := range p.list.chats[min(at, from) : max(at, from)+1] {
			if !p.has(row.Conversation) {
				p.rows = append(p.rows, row)
			}
		}
	case p.has(id):
		p.rows = slices.DeleteFunc(p.rows, func(row store.ChatRow) bool { return row.Conversation == id })
	default:
		p.rows = append(p.rows, p.list.chats[at])
	}
	p.last = id
	p.show()
}

// clear picks none; it tells whether there was any.
func (p *picks) clear() bool {
	if !p.some() {
		return false
	}
	p.rows, p.last = nil, shop.ConversationID{}
	p.show()
	return true
}

func (p *picks) show() {
	p.count.SetText(say("inbox.picked", "N", words.Number(len(p.rows))))
	p.object.Hidden = !p.some()
	if size := p.list.frame.Size(); !size.IsZero() {
		p.list.frame.Layout.Layout(p.list.frame.Objects, size)
	}
	p.list.refresh()
}

// take hands over what is picked, and picks none.
func (p *picks) take() []store.ChatRow {
	rows := p.rows
	p.clear()
	return rows
}

// bulkUndo is longer than for one: there is more to look at.
const bulkUndo = 10 * time.Second

func (p *picks) done() { p.state(shop.Done, time.Time{}) }

func (p *picks) snooze() {
	p.list.room.askWhen(func(until time.Time) { p.state(shop.Snoozed, until) })
}

// state changes where all stand, and offers to take it back.
func (p *picks) state(state shop.ConversationState, until time.Time) {
	d, rows := p.list.room.d, p.take()
	for _, row := range rows {
		d.Do(&shop.MarkConversation{Conversation: row.Conversation, State: state, Until: until}, nil)
	}
	key := "inbox.picked.areDone"
	if state == shop.Snoozed {
		key = "inbox.picked.areSnoozed"
	}
	d.Undo(say(key, "N", words.Number(len(rows))), bulkUndo, func() {
		for _, row := range rows {
			d.Do(&shop.MarkConversation{Conversation: row.Conversation, State: row.State, Until: row.SnoozedUntil}, nil)
		}
	}, func() {})
}

func (p *picks) mark(mark desk.Mark) {
	rows := p.take()
	ids := make([]shop.ConversationID, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.Conversation)
	}
	p.list.room.d.SetMark(mark, true, ids...)
}

func (p *picks) labelMenu() {
	room := p.list.room
	var slot desk.Slot
	desk.Load(room.d, &slot, func(ctx context.Context) ([]store.Label, error) { return room.d.Store.Labels(ctx) }, func(all []store.Label) {
		items := make([]kit.MenuItem, 0, len(all))
		for _, label := range all {
			items = append(items, kit.MenuItem{Label: label.Name, Icon: "label", OnTapped: func() { p.labelAll(label.ID) }})
		}
		if len(items) == 0 {
			items = append(items, kit.MenuItem{Label: say("inbox.picked.noLabels"), Disabled: true})
		}
		kit.ShowMenu(room.canvas(), below(p.label), items)
	})
}

func (p *picks) labelAll(label shop.LabelID) {
	for _, row := range p.take() {
		p.list.room.d.Do(&shop.LabelCustomer{Customer: row.Customer, Label: label, On: true}, nil)
	}
}
