package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"mostrador/backend/relay"
	"mostrador/backend/relay/admin"
)

// serving are the flags of serve.
type serving struct {
	data
	listen, admin, publicURL string
	tlsCert, tlsKey          string
	behindProxy, logJSON     bool
}

// drainLimit is how long a stop waits for what is under way.
const drainLimit = 30 * time.Second

func (s *serving) parse(args []string, c console) error {
	set := flag.NewFlagSet("mostrador-relay serve", flag.ContinueOnError)
	set.SetOutput(c.err)
	s.flags(set)
	set.StringVar(&s.listen, "listen", "127.0.0.1:8443", "address to answer at")
	set.StringVar(&s.admin, "admin", "127.0.0.1:0", "loopback address for invite, connect and /metrics; off: none")
	set.StringVar(&s.publicURL, "public-url", "", "address that desktops use, such as https://relay.example.com")
	set.StringVar(&s.tlsCert, "tls-cert", "", "certificate file; without one the relay makes its own, which desktops pin")
	set.StringVar(&s.tlsKey, "tls-key", "", "the certificate's key file")
	set.BoolVar(&s.behindProxy, "behind-proxy", false, "a proxy in front does TLS: speak plain HTTP and trust X-Forwarded-For")
	set.BoolVar(&s.logJSON, "log-json", false, "log as JSON lines")
	if err := parse(set, args); err != nil {
		return err
	}
	if err := s.check(); err != nil {
		return err
	}
	return s.checkAddresses()
}

func (s *serving) checkAddresses() error {
	if (s.tlsCert == "") != (s.tlsKey == "") {
		return errors.New("-tls-cert and -tls-key belong together")
	}
	if s.behindProxy && s.tlsCert != "" {
		return errors.New("-behind-proxy means that the proxy has the certificate; leave out -tls-cert and -tls-key")
	}
	if _, _, err := net.SplitHostPort(s.listen); err != nil {
		return fmt.Errorf("-listen %s is not an address such as 127.0.0.1:8443 or :8443", s.listen)
	}
	if s.publicURL == "" {
		return nil
	}
	u, err := url.Parse(s.publicURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !onLoopback(u.Hostname())) {
		return fmt.Errorf("-public-url %s must begin with https:// (http:// only on this machine)", s.publicURL)
	}
	return nil
}

func onLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func serve(ctx context.Context, args []string, c console) error {
	var s serving
	if err := s.parse(args, c); err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(c.err, nil))
	if s.logJSON {
		logger = slog.New(slog.NewJSONHandler(c.err, nil))
	}
	app, err := appSecret(c)
	if err != nil {
		return err
	}
	params, closeJournal, err := s.params(ctx, c, logger)
	if err != nil {
		return err
	}
	params.AppSecret, params.TrustProxy = app, s.behindProxy
	return errors.Join(s.run(ctx, c, params, logger), closeJournal())
}

// run opens the relay and its ports, says where it is, and serves until the
// context ends.
func (s *serving) run(ctx context.Context, c console, params relay.Params, logger *slog.Logger) (err error) {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return fmt.Errorf("the data folder can't be made: %w", inWords(err, s.folder))
	}
	listener, err := listen(ctx, s.listen)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	var tokenFrom string
	if params.VerifyToken, tokenFrom, err = verifyToken(c, s.folder); err != nil {
		return inWords(err, s.folder)
	}
	opened, err := relay.New(ctx, params)
	if err != nil {
		return inWords(err, s.folder)
	}
	defer func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainLimit)
		defer cancel()
		err = errors.Join(err, opened.Close(limit))
	}()
	config, fingerprint, err := s.certificate(listener)
	if err != nil {
		return err
	}
	where := address{PublicURL: s.address(listener, config), Fingerprint: fingerprint}
	opened.Announce(where.PublicURL, where.Fingerprint)
	if err := s.writeAddress(where); err != nil {
		return fmt.Errorf("keep the relay's address: %w", err)
	}
	desk, err := s.door(ctx)
	if err != nil {
		return err
	}
	logger.Info("relay: ready", "listening", listener.Addr().String(), "address", where.PublicURL,
		"webhook", where.PublicURL+relay.WebhookPath, "verify_token_in", tokenFrom, "shops", len(opened.Registry().Shops()))
	return serveAll(ctx, opened, desk, func(ctx context.Context) error { return opened.Serve(ctx, listener, config) }, logger)
}

// door is where invite and the like come in; nil: there is none.
func (s *serving) door(ctx context.Context) (*admin.Door, error) {
	if s.admin == "off" {
		return nil, nil //nolint:nilnil // none was asked for
	}
	door, err := admin.Listen(ctx, s.admin, s.folder)
	if err != nil {
		return nil, portInWords(err, s.admin)
	}
	return door, nil
}

// errDisk ends the program: after a refused write the journal has to be opened
// anew, which is for whoever supervises the program to do.
var errDisk = errors.New("the disk refused a write, it may be full: nothing that was acknowledged is lost. Make room and start the relay again")

func serveAll(ctx context.Context, opened *relay.Relay, desk *admin.Door, devices func(context.Context) error, logger *slog.Logger) error {
	group, ctx := errgroup.WithContext(ctx)
	if desk != nil {
		group.Go(func() error {
			return desk.Serve(ctx, admin.Local{Relay: opened}, opened.MetricsHandler(), logger)
		})
	}
	group.Go(func() error { return devices(ctx) })
	group.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case <-opened.Failed():
			return errDisk
		}
	})
	err := group.Wait()
	logger.Info("relay: stopped")
	return err
}

func listen(ctx context.Context, at string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", at)
	if err != nil {
		return nil, portInWords(err, at)
	}
	return listener, nil
}

func portInWords(err error, at string) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("another program already answers at %s; stop it or choose another address", at)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("this user may not answer at %s; choose a port above 1023", at)
	case errors.Is(err, admin.ErrNotLoopback):
		return err
	}
	return fmt.Errorf("can't answer at %s: %w", at, err)
}

// certificate decides between plain HTTP, a given certificate and the relay's own.
func (s *serving) certificate(listener net.Listener) (*tls.Config, string, error) {
	if s.tlsCert != "" {
		config, err := givenCertificate(s.tlsCert, s.tlsKey)
		return config, "", err
	}
	host, _, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, "", err
	}
	if s.behindProxy || onLoopback(host) {
		return nil, "", nil
	}
	return ownCertificate(s.folder)
}

// address is what invites carry when -public-url doesn't say.
func (s *serving) address(listener net.Listener, config *tls.Config) string {
	if s.publicURL != "" {
		return strings.TrimRight(s.publicURL, "/")
	}
	host, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		if host, err = os.Hostname(); err != nil {
			return ""
		}
	}
	if config == nil && !onLoopback(host) {
		return "" // behind a proxy: only -public-url knows
	}
	scheme := "https"
	if config == nil {
		scheme = "http"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
