package kit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFocusShowsOnlyAfterAKey(t *testing.T) {
	start(t, Light)
	b := NewButton("Done", SecondaryWeight, nil)
	window(t, b, 200, 100)
	NotePointer()
	b.FocusGained()
	assert.False(t, b.ring, "a click should leave no ring")
	b.FocusLost()
	b.KeyDown(&fyne.KeyEvent{Name: fyne.KeyTab})
	b.FocusGained()
	assert.True(t, b.ring, "a key should show the ring")
}

func TestAButtonIsPressedByPointerAndKeysUnlessOff(t *testing.T) {
	start(t, Light)
	n := 0
	b := NewButton("Send", Primary, func() { n++ })
	window(t, b, 200, 100)
	test.Tap(b)
	typeKeys(b, fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace)
	assert.Equal(t, 4, n)
	b.Disable()
	test.Tap(b)
	typeKeys(b, fyne.KeyReturn)
	assert.Equal(t, 4, n)
}

func TestEnterSendsAndShiftEnterBreaksTheLine(t *testing.T) {
	start(t, Light)
	var sent []string
	c := NewComposerBox(ComposerParams{OnSubmit: func(s string) { sent = append(sent, s) }})
	window(t, c, 400, 200)
	test.Type(c.Entry, "one")
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	c.Entry.KeyDown(shift)
	typeKeys(c.Entry, fyne.KeyReturn)
	c.Entry.KeyUp(shift)
	test.Type(c.Entry, "two")
	assert.Equal(t, "one\ntwo", c.Text())
	assert.Empty(t, sent)
	typeKeys(c.Entry, fyne.KeyReturn, fyne.KeyEnter)
	assert.Equal(t, []string{"one\ntwo", "one\ntwo"}, sent)
	assert.Equal(t, "one\ntwo", c.Text(), "what is sent is the owner's to clear")
}

func TestTheComposerGrowsToItsLimit(t *testing.T) {
	start(t, Light)
	grown := 0
	c := NewComposerBox(ComposerParams{OnGrown: func() { grown++ }})
	window(t, container.New(HeadBodyFoot{}, NewDivider(), NewDivider(), c), 300, 600)
	one := c.MinSize().Height
	c.SetText("a\nb\nc")
	three := c.MinSize().Height
	assert.Greater(t, three, one)
	assert.Equal(t, 1, grown)
	c.Limit = 90
	c.SetText("a\nb\nc\nd\ne\nf\ng\nh")
	assert.Equal(t, float32(90), c.MinSize().Height)
}

func TestTextIsInsertedAtTheCaret(t *testing.T) {
	start(t, Light)
	c := NewComposerBox(ComposerParams{})
	window(t, c, 400, 200)
	c.SetText("ab")
	typeKeys(c.Entry, fyne.KeyLeft)
	c.Insert("ñ😊")
	assert.Equal(t, "añ😊b", c.Text())
	assert.Equal(t, 3, c.Caret())
}

func TestAFocusedEntryHandsShortcutsToTheWindow(t *testing.T) {
	start(t, Light)
	e := NewEntry()
	_, stage := window(t, e, 200, 60)
	heard := 0
	find := &desktop.CustomShortcut{KeyName: fyne.KeyK, Modifier: fyne.KeyModifierControl}
	stage.OnShortcut = func(s fyne.Shortcut) bool { heard++; return s == find }
	e.TypedShortcut(find)
	assert.Equal(t, 1, heard)
	e.SetText("abc")
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	assert.Equal(t, "abc", e.SelectedText(), "editing stays with the entry")
	assert.Equal(t, 1, heard)
}

