package relay

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"mostrador/backend/relay/registry"
	"mostrador/shop"
	"mostrador/shop/wire"
)

const (
	bearerLife    = time.Hour
	clockLeeway   = 5 * time.Minute
	sameClock     = 2 * time.Second // clocks nearer than this are the same
	minNonce      = 12
	maxNonce      = 64
	maxPerDevice  = 16 // bearers at a time; the oldest goes
	sweepInterval = time.Minute
)

// session is what a bearer stands for.
type session struct {
	device  shop.DeviceID
	shop    shop.ShopID
	person  shop.PersonID
	expires time.Time
	behind  time.Duration   // the device's clock, when it signed in; see shop.Asking
	gone    <-chan struct{} // closed when the device is revoked
}

type nonce struct {
	device shop.DeviceID
	sum    [sha256.Size]byte
}

// sessions keeps bearers, hashed and in memory only: after a restart every
// device proves its key again.
type sessions struct {
	now      func() time.Time
	registry *registry.Registry

	mu     sync.Mutex
	open   map[[sha256.Size]byte]session
	of     map[shop.DeviceID][][sha256.Size]byte // in the order of their making
	nonces map[nonce]time.Time                   // until when each is remembered
	swept  time.Time
}

func newSessions(reg *registry.Registry, now func() time.Time) *sessions {
	return &sessions{now: now, registry: reg, open: map[[sha256.Size]byte]session{},
		of: map[shop.DeviceID][][sha256.Size]byte{}, nonces: map[nonce]time.Time{}}
}

// prove checks a device's proof and gives it a bearer. An unknown device and a
// wrong signature look the same; nothing is remembered of either.
func (s *sessions) prove(request wire.SessionRequest) (wire.SessionAnswer, error) {
	now := s.now()
	device, known := s.registry.Device(request.Device)
	if !known || !request.Verify(device.PublicKey) || len(request.Nonce) < minNonce || len(request.Nonce) > maxNonce {
		return wire.SessionAnswer{}, newProblem(http.StatusUnauthorized, wire.ProblemSignature, "the device's proof is not valid", "")
	}
	if device.Revoked {
		return wire.SessionAnswer{}, revokedProblem()
	}
	if device.Waiting {
		return wire.SessionAnswer{}, newProblem(http.StatusForbidden, wire.ProblemWaiting, "nobody has approved this device yet",
			"approve it on a device that is signed in")
	}
	if d := now.Sub(request.At); d > clockLeeway || d < -clockLeeway {
		return wire.SessionAnswer{}, newProblem(http.StatusUnauthorized, wire.ProblemClock, "the device's clock is too far off",
			"the relay's clock says "+now.UTC().Format(time.RFC3339))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(now)
	used := nonce{request.Device, sha256.Sum256(request.Nonce)}
	if _, seen := s.nonces[used]; seen {
		return wire.SessionAnswer{}, newProblem(http.StatusUnauthorized, wire.ProblemSignature, "this proof was used before", "")
	}
	s.nonces[used] = request.At.Add(2 * clockLeeway)
	bearer := s.add(device, now, behind(now.Sub(request.At)))
	return wire.SessionAnswer{Bearer: bearer, Expires: now.Add(bearerLife).UTC(), Now: now.UTC()}, nil
}

// behind is by how much a clock runs behind; what the way here may have taken
// does not count. One that is ahead needs no mending: no claim lies in the future.
func behind(d time.Duration) time.Duration {
	if d < sameClock {
		return 0
	}
	return d
}

func (s *sessions) add(device registry.Device, now time.Time, behind time.Duration) string {
	random := make([]byte, sha256.Size)
	_, _ = rand.Read(random) // never fails
	bearer := base64.RawURLEncoding.EncodeToString(random)
	sum := sha256.Sum256([]byte(bearer))
	s.open[sum] = session{device: device.ID, shop: device.Shop, person: device.Person,
		expires: now.Add(bearerLife), behind: behind, gone: s.registry.Gone(device.ID)}
	list := append(s.of[device.ID], sum)
	if len(list) > maxPerDevice {
		delete(s.open, list[0])
		list = list[1:]
	}
	s.of[device.ID] = list
	return bearer
}

// find gives the session of a bearer, or the problem to answer with.
func (s *sessions) find(bearer string) (session, *problem) {
	sum := sha256.Sum256([]byte(bearer))
	s.mu.Lock()
	found, ok := s.open[sum]
	s.mu.Unlock()
	if !ok || bearer == "" || s.now().After(found.expires) {
		return session{}, newProblem(http.StatusUnauthorized, wire.ProblemSession, "sign in again: the bearer is missing, unknown or expired", "")
	}
	select {
	case <-found.gone:
		return session{}, revokedProblem()
	default:
		return found, nil
	}
}

func revokedProblem() *problem {
	return newProblem(http.StatusForbidden, wire.ProblemRevoked, "this device was cut off from the shop", "")
}

// sweep forgets what time has made useless.
func (s *sessions) sweep(now time.Time) {
	if now.Sub(s.swept) < sweepInterval {
		return
	}
	s.swept = now
	for used, until := range s.nonces {
		if now.After(until) {
			delete(s.nonces, used)
		}
	}
	for device, list := range s.of {
		kept := list[:0]
		for _, sum := range list {
			if now.After(s.open[sum].expires) {
				delete(s.open, sum)
				continue
			}
			kept = append(kept, sum)
		}
		s.of[device] = kept
		if len(kept) == 0 {
			delete(s.of, device)
		}
	}
}
