package sandbox

import "time"

// rates holds the limits on sending. Each is a bucket that refills evenly; what is kept is
// the moment at which it would be full again.
type rates struct {
	limits Limits
	pairs  map[[2]string]time.Time
	number map[string]time.Time
}

const (
	pairEvery = 6 * time.Second
	pairBurst = 45
)

func newRates(l Limits) rates {
	return rates{limits: l, pairs: map[[2]string]time.Time{}, number: map[string]time.Time{}}
}

// pour takes one from a bucket of so many drops; false when it is empty.
func pour(full time.Time, now time.Time, every time.Duration, burst int) (time.Time, bool) {
	if full.Before(now) {
		full = now
	}
	if full.Sub(now) > every*time.Duration(burst-1) {
		return full, false
	}
	return full.Add(every), true
}

// check takes one message from both buckets, or says which code refuses it.
func (r *rates) check(number, customer string, now time.Time) (code int) {
	perSecond := r.limits.Throughput
	full, ok := pour(r.number[number], now, time.Second/time.Duration(perSecond), perSecond)
	if !ok {
		return 130429
	}
	if !r.limits.NoPairRate {
		pair := [2]string{number, customer}
		next, fits := pour(r.pairs[pair], now, pairEvery, pairBurst)
		if !fits {
			return 131056
		}
		r.pairs[pair] = next
	}
	r.number[number] = full
	return 0
}
