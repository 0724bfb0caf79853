package processes_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"mostrador/backend/sandbox"
	"mostrador/e2e/processes/crashdisk"
	"mostrador/e2e/processes/desktop"
	"mostrador/e2e/processes/programs"
)

const (
	// cutsEnv is how often the power is cut.
	cutsEnv    = "MOSTRADOR_CUTS"
	cutsBefore = 3
)

func mountDisk(t *testing.T, folder string) *crashdisk.Disk {
	t.Helper()
	d, err := crashdisk.Mount(folder)
	if err != nil {
		t.Skip("no disk whose power can be cut can be mounted here: ", err)
	}
	t.Cleanup(func() { assert.NoError(t, d.Close()) })
	return d
}

// TestAPowerCutTakesNothingThatWasAcknowledged cuts the power of the relay's
// machine, the first time within a second of making the shop, and again and
// again while webhooks come in.
func TestAPowerCutTakesNothingThatWasAcknowledged(t *testing.T) {
	seed, cuts := fromEnv(t, seedEnv, 20261123), fromEnv(t, cutsEnv, cutsBefore)
	t.Logf("seed %d, %d cuts", seed, cuts)
	random := rand.New(rand.NewPCG(uint64(seed), 3))
	s := &street{t: t, ctx: t.Context(), dir: t.TempDir()}
	disk := mountDisk(t, s.dir)
	s.startBoth(filepath.Join(disk.Path(), "data"))
	past := &history{}
	link := s.openShop()
	lost := int64(0)
	var d *desktop.Process
	for cut := range cuts {
		s.postUntilTheCut(past, disk, between(random, 50*time.Millisecond, 900*time.Millisecond), int(cut))
		lost += disk.Lost()
		require.NoError(t, s.relay.Start(s.ctx), "after cut %d", cut+1)
		if d == nil { // the link was printed before the first cut
			d = s.join("counter", link)
		}
	}
	account, err := d.Account()
	require.NoError(t, err)
	s.eventually("all that was acknowledged is here", func() bool {
		chats, err := d.Chats()
		return err == nil && len(past.check(end{shop: account.Shop, chats: chats})) == 0
	})
	t.Logf("%d webhooks acknowledged, all kept; %d bytes that nobody was promised are gone", len(past.of(kept)), lost)
	assert.NotEmpty(t, past.of(kept))
	require.NoError(t, d.Close())
}

// postUntilTheCut lets webhooks come in at a working relay until the power goes.
func (s *street) postUntilTheCut(past *history, disk *crashdisk.Disk, after time.Duration, cut int) {
	s.t.Helper()
	var posting errgroup.Group
	for sender := range 8 {
		posting.Go(func() error {
			for n := 0; ; n++ {
				wamid := fmt.Sprintf("wamid.%d.%d.%d", cut, sender, n)
				status, err := s.relay.Post(s.ctx, programs.Incoming(fmt.Sprintf("3461111%04d", sender), wamid, wamid))
				if err != nil || status != http.StatusOK {
					return nil //nolint:nilerr // the power is gone
				}
				past.note(fact{what: kept, wamid: wamid})
			}
		})
	}
	passes(s.ctx, after)
	disk.Cut()
	s.relay.Kill()
	require.NoError(s.t, posting.Wait())
	require.NoError(s.t, disk.Restore())
}

// What the owner gave to a desktop is there after a power cut of the desktop's
// own machine, and so is its place in the shop.
func TestAPowerCutAtTheCounterTakesNothingThatWasSent(t *testing.T) {
	s := open(t)
	disk := mountDisk(t, s.dir)
	counter := filepath.Join(disk.Path(), "counter")
	link := s.openShop()
	s.moveIn(lucia)
	d, err := desktop.Start(counter)
	require.NoError(t, err)
	t.Cleanup(func() { d.Kill() })
	require.NoError(t, d.Pair(link))
	d = s.powerCut(d, disk, counter) // just after it was let in
	past := &history{}
	past.note(fact{what: wrote, wamid: s.writes(lucia, "¿hay pan?")})
	s.eventually("she is on the desktop", func() bool { return len(items(t, d, lucia)) == 1 })

	s.relay.Kill() // so that everything waits
	for round := range 3 {
		for n := range 5 {
			text := fmt.Sprintf("answer %d.%d", round, n)
			id, err := d.Send(programs.NameOf(lucia), text)
			require.NoError(t, err)
			past.note(fact{what: took, message: id, text: text})
		}
		d = s.powerCut(d, disk, counter)
		status, err := d.Status()
		require.NoError(t, err)
		require.Equal(t, len(past.of(took)), status.Waiting)
	}
	require.NoError(t, s.relay.Start(s.ctx))
	account, err := d.Account()
	require.NoError(t, err)
	s.eventually("all of it is with her, once", func() bool {
		chats, err := d.Chats()
		return err == nil && s.got(lucia, "answer 2.4") == 1 && len(past.check(end{shop: account.Shop, chats: chats, inboxes: map[string][]sandbox.Received{lucia: s.inbox(lucia)}})) == 0
	})
	require.NoError(t, d.Close())
}

