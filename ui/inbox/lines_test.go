package inbox

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store/storetest"
	"mostrador/ui/desk"
	"mostrador/ui/kit"
)

var byPlatform = shop.Author{Kind: shop.ByPlatform}

// phoneAndChanges has what comes beside an ordinary chat: what was typed on the
// phone, what WhatsApp passes nothing on of, a new number, an advertisement.
func phoneAndChanges(b *bakery) {
	env := storetest.Envelope{Channel: b.Channel, Customer: b.javier.ID, Author: byPlatform}
	add := func(body shop.Body) {
		b.Tick(4 * time.Minute)
		b.Add(env, body)
	}
	get := func(kind shop.MessageType, c shop.Content) storetest.Message {
		b.Tick(4 * time.Minute)
		return b.ReceivesContent(b.javier, kind, c, b.Now)
	}
	get(shop.TypeText, shop.Content{Text: "Do you still have it?", Referral: &shop.Referral{Source: "ad", Headline: "Roscón from Friday on"}})
	get(shop.TypeText, shop.Content{Text: "And this one?", Product: &shop.ProductRef{Product: "tarta-manzana"}})
	get(shop.TypeInteractive, shop.Content{Text: "Sent", Form: &shop.Form{Name: "flow", Fields: []shop.FormField{{Name: "day", Value: "Saturday"}}}})
	get(shop.TypeUnknown, shop.Content{Withheld: &shop.Withheld{What: "poll", Code: 131051}})
	get(shop.TypeUnknown, shop.Content{Withheld: &shop.Withheld{Code: 131060}})
	typed := shop.MessageFor(b.Shop, "wamid.phone")
	add(&shop.MessageEchoed{Message: typed, Conversation: b.javier.Conversation, Type: shop.TypeText, Ref: shop.RefFor(b.Shop, "wamid.phone"),
		Personal: shop.MessageEchoedPersonal{Wamid: "wamid.phone", Content: shop.Content{Text: "Yes, we do"}}})
	add(&shop.MessageEchoed{Message: shop.MessageFor(b.Shop, "wamid.gone"), Conversation: b.javier.Conversation, Type: shop.TypeText, Ref: shop.RefFor(b.Shop, "wamid.gone"),
		Personal: shop.MessageEchoedPersonal{Wamid: "wamid.gone", Content: shop.Content{Text: "oops"}}})
	add(&shop.MessageRevoked{Conversation: b.javier.Conversation, Target: shop.RefFor(b.Shop, "wamid.gone")})
	add(&shop.CustomerRenumbered{Customer: b.javier.ID, Conversation: b.javier.Conversation, Change: shop.NumberChange,
		Personal: shop.CustomerRenumberedPersonal{From: "34600112233", To: "34611998877"}})
	get(shop.TypeText, shop.Content{Text: "This is my new number"})
}

func TestAThreadTellsOfThePhoneOfNewNumbersAndOfWhatWasNotPassedOn(t *testing.T) {
	b := fill(t)
	phoneAndChanges(b)
	w := open(t, windowParams{f: b.Factory})
	w.enter(desk.Place{Conversation: b.javier.Conversation})
	said := map[string]kit.BubbleData{}
	for _, id := range w.room.thread.view.Items() {
		data := w.room.thread.data[id]
		said[data.Text] = data
	}
	for _, text := range []string{"_Came from the advertisement “Roscón from Friday on”_\nDo you still have it?", "_About the product tarta-manzana_\nAnd this one?",
		"Sent\n*day*: Saturday", "_A poll. WhatsApp doesn't pass polls on here: ask for the answer in words_",
		"_Only the shop's phone can show this message_", "_This message was deleted_", "This is my new number"} {
		require.Contains(t, said, text)
	}
	require.Equal(t, kit.FromShop, said["Yes, we do"].Kind)
	require.Equal(t, "From the phone", said["Yes, we do"].Prefix)
	line := said["Number changed: from +34 600 11 22 33 to +34 611 99 88 77"]
	require.Equal(t, kit.SystemLine, line.Kind)
	require.Nil(t, line.OnMenu)
	ids := w.room.thread.view.Items()
	require.Equal(t, len(ids)-2, slices.Index(ids, line.ID), "between the messages before and after it")
}
