package orders

import (
	"context"

	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
	"mostrador/ui/telling"
	"mostrador/ui/words"
)

// summary says what the move would do, or how far it is.
func (b *bulk) summary() string {
	counts := map[bulkState]int{}
	for i := range b.run.Rows {
		counts[b.page.stateOf(i)]++
	}
	price, known := b.run.price()
	facts := map[string]any{
		"All": words.Number(len(b.run.Rows)), "Tell": words.Number(b.run.tells()), "Price": words.Price(price, known, 0),
		"Done": words.Number(b.place.Next), "Told": words.Number(counts[bulkTold]), "Failed": words.Number(counts[bulkFailed]),
		"Left": words.Number(counts[bulkLeftOut]), "OnWay": words.Number(counts[bulkOnWay]), "To": b.run.StatusName,
		"Rest": words.Number(len(b.run.Rows) - b.place.Next),
	}
	switch {
	case !b.begun:
		return lang.L("orders.bulk.plan", facts)
	case b.place.Ended && b.place.Next < len(b.run.Rows):
		return lang.L("orders.bulk.wasEnded", facts)
	case b.done():
		return lang.L("orders.bulk.result", facts)
	case b.place.Paused:
		return lang.L("orders.bulk.paused", facts)
	}
	return lang.L("orders.bulk.going", facts)
}

// warning says why it stands still, or that a number does not stand well.
func (b *bulk) warning() string {
	switch {
	case b.begun && b.done():
		return ""
	case b.begun && b.place.Paused && b.place.Why != stopAsked:
		return lang.L("orders.bulk.why." + string(b.place.Why))
	}
	worst := ""
	for _, quality := range b.run.Standing {
		if qualities[quality] > qualities[worst] {
			worst = quality
		}
	}
	switch worst {
	case "RED":
		return lang.L("orders.bulk.standing.red")
	case "YELLOW":
		return lang.L("orders.bulk.standing.yellow")
	}
	return ""
}

// fateWords says how a row stands.
func (b *bulk) fateWords(i int) (string, kit.Token) {
	switch state := b.page.stateOf(i); {
	case state == bulkLeftOut && i < b.place.Next:
		return lang.L("orders.bulk.fate.moved"), kit.Muted
	case state == bulkLeftOut:
		return lang.L("orders.bulk.fate.leftOut"), kit.Muted
	case i >= b.place.Next && b.place.Ended:
		return lang.L("orders.bulk.fate.notDone"), kit.Muted
	case i >= b.place.Next && b.begun:
		return lang.L("orders.bulk.fate.toCome"), kit.Muted
	case i >= b.place.Next:
		return "", kit.Muted
	}
	return b.fates[i].words()
}

// words say what became of a row that was handed in.
func (f bulkFate) words() (string, kit.Token) {
	switch state := f.state; {
	case state == bulkUnknown:
		return lang.L("orders.told.unknown"), kit.Amber
	case state == bulkFailed && f.why != shop.ReasonNone:
		return words.Reason(f.why), kit.Warning
	case state == bulkFailed:
		return words.Failure(f.told.Code), kit.Warning
	case state != bulkTold:
		return lang.L("orders.bulk.fate.onWay"), kit.Muted
	case f.told.Rank >= shop.RankRead:
		return lang.L("orders.bulk.fate.read"), kit.Accent
	case f.told.Rank >= shop.RankDelivered:
		return lang.L("orders.bulk.fate.delivered"), kit.Accent
	}
	return lang.L("orders.bulk.fate.sent"), kit.Ink
}

// retry looks through once more those who could not be told. What was told
// meanwhile is left out: the key is order, status and customer.
func (b *bulk) retry() {
	d, ids, to := b.room.desk, b.failures(), b.run.To
	if !b.done() || len(ids) == 0 {
		return
	}
	desk.Load(d, &b.slot, func(ctx context.Context) ([]telling.Preview, error) {
		many, err := telling.PlanMany(ctx, d, ids, to)
		return many.Previews, err
	}, func(previews []telling.Preview) {
		b.begun = false
		b.propose(previews)
	})
}
