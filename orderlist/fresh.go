package orderlist

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"mostrador/shop"
	"mostrador/tables"
)

// freshRow makes a new order of a row that no order fits.
func (m *matcher) freshRow(row Row) Row {
	id := shop.ListOrderFor(m.Shop, m.reference(row.Row))
	if m.fresh[id] {
		row.Kind = Nothing // the list has it twice
		return row
	}
	wish := &shop.OpenOrder{Order: id, Content: shop.Order{Items: itemsOf(m.cell(row.Row, Items)), Payment: shop.Payment{State: shop.Unpaid}}}
	if len(wish.Content.Items) == 0 {
		row.Kind, row.Why = Unclear, NotFound
		return row
	}
	wish.Personal = shop.OrderPersonal{
		Name: m.cell(row.Row, Name), Phone: m.cell(row.Row, Phone), Address: m.cell(row.Row, Address), Notes: m.notes(row.Row),
	}
	wish.Content.Delivery = wish.Personal.Address != ""
	wish.Content.Tracking = m.cell(row.Row, Tracking)
	if due, ok := parseDay(m.cell(row.Row, Due), m.zone()); ok {
		wish.Content.Due = due
	}
	if total, err := shop.ParseAmount(m.cell(row.Row, Total), m.Currency); err == nil && total.Micros > 0 {
		wish.Content.Total = total
	}
	if word := m.cell(row.Row, Status); word != "" {
		if wish.Status = m.status(word); wish.Status == "" {
			row.Kind, row.Why = Unclear, StrangeWord
			return row
		}
	}
	switch is, known := paid(m.cell(row.Row, Paid)); {
	case !known:
		row.Kind, row.Why = Unclear, StrangePaid
		return row
	case is:
		wish.Content.Payment.State = shop.Paid
	}
	row.Phone, wish.Customer = m.customer(wish.Personal.Phone)
	m.fresh[id] = true
	row.Kind, row.New = Fresh, wish
	return row
}

// customer is whose order it is: whoever has an order with the number already,
// or somebody to be made, with the number in E.164.
func (m *matcher) customer(typed string) (phone string, id shop.CustomerID) {
	e164, err := shop.ParsePhone(typed, m.Country)
	if err != nil {
		return "", shop.CustomerID{}
	}
	for _, i := range m.byPhone[shop.PhoneKey(e164)] {
		if known := m.Orders[i].Customer; known != (shop.CustomerID{}) {
			return "", known
		}
	}
	return e164, shop.CustomerByPhone(m.Shop, e164)
}

// notes keeps a number of another system, so that it can be found again.
func (m *matcher) notes(cells tables.Row) string {
	notes, number := m.cell(cells, Notes), m.cell(cells, Number)
	if number == "" {
		return notes
	}
	return strings.TrimSpace("#" + strings.TrimPrefix(number, "#") + " " + notes)
}

// reference names an order of a list: its number there or, without one, all
// that it is made of.
func (m *matcher) reference(cells tables.Row) string {
	if number := numberKey(m.cell(cells, Number)); number != "" {
		return "number\x1f" + number
	}
	return strings.Join([]string{
		"row", m.phoneKey(m.cell(cells, Phone)), m.plain(m.cell(cells, Name)), Plain(m.cell(cells, Items)), Plain(m.cell(cells, Due)), Plain(m.cell(cells, Total)),
	}, "\x1f")
}

var quantity = regexp.MustCompile(`^(\d{1,6})\s*(?:[x×*]\s*|\s)(\S.*)$|^(\S.*?)\s*[x×*]\s*(\d{1,6})$`)

// itemsOf reads "2 x Hogaza, 1 × Pan de centeno"; without a number it is one.
func itemsOf(cell string) []shop.Item {
	var items []shop.Item
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(cell, ", ", "\n"), func(r rune) bool { return r == '\n' || r == ';' || r == '\r' }) {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		item := shop.Item{Name: part, Quantity: 1}
		if found := quantity.FindStringSubmatch(part); found != nil {
			number, name := found[1]+found[4], found[2]+found[3]
			if n, err := strconv.ParseInt(number, 10, 64); err == nil && n > 0 {
				item.Name, item.Quantity = name, n
			}
		}
		items = append(items, item)
	}
	return items
}

var dayForms = []string{
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05Z07:00", "2006-01-02", "2/1/2006 15:04", "2/1/2006", "2/1/06 15:04", "2/1/06",
	"2.1.2006 15:04", "2.1.2006", "2-1-2006 15:04", "2-1-2006",
}

func (m *matcher) zone() *time.Location {
	if m.Zone == nil {
		return time.Local
	}
	return m.Zone
}

// parseDay reads a day, with a time or without, as spreadsheets of Europe and
// Latin America and programs write it.
func parseDay(cell string, zone *time.Location) (time.Time, bool) {
	for _, form := range dayForms {
		t, err := time.ParseInLocation(form, strings.TrimSpace(cell), zone)
		if err != nil || t.Year() < 2000 || t.Year() > 2200 {
			continue
		}
		if !strings.Contains(form, "15") { // a day without a time: its last minute
			t = time.Date(t.Year(), t.Month(), t.Day(), 23, 59, 0, 0, zone)
		}
		return t, true
	}
	return time.Time{}, false
}
