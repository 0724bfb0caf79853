package inbox

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

// newest is the newest message of one side, and its bubble.
func (w *shopWindow) newest(outgoing bool) (store.ThreadItem, *kit.Bubble) {
	w.Helper()
	for i := len(w.room.thread.items) - 1; i >= 0; i-- {
		item := w.room.thread.items[i]
		if item.Kind == store.ItemMessage && item.Outgoing == outgoing {
			require.True(w, w.room.thread.take(keyOf(item)))
			return item, w.room.thread.view.Object(keyOf(item)).(*kit.Bubble)
		}
	}
	w.Fatal("there is no such message")
	return store.ThreadItem{}, nil
}

func TestAReactionIsPutOnAMessageByKeyboard(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	item, _ := w.newest(false)
	w.press(fyne.KeyReturn) // the menu, whose first line are the reactions
	w.press(fyne.KeyRight, fyne.KeyReturn)
	asked := wish[*shop.ReactToMessage](w)
	assert.Equal(t, item.Message, asked.Target)
	assert.Equal(t, firstReactions[1], asked.Emoji)
}

func TestMessagesAreChosenWithShiftAndCopiedWithNamesAndTimes(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	_, bubble := w.newest(false)
	bubble.KeyDown(&fyne.KeyEvent{Name: "LeftShift"})
	w.press(fyne.KeyUp)
	assert.Len(t, w.room.chosen.ids, 2)
	assert.True(t, w.room.chosen.object.Visible())
	w.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{})
	text := fyne.CurrentApp().Clipboard().Content()
	lines := strings.Split(text, "\n[")
	require.Len(t, lines, 2, text)
	assert.Contains(t, lines[1], "Lucía")
	assert.False(t, w.room.chosen.active(), "they are let go")
	assert.Equal(t, []string{"Copied"}, w.said)
	bubble.KeyUp(&fyne.KeyEvent{Name: "LeftShift"})
}

func TestEscLetsChosenMessagesGo(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	item, _ := w.newest(false)
	w.room.chosen.toggle(keyOf(item))
	assert.True(t, w.room.StepBack())
	assert.False(t, w.room.chosen.active())
}

func TestALongMessageIsFoldedUntilAskedFor(t *testing.T) {
	b := fill(t)
	long := strings.Repeat("one more loaf, please\n", 60)
	b.Receives(b.lucia, long)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	item, _ := w.newest(false)
	id := keyOf(item)
	before := kit.BubbleHeight(w.room.thread.data[id], 600)
	w.room.thread.data[id].OnMore()
	assert.Greater(t, kit.BubbleHeight(w.room.thread.data[id], 600), before+400)
}

func TestAnOrdersNumberInAMessageLeadsToTheOrder(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	require.NotEmpty(t, w.room.orderTerms)
	w.room.openLink(w.room.orderTerms[0].Link)
	require.NotEmpty(t, w.went)
	assert.Equal(t, desk.Orders, w.went[len(w.went)-1].Room)
	assert.Equal(t, w.room.side.card.OpenOrders[0].ID, w.went[len(w.went)-1].Order)
}

func TestAnEmojiIsTakenIntoTheAnswerAndStandsFirstNextTime(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.typed("hi ")
	w.room.composer.pickEmoji()
	w.until("the picker is there", func() bool { return w.top() != nil })
	test.Type(w.window.Canvas().Focused(), "accordion")
	w.press(fyne.KeyReturn)
	assert.Equal(t, "hi 🪗", w.room.composer.box.Text())
	assert.Equal(t, "🪗", w.room.composer.emojis.offered()[0])
}

func TestWhatIsWrittenWithMarksIsShownAsItWillLook(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	w.typed("plain")
	assert.False(t, w.room.composer.looks.object.Visible())
	w.typed(" and *bold*")
	assert.True(t, w.room.composer.looks.object.Visible())
	assert.Equal(t, "plain and bold", w.room.composer.looks.text.Content())
	w.room.composer.box.SetText("")
	assert.False(t, w.room.composer.looks.object.Visible())
}

func TestFromAQuotedMessageThereIsAWayBack(t *testing.T) {
	b := fill(t)
	first := b.Receives(b.carmen, "the first of many")
	for range 200 {
		b.Receives(b.carmen, "one more")
	}
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.carmen.Conversation})
	item, _ := w.newest(false)
	w.room.jumpFrom(item.Message, first.ID)
	w.until("the quoted message is there", func() bool { return w.room.thread.view.Object(messageKey(first.ID)) != nil })
	w.settle()
	require.True(t, w.room.thread.newer.Visible())
	assert.Equal(t, "Back to the answer", w.room.thread.newer.Label())
	test.Tap(w.room.thread.newer)
	w.until("the answer is there", func() bool { return w.room.thread.view.Object(keyOf(item)) != nil })
}