func TestKeysWalkTheQuickReplies(t *testing.T) {
	start(t, Light)
	var picked []string
	list := NewQuickReplyList("", func(q QuickReply) { picked = append(picked, q.ID) })
	sent := 0
	box := NewComposerBox(ComposerParams{OnKey: list.Key, KeepTab: list.Open, OnSubmit: func(string) { sent++ }})
	window(t, container.NewVBox(list, box), 500, 400)
	assert.False(t, box.Entry.AcceptsTab())
	list.Set([]QuickReply{{ID: "a"}, {ID: "b"}, {ID: "c"}})
	assert.True(t, box.Entry.AcceptsTab())
	typeKeys(box.Entry, fyne.KeyDown, fyne.KeyReturn, fyne.KeyUp, fyne.KeyUp, fyne.KeyTab)
	assert.Equal(t, []string{"b", "c"}, picked)
	assert.Zero(t, sent, "while the list is open nothing is sent")
	typeKeys(box.Entry, fyne.KeyEscape)
	assert.False(t, list.Open())
	typeKeys(box.Entry, fyne.KeyReturn)
	assert.Equal(t, 1, sent)
}

func TestATooltipComesAfterARestAndGoesWithThePointer(t *testing.T) {
	start(t, Light)
	clock := controlWaits(t)
	b := NewIconButton("search", "Search (Ctrl+K)", nil)
	_, stage := window(t, container.NewCenter(b), 300, 200)
	b.MouseIn(&desktop.MouseEvent{})
	clock.pass(500 * time.Millisecond)
	assert.Nil(t, stage.float.tip)
	clock.pass(100 * time.Millisecond)
	require.NotNil(t, stage.float.tip)
	assert.Equal(t, "Search (Ctrl+K)", stage.float.tip.text)
	b.MouseOut()
	assert.Nil(t, stage.float.tip)
	b.MouseIn(&desktop.MouseEvent{})
	test.Tap(b)
	clock.pass(time.Second)
	assert.Nil(t, stage.float.tip, "a press ends the wait")
}

func TestUndoStopsWhatTheToastAnnounced(t *testing.T) {
	start(t, Light)
	clock := controlWaits(t)
	_, stage := window(t, NewDivider(), 400, 300)
	undone, gone := 0, 0
	toast := stage.Toast(ToastParams{Text: "Sending", OnUndo: func() { undone++ }, OnGone: func() { gone++ }, For: 3 * time.Second})
	test.Tap(toast.button)
	clock.pass(5 * time.Second)
	assert.Equal(t, 1, undone)
	assert.Zero(t, gone)
	stage.Toast(ToastParams{Text: "Sending", OnUndo: func() { undone++ }, OnGone: func() { gone++ }, For: 3 * time.Second})
	clock.pass(3 * time.Second)
	assert.Equal(t, 1, undone)
	assert.Equal(t, 1, gone)
	assert.Empty(t, stage.float.toasts)
}

func TestAToastLiesNeitherOnWhatWasSentNorOnASheetAtTheFoot(t *testing.T) {
	start(t, Light)
	content := NewDivider()
	_, stage := window(t, content, 1400, 880)
	toast := stage.Toast(ToastParams{Text: "Sending"})
	assert.Equal(t, RailWidth+16, toast.Position().X)
	assert.Less(t, toast.Position().X+toast.Size().Width, RailWidth+ListWidth, "the thread is free")
	KeepFoot(content, 200)
	assert.LessOrEqual(t, toast.Position().Y+toast.Size().Height, float32(680))
	KeepFoot(content, 0)
	assert.Greater(t, toast.Position().Y+toast.Size().Height, float32(680))
}

func TestANarrowBannerShowsTheNextTickAndItsButtons(t *testing.T) {
	start(t, Light)
	first, second := NewTick("Answer with /", false, nil), NewTick("Move an order to Ready", false, nil)
	button := NewButton("Use it with my own number", SecondaryWeight, nil)
	banner := NewBanner(ToneInfo, "Practice shop", "nothing leaves this computer", first, second, button)
	window(t, banner, 560, 300)
	assert.Positive(t, first.Position().X)
	assert.Negative(t, second.Position().X, "there is no room for it yet")
	first.SetChecked(true)
	banner.Refresh()
	assert.Positive(t, second.Position().X)
	assert.Negative(t, first.Position().X)
	assert.Positive(t, button.Position().X)
}

