package sync

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"mostrador/sync/status"
)

func TestSilenceEndsAfterFortySecondsAndEverySoundPutsItOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, quiet := watchSilence(t.Context(), 40*time.Second)
		defer quiet.stop()
		sounds := quiet.over(strings.NewReader("beats"))
		for range 5 {
			<-time.After(15 * time.Second)
			assert.False(t, quiet.doubtful())
			_, err := sounds.Read(make([]byte, 1))
			require.NoError(t, err)
		}
		<-time.After(39 * time.Second)
		require.NoError(t, ctx.Err())
		assert.True(t, quiet.doubtful(), "a wish to connect again is followed now")
		<-time.After(2 * time.Second)
		require.ErrorIs(t, context.Cause(ctx), ErrNoAnswer)
	})
}

func TestAPauseEndsWithTheNetworkAWishOrItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var onAir atomic.Bool
		network := func() string { return map[bool]string{true: "air", false: "wire"}[onAir.Load()] }
		e := &Engine{timing: Timing{}.withDefaults(), network: network}
		wake := make(chan struct{}, 1)
		took := func() time.Duration {
			begun := time.Now()
			e.pause(t.Context(), time.Minute, wake)
			return time.Since(begun)
		}
		assert.Equal(t, time.Minute, took())

		time.AfterFunc(5*time.Second, func() { onAir.Store(true) })
		assert.Equal(t, 6*time.Second, took(), "it is looked at every two seconds")

		time.AfterFunc(3*time.Second, func() { poke(wake); poke(wake) })
		assert.Equal(t, 3*time.Second, took())
	})
}

func TestPausesGrowToHalfAMinuteAndDiffer(t *testing.T) {
	b := Timing{}.withDefaults().backoff()
	b.Reset()
	first := b.NextBackOff()
	assert.InDelta(t, 300, first.Milliseconds(), 151)
	seen := map[time.Duration]bool{}
	for range 50 {
		next := b.NextBackOff()
		assert.LessOrEqual(t, next, 45*time.Second)
		seen[next] = true
	}
	assert.Greater(t, len(seen), 40, "a thousand devices don't come back at once")
}

func TestALineThatBreaksIsOfflineOnlyWhenASecondTryFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := Params{Network: func() string { return "" }, MediaDir: t.TempDir()}
		e, err := New(p)
		require.NoError(t, err)
		defer e.Close()
		f := &feed{Engine: e, backoff: e.timing.backoff(), lost: time.Now(), live: true}
		<-time.After(time.Hour)
		broke := time.Now()
		f.report(errEnded)
		assert.Equal(t, status.Connecting{}, e.Status().Get().State)
		<-time.After(time.Second)
		f.report(&NotReachable{Err: errors.New("refused")})
		<-time.After(time.Second)
		f.report(&NotReachable{Err: errors.New("refused")})
		assert.Equal(t, status.Offline{Since: broke, Why: status.NotReachable}, e.Status().Get().State)
		wait := f.report(&Untrusted{Fingerprint: "ab"})
		assert.Equal(t, status.Blocked{Problem: status.CertificateUntrusted{Fingerprint: "ab"}}, e.Status().Get().State)
		assert.GreaterOrEqual(t, wait, 30*time.Second)
	})
}
