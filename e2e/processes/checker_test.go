package processes_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"

	"mostrador/backend/sandbox"
	"mostrador/e2e/processes/desktop"
	"mostrador/shop"
)

// The checker is believed because it finds each thing that can go wrong.
func TestTheCheckerFindsWhatIsLostDoubledOrInDoubt(t *testing.T) {
	bakery := shop.ShopID{UUID: uuid.New()}
	mine, order := shop.MessageID{UUID: uuid.New()}, shop.OrderID{UUID: uuid.New()}
	past := &history{}
	past.note(fact{what: wrote, wamid: "in"})
	past.note(fact{what: took, message: mine, text: "out"})
	past.note(fact{what: moved, order: order, status: "ready", text: "ready", phone: lucia})

	theirs := desktop.Item{Message: shop.MessageFor(bakery, "in"), Text: "in"}
	ours := desktop.Item{Message: mine, Outgoing: true, Rank: shop.RankRead}
	update := desktop.Item{Outgoing: true, Order: order, Status: "ready", Rank: shop.RankRead}
	got := sandbox.Received{Text: "out", CallbackData: mine.String()}
	told := sandbox.Received{Text: "ready", CallbackData: "update"}
	stands := func(items []desktop.Item, inbox ...sandbox.Received) []string {
		return past.check(end{shop: bakery, chats: []desktop.Chat{{Items: items}}, inboxes: map[string][]sandbox.Received{lucia: inbox}})
	}
	as := func(item desktop.Item, change func(*desktop.Item)) desktop.Item {
		change(&item)
		return item
	}
	unknown := as(ours, func(i *desktop.Item) { i.Rank, i.Flag = shop.RankClaimed, shop.FlagUnknown })

	assert.Empty(t, stands([]desktop.Item{theirs, ours, update}, got, told))
	assert.Empty(t, stands([]desktop.Item{theirs, unknown, update}, told), "doubt that is shown is no loss")
	assert.Empty(t, stands([]desktop.Item{theirs, unknown, update}, got, told))
	for what, wrong := range map[string][]string{
		"a question is lost":          stands([]desktop.Item{ours, update}, got, told),
		"a question is doubled":       stands([]desktop.Item{theirs, theirs, ours, update}, got, told),
		"a question has two ids":      stands([]desktop.Item{theirs, {Text: "in"}, ours, update}, got, told),
		"an answer is lost":           stands([]desktop.Item{theirs, ours, update}, told),
		"an answer left the desktop":  stands([]desktop.Item{theirs, update}, got, told),
		"an answer is doubled":        stands([]desktop.Item{theirs, ours, update}, got, got, told),
		"a doubt is doubled":          stands([]desktop.Item{theirs, unknown, update}, got, got, told),
		"an answer waits for ever":    stands([]desktop.Item{theirs, as(ours, func(i *desktop.Item) { i.Waits = true }), update}, got, told),
		"a doubt is not shown":        stands([]desktop.Item{theirs, as(ours, func(i *desktop.Item) { i.Rank = shop.RankClaimed }), update}, got, told),
		"an update is lost":           stands([]desktop.Item{theirs, ours, update}, got),
		"an update is told twice":     stands([]desktop.Item{theirs, ours, update}, got, told, told),
		"an update was never decided": stands([]desktop.Item{theirs, ours}, got),
	} {
		assert.NotEmpty(t, wrong, what)
	}
}
