package shop_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"mostrador/shop"
)

func webOrder(at time.Time, status shop.StatusID) *shop.TakeWebOrder {
	return &shop.TakeWebOrder{
		Hook: "woo", Ref: "727", Number: "1042", Updated: at, Status: status, Said: "processing", Name: "Lucía", Phone: "612 34 56 78",
		Content:  shop.Order{Items: []shop.Item{{Name: "Chapata", Quantity: 2, Price: eur(3_000_000)}}, Total: eur(6_000_000)},
		Consents: []shop.Ticked{{Purpose: shop.OrderUpdates, Allowed: true, Wording: "whatsapp_ok"}},
	}
}

func TestAWebShopsOrderIsOpenedForItsCustomer(t *testing.T) {
	s := newStory(t)
	events := s.asks(webOrder(s.now, "new"))
	assert.Equal(t, []shop.Kind{shop.KindConsentChanged, shop.KindOrderOpened, shop.KindWebOrderTaken}, kinds(events), "Lucía is known")
	assert.Equal(t, shop.ByRelay, events[1].Author.Kind)
	order := s.shelf.orders[shop.WebOrderFor(s.shop, "woo", "727")]
	assert.Equal(t, "W1042", order.Number)
	assert.Equal(t, s.lucia, order.Customer)

	w := webOrder(s.now, "new")
	w.Ref, w.Phone = "728", "+34 600 111 222"
	assert.Equal(t, []shop.Kind{shop.KindCustomerSeen, shop.KindCustomerEdited, shop.KindConsentChanged, shop.KindOrderOpened, shop.KindWebOrderTaken}, kinds(s.asks(w)))
	w.Ref, w.Phone = "729", "not a number"
	assert.Equal(t, []shop.Kind{shop.KindOrderOpened, shop.KindWebOrderTaken}, kinds(s.asks(w)), "the order is kept all the same")
}

func TestATickAtCheckoutDoesNotOverruleANo(t *testing.T) {
	s := newStory(t)
	s.luciaSaid(shop.OrderUpdates, false)
	assert.Equal(t, []shop.Kind{shop.KindOrderOpened, shop.KindWebOrderTaken}, kinds(s.asks(webOrder(s.now, "new"))))
}

func TestAReportThatWasOvertakenChangesNothing(t *testing.T) {
	s := newStory(t)
	s.asks(webOrder(s.now, "ready"))
	assert.Equal(t, []shop.Kind{shop.KindCommandNoted}, kinds(s.asks(webOrder(s.now.Add(-time.Second), "new"))))
	assert.Equal(t, shop.StatusID("ready"), s.shelf.orders[shop.WebOrderFor(s.shop, "woo", "727")].Status)

	later := s.asks(webOrder(s.now.Add(time.Second), "new"))
	assert.Equal(t, []shop.Kind{shop.KindOrderEdited, shop.KindWebOrderTaken}, kinds(later), "the shop's own step stays")
}

func TestADeletedWebOrderIsLeftToAPerson(t *testing.T) {
	s := newStory(t)
	gone := webOrder(s.now, "")
	gone.Gone = true
	assert.Equal(t, []shop.Kind{shop.KindCommandNoted}, kinds(s.asks(gone)), "it was never heard of")
	s.asks(webOrder(s.now, "new"))
	assert.Equal(t, []shop.Kind{shop.KindWebOrderTaken}, kinds(s.asks(gone)))
}

func TestADeviceDoesNotSpeakForAWebShop(t *testing.T) {
	s := newStory(t)
	cmd, err := shop.NewCommand(shop.CommandID{UUID: uuid.New()}, s.now, shop.PersonID{}, webOrder(s.now, "new"))
	require.NoError(t, err)
	events, err := shop.Decide(s.shelf, cmd, shop.Asking{Shop: s.shop, Device: shop.DeviceID{UUID: uuid.New()}, Role: shop.Owner, Now: s.now})
	require.NoError(t, err)
	assert.Equal(t, []shop.Kind{shop.KindCommandRefused}, kinds(events))
}

// Whatever the order of reports, the newest is what stays.
func TestReportsOfAWebShopInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := newStory(t)
		steps := []shop.StatusID{"new", "ready", "collected"}
		order := rapid.Permutation([]int{0, 1, 2, 0, 1, 2}).Draw(t, "order")
		for _, i := range order {
			w := webOrder(s.now.Add(time.Duration(i)*time.Minute), steps[i])
			s.asks(w)
		}
		got := s.shelf.orders[shop.WebOrderFor(s.shop, "woo", "727")]
		if got.Status != "collected" {
			t.Fatalf("%s after %v", got.Status, order)
		}
	})
}
