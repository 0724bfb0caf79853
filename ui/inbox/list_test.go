package inbox

import (
	"context"
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

func (w *shopWindow) names() []string {
	var all []string
	for _, c := range w.room.list.chats {
		all = append(all, c.Name)
	}
	return all
}

func TestAConversationThatWasAnsweredStaysUntilOneMovesOn(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.javier.Conversation})
	assert.Equal(t, []string{"Carmen Prieto", "Javier Ruiz", "Lucía Martín"}, w.names())
	w.typed("Yes, we do")
	w.press(fyne.KeyReturn, fyne.KeyReturn)
	wish[*shop.SendMessage](w)
	w.until("the count follows", func() bool { return w.room.list.counts.ToAnswer == 2 })
	assert.Equal(t, []string{"Carmen Prieto", "Javier Ruiz", "Lucía Martín"}, w.names(), "it keeps its place")
	w.room.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyDown, Modifier: fyne.KeyModifierAlt})
	w.until("the next one is open", func() bool { return w.room.open == b.lucia.Conversation })
	w.until("it left", func() bool { return len(w.names()) == 2 })
	assert.Equal(t, []string{"Carmen Prieto", "Lucía Martín"}, w.names())
}

func TestRowsSayWhatMatters(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.room.list.choose(store.All)
	w.until("all are listed", func() bool { return len(w.room.list.chats) == 11 })
	rows := map[string]kit.ChatRowData{}
	for _, c := range w.room.list.chats {
		rows[c.Name] = w.room.rowData(c)
	}
	assert.Equal(t, "waits 1 h 30", rows["Carmen Prieto"].Chip)
	assert.Equal(t, kit.ToneAmber, rows["Carmen Prieto"].ChipTone)
	assert.Equal(t, "Voice message · 0:14", rows["Carmen Prieto"].Preview)
	assert.Equal(t, "mic", rows["Carmen Prieto"].PreviewIcon)
	assert.Equal(t, "waits 4 min", rows["Javier Ruiz"].Chip)
	assert.Equal(t, kit.ToneOutlined, rows["Javier Ruiz"].ChipTone)
	assert.Equal(t, 2, rows["Javier Ruiz"].Unread)
	assert.Equal(t, "window 1 h 10", rows["Ana Belén Torres"].Chip)
	assert.Equal(t, "You: It leaves the oven at eleven", rows["Ana Belén Torres"].Preview)
	assert.Equal(t, "Draft: The invoice for October is", rows["Hotel Doña María"].Preview)
	assert.Equal(t, "not delivered", rows["Marta Vidal"].Chip)
	assert.Equal(t, "Photo", rows["Pilar Gómez"].Preview)
	assert.True(t, rows["Pilar Gómez"].Muted)
	assert.Equal(t, kit.Read, rows["Escuela San Isidro"].State)
	assert.True(t, rows["Lucía Martín"].Selected)
}

func TestEmptyListsSpeak(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.room.list.choose(store.SnoozedFilter)
	w.until("it is said", func() bool { return w.room.list.empty.Visible() })
}

func TestALongListIsReadAsOneScrollsAndStaysWhereOneLooks(t *testing.T) {
	f := storetest.New(t)
	for i := range 200 {
		f.Tick(time.Minute)
		f.Receives(f.Customer(fmt.Sprintf("Customer %03d", i)), "Hello")
	}
	w := open(t, windowParams{f: f})
	w.enter(desk.Place{})
	l := w.room.list
	assert.Len(t, l.chats, chatPage)
	for l.whole == false {
		l.rows.ScrollTo(len(l.chats) - 1)
		n := len(l.chats)
		w.until("more is read", func() bool { return len(l.chats) > n || l.whole })
	}
	assert.Len(t, l.chats, 200)
	l.rows.ScrollToOffset(40 * kit.ChatRowHeight())
	looked, _ := l.anchor()
	f.Marks(storetest.Customer{ID: l.chats[3].Leaf, Conversation: l.chats[3].Conversation}, shop.Done, time.Time{})
	w.until("it left", func() bool { return len(l.chats) == 199 })
	after, _ := l.anchor()
	assert.Equal(t, looked, after)
}

func TestDoneAndItsUndo(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	var undo func()
	w.d.Undo = func(_ string, _ time.Duration, undone, _ func()) { undo = undone }
	w.room.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyE, Modifier: fyne.KeyModifierShortcutDefault})
	w.until("it is done", func() bool { return w.room.info.State == shop.Done })
	assert.Equal(t, "Reopen", w.room.head.done.Label())
	undo()
	w.until("it is open again", func() bool { return w.room.info.State == shop.Open })
}