func (s *street) powerCut(d *desktop.Process, disk *crashdisk.Disk, folder string) *desktop.Process {
	s.t.Helper()
	disk.Cut()
	d.Kill()
	require.NoError(s.t, disk.Restore())
	again, err := desktop.Start(folder)
	require.NoError(s.t, err)
	s.t.Cleanup(again.Kill)
	_, err = again.Open()
	require.NoError(s.t, err, "it opens after a power cut")
	return again
}

// A disk whose syncs fail: nothing is acknowledged from then on, the relay ends
// instead of going on with what it can't trust, and after a new start all that
// was acknowledged is there.
func TestAfterAFailedSyncNothingIsAcknowledged(t *testing.T) {
	s := &street{t: t, ctx: t.Context(), dir: t.TempDir()}
	disk := mountDisk(t, s.dir)
	s.startBoth(filepath.Join(disk.Path(), "data"))
	d := s.join("counter", s.openShop())
	past := &history{}
	post := func(n int) int {
		wamid := fmt.Sprintf("wamid.%d", n)
		status, err := s.relay.Post(s.ctx, programs.Incoming(lucia, wamid, wamid))
		if err != nil {
			return 0
		}
		if status == http.StatusOK {
			past.note(fact{what: kept, wamid: wamid})
		}
		return status
	}
	require.Equal(t, http.StatusOK, post(0))
	disk.Break()
	for n := 1; n < 6; n++ {
		assert.NotEqual(t, http.StatusOK, post(n), "nothing that is not kept is acknowledged")
	}
	s.eventually("the relay ends by itself", func() bool { return !s.relay.Running() })
	disk.Cut()
	require.NoError(t, disk.Restore())
	require.NoError(t, s.relay.Start(s.ctx))
	require.Equal(t, http.StatusOK, post(6))
	account, err := d.Account()
	require.NoError(t, err)
	s.eventually("all that was acknowledged is here", func() bool {
		chats, err := d.Chats()
		return err == nil && len(past.check(end{shop: account.Shop, chats: chats})) == 0
	})
	require.NoError(t, d.Close())
}

// A slow disk makes webhooks slow, or puts them off; it loses none.
func TestASlowDiskLosesNothing(t *testing.T) {
	s := &street{t: t, ctx: t.Context(), dir: t.TempDir()}
	disk := mountDisk(t, s.dir)
	s.startBoth(filepath.Join(disk.Path(), "data"))
	d := s.join("counter", s.openShop())
	disk.Slow(30 * time.Millisecond)
	past := &history{}
	var posting errgroup.Group
	for sender := range 32 {
		posting.Go(func() error {
			for n := range 10 {
				wamid := fmt.Sprintf("wamid.%d.%d", sender, n)
				status, err := s.relay.Post(s.ctx, programs.Incoming(fmt.Sprintf("3461111%04d", sender), wamid, wamid))
				switch {
				case err != nil:
					return err
				case status == http.StatusOK:
					past.note(fact{what: kept, wamid: wamid})
				case status != http.StatusServiceUnavailable:
					return fmt.Errorf("a slow disk is answered with %d", status)
				}
			}
			return nil
		})
	}
	require.NoError(t, posting.Wait())
	disk.Slow(0)
	account, err := d.Account()
	require.NoError(t, err)
	s.eventually("all that was acknowledged is here", func() bool {
		chats, err := d.Chats()
		return err == nil && len(past.check(end{shop: account.Shop, chats: chats})) == 0
	})
	assert.NotEmpty(t, past.of(kept))
	require.NoError(t, d.Close())
}
