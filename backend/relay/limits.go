package relay

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often strangers may try: per address, and all together.
const (
	pairPerMinute    = 10
	pairAllPerMinute = 120
	provePerMinute   = 60
	maxAddresses     = 10_000
)

// limiter lets each address try so often a minute. It remembers a bounded
// number of addresses and starts over when there are more.
type limiter struct {
	perMinute int
	now       func() time.Time

	mu  sync.Mutex
	of  map[string]*rate.Limiter
	all *rate.Limiter // nil: no limit for all together
}

func newLimiter(perMinute, allPerMinute int, now func() time.Time) *limiter {
	l := &limiter{perMinute: perMinute, now: now, of: map[string]*rate.Limiter{}}
	if allPerMinute > 0 {
		l.all = perMinuteLimiter(allPerMinute)
	}
	return l
}

func perMinuteLimiter(n int) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(float64(n)/60), n)
}

// allow counts one try of an address.
func (l *limiter) allow(address string) bool {
	now := l.now()
	l.mu.Lock()
	own := l.of[address]
	if own == nil {
		if len(l.of) >= maxAddresses {
			clear(l.of)
		}
		own = perMinuteLimiter(l.perMinute)
		l.of[address] = own
	}
	l.mu.Unlock()
	return own.AllowN(now, 1) && (l.all == nil || l.all.AllowN(now, 1))
}

// addressOf is who to count a request for: an IPv4 address, or the /64 network
// of an IPv6 one, since a single host has all of it.
func addressOf(r *http.Request, trustProxy bool) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if forwarded := r.Header.Get("X-Forwarded-For"); trustProxy && forwarded != "" {
		// The last one is what our proxy saw; those before it are claims.
		host = strings.TrimSpace(forwarded[strings.LastIndexByte(forwarded, ',')+1:])
	}
	ip := net.ParseIP(host)
	if ip == nil || ip.To4() != nil {
		return host
	}
	return ip.Mask(net.CIDRMask(64, 128)).String()
}
