package shop_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

func TestForgettingHoldsForAllThatAreTheSamePersonAndOnlyAnOwnerAsks(t *testing.T) {
	s := newStory(t)
	work := shop.CustomerByPhone(s.shop, "+34612000000")
	s.shelf.customers[work] = shop.CustomerFacts{ID: work, Root: work, Addressable: true}
	s.asks(&shop.MergeCustomers{From: work, Into: s.lucia})

	cmd, err := shop.NewCommand(shop.CommandID{UUID: uuid.New()}, s.now, shop.PersonID{}, &shop.ForgetCustomer{Customer: s.lucia})
	require.NoError(t, err)
	for _, role := range []shop.Role{shop.Agent, shop.Viewer} {
		events, err := shop.Decide(s.shelf, cmd, shop.Asking{Shop: s.shop, Role: role, Now: s.now})
		require.NoError(t, err)
		assert.Equal(t, shop.ReasonNotAllowed, refusal(t, events), role)
	}
	events := s.asks(&shop.ForgetCustomer{Customer: work})
	require.Equal(t, []shop.Kind{shop.KindCustomerForgotten, shop.KindCustomerForgotten}, kinds(events))
	assert.ElementsMatch(t, []shop.CustomerID{s.lucia, work}, []shop.CustomerID{events[0].Customer, events[1].Customer})
	for _, e := range events {
		assert.Empty(t, e.Personal)
	}
	for _, id := range []shop.CustomerID{s.lucia, work} {
		known := s.shelf.customers[id]
		known.Forgotten = true
		s.shelf.customers[id] = known
	}
	assert.Equal(t, []shop.Kind{shop.KindCommandNoted}, kinds(s.asks(&shop.ForgetCustomer{Customer: work})))
	assert.Equal(t, shop.ReasonNotFound, refusal(t, s.asks(&shop.ForgetCustomer{Customer: shop.CustomerByPhone(s.shop, "+34699999999")})))
}
