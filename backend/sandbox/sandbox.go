package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"mostrador/backend/whatsapp"
)

// Ids of the platform's objects when none are given.
const (
	DefaultWABA   = "102290129340398"
	DefaultApp    = "670843887433847"
	DefaultNumber = "106540352242922"
	defaultPhone  = "15550100000"
)

// Params configure a sandbox.
type Params struct {
	// Folder keeps numbers, customers, messages, templates and media; empty means memory.
	Folder string
	// Token is what clients must present; AppSecret signs webhooks; VerifyToken goes with
	// the verification of a callback. Token and AppSecret are required.
	Token, AppSecret, VerifyToken string
	// CallbackURL receives webhooks; it may also be set later.
	CallbackURL string
	WABA, AppID string
	// Numbers are the business numbers; none means one.
	Numbers []Number
	// Speed divides every delay: 1 is as in life, 0 means 1.
	Speed float64
	// Instant leaves delays out altogether; order stays.
	Instant bool
	// Now is the platform's clock; nil means the real one.
	Now func() time.Time
	// HTTP delivers webhooks; nil means one with a timeout of 20 seconds.
	HTTP *http.Client
	Log  *slog.Logger
	// PublicURL is where clients reach the sandbox, for media addresses; empty means the
	// host of each request.
	PublicURL string
	// Personas are the ways customers react, by name. React, where set, replaces them.
	Personas map[string]Persona
	React    React
	Limits   Limits
	// Backoff is the pause before a webhook is tried again, after so many failures; nil
	// means from a second to an hour.
	Backoff func(failed int) time.Duration
	// WebhookTries is how many webhooks may be under way at once; 0 means one, in order.
	WebhookTries int
}

// Limits change the platform's rates. Zero values mean the documented ones.
type Limits struct {
	// Throughput is messages a second and number: 80.
	Throughput int
	// NoPairRate lifts the limit of one message in six seconds to one person.
	NoPairRate bool
	// FreeTier is how many service messages a month cost nothing: 1,000.
	FreeTier int
	// NoPayment means that there is no payment method: what costs is refused (131042).
	NoPayment bool
	// Reach is how many people may be reached outside the reply window in 24 hours; 0 is
	// what the account's tier says.
	Reach int
	// Marketing is how many marketing templates reach one person in 24 hours; 0 is five,
	// -1 is no limit.
	Marketing int
	// Management is how many management calls an hour are answered: 5,000.
	Management int
}

// Sandbox is a running platform. It is an http.Handler; Close ends its goroutines.
type Sandbox struct {
	p     Params
	log   *slog.Logger
	stop  context.CancelFunc
	ctx   context.Context
	done  sync.WaitGroup
	tasks *tasks
	hooks *hooks
	key   []byte
	clock *clock

	mu       sync.Mutex
	disk     *disk
	state    state
	rates    rates
	faults   Faults
	fired    map[string][]time.Time
	callback callback
	uploads  map[string]*upload
	created  []time.Time
	managed  callWindow
	batch    []change
}

// callback is where webhooks go; it is kept, since a client may set it over the API.
type callback struct {
	URL         string
	VerifyToken string
	Off         bool
	// Fields are the webhook fields that are told; none means all.
	Fields []string `json:",omitempty"`
}

// Open starts a platform, with what its folder holds.
func Open(p Params) (*Sandbox, error) {
	if p.Token == "" || p.AppSecret == "" {
		return nil, errors.New("a sandbox needs a token and an app secret")
	}
	p = withDefaults(p)
	store, err := openDisk(p.Folder)
	if err != nil {
		return nil, fmt.Errorf("opening the sandbox's folder: %w", err)
	}
	sb := &Sandbox{p: p, log: p.Log, disk: store, state: newState(), rates: newRates(p.Limits),
		fired: map[string][]time.Time{}, key: make([]byte, 32), clock: newClock(p.Now), uploads: map[string]*upload{}, callback: callback{URL: p.CallbackURL, VerifyToken: p.VerifyToken}}
	_, _ = rand.Read(sb.key)
	sb.ctx, sb.stop = context.WithCancel(context.Background())
	pending, err := sb.load()
	if err != nil {
		_ = store.close()
		sb.stop()
		return nil, err
	}
	sb.tasks = newTasks(sb.clock.now)
	sb.tasks.real = sb.clock.real
	sb.hooks = newHooks(sb, pending)
	sb.done.Go(func() { sb.tasks.run(sb.ctx) })
	sb.done.Go(func() { sb.hooks.run(sb.ctx) })
	sb.resume()
	return sb, nil
}

func withDefaults(p Params) Params {
	if p.WABA == "" {
		p.WABA = DefaultWABA
	}
	if p.AppID == "" {
		p.AppID = DefaultApp
	}
	if len(p.Numbers) == 0 {
		p.Numbers = []Number{{ID: DefaultNumber, Phone: defaultPhone, Name: "Practice shop"}}
	}
	if p.Speed <= 0 {
		p.Speed = 1
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.HTTP == nil {
		p.HTTP = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 4}}
	}
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Limits.FreeTier == 0 {
		p.Limits.FreeTier = 1000
	}
	if p.Limits.Throughput == 0 {
		p.Limits.Throughput = 80
	}
	if p.Backoff == nil {
		p.Backoff = defaultBackoff
	}
	p.WebhookTries = max(p.WebhookTries, 1)
	return p
}

func defaultBackoff(failed int) time.Duration {
	return min(time.Second<<min(max(failed-1, 0), 12), time.Hour)
}

// Close ends deliveries and reactions and closes the files. What was not delivered is
// delivered after the next Open.
func (sb *Sandbox) Close() error {
	sb.stop()
	sb.done.Wait()
	sb.p.HTTP.CloseIdleConnections()
	sb.mu.Lock()
	defer sb.mu.Unlock()
	return sb.disk.close()
}

// Idle waits until nothing is due: every reaction that is not in the future has happened
// and every webhook that can be delivered was. It is for tests and for seeding.
func (sb *Sandbox) Idle(ctx context.Context) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if sb.tasks.idle() && sb.hooks.idle() && sb.tasks.idle() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// delay scales a duration of real life.
func (sb *Sandbox) delay(d time.Duration) time.Duration {
	if sb.p.Instant {
		return 0
	}
	return time.Duration(float64(d) / sb.p.Speed)
}

func (sb *Sandbox) now() time.Time { return sb.clock.now().UTC() }

// WABA is the id of the sandbox's WhatsApp Business Account.
func (sb *Sandbox) WABA() string { return sb.p.WABA }

// load reads the folder and adds what every sandbox has.
func (sb *Sandbox) load() (pending []*delivery, err error) {
	if pending, err = sb.state.read(sb.disk); err != nil {
		return nil, err
	}
	if kept := sb.state.callback; kept != nil && sb.p.CallbackURL == "" {
		sb.callback = *kept
	}
	if sb.state.templateNamed("hello_world", "en_US") == nil {
		sb.AddTemplate(whatsapp.Template{Name: "hello_world", Language: "en_US", Status: whatsapp.TemplateApproved,
			Category: whatsapp.CategoryUtility, ParameterFormat: "POSITIONAL",
			Components: []whatsapp.TemplateText{{Type: "BODY", Text: "Welcome and congratulations. This message demonstrates your ability to send a message."}}})
	}
	sb.loadNumbers()
	return pending, nil
}

// keep writes one thing to disk; the caller holds the lock (or is the only one).
func (sb *Sandbox) keep(kind, id string, value any) {
	if err := sb.disk.put(kind, id, value); err != nil {
		sb.log.Error("the sandbox could not write to its folder", "kind", kind, "error", err)
	}
}
