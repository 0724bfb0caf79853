package orders

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

func TestANewOrderIsWrittenDownForACustomer(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	c.room.Enter(desk.Place{Room: desk.Orders, NewOrder: true})
	c.until("the sheet opens", func() bool { return c.room.form != nil && c.room.form.sheet != nil })
	n := c.room.form
	test.Tap(n.save)
	assert.Contains(t, test.RenderObjectToMarkup(n.form.content), "Choose a customer, or At the counter.")
	assert.Contains(t, test.RenderObjectToMarkup(n.form.content), "Write down at least one item.")
	assert.Empty(t, c.waiting())

	test.Type(n.form.who.search.Entry, "carmen")
	c.until("Carmen is found", func() bool { return len(n.form.who.results.Objects) == 1 })
	n.form.who.search.Entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	assert.True(t, n.form.items.lines[0].quantity.Entry.Focused(), "Enter takes the first and goes on")
	line := n.form.items.lines[0]
	test.Type(line.quantity.Entry, "two")
	test.Type(line.name.Entry, "Hogaza")
	test.Type(line.price.Entry, "3,80")
	test.Tap(n.save)
	assert.Contains(t, test.RenderObjectToMarkup(line.quantity), "A whole number")
	line.quantity.SetText("2")
	n.form.items.add(shop.Item{}, true)
	test.Type(n.form.items.lines[1].name.Entry, "Bollo")
	test.Type(n.form.items.lines[1].price.Entry, "1.234,50")
	assert.Equal(t, "Total 1242.10 €", n.form.items.total.Content())
	n.form.due.days.Choose(dueTomorrow)
	test.Type(n.form.due.clock.Entry, "25:00")
	test.Tap(n.save)
	assert.Contains(t, test.RenderObjectToMarkup(n.form.due.clock), "A time, as 9:30")
	n.form.due.clock.SetText("")
	test.Type(n.form.due.clock.Entry, "9.30")
	n.form.pay.state.Choose(1)
	n.form.pay.chosen()
	test.Type(n.form.pay.amount.Entry, "10")
	test.Type(n.form.notes.Entry, "Well done crust")
	test.Tap(n.save)
	c.until("it waits to leave", func() bool { return len(c.waiting()) == 1 })
	wish := c.waiting()[0].(*shop.OpenOrder)
	assert.Equal(t, b.who[1044].ID, wish.Customer)
	assert.Equal(t, []shop.Item{{Name: "Hogaza", Quantity: 2, Price: storetest.Euros(3, 80)}, {Name: "Bollo", Quantity: 1, Price: storetest.Euros(1234, 50)}}, wish.Content.Items)
	assert.Equal(t, storetest.Euros(1242, 10), wish.Content.Total)
	assert.True(t, b.midnight.Add(at(33, 30)).Equal(wish.Content.Due), wish.Content.Due)
	assert.Equal(t, shop.Payment{State: shop.Deposit, Amount: storetest.Euros(10, 0)}, wish.Content.Payment)
	assert.Equal(t, "Well done crust", wish.Personal.Notes)
	c.until("the sheet closes", func() bool { return n.sheet.Closed() })
	c.until("it stands on the board", func() bool { return len(c.room.board.columns[0].ids) == 4 })
}

func TestClosingTheSheetKeepsWhatWasTyped(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	show := func() {
		c.room.newOrder(shop.CustomerID{})
		c.until("the sheet is open", func() bool { return c.room.form.sheet != nil && !c.room.form.sheet.Closed() })
	}
	show()
	n := c.room.form
	n.form.who.kinds.Choose(whoWalkIn)
	n.form.who.arrange()
	test.Type(n.form.who.name.Entry, "Señora del perro")
	test.Type(n.form.items.lines[0].name.Entry, "Pan")
	n.sheet.Close()
	show()
	assert.Equal(t, "Señora del perro", n.form.who.name.Text())
	test.Tap(n.save)
	c.until("it waits to leave", func() bool { return len(c.waiting()) == 1 })
	wish := c.waiting()[0].(*shop.OpenOrder)
	assert.Equal(t, shop.CustomerID{}, wish.Customer)
	assert.Equal(t, "Señora del perro", wish.Personal.Name)
	assert.Equal(t, "today", words.Due(wish.Content.Due, c.d.Now()), "as the form said, without a time")
	c.until("the sheet closes", func() bool { return n.sheet.Closed() })
	show()
	assert.Empty(t, n.form.who.name.Text(), "a new one begins empty")
}

