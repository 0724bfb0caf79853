package sync

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	stdsync "sync"
	"sync/atomic"
	"time"

	"mostrador/shop"
	"mostrador/shop/wire"
	"mostrador/store"
	"mostrador/sync/status"
)

// Params is what an Engine works with.
type Params struct {
	Store   Store
	Account Account
	Key     Key
	Version string // of this program
	// MediaDir is where pictures and files are; empty: the account's.
	MediaDir string
	// Transport replaces the pinned connection, in tests.
	Transport http.RoundTripper
	Timing    Timing
	Now       func() time.Time
	// Network is a text that changes when this computer gets or loses a
	// network; nil looks at its addresses.
	Network func() string
	Logger  *slog.Logger
	// HeadsFrom is how long a journal is whose history comes in behind what the
	// list needs; 0: 20,000 events.
	HeadsFrom shop.Position
	// OnNews hears of customers' messages that are new to this device, after
	// they are in the store; OnPresence of who is looking and writing. Both are
	// called one at a time and must not block.
	OnNews     func(News)
	OnPresence func(wire.Presence)
}

// Engine keeps one shop's file in step with its relay.
type Engine struct {
	store   Store
	client  *client
	media   *Media
	watcher *status.Watcher
	timing  Timing
	heads   shop.Position
	now     func() time.Time
	network func() string
	log     *slog.Logger

	onNews     func(News)
	onPresence func(wire.Presence)

	current current

	wakeFeed, wakeOutbox, wakeUploads chan struct{}
	wakeCheck, wakeRefill             chan struct{}
	refill                            atomic.Bool // the file is to be filled again

	life *lifetime
}

// New makes an engine that does nothing until Run, except that its Media can
// be used. Close must be called.
func New(p Params) (*Engine, error) {
	p = p.withDefaults()
	base := &client{
		base: p.Account.Relay, http: newHTTP(p.Transport), agent: agent(p.Version),
		now: p.Now, silence: p.Timing.Silence,
	}
	withBearer := *base
	withBearer.session = newSession(base, p.Account.Device, p.Key, newProofs(p.Account.Dir))
	e := &Engine{
		store: p.Store, client: &withBearer, watcher: status.NewWatcher(), timing: p.Timing, heads: p.HeadsFrom,
		now: p.Now, network: p.Network, log: p.Logger, onNews: p.OnNews, onPresence: p.OnPresence,
		wakeFeed: make(chan struct{}, 1), wakeOutbox: make(chan struct{}, 1), wakeUploads: make(chan struct{}, 1),
		wakeCheck: make(chan struct{}, 1), wakeRefill: make(chan struct{}, 1),
	}
	e.life = newLifetime()
	var err error
	if e.media, err = newMedia(e.life, p.MediaDir, e.client, func() { poke(e.wakeUploads) }); err != nil {
		e.life.close()
		return nil, err
	}
	return e, nil
}

func (p Params) withDefaults() Params {
	p.Timing = p.Timing.withDefaults()
	if p.HeadsFrom == 0 {
		p.HeadsFrom = headsFrom
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Network == nil {
		p.Network = addresses
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	if p.MediaDir == "" {
		p.MediaDir = p.Account.MediaDir()
	}
	if p.Transport == nil {
		p.Transport = newTransport(p.Account.Fingerprint)
	}
	if p.OnNews == nil {
		p.OnNews = func(News) {}
	}
	if p.OnPresence == nil {
		p.OnPresence = func(wire.Presence) {}
	}
	return p
}

// Status tells how the link stands.
func (e *Engine) Status() *status.Watcher { return e.watcher }

// Media is the shop's pictures and files.
func (e *Engine) Media() *Media { return e.media }

// Nudge tries again at once: the owner wishes it, the computer woke up, or the
// network changed.
func (e *Engine) Nudge() {
	poke(e.wakeFeed)
	poke(e.wakeOutbox)
	poke(e.wakeUploads)
}

// Run works until the context ends or Close is called, and answers nil then.
// It may be called once.
func (e *Engine) Run(ctx context.Context) error {
	if !e.life.begin() {
		return nil
	}
	defer e.life.done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(e.life.ctx, cancel)()

	stop := e.store.Subscribe(func(c store.Changed) {
		if c.Outbox || c.All {
			poke(e.wakeOutbox)
		}
	})
	defer stop()
	var loops stdsync.WaitGroup
	loops.Go(func() { newPoster(e).loop(ctx) })
	loops.Go(func() { e.uploadLoop(ctx) })
	loops.Go(func() { e.gapLoop(ctx) })
	loops.Go(func() { e.forgetLoop(ctx) })
	e.feedLoop(ctx)
	loops.Wait()
	return nil
}

// Close ends Run and every download, and waits for them.
func (e *Engine) Close() error {
	e.life.close()
	e.client.http.CloseIdleConnections()
	return nil
}

// feedLoop follows the feed for as long as the context lasts.
func (e *Engine) feedLoop(ctx context.Context) {
	f := &feed{Engine: e, backoff: e.timing.backoff(), lost: e.now()}
	for {
		err := f.follow(ctx)
		if ctx.Err() != nil {
			return
		}
		e.client.http.CloseIdleConnections()
		e.pause(ctx, f.report(err), e.wakeFeed)
		if ctx.Err() != nil {
			return
		}
	}
}

// problems are the failures that only a person can help with.
func (e *Engine) problem(err error) status.Problem {
	var clock *WrongClock
	var untrusted *Untrusted
	switch {
	case errors.As(err, &clock):
		return status.ClockWrong{Off: clock.Off}
	case errors.As(err, &untrusted):
		return status.CertificateUntrusted{Fingerprint: untrusted.Fingerprint}
	case errors.Is(err, ErrWaiting):
		return status.NotApproved{}
	case errors.Is(err, ErrRevoked):
		return status.Revoked{}
	case errors.Is(err, ErrCodeRefused):
		return status.CodeRefused{}
	case errors.Is(err, ErrTooOld):
		return status.ProgramTooOld{}
	case errors.Is(err, ErrNoKey), errors.Is(err, ErrNoKeyring):
		return status.KeyMissing{}
	case errors.Is(err, ErrNotARelay), errors.Is(err, errMissing):
		return status.AddressWrong{Address: e.client.base}
	case errors.Is(err, errStore):
		return status.StoreFailing{}
	}
	return nil
}

func whyOf(err error) status.Why {
	switch {
	case errors.Is(err, ErrNotReachable):
		return status.NotReachable
	case errors.Is(err, ErrNoAnswer):
		return status.NoAnswer
	case errors.Is(err, ErrTooMany):
		return status.TooMany
	}
	return status.RelayFailing
}
