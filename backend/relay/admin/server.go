package admin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// FileName is the file in the data folder that says where a running relay's
// desk is.
const FileName = "admin.json"

const (
	pathInvite   = "/admin/invite"
	pathConnect  = "/admin/connect"
	pathDevices  = "/admin/devices"
	pathRevoke   = "/admin/revoke"
	pathLook     = "/admin/look"
	pathRegister = "/admin/register"
	pathCheck    = "/admin/check"
	pathMetrics  = "/metrics"
	maxRequest   = 64 << 10
	patience     = 10 * time.Second
)

// where is the content of the file.
type where struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

// ErrNotLoopback says that the desk would be open to the network.
var ErrNotLoopback = errors.New("the address for administration must be on this machine, such as 127.0.0.1:9090")

// Door is a port on loopback, and the file that says where it is.
type Door struct {
	listener net.Listener
	file     string
	token    string
}

// Listen takes a port on loopback and writes the file into the folder. Whoever
// comes before Serve waits.
func Listen(ctx context.Context, address, folder string) (*Door, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotLoopback, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%w, not %s", ErrNotLoopback, address)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	d := &Door{listener: listener, file: filepath.Join(folder, FileName), token: base64.RawURLEncoding.EncodeToString(random)}
	if err := writeWhere(d.file, where{Address: listener.Addr().String(), Token: d.token}); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return d, nil
}

// Serve answers until the context ends.
func (d *Door) Serve(ctx context.Context, desk Desk, figures http.Handler, logger *slog.Logger) error {
	server := &http.Server{Handler: handler(desk, figures, d.token), ReadHeaderTimeout: patience, ReadTimeout: patience,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug)}
	ended := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		ended <- server.Shutdown(limit)
	})
	err := server.Serve(d.listener)
	removed := os.Remove(d.file)
	if stop() {
		return errors.Join(err, removed, server.Close())
	}
	return errors.Join(<-ended, removed)
}

func writeWhere(file string, w where) error {
	raw, err := json.Marshal(w)
	if err != nil {
		return err
	}
	_ = os.Remove(file) // an old one may have looser permissions
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}

func handler(desk Desk, figures http.Handler, token string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+pathMetrics, figures)
	mux.Handle("POST "+pathInvite, guarded(token, serve(desk.Invite)))
	mux.Handle("POST "+pathConnect, guarded(token, serve(desk.Connect)))
	mux.Handle("POST "+pathDevices, guarded(token, serve(desk.Devices)))
	mux.Handle("POST "+pathRevoke, guarded(token, serve(desk.Revoke)))
	mux.Handle("POST "+pathLook, guarded(token, serve(desk.Look)))
	mux.Handle("POST "+pathRegister, guarded(token, serve(desk.Register)))
	mux.Handle("POST "+pathCheck, guarded(token, serve(desk.Check)))
	mux.Handle("POST "+pathWebShopAdd, guarded(token, serve(desk.SaveWebShop)))
	mux.Handle("POST "+pathWebShopList, guarded(token, serve(desk.WebShops)))
	mux.Handle("POST "+pathWebShopRemove, guarded(token, serve(desk.RemoveWebShop)))
	return mux
}

func guarded(token string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
			http.Error(w, "the token in "+FileName+" is needed", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serve reads a request, asks and writes the answer; errors are words for the
// operator.
func serve[In, Out any](ask func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxRequest)).Decode(&in); err != nil {
			http.Error(w, "the request is not JSON: "+err.Error(), http.StatusBadRequest)
			return
		}
		out, err := ask(r.Context(), in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	})
}