func TestSnoozesComeBackAtSensibleTimes(t *testing.T) {
	zone := madrid(t)
	friday := time.Date(2026, 11, 6, 10, 42, 0, 0, zone)
	choices := snoozeChoices(friday)
	require.Len(t, choices, 4)
	assert.Equal(t, time.Date(2026, 11, 6, 13, 30, 0, 0, zone), choices[0].until)
	assert.Equal(t, time.Date(2026, 11, 6, 20, 0, 0, 0, zone), choices[1].until)
	assert.Equal(t, time.Date(2026, 11, 7, 9, 0, 0, 0, zone), choices[2].until)
	assert.Equal(t, time.Date(2026, 11, 9, 9, 0, 0, 0, zone), choices[3].until)
	assert.Len(t, snoozeChoices(time.Date(2026, 11, 8, 22, 0, 0, 0, zone)), 1, "late on Sunday Monday is tomorrow")
}

func TestSearchFindsAndOpensTheMessageInItsPlace(t *testing.T) {
	b := fill(t)
	for i := range 150 {
		b.Tick(time.Minute)
		b.Receives(b.taberna, fmt.Sprintf("line %d", i))
	}
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.room.Enter(desk.Place{Search: true})
	require.Same(t, w.room.list.field.Entry, w.window.Canvas().Focused())
	w.press()
	w.room.list.field.Entry.SetText("MOLLETE")
	w.later.pass(searchPause)
	w.until("it is found", func() bool { return len(w.room.list.found.hits) == 1 })
	w.press(fyne.KeyReturn)
	w.until("it is open", func() bool { return w.room.open == b.taberna.Conversation })
	w.settle()
	id, _ := w.room.thread.view.FirstVisible()
	assert.NotEmpty(t, id)
	assert.NotNil(t, w.room.thread.view.Object(w.room.thread.marked), "the hit is in view")
	assert.True(t, w.room.thread.data[w.room.thread.marked].Selected)
	assert.False(t, w.room.thread.end, "what came later is read when one goes there")
	assert.True(t, w.room.thread.newer.Visible())
	w.room.thread.toNewest()
	w.until("the newest is there", func() bool { return w.room.thread.atEnd() })
	assert.True(t, w.room.StepBack(), "Esc leaves the search")
	assert.False(t, w.room.list.found.object.Visible())
}

func TestOldMessagesAreReadAsOneScrollsUp(t *testing.T) {
	b := fill(t)
	for i := range 200 {
		b.Tick(time.Minute)
		b.Receives(b.taberna, fmt.Sprintf("line %d", i))
	}
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.taberna.Conversation})
	first := w.room.thread.view.Items()[1]
	for !w.room.thread.start {
		n := len(w.room.thread.items)
		w.room.thread.view.ScrollBy(-100_000)
		w.until("older ones are read", func() bool { return len(w.room.thread.items) > n || w.room.thread.start })
	}
	assert.Len(t, w.room.thread.items, 202)
	assert.Contains(t, w.room.thread.view.Items(), first)
	looked, below := w.room.thread.view.FirstVisible()
	b.Receives(b.taberna, "one more")
	w.until("it came", func() bool { return len(w.room.thread.items) == 203 })
	after, still := w.room.thread.view.FirstVisible()
	assert.Equal(t, looked, after, "what one reads stays where it is")
	assert.InDelta(t, below, still, 0.5)
}

func TestAHitNearTheEndIsAtTheEnd(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation, Message: b.lucia2.ID})
	assert.True(t, w.room.thread.end)
	assert.Equal(t, messageKey(b.lucia2.ID), w.room.thread.marked)
}

func TestFindingInAConversation(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.room.Shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierShortcutDefault})
	require.True(t, w.room.find.object.Visible())
	w.typedInto(w.room.find.field.Entry, "order")
	w.later.pass(searchPause)
	w.until("it is found", func() bool { return len(w.room.find.hits) == 2 })
	assert.Equal(t, "1 of 2", w.room.find.count.Content())
	w.press(fyne.KeyReturn)
	assert.Equal(t, "2 of 2", w.room.find.count.Content())
	assert.Equal(t, messageKey(w.room.find.hits[1].Message), w.room.thread.marked)
	w.room.StepBack()
	assert.False(t, w.room.find.object.Visible())
	assert.Empty(t, w.room.thread.marked)
}