func TestAComposersHintIsNeverCutInTheMiddle(t *testing.T) {
	start(t, Light)
	box := NewComposerBox(ComposerParams{Placeholder: "Message Lucía. Type / for your saved replies"})
	box.Resize(fyne.NewSize(600, 44))
	assert.Equal(t, "Message Lucía. Type / for your saved replies", box.Entry.PlaceHolder)
	box.Resize(fyne.NewSize(200, 44))
	assert.Equal(t, "Message Lucía", box.Entry.PlaceHolder)
	box.SetPlaceholder("Message Ana. Type / for your saved replies")
	assert.Equal(t, "Message Ana", box.Entry.PlaceHolder)
}

func TestEscStepsBackFromSheetsOneByOne(t *testing.T) {
	start(t, Light)
	e := NewEntry()
	w, _ := window(t, e, 500, 400)
	w.Canvas().Focus(e)
	closed := []string{}
	name := NewTextField("Name", "", nil)
	ShowSheet(w.Canvas(), SheetParams{Title: "One", OnClose: func() { closed = append(closed, "one") }})
	ShowSheet(w.Canvas(), SheetParams{Title: "Two", Content: name, First: name.Entry, OnClose: func() { closed = append(closed, "two") }})
	assert.Equal(t, fyne.Focusable(name.Entry), w.Canvas().Focused())
	typeKeys(w.Canvas().Focused(), fyne.KeyEscape)
	assert.Equal(t, []string{"two"}, closed)
	typeKeys(w.Canvas().Focused(), fyne.KeyEscape)
	assert.Equal(t, []string{"two", "one"}, closed)
	assert.Equal(t, fyne.Focusable(e), w.Canvas().Focused(), "the focus goes back to where it was")
	assert.False(t, StepBack(w.Canvas()))
}

func TestKeysWalkAMenu(t *testing.T) {
	start(t, Light)
	w, _ := window(t, NewDivider(), 400, 300)
	var did []string
	item := func(s string) MenuItem { return MenuItem{Label: s, OnTapped: func() { did = append(did, s) }} }
	m := ShowMenu(w.Canvas(), fyne.NewPos(10, 10), []MenuItem{item("a"), {}, {Label: "off", Disabled: true}, item("b")})
	typeKeys(w.Canvas().Focused(), fyne.KeyDown, fyne.KeyReturn)
	assert.Equal(t, []string{"b"}, did)
	assert.True(t, m.gone)
	m = ShowMenu(w.Canvas(), fyne.NewPos(10, 10), []MenuItem{item("a")})
	typeKeys(w.Canvas().Focused(), fyne.KeyEscape)
	assert.True(t, m.gone)
	assert.Len(t, did, 1)
}

func TestPanesFoldWithTheWindow(t *testing.T) {
	start(t, Light)
	list, main, side := NewDivider(), NewDivider(), NewDivider()
	panes := &ThreePanes{Open: MainPane}
	c := container.New(panes, list, main, side)
	seen := func(window float32) string {
		c.Resize(fyne.NewSize(window-RailWidth, 600))
		return fmt.Sprint(list.Visible(), main.Visible(), side.Visible())
	}
	assert.Equal(t, "true true true", seen(1400))
	assert.Equal(t, float32(1400-RailWidth-ListWidth-SidePanelWidth), main.Size().Width)
	assert.Equal(t, "true true true", seen(1100))
	assert.Equal(t, "true true false", seen(1099))
	assert.Equal(t, "true true false", seen(761))
	assert.Equal(t, "false true false", seen(760))
	assert.True(t, panes.Single())
	panes.Open = ListPane
	assert.Equal(t, "true false false", seen(700))
}

func TestTheActionOfAFailedMessageCanBePressed(t *testing.T) {
	start(t, Light)
	did := 0
	data := BubbleData{Kind: FromShop, Text: "Hello", State: Failed, Trouble: "Not delivered.", Action: "Send as template", OnAction: func() { did++ }}
	b := NewBubble(data)
	window(t, container.NewWithoutLayout(b), 600, 300)
	b.Resize(fyne.NewSize(600, BubbleHeight(data, 600)))
	action := b.plan.blocks[len(b.plan.blocks)-1].(*troubleBlock)
	at := action.text.box.Position().AddXY(action.text.laid.lines[0].width-4, 6)
	test.TapAt(b, at)
	assert.Equal(t, 1, did)
	test.TapAt(b, fyne.NewPos(5, 5))
	assert.Equal(t, 1, did)
}

