package inbox

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

func (w *shopWindow) draft(id shop.ConversationID) string {
	w.Helper()
	d, err := w.f.Store.Draft(context.Background(), id)
	require.NoError(w, err)
	return d.Text
}

// top is the sheet or menu over the window.
func (w *shopWindow) top() fyne.CanvasObject { return w.window.Canvas().Overlays().Top() }

// confirm steps to the last button of the sheet that asks, and presses it.
func (w *shopWindow) confirm() {
	w.Helper()
	w.until("a sheet asks", func() bool { return w.top() != nil })
	w.window.Canvas().FocusNext() // from Cancel, where the keys are first
	w.press(fyne.KeyReturn)
	w.settle()
}

func TestTheFirstStartOpensTheNewestQuestionReadyToBeAnswered(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	assert.Equal(t, b.lucia.Conversation, w.room.open)
	assert.Same(t, w.room.composer.box.Entry, w.window.Canvas().Focused())
	assert.Equal(t, "Message Lucía. Type / for your saved replies", w.room.composer.box.Entry.PlaceHolder)
	assert.True(t, w.room.composer.send.Disabled(), "there is nothing to send yet")

	w.later.pass(readDelay)
	read := wish[*shop.ReadConversation](w)
	assert.Equal(t, b.lucia.Conversation, read.Conversation)
	w.until("it counts as read", func() bool { return w.room.info.Unread == 0 })

	setting, err := b.Store.Setting(context.Background(), store.SettingLastConversation)
	require.NoError(t, err)
	assert.Equal(t, b.lucia.Conversation.String(), setting)
}

func TestNothingIsMarkedAsReadWhileTheWindowIsAside(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.room.WindowActive(false)
	w.enter(desk.Place{})
	w.later.pass(readDelay)
	w.settle()
	assert.Empty(t, w.waiting())
	w.room.WindowActive(true)
	w.later.pass(readDelay)
	wish[*shop.ReadConversation](w)
}

func TestASavedReplyIsInsertedAndThenSent(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	used := 0
	w.d.OnDeed(func(deed desk.Deed) {
		if deed == desk.AnsweredWithReply {
			used++
		}
	})
	w.enter(desk.Place{})

	w.typed("/how")
	require.True(t, w.room.composer.quick.list.Open())
	w.press(fyne.KeyReturn)
	assert.Equal(t, "Hi Lucía, to order, send us the list and the pick-up time.", w.room.composer.box.Text())
	assert.False(t, w.room.composer.quick.list.Open())
	w.settle()
	assert.Empty(t, w.waiting(), "inserting never sends")

	w.press(fyne.KeyReturn)
	assert.Empty(t, w.room.composer.box.Text())
	w.settle()
	assert.Empty(t, w.waiting(), "it waits for its Undo")
	assert.Contains(t, w.draft(b.lucia.Conversation), "Hi Lucía", "nothing is lost if the program ends now")
	assert.Zero(t, used)

	w.later.pass(defaultWait)
	sent := wish[*shop.SendMessage](w)
	assert.Equal(t, "Hi Lucía, to order, send us the list and the pick-up time.", sent.Content.Text)
	assert.Equal(t, b.lucia.ID, sent.Customer)
	assert.Equal(t, shop.TypeText, sent.Type)
	assert.Equal(t, 1, used)
	w.until("the draft is gone", func() bool { return w.draft(b.lucia.Conversation) == "" })
	w.until("the bubble is the store's", func() bool { return len(w.room.composer.handed) == 0 })
	ids := w.room.thread.view.Items()
	assert.Equal(t, messageKey(sent.Message), ids[len(ids)-1])
}

func TestTabInsertsTooAndArrowsChoose(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("Hello /h")
	w.press(fyne.KeyDown, fyne.KeyTab)
	assert.Equal(t, "Hello We open Monday to Saturday, 8:00 to 20:30, and Sunday until 14:00.", w.room.composer.box.Text())
	assert.Same(t, w.room.composer.box.Entry, w.window.Canvas().Focused())
}

