package orders

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

func TestTheBoardLooksAsItDid(t *testing.T) {
	for name, mode := range map[string]kit.Mode{"light": kit.Light, "dark": kit.Dark} {
		t.Run(name, func(t *testing.T) {
			b := fill(t)
			c := open(t, b.Factory, mode, 1324)
			for _, n := range []int{1040, 1044, 1041, 1043} {
				c.room.board.pick(b.ids[n])
			}
			c.until("the sheet is there", c.room.sheet.shown)
			c.settle()
			test.AssertObjectRendersToMarkup(t, name+"/board.xml", c.room.body)
		})
	}
}

func TestColumnsAreGroupedByWhenOrdersAreDue(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	board := c.room.board
	assert.Equal(t, []shop.OrderID{b.ids[1046], b.ids[1047], b.ids[1045]}, board.columns[0].ids)
	markup := test.RenderObjectToMarkup(board.columns[1].ground)
	assert.Contains(t, markup, "Late")
	assert.Contains(t, markup, "Today")
	assert.True(t, board.cards[b.ids[1040]].Data().Late)
	assert.Equal(t, "no updates please", board.cards[b.ids[1040]].Data().Told)
	assert.Equal(t, "not delivered", board.cards[b.ids[1039]].Data().Told)
	assert.Equal(t, kit.Read, board.cards[b.ids[1036]].Data().Ticks)
	assert.Equal(t, "22.00 € · deposit 10.00 €", board.cards[b.ids[1045]].Data().Money)
	assert.True(t, board.columns[4].folded)
	assert.Equal(t, 38, board.columns[4].data.today)
	test.Tap(board.columns[4].strip.row)
	c.until("the column opens", func() bool { return !board.columns[4].folded })
	assert.Len(t, board.columns[4].ids, 38)
}

func TestSeveralOrdersMoveAndTheirCustomersAreTold(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	for _, n := range []int{1040, 1044, 1041, 1043} {
		c.room.board.pick(b.ids[n])
	}
	c.until("the sheet is there", func() bool { return c.room.sheet.shown() && len(c.room.sheet.plan.many.Previews) == 4 })
	shown := test.RenderObjectToMarkup(c.room.sheet.card)
	for _, words := range []string{"4 orders: Baking → Ready, and tell the customers", "2 within the reply window, free", "Order ready", "0.02 €",
		"1 left out: Rafa wants no updates", "1 of 3 · next", "Move and tell 3", "Move only", "Carmen"} {
		assert.Contains(t, shown, words)
	}
	test.Tap(c.room.sheet.nextButton().(*kit.Button))
	assert.Contains(t, test.RenderObjectToMarkup(c.room.sheet.card), "2 of 3 · next")

	test.Tap(c.room.sheet.main)
	require.Len(t, c.undos, 1)
	assert.Equal(t, undoMany, c.undos[0].wait)
	assert.Equal(t, "4 orders to Ready, telling 3", c.undos[0].text)
	assert.Len(t, c.room.board.columns[2].ids, 6, "they stand where they go at once")
	assert.Empty(t, c.waiting(), "nothing is handed over while it can be undone")
	c.undos[0].undone()
	c.settle()
	assert.Len(t, c.room.board.columns[1].ids, 4)
	assert.Empty(t, c.waiting())
	assert.Empty(t, c.deeds)

	for _, n := range []int{1040, 1044, 1041, 1043} {
		c.room.board.pick(b.ids[n])
	}
	c.until("the sheet is there", func() bool { return len(c.room.sheet.plan.many.Previews) == 4 })
	c.settle()
	test.Tap(c.room.sheet.main)
	c.undos[1].later()
	c.until("they wait to leave", func() bool { return len(c.waiting()) == 4 && len(c.room.moving.pending) == 0 })
	told := 0
	for _, wish := range c.waiting() {
		move := wish.(*shop.MoveOrder)
		assert.Equal(t, shop.StatusID("baking"), move.From)
		assert.Equal(t, shop.StatusID("ready"), move.To)
		if move.Tell != nil {
			told++
		}
		if move.Order == b.ids[1040] {
			assert.Nil(t, move.Tell)
		}
	}
	assert.Equal(t, 3, told)
	c.settle()
	assert.Len(t, c.room.board.columns[2].ids, 6)
	assert.Equal(t, []desk.Deed{desk.MovedOrder}, c.deeds)
}

