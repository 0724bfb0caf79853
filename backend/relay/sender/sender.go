package sender

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/facts"
	"mostrador/backend/relay/media"
	"mostrador/backend/whatsapp"
	"mostrador/shop"
)

// Clients gives the platform's client for a channel and the channel's phone
// number id.
type Clients interface {
	Client(ctx context.Context, of shop.ShopID, channel shop.ChannelID) (*whatsapp.Client, string, error)
}

// Uploads hands a file of the shop to the platform, for messages of one
// channel, and gives the platform's id for it. With an id the error doesn't
// matter to sending.
type Uploads interface {
	PlatformMedia(ctx context.Context, file media.Outbound) (string, error)
}

// Params is what a sender needs. Zero values mean the defaults beside them.
type Params struct {
	Shop      *engine.Shop
	Clients   Clients
	Uploads   Uploads       // nil: messages with files fail
	Parallel  int           // conversations at a time: 16
	ClaimFor  time.Duration // how long a claim lasts: 30 s
	PerSecond float64       // messages per channel: 80, a number's usual rate (cloudapi.md section 7)
	Logger    *slog.Logger  // nil: the shop's

	// Begin runs work beside others; nil begins a goroutine. With it the sender
	// has no goroutine of its own and Look says what may leave, for simulations.
	Begin func(work func())
	// Sleep waits, as long as the context lasts; nil takes the real time.
	Sleep func(context.Context, time.Duration)

	// crash is asked at each step in tests; true ends the sender there, as a
	// power cut would.
	crash func(step string) bool
}

const (
	defaultParallel = 16
	defaultClaim    = 30 * time.Second
	defaultRate     = 80
	// grace is kept behind another relay's deadline: clocks differ.
	grace = 5 * time.Second
	// closeWithin is how long Close waits for answers of the platform.
	closeWithin = 10 * time.Second
	viewPause   = time.Second
)

// Sender sends for one shop.
type Sender struct {
	Params
	soft, hard         context.Context // live as long as the sender
	softStop, hardStop context.CancelFunc
	ending             sync.WaitGroup
	freed              chan struct{} // something that was under way is not any more

	mu       sync.Mutex
	busy     map[shop.ConversationID]bool
	reading  map[shop.ConversationID]bool
	retries  map[shop.ConversationID]retry // of telling what was read
	paused   map[shop.ChannelID]paused
	limiters map[shop.ChannelID]*throttle
	pairs    map[shop.ConversationID]*rate.Limiter
	lateSeen map[shop.ChannelID]shop.Position // up to where failures told by statuses were acted on
}

// retry is when something is tried again, and how often it failed.
type retry struct {
	at    time.Time
	times int
}

// New begins to send.
func New(p Params) *Sender {
	if p.Parallel <= 0 {
		p.Parallel = defaultParallel
	}
	if p.ClaimFor <= 0 {
		p.ClaimFor = defaultClaim
	}
	if p.PerSecond <= 0 {
		p.PerSecond = defaultRate
	}
	if p.Logger == nil {
		p.Logger = p.Shop.Logger()
	}
	s := &Sender{
		Params: p, freed: make(chan struct{}, 1),
		busy: map[shop.ConversationID]bool{}, reading: map[shop.ConversationID]bool{}, retries: map[shop.ConversationID]retry{},
		paused: map[shop.ChannelID]paused{}, limiters: map[shop.ChannelID]*throttle{},
		pairs: map[shop.ConversationID]*rate.Limiter{},
	}
	s.soft, s.softStop = context.WithCancel(context.Background())
	s.hard, s.hardStop = context.WithCancel(context.Background())
	if p.Sleep == nil {
		s.Sleep = sleep
	}
	if p.Begin == nil {
		s.Begin = s.ending.Go
		s.ending.Go(s.run)
	}
	return s
}

// Close begins nothing more and waits for what is under way. What the platform
// does not answer in time stays claimed; its fate is settled at the next start.
func (s *Sender) Close() {
	s.softStop()
	timer := time.AfterFunc(closeWithin, s.hardStop)
	s.ending.Wait()
	timer.Stop()
	s.hardStop()
}

