package relay

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	headerPatience = 10 * time.Second
	idlePatience   = 2 * time.Minute
	maxHeader      = 32 << 10
	drainPatience  = 30 * time.Second
)

// Serve answers on a listener until the context ends; then it takes no more
// requests, lets those under way finish, and returns. Without a TLS
// configuration it speaks plain HTTP, which belongs on loopback or behind a
// proxy on the same machine.
func (r *Relay) Serve(ctx context.Context, listener net.Listener, config *tls.Config) error {
	server := &http.Server{
		Handler: r.handler, ReadHeaderTimeout: headerPatience, IdleTimeout: idlePatience, MaxHeaderBytes: maxHeader,
		TLSConfig: config, ErrorLog: slog.NewLogLogger(r.logger.Handler(), slog.LevelDebug),
	}
	drained := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		r.endStreams()
		patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainPatience)
		defer cancel()
		drained <- server.Shutdown(patience)
	})
	var err error
	if config == nil {
		err = server.Serve(listener)
	} else {
		err = server.ServeTLS(listener, "", "")
	}
	if stop() {
		return errors.Join(err, server.Close()) // it failed by itself
	}
	return <-drained
}
