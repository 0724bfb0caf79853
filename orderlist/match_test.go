package orderlist_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/orderlist"
	"mostrador/shop"
	"mostrador/tables"
)

var pipeline = shop.Pipeline{
	{ID: "new", Name: "Nuevo"}, {ID: "baking", Name: "En el horno"}, {ID: "ready", Name: "Listo", Made: true},
	{ID: "onway", Name: "De camino", Made: true, DeliveryOnly: true}, {ID: "collected", Name: "Entregado", Final: true}, {ID: "cancelled", Name: "Cancelado", Final: true},
}

func id(n int) shop.OrderID { return shop.OrderID{UUID: uuid.NewSHA1(uuid.Nil, fmt.Append(nil, n))} }

func bakery() orderlist.Params {
	return orderlist.Params{Country: "ES", Currency: "EUR", Pipeline: pipeline, Zone: time.UTC, Orders: []orderlist.Order{
		{ID: id(1042), Number: "1042", Status: "ready", Name: "Lucía Martín", Phones: []string{"+34 600 111 222"}, Payment: shop.Payment{State: shop.Unpaid}},
		{ID: id(1043), Number: "1043", Status: "baking", Name: "Taberna El Rinconcillo", Phones: []string{"+34600333444"}, Tracking: "PK123456789ES"},
		{ID: id(1044), Number: "1044", Status: "new", Name: "Carmen Prieto", Phones: []string{"600 555 666"}},
		{ID: id(1045), Number: "1045", Status: "new", Name: "Carmen Prieto", Phones: []string{"600 555 666"}},
		{ID: id(1046), Number: "1046", Status: "cancelled", Name: "Javier Ruiz"},
	}}
}

func match(t testing.TB, p orderlist.Params, list string) orderlist.Plan {
	t.Helper()
	fields := orderlist.Fields(p.Pipeline, p.Words)
	table, err := tables.Paste(list, fields)
	require.NoError(t, err)
	return orderlist.Match(table, fields.Recognise(table), p)
}

func TestACouriersListChangesItsOrders(t *testing.T) {
	plan := match(t, bakery(), `Referencia;Destinatario;Teléfono;Estado;Localizador;Pagado
#1042;Lucia Martin;600111222;En reparto;PK987654321ES;sí
;;;Entregado;pk 123456789 es;
1044;CARMEN;;listo;;
`)
	require.Len(t, plan.Rows, 3)
	first, second, third := plan.Rows[0], plan.Rows[1], plan.Rows[2]
	assert.Equal(t, orderlist.ByNumber, first.By)
	assert.Equal(t, shop.StatusID("onway"), first.To)
	assert.Equal(t, "PK987654321ES", first.Tracking)
	assert.True(t, first.Paid)
	assert.Equal(t, orderlist.ByTracking, second.By)
	assert.Equal(t, id(1043), second.Order.ID)
	assert.Equal(t, shop.StatusID("collected"), second.To)
	assert.Empty(t, second.Tracking, "it has it already, written otherwise")
	assert.Equal(t, shop.StatusID("ready"), third.To)

	edit := first.Edits()[0].(*shop.EditOrder)
	assert.Equal(t, "PK987654321ES", *edit.Tracking)
	assert.Equal(t, shop.Paid, edit.Payment.State)
	assert.Equal(t, &shop.MoveOrder{Order: id(1042), From: "ready", To: "onway"}, first.Move())
}

func TestRowsThatNeedAPersonSayWhy(t *testing.T) {
	for list, why := range map[string]orderlist.Trouble{
		"Nombre;Estado\nCarmen Prieto;Listo\n":                          orderlist.Several,
		"Pedido;Estado\n9999;Listo\n":                                   orderlist.NotFound,
		"Pedido;Estado\n;Listo\n":                                       orderlist.NothingToFind,
		"Pedido;Estado\n1042;Nosesabe\n":                                orderlist.StrangeWord,
		"Pedido;Cliente;Estado\n1042;Hotel Doña María;Entregado\n":      orderlist.Disagrees,
		"Pedido;Estado\n1046;Entregado\n":                               orderlist.Finished,
		"Pedido;Pagado\n1042;mañana\n":                                  orderlist.StrangePaid,
		"Cliente;Teléfono;Estado\nLucía Martín;699 999 999;Entregado\n": orderlist.NotFound,
	} {
		plan := match(t, bakery(), list)
		require.Len(t, plan.Rows, 1, list)
		assert.Equal(t, why, plan.Rows[0].Why, list)
		assert.Equal(t, orderlist.Unclear, plan.Rows[0].Kind, list)
		assert.Empty(t, plan.Rows[0].Edits(), list)
		assert.Nil(t, plan.Rows[0].Move(), list)
	}
	twice := match(t, bakery(), "Pedido;Estado\n1042;Entregado\n1042;Cancelado\n1042;Entregado\n")
	assert.Equal(t, orderlist.Finished, twice.Rows[1].Why, "of two that disagree the second is asked about")
	parcels := match(t, bakery(), "Pedido;Localizador\n1042;PK111111111ES\n1042;PK222222222ES\n")
	assert.Equal(t, orderlist.Twice, parcels.Rows[1].Why)
	assert.Equal(t, orderlist.Nothing, twice.Rows[2].Kind, "the same said again")
	assert.Equal(t, []string{"1044", "1045"}, match(t, bakery(), "Nombre;Estado\nCarmen Prieto;Listo\n").Rows[0].Fits)
}

