package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

// Pace slows management calls down as the platform's usage headers near 100 %
// (X-App-Usage, X-Business-Use-Case-Usage). Clients that share an account share
// one. Sending messages is not held up by it: that has its own limits. The zero
// value is ready; it may be used by many goroutines.
type Pace struct {
	// Now tells the time; nil: time.Now.
	Now func() time.Time

	mu    sync.Mutex
	usage map[string]usage // by the id in the header; "" is the app itself
}

// usage is what the platform last said.
type usage struct {
	percent int64
	seen    time.Time
	until   time.Time // no call before, where the platform said so
}

const (
	// slowFrom is from how many percent on calls are spread out; fullFrom from
	// how many they wait for the hour to go on.
	slowFrom = 75
	fullFrom = 95
	// slowStep is the pause for each percent above slowFrom.
	slowStep = 500 * time.Millisecond
	fullWait = 5 * time.Minute
	// usageLife is how long a percentage says something: it is that of an hour.
	usageLife = time.Hour
)

// Delay is how long the next management call should wait.
func (p *Pace) Delay() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, delay := p.now(), time.Duration(0)
	for _, u := range p.usage {
		delay = max(delay, u.until.Sub(now))
		if now.Sub(u.seen) > usageLife || u.percent < slowFrom {
			continue
		}
		pause := time.Duration(u.percent-slowFrom) * slowStep
		if u.percent >= fullFrom {
			pause = fullWait
		}
		delay = max(delay, pause-now.Sub(u.seen))
	}
	return delay
}

func (p *Pace) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// wait holds a call up. A wait longer than the call may take is an error at
// once: *NotSentError.
func (p *Pace) wait(ctx context.Context) error {
	delay := p.Delay()
	if delay <= 0 {
		return nil
	}
	if deadline, has := ctx.Deadline(); has && time.Until(deadline) < delay {
		return &NotSentError{Err: &SlowDownError{For: delay}}
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return &NotSentError{Err: ctx.Err()}
	case <-timer.C:
		return nil
	}
}

// SlowDownError says that the account's calls for this hour are used up.
type SlowDownError struct{ For time.Duration }

func (e *SlowDownError) Error() string {
	return "WhatsApp allows no further management call for " + e.For.Round(time.Second).String()
}

// note reads the usage headers of an answer.
func (p *Pace) note(h http.Header) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.usage == nil {
		p.usage = map[string]usage{}
	}
	if app, ok := readObject(json.RawMessage(h.Get("X-App-Usage"))); ok {
		p.usage[""] = usage{percent: highest(app), seen: p.now()}
	}
	cases, _ := readObject(json.RawMessage(h.Get("X-Business-Use-Case-Usage")))
	for id := range cases {
		for _, entry := range objects(cases, id) {
			u := usage{percent: highest(entry), seen: p.now()}
			if minutes := min(entry.integer("estimated_time_to_regain_access"), 24*60); minutes > 0 {
				u.until = p.now().Add(time.Duration(minutes) * time.Minute)
			}
			p.usage[id+"/"+entry.text("type")] = u
		}
	}
}

func highest(o object) int64 {
	return max(o.integer("call_count"), o.integer("total_cputime"), o.integer("total_time"))
}
