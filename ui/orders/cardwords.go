package orders

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/ui/kit"
	"mostrador/ui/words"
)

// late says that an order should have left the shop's hands already.
func late(row store.OrderRow, now time.Time) bool {
	return !row.Final && !row.Due.IsZero() && row.Due.Before(now)
}

// cardOf is what a card says of an order.
func cardOf(row store.OrderRow, pipeline shop.Pipeline, now time.Time) kit.OrderCardData {
	status, _ := pipeline.Status(row.Status)
	told, tone, ticks := toldWords(row, status)
	return kit.OrderCardData{
		ID: row.ID.String(), Due: dueWords(row, now), Late: late(row, now), Number: numberWords(row.Number), Customer: nameWords(row.Name),
		Items: row.ItemsText, Money: moneyWords(row.Total, row.Payment), Told: told, ToldTone: tone, Ticks: ticks,
	}
}

func dueWords(row store.OrderRow, now time.Time) string {
	if row.Due.IsZero() {
		return lang.L("orders.noTime")
	}
	return words.DueShort(row.Due, now)
}

// numberWords: an order that has not left this device has no number yet.
func numberWords(number string) string {
	if number == "" {
		return lang.L("orders.noNumber")
	}
	return number
}

func nameWords(name string) string {
	if name == "" {
		return lang.L("orders.walkIn")
	}
	return name
}

// moneyWords is how much and whether it is paid: "18,40 € · unpaid".
func moneyWords(total shop.Money, p shop.Payment) string {
	state := paymentWords(p)
	if total.Micros == 0 {
		return state
	}
	return words.Money(total) + " · " + state
}

func paymentWords(p shop.Payment) string {
	switch p.State {
	case shop.Deposit:
		return lang.L("orders.pay.depositOf", map[string]any{"Amount": words.Money(p.Amount)})
	case shop.Paid, shop.Invoice:
		return lang.L("orders.pay." + string(p.State))
	}
	return lang.L("orders.pay.unpaid")
}

// toldWords is how the customer stands with the order's status. Where there is
// nobody or nothing to tell it says nothing.
func toldWords(row store.OrderRow, status shop.OrderStatus) (string, kit.Tone, kit.BubbleState) {
	t := row.Told
	switch t.State {
	case store.ToldWaiting:
		return lang.L("orders.told.waiting"), kit.ToneNeutral, kit.Waiting
	case store.ToldSent:
		if t.Flag == shop.FlagUnknown {
			return lang.L("orders.told.unknown"), kit.ToneAmber, kit.NoState
		}
		return lang.L("orders.told.told"), kit.ToneInfo, ticksOf(t.Rank)
	case store.ToldFailed:
		return lang.L("orders.told.failed"), kit.ToneWarning, kit.NoState
	case store.ToldWithheld:
		if t.Reason == shop.ReasonOptedOut {
			return lang.L("orders.told.optedOut"), kit.ToneAmber, kit.NoState
		}
	}
	switch {
	case (row.Customer == shop.CustomerID{}), !row.OptedOut && status.Update == "" && status.Template == "":
		return "", kit.ToneNeutral, kit.NoState
	case row.OptedOut:
		return lang.L("orders.told.optedOut"), kit.ToneAmber, kit.NoState
	}
	return lang.L("orders.told.not"), kit.ToneNeutral, kit.NoState
}

func ticksOf(rank shop.Rank) kit.BubbleState {
	switch {
	case rank >= shop.RankRead:
		return kit.Read
	case rank == shop.RankDelivered:
		return kit.Delivered
	case rank == shop.RankSent:
		return kit.Sent
	case rank == shop.RankAccepted:
		return kit.Accepted
	}
	return kit.Waiting
}

// groupOf is the heading an order stands under in its column.
func groupOf(row store.OrderRow, now time.Time) string {
	switch {
	case row.Final:
		return words.Day(row.Moved, now)
	case row.Due.IsZero():
		return lang.L("orders.noTimeGroup")
	case late(row, now):
		return lang.L("orders.late")
	}
	return words.DueDay(row.Due, now)
}

func countWords(n int) string {
	if n == 1 {
		return lang.L("orders.one")
	}
	return lang.L("orders.many", map[string]any{"N": words.Number(n)})
}
