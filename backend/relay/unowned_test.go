package relay

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"mostrador/shop"
)

// A webhook for a number that nobody connected stays for longer than the 30 days
// after which others go, and comes in once somebody does.
func TestAWebhookThatNobodyOwnsStaysUntilSomebodyDoes(t *testing.T) {
	w := newWorld(t)
	require.Equal(t, http.StatusOK, w.postSigned(luciaWrites))
	require.Equal(t, http.StatusOK, w.postSigned(bodyOf(200)))
	require.Eventually(t, func() bool {
		return w.relay.translator.Alarms() > 0 && w.relay.translator.Translated() >= w.kept()[1].Position
	},
		60*time.Second, 5*time.Millisecond)
	w.clock.pass(31 * 24 * time.Hour)
	for range 3 { // hours go by
		_, err := w.relay.trimIntake(t.Context())
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			kept := w.kept()
			return w.relay.translator.Translated() >= kept[len(kept)-1].Position
		}, 60*time.Second, 5*time.Millisecond)
		require.Len(t, w.kept(), 1)
		require.Equal(t, luciaWrites, w.kept()[0].Body)
	}
	d := w.pair()
	w.connectNumber()
	got := await(d, every[*shop.MessageReceived])
	require.Equal(t, "Hola", got.Personal.Content.Text)
}
