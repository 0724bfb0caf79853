package practice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"mostrador/backend/journal"
	"mostrador/backend/relay"
	"mostrador/backend/sandbox"
	"mostrador/shop"
)

// Params configure the practice shop.
type Params struct {
	// Dir is the practice shop's folder, made if missing; one process at a time.
	Dir string
	// Language is the owner's, as a BCP 47 tag; it counts at the first start.
	// Languages that the bakery doesn't speak get English.
	Language string
	// Zone is where the shop is, for the times of day of what happened before the
	// first start; nil: where the computer is.
	Zone *time.Location
	// Version of the program.
	Version string
	// Quiet keeps customers from writing by themselves; they still answer.
	Quiet bool
	// Speed divides every delay of life; 0 means 1.
	Speed  float64
	Now    func() time.Time // nil: time.Now
	Logger *slog.Logger     // nil: silent
}

func (p Params) withDefaults() Params {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	if p.Zone == nil {
		p.Zone = time.Local
	}
	if p.Speed <= 0 {
		p.Speed = 1
	}
	return p
}

// Practice is the running practice shop. Its methods may be called from several
// goroutines.
type Practice struct {
	params  Params
	content *content

	devices  *gate // where the relay is
	graph    *gate // where the platform is
	engine   journal.Engine
	relay    *relay.Relay
	platform *sandbox.Sandbox

	serving   sync.WaitGroup
	stopRelay context.CancelFunc
	server    *http.Server // of the platform
	stopLife  context.CancelFunc
	living    sync.WaitGroup
	closing   sync.Once

	mu     sync.Mutex // guards memory
	memory *memory
}

// Start opens the practice shop, filling it first if it is new: that takes a
// second or two. Errors say what of the folder can't be used;
// journal.ErrInUse means that another process has it.
func Start(ctx context.Context, params Params) (*Practice, error) {
	p := &Practice{params: params.withDefaults()}
	if err := os.MkdirAll(p.params.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the practice shop's folder: %w", err)
	}
	if err := p.start(ctx); err != nil {
		return nil, errors.Join(err, p.Close(context.WithoutCancel(ctx)))
	}
	return p, nil
}

func (p *Practice) start(ctx context.Context) error {
	for _, step := range []func(context.Context) error{p.remember, p.clear, p.openJournal, p.listen, p.open, p.fill, p.announce} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	life, stop := context.WithCancel(context.Background())
	p.stopLife = stop
	if !p.params.Quiet {
		p.living.Go(func() { p.live(life) })
	}
	return nil
}

func (p *Practice) remember(context.Context) (err error) {
	if p.memory, err = recall(p.params.Dir); err != nil {
		return err
	}
	if p.memory.Language == "" || !p.memory.Seeded {
		p.memory.Language = languageFor(p.params.Language)
	}
	p.content, err = loadContent(p.memory.Language)
	return err
}

// clear takes away what an interrupted first start left. The journal is opened
// before, since its folder is locked while somebody else is at it.
func (p *Practice) clear(ctx context.Context) error {
	if p.memory.Seeded {
		return nil
	}
	leftovers, err := filepath.Glob(filepath.Join(p.params.Dir, "seeding-*"))
	if _, statErr := os.Stat(p.folder(relayDir)); statErr == nil {
		if err := p.openJournal(ctx); err != nil {
			return err
		}
		err = errors.Join(err, p.engine.Close())
		p.engine = nil
	}
	for _, path := range append(leftovers, p.folder(relayDir), p.folder(platformDir)) {
		err = errors.Join(err, os.RemoveAll(path))
	}
	if err != nil {
		return fmt.Errorf("clear the practice shop's folder: %w", err)
	}
	return p.memory.keep(p.params.Dir) // the keys before what is sealed with them
}

func (p *Practice) folder(name string) string { return filepath.Join(p.params.Dir, name) }

func (p *Practice) openJournal(ctx context.Context) error {
	engine, err := journal.OpenEmbedded(ctx, journal.EmbeddedParams{
		Dir: filepath.Join(p.folder(relayDir), "journal"), Logger: p.params.Logger, Clock: p.params.Now})
	if err == nil {
		p.engine = engine
	}
	return err
}

func (p *Practice) listen(ctx context.Context) (err error) {
	if p.devices, err = listen(ctx, p.memory.RelayPort); err != nil {
		return err
	}
	p.graph, err = listen(ctx, p.memory.PlatformPort)
	return err
}

