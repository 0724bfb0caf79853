package inbox

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// row is the widget that shows a conversation.
func (w *shopWindow) row(name string) *kit.ChatRow {
	w.Helper()
	for row := range w.room.list.objects {
		if row.Data().Name == name && row.Visible() {
			return row
		}
	}
	require.Failf(w, "no row", "nobody called %s is listed", name)
	return nil
}

// all goes to the list of all conversations.
func (w *shopWindow) all() {
	w.room.list.choose(store.All)
	w.until("all are listed", func() bool { return len(w.room.list.chats) == 11 })
}

func pressRow(row *kit.ChatRow, with fyne.KeyModifier) {
	row.MouseDown(&desktop.MouseEvent{Modifier: with})
	row.Tapped(&fyne.PointEvent{})
}

func TestSeveralConversationsAreDoneAtOnceAndTakenBack(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	var undo func()
	w.all()
	w.d.Undo = func(_ string, _ time.Duration, undone, _ func()) { undo = undone }
	pressRow(w.row("Carmen Prieto"), fyne.KeyModifierShortcutDefault)
	pressRow(w.row("Javier Ruiz"), 0)
	assert.Equal(t, b.lucia.Conversation, w.room.open, "while some are picked, a press picks")
	assert.True(t, w.room.list.picks.object.Visible())
	assert.True(t, w.row("Javier Ruiz").Data().Picked)
	w.room.list.picks.done()
	assert.False(t, w.room.list.picks.object.Visible())
	w.until("both are done", func() bool {
		return w.state(b.carmen.Conversation) == shop.Done && w.state(b.javier.Conversation) == shop.Done
	})
	undo()
	w.until("both are open", func() bool {
		return w.state(b.carmen.Conversation) == shop.Open && w.state(b.javier.Conversation) == shop.Open
	})
}

func TestShiftPicksAllBetweenAndEscNone(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.all()
	names := w.names()
	pressRow(w.row(names[0]), fyne.KeyModifierShortcutDefault)
	pressRow(w.row(names[3]), fyne.KeyModifierShift)
	assert.Len(t, w.room.list.picks.rows, 4)
	assert.True(t, w.room.StepBack())
	assert.Empty(t, w.room.list.picks.rows)
	w.row(names[1]).TypedKey(&fyne.KeyEvent{Name: fyne.KeyX})
	assert.Len(t, w.room.list.picks.rows, 1, "X picks with the keys alone")
}

func TestPinnedConversationsStandFirst(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.all()
	last := w.room.list.chats[len(w.room.list.chats)-1]
	w.room.d.SetMark(desk.Pinned, true, last.Conversation)
	w.until("it stands first", func() bool { return w.room.list.chats[0].Conversation == last.Conversation })
	assert.Len(t, w.room.list.chats, 11, "nobody is there twice")
	assert.Equal(t, "thumbtack", w.room.rowData(w.room.list.chats[0]).Mark)
	w.room.d.SetMark(desk.Pinned, false, last.Conversation)
	w.until("it is back in its place", func() bool { return w.room.list.chats[0].Conversation != last.Conversation })
}

func TestWhatIsLeftUnreadIsBoldUntilOneComesBack(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.all()
	id := b.carmen.Conversation
	bold := func() bool {
		i := w.room.list.index(id)
		return i >= 0 && w.room.list.marks.Has(desk.LeftUnread, id) && w.room.rowData(w.room.list.chats[i]).Bold
	}
	w.room.d.SetMark(desk.LeftUnread, true, id)
	w.until("it is bold", bold)
	w.room.list.open(id)
	w.until("it is read", func() bool { return !w.room.list.marks.Has(desk.LeftUnread, id) })
}

func TestWhoIsToBeAnsweredIsSortedAsOneLikes(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	byWait := w.names()
	w.room.list.sortBy(newestFirst)
	w.until("it is sorted", func() bool { return w.room.list.loaded })
	assert.True(t, slices.IsSortedFunc(w.room.list.chats, func(a, b store.ChatRow) int { return b.At.Compare(a.At) }))
	w.room.list.sortBy(windowFirst)
	w.until("it is sorted", func() bool { return w.room.list.loaded })
	assert.True(t, slices.IsSortedFunc(w.room.list.chats, func(a, b store.ChatRow) int { return a.LastInbound.Compare(b.LastInbound) }))
	w.room.list.sortBy(longestWait)
	w.until("it is as before", func() bool { return w.room.list.loaded })
	assert.Equal(t, byWait, w.names())
}

// state is where a conversation stands.
func (w *shopWindow) state(id shop.ConversationID) shop.ConversationState {
	w.Helper()
	row, err := w.room.d.Store.Chat(w.Context(), id)
	require.NoError(w, err)
	return row.State
}
