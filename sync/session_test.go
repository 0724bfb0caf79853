package sync_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"mostrador/shop/wire"
	"mostrador/sync/status"
)

func TestASessionIsRenewedBeforeItEndsAndWhenTheRelayForgotIt(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.start()
	d.becomes(status.Live{})
	assert.Equal(t, 1, relay.count(wire.PathSession), "one session serves all")

	d.says(1, "one")
	d.outboxEmpty()
	assert.Equal(t, 1, relay.count(wire.PathSession))

	relay.set(func() { relay.bearers = map[string]bool{} })
	d.says(1, "two")
	d.outboxEmpty()
	assert.Equal(t, 2, relay.count(wire.PathSession), "401 renews")

	d.clock.Store(int64(50 * time.Minute)) // of an hour
	relay.set(func() { relay.clock = d.now })
	d.says(1, "three")
	d.outboxEmpty()
	assert.Equal(t, 3, relay.count(wire.PathSession), "an old one is renewed before it ends")
}

func TestARevokedDeviceIsToldSoAndKeepsWhatWaits(t *testing.T) {
	relay := newRelay(t)
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, q *http.Request) bool {
			refuse(w, http.StatusForbidden, wire.ProblemRevoked)
			return true
		}
	})
	d := newDesk(t, relay)
	id := d.says(1, "hello")
	d.start()
	d.becomes(status.Blocked{Problem: status.Revoked{}})
	assert.Equal(t, id, d.file.outbox()[0])
}

func TestAWrongClockIsToldByHowMuchAndGoesAwayWhenItIsSetRight(t *testing.T) {
	relay := newRelay(t)
	d := newDesk(t, relay)
	d.clock.Store(int64(-26 * time.Hour))
	d.start()
	d.eventually("the clock is wrong", func() bool {
		blocked, ok := d.state().(status.Blocked)
		if !ok {
			return false
		}
		clock, ok := blocked.Problem.(status.ClockWrong)
		return ok && (clock.Off+26*time.Hour).Abs() < 5*time.Second
	})
	d.clock.Store(0)
	d.engine.Nudge()
	d.becomes(status.Live{})
}

func TestWhatIsNotARelayIsToldSo(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"a page of a router": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>Welcome</html>"))
		},
		"another server": func(w http.ResponseWriter, q *http.Request) { http.NotFound(w, q) },
		"a redirect":     func(w http.ResponseWriter, q *http.Request) { http.Redirect(w, q, "/login", http.StatusFound) },
	} {
		t.Run(name, func(t *testing.T) {
			relay := newRelay(t)
			relay.set(func() {
				relay.before = func(w http.ResponseWriter, q *http.Request) bool { answer(w, q); return true }
			})
			d := newDesk(t, relay)
			d.start()
			d.becomes(status.Blocked{Problem: status.AddressWrong{Address: relay.URL}})
		})
	}
}

func TestATooOldProgramAndAStumblingRelayAreTold(t *testing.T) {
	relay := newRelay(t)
	problem, code := wire.ProblemVersion, http.StatusUpgradeRequired
	relay.set(func() {
		relay.before = func(w http.ResponseWriter, _ *http.Request) bool {
			relay.mu.Lock()
			defer relay.mu.Unlock()
			refuse(w, code, problem)
			return true
		}
	})
	d := newDesk(t, relay)
	d.start()
	d.becomes(status.Blocked{Problem: status.ProgramTooOld{}})
	relay.set(func() { problem, code = wire.ProblemUnavailable, http.StatusServiceUnavailable })
	d.eventually("offline", func() bool {
		offline, ok := d.state().(status.Offline)
		return ok && offline.Why == status.RelayFailing
	})
	relay.set(func() { relay.before = nil })
	d.becomes(status.Live{})
}