// open starts platform and relay. Both ports are taken already, so that what
// one asks of the other while it starts waits instead of failing.
func (p *Practice) open(ctx context.Context) (err error) {
	p.platform, err = openPlatform(p.params, p.memory, p.content, p.folder(platformDir), p.devices.url()+relay.WebhookPath)
	if err != nil {
		return err
	}
	p.server = &http.Server{Handler: p.platform, ReadHeaderTimeout: 10 * time.Second}
	p.serving.Go(func() { p.ended("platform", p.server.Serve(p.graph)) })
	p.relay, err = relay.New(ctx, relay.Params{
		DataDir: p.folder(relayDir), MasterKey: p.memory.MasterKey, Journal: p.engine, GraphBaseURL: p.graph.url(),
		AppSecret: p.memory.AppSecret, VerifyToken: p.memory.VerifyToken, PublicURL: p.devices.url(),
		Name: "practice", Version: p.params.Version, Now: p.params.Now, Logger: p.params.Logger,
	})
	if err != nil {
		return err
	}
	serve, stop := context.WithCancel(context.Background())
	p.stopRelay = stop
	p.serving.Go(func() { p.ended("relay", p.relay.Serve(serve, p.devices, nil)) })
	return p.platform.SetCallback(ctx, p.devices.url()+relay.WebhookPath, p.memory.VerifyToken)
}

func (p *Practice) ended(what string, err error) {
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		p.params.Logger.Error("practice: it stopped serving", "what", what, "error", err)
	}
}

// addresses is where a running practice shop is, for tests that drive the window.
type addresses struct {
	Relay    string      `json:"relay"`
	Sandbox  string      `json:"sandbox"`
	Token    string      `json:"token"` // the sandbox's
	Shop     shop.ShopID `json:"shop"`
	Language string      `json:"language"`
	PID      int         `json:"pid"`
}

// announce keeps where everything is.
func (p *Practice) announce(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.memory.RelayPort, p.memory.PlatformPort = p.devices.port(), p.graph.port()
	if err := p.memory.keep(p.params.Dir); err != nil {
		return err
	}
	return writeFile(p.params.Dir, addressFile, addresses{Relay: p.RelayURL(), Sandbox: p.SandboxURL(), Token: p.memory.Token,
		Shop: p.memory.Shop, Language: p.memory.Language, PID: os.Getpid()})
}

// RelayURL is where devices find the relay now. The port may be another at each
// start, so a device that is paired already takes this one up.
func (p *Practice) RelayURL() string { return p.devices.url() }

// SandboxURL is where the simulated platform is now.
func (p *Practice) SandboxURL() string { return p.graph.url() }

// Shop is the bakery's id.
func (p *Practice) Shop() shop.ShopID { return p.memory.Shop }

// Language is the bakery's, as a BCP 47 tag.
func (p *Practice) Language() string { return p.content.language }

// Invite makes a link for one more device of the owner. Its code works once,
// within ten minutes.
func (p *Practice) Invite(ctx context.Context) (string, error) {
	invite, err := p.relay.Invite(ctx, p.memory.Shop, p.memory.Owner)
	if err != nil {
		return "", fmt.Errorf("invite to the practice shop: %w", err)
	}
	return invite.String(), nil
}

// Close ends everything: first what begins something new, then the relay, whose
// messages under way the platform still answers.
func (p *Practice) Close(ctx context.Context) error {
	var errs []error
	p.closing.Do(func() {
		if p.stopLife != nil {
			p.stopLife()
			p.living.Wait()
		}
		errs = append(errs, p.closeRelay(ctx), p.closePlatform(ctx))
		p.serving.Wait()
		if p.engine != nil {
			errs = append(errs, p.engine.Close())
		}
	})
	return errors.Join(errs...)
}

func (p *Practice) closeRelay(ctx context.Context) error {
	if p.stopRelay != nil {
		p.stopRelay()
	} else if p.devices != nil {
		_ = p.devices.Close()
	}
	if p.relay == nil {
		return nil
	}
	return p.relay.Close(ctx)
}

func (p *Practice) closePlatform(ctx context.Context) error {
	var errs []error
	if p.server != nil {
		if err := p.server.Shutdown(ctx); err != nil {
			errs = append(errs, p.server.Close())
		}
	} else if p.graph != nil {
		_ = p.graph.Close()
	}
	if p.platform != nil {
		errs = append(errs, p.platform.Close())
	}
	return errors.Join(errs...)
}
