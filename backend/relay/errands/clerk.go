package errands

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Clients gives the platform's client for a channel and the channel's phone
// number id.
type Clients interface {
	Client(ctx context.Context, of shop.ShopID, channel shop.ChannelID) (*whatsapp.Client, string, error)
}

// Files opens a file of the shop by its hash.
type Files func(ctx context.Context, of shop.ShopID, hash string) (file io.ReadSeekCloser, size int64, mime string, err error)

// Params is what a clerk needs.
type Params struct {
	Shop    *engine.Shop
	Clients Clients
	Files   Files
	Logger  *slog.Logger // nil: the shop's
	// Pause is the wait after the first failure without a reason; zero: five seconds.
	Pause time.Duration
}

const (
	firstPause = 5 * time.Second
	// doubts is how often an errand is tried whose outcome stays unknown.
	doubts = 10
	// patience bounds one errand at the platform.
	patience = 3 * time.Minute
)

// Clerk does one shop's errands, one after the other.
type Clerk struct {
	Params
	waits map[shop.CommandID]wait
}

// wait is when an errand is tried again, and how often it was.
type wait struct {
	at    time.Time
	tries int
}

// New makes a clerk; Run makes it work.
func New(p Params) *Clerk {
	if p.Logger == nil {
		p.Logger = p.Shop.Logger()
	}
	if p.Pause <= 0 {
		p.Pause = firstPause
	}
	return &Clerk{Params: p, waits: map[shop.CommandID]wait{}}
}

// Run works until the context ends.
func (c *Clerk) Run(ctx context.Context) {
	for ctx.Err() == nil {
		folded := c.Shop.Folded()
		next, err := c.round(ctx)
		if err != nil && ctx.Err() == nil {
			c.Logger.Error("errands wait", "error", err)
			next = c.Shop.Now().Add(c.Pause)
		}
		c.rest(ctx, folded, next)
	}
}

func (c *Clerk) rest(ctx context.Context, folded <-chan struct{}, next time.Time) {
	var timeUp <-chan time.Time
	if !next.IsZero() {
		timer := time.NewTimer(max(next.Sub(c.Shop.Now()), 0))
		defer timer.Stop()
		timeUp = timer.C
	}
	select {
	case <-ctx.Done():
	case <-folded:
	case <-timeUp:
	}
}

// round tries what may be tried and says when the next may.
func (c *Clerk) round(ctx context.Context) (next time.Time, err error) {
	var open []facts.Errand
	err = c.Shop.View(ctx, func(f *facts.Tx) error {
		open = f.Errands()
		return f.Err()
	})
	if err != nil {
		return next, err
	}
	for _, e := range open {
		if at := c.waits[e.Asked.Errand].at; at.After(c.Shop.Now()) {
			next = earlier(next, at)
			continue
		}
		if err := c.attempt(ctx, e); err != nil || ctx.Err() != nil {
			return next, err
		}
		if at := c.waits[e.Asked.Errand].at; !at.IsZero() {
			next = earlier(next, at)
		}
	}
	return next, nil
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// attempt tries one errand and writes down what became of it.
func (c *Clerk) attempt(ctx context.Context, e facts.Errand) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	done, err := c.do(limited, e)
	cancel()
	if ctx.Err() != nil { // the relay stops; it is tried again at the next start
		return ctx.Err()
	}
	if err != nil && c.putOff(e.Asked, err) {
		return nil //nolint:nilerr // it is planned again, and logged
	}
	settled := &shop.ErrandSettled{Errand: e.Asked.Errand, Task: e.Asked.Task}
	if err != nil {
		settled.Failed, settled.Detail = true, err.Error()
		var api *whatsapp.APIError
		if errors.As(err, &api) {
			settled.Code, settled.Detail = api.Code, said(api)
		}
	}
	delete(c.waits, e.Asked.Errand)
	return c.settle(ctx, e, append(done, settled))
}

// putOff plans the next try of an errand that failed; false when there is none.
func (c *Clerk) putOff(asked shop.ErrandAsked, err error) bool {
	w := c.waits[asked.Errand]
	w.tries++
	pause, again := c.again(err, w.tries)
	if !again {
		return false
	}
	w.at = c.Shop.Now().Add(pause)
	c.waits[asked.Errand] = w
	c.Logger.Warn("an errand at WhatsApp is tried again", "task", asked.Task, "in", pause, "error", err)
	return true
}

// said are the platform's words.
func said(api *whatsapp.APIError) string {
	for _, text := range []string{api.Details, api.Title, api.Message} {
		if text != "" {
			return text
		}
	}
	return api.Error()
}

// errNever is an errand that no second try would mend.
var errNever = errors.New("this can't be asked of WhatsApp")

// again says whether and when a failed errand is tried once more. All errands
// may be done twice, so that an unknown outcome may be tried again as well.
func (c *Clerk) again(err error, tries int) (time.Duration, bool) {
	if errors.Is(err, errNever) {
		return 0, false
	}
	var slow *whatsapp.SlowDownError
	if errors.As(err, &slow) {
		return slow.For, true
	}
	outcome := whatsapp.OutcomeOf(err)
	backoff := min(c.Pause<<min(tries-1, 10), 15*time.Minute)
	switch outcome.Kind {
	case whatsapp.OutcomeNotSent:
		return backoff, true
	case whatsapp.OutcomeRetry:
		return max(outcome.Policy.Delay(tries), outcome.After), tries <= outcome.Policy.MaxAttempts
	case whatsapp.OutcomeUnknown:
		return backoff, tries < doubts
	}
	return 0, false
}

// settleBatch keeps a long list well within what the journal appends at once.
const settleBatch = 200

// settle writes down what an errand changed and how it ended, unless another
// relay did.
func (c *Clerk) settle(ctx context.Context, e facts.Errand, bodies []shop.Body) error {
	for len(bodies) > 0 {
		n := min(len(bodies), settleBatch)
		err := c.Shop.Decide(ctx, func(f *facts.Tx, emit func(...shop.Event) error) error {
			if !f.OpenErrand(e.Asked.Errand) {
				return nil
			}
			for _, body := range bodies[:n] {
				event, err := c.Shop.Event(shop.EventID{UUID: uuid.New()}, engine.Fact{Body: body, Channel: e.Channel, Customer: e.Customer})
				if err != nil {
					return err
				}
				if err := emit(event); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		bodies = bodies[n:]
	}
	return nil
}
