package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func links(text string) []string {
	var all []string
	for _, r := range ParseMessage(text) {
		if r.Link != "" {
			all = append(all, r.Text+" → "+r.Link)
		}
	}
	return all
}

func TestPhoneNumbersLeadSomewhereAndOtherNumbersDoNot(t *testing.T) {
	assert.Equal(t, []string{"+34 612 345 678 → tel:+34612345678"}, links("Llámame al +34 612 345 678, gracias"))
	assert.Equal(t, []string{"612345678 → tel:612345678"}, links("612345678"))
	assert.Equal(t, []string{"(11) 91234-5678 → tel:11912345678"}, links("fone (11) 91234-5678"))
	for _, text := range []string{"Pedido 1042 por 18,40 €", "23-11-2026 10:30", "2026.11.23", "ref A123456789012B", "12345678901234567890"} {
		assert.Empty(t, links(text), text)
	}
}

func TestOrderNumbersLeadToTheirOrderOnlyWhereTheyStandAlone(t *testing.T) {
	runs := withTerms(Plain("1042? I mean #1042, not 10421."), []Term{{Text: "1042", Link: "order:1042"}})
	found := 0
	for _, r := range runs {
		if r.Link != "" {
			assert.Equal(t, "1042", r.Text)
			found++
		}
	}
	assert.Equal(t, 2, found)
	assert.Equal(t, "1042? I mean #1042, not 10421.", plainText(runs))
}

// seen is a line as it is drawn, from left to right.
func seen(line textLine) string {
	var parts []string
	for _, p := range line.pieces {
		if text := strings.TrimSpace(p.text); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " ")
}

func TestRightToLeftWordsStandInTheirOrder(t *testing.T) {
	test.NewTempApp(t)
	laid := layText(Plain("שלום לך חבר"), textShape{}, 0)
	assert.Equal(t, "חבר לך שלום", seen(laid.lines[0]))
	assert.True(t, laid.lines[0].rtl)

	laid = layText(Plain("Order שלום לך today"), textShape{}, 0)
	assert.Equal(t, "Order לך שלום today", seen(laid.lines[0]))
	assert.False(t, laid.lines[0].rtl)

	laid = layText(Plain("הזמנה 1042 מוכנה!"), textShape{}, 0)
	assert.Equal(t, "! מוכנה 1042 הזמנה", seen(laid.lines[0]))

	laid = layText(Plain("hello\nمرحبا"), textShape{}, 0)
	assert.False(t, laid.lines[0].rtl)
	assert.True(t, laid.lines[1].rtl)
}

func TestAFullStopIsNotLeftAloneOnALine(t *testing.T) {
	test.NewTempApp(t)
	runs := []Run{{Text: "it is ready on "}, {Text: "Saturday", Bold: true}, {Text: "."}}
	whole := layText(runs, textShape{}, 0)
	laid := layText(runs, textShape{}, whole.width-1)
	require.Len(t, laid.lines, 2)
	assert.Equal(t, "Saturday .", seen(laid.lines[1]))
}

func TestTextIsMarkedWithThePointerAndKnown(t *testing.T) {
	test.NewTempApp(t)
	marked := 0
	b := NewBubble(BubbleData{Kind: FromCustomer, Text: "two loaves and a cake", OnMarked: func(*Bubble) { marked++ }})
	w := test.NewTempWindow(t, b)
	w.Resize(fyne.NewSize(500, 80))
	top := b.plan.tops[b.plan.bodyAt]
	b.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: top}, Button: desktop.MouseButtonPrimary})
	to := measure("two loaves", Body.Points(), fyne.TextStyle{}, false).Width
	b.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: top.AddXY(to, 5)}, Dragged: fyne.NewDelta(to, 5)})
	assert.Equal(t, "two loaves", b.Marked())
	b.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: top.AddXY(400, 5)}, Dragged: fyne.NewDelta(300, 0)})
	assert.Equal(t, "two loaves and a cake", b.Marked())
	assert.Positive(t, marked)
	b.Unmark()
	assert.Empty(t, b.Marked())
}

func TestEmojiAreSearchedAndTakenByKeyboard(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, NewText("", Style{}))
	w.Resize(fyne.NewSize(700, 600))
	got := ""
	e := ShowEmojiPicker(w.Canvas(), fyne.NewPos(20, 500), EmojiPickerParams{Recent: []string{"👍"}, OnPick: func(emoji string) { got = emoji }})
	test.Type(e.field.Entry, "cruasan")
	e.field.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	assert.Equal(t, "🥐", got)
	assert.Nil(t, w.Canvas().Overlays().Top())

	e = ShowEmojiPicker(w.Canvas(), fyne.NewPos(20, 500), EmojiPickerParams{Recent: []string{"👍", "🙏"}, OnPick: func(emoji string) { got = emoji }})
	for _, key := range []fyne.KeyName{fyne.KeyDown, fyne.KeyRight, fyne.KeyReturn} {
		e.field.Entry.TypedKey(&fyne.KeyEvent{Name: key})
	}
	assert.Equal(t, "🙏", got)
}

func TestALineBrokenBetweenCharactersKeepsItsHeight(t *testing.T) {
	test.NewTempApp(t)
	for _, text := range []string{"สวัสดีค่ะ มีขนมปังไหมคะ", "你好，有面包吗？"} {
		laid := layText(Plain(text), textShape{}, 400)
		assert.Len(t, layText(Plain(text), textShape{}, laid.width).lines, len(laid.lines), text)
	}
}