func (w *shopWindow) typedInto(e *kit.Entry, text string) {
	for _, r := range text {
		e.TypedRune(r)
	}
}

func TestMovingAnOrderShowsWhatWillBeSaidFirst(t *testing.T) {
	b := fill(t)
	order := b.Order(b.javier)
	b.Moves(b.javier, order, "new", "baking")
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.javier.Conversation})
	p := w.room.side.orders
	w.until("the plan is known", func() bool { return p.known })
	p.step(true)
	w.until("it is shown", func() bool { return p.ask.Visible() })
	assert.NotContains(t, kinds(w.waiting()), shop.DoMoveOrder, "nothing moves before one says so")
	w.press(fyne.KeyReturn)
	move := wish[*shop.MoveOrder](w)
	assert.Equal(t, shop.StatusID("ready"), move.To)
	require.NotNil(t, move.Tell)
	assert.Equal(t, "Hi Javier, your order 1005 is ready to collect.", move.Tell.Text)
	assert.False(t, p.ask.Visible())
	w.until("it says so", func() bool { text, _ := toldWords(p.order.Told, w.room.now()); return text != "" })
}

func TestANarrowWindowShowsOnePaneAndTheWayBack(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory, size: fyne.NewSize(684, 880)})
	w.enter(desk.Place{})
	assert.True(t, w.room.panes.Single())
	assert.True(t, w.room.main.Visible())
	assert.False(t, w.room.list.object.Visible())
	assert.False(t, w.room.head.back.Hidden)
	assert.True(t, w.room.StepBack())
	assert.True(t, w.room.list.object.Visible())
	w.room.toggleSide()
	assert.True(t, w.room.side.object.Visible())
	assert.True(t, w.room.StepBack())
	assert.False(t, w.room.side.object.Visible())
}

func TestAForgottenConversationIsLeftWithoutAWordOfError(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.taberna.Conversation})
	b.Add(storetest.Envelope{Customer: b.taberna.ID}, &shop.CustomerForgotten{Customer: b.taberna.ID})
	w.until("it is left", func() bool {
		_, err := b.Store.Conversation(context.Background(), b.taberna.Conversation)
		return err == nil || w.room.open != b.taberna.Conversation
	})
	w.settle()
	assert.Empty(t, w.said)
}

func TestWhatHappenedIsToldStepByStep(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.manuel.Conversation})
	for _, item := range w.room.thread.items {
		if item.Message == b.failed.ID {
			w.room.whatHappened(item)
		}
	}
	w.until("the sheet is there", func() bool { return w.top() != nil })
	sheet, ok := w.top().(*kit.Sheet)
	require.True(t, ok)
	assert.False(t, sheet.Closed())
}

func TestALongWayBackHoldsOnlyWhatIsNear(t *testing.T) {
	b := fill(t)
	const lines = kept + 3*page
	for i := range lines {
		b.Tick(time.Minute)
		b.Receives(b.taberna, fmt.Sprintf("line %d", i))
	}
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.taberna.Conversation})
	thread := w.room.thread
	newest := thread.items[len(thread.items)-1].Key
	for !thread.start {
		before := thread.items[0].Key
		thread.view.ScrollBy(-1_000_000)
		w.until("older ones are read", func() bool { return thread.items[0].Key != before || thread.start })
	}
	assert.LessOrEqual(t, len(thread.items), kept)
	assert.False(t, thread.end)
	assert.True(t, thread.newer.Visible(), "there is a way back")
	for !thread.end {
		before := thread.items[len(thread.items)-1].Key
		thread.view.ScrollBy(1_000_000)
		w.until("newer ones are read", func() bool { return thread.items[len(thread.items)-1].Key != before || thread.end })
	}
	assert.LessOrEqual(t, len(thread.items), kept)
	assert.Equal(t, newest, thread.items[len(thread.items)-1].Key)
}

func TestFiltersAreOfferedInTheSearch(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.room.Enter(desk.Place{Search: true})
	w.room.list.field.Entry.SetText("mollete fr")
	w.later.pass(searchPause)
	w.until("an offer is there", func() bool { return w.room.list.found.offered != nil })
	require.Equal(t, "from:", w.room.list.found.offered[0].Label)
	w.room.list.found.take(0)
	require.Equal(t, "mollete from:", w.room.list.field.Text())
	require.Same(t, w.room.list.field.Entry, w.window.Canvas().Focused())
}