func TestUndoBringsTheTextBack(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("Yes, at 9")
	w.press(fyne.KeyReturn)
	w.typed("and")
	w.room.composer.takeBack(w.room.composer.held)
	assert.Equal(t, "Yes, at 9\n\nand", w.room.composer.box.Text())
	w.later.pass(time.Minute)
	w.settle()
	assert.NotContains(t, kinds(w.waiting()), shop.DoSendMessage)
}

func kinds(wishes []shop.Wish) []shop.CommandKind {
	var all []shop.CommandKind
	for _, one := range wishes {
		all = append(all, one.CommandKind())
	}
	return all
}

func TestEnterAgainSkipsTheWait(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("Yes")
	w.press(fyne.KeyReturn, fyne.KeyReturn)
	assert.Equal(t, "Yes", wish[*shop.SendMessage](w).Content.Text)
}

func TestLeavingTheProgramSendsWhatWaited(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("Yes")
	w.press(fyne.KeyReturn)
	w.typed("And a draft")
	w.room.Close()
	w.d.Close()
	assert.Contains(t, kinds(w.waiting()), shop.DoSendMessage)
	assert.Equal(t, "And a draft", w.draft(b.lucia.Conversation))
}

func TestClosingTheDeskSendsWhatWaitedAndKeepsWhatWasTyped(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("Yes")
	w.press(fyne.KeyReturn)
	w.typed("And a draft")
	w.d.Close()
	var sent []string
	for _, one := range w.waiting() {
		if m, ok := one.(*shop.SendMessage); ok {
			sent = append(sent, m.Content.Text)
		}
	}
	assert.Equal(t, []string{"Yes"}, sent)
	assert.Equal(t, "And a draft", w.draft(b.lucia.Conversation))
}

func TestDraftsStayWithTheirConversation(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("For Lucía")
	w.show(b.javier)
	assert.Empty(t, w.room.composer.box.Text())
	w.until("the draft is kept", func() bool { return w.draft(b.lucia.Conversation) == "For Lucía" })
	w.show(b.lucia)
	assert.Equal(t, "For Lucía", w.room.composer.box.Text())
}

func TestANoteThatWasNotFinishedComesBackAsANote(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("/note call her")
	assert.Equal(t, noting, w.room.composer.mode)
	assert.Equal(t, "call her", w.room.composer.box.Text())
	w.show(b.javier)
	assert.Equal(t, writing, w.room.composer.mode)
	w.until("the draft is kept", func() bool { return w.draft(b.lucia.Conversation) != "" })
	w.show(b.lucia)
	assert.Equal(t, noting, w.room.composer.mode)
	w.press(fyne.KeyReturn)
	assert.Equal(t, "call her", wish[*shop.AddNote](w).Text)
	w.until("the draft is gone", func() bool { return w.draft(b.lucia.Conversation) == "" })
	assert.Equal(t, writing, w.room.composer.mode)
	assert.NotContains(t, kinds(w.waiting()), shop.DoSendMessage)
}

func TestATextThatIsTooLongIsRefusedInWordsAndKept(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	long := strings.Repeat("pan ", 1250)
	w.room.composer.box.SetText(long)
	assert.True(t, w.room.composer.send.Disabled())
	assert.True(t, w.room.composer.strip.object.Visible())
	w.press(fyne.KeyReturn)
	assert.Equal(t, long, w.room.composer.box.Text())
	assert.Nil(t, w.room.composer.held)
	assert.Contains(t, test.RenderObjectToMarkup(w.room.composer.strip.object), "904 too many")
}

