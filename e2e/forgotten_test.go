package e2e_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/backend/relay"
	"mostrador/backend/sandbox"
	"mostrador/shop"
	"mostrador/store"
)

// wordsIn are those of some words that are in files under a folder, as
// "word in file". Files that skip names are passed over.
func wordsIn(t *testing.T, dir string, words []string, skip func(path string) bool) (found []string) {
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || skip != nil && skip(path) {
			return err
		}
		raw, err := os.ReadFile(path)
		if os.IsNotExist(err) { // JetStream tidies beside us
			return nil
		}
		for _, word := range words {
			if bytes.Contains(raw, []byte(word)) {
				found = append(found, word+" in "+strings.TrimPrefix(path, dir))
			}
		}
		return err
	}))
	return found
}

// Everything of one customer goes: from the relay's files but what WhatsApp
// delivered in the last thirty days, and from every computer of the shop. The
// order stays without her, and what others wrote stays as it is.
func TestAForgottenCustomerIsInNoFileAnyMore(t *testing.T) {
	var folder string
	s := newStreet(t, func(p *relay.Params) { folder = p.DataDir })
	pipeline, currency := shop.StartingPipeline("es"), "EUR"
	s.does(&shop.ConfigureShop{Settings: shop.ShopConfigured{Pipeline: &pipeline, Currency: &currency}})
	back := s.join(s.ana(), "Back office")
	s.quiet(back) // the statuses are known
	chat := s.asked()
	_, err := s.platform.CustomerWrites(t.Context(), lucia, sandbox.Message{Text: "soy alérgica a las avellanas"})
	require.NoError(t, err)
	s.answers(chat.Customer, "apuntado, sin frutos secos")
	s.does(&shop.AddNote{Note: shop.NoteID{UUID: uuid.New()}, Conversation: chat.Conversation, Text: "prima de Remedios"})
	place := "Calle Zurradores 14"
	s.does(&shop.EditCustomer{Customer: chat.Customer, Fields: shop.CustomerFields{Place: &place}})
	order := shop.OrderID{UUID: uuid.New()}
	s.does(&shop.OpenOrder{Order: order, Customer: chat.Customer, Content: shop.Order{Items: []shop.Item{{Name: "Tarta de queso", Quantity: 1}}},
		Personal: shop.OrderPersonal{Address: "Zurradores, el timbre de arriba", Notes: "llamar antes"}})
	other := "34600333444"
	_, err = s.platform.AddCustomer(sandbox.Customer{Phone: other, Name: "Javier"})
	require.NoError(t, err)
	_, err = s.platform.CustomerWrites(t.Context(), other, sandbox.Message{Text: "¿hay cruasanes?"})
	require.NoError(t, err)
	s.eventually("her card is on both", func() bool {
		card, err := back.store.Customer(t.Context(), chat.Customer)
		return err == nil && card.Place == place
	})
	s.eventually("what somebody else wrote is", func() bool {
		rows, err := back.store.Chats(t.Context(), store.ChatQuery{Limit: 10})
		return err == nil && len(rows) > 0 && rows[0].Name == "Javier"
	})
	s.eventually("the order is", func() bool {
		_, err := back.store.Order(t.Context(), order)
		return err == nil
	})
	s.quiet(back)
	words := []string{"centeno", "avellanas", "frutos secos", "Remedios", "Zurradores", "llamar antes", "Lucía", lucia}
	require.NotEmpty(t, wordsIn(t, s.account.Dir, words, nil), "her words are looked for where they were")

	s.does(&shop.ForgetCustomer{Customer: chat.Customer})
	for name, c := range map[string]*store.Store{"counter": s.store, "back": back.store} {
		s.eventually(name+" has forgotten her", func() bool {
			card, err := c.Customer(t.Context(), chat.Customer)
			return err == nil && card.Forgotten
		})
	}
	s.quiet(back)
	for _, dir := range []string{s.account.Dir, back.account.Dir} {
		s.eventually("no file of a computer has her words", func() bool { return len(wordsIn(t, dir, words, nil)) == 0 })
	}
	raw := func(path string) bool { return strings.Contains(strings.ToLower(path), "intake") }
	s.eventually("no file of the relay has them", func() bool { return len(wordsIn(t, folder, words, raw)) == 0 })

	card, err := s.store.Order(t.Context(), order)
	require.NoError(t, err)
	require.Len(t, card.Items, 1)
	assert.Equal(t, "Tarta de queso", card.Items[0].Name)
	assert.Empty(t, card.Address)
	rows := s.chats()
	require.Len(t, rows, 1)
	assert.Equal(t, "Javier", rows[0].Name)
	_, err = s.platform.CustomerWrites(t.Context(), lucia, sandbox.Message{Text: "buenas, soy nueva"})
	require.NoError(t, err)
	s.eventually("who writes again is somebody new", func() bool {
		rows := s.chats()
		return len(rows) == 2 && rows[0].Customer != chat.Customer
	})
}
