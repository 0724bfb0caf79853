package relay

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/sandbox"
	"mostrador/shop"
)

// past puts messages on the platform from before the number was connected.
func (w *town) past(all ...sandbox.Past) {
	for i := range all {
		all[i].Customer, all[i].Silent = w.lucia.ID, true
	}
	_, err := w.platform.Seed(w.t.Context(), all)
	require.NoError(w.t, err)
}

func quick(p *Params) { p.phonePause = 10 * time.Millisecond }

// count is how many events of a kind the feed has.
func (d *device) count(kind shop.Kind) (n int) {
	for _, one := range kinds(d.feed("")) {
		if one == kind {
			n++
		}
	}
	return n
}

func TestAPhoneThatSharesItsNumberGivesContactsAndHistoryOnce(t *testing.T) {
	w := newTown(t, quick)
	now := time.Now()
	w.past(sandbox.Past{Message: sandbox.Message{Text: "¿hay pan?", At: now.Add(-50 * time.Hour)}},
		sandbox.Past{Message: sandbox.Message{Text: "sí, hay", At: now.Add(-49 * time.Hour)}, FromShop: true})
	require.NoError(t, w.platform.StartCoexistence(sandbox.DefaultNumber))
	w.connect()
	d := w.pair()
	await(d, func(b *shop.PhoneDataRequested) bool { return b.What == shop.PhoneContacts && b.Code == 0 })
	await(d, func(b *shop.PhoneDataRequested) bool { return b.What == shop.PhoneHistory && b.Code == 0 })
	named := await(d, every[*shop.ContactSynced])
	require.Equal(t, "Lucía", named.Personal.Name)
	asked := await(d, func(b *shop.MessageImported) bool { return !b.Outgoing })
	require.Equal(t, "¿hay pan?", asked.Personal.Content.Text)
	answered := await(d, func(b *shop.MessageImported) bool { return b.Outgoing })
	require.Equal(t, "sí, hay", answered.Personal.Content.Text)
	require.Equal(t, asked.Conversation, answered.Conversation)
	await(d, func(b *shop.HistoryProgressed) bool { return b.Progress == 100 })
	require.Equal(t, 2, d.count(shop.KindPhoneDataRequested))
}

func TestANumberWithoutAPhoneIsNotAsked(t *testing.T) {
	w := newTown(t, quick)
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "hola"})
	await(d, every[*shop.MessageReceived])
	require.Zero(t, d.count(shop.KindPhoneDataRequested))
}

func TestAPhoneIsNotAskedAfterADayAndTheOwnerIsTold(t *testing.T) {
	late := newTown(t, func(p *Params) { p.phonePause = -1 })
	require.NoError(t, late.platform.StartCoexistence(sandbox.DefaultNumber))
	late.connect()
	late.clock.pass(25 * time.Hour)
	opened, err := late.relay.shopOf(t.Context(), late.shop)
	require.NoError(t, err)
	asking := &phones{relay: late.relay, of: opened, plain: map[shop.ChannelID]bool{}}
	for _, due := range asking.due(t.Context()) {
		require.True(t, due.late)
		asking.ask(t.Context(), due)
	}
	require.Empty(t, asking.due(t.Context()))
	other := late.pair()
	raised := await(other, func(b *shop.NoticeRaised) bool { return b.About == shop.NoticeHistory })
	require.Equal(t, "2593108", raised.Parameters["code"])
}

func TestWhatIsTypedOnThePhoneAppearsAndItsPictureIsFetched(t *testing.T) {
	w := newTown(t, quick)
	require.NoError(t, w.platform.StartCoexistence(sandbox.DefaultNumber))
	w.connect()
	d := w.pair()
	w.writes(sandbox.Message{Text: "hola"})
	await(d, every[*shop.MessageReceived])
	_, err := w.platform.Seed(t.Context(), []sandbox.Past{{Customer: w.lucia.ID, FromShop: true, Echo: true,
		Message: sandbox.Message{Document: &sandbox.File{Data: []byte("%PDF-1.4 carta"), MIME: "application/pdf", Filename: "carta.pdf"}, At: time.Now()}}})
	require.NoError(t, err)
	echoed := await(d, every[*shop.MessageEchoed])
	require.Equal(t, "carta.pdf", echoed.Personal.Content.Media.Name)
	stored := await(d, every[*shop.MediaStored])
	require.Equal(t, echoed.Message, stored.Message)
	require.Equal(t, nameOf([]byte("%PDF-1.4 carta")), stored.Personal.Hash)
}
