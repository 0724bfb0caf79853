package customers

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
)

func TestACustomerIsForgottenOnceTheNameIsTyped(t *testing.T) {
	s, r := open(t)
	r.Enter(desk.Place{Customer: r.rows[1].ID})
	s.Until("the page is there", func() bool { return r.page.facts.card.Name == "Lucía Martín" })
	card := r.page.facts.card
	f := forget(s.Desk, card)
	assert.True(t, f.do.Disabled())
	f.name.SetText("Lucía")
	f.check()
	assert.True(t, f.do.Disabled(), "half a name is not meant")
	f.name.SetText(" lucía  martín ")
	f.check()
	require.False(t, f.do.Disabled())
	f.do.OnTapped()
	s.Until("it is asked for", func() bool { return f.keep.Visible() })
	require.Len(t, s.Wishes(), 1)
	wish, ok := s.Wishes()[0].(*shop.ForgetCustomer)
	require.True(t, ok)
	assert.Equal(t, card.ID, wish.Customer)

	text := f.receiptText()
	assert.NotContains(t, text, "Luc", "a receipt that is kept has no name")
	assert.Contains(t, text, card.ID.String())
	f.do.OnTapped()
	assert.True(t, f.sheet.Closed())

	s.Factory.Add(storetest.Envelope{Customer: card.ID}, &shop.CustomerForgotten{Customer: card.ID})
	s.Until("they are not listed any more", func() bool { return len(r.rows) == 1 && r.page.facts.card.Forgotten })
}
