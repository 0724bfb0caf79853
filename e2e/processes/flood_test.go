package processes_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"mostrador/e2e/processes/desktop"
	"mostrador/e2e/processes/programs"
)

const (
	// floodEnv is how many webhooks a second are offered, and secondsEnv for how
	// long. `make soak` offers 5,000 for a minute.
	floodEnv   = "MOSTRADOR_FLOOD"
	secondsEnv = "MOSTRADOR_FLOOD_SECONDS"
	atOnce     = 256 // that the platform has under way; what is beyond waits with it
)

// flood is what became of the webhooks that were offered.
type flood struct{ offered, kept, putOff, broken, overflow atomic.Int64 }

// TestAFloodLosesNothingThatWasAnswered offers far more webhooks than one number
// can send, while a desktop catches up, kills the relay (kill -9) in the middle
// and again at the end, and finds each that was answered with 200.
func TestAFloodLosesNothingThatWasAnswered(t *testing.T) {
	perSecond, seconds := fromEnv(t, floodEnv, 800), fromEnv(t, secondsEnv, 4)
	s := open(t)
	link := s.openShop()
	past, sum := &history{}, &flood{}
	half := time.Duration(seconds) * time.Second / 2
	var d *desktop.Process
	for part := range 2 {
		if part == 1 {
			require.NoError(t, s.relay.Start(s.ctx))
			d = s.join("counter", link) // it has all of the first part to catch up with
		}
		s.floods(past, sum, perSecond, half, part)
	}
	require.NoError(t, s.relay.Start(s.ctx))
	began := time.Now()
	account, err := d.Account()
	require.NoError(t, err)
	want := len(past.of(kept))
	require.Eventually(t, func() bool {
		n, err := d.Count()
		return err == nil && n >= want
	}, 10*time.Minute, 200*time.Millisecond, "all that was answered is on the desktop")
	t.Logf("offered %d: %d kept, %d put off (503), %d broken off, %d not even posted; 200 and lost: 0; the desktop had them %s later",
		sum.offered.Load(), sum.kept.Load(), sum.putOff.Load(), sum.broken.Load(), sum.overflow.Load(), time.Since(began).Round(time.Millisecond))
	assert.NotEmpty(t, past.of(kept))
	chats, err := d.Chats()
	require.NoError(t, err)
	assert.Empty(t, past.check(end{shop: account.Shop, chats: chats}))
	require.NoError(t, d.Close())
}

// floods offers webhooks at a rate, and kills the relay when the time is over
// while they still come.
func (s *street) floods(past *history, sum *flood, perSecond int64, long time.Duration, part int) {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.ctx)
	defer stop()
	relay := s.relay
	var posting errgroup.Group
	posting.SetLimit(atOnce)
	const step = 10 * time.Millisecond
	tick := time.NewTicker(step)
	defer tick.Stop()
	n, began := 0, time.Now()
	for time.Since(began) < long {
		<-tick.C
		for due := time.Since(began).Seconds() * float64(perSecond); float64(n) < due; n++ {
			wamid := fmt.Sprintf("wamid.flood.%d.%d", part, n)
			body := programs.Incoming(fmt.Sprintf("3461111%04d", n%500), wamid, wamid)
			sum.offered.Add(1)
			if !posting.TryGo(func() error { return s.offer(ctx, relay, past, sum, wamid, body) }) {
				sum.overflow.Add(1)
			}
		}
	}
	relay.Kill() // in the middle of what is under way
	stop()
	require.NoError(s.t, posting.Wait())
}

func (s *street) offer(ctx context.Context, relay *programs.Relay, past *history, sum *flood, wamid string, body []byte) error {
	status, err := relay.Post(ctx, body)
	switch {
	case err != nil:
		sum.broken.Add(1)
	case status == http.StatusOK:
		sum.kept.Add(1)
		past.note(fact{what: kept, wamid: wamid})
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		sum.putOff.Add(1)
	default:
		return errors.New("a flood is answered with " + http.StatusText(status))
	}
	return nil
}
