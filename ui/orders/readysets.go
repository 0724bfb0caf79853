package orders

import (
	"fyne.io/fyne/v2/lang"

	"mostrador/shop"
)

// readyStatus is a status of a ready-made pipeline; its name and the text that
// tells it are in the window's language.
type readyStatus struct {
	id                    shop.StatusID
	final, made, delivery bool
	tells                 bool
}

// readySets are the pipelines that a shop can begin with.
var readySets = []struct {
	name     string
	statuses []readyStatus
}{
	{"bakery", []readyStatus{{id: "new", tells: true}, {id: "baking"}, {id: "ready", made: true, tells: true}, {id: "onway", made: true, delivery: true, tells: true}, {id: "collected", final: true, made: true}, {id: "cancelled", final: true, made: true, tells: true}}},
	{"restaurant", []readyStatus{{id: "new", tells: true}, {id: "cooking"}, {id: "ready", made: true, tells: true}, {id: "onway", made: true, delivery: true, tells: true}, {id: "delivered", final: true, made: true}, {id: "cancelled", final: true, made: true, tells: true}}},
	{"shipping", []readyStatus{{id: "new", tells: true}, {id: "packed", made: true}, {id: "shipped", made: true, delivery: true, tells: true}, {id: "delivered", final: true, made: true}, {id: "cancelled", final: true, made: true, tells: true}}},
	{"repair", []readyStatus{{id: "received", tells: true}, {id: "quoted", tells: true}, {id: "repairing"}, {id: "repaired", made: true, tells: true}, {id: "collected", final: true, made: true}, {id: "cancelled", final: true, made: true, tells: true}}},
	{"appointments", []readyStatus{{id: "asked"}, {id: "confirmed", tells: true}, {id: "attended", final: true, made: true}, {id: "missed", final: true, made: true}, {id: "cancelled", final: true, made: true, tells: true}}},
	{"bookings", []readyStatus{{id: "booked", tells: true}, {id: "changed", tells: true}, {id: "completed", final: true, made: true}, {id: "cancelled", final: true, made: true, tells: true}}},
}

// readyPipeline is a ready set in the window's language. Statuses that the shop
// has already keep their words; those that hold orders stay, before the set's end.
func readyPipeline(set []readyStatus, before shop.Pipeline, holds map[shop.StatusID]int) shop.Pipeline {
	var open, final shop.Pipeline
	in := map[shop.StatusID]bool{}
	for _, r := range set {
		in[r.id] = true
		status, known := before.Status(r.id)
		if !known {
			status = shop.OrderStatus{ID: r.id, Name: lang.L("orders.set.name." + string(r.id))}
			if r.tells {
				status.Update = lang.L("orders.set.update." + string(r.id))
			}
		}
		status.Final, status.Made, status.DeliveryOnly = r.final, r.made, r.delivery
		if r.final {
			final = append(final, status)
		} else {
			open = append(open, status)
		}
	}
	for _, status := range before {
		if in[status.ID] || holds[status.ID] == 0 {
			continue
		}
		if status.Final {
			final = append(final, status)
		} else {
			open = append(open, status)
		}
	}
	return append(open, final...)
}
