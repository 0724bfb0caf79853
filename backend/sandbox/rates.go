package sandbox

import (
	"strings"
	"time"
)

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
	// coexistenceRate is a number's throughput while its phone app is in use too.
	coexistenceRate = 20
	highRate        = 1000
	// marketingPerDay is how many marketing templates reach one person in 24 hours. The
	// platform does not tell its number.
	marketingPerDay = 5
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

// check takes one message from both buckets, or says which code refuses it. perSecond is
// the number's throughput; 0 is the usual one.
func (r *rates) check(number, customer string, perSecond int, now time.Time) (code int) {
	if perSecond == 0 {
		perSecond = r.limits.Throughput
	}
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

// throughput is how many messages a second a number may send; 0 is the usual.
func (n *Number) throughput() int {
	switch {
	case n.Coexistence != nil:
		return coexistenceRate
	case n.Throughput == "HIGH":
		return highRate
	}
	return 0
}

// overLimit says whether one more person outside the reply window is one too many for
// the portfolio; the caller holds the lock.
func (sb *Sandbox) overLimit(customer string) bool {
	most, now := tiers[sb.state.account.tier()], sb.now()
	if sb.p.Limits.Reach > 0 {
		most = sb.p.Limits.Reach
	}
	if now.Sub(sb.state.outreach[customer]) < 24*time.Hour {
		return false // reached today already
	}
	reached := 0
	for id, at := range sb.state.outreach {
		if now.Sub(at) < 24*time.Hour {
			reached++
		} else {
			delete(sb.state.outreach, id)
		}
	}
	return reached >= most
}

// marketingLimit gives the code with which a marketing template fails later, if it does:
// nobody in the United States gets any, others get only so many a day. The caller holds
// the lock.
func (sb *Sandbox) marketingLimit(req *request) int {
	phone := req.customer.Phone
	if strings.HasPrefix(phone, "1") && len(phone) == 11 && !canadian[phone[1:4]] {
		return 131049
	}
	most, now := sb.p.Limits.Marketing, sb.now()
	if most == 0 {
		most = marketingPerDay
	}
	recent := 0
	for _, at := range sb.state.marketing[req.customer.ID] {
		if now.Sub(at) < 24*time.Hour {
			recent++
		}
	}
	if most > 0 && recent >= most {
		return 131049
	}
	return 0
}

// canadian are the area codes of +1 that are Canada's.
var canadian = func() map[string]bool {
	out := map[string]bool{}
	for code := range strings.FieldsSeq("204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 " +
		"519 537 548 568 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942") {
		out[code] = true
	}
	return out
}()
