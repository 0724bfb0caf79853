package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// EmbeddedParams says where and how an embedded engine keeps its streams.
type EmbeddedParams struct {
	Dir      string           // the folder, made if missing; one process at a time
	MaxStore int64            // most bytes of all streams together; 0: 1 TiB
	MinFree  int64            // refuse to write when the disk has fewer bytes left; 0: 64 MB
	Logger   *slog.Logger     // nil: silent
	Clock    func() time.Time // nil: time.Now
}

const (
	defaultMaxStore = 1 << 40
	defaultMinFree  = 64 << 20
	// The server and the client share the process; nothing listens on a port.
	serverName = "mostrador"
	// What may be on its way to a reader: a full Read beside several bodies.
	maxPending = 256 << 20
)

// OpenEmbedded starts JetStream in this process on a folder, with every write
// fsynced before it is acknowledged. ErrInUse: another process has the folder.
// ErrUnavailable: the folder cannot be used; the error says why.
func OpenEmbedded(ctx context.Context, params EmbeddedParams) (*JetStream, error) {
	if params.Logger == nil {
		params.Logger = slog.New(slog.DiscardHandler)
	}
	if params.MaxStore <= 0 {
		params.MaxStore = defaultMaxStore
	}
	if params.MinFree == 0 {
		params.MinFree = defaultMinFree
	}
	lock, err := claimFolder(params.Dir)
	if err != nil {
		return nil, err
	}
	engine, err := openFolder(ctx, params, lock)
	if err != nil {
		return nil, errors.Join(err, lock.release())
	}
	return engine, nil
}

// claimFolder makes sure of a folder that is ours alone and can be written.
func claimFolder(dir string) (*folderLock, error) {
	if dir == "" {
		return nil, errors.New("journal: no folder given")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("%w: the data folder cannot be made: %w", ErrUnavailable, err)
	}
	lock, err := lockFolder(filepath.Join(dir, "lock"))
	if errors.Is(err, ErrInUse) {
		return nil, fmt.Errorf("%w: %s", ErrInUse, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: the data folder cannot be written to: %w", ErrUnavailable, err)
	}
	return lock, nil
}

func openFolder(ctx context.Context, params EmbeddedParams, lock *folderLock) (*JetStream, error) {
	disk := &diskRoom{dir: params.Dir, least: params.MinFree}
	if err := disk.check(0); err != nil {
		return nil, err
	}
	probe, err := probeFsync(params.Dir)
	if err != nil {
		return nil, err
	}
	log := newServerLog(params.Logger)
	running, err := startServer(ctx, params, log)
	if err != nil {
		return nil, err
	}
	engine, err := connectInside(running, params.Logger, &JetStream{
		replicas: 1, patience: embeddedPatience, now: params.Clock, logger: params.Logger,
		probe: probe, failed: log.failed, room: disk.check,
		shutdown: func() {
			stopServer(running)
			if err := lock.release(); err != nil {
				params.Logger.Warn("journal: letting go of the folder", "error", err)
			}
		},
	})
	if err != nil {
		stopServer(running)
		return nil, fmt.Errorf("%w: connecting to the engine: %w", ErrUnavailable, err)
	}
	return engine, nil
}

// connectInside connects to a server in this process, without a socket.
func connectInside(running *server.Server, logger *slog.Logger, engine *JetStream) (*JetStream, error) {
	conn, err := nats.Connect("", nats.InProcessServer(running), nats.Name(serverName),
		nats.NoCallbacksAfterClientClose(),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			logger.Warn("journal: connection inside the process", "error", err)
		}))
	if err != nil {
		return nil, err
	}
	ready, err := newJetStream(conn, engine)
	if err != nil {
		conn.Close()
	}
	return ready, err
}

func stopServer(running *server.Server) {
	running.Shutdown()
	running.WaitForShutdown()
}

// startServer returns when the streams of the folder are recovered.
func startServer(ctx context.Context, params EmbeddedParams, log *serverLog) (*server.Server, error) {
	running, err := server.NewServer(&server.Options{
		ServerName:             serverName,
		DontListen:             true,
		NoSigs:                 true,
		JetStream:              true,
		StoreDir:               params.Dir,
		SyncAlways:             true,
		JetStreamMaxStore:      params.MaxStore,
		JetStreamMaxMemory:     1 << 20, // no memory stream is ever made
		MaxPayload:             maxPayload,
		MaxPending:             maxPending,
		DisableJetStreamBanner: true,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	running.SetLoggerV2(log, false, false, false)
	go running.Start() // returns by itself; WaitForShutdown waits for what it started
	for !running.ReadyForConnections(100 * time.Millisecond) {
		reason := log.fatal()
		if reason == nil {
			reason = ctx.Err()
		}
		if reason != nil {
			stopServer(running)
			return nil, fmt.Errorf("%w: the engine did not start: %w", ErrUnavailable, reason)
		}
	}
	return running, nil
}
