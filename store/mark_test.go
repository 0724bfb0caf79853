package store_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
	"mostrador/store"
	"mostrador/store/storetest"
)

func TestDoneSaysUpToWhereItWasSeenAndANewerMessageBringsItBackAtOnce(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "gracias")
	seen := f.Position()
	f.Do(&shop.MarkConversation{Conversation: lucia.Conversation, State: shop.Done})
	require.Equal(t, shop.Done, chat(t, f, lucia).State)
	waiting, err := f.Store.Waiting(ctx, 0)
	require.NoError(t, err)
	require.Equal(t, seen, waiting[0].Wish.(*shop.MarkConversation).UpTo)

	f.Tick(time.Minute)
	f.Receives(lucia, "una cosa más")
	require.Equal(t, shop.Open, chat(t, f, lucia).State)
}

func TestAClaimIsShownAtOnceAndEndsAsTheShopKnowsIt(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	ana := shop.PersonID{UUID: f.Person.UUID}
	cmd := f.Do(&shop.ClaimConversation{Conversation: lucia.Conversation, To: ana})
	claimed := func() shop.PersonID {
		info, err := f.Store.Conversation(ctx, lucia.Conversation)
		require.NoError(t, err)
		return info.Claimed
	}
	require.Equal(t, ana, claimed())
	other := shop.PersonID{UUID: cmd.ID.UUID}
	f.Add(storetest.Envelope{Channel: f.Channel, Customer: lucia.ID}, &shop.ConversationClaimed{Conversation: lucia.Conversation, Person: other})
	require.Equal(t, other, claimed(), "somebody was first")
	_, err := f.Store.Answered(ctx, cmd.ID, shop.ReasonAlreadyClaimed, "from", 0)
	require.NoError(t, err)
	require.Equal(t, other, claimed())
	refused, err := f.Store.Refused(ctx, 10)
	require.NoError(t, err)
	require.Len(t, refused, 1, "and this one is told")
	f.Add(storetest.Envelope{Channel: f.Channel, Customer: lucia.ID}, &shop.ConversationClaimed{Conversation: lucia.Conversation})
	require.Zero(t, claimed())
}

func TestWhatDidNotArriveIsOutOfTheWayOnceSomebodyDealtWithIt(t *testing.T) {
	f := storetest.New(t)
	lucia := f.Customer("Lucía")
	f.Receives(lucia, "hola")
	m := f.Sends(lucia, "¿a qué hora?")
	f.Fails(m, 131026)
	failed := func() []store.FailedMessage {
		all, err := f.Store.Failed(ctx, 10)
		require.NoError(t, err)
		return all
	}
	require.Len(t, failed(), 1)
	f.Do(&shop.SettleMessage{Message: m.ID})
	require.Empty(t, failed(), "at once")
	f.Add(storetest.Envelope{Channel: f.Channel, Customer: lucia.ID}, &shop.MessageSettled{Message: m.ID})
	require.Empty(t, failed())
	require.Equal(t, "settled", steps(t, f, m.ID)[len(steps(t, f, m.ID))-1])
	require.Equal(t, shop.FlagFailed, thread(t, f, lucia)[1].Flag, "what is known of it stays")
	require.False(t, chat(t, f, lucia).Undelivered)
}

func TestTwoWhoEditAReplyBothFindTheirField(t *testing.T) {
	f := storetest.New(t)
	id := f.Reply("horario", "Abrimos a las 8")
	f.Add(storetest.Envelope{}, &shop.ReplySaved{Reply: id, Shortcut: "hora", Text: "Abrimos a las 8", Keep: []string{"text"}})
	f.Add(storetest.Envelope{}, &shop.ReplySaved{Reply: id, Shortcut: "horario", Text: "Abrimos a las 9", Keep: []string{"shortcut"}})
	replies, err := f.Store.Replies(ctx, "")
	require.NoError(t, err)
	require.Equal(t, "hora", replies[0].Shortcut)
	require.Equal(t, "Abrimos a las 9", replies[0].Text)
}

func TestWhatIsLeftAsItWasDoesNotUndoWhatAnotherDeviceChanges(t *testing.T) {
	f := storetest.New(t)
	id := f.Reply("horario", "Abrimos a las 8")
	f.Do(&shop.SaveReply{Reply: id, Shortcut: "/Hora", Text: "Abrimos a las 8"})
	waiting, err := f.Store.Waiting(ctx, 0)
	require.NoError(t, err)
	require.Equal(t, []string{"text"}, waiting[0].Wish.(*shop.SaveReply).Keep)
	f.Add(storetest.Envelope{}, &shop.ReplySaved{Reply: id, Shortcut: "horario", Text: "Abrimos a las 9"})
	replies, err := f.Store.Replies(ctx, "")
	require.NoError(t, err)
	require.Equal(t, "hora", replies[0].Shortcut)
	require.Equal(t, "Abrimos a las 9", replies[0].Text)
}
