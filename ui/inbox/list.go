package inbox

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// chatList is the pane of conversations: search, filters and rows.
type chatList struct {
	room   *Room
	object fyne.CanvasObject
	frame  *fyne.Container
	field  *kit.SearchField
	pills  *kit.FilterPills
	rows   *kit.RowList
	empty  *kit.EmptyState
	wait   *kit.Skeleton
	found  *searchPane

	filter  store.Filter
	chats   []store.ChatRow
	last    *store.ChatKey // to read on from
	whole   bool           // there is nothing after last
	reading bool           // more is being read
	loaded  bool
	counts  store.Counts
	objects map[*kit.ChatRow]int // which row shows what
	marks   desk.Marks
	order   order
	picks   *picks

	turn     turnstile
	moreSlot desk.Slot
}

var filters = []store.Filter{store.ToAnswer, store.All, store.SnoozedFilter, store.DoneFilter}

func newChatList(r *Room) *chatList {
	l := &chatList{room: r, objects: map[*kit.ChatRow]int{}}
	l.picks = newPicks(l)
	l.found = newSearchPane(r)
	l.field = kit.NewSearchField(say("inbox.search"), "Ctrl K", l.found.typed)
	l.field.Entry.OnKey = l.searchKey
	l.pills = kit.NewFilterPills(l.labels(), 0, func(i int) { l.choose(filters[i]) })
	l.rows = kit.NewRowList(kit.RowListParams{Count: func() int { return len(l.chats) }, Make: l.makeRow, Fill: l.fill})
	l.empty = kit.NewEmptyState("inbox", "", "", nil)
	l.empty.Hide()
	l.wait = kit.NewSkeleton(8)
	head := container.New(kit.Column{Gap: 10, PadX: 16, PadY: 12}, kit.NewTitle(say("room.inbox")), l.field, l.pills)
	body := container.NewStack(l.rows, l.empty, l.wait, l.found.object)
	l.frame = container.New(kit.HeadBodyFoot{}, head, body, l.picks.object)
	l.object = kit.NewListGround(kit.Panel, l.frame)
	r.cancels = append(r.cancels, r.d.OnChanged(func(c store.Changed) {
		if c.Settings && l.loaded { // what this computer keeps about conversations
			l.reload()
		}
	}))
	return l
}

// relabel counts in the filters; they may need another line then.
func (l *chatList) relabel() {
	before := l.pills.MinSize().Height
	l.pills.SetLabels(l.labels())
	if size := l.frame.Size(); l.pills.MinSize().Height != before && !size.IsZero() {
		l.frame.Layout.Layout(l.frame.Objects, size)
	}
}

func (l *chatList) labels() []string {
	answer := say("inbox.filter.toAnswer")
	if l.counts.ToAnswer > 0 {
		answer += " " + strconv.Itoa(l.counts.ToAnswer)
	}
	return []string{answer, say("inbox.filter.all"), say("inbox.filter.snoozed"), say("inbox.filter.done")}
}

func (l *chatList) choose(f store.Filter) {
	l.filter, l.chats, l.last, l.loaded = f, nil, nil, false
	l.rows.ScrollToTop()
	l.reload()
}

// stretch is a piece of the list as it was read.
type stretch struct {
	filter store.Filter
	rows   []store.ChatRow
	last   *store.ChatKey
	whole  bool
	open   *store.ChatRow // the open conversation, where the list left it out
	counts store.Counts
	marks  desk.Marks
	order  order
}

const chatPage = 60

// reload reads what is loaded again, without moving it.
func (l *chatList) reload() {
	if l.turn.busy {
		l.turn.again = l.reload
		return
	}
	filter, order, want, open := l.filter, l.order, max(chatPage, len(l.chats)), l.room.open
	held := l.index(open) >= 0
	l.moreSlot.Drop()
	l.reading = false
	latest(l.room.d, &l.turn, func(ctx context.Context) (stretch, error) {
		s, err := l.readFrom(ctx, filter, order, want)
		if err != nil {
			return s, err
		}
		if held && indexOf(s.rows, open) < 0 {
			if row, err := l.room.d.Store.Chat(ctx, open); err == nil {
				s.open = &row
			}
		}
		s.counts, err = l.room.d.Store.Counts(ctx)
		return s, err
	}, l.show)
}

func (l *chatList) read(ctx context.Context, filter store.Filter, after *store.ChatKey, want int) (stretch, error) {
	s := stretch{filter: filter, last: after}
	for len(s.rows) < want {
		limit := min(want-len(s.rows), 500)
		rows, err := l.room.d.Store.Chats(ctx, store.ChatQuery{Filter: filter, After: s.last, Limit: limit})
		if err != nil {
			return s, err
		}
		s.rows = append(s.rows, rows...)
		if n := len(rows); n > 0 {
			s.last = &rows[n-1].Key
		}
		if len(rows) < limit {
			s.whole = true
			break
		}
	}
	return s, nil
}

func (l *chatList) show(s stretch) {
	if s.filter != l.filter || s.order != l.order {
		return
	}
	rows := s.rows
	l.marks = s.marks
	if at := l.index(l.room.open); s.open != nil && at >= 0 && s.open.Conversation == l.room.open {
		at = min(at, len(rows))
		rows = append(rows[:at:at], append([]store.ChatRow{*s.open}, rows[at:]...)...)
	}
	anchor, below := l.anchor()
	l.chats, l.last, l.whole, l.loaded = rows, s.last, s.whole, true
	l.counts = s.counts
	l.relabel()
	l.refresh()
	if i := l.index(anchor); i >= 0 {
		l.rows.ScrollToOffset(max(0, float32(i)*kit.ChatRowHeight()+below))
	}
	l.say()
	l.room.d.Listed()
}