func TestCustomersAreFoundByABegunNumber(t *testing.T) {
	b := fill(t)
	phone := shop.ShowPhone(b.who[1044].Phone)
	assert.Equal(t, "34612000", abroad("612000", "ES"))
	for _, text := range []string{phone, phone[4:], "carmen"} {
		rows, err := findCustomers(t.Context(), b.Store, text)
		require.NoError(t, err)
		found := false
		for _, row := range rows {
			found = found || row.ID == b.who[1044].ID
		}
		assert.True(t, found, text)
	}
}

func opened(c *counter, id shop.OrderID) *page {
	c.room.Enter(desk.Place{Room: desk.Orders, Order: id})
	c.until("the order is open", func() bool { return c.room.page != nil && c.room.page.loaded })
	c.settle()
	return c.room.page
}

func TestOnlyWhatChangedIsHandedIn(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	p := opened(c, b.ids[1042])
	assert.False(t, p.dirty)
	assert.False(t, p.saveRow.Visible())
	p.form.due.clock.SetText("11")
	assert.True(t, p.saveRow.Visible())
	b.Notes(b.who[1042], "something else happens")
	b.Moves(b.who[1042], b.ids[1042], "ready", "way")
	c.until("the page follows", func() bool { return p.data.card.Status == "way" })
	assert.Equal(t, "11", p.form.due.clock.Text(), "what is being typed stays")
	test.Tap(p.save)
	c.until("it waits to leave", func() bool { return len(c.waiting()) == 1 })
	wish := c.waiting()[0].(*shop.EditOrder)
	require.NotNil(t, wish.Due)
	assert.True(t, b.midnight.Add(at(35, 0)).Equal(*wish.Due))
	assert.Nil(t, wish.Items)
	assert.Nil(t, wish.Payment)
	assert.Nil(t, wish.Customer)
	assert.Nil(t, wish.Personal.Notes)
	c.until("it is as saved", func() bool { return !p.dirty })

	p.form.notes.SetText("no walnuts")
	assert.True(t, c.room.StepBack())
	again := opened(c, b.ids[1042])
	assert.Equal(t, "no walnuts", again.form.notes.Text(), "leaving the page keeps what was typed")
	test.Tap(again.revert)
	assert.True(t, c.room.StepBack())
	assert.Empty(t, opened(c, b.ids[1042]).form.notes.Text())
}

func TestTheOrdersPageMovesItOnAndTellsAgain(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	p := opened(c, b.ids[1042])
	side := test.RenderObjectToMarkup(p.side)
	for _, words := range []string{"Move to On its way", "tell Lucía", "Ana moved it to Ready", "Ana wrote it down", "Told 09:00"} {
		assert.Contains(t, side, words)
	}
	test.Tap(p.talk)
	assert.Equal(t, []desk.Place{{Room: desk.Inbox, Conversation: b.who[1042].Conversation}}, c.went)

	p.tellAgain()
	c.until("it asks", func() bool { return c.window.Canvas().Overlays().Top() != nil })
	sheet := c.window.Canvas().Overlays().Top()
	assert.Contains(t, test.RenderObjectToMarkup(sheet), "This sends one more message.")
	tapButton(t, c, "Tell again")
	require.Len(t, c.undos, 1)
	c.undos[0].later()
	c.until("it waits to leave", func() bool { return len(c.waiting()) == 1 })
	assert.Equal(t, b.ids[1042], c.waiting()[0].(*shop.TellAgain).Order)

	failed := opened(c, b.ids[1039])
	assert.Contains(t, test.RenderObjectToMarkup(failed.side), "has no WhatsApp", "why it was not delivered, and the next step")
	gone := opened2(c, shop.OrderID{UUID: desk.NewID()})
	assert.Contains(t, test.RenderObjectToMarkup(gone.content), "This order is not here")
}

func opened2(c *counter, id shop.OrderID) *page {
	c.room.Enter(desk.Place{Room: desk.Orders, Order: id})
	c.settle()
	return c.room.page
}

// tapButton presses the button of the sheet on top that says this.
func tapButton(t *testing.T, c *counter, label string) {
	t.Helper()
	for range 20 {
		c.window.Canvas().FocusNext()
		if b, ok := c.window.Canvas().Focused().(*kit.Button); ok && b.Label() == label {
			c.press(fyne.KeyReturn)
			return
		}
	}
	t.Fatalf("no button says %q", label)
}

