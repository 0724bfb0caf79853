package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
)

// ExternalParams names a NATS cluster and how to look into it.
type ExternalParams struct {
	URL            string           // of one or several servers, comma separated
	MonitoringURLs []string         // http(s) address of every server's monitoring port
	Replicas       int              // copies of each stream; 0: 3
	Credentials    string           // path of a credentials file; empty: none
	RootCAs        []string         // paths of PEM files for TLS; empty: the system's
	Client         *http.Client     // for monitoring; nil: one with a 5 s timeout
	Logger         *slog.Logger     // nil: silent
	Clock          func() time.Time // nil: time.Now
}

// reconnectWait lies between two attempts to reach the same server again.
const reconnectWait = 250 * time.Millisecond

// OpenExternal connects to a cluster, after making sure that it keeps what it
// acknowledges: ErrUnsafe names what has to be changed. JetStream syncs every
// two minutes unless told otherwise, and a power cut then loses acknowledged
// entries, so every server must run with sync_interval: always.
func OpenExternal(ctx context.Context, params ExternalParams) (*JetStream, error) {
	if params.Replicas == 0 {
		params.Replicas = 3
	}
	if params.Logger == nil {
		params.Logger = slog.New(slog.DiscardHandler)
	}
	if err := checkServers(ctx, params); err != nil {
		return nil, err
	}
	engine := &JetStream{replicas: params.Replicas, patience: externalPatience, now: params.Clock, logger: params.Logger}
	conn, err := params.connect(engine)
	if err != nil {
		return nil, err
	}
	if conn.MaxPayload() < maxPayload {
		conn.Close()
		return nil, fmt.Errorf("%w: its max_payload is %d bytes; set it to at least %d", ErrUnsafe, conn.MaxPayload(), maxPayload)
	}
	return engine, nil
}

// connect lets an engine know whenever the connection goes and comes.
func (p ExternalParams) connect(engine *JetStream) (*nats.Conn, error) {
	ready := make(chan struct{})
	defer close(ready)
	conn, err := nats.Connect(p.URL, append(p.options(),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			engine.connection.lost()
			p.Logger.Warn("journal: the cluster is out of reach", "error", err)
		}),
		nats.ReconnectHandler(func(*nats.Conn) {
			<-ready
			engine.connection.back()
			engine.catchUp()
		}))...)
	if err != nil {
		return nil, fmt.Errorf("%w: connecting to %s: %w", ErrUnavailable, p.URL, err)
	}
	engine.room = func(int) error {
		if !conn.IsConnected() {
			return fmt.Errorf("%w: the cluster is out of reach", ErrUnavailable)
		}
		return nil
	}
	if _, err := newJetStream(conn, engine); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

func (p ExternalParams) options() []nats.Option {
	options := []nats.Option{
		nats.Name(serverName),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.NoCallbacksAfterClientClose(),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			p.Logger.Warn("journal: connection to the cluster", "error", err)
		}),
	}
	if p.Credentials != "" {
		options = append(options, nats.UserCredentials(p.Credentials))
	}
	if len(p.RootCAs) > 0 {
		options = append(options, nats.RootCAs(p.RootCAs...))
	}
	return options
}

// serverState is what a server's monitoring says of itself (GET /varz).
type serverState struct {
	ID         string `json:"server_id"`
	Name       string `json:"server_name"`
	MaxPayload int    `json:"max_payload"`
	JetStream  struct {
		Config *struct {
			SyncAlways bool `json:"sync_always"`
		} `json:"config"`
	} `json:"jetstream"`
}

func checkServers(ctx context.Context, params ExternalParams) error {
	if len(params.MonitoringURLs) < params.Replicas {
		return fmt.Errorf("%w: %d copies need at least as many servers, but %d monitoring addresses are given",
			ErrUnsafe, params.Replicas, len(params.MonitoringURLs))
	}
	client := params.Client
	if client == nil {
		client = &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	}
	seen := map[string]string{}
	for _, address := range params.MonitoringURLs {
		state, err := askServer(ctx, client, address)
		if err != nil {
			return fmt.Errorf("%w: its monitoring at %s: %w", ErrUnavailable, address, err)
		}
		if err := state.check(); err != nil {
			return fmt.Errorf("%w: server %s (%s): %w", ErrUnsafe, state.Name, address, err)
		}
		if other, twice := seen[state.ID]; twice {
			return fmt.Errorf("%w: %s and %s are the same server", ErrUnsafe, other, address)
		}
		seen[state.ID] = address
	}
	return nil
}

func (s serverState) check() error {
	switch {
	case s.JetStream.Config == nil:
		return errors.New("JetStream is not enabled")
	case !s.JetStream.Config.SyncAlways:
		return errors.New("it acknowledges before it syncs; set sync_interval: always in its jetstream block")
	case s.MaxPayload < maxPayload:
		return fmt.Errorf("its max_payload is %d bytes; set it to at least %d", s.MaxPayload, maxPayload)
	}
	return nil
}

func askServer(ctx context.Context, client *http.Client, address string) (serverState, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(address, "/")+"/varz", nil)
	if err != nil {
		return serverState{}, err
	}
	response, err := client.Do(request)
	if err != nil {
		return serverState{}, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return serverState{}, errors.New(response.Status)
	}
	var state serverState
	if err := json.NewDecoder(response.Body).Decode(&state); err != nil {
		return serverState{}, fmt.Errorf("not a NATS server's answer: %w", err)
	}
	return state, nil
}