// anchor is the first row in view and how far it is scrolled past, unless the
// list is at its top.
func (l *chatList) anchor() (shop.ConversationID, float32) {
	height := kit.ChatRowHeight()
	i := int(l.rows.Offset() / height)
	if l.rows.Offset() < 1 || i >= len(l.chats) {
		return shop.ConversationID{}, 0
	}
	return l.chats[i].Conversation, l.rows.Offset() - float32(i)*height
}

func (l *chatList) refresh() { l.rows.Refresh() }

// movedOn lets a conversation go that was kept only because it was open.
func (l *chatList) movedOn() {
	l.refresh()
	l.reload()
}

func (l *chatList) index(id shop.ConversationID) int { return indexOf(l.chats, id) }

func indexOf(rows []store.ChatRow, id shop.ConversationID) int {
	for i := range rows {
		if rows[i].Conversation == id && id != (shop.ConversationID{}) {
			return i
		}
	}
	return -1
}

// say tells in words why there are no rows.
func (l *chatList) say() {
	searching := l.found.object.Visible()
	l.wait.Hide()
	if len(l.chats) > 0 || !l.loaded || searching {
		l.empty.Hide()
		return
	}
	key := map[store.Filter]string{store.ToAnswer: "toAnswer", store.All: "all", store.SnoozedFilter: "snoozed", store.DoneFilter: "done"}[l.filter]
	l.empty.Set("inbox", say("inbox.empty."+key), say("inbox.empty."+key+"Words"))
	l.empty.Show()
}

func (l *chatList) more() {
	if l.whole || l.reading || l.last == nil {
		return
	}
	l.reading = true
	filter, after := l.filter, *l.last
	desk.Load(l.room.d, &l.moreSlot, func(ctx context.Context) (stretch, error) {
		return l.read(ctx, filter, &after, chatPage)
	}, func(s stretch) {
		l.reading = false
		if s.filter != l.filter {
			return
		}
		for _, row := range s.rows {
			if l.index(row.Conversation) < 0 {
				l.chats = append(l.chats, row)
			}
		}
		l.last, l.whole = s.last, s.whole
		l.refresh()
	})
}

func (l *chatList) makeRow() fyne.CanvasObject { return kit.NewChatRow() }

func (l *chatList) fill(index int, object fyne.CanvasObject) {
	if index >= len(l.chats)-chatPage/3 {
		l.more()
	}
	row, chat := object.(*kit.ChatRow), l.chats[index]
	l.objects[row] = index
	row.Set(l.room.rowData(chat))
	row.OnTapped = func() { l.press(chat.Conversation) }
	row.OnPicked = func(upTo bool) { l.picks.pick(chat.Conversation, upTo) }
	row.OnSecondary = func(at fyne.Position) { l.menu(chat, at) }
	row.OnKey = func(ev *fyne.KeyEvent) bool { return l.rowKey(chat.Conversation, ev) }
}

func (l *chatList) menu(chat store.ChatRow, at fyne.Position) {
	done := kit.MenuItem{Label: say("inbox.done"), Icon: "check", OnTapped: func() { l.room.mark(chat, shop.Done) }}
	if chat.State != shop.Open {
		done = kit.MenuItem{Label: say("inbox.reopen"), Icon: "undo", OnTapped: func() { l.room.mark(chat, shop.Open) }}
	}
	items := []kit.MenuItem{{Label: say("inbox.open"), Icon: "message", OnTapped: func() { l.open(chat.Conversation) }}, done}
	items = append(items, l.markItems(chat.Conversation)...)
	kit.ShowMenu(l.room.canvas(), at, append(items, l.room.snoozeItems(chat)...))
}

// rowKey walks the rows with the arrows.
func (l *chatList) rowKey(id shop.ConversationID, ev *fyne.KeyEvent) bool {
	switch ev.Name {
	case fyne.KeyUp:
		if l.index(id) == 0 {
			l.room.canvas().Focus(l.field.Entry)
			return true
		}
		l.focusRow(l.index(id) - 1)
	case fyne.KeyDown:
		l.focusRow(l.index(id) + 1)
	case fyne.KeyHome:
		l.focusRow(0)
	case fyne.KeyX:
		l.picks.pick(id, false)
	default:
		return false
	}
	return true
}

func (l *chatList) focusRow(index int) {
	if index < 0 || index >= len(l.chats) {
		return
	}
	l.rows.ScrollTo(index)
	l.rows.Refresh()
	for row, i := range l.objects {
		if i == index && row.Data().ID == l.chats[index].Customer.String() {
			row.TakeFocus()
			return
		}
	}
}

// neighbour opens the conversation above or below.
func (l *chatList) neighbour(by int) {
	if len(l.chats) == 0 {
		return
	}
	next := l.index(l.room.open) + by
	if l.index(l.room.open) < 0 {
		next = 0
	}
	if next < 0 || next >= len(l.chats) {
		return
	}
	l.rows.ScrollTo(next)
	l.open(l.chats[next].Conversation)
}

func (l *chatList) focusSearch() {
	if c := l.room.canvas(); c != nil {
		c.Focus(l.field.Entry)
		l.field.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

func (l *chatList) searchKey(ev *fyne.KeyEvent) bool {
	if l.found.key(ev) {
		return true
	}
	if ev.Name == fyne.KeyDown && l.field.Text() == "" {
		l.focusRow(max(0, l.index(l.room.open)))
		return true
	}
	return false
}

// leaveSearch empties the field and brings the list back.
func (l *chatList) leaveSearch() bool {
	if l.picks.clear() {
		return true
	}
	focused := l.field.Entry.Focused()
	if l.field.Text() == "" && !focused {
		return false
	}
	l.field.SetText("")
	l.found.typed("")
	if focused {
		l.room.composer.focus()
	}
	return true
}