func (s *Sender) free() {
	select {
	case s.freed <- struct{}{}:
	default:
	}
}

// run looks what may leave whenever something changed.
func (s *Sender) run() {
	for s.soft.Err() == nil {
		folded := s.Shop.Folded()
		next, err := s.look()
		if err != nil && s.soft.Err() == nil {
			s.Logger.Error("sending waits", "error", err)
			next = s.Shop.Now().Add(viewPause)
		}
		s.wait(folded, next)
	}
}

func (s *Sender) wait(folded <-chan struct{}, next time.Time) {
	var timeUp <-chan time.Time
	if !next.IsZero() {
		timer := time.NewTimer(max(next.Sub(s.Shop.Now()), 0))
		defer timer.Stop()
		timeUp = timer.C
	}
	select {
	case <-s.soft.Done():
	case <-folded:
	case <-s.freed:
	case <-timeUp:
	}
}

// Look begins what may begin and says when the next thing may; only for a sender
// with a Begin of its own is it to be called by others.
func (s *Sender) Look() (next time.Time, err error) { return s.look() }

// look begins what may begin and says when the next thing may.
func (s *Sender) look() (next time.Time, err error) {
	var heads []facts.Head
	var unread []facts.Unread
	var failed map[shop.ChannelID]facts.LateFailure
	err = s.Shop.View(s.soft, func(f *facts.Tx) error {
		for _, channel := range s.open(f.Channels()) {
			heads = append(heads, f.Heads(channel, 2*s.Parallel)...)
		}
		unread, failed = f.Untold(), f.LateFailures()
		return nil
	})
	if err == nil {
		err = s.late(failed)
	}
	if err != nil {
		return next, err
	}
	now := s.Shop.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	next = s.resumes(now)
	for _, head := range heads {
		if s.busy[head.Conversation] || s.paused[head.Channel].until.After(now) {
			continue
		}
		if at := s.mayBegin(head, now); at.After(now) {
			next = earlier(next, at)
			continue
		}
		if len(s.busy) >= s.Parallel {
			break
		}
		s.begin(s.busy, head.Conversation, func() { s.advance(head) })
	}
	for _, u := range unread {
		if at := s.retries[u.Conversation].at; at.After(now) {
			next = earlier(next, at)
			continue
		}
		if !s.reading[u.Conversation] && len(s.reading) < s.Parallel {
			s.begin(s.reading, u.Conversation, func() { s.tellRead(u) })
		}
	}
	return next, nil
}

// open are the channels that are not paused; the paused ones' messages must not
// stand in the way of the others'.
func (s *Sender) open(channels []shop.ChannelFacts) []shop.ChannelID {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Shop.Now()
	var all []shop.ChannelID
	for _, c := range channels {
		if !s.paused[c.ID].until.After(now) {
			all = append(all, c.ID)
		}
	}
	return all
}

// resumes is when the next pause of a channel ends; mu is held.
func (s *Sender) resumes(now time.Time) (next time.Time) {
	for _, p := range s.paused {
		if p.until.After(now) {
			next = earlier(next, p.until)
		}
	}
	return next
}

// begin runs work for a conversation in a goroutine of its own; mu is held.
func (s *Sender) begin(set map[shop.ConversationID]bool, id shop.ConversationID, work func()) {
	set[id] = true
	s.Begin(func() {
		defer s.free()
		defer func() {
			s.mu.Lock()
			delete(set, id)
			s.mu.Unlock()
		}()
		work()
	})
}

// mayBegin is when the next step of a head may be taken; mu is held.
func (s *Sender) mayBegin(h facts.Head, now time.Time) time.Time {
	at := readyAt(h)
	if at.After(now) || !h.Deadline.IsZero() {
		return at
	}
	return s.pairWait(h.Conversation, now)
}

// readyAt is when something may be done about a head.
func readyAt(h facts.Head) time.Time {
	if !h.Deadline.IsZero() {
		return h.Deadline.Add(grace)
	}
	return h.Until
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// step is a place between two steps, where tests may pull the plug.
func (s *Sender) step(name string) {
	if s.crash != nil && s.crash(name) {
		s.softStop()
		s.hardStop()
		runtime.Goexit()
	}
}
