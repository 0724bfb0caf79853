package relay

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"golang.org/x/sync/semaphore"

	"mostrador/backend/journal"
	"mostrador/backend/relay/engine"
	"mostrador/backend/relay/keys"
	"mostrador/backend/relay/media"
	"mostrador/backend/relay/registry"
	"mostrador/backend/relay/segments"
	"mostrador/shop/wire"
)

// Relay serves shops. New starts it, Close ends it.
type Relay struct {
	params  Params
	logger  *slog.Logger
	now     func() time.Time
	handler http.Handler

	engine   journal.Engine
	intake   journal.Intake
	registry *registry.Registry
	keys     *keys.Keyring
	files    *media.Store
	segments *segments.Store
	receipts []byte // the key that receipts of pages are made with
	uploads  *media.Uploads
	fetcher  *media.Fetcher
	shops    *shops

	translator *engine.Translator
	senders    *senders
	sightings  *sightings
	paces      paces

	sessions *sessions
	book     *deviceBook
	presence *presence
	pairing  *limiter
	proving  *limiter
	webShops *limiter
	metrics  *metrics
	bodies   *semaphore.Weighted

	addressMu sync.Mutex
	address   wire.Invite // without a code

	stopping chan struct{} // closed when streams are to end
	stopOnce sync.Once
	closers  []func() error // in the order of their opening
	closed   sync.Once
}

// New opens a relay's data and starts what works behind it. ErrParams, the
// journal's and the keys' errors say in words what is wrong.
func New(ctx context.Context, params Params) (*Relay, error) {
	if err := params.complete(); err != nil {
		return nil, err
	}
	if err := params.settle(); err != nil {
		return nil, err
	}
	r := &Relay{params: params, logger: params.Logger, now: params.Now, stopping: make(chan struct{}),
		presence: newPresence(), metrics: newMetrics(), bodies: semaphore.NewWeighted(bodyBudget),
		pairing:  newLimiter(pairPerMinute, pairAllPerMinute, params.Now),
		proving:  newLimiter(provePerMinute, 0, params.Now),
		webShops: newLimiter(webShopPerMinute, webShopAllPerMinute, params.Now),
		address:  wire.Invite{Relay: params.PublicURL, Fingerprint: params.Fingerprint}}
	if err := r.start(ctx); err != nil {
		return nil, errors.Join(err, r.Close(ctx))
	}
	return r, nil
}

func (r *Relay) start(ctx context.Context) error {
	for _, step := range []func(context.Context) error{r.openJournal, r.openRegistry, r.openFiles, r.openShops} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+WebhookPath, r.handshake)
	mux.HandleFunc("POST "+WebhookPath, r.webhook)
	mux.HandleFunc("POST "+WebShopPath+"{hook}", r.webShop)
	if err := r.newAPI(mux); err != nil {
		return err
	}
	r.handler = patient(withCompression(mux))
	return nil
}

func (r *Relay) openJournal(ctx context.Context) error {
	r.engine = r.params.Journal
	if r.engine == nil {
		engine, err := journal.OpenEmbedded(ctx, journal.EmbeddedParams{
			Dir: filepath.Join(r.params.DataDir, "journal"), Logger: r.logger, Clock: r.now})
		if err != nil {
			return err
		}
		r.engine = engine
		r.closers = append(r.closers, engine.Close)
	}
	if probe := r.engine.FsyncProbe(); probe.Slow() {
		r.logger.Warn("relay: this disk is slow at making writes durable; a busy number may fall behind",
			"per_second", int(probe.PerSecond), "needed", journal.SlowFsync)
	}
	var err error
	r.intake, err = r.engine.Intake(ctx)
	return err
}

func (r *Relay) openRegistry(ctx context.Context) error {
	log, err := r.engine.Log(ctx, registry.LogName)
	if err != nil {
		return err
	}
	r.registry, err = registry.Open(ctx, registry.Params{Log: log, MasterKey: r.params.MasterKey, Now: r.now, Logger: r.logger})
	if err != nil {
		return err
	}
	r.closers = append(r.closers, func() error { r.registry.Close(); return nil })
	r.sessions = newSessions(r.registry, r.now)
	r.book = openDeviceBook(r.params.DataDir, r.logger)
	r.closers = append(r.closers, r.book.close)
	r.keys, err = keys.Open(ctx, r.params.KeysFile, r.params.MasterKey)
	if err != nil {
		return err
	}
	r.closers = append(r.closers, r.keys.Close)
	return nil
}