func TestAStraySlashAndAGapAreAskedAbout(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	w.typed("/nothing")
	w.press(fyne.KeyReturn)
	require.NotNil(t, w.top(), "it is asked about")
	w.press(fyne.KeyEscape)
	require.Nil(t, w.room.composer.held)
	assert.Equal(t, "/nothing", w.room.composer.box.Text())

	w.room.composer.box.SetText("")
	w.room.composer.focus()
	w.typed("/holi")
	w.press(fyne.KeyReturn)
	assert.Contains(t, w.room.composer.box.Text(), "{holiday}")
	assert.Equal(t, "{holiday}", w.room.composer.box.Entry.SelectedText(), "typing fills it in")
	w.press(fyne.KeyReturn)
	require.NotNil(t, w.top())
	w.press(fyne.KeyEscape)
	w.room.composer.focus()
	w.typed("Monday")
	assert.Equal(t, "We close on Monday. Orders for that day leave the day before.", w.room.composer.box.Text())
	w.press(fyne.KeyReturn)
	assert.NotNil(t, w.room.composer.held)
}

func TestOutsideTheWindowATemplateIsFilledInAndSent(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.manuel.Conversation})
	c := w.room.composer
	require.Equal(t, choosing, c.mode)
	w.until("templates are there", func() bool { return len(c.picker.fits) == 3 })
	w.settle()
	assert.Equal(t, "Order ready", c.picker.fits[0].Title, "the one for the order's next status comes first")
	assert.Equal(t, "Fill in: until what time?", c.box.Entry.PlaceHolder)
	assert.True(t, c.send.Disabled())
	w.typed("20:30")
	assert.False(t, c.send.Disabled())
	w.press(fyne.KeyReturn)
	require.NotNil(t, c.held, "it waits for its Undo as every message does")
	assert.Empty(t, w.waiting())
	c.takeBack(c.held)
	assert.Equal(t, "20:30", c.picker.values[2], "what was filled in is there again")
	w.press(fyne.KeyReturn, fyne.KeyReturn)
	sent := wish[*shop.SendMessage](w)
	assert.Len(t, w.waiting(), 1)
	assert.Equal(t, shop.TypeTemplate, sent.Type)
	assert.Equal(t, "Hi Manuel, your order 1001 is ready to collect until 20:30.", sent.Content.Text)
	assert.Equal(t, []string{"Manuel", "1001", "20:30"}, sent.Content.Template.Parameters)
}

func TestWhoSaidNoGetsNoTemplate(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.rafa.Conversation})
	w.until("templates are there", func() bool { return w.room.composer.picker.of == b.rafa.Conversation })
	w.settle()
	assert.True(t, w.room.composer.send.Disabled())
	assert.Contains(t, test.RenderObjectToMarkup(w.room.composer.picker.object), "wants no updates")
}

func TestAnAnswerThatQuotes(t *testing.T) {
	b := fill(t)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{})
	for _, item := range w.room.thread.items {
		if item.Message == b.lucia2.ID {
			w.room.composer.quote(item)
		}
	}
	require.True(t, w.room.composer.quoted.object.Visible())
	w.typed("That one")
	w.press(fyne.KeyReturn, fyne.KeyReturn)
	assert.Equal(t, b.lucia2.ID, wish[*shop.SendMessage](w).Quotes)
	assert.False(t, w.room.composer.quoted.object.Visible())
}

func TestAnUnknownMessageMayBeSentAgainOnlyLaterAndAfterAWarning(t *testing.T) {
	b := fill(t)
	m := b.Queues(b.lucia, "Are you coming?")
	b.Claims(m)
	b.Unsettles(m)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.lucia.Conversation})
	bubble := w.room.thread.data[messageKey(m.ID)]
	assert.Equal(t, kit.Unknown, bubble.State)
	assert.Contains(t, bubble.Trouble, "not known")
	assert.Empty(t, bubble.Action)
	b.Tick(11 * time.Minute)
	w.room.minute()
	bubble = w.room.thread.data[messageKey(m.ID)]
	require.Equal(t, "Send again", bubble.Action)
	bubble.OnAction()
	w.confirm()
	again := wish[*shop.SendMessage](w)
	assert.Equal(t, "Are you coming?", again.Content.Text)
	assert.NotEqual(t, m.ID, again.Message)
}
