package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// JetStream is the Engine over NATS JetStream, embedded or on a cluster.
type JetStream struct {
	conn       *nats.Conn
	js         jetstream.JetStream
	connection connection
	replicas   int
	patience   time.Duration
	now        func() time.Time
	logger     *slog.Logger
	room       func(bytes int) error // nil when there is disk left to write to
	failed     chan struct{}         // closed when the disk refused a write; nil: never
	probe      FsyncProbe
	shutdown   func() // ends what Open started, after the connection

	mu      sync.Mutex
	closed  bool
	logs    map[string]*streamLog
	streams []*stream
	intake  *streamIntake
}

// How long a single exchange with the engine may take where the caller set no
// deadline. A busy disk of our own is worth waiting for; a cluster that does not
// answer is down, and whoever waits is better told so.
const (
	embeddedPatience = 10 * time.Second
	externalPatience = 2 * time.Second
)

func newJetStream(conn *nats.Conn, engine *JetStream) (*JetStream, error) {
	js, err := jetstream.New(conn, jetstream.WithDefaultTimeout(engine.patience))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	engine.conn, engine.js = conn, js
	engine.logs = make(map[string]*streamLog)
	if engine.now == nil {
		engine.now = time.Now
	}
	if engine.logger == nil {
		engine.logger = slog.New(slog.DiscardHandler)
	}
	if engine.room == nil {
		engine.room = func(int) error { return nil }
	}
	return engine, nil
}

// Log opens a log; see Engine.
func (e *JetStream) Log(ctx context.Context, name string) (Log, error) {
	if err := checkLogName(name); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, fmt.Errorf("%w: the engine is closed", ErrUnavailable)
	}
	if log, ok := e.logs[name]; ok {
		return log, nil
	}
	log, err := e.openLog(ctx, name)
	if err != nil {
		return nil, err
	}
	e.logs[name] = log
	return log, nil
}

// Intake opens the queue of webhook bodies; see Engine.
func (e *JetStream) Intake(ctx context.Context) (Intake, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, fmt.Errorf("%w: the engine is closed", ErrUnavailable)
	}
	if e.intake != nil {
		return e.intake, nil
	}
	s, err := e.openStream(ctx, intakeConfig(e.replicas))
	if err != nil {
		return nil, err
	}
	intake, err := startIntake(ctx, e, s)
	if err != nil {
		return nil, err
	}
	e.intake = intake
	return intake, nil
}

// FsyncProbe is what was measured when the folder was opened; zero for a cluster.
func (e *JetStream) FsyncProbe() FsyncProbe { return e.probe }

// Failed is closed when the disk refused a write or a sync (it was full, or
// broken). What was acknowledged is kept, but nothing can be written until the
// folder is opened again; a server program ends and is started anew. It is nil,
// and so never ready, for a cluster.
func (e *JetStream) Failed() <-chan struct{} { return e.failed }

// writable tells whether bytes may be written now.
func (e *JetStream) writable(bytes int) error {
	select {
	case <-e.failed:
		return fmt.Errorf("%w: the disk refused a write; start again once there is room on it", ErrUnavailable)
	default:
		return e.room(bytes)
	}
}

// Close finishes what is being written, then stops the engine.
func (e *JetStream) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	intake, logs := e.intake, slices.Collect(maps.Values(e.logs))
	e.mu.Unlock()

	if intake != nil {
		intake.stop()
	}
	for _, log := range logs {
		log.waiters.close()
	}
	e.conn.Close()
	if e.shutdown != nil {
		e.shutdown()
	}
	return nil
}

// catchUp asks every stream for its end again: notices may have been missed
// while the connection was away.
func (e *JetStream) catchUp() {
	e.mu.Lock()
	streams := e.streams
	e.mu.Unlock()
	ctx, cancel := e.bounded(context.Background())
	defer cancel()
	for _, s := range streams {
		if _, err := s.info(ctx); err != nil {
			e.logger.Warn("journal: asking for the end after reconnecting", "stream", s.name, "error", err)
		}
	}
}

// unavailable keeps a context's own error and calls everything else from the
// engine what it is to the caller.
func unavailable(ctx context.Context, what string, err error) error {
	if err == nil {
		return nil
	}
	if ctxErr := ctx.Err(); ctxErr != nil && errors.Is(err, ctxErr) && errors.Is(context.Cause(ctx), ctxErr) {
		return fmt.Errorf("journal: %s: %w", what, ctxErr)
	}
	return fmt.Errorf("%w: %s: %w", ErrUnavailable, what, err)
}

// bounded ends a context when the connection is lost, since no answer can
// come any more, and gives it the usual deadline if it has none.
func (e *JetStream) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	forget := context.AfterFunc(e.connection.alive(), func() { cancel(errConnectionLost) })
	limited, cancelTimer := ctx, context.CancelFunc(func() {})
	if _, has := ctx.Deadline(); !has {
		limited, cancelTimer = context.WithTimeout(ctx, e.patience)
	}
	return limited, func() {
		cancelTimer()
		forget()
		cancel(nil)
	}
}
