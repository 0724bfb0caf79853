package orders

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/orderlist"
	"mostrador/shop"
	"mostrador/ui/kit"
)

const couriersList = `Pedido;Cliente;Móvil;Situación;Localizador;Pagado
1042;Lucía Martín;;On its way;PK987654321ES;sí
1041;Manuel Soto;;Ready;;
1036;Ana Belen Torres;;entregado;;
;Javier Ruiz;;Baking;;
1045;Hotel Doña María;;Ready;;
1044;Carmen Prieto;;Sale mañana;;
9999;;;Ready;;
1039;Escuela San Isidro;;Ready;;
`

// pasted opens the page with a list as if it was pasted there.
func pasted(c *counter, list string) *listPage {
	c.room.openList()
	fyne.CurrentApp().Clipboard().SetContent(list)
	c.room.list.paste()
	c.until("the list was matched", func() bool { return c.room.list.loaded })
	c.settle()
	return c.room.list
}

func taken(c *counter, l *listPage) {
	l.take()
	c.until("the changes are made", func() bool { return !c.room.listOpen })
	c.settle()
}

func kinds(l *listPage) []orderlist.Kind {
	var all []orderlist.Kind
	for _, row := range l.data.plan.Rows {
		all = append(all, row.Kind)
	}
	return all
}

func TestAPastedListShowsItsChangesAndMakesThem(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	l := pasted(c, couriersList)
	assert.Equal(t, []orderlist.Kind{
		orderlist.Change, orderlist.Change, orderlist.Change, orderlist.Change, orderlist.Unclear, orderlist.Unclear, orderlist.Unclear, orderlist.Nothing,
	}, kinds(l))
	assert.Empty(t, c.waiting(), "nothing is written before it is asked for")
	assert.Equal(t, []string{"Sale mañana"}, l.data.plan.Strange)
	snap(c, "list-light")

	l.choseWord("Sale mañana", 3) // Ready
	c.until("the word is known", func() bool { return len(l.data.plan.Strange) == 0 })
	l.data.fixed[8] = "1047" // Javier again
	l.again()
	c.until("the person's choice counts", func() bool { return l.data.plan.Rows[6].By == orderlist.ByPerson })
	taken(c, l)
	wishes := c.waiting()
	require.Len(t, wishes, 5+1, "of two rows about Javier the later moves his order; a tracking number, paid")
	edit := wishes[0].(*shop.EditOrder)
	assert.Equal(t, "PK987654321ES", *edit.Tracking)
	assert.Equal(t, shop.Paid, edit.Payment.State)
	assert.Equal(t, &shop.MoveOrder{Order: b.ids[1042], From: "ready", To: "way"}, wishes[1])
	assert.Contains(t, c.said[len(c.said)-1], "1 rows kept")

	again := pasted(c, couriersList)
	assert.Equal(t, 0, again.wanted(again.data), "the same list again does nothing")
	again.begin()
	c.settle()
	require.Contains(t, markup(c), "rows kept on")
}

func TestCustomersOfAListAreToldOnlyAfterTheyWereShown(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	l := pasted(c, "Pedido;Situación\n1041;Ready\n1044;Ready\n1036;Collected\n")
	l.tell.SetChecked(true)
	taken(c, l)
	c.until("the first status is proposed", func() bool { return c.room.sheet.shown() && c.room.sheet.to == "ready" })
	assert.Empty(t, c.waiting())
	assert.Len(t, c.room.sheet.plan.many.Previews, 2)
	c.room.sheet.do(true)
	c.until("then the next", func() bool { return c.room.sheet.shown() && c.room.sheet.to == "collected" })
	c.room.sheet.cancel()
	assert.False(t, c.room.sheet.shown())
}

func TestAColumnIsCorrectedByHandAndRemembered(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	const list = "1041;Ready\n1044;Ready\n"
	l := pasted(c, list)
	l.choseColumn(0, 0)
	c.until("nothing is matched without the number", func() bool { return l.wanted(l.data) == 0 })
	l.choseColumn(0, 1)
	c.until("the column is the number again", func() bool { return l.wanted(l.data) == 2 })
	l.choseColumn(1, 0)
	c.until("no status, no change", func() bool { return l.wanted(l.data) == 0 })
	c.settle()
	assert.Equal(t, 0, pasted(c, list).wanted(c.room.list.data), "as it was chosen")
}

func TestAListOfFiveThousandRowsIsReadFast(t *testing.T) {
	if testing.Short() {
		t.Skip("a large list")
	}
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	list := "Pedido;Situación\n"
	for range 5000 {
		list += "9999;Ready\n"
	}
	began := time.Now()
	l := pasted(c, list)
	assert.Len(t, l.data.plan.Rows, 5000)
	assert.Less(t, time.Since(began), 20*time.Second)
}

func TestAWrongListIsNamed(t *testing.T) {
	b := fill(t)
	c := open(t, b.Factory, kit.Light, 1324)
	c.room.openList()
	c.settle()
	fyne.CurrentApp().Clipboard().SetContent("  \n")
	c.room.list.paste()
	c.settle()
	assert.False(t, c.room.list.loaded)
	assert.Contains(t, markup(c), "There are no rows in it")
}

func markup(c *counter) string { return test.RenderObjectToMarkup(c.room.content) }
