package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"mostrador/orderlist"
	"mostrador/shop"
	"mostrador/tables"
)

const (
	listRows   = 5_000
	listOrders = 10_000
)

// lists reads a pasted list and matches it with a shop's orders, half of the
// rows by number and half by telephone.
func (b *bench) lists() error {
	p := orderlist.Params{Country: "ES", Currency: "EUR", Pipeline: shop.Pipeline{
		{ID: "new", Name: "Nuevo"}, {ID: "ready", Name: "Listo", Made: true}, {ID: "way", Name: "De camino", DeliveryOnly: true}, {ID: "done", Name: "Entregado", Final: true},
	}}
	var list strings.Builder
	list.WriteString("Pedido;Cliente;Teléfono;Estado;Localizador\n")
	for i := range listOrders {
		number := fmt.Sprint(1000 + i)
		p.Orders = append(p.Orders, orderlist.Order{ID: shop.OrderID{UUID: uuid.New()}, Number: number, Status: "ready",
			Name: fmt.Sprintf("Cliente %d", i), Phones: []string{fmt.Sprintf("+34 6%08d", i*7)}})
		if i%(listOrders/listRows) != 0 {
			continue
		}
		if i%4 == 0 {
			number = ""
		}
		fmt.Fprintf(&list, "%s;Cliente %d;6%08d;En reparto;PK%09dES\n", number, i, i*7, i)
	}
	began := time.Now()
	fields := orderlist.Fields(p.Pipeline, nil)
	table, err := tables.Paste(list.String(), fields)
	if err != nil {
		return err
	}
	plan := orderlist.Match(table, fields.Recognise(table), p)
	took := time.Since(began)
	if n := plan.Count(orderlist.Change); n != listRows {
		return fmt.Errorf("%d of %d rows found their orders", n, listRows)
	}
	b.add("paste of 5,000 rows matched with 10,000 orders", ms(took), "≤ 2 s", "", took <= 2*time.Second)
	return nil
}