func (r *Relay) openFiles(ctx context.Context) error {
	bucket, err := r.openBucket(ctx)
	if err != nil {
		return fmt.Errorf("open the storage for files: %w", err)
	}
	r.closers = append(r.closers, bucket.Close)
	r.files, err = media.NewStore(bucket, r.keys, filepath.Join(r.params.DataDir, "spool"))
	if err != nil {
		return err
	}
	var settle func(key string) error
	if r.params.Blobs == "" {
		r.files.SyncUnder(r.mediaFolder())
		settle = func(key string) error { return media.Settle(r.mediaFolder(), key) }
	}
	r.segments = segments.New(bucket, settle)
	r.receipts, err = hkdf.Key(sha256.New, r.params.MasterKey, nil, "mostrador receipts", sha256.Size)
	if err != nil {
		return fmt.Errorf("make the key of receipts: %w", err)
	}
	r.uploads = &media.Uploads{Store: r.files, Clients: r, Now: r.now}
	r.fetcher = media.NewFetcher(media.FetcherParams{Store: r.files, Clients: r, Now: r.now, Logger: r.logger,
		Pause:  r.params.mediaPause,
		Metric: func(outcome string) { r.metrics.media.WithLabelValues(outcome).Inc() }})
	return nil
}

func (r *Relay) openBucket(ctx context.Context) (*blob.Bucket, error) {
	if r.params.Blobs != "" {
		return blob.OpenBucket(ctx, r.params.Blobs)
	}
	return fileblob.OpenBucket(r.mediaFolder(), &fileblob.Options{CreateDir: true, DirFileMode: 0o700, NoTempDir: true})
}

func (r *Relay) mediaFolder() string { return filepath.Join(r.params.DataDir, "media") }

// Handler serves devices and the platform.
func (r *Relay) Handler() http.Handler { return r.handler }

// MetricsHandler serves figures for monitoring. It belongs on an address that
// only the operator reaches.
func (r *Relay) MetricsHandler() http.Handler { return r.metrics.handler() }

// Registry is who and what this relay serves.
func (r *Relay) Registry() *registry.Registry { return r.registry }

func withCompression(next http.Handler) http.Handler {
	packed := compressed(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case wire.PathFeed, wire.PathHeads, wire.PathSegment, wire.PathCounts:
			packed.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// answerPatience is how long an answer may take to be read. Streams and files
// set their own deadline at each write.
const answerPatience = 2 * time.Minute

func patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerPatience)) // a recorder in tests can't
		next.ServeHTTP(w, r)
	})
}

// endStreams lets live streams end, so that a server can shut down.
func (r *Relay) endStreams() { r.stopOnce.Do(func() { close(r.stopping) }) }

// Close ends streams, waits for what is under way as long as the context
// allows, and lets go of the data. Whoever serves Handler stops serving first.
func (r *Relay) Close(ctx context.Context) error {
	r.endStreams()
	var err error
	r.closed.Do(func() {
		if r.shops != nil {
			err = r.shops.close(ctx)
		}
		err = errors.Join(err, r.closeAll())
	})
	return err
}

// closeAll closes what was opened, last first.
func (r *Relay) closeAll() error {
	var errs []error
	for i := len(r.closers) - 1; i >= 0; i-- {
		errs = append(errs, r.closers[i]())
	}
	r.closers = nil
	return errors.Join(errs...)
}

// Failed is closed when the disk refused a write of the journal. What was
// acknowledged is kept, but the relay answers 503 until it is started anew: a
// server program ends then, so that whoever supervises it starts it again. It
// is nil, and so never ready, where the journal is somebody else's cluster.
func (r *Relay) Failed() <-chan struct{} {
	if failing, ok := r.engine.(interface{ Failed() <-chan struct{} }); ok {
		return failing.Failed()
	}
	return nil
}