func TestTheTableSortsAndReadsOn(t *testing.T) {
	f := storetest.New(t)
	for range 250 {
		f.Order(f.Customer("Vecina"))
		f.Tick(time.Minute)
	}
	c := open(t, f, kit.Light, 1324)
	c.room.look(tableView)
	c.until("the open ones are there", func() bool { return len(c.room.table.lines.rows) == 250 })
	assert.Equal(t, "1001", c.room.table.lines.rows[0].Number)
	test.Tap(c.room.table.lines.heads[columnNumber])
	test.Tap(c.room.table.lines.heads[columnNumber])
	assert.Equal(t, "1250", c.room.table.lines.rows[0].Number)
	c.room.table.filter(1)
	c.until("the first page is there", func() bool { return c.room.table.all && len(c.room.table.lines.rows) == tablePage })
	assert.True(t, c.room.table.lines.heads[columnItems].Disabled(), "all orders can't be sorted by what is in them")
	for _, want := range []int{200, 250} {
		c.room.table.lines.list.ScrollTo(len(c.room.table.lines.rows) - 1)
		c.until("it reads on", func() bool { return len(c.room.table.lines.rows) == want })
	}
	seen := map[shop.OrderID]bool{}
	for _, row := range c.room.table.lines.rows {
		seen[row.ID] = true
	}
	assert.Len(t, seen, 250)
	c.room.table.lines.list.ScrollToTop()
	c.room.table.lines.at[0].OnTapped()
	assert.Equal(t, c.room.table.lines.rows[0].ID, c.room.page.id)
}

func TestWhatIsToBakeIsAddedUpByDay(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	c.room.look(bakeView)
	c.until("it is added up", func() bool {
		return len(test.RenderObjectToMarkup(c.room.bake.body)) > 0 && len(c.room.bake.body.Objects) == 1
	})
	c.settle()
	today := test.RenderObjectToMarkup(c.room.bake.body)
	assert.Contains(t, today, "Hogaza")
	assert.Contains(t, today, "in 2 orders")
	c.room.bake.pills.OnChosen(4)
	c.settle()
	assert.Contains(t, test.RenderObjectToMarkup(c.room.bake.body), "Nothing to bake")
}

func TestSearchFindsOrdersWhereverTheyAre(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	test.Type(c.room.search.Entry, "1042")
	c.until("it is found", func() bool { return len(c.room.found.lines.rows) == 1 })
	assert.Equal(t, b.ids[1042], c.room.found.lines.rows[0].ID)
	c.room.search.SetText("zzzz")
	c.longest("it is said that nothing was found", func() bool {
		return strings.Contains(test.RenderObjectToMarkup(c.room.body), "No order found")
	})
	assert.True(t, c.room.StepBack())
	c.longest("the board is back", func() bool { return c.room.body.Objects[0] == c.room.board.content })
}

func TestRowsThatAreEqualStandByWhenTheyAreDue(t *testing.T) {
	early, late := store.OrderRow{Name: "B", Due: time.Unix(1, 0)}, store.OrderRow{Name: "A", Due: time.Unix(2, 0)}
	none := store.OrderRow{Name: "C"}
	assert.Equal(t, []store.OrderRow{early, late, none}, sorting{by: columnTotal}.sorted([]store.OrderRow{none, late, early}, nil))
	assert.Equal(t, []store.OrderRow{late, early, none}, sorting{by: columnCustomer}.sorted([]store.OrderRow{none, early, late}, nil))
	assert.Equal(t, []store.OrderRow{none, early, late}, sorting{by: columnCustomer, down: true}.sorted([]store.OrderRow{none, early, late}, nil))
}

func TestADayWithoutATimeStaysItsDay(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	f := newDueField(c.d.Now, func() {})
	f.today()
	due, ok := f.read()
	require.True(t, ok)
	assert.Equal(t, "today", words.Due(due, c.d.Now()))
	assert.True(t, due.After(c.d.Now()), "it is not late before the day is over")
	f.set(due)
	again, ok := f.read()
	require.True(t, ok)
	assert.Equal(t, due, again)
	f.set(time.Time{})
	none, ok := f.read()
	require.True(t, ok)
	assert.True(t, none.IsZero(), "no day stays no day")
}
