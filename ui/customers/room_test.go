package customers

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/desk/desktest"
)

func TestMain(m *testing.M) {
	_ = os.Setenv("LANG", "en_US.UTF-8")
	_ = os.Setenv("LC_ALL", "en_US.UTF-8")
	if err := desktest.Speak(); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

func open(t *testing.T) (*desktest.Stand, *Room) {
	t.Helper()
	f := storetest.New(t)
	f.Receives(f.Customer("Lucía Martín"), "Hi")
	f.Receives(f.Customer("Javier Ruiz"), "Hello")
	s := desktest.New(t, f, nil)
	r := New(s.Desk)
	s.Show(r.Content(), 1324, 880)
	r.Enter(desk.Place{})
	s.Until("both are listed", func() bool { return len(r.rows) == 2 })
	return s, r
}

func TestCustomersAreFoundByNameWithoutAccents(t *testing.T) {
	s, r := open(t)
	assert.Equal(t, "Javier Ruiz", r.rows[0].Name)
	r.search.SetText("lucia")
	s.Until("one is left", func() bool { return len(r.rows) == 1 && r.rows[0].Name == "Lucía Martín" })
	r.search.SetText("nobody at all")
	s.Until("none is left", func() bool { return len(r.rows) == 0 })
}

func TestOnlyTheFieldsThatChangedAreSent(t *testing.T) {
	s, r := open(t)
	r.openFirst()
	s.Until("the page is there", func() bool { return r.page.facts.card.Name == "Javier Ruiz" })
	assert.True(t, r.page.save.Disabled())
	r.page.warning.SetText("No walnuts")
	require.False(t, r.page.save.Disabled())
	r.page.keep()
	s.Until("it is kept", func() bool { return len(s.Wishes()) == 1 })
	edit, ok := s.Wishes()[0].(*shop.EditCustomer)
	require.True(t, ok)
	require.NotNil(t, edit.Fields.Warning)
	assert.Equal(t, "No walnuts", *edit.Fields.Warning)
	assert.Nil(t, edit.Fields.Name)
	assert.Nil(t, edit.Fields.Place)
	s.Until("the card has it", func() bool { return r.page.facts.card.Warning == "No walnuts" })
}

func TestWhatACustomerSaidIsWrittenDown(t *testing.T) {
	s, r := open(t)
	r.openFirst()
	s.Until("the page is there", func() bool { return r.page.facts.card.Name == "Javier Ruiz" })
	r.page.write(shop.Offers, false)
	s.Until("it is on the page", func() bool {
		said, asked := latest(r.page.facts.card.Consents, shop.Offers)
		return asked && !said.Allowed
	})
}

func TestTheConversationAndANewOrderAreOneStepAway(t *testing.T) {
	s, r := open(t)
	r.Enter(desk.Place{Customer: r.rows[1].ID})
	s.Until("the page is there", func() bool { return r.page.facts.card.Name == "Lucía Martín" && len(r.page.facts.chats) == 1 })
	r.page.openConversation()
	require.Len(t, s.Went, 1)
	assert.Equal(t, desk.Inbox, s.Went[0].Room)
	assert.Equal(t, r.page.facts.chats[0].Conversation, s.Went[0].Conversation)
}