func TestTheKeysWalkTheBoardAndMoveAnOrder(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	board := c.room.board
	board.focus(b.ids[1046])
	c.press(fyne.KeyDown)
	assert.True(t, board.cards[b.ids[1047]].Focused())
	c.press(fyne.KeyRight, fyne.KeyRight)
	assert.True(t, board.cards[b.ids[1042]].Focused())
	c.press(fyne.KeyUp, fyne.KeyUp)
	assert.True(t, board.cards[b.ids[1039]].Focused())
	board.cards[b.ids[1039]].TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierShortcutDefault})
	c.until("the move is proposed", c.room.sheet.shown)
	c.settle()
	assert.Equal(t, shop.StatusID("way"), c.room.sheet.to)
	c.press(fyne.KeyReturn)
	require.Len(t, c.undos, 1)
	assert.Equal(t, 3*time.Second, c.undos[0].wait)
	c.undos[0].later()
	c.until("it waits to leave", func() bool { return len(c.waiting()) == 1 })
	move := c.waiting()[0].(*shop.MoveOrder)
	assert.Equal(t, shop.StatusID("ready"), move.From)
	assert.NotNil(t, move.Tell)

	c.settle()
	board.focus(b.ids[1045])
	c.press(fyne.KeyX)
	c.until("the sheet is there", c.room.sheet.shown)
	c.settle()
	assert.True(t, board.cards[b.ids[1045]].Focused(), "ticking leaves the keys on the board")
	assert.True(t, c.room.StepBack())
	assert.False(t, c.room.sheet.shown())
	assert.False(t, board.picks.any())
	c.press(fyne.KeyReturn)
	c.until("the order opens", func() bool { return c.room.page != nil && c.room.page.loaded })
	assert.True(t, c.room.StepBack())
	assert.Nil(t, c.room.page)
}

func TestCtrlAndShiftPickWithTheMouse(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	board := c.room.board
	press := func(n int, held fyne.KeyModifier) {
		card := board.cards[b.ids[n]]
		card.MouseDown(&desktop.MouseEvent{Modifier: held})
		card.Tapped(&fyne.PointEvent{Position: fyne.NewPos(100, 60)})
	}
	press(1040, fyne.KeyModifierControl)
	press(1041, fyne.KeyModifierShift)
	assert.Equal(t, []shop.OrderID{b.ids[1040], b.ids[1044], b.ids[1041]}, board.picks.ids)
	press(1044, fyne.KeyModifierControl)
	assert.Equal(t, []shop.OrderID{b.ids[1040], b.ids[1041]}, board.picks.ids)
	c.settle()
}

func TestACardIsCarriedToAnotherColumn(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	board := c.room.board
	card := board.cards[b.ids[1044]]
	ready := fyne.CurrentApp().Driver().AbsolutePositionForObject(board.columns[2].ground).AddXY(40, 300)
	card.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: ready}})
	assert.Len(t, board.over.Objects, 1)
	card.DragEnd()
	c.until("the move is proposed", c.room.sheet.shown)
	assert.Equal(t, shop.StatusID("ready"), c.room.sheet.to)
	assert.Equal(t, []shop.OrderID{b.ids[1044]}, c.room.sheet.orders)
	assert.Empty(t, board.over.Objects)
	assert.Empty(t, c.waiting())
}

func TestAnEmptyShopAndAFailingOneSayItInWords(t *testing.T) {
	f := storetest.New(t)
	c := open(t, f, kit.Light, 1324)
	assert.Contains(t, test.RenderObjectToMarkup(c.room.content), "No orders yet")
	c.room.board.take(boardData{err: assert.AnError})
	assert.Contains(t, test.RenderObjectToMarkup(c.room.content), "The orders can't be shown")
}

func TestTheBoardFollowsWhatHappensElsewhere(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	b.Moves(b.who[1047], b.ids[1047], "new", "ready")
	c.until("the card has moved", func() bool { return len(c.room.board.columns[2].ids) == 3 })
	c.room.Leave()
	b.Moves(b.who[1046], b.ids[1046], "new", "ready")
	c.settle()
	assert.Len(t, c.room.board.columns[2].ids, 3, "nothing is read while the room is not shown")
	c.room.Enter(desk.Place{Room: desk.Orders})
	c.until("it is read again", func() bool { return len(c.room.board.columns[2].ids) == 4 })
}
