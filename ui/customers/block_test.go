package customers

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
)

func TestACustomerIsBlockedAndUnblocked(t *testing.T) {
	s, r := open(t)
	r.openFirst()
	s.Until("the page is there", func() bool { return len(r.page.facts.chats) == 1 })
	r.page.askBlock(r.page.facts.chats[0])
	require.NotNil(t, s.Window.Canvas().Overlays().Top(), "it asks first")
	assert.Empty(t, s.Wishes())
	chat := r.page.facts.chats[0]
	done := false
	s.Desk.Do(&shop.BlockCustomer{Channel: chat.Channel, Customer: chat.Leaf, On: true}, func(err error) {
		require.NoError(t, err)
		done = true
	})
	s.Until("it waits to leave", func() bool { return done && len(r.page.facts.blocked) == 1 })
	assert.Contains(t, test.RenderObjectToMarkup(r.content), "On its way to WhatsApp")
	s.Until("the list has a way to them", func() bool { return r.blocked.button.Visible() })
	assert.Equal(t, "Javier Ruiz", r.blocked.all[0].Name)
}

func TestWhoseBlockWhatsAppHasIsListedWithTheWayBack(t *testing.T) {
	s, r := open(t)
	f := s.Factory
	r.openFirst()
	s.Until("the page is there", func() bool { return len(r.page.facts.chats) == 1 })
	chat := r.page.facts.chats[0]
	f.Add(storetest.Envelope{Channel: chat.Channel, Customer: chat.Leaf}, &shop.CustomerBlocked{Customer: chat.Leaf, On: true})
	s.Until("the page says so", func() bool { return len(r.page.facts.blocked) == 1 })
	assert.Contains(t, test.RenderObjectToMarkup(r.content), "Unblock")
	s.Until("the list has a way to them", func() bool { return r.blocked.button.Visible() })
	unblock(s.Desk, r.blocked.all[0])
	s.Until("it waits to leave", func() bool { return len(s.Wishes()) == 1 })
	wish, ok := s.Wishes()[0].(*shop.BlockCustomer)
	require.True(t, ok)
	assert.Equal(t, shop.BlockCustomer{Channel: chat.Channel, Customer: chat.Leaf}, *wish)
}

func TestWhoWroteLongAgoCantBeBlockedAndTheRuleIsSaid(t *testing.T) {
	s, r := open(t)
	s.Factory.Tick(25 * time.Hour)
	r.openFirst()
	s.Until("the page is there", func() bool { return len(r.page.facts.chats) == 1 })
	assert.Contains(t, test.RenderObjectToMarkup(r.content), "WhatsApp blocks only people who wrote in the last 24 h")
}
