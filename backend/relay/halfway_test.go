package relay

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/backend/journal"
	"mostrador/shop"
)

// The registry learns of a number before the shop's journal does. A relay that
// stops in between makes up for it at its next start, and what was written to
// the number meanwhile comes in.
func TestANumberThatWasHalfConnectedIsConnectedAtTheNextStart(t *testing.T) {
	memory := journal.NewMemory(journal.MemoryParams{})
	dir, key := t.TempDir(), masterKey(t)
	same := func(p *Params) { p.Journal, p.DataDir, p.MasterKey = memory, dir, key }
	t.Cleanup(func() { require.NoError(t, memory.Close()) })
	w := newWorld(t, same)

	memory.Inject(journal.FaultNone, journal.FaultUnavailable)
	number := shop.ChannelConnected{PhoneNumberID: "111", WABA: "222", Portfolio: "77", Number: "+34 954 00 00 00", Name: "Sol"}
	_, err := w.relay.ConnectChannel(t.Context(), w.shop, number, "token")
	require.ErrorIs(t, err, journal.ErrUnavailable)
	require.Empty(t, w.channels())
	require.Equal(t, http.StatusOK, w.postSigned([]byte(`{"object":"whatsapp_business_account","entry":[{"id":"222","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"phone_number_id":"111"},"contacts":[{"profile":{"name":"Lucía"},"wa_id":"34600111222"}],
		"messages":[{"from":"34600111222","id":"wamid.1","timestamp":"1790000000","type":"text","text":{"body":"Hola"}}]}}]}]}`)))

	w.end()
	w.start(same)
	require.Equal(t, []shop.ChannelFacts{{ID: shop.ChannelFor(w.shop, "111"), PhoneNumberID: "111", WABA: "222", Portfolio: "77",
		Number: "+34 954 00 00 00", Name: "Sol"}}, w.channels())
	d := w.pair()
	require.Eventually(t, func() bool {
		return slices.Contains(kinds(d.feed("")), shop.KindMessageReceived)
	}, 20*time.Second, 5*time.Millisecond, "the webhook that came in between")

	// Every further start finds it there.
	w.end()
	w.start(same)
	connected := 0
	for _, kind := range kinds(w.pair().feed("")) {
		if kind == shop.KindChannelConnected {
			connected++
		}
	}
	require.Equal(t, 1, connected)
}

func (w *world) channels() []shop.ChannelFacts {
	opened, err := w.relay.shopOf(w.t.Context(), w.shop)
	require.NoError(w.t, err)
	return opened.Channels()
}
