package processes_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"mostrador/e2e/processes/programs"
	"mostrador/shop"
)

// TestTenThousandMessagesAppearOnce pushes them through the relay, each of them
// twice as a platform does that missed an answer now and then.
func TestTenThousandMessagesAppearOnce(t *testing.T) {
	const messages, customers, atOnce = 10_000, 100, 32
	s := open(t)
	d := s.join("counter", s.openShop())
	began := time.Now()
	var posting errgroup.Group
	posting.SetLimit(atOnce)
	for i := range messages {
		posting.Go(func() error {
			body := programs.Incoming(fmt.Sprintf("3460000%04d", i%customers), fmt.Sprintf("wamid.%d", i), fmt.Sprintf("message %d", i))
			for range 1 + (i%10)/9 {
				status, err := s.relay.Post(s.ctx, body)
				if err != nil || status != http.StatusOK {
					return fmt.Errorf("message %d: status %d: %w", i, status, err)
				}
			}
			return nil
		})
	}
	require.NoError(t, posting.Wait())
	t.Logf("%d webhooks taken in %s", messages, time.Since(began).Round(time.Millisecond))
	s.eventually("all are here", func() bool {
		n, err := d.Count()
		return err == nil && n >= messages
	})
	t.Logf("all on the desktop after %s", time.Since(began).Round(time.Millisecond))

	account, err := d.Account()
	require.NoError(t, err)
	chats, err := d.Chats()
	require.NoError(t, err)
	seen := map[shop.MessageID]string{}
	for _, chat := range chats {
		for _, item := range chat.Items {
			seen[item.Message] = item.Text
		}
	}
	assert.Len(t, chats, customers)
	for i := range messages {
		require.Equal(t, fmt.Sprintf("message %d", i), seen[shop.MessageFor(account.Shop, fmt.Sprintf("wamid.%d", i))])
	}
	status, err := d.Status()
	require.NoError(t, err)
	assert.Equal(t, messages, status.Messages, "each once, and nothing else")
	assert.Zero(t, status.Skipped)
	require.NoError(t, d.Close())
}