func TestABubbleIsAsHighAsItSaid(t *testing.T) {
	start(t, Light)
	for _, width := range []float32{360, 480, 660, 900} {
		for _, d := range bubbleSamples() {
			b := NewBubble(d)
			b.Resize(fyne.NewSize(width, 10))
			assert.Equal(t, BubbleHeight(d, width), b.MinSize().Height, "%+v at %v", d, width)
		}
	}
}

func TestTabPassesOverBubblesButKeysCanReachThem(t *testing.T) {
	start(t, Light)
	var keys []fyne.KeyName
	b := NewBubble(BubbleData{Text: "Hello"})
	menus := 0
	b.data.OnMenu = func(*Bubble) { menus++ }
	b.OnKey = func(ev *fyne.KeyEvent) bool { keys = append(keys, ev.Name); return ev.Name == fyne.KeyUp }
	send := NewButton("Send", Primary, nil)
	w, _ := window(t, container.NewVBox(b, send), 400, 300)
	w.Canvas().FocusNext()
	assert.Equal(t, fyne.Focusable(send), w.Canvas().Focused())
	b.TakeFocus()
	assert.Equal(t, fyne.Focusable(b), w.Canvas().Focused())
	assert.True(t, b.ring)
	typeKeys(b, fyne.KeyUp, fyne.KeyReturn)
	assert.Equal(t, []fyne.KeyName{fyne.KeyUp, fyne.KeyReturn}, keys)
	assert.Equal(t, 1, menus)
	w.Canvas().FocusNext()
	assert.Equal(t, fyne.Focusable(send), w.Canvas().Focused())
	assert.True(t, b.Disabled())
}

func TestAChoiceIsMadeWithKeys(t *testing.T) {
	start(t, Light)
	var chosen []int
	c := NewChoice("Theme", []string{"System", "Light", "Dark"}, 0, func(i int) { chosen = append(chosen, i) })
	w, _ := window(t, container.NewCenter(c), 400, 300)
	w.Canvas().Focus(c)
	typeKeys(c, fyne.KeyDown)
	typeKeys(w.Canvas().Focused(), fyne.KeyDown, fyne.KeyReturn)
	assert.Equal(t, []int{1}, chosen)
	assert.Equal(t, 1, c.Chosen())
	assert.Equal(t, fyne.Focusable(c), w.Canvas().Focused())
}

func TestAVeryLongMessageIsFolded(t *testing.T) {
	start(t, Light)
	long := BubbleData{Text: strings.Repeat("many words ", 400)}
	folded := long
	asked := 0
	folded.MaxLines, folded.More, folded.OnMore = 10, "Show all", func() { asked++ }
	assert.Less(t, BubbleHeight(folded, 600), BubbleHeight(long, 600)/3)
	b := NewBubble(folded)
	window(t, container.NewWithoutLayout(b), 600, 400)
	b.Resize(fyne.NewSize(600, BubbleHeight(folded, 600)))
	test.TapAt(b, b.plan.tops[0].AddXY(8, 10*Body.LineHeight()+8))
	assert.Equal(t, 1, asked)
}

func TestATallSheetScrollsInsideTheWindow(t *testing.T) {
	start(t, Light)
	w, _ := window(t, NewDivider(), 500, 400)
	text := NewParagraph(strings.Repeat("many words ", 400), Style{})
	s := ShowSheet(w.Canvas(), SheetParams{Title: "Long", Content: text, Buttons: []*Button{NewButton("Close", SecondaryWeight, nil)}})
	assert.LessOrEqual(t, s.panel.Position().Y+s.panel.Size().Height, float32(400))
	assert.InDelta(t, text.HeightFor(text.Size().Width), text.Size().Height, 1, "the whole text is laid out")
	short := ShowSheet(w.Canvas(), SheetParams{Title: "Short", Content: NewParagraph("One line", Style{})})
	assert.Less(t, short.panel.Size().Height, float32(130))
}