func TestAPersonsChoiceAndWordsCount(t *testing.T) {
	p := bakery()
	p.Words = orderlist.Words{"sale hoy": "onway"}
	p.Fixed = map[int]string{2: "1045"}
	plan := match(t, p, "Nombre;Estado\nCarmen Prieto;SALE HOY\n")
	assert.Equal(t, id(1045), plan.Rows[0].Order.ID)
	assert.Equal(t, shop.StatusID("onway"), plan.Rows[0].To)
	assert.Equal(t, []string{"Nosesabe"}, match(t, p, "Pedido;Estado\n1042;Nosesabe\n1043;nosesabe\n").Strange)
}

func TestAnOrderThatCameFurtherStays(t *testing.T) {
	plan := match(t, bakery(), "Pedido;Estado\n1042;En el horno\n")
	assert.Equal(t, orderlist.Nothing, plan.Rows[0].Kind)
	assert.True(t, plan.Rows[0].Further)
}

func TestOfACouriersEventsTheLastMovesTheOrder(t *testing.T) {
	plan := match(t, bakery(), "Pedido;Estado\n1043;Listo\n1043;En reparto\n1043;Entregado\n")
	assert.Equal(t, 1, plan.Count(orderlist.Change))
	assert.Equal(t, &shop.MoveOrder{Order: id(1043), From: "baking", To: "collected"}, plan.Rows[2].Move())
}

func TestOrdersAreMadeOfRowsThatBringThem(t *testing.T) {
	const list = "Nº;Cliente;Móvil;Productos;Fecha;Importe;Pagado\nA-7;Ana Ríos;611 22 33 44;2 x Hogaza, Roscón;7/11/2026 9:30;12,50 €;no\nA-7;Ana Ríos;611 22 33 44;2 x Hogaza, Roscón;7/11/2026 9:30;12,50 €;no\n"
	p := bakery()
	plan := match(t, p, list)
	require.Equal(t, 1, plan.Count(orderlist.Fresh))
	assert.Equal(t, orderlist.Nothing, plan.Rows[1].Kind)
	wishes := plan.Rows[0].Edits()
	require.Len(t, wishes, 2)
	assert.Equal(t, "+34611223344", wishes[0].(*shop.AddCustomer).Phone)
	order := wishes[1].(*shop.OpenOrder)
	assert.Equal(t, []shop.Item{{Name: "Hogaza", Quantity: 2}, {Name: "Roscón", Quantity: 1}}, order.Content.Items)
	assert.Equal(t, time.Date(2026, 11, 7, 9, 30, 0, 0, time.UTC), order.Content.Due)
	assert.Equal(t, shop.Money{Micros: 12_500_000, Currency: "EUR"}, order.Content.Total)
	assert.Equal(t, "#A-7", order.Personal.Notes)

	p.Orders = append(p.Orders, orderlist.Order{ID: order.Order, Number: "1048", Status: "new", Name: "Ana Ríos", Phones: []string{"+34611223344"}})
	again := match(t, p, list)
	assert.Equal(t, 2, again.Count(orderlist.Nothing), "the second time there is nothing to make")
}

func TestTheSameListAgainDoesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := bakery()
		var list strings.Builder
		list.WriteString("Pedido;Cliente;Estado;Localizador;Pagado\n")
		for range rapid.IntRange(1, 8).Draw(t, "rows") {
			number := rapid.SampledFrom([]string{"1042", "1043", "1044", "1045", "1046", "", "77"}).Draw(t, "number")
			name := rapid.SampledFrom([]string{"", "Lucía Martín", "Carmen Prieto", "Taberna El Rinconcillo"}).Draw(t, "name")
			status := rapid.SampledFrom([]string{"", "Nuevo", "Listo", "De camino", "Entregado", "Cancelado", "?"}).Draw(t, "status")
			tracking := rapid.SampledFrom([]string{"", "", "PK111111111ES", "PK222222222ES"}).Draw(t, "tracking")
			fmt.Fprintf(&list, "%s;%s;%s;%s;%s\n", number, name, status, tracking, rapid.SampledFrom([]string{"", "si"}).Draw(t, "paid"))
		}
		fields := orderlist.Fields(p.Pipeline, nil)
		table, err := tables.Paste(list.String(), fields)
		if err != nil {
			return // a header alone
		}
		first := orderlist.Match(table, fields.Recognise(table), p)
		if len(first.Rows) != len(table.Rows) {
			t.Fatal("a row was dropped")
		}
		p.Done = map[string]shop.OrderID{}
		for _, row := range first.Rows {
			if key := row.Remember(); key != "" {
				p.Done[key] = row.Order.ID
			}
			apply(&p, row)
		}
		second := orderlist.Match(table, fields.Recognise(table), p)
		for i, row := range second.Rows {
			if row.Kind == orderlist.Change || row.Kind == orderlist.Fresh {
				t.Fatalf("row %d still wants something: %+v\n%s", i, row, list.String())
			}
		}
	})
}

// apply carries a row's wishes out on the orders.
func apply(p *orderlist.Params, row orderlist.Row) {
	for i := range p.Orders {
		o := &p.Orders[i]
		if o.ID != row.Order.ID {
			continue
		}
		for _, wish := range row.Edits() {
			edit := wish.(*shop.EditOrder)
			if edit.Tracking != nil {
				o.Tracking = *edit.Tracking
			}
			if edit.Payment != nil {
				o.Payment = *edit.Payment
			}
		}
		if move := row.Move(); move != nil {
			o.Status = move.To
		}
	}
}

// fiveThousand is a list of the size the bar speaks of, and a shop twice as large.
func fiveThousand() (orderlist.Params, string) {
	p := bakery()
	p.Orders = nil
	var list strings.Builder
	list.WriteString("Pedido;Cliente;Teléfono;Estado;Localizador\n")
	for i := range 10_000 {
		phone := fmt.Sprintf("+34 6%08d", i*7)
		p.Orders = append(p.Orders, orderlist.Order{ID: id(i), Number: fmt.Sprint(1000 + i), Status: "ready", Name: fmt.Sprintf("Cliente %d", i), Phones: []string{phone}})
		if i%2 == 0 {
			number := fmt.Sprint(1000 + i)
			if i%4 == 0 {
				number = ""
			}
			fmt.Fprintf(&list, "%s;Cliente %d;6%08d;En reparto;PK%09dES\n", number, i, i*7, i)
		}
	}
	return p, list.String()
}

func TestFiveThousandRowsAllFindTheirOrders(t *testing.T) {
	p, list := fiveThousand()
	plan := match(t, p, list)
	assert.Equal(t, 5000, plan.Count(orderlist.Change))
}

func BenchmarkFiveThousandRows(b *testing.B) {
	p, list := fiveThousand()
	for b.Loop() {
		match(b, p, list)
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("Pedido;Estado\n1042;Listo\n")
	f.Add("1042\tEntregado\n\t\t\n#1043\tx")
	f.Add("Nº,Productos,Móvil,Fecha\nA,\"2 x , ;;\",600111222,31/2/2026")
	f.Fuzz(func(t *testing.T, list string) {
		p := bakery()
		fields := orderlist.Fields(p.Pipeline, nil)
		table, err := tables.Paste(list, fields)
		if err != nil {
			return
		}
		plan := orderlist.Match(table, fields.Recognise(table), p)
		if len(plan.Rows) != len(table.Rows) {
			t.Fatal("a row was dropped")
		}
		for _, row := range plan.Rows {
			if row.Kind == orderlist.Unclear && row.Why == orderlist.NoTrouble {
				t.Fatalf("no reason: %+v", row)
			}
			if row.Kind == orderlist.Fresh && len(row.New.Content.Items) == 0 {
				t.Fatalf("an order of nothing: %+v", row)
			}
		}
	})
}
